from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.links import named_ids
from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestGuardLinks(GuardCase):
    """Security rows 12 to 15: naming a hidden customer tells nothing of it."""

    def _documents(self, partner_id):
        return {
            "crm.lead": {"name": "x", "partner_id": partner_id},
            "sale.order": {"partner_id": partner_id},
            "calendar.event": {
                "name": "x",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "partner_ids": [(6, 0, [partner_id])],
            },
            "res.partner": {"name": "x", "parent_id": partner_id},
        }

    def test_create_refuses_hidden_customers(self):
        for model, values in self._documents(self.customer.id).items():
            with self.subTest(model=model), self.assertRaises(AccessError) as refusal:
                self._as_amy(self.env[model]).create(values)
            self.assertNoMark(refusal.exception)

    def test_create_takes_visible_partners(self):
        for partner in (
            self.own,
            self.vendor,
            self.amy.partner_id,
            self.bob.partner_id,
        ):
            for model, values in self._documents(partner.id).items():
                with self.subTest(model=model, partner=partner.name):
                    self.assertTrue(self._as_amy(self.env[model]).create(values))

    def test_supervisor_links_what_he_sees(self):
        values = self._documents(self.customer.id)
        for model in ("crm.lead", "sale.order"):
            self.assertTrue(self.env[model].with_user(self.boss).create(values[model]))

    def test_every_shape_of_an_id_is_read(self):
        """What the database takes for an id is an id: the text '7' too."""
        hidden = self.customer.id
        orders = self._as_amy(self.env["sale.order"])
        for value in (
            str(hidden),
            f" {hidden}",
            float(hidden),
            (hidden, "x"),
            [hidden],
        ):
            with self.subTest(value=value), self.assertRaises(AccessError):
                orders.create({"partner_id": value})

    def test_commands(self):
        field = self.env["calendar.event"]._fields["partner_ids"]
        for value, expected in (
            ([(4, 7)], {7}),
            ([(4, "7", 0)], {7}),
            ([(6, 0, [7, 8])], {7, 8}),
            ([7, 8], {7, 8}),
            ([(3, 7), (5,)], set()),
            ([(1, 7, {})], {7}),
            ([{"id": 7}], {7}),
            (self.vendor, {self.vendor.id}),
            (False, set()),
        ):
            with self.subTest(value=value):
                self.assertEqual(named_ids(field, value), expected)

    def test_write_refuses_new_links_and_keeps_old_ones(self):
        order = self._as_amy(self._create_order(self.amy, self.own))
        lead = self._as_amy(self._create_lead(self.amy, self.own))
        for record in (order, lead):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.write({"partner_id": self.contact.id})
        old = self._as_amy(self._create_order(self.amy, self.customer))
        old.write({"partner_id": self.customer.id, "note": "still mine"})
        with self.assertRaises(AccessError):
            old.write({"partner_shipping_id": self.contact.id})
        with self.assertRaises(AccessError):
            (order | old).write({"partner_id": self.customer.id})

    def test_nested_commands_are_refused(self):
        own = self._as_amy(self.own)
        with self.assertRaises(AccessError):
            own.write({"child_ids": [(4, self.contact.id)]})
        with self.assertRaises(AccessError):
            own.write({"child_ids": [(1, self.contact.id, {"function": "x"})]})
        meeting = self._documents(self.contact.id)["calendar.event"]
        lead = self._as_amy(self._create_lead(self.amy, self.own))
        with self.assertRaises(AccessError):
            lead.write({"calendar_event_ids": [(0, 0, meeting)]})

    def test_onchange_tells_nothing(self):
        """Row 13: nothing saved, no trace - and nothing learned."""
        for model, values in self._documents(self.customer.id).items():
            records = self._as_amy(self.env[model])
            specification = {name: {} for name in ("display_name", *values)}
            with self.subTest(model=model), self.assertRaises(AccessError):
                records.onchange(values, list(values), specification)

    def test_onchange_of_a_linked_document_works(self):
        order = self._as_amy(self._create_order(self.amy, self.customer))
        values = {"partner_id": self.customer.id, "note": "x"}
        specification = {"partner_id": {"fields": {"display_name": {}}}, "note": {}}
        order.onchange(values, ["note"], specification)

    def test_load_is_refused(self):
        self.amy.group_ids += self.env.ref("crm_privacy.group_operation_import")
        leads = self._as_amy(self.env["crm.lead"])
        result = leads.load(["name", "partner_id/.id"], [["x", str(self.customer.id)]])
        self.assertFalse(result["ids"])
        self.assertNoMark(result["messages"])
        name = self.customer.sudo()._get_external_ids()
        self.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": "hidden",
                "model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        self.assertFalse(name[self.customer.id])
        result = leads.load(["name", "partner_id/id"], [["x", "__test__.hidden"]])
        self.assertFalse(result["ids"])

    def test_defaults_leave_hidden_customers_out(self):
        """Row 34: neither the context nor a stored default links one."""
        leads = self._as_amy(self.env["crm.lead"])
        asked = leads.with_context(default_partner_id=self.customer.id)
        self.assertNotIn("partner_id", asked.default_get(["partner_id"]))
        self.assertFalse(asked.create({"name": "x"}).partner_id)
        self.env["ir.default"].with_user(self.amy).set(
            "crm.lead", "partner_id", self.customer.id, True
        )
        self.assertFalse(leads.create({"name": "x"}).partner_id)
        result = leads.onchange({}, [], {"partner_id": {}, "phone": {}})
        self.assertFalse(result["value"].get("partner_id"))
        own = leads.with_context(default_partner_id=self.own.id)
        self.assertEqual(own.create({"name": "x"}).partner_id, self.own)

    def test_web_save_is_refused(self):
        with self.assertRaises(AccessError):
            self._as_amy(self.env["crm.lead"]).web_save(
                {"name": "x", "partner_id": self.customer.id}, {"phone": {}}
            )

    def test_bank_accounts_are_guarded_too(self):
        account = self.env["res.partner.bank"].create(
            {"acc_number": "6222020200112233", "partner_id": self.customer.id}
        )
        self.assertIn(account.id, self._as_amy(account)._find_hidden_ids({account.id}))

    def test_ids_that_do_not_exist_are_refused_alike(self):
        """Row 9: the answer does not tell whether a record exists."""
        leads = self._as_amy(self.env["crm.lead"])
        with self.assertRaises(AccessError) as missing:
            leads.create({"name": "x", "partner_id": 99999999})
        with self.assertRaises(AccessError) as hidden:
            leads.create({"name": "x", "partner_id": self.customer.id})
        self.assertEqual(str(missing.exception), str(hidden.exception))

    def test_what_one_just_made_may_be_named(self):
        """An import into the open sea makes customers and then their contacts."""
        made = self._as_amy(self.env["res.partner"]).create(
            {"name": "Mine", "customer_state": "potential"}
        )
        self._hand_over(made.sudo(), self.bob)
        self.assertFalse(made.has_access("read"))
        lead = self._as_amy(self.env["crm.lead"]).create(
            {"name": "x", "partner_id": made.id}
        )
        self.assertEqual(lead.sudo().partner_id, made.sudo())
