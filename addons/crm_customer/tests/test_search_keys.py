from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged, warmup
from odoo.tools import SQL

from .common import CustomerCommon, make_credit_code


@tagged("post_install", "-at_install")
class TestSearchKeys(CustomerCommon):
    """CU-6: keys follow what they are made of, at once and in sets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("白鹭精工", phone="0755-81234567")
        cls.contact = cls._create_contact(cls.customer, "诸葛明")

    def _finds(self, text, customer=None):
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search([("search_text", "ilike", text)])
        return (customer or self.customer) in found

    def _keys(self, partners):
        return self.env["crm.search.key"].search([("partner_id", "in", partners.ids)])

    def test_every_field_that_is_searched(self):
        """CU-6: a write of any field that a key is made of changes the key."""
        credit_code = make_credit_code()
        cases = {
            "name": ("苍鹰重工", "cyzg"),
            "customer_code": ("QK-5566", "qk-5566"),
            "phone": ("021-55667788", "55667788"),
            "mobile": ("13755667788", "137 5566 7788"),
            "fax": ("020-11223344", "02011223344"),
            "email": ("new@egret.example", "new@egret"),
            "vat": (credit_code, credit_code[4:].lower()),
            "ref": ("REF/31415", "ref/31415"),
            "company_registry": ("REG-27182", "27182"),
        }
        for name, (value, text) in cases.items():
            with self.subTest(field=name):
                self.assertFalse(self._finds(text))
                self.customer.write({name: value})
                self.assertTrue(self._finds(text))
                self.customer.with_context(ignore_duplicates=True).write(
                    {name: "甲" if name == "name" else False}
                )
                self.assertFalse(self._finds(text))

    def test_write_on_a_contact_alone_or_through_its_firm(self):
        self.contact.write({"name": "司徒静", "mobile": "13655443322"})
        self.assertTrue(self._finds("situjing") and self._finds("13655443322"))
        self.assertFalse(self._finds("诸葛"))
        commands = [
            Command.update(self.contact.id, {"name": "东方红"}),
            Command.create({"name": "西门庆", "email": "xm@qing.example"}),
        ]
        self.customer.write({"child_ids": commands})
        for text in ("东方红", "xmq", "xm@qing"):
            with self.subTest(text=text):
                self.assertTrue(self._finds(text))

    def test_contact_moved_or_set_free(self):
        other = self._create_customer("青鸾电子")
        self.contact.parent_id = other
        self.assertTrue(self._finds("诸葛", other))
        self.assertFalse(self._finds("诸葛"))
        self.contact.parent_id = False
        self.assertFalse(self._finds("诸葛", other))
        self.assertFalse(self._keys(self.contact))

    def test_archived_and_deleted(self):
        self.contact.active = False
        self.assertTrue(self._finds("诸葛"))
        self.contact.unlink()
        self.assertFalse(self._finds("诸葛"))

    def test_becoming_a_customer(self):
        """Plain partners have no key until they are customers; then all have."""
        firm = self.env["res.partner"].create(
            {"name": "玄武岩矿业", "is_company": True}
        )
        person = self.env["res.partner"].create(
            {"name": "公孙策", "parent_id": firm.id}
        )
        self.assertFalse(self._keys(firm | person))
        firm._become_customer()
        self.assertTrue(self._finds("xwyky", firm) and self._finds("公孙", firm))

    def test_merge_of_contacts(self):
        """Core moves what hangs on the merged ones by SQL."""
        twin = self._create_contact(self.customer, "诸葛亮")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        # which values may be copied is for the addons above to say
        with patch.object(type(wizard), "_update_values"):
            wizard._merge([self.contact.id, twin.id], self.contact)
        self.assertFalse(twin.exists())
        key = self._keys(self.customer.child_ids)
        self.assertEqual(key.partner_id, self.contact)
        self.assertTrue(self._finds("诸葛明"))
        self.assertFalse(self._finds("诸葛亮"))

    def test_existing_customers_get_keys_in_the_background(self):
        """On update of a database of before: by the scheduled action, in sets."""
        keys = self._keys(self.customer | self.contact)
        self.assertEqual(len(keys), 2)
        keys.unlink()
        params = self.env["ir.config_parameter"]
        params.set_param("crm_customer.customer_keys_built", "of before")
        self.env["crm.duplicate.key"]._request_rebuild()
        cron = self.env.ref("crm_customer.ir_cron_duplicate_keys")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self._finds("bljg") and self._finds("诸葛"))
        self.env["crm.duplicate.key"]._request_rebuild()
        self.assertEqual(params.get_param("crm_customer.customer_keys_after"), "-1")

    @warmup
    def test_a_thousand_in_few_statements(self):
        """CU-6: the cost of keys does not grow with the rows, and equal ones stay."""
        customers = self.env["res.partner"].create(
            [{"name": f"千帆{number}号"} for number in range(1000)]
        )
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE res_partner SET customer_id = id, customer_state = 'potential'"
                " WHERE id = ANY(%s) RETURNING id",
                customers.ids,
            )
        )
        with self.assertQueryCount(3):
            self.env["crm.search.key"]._update_customers(customers)
        keys = self._keys(customers)
        self.assertEqual(len(keys), 1000)
        with self.assertQueryCount(3):
            self.env["crm.search.key"]._update_customers(customers)
        self.assertEqual(self._keys(customers), keys)
        self.assertTrue(self._finds("qf999h", customers[999]))

    def test_nobody_reads_the_keys(self):
        """NF-S: not even what a seller may search can be read by its keys."""
        for user in (self.seller, self.supervisor, self.clerk):
            with self.subTest(user=user.login):
                keys = self.env["crm.search.key"].with_user(user)
                self.assertFalse(keys.has_access("read"))
