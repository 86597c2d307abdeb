from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..models.ir_rule import OPTIONAL_MODELS
from .guard_common import MARK, GuardCase


@tagged("post_install", "-at_install")
class TestGuardDocuments(GuardCase):
    """Security rows 18 to 22 and 26: what hangs on a customer follows it."""

    def _sees(self, user, record):
        records = record.with_user(user).with_context(lang=None)
        found = records.search([("id", "=", record.id)])
        self.assertEqual(bool(found), records.has_access("read"), record._name)
        return bool(found)

    def assertSeen(self, record, amy, bob=True):
        for user, expected in ((self.amy, amy), (self.bob, bob), (self.boss, True)):
            with self.subTest(model=record._name, user=user.name):
                self.assertEqual(self._sees(user, record), expected)

    def test_unassigned_documents_of_a_hidden_customer(self):
        """Row 26: core shows what has no salesperson to every salesperson."""
        for create in (self._create_lead, self._create_order):
            nobody = self.env["res.users"]
            self.assertSeen(create(nobody, self.customer), amy=False)
            self.assertSeen(create(nobody, self.contact), amy=False)
            self.assertSeen(create(nobody, self.vendor), amy=True)
        lead = self.env["crm.lead"].create(
            {"name": "from the website", "user_id": False}
        )
        if "pool_id" in lead._fields:
            # Pools leave it to its creator and the leader of its team (PO-14).
            self.assertFalse(self._sees(self.amy, lead) or self._sees(self.bob, lead))
        else:
            self.assertSeen(lead, amy=True)

    def test_own_documents_stay(self):
        for create in (self._create_lead, self._create_order):
            document = create(self.amy, self.customer)
            self.assertTrue(self._sees(self.amy, document))

    def test_all_documents_sees_no_more_customers(self):
        """People table: "User: All Documents" is as to customers the same."""
        user = new_test_user(
            self.env, "guard_all", groups="sales_team.group_sale_salesman_all_leads"
        )
        self.assertFalse(self._sees(user, self._create_lead(self.bob, self.customer)))
        self.assertFalse(self._sees(user, self._create_order(self.bob, self.customer)))
        self.assertTrue(self._sees(user, self._create_order(self.bob, self.vendor)))

    def test_leader_sees_the_documents_of_the_team(self):
        leader = new_test_user(
            self.env, "guard_leader", groups="sales_team.group_sale_salesman_all_leads"
        )
        team = self.env["crm.team"].create({"name": "T", "user_id": leader.id})
        lead = self._create_lead(self.bob, self.customer)
        self.assertFalse(self._sees(leader, lead))
        team.member_ids = self.bob
        self.assertTrue(self._sees(leader, lead))
        team.member_ids -= self.bob
        self.assertFalse(self._sees(leader, lead))

    def test_order_lines_and_invoices(self):
        order = self._create_order(self.env["res.users"], self.customer)
        self.assertSeen(order.order_line, amy=False)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_user_id": False,
                "invoice_line_ids": [(0, 0, {"name": MARK, "price_unit": 1})],
            }
        )
        self.assertSeen(invoice, amy=False)
        self.assertSeen(invoice.invoice_line_ids, amy=False)

    def test_reports_show_no_hidden_customer(self):
        nobody = self.env["res.users"]
        self._create_order(nobody, self.customer).action_confirm()
        own = self._create_order(self.amy, self.own)
        self.env.flush_all()
        report = self._as_amy(self.env["sale.report"])
        rows = report.search_read([], ["partner_id", "order_reference"])
        self.assertNoMark(rows)
        self.assertIn(f"sale.order,{own.id}", {row["order_reference"] for row in rows})

    def test_bank_accounts(self):
        """Row 21."""
        account = self.env["res.partner.bank"].create(
            {"acc_number": "6222020200112233", "partner_id": self.customer.id}
        )
        self.assertSeen(account, amy=False)
        account = self.env["res.partner.bank"].create(
            {"acc_number": "6222020200112234", "partner_id": self.vendor.id}
        )
        self.assertSeen(account, amy=True)

    def test_followers(self):
        """Row 18."""
        order = self._create_order(self.amy, self.own)
        order.message_subscribe((self.customer | self.vendor).ids)
        rows = self._as_amy(self.env["mail.followers"]).search_read(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)],
            ["name", "email", "partner_id"],
        )
        self.assertNoMark(rows)
        self.assertIn(self.vendor.id, [row["partner_id"][0] for row in rows])
        self.assertFalse(
            self._as_amy(self.env["mail.followers"]).search(
                [("email", "ilike", MARK)], limit=1
            )
        )

    def test_notifications(self):
        message = self.vendor.message_notify(partner_ids=self.customer.ids, body="x")
        notification = message.sudo().notification_ids
        self.assertSeen(notification, amy=False, bob=False)

    def _create_meeting(self, user, *guests, **values):
        return self.env["calendar.event"].create(
            {
                "name": f"{MARK} talks",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "user_id": user.id,
                "partner_ids": [(6, 0, [guest.id for guest in guests])],
                **values,
            }
        )

    def test_meetings(self):
        """Row 20: guests carry name, address and phone."""
        meeting = self._create_meeting(self.bob, self.bob.partner_id, self.contact)
        self.assertSeen(meeting, amy=False)
        guest = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.contact)
        self.assertSeen(guest, amy=False)
        self.assertSeen(self._create_meeting(self.bob, self.bob.partner_id), amy=True)
        lead = self._create_lead(self.bob, self.customer)
        about = self._create_meeting(
            self.bob, self.bob.partner_id, opportunity_id=lead.id
        )
        self.assertSeen(about, amy=False)

    def test_meeting_with_me_opens(self):
        meeting = self._create_meeting(self.bob, self.amy.partner_id, self.contact)
        self.assertTrue(self._sees(self.amy, meeting))
        self.env.invalidate_all()
        specification = {
            "partner_ids": {"fields": {"display_name": {}, "email": {}}},
            "attendee_ids": {"fields": {"email": {}, "phone": {}}},
        }
        [values] = self._as_amy(meeting).web_read(specification)
        self.assertNotIn("example.cn", str(values))

    def test_channel_members(self):
        channel = self.env["discuss.channel"].create({"name": "open"})
        channel.add_members(self.customer.ids)
        member = channel.channel_member_ids.filtered(
            lambda m: m.partner_id == self.customer
        )
        self.assertSeen(member, amy=False)

    def test_messages_and_activities_on_a_hidden_customer(self):
        """Rows 30 and 31: neither author nor assignee reads on a hidden customer."""
        author = self.amy.partner_id.id
        note = self.customer.message_post(
            body=MARK, author_id=author, partner_ids=[author]
        )
        todo = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", summary=MARK, user_id=self.bob.id
        )
        todo.user_id = self.amy
        for record in (note, todo):
            self.assertSeen(record, amy=False)
        with self.assertRaises(AccessError):
            self._as_amy(self.customer).message_post(body="I am still here")
        self.assertSeen(self.vendor.message_post(body="x"), amy=True)

    def test_models_of_other_addons(self):
        """Row 22: deliveries and ratings, where their addons are installed."""
        lead = self._create_lead(self.amy, self.customer)
        self.assertTrue(self._sees(self.amy, lead))
        with patch.dict(OPTIONAL_MODELS, {"crm.lead": ("partner_id",)}):
            self.assertFalse(self._sees(self.amy, lead))
            own = self._create_lead(self.amy, self.own)
            self.assertSeen(own, amy=True, bob=False)

    def test_permissive_group_rules_open_nothing(self):
        """Row 28: all of these are global."""
        names = self.env["ir.model.data"].search(
            [("module", "=", "crm_privacy"), ("model", "=", "ir.rule")]
        )
        rules = self.env["ir.rule"].browse(names.mapped("res_id"))
        narrow = rules.filtered(lambda rule: "user._" in (rule.domain_force or ""))
        self.assertGreater(len(narrow), 15)
        self.assertFalse(narrow.groups)

    def test_no_data_is_evaluated_into_a_rule(self):
        """Row 27: a cached rule with ids in it would be stale."""
        lead = self._create_lead(self.env["res.users"], self.customer)
        self.assertFalse(self._sees(self.amy, lead))
        self._hand_over(self.customer, self.amy)
        self.assertTrue(self._sees(self.amy, lead))
        self._hand_over(self.customer, self.bob)
        self.assertFalse(self._sees(self.amy, lead))


@tagged("post_install", "-at_install")
class TestOrdinaryWork(GuardCase):
    """What breaks in core once a customer is hidden works again."""

    def test_lists_with_contact_columns(self):
        """A page is not refused for one hidden customer in it."""
        orders = self._create_order(self.amy, self.customer)
        orders |= self._create_order(self.amy, self.own)
        specification = {
            "name": {},
            "partner_id": {
                "fields": {"display_name": {}, "email": {}, "child_ids": {}}
            },
        }
        result = self._as_amy(orders).web_search_read(
            [("id", "in", orders.ids)], specification
        )
        rows = {row["partner_id"]["id"]: row["partner_id"] for row in result["records"]}
        self.assertEqual(
            rows[self.customer.id],
            {
                "id": self.customer.id,
                "display_name": f"{MARK} Trading",
                "email": False,
                "child_ids": [],
            },
        )
        self.assertEqual(rows[self.own.id]["email"], "own@example.cn")

    def test_hidden_partner_itself_is_refused(self):
        with self.assertRaises(AccessError):
            self._as_amy(self.customer).web_read({"email": {}})
        with self.assertRaises(AccessError):
            self._as_amy(self.customer).web_read({"display_name": {}, "child_ids": {}})

    def test_forms_open(self):
        """Every field of the form is read, as the web client does."""
        for create, view in (
            (self._create_order, "sale.view_order_form"),
            (self._create_lead, "crm.crm_lead_view_form"),
        ):
            document = self._as_amy(create(self.amy, self.customer))
            with self.subTest(view=view), Form(document, view=view) as form:
                self.assertTrue(form.partner_id)

    def test_followers_and_people_to_write_to(self):
        for create in (self._create_order, self._create_lead):
            document = create(self.amy, self.customer)
            document.message_subscribe(self.customer.ids)
            document = self._as_amy(document)
            self.env.invalidate_all()
            self.assertNotIn(self.customer, document.message_partner_ids)
            found = document._message_get_suggested_recipients(reply_discussion=True)
            self.assertNotIn(self.customer.id, [line["partner_id"] for line in found])

    def test_writing_followers_keeps_the_hidden_ones(self):
        order = self._create_order(self.amy, self.customer)
        order.message_subscribe(self.customer.ids)
        self._as_amy(order).message_partner_ids = self.amy.partner_id
        followers = self.env["mail.followers"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertIn(self.customer, followers.partner_id)
        self.assertIn(self.amy.partner_id, followers.partner_id)

    def test_an_order_is_confirmed_and_cancelled(self):
        order = self._as_amy(self._create_order(self.amy, self.customer))
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order.message_post(body="confirmed", partner_ids=self.customer.ids)
        order._action_cancel()
        self.assertEqual(order.state, "cancel")

    def test_a_lead_is_won_and_lost(self):
        lead = self._as_amy(self._create_lead(self.amy, self.customer))
        lead.action_set_won_rainbowman()
        lead = self._as_amy(self._create_lead(self.amy, self.customer))
        lead.action_set_lost()
        self.assertFalse(lead.active)

    def test_a_lead_becomes_an_opportunity(self):
        lead = self._as_amy(self._create_lead(self.amy, self.customer, type="lead"))
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.amy)
            .with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
            .create({"name": "convert"})
        )
        wizard.action_apply()
        self.assertEqual(lead.type, "opportunity")

    def test_an_order_is_printed(self):
        order = self._as_amy(self._create_order(self.amy, self.customer))
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.amy)
            ._render_qweb_html("sale.action_report_saleorder", order.ids)
        )
        self.assertIn(order.name.encode(), html)

    def test_a_quotation_is_sent(self):
        order = self._as_amy(self._create_order(self.amy, self.own))
        action = order.action_quotation_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.amy)
            .with_context(**action["context"])
            .create({"body": "x"})
        )
        composer._action_send_mail()
        self.assertIn(self.own, order.message_ids.partner_ids)
