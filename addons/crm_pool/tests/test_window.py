from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadCase, PoolCase


class WindowTests:
    def _customer(self, **values):
        return self._create_customers(
            1,
            phone="+86 10 12345678",
            mobile="13812345678",
            **{self.email_field: "wang@example.com"},
            **values,
        )

    def test_contact_data_is_masked_in_sql(self):
        """PO-11: masked as 138****5678, by every way of reading."""
        customer = self._customer()
        window = self._window(self.amy, customer)
        self.assertRegex(window.mobile, r"^.{3}\*{4}5678$")
        self.assertNotIn("1234", window.mobile)
        self.assertEqual(window.email, "w***@example.com")
        found = window.search([("mobile", "like", "12345678")])
        self.assertNotIn(customer.id, found.ids)
        self.pool.mask_contact_data = False
        window.invalidate_recordset()
        self.assertIn("5678", window.mobile)
        self.assertNotIn("*", window.mobile)

    def test_held_ones_show_owner_and_no_contact_data(self):
        """PO-11: held ones as 已领用 with the owner's name, if the pool says so."""
        customer = self._customer(user=self.ben, place="held")
        window = self._window(self.amy, customer)
        self.assertEqual(window.place, "held")
        self.assertEqual(window.owner_id, self.ben)
        self.assertFalse(window.mobile or window.phone or window.email)
        self.pool.show_held = False
        self.assertFalse(window.search([("id", "=", customer.id)]))

    def test_window_is_for_members(self):
        """PO-11, NF-S: pools of the member alone."""
        customer = self._customer()
        for user, sees in (
            (self.amy, True),
            (self.leader, True),  # assigns from the pools of the members
            (self.manager, True),
            (self.supervisor, True),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                found = (
                    self.env[customer._pool_window]
                    .with_user(user)
                    .search([("id", "=", customer.id)])
                )
                self.assertEqual(bool(found), sees)
        with self.assertRaises(AccessError):
            self._window(self.outsider, customer).read(["name"])

    def test_membership_counts_at_once(self):
        """Security 27: grant and withdrawal take effect in the next request."""
        customer = self._customer()
        window = self._window(self.outsider, customer).browse()
        domain = [("id", "=", customer.id)]
        self.assertFalse(window.search(domain))
        member = self._create_member(self.outsider)
        self.assertTrue(window.search(domain))
        member.active = False
        self.assertFalse(window.search(domain))

    def test_no_button_for_what_was_given_up_lately(self):
        """PO-4, PO-5, PO-11: the window offers what the gate would grant, and says in
        the gate's words why not."""
        customer = self._customer(user=self.amy, place="held")
        customer.with_user(self.amy).action_pool_return("No need")
        for mode, button, way in (
            ("free", "is_claim_allowed", "action_claim"),
            ("approval", "is_request_allowed", "action_request"),
        ):
            self.pool.claim_mode = mode
            self.env.invalidate_all()
            args = ["Because"] if mode == "approval" else []
            with self.subTest(mode=mode):
                row = self._window(self.amy, customer)
                self.assertFalse(row[button])
                self.assertEqual(row.request_label, "In 8 days")
                answer = getattr(row, way)(*args)
                refusal = answer["refused"][str(customer.id)]
                self.assertIn("gave it up", refusal)
                self.assertEqual(row.claim_refusal, refusal)
                other = self._window(self.ben, customer)
                self.assertTrue(other[button])
                self.assertFalse(other.request_label or other.claim_refusal)
        self.env.cr.execute(
            "UPDATE crm_pool_log SET date = date - interval '8 days'"
            f" WHERE {customer._pool_log_field} = %s",
            customer.ids,
        )
        self.env.invalidate_all()
        row = self._window(self.amy, customer)
        self.assertTrue(row.is_request_allowed)
        self.assertEqual(row.action_request("Because")["done"], customer.ids)

    def test_window_is_read_only(self):
        customer = self._customer()
        window = self._window(self.supervisor, customer)
        with self.assertRaises(AccessError):
            window.write({"name": "x"})
        with self.assertRaises(AccessError):
            window.create({"name": "x"})
        with self.assertRaises(AccessError):
            window.unlink()


@tagged("post_install", "-at_install")
class TestWindow(WindowTests, PoolCase):
    def test_contacts_are_not_in_the_window(self):
        customer = self._customer()
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        found = self._window(self.amy, contact).search([("id", "=", contact.id)])
        self.assertFalse(found)

    def test_search_in_the_window(self):
        """CU-6, PO-11: by name, pinyin and code; never by what is masked there."""
        customer = self._customer(name="澜沧木业", customer_code="LC-77", vat=False)
        self.env["res.partner"].create(
            {"name": "独孤求败", "parent_id": customer.id, "mobile": "13911112222"}
        )
        window = self.env["crm.pool.customer"].with_user(self.amy)

        def found(text):
            names = {id_ for id_, _name in window.name_search(text, limit=None)}
            rows = set(window.search([("search_text", "ilike", text)]).ids)
            self.assertEqual(names, rows)
            return customer.id in rows

        for text in ("澜沧", "沧木业", "瀾滄", "lcmy", "muye", "lc-77"):
            with self.subTest(text=text):
                self.assertTrue(found(text))
        masked = ("12345678", "13812345678", "wang@", "独孤", "dgqb", "13911112222")
        for text in (*masked, "%", "_", "澜%业"):
            with self.subTest(text=text):
                self.assertFalse(found(text))

    def test_search_finds_in_pools_of_the_member_alone(self):
        """NF-S: a name that one may not see is not found."""
        customer = self._customer(name="澜沧木业")
        for user, sees in ((self.amy, True), (self.outsider, False)):
            window = self.env["crm.pool.customer"].with_user(user)
            with self.subTest(user=user.name):
                rows = window.search([("search_text", "ilike", "lcmy")])
                self.assertEqual(customer.id in rows.ids, sees)


@tagged("post_install", "-at_install")
class TestWindowLeads(WindowTests, LeadCase):
    """PO-14: leads."""
