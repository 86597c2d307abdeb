from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .share_common import ShareCase

PHONE = "13812345678"
SHOWN = ("display_name", "name", "phone", "mobile", "old_value", "new_value", "summary")


@tagged("post_install", "-at_install")
class TestTimelineAccess(ShareCase):
    """CU-11, NF-S: of what hangs on a customer each reader learns what the rules of
    its models show, by timeline, number, button and list alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.executive = new_test_user(
            cls.env,
            "pool_executive",
            groups="crm_customer.group_executive",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        product = cls.env["product.product"].create({"name": "Pump"})
        line = Command.create({"product_id": product.id, "price_unit": 10})
        values = {"company_id": cls.company.id, "order_line": [line]}
        orders = cls.env["sale.order"].with_company(cls.company)
        cls.order, cls.unassigned = orders.create(
            [
                {**values, "partner_id": cls.customer.id, "user_id": cls.amy.id},
                {**values, "partner_id": cls.contact.id, "user_id": False},
            ]
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Lead Zq",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.amy.id,
                "company_id": cls.company.id,
            }
        )
        for record in (cls.customer, cls.contact, cls.order, cls.lead):
            record.message_post(body="Zq said", message_type="comment")
            record.activity_schedule("mail.mail_activity_data_call", user_id=cls.amy.id)
            cls.env["ir.attachment"].create(
                {
                    "name": "Zq.txt",
                    "raw": b"Zq",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        cls._plant_change()

    @classmethod
    def _plant_change(cls):
        """Let the chatter say that the phone number was changed."""
        field = cls.env["ir.model.fields"]._get("res.partner", "phone")
        message = cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": cls.customer.id,
                "message_type": "notification",
                "author_id": cls.amy.partner_id.id,
                "tracking_value_ids": [
                    Command.create({"field_id": field.id, "new_value_char": PHONE})
                ],
            }
        )
        cls.change = cls.env["crm.customer.change"].browse(
            message.sudo().tracking_value_ids.id
        )
        cls.env.flush_all()

    def _as(self, user, records=None):
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.customer if records is None else records
        return records.with_user(user).with_context(lang=None)

    def _get_buttons(self):
        return [
            name
            for name in dir(type(self.customer))
            if name.startswith("action_open_customer_")
        ]

    def _everything(self, user):
        """Return all that this user gets of the customer, as text."""
        answers = [self._as(user).get_timeline(limit=100)]
        for name in self._get_buttons():
            action = getattr(self._as(user), name)()
            model = self._as(user, self.env[action["res_model"]])
            if model.has_access("read"):
                found = model.with_context(active_test=False).search(action["domain"])
                answers.append(found.read([n for n in SHOWN if n in model._fields]))
        return str(answers)

    def test_the_timeline_agrees_with_the_rules(self):
        """NF-S: each kind shows what a search for it shows, to each role."""
        self._share(self.customer, self.ben)
        readers = self.amy | self.ben | self.leader | self.manager | self.supervisor
        for user in readers | self.executive:
            page = self._as(user).get_timeline(limit=100)
            self.assertFalse(page["next"])
            shown = {}
            for entry in page["entries"]:
                shown.setdefault(entry["kind"], set()).add(entry["res_id"])
            for kind, model in (("order", "sale.order"), ("lead", "crm.lead")):
                records = self._as(user, self.env[model])
                found = records.has_access("read") and records.search(
                    [("partner_id.customer_id", "=", self.customer.id)]
                )
                with self.subTest(user=user.name, kind=kind):
                    self.assertEqual(shown.get(kind, set()), set(found.ids))
            with self.subTest(user=user.name, kind="message"):
                self.assertIn("Zq said", str(page))

    def test_hidden_records_leave_no_hole(self):
        """NF-S: a rule that hides every second one: pages are full, and end."""
        orders = self.env["sale.order"]
        for index in range(12):
            orders |= self.order.copy({"date_order": f"2026-01-{index + 1:02} 08:00"})
        hidden = orders[::2] | self.order | self.unassigned
        self.env["ir.rule"].create(
            {
                "name": "every second one",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "domain_force": [("id", "not in", hidden.ids)],
            }
        )
        found, before, pages = [], None, 0
        while before is not False:
            page = self._as(self.amy).get_timeline(["order"], before, 2)
            found += [entry["res_id"] for entry in page["entries"]]
            before, pages = page["next"], pages + 1
            self.assertLessEqual(len(page["entries"]), 2)
        self.assertEqual(found, orders[1::2][::-1].ids)
        self.assertEqual(pages, 3)

    def test_who_does_not_see_the_customer_learns_nothing(self):
        """NF-S: neither by the customer nor by the lists behind its buttons."""
        for user in (self.ben, self.outsider):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    self._as(user).get_timeline()
                with self.assertRaises(AccessError):
                    self._as(user, self.contact).get_timeline()
                for name in self._get_buttons():
                    with self.assertRaises(AccessError):
                        getattr(self._as(user), name)()
                domain = [("customer_id", "=", self.customer.id)]
                for model in ("ir.attachment", "mail.activity", "crm.customer.change"):
                    records = self._as(user, self.env[model])
                    self.assertFalse(records.search_count(domain), model)
                for fields in (["new_value"], ["customer_id"], None):
                    with self.assertRaises(AccessError):
                        self._as(user, self.change).read(fields)

    def test_nobody_finds_out_by_asking(self):
        """NF-S, row 6: files and activities of one's own tell no hidden name."""
        own = self._create_customers(1, "held", self.ben)
        file = self.env["ir.attachment"].create(
            {"name": "own", "raw": b"x", "res_model": own._name, "res_id": own.id}
        )
        files = self._as(self.ben, self.env["ir.attachment"])
        self.assertIn(file, files.search([("customer_id", "=", own.id)]))
        self.assertFalse(files.search([("customer_id.name", "ilike", "Shared Zq")]))

    def test_a_share_opens_and_its_end_closes(self):
        """PO-12, I10: at once, in the timeline too."""
        self._share(self.customer, self.ben)
        self.assertIn(f"order-{self.order.id}", self._everything(self.ben))
        self.customer.with_user(self.amy).action_pool_unshare(self.ben.ids)
        with self.assertRaises(AccessError):
            self._as(self.ben).get_timeline()

    def test_masked_is_masked(self):
        """CU-9: an executive reads that a number was changed, not which."""
        self.assertIn(PHONE, self._everything(self.amy))
        answer = self._everything(self.executive)
        self.assertNotIn(PHONE, answer)
        self.assertIn("138****5678", answer)

    def test_numbers_agree_for_each_role(self):
        """CU-11: as many as one gets to see."""
        self._share(self.customer, self.ben)
        readers = self.ben | self.executive
        for user in self.amy | self.supervisor | readers:
            for name, button in (
                ("customer_order_count", "action_open_customer_orders"),
                ("customer_lead_count", "action_open_customer_leads"),
                ("customer_file_count", "action_open_customer_files"),
                ("customer_activity_count", "action_open_customer_activities"),
                ("customer_change_count", "action_open_customer_changes"),
            ):
                customer = self._as(user)
                action = getattr(customer, button)()
                records = self._as(user, self.env[action["res_model"]])
                found = records.with_context(active_test=False).search_count(
                    action["domain"]
                )
                with self.subTest(user=user.name, name=name):
                    self.assertEqual(customer[name], found)
                    # who may not post on a document sees own activities alone
                    none = name == "customer_activity_count" and user in readers
                    self.assertEqual(found > 0, not none)

    def test_a_list_costs_a_statement_a_number(self):
        """NF-P: one beside the look at who is led, for one customer or many."""
        several = self.customer | self._create_customers(4, "held", self.amy)
        for name in (
            "customer_order_count",
            "customer_file_count",
            "customer_activity_count",
            "customer_change_count",
        ):
            costs = []
            for customers in (self.customer, several):
                for _warm in range(2):
                    customers = self._as(self.amy, customers)
                    customers.fetch(["customer_id"])
                    before = self.cr.sql_log_count
                    customers.mapped(name)
                    cost = self.cr.sql_log_count - before
                costs.append(cost)
            with self.subTest(name=name):
                self.assertEqual(costs[0], costs[1])
