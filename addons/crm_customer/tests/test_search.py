from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestSearch(CustomerCommon):
    """CU-6 Search, as far as the record goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(
            "华信100%_科技",
            customer_code="HX-77",
            phone="0755-8888 9999",
            mobile="+86 138-0013-8000",
            fax="+86 755 8666 1111",
            email="sales@huaxin.example",
        )
        cls.contact = cls._create_contact(
            cls.customer, "欧阳娜娜", mobile="13911112222", email="na@mail.example"
        )
        cls.other = cls._create_customer("恒信物流", phone="010-66667777")

    def _search(self, text):
        mine = self.customer | self.other
        found = self.env["res.partner"].search(
            [("search_text", "ilike", text), ("customer_state", "!=", False)]
        )
        return found & mine

    def _name_search(self, text, **values):
        found = self.env["res.partner"].name_search(text, limit=None, **values)
        return {partner_id for partner_id, _name in found}

    def test_finds_by_what_people_know(self):
        """CU-6: each of these finds the customer and nobody else."""
        cases = {
            "part of the name": ["华信", "信100", "_科", "100%_", "%", "科技"],
            "other ways to write it": ["華信", "华 信", "１００％", "华信 100"],
            "pinyin in full": ["huaxin", "HuaXin 100", "keji", "huaxin100%_keji"],
            "initials": ["hx100", "HX100%_KJ", "%_kj"],
            "code": ["hx-77", "ＨＸ－７７", "-77"],
            "phone": ["0755-88889999", "075588889999", "8888 9999", "88889999"],
            "mobile": ["13800138000", "138 0013 8000", "001380"],
            "country prefix": ["+8613800138000", "0086 138-0013-8000", "8613800138000"],
            "prefix of a landline": ["+86 755 88889999", "+86755-8666-1111"],
            "fax": ["0755 8666 1111"],
            "email": ["huaxin.example", "SALES@huaxin"],
            "a contact": ["欧阳", "娜娜", "歐陽", "ouyang", "oynn"],
            "a contact's number": ["139-1111-2222", "+86 139 1111 2222", "na@mail"],
        }
        for kind, texts in cases.items():
            for text in texts:
                with self.subTest(kind=kind, text=text):
                    self.assertEqual(self._search(text), self.customer)

    def test_a_page_is_that_of_the_list(self):
        """CU-6: a typed search gives the rows, order and number that core's would,
        wherever the page and the limit of counting lie."""
        for number in (3, 1, 5, 2, 4):
            self._create_customer(f"鸿鹄重工{number}")
        self._create_customer("鸿鹄重工6", active=False)
        partners = self.env["res.partner"].with_user(self.seller)
        typed = [("search_text", "ilike", "鸿鹄重工")]
        plain = [("id", "in", partners.search(typed).ids)]
        for offset in (0, 2, 4, 6):
            for count_limit in (2, 3, 10):
                for order in (None, "id desc"):
                    with self.subTest(offset=offset, most=count_limit, order=order):
                        pages = [
                            partners.web_search_read(
                                domain, {"name": {}}, offset, 2, order, count_limit
                            )
                            for domain in (typed, plain)
                        ]
                        self.assertEqual(*pages)

    def test_wildcards_mean_themselves(self):
        for text in ("%%", "__", "信%流", "恒_物", "\\", "1_0", "h_100", "huax%n"):
            with self.subTest(text=text):
                self.assertFalse(self._search(text))

    def test_odd_texts_are_no_error(self):
        """Security list: what is nobody's name finds nobody, and breaks nothing."""
        for text in ("a\x00b", "华\x00信务", "'\"`;--", "９" * 5000, "\ud800xyz", "🙂"):
            with self.subTest(text=text[:9]):
                self.assertFalse(self._search(text))
        self.assertEqual(len(self._search("\u200b ")), 2)

    def test_name_search_knows_what_the_search_knows(self):
        for text in ("HX-77", "13800138000", "华信100%", "hx100", "huaxin", "娜娜"):
            with self.subTest(text=text):
                found = self._name_search(text)
                self.assertIn((self.customer | self.contact).ids[text == "娜娜"], found)
                self.assertNotIn(self.other.id, found)
        for text in ("信%流", "恒_物"):
            with self.subTest(text=text):
                self.assertNotIn(self.other.id, self._name_search(text))

    def test_name_search_finds_contacts_by_their_firm(self):
        """As in stock Odoo, where their full name begins with the firm's."""
        self.assertIn(self.contact.id, self._name_search("华信100"))
        self.assertIn(self.contact.id, self._name_search("华信100%_科技, 欧阳"))

    def test_negative_name_search(self):
        found = self._name_search("hx100", operator="not ilike")
        self.assertIn(self.other.id, found)
        self.assertNotIn(self.customer.id, found)

    def test_plain_partners_as_in_stock(self):
        """CU-6: what is no customer is found by core's fields, and no others."""
        vendor = self.env["res.partner"].create(
            {
                "name": "Zq华信供应",
                "ref": "ZQREF",
                "email": "zq@vendor.example",
                "vat": "91110000MA0000000X",
                "phone": "13812121212",
            }
        )
        clerk = self.env(user=self.clerk)["res.partner"]
        for text in ("zq华", "ZQREF", "zq@vendor", "91110000MA0000000X"):
            with self.subTest(text=text):
                self.assertIn(vendor.id, self._name_search(text))
                found = [id_ for id_, _name in clerk.name_search(text, limit=None)]
                self.assertIn(vendor.id, found)
        for text in ("zqhuaxin", "zqhxgy", "13812121212"):
            with self.subTest(text=text):
                self.assertNotIn(vendor.id, self._name_search(text))

    def test_archived_customer_is_found_when_asked_for(self):
        archived = self._create_customer("中达实业", active=False)
        self._create_contact(archived, "司马相如")
        domain = [("search_text", "ilike", "司马"), ("customer_state", "!=", False)]
        self.assertFalse(self.env["res.partner"].search(domain))
        found = self.env["res.partner"].with_context(active_test=False).search(domain)
        self.assertEqual(found, archived)

    def test_every_field_can_be_searched_and_grouped(self):
        """CU-6: every field of CU-1 in domains and group-bys."""
        names = """customer_state customer_code customer_category_id customer_level_id
            customer_value_id customer_size_id region_id source_id industry_id
            credit_rating satisfaction legal_representative registered_capital mobile
            fax qq wechat gender department native_place birthday
            decision_role""".split()
        partners = self.env["res.partner"].with_user(self.seller)
        for name in names:
            with self.subTest(name=name):
                partners.search_count([(name, "!=", False)])
                groupby = f"{name}:month" if name == "birthday" else name
                partners.formatted_read_group([], [groupby], ["__count"])
