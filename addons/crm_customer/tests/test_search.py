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
            email="sales@huaxin.example",
        )
        cls._create_contact(
            cls.customer, "欧阳娜娜", mobile="13911112222", email="na@mail.example"
        )
        cls.other = cls._create_customer("恒信物流", phone="010-66667777")

    def _search(self, text):
        mine = self.customer | self.other
        found = self.env["res.partner"].search(
            [("search_text", "ilike", text), ("customer_state", "!=", False)]
        )
        return found & mine

    def test_finds_by_what_people_know(self):
        cases = [
            "华信",
            "hx-77",
            "ＨＸ－７７",
            "0755-88889999",
            "075588889999",
            "8888 9999",
            "13800138000",
            "138 0013 8000",
            "+8613800138000",
            "0086 138-0013-8000",
            "huaxin.example",
            "欧阳",
            "139-1111-2222",
            "na@mail",
            "100%_",
            "%",
            "_科",
        ]
        for text in cases:
            with self.subTest(text=text):
                self.assertEqual(self._search(text), self.customer)

    def test_wildcards_mean_themselves(self):
        for text in ("%%", "__", "信%流", "恒_物", "\\", "1_0"):
            with self.subTest(text=text):
                self.assertFalse(self._search(text))

    def test_name_search_knows_code_and_phone(self):
        partners = self.env["res.partner"]
        for text in ("HX-77", "13800138000", "华信100%"):
            with self.subTest(text=text):
                found = [id_ for id_, _name in partners.name_search(text)]
                self.assertIn(self.customer.id, found)
        for text in ("信%流", "恒_物"):
            with self.subTest(text=text):
                found = [id_ for id_, _name in partners.name_search(text)]
                self.assertNotIn(self.other.id, found)

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
