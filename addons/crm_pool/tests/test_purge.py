from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_pool.models.kinds import LEADS

from .common import SALESMAN, PoolCase

ADMINISTRATOR = f"{SALESMAN},crm_customer.group_customer_admin"
MARK = "Zqx"


@tagged("post_install", "-at_install")
class TestPurge(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._create_user("purger", ADMINISTRATOR)
        cls.customer = cls._create_customers(
            1,
            "held",
            cls.amy,
            name=f"{MARK} Ltd",
            phone="13800138077",
            street=f"{MARK} Road",
            comment=f"<p>{MARK}</p>",
            email=f"{MARK}@example.com",
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": f"{MARK} Li",
                "parent_id": cls.customer.id,
                "mobile": "13900139078",
            }
        )
        cls.customer.message_post(body=f"{MARK} said")
        cls.env["ir.attachment"].create(
            {"name": MARK, "res_model": "res.partner", "res_id": cls.contact.id}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": f"{MARK} deal",
                "partner_id": cls.contact.id,
                "phone": "13800138077",
                "company_id": cls.company.id,
                "team_id": cls.team.id,
            }
        )
        cls.customer.with_user(cls.amy).action_pool_bin("Closed")

    def _purge(self, customers, user=None, reason="Asked for"):
        customers = customers.with_user(user or self.admin)
        return customers._pool_purge(reason, fields.Datetime.now())

    def _order(self):
        return (
            self.env["sale.order"]
            .with_company(self.company)
            .create({"partner_id": self.contact.id, "company_id": self.company.id})
        )

    def test_purged_twice(self):
        """PO-13, NF-I: what is gone already is refused, and the rest goes."""
        other = self._create_customers(1, "held", self.amy)
        other.with_user(self.amy).action_pool_bin("Closed")
        self._purge(other)
        outcome = self._purge(other | self.customer)
        self.assertEqual(outcome.done, self.customer.ids)
        self.assertRegex(outcome.refused[other.id], "not lie in the recycle bin")

    def test_gone_for_good(self):
        """PO-13: nothing stays but the ids in the ledger."""
        ids, contact_id, lead = self.customer.ids, self.contact.id, self.lead
        self.assertEqual(self._purge(self.customer).done, ids)
        gone = self.env["res.partner"].browse([*ids, contact_id])
        self.assertFalse(gone.exists() or lead.exists())
        messages = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "in", gone.ids)]
        )
        self.assertFalse(messages)
        logs = self.env["crm.pool.log"].search([("partner_id", "in", ids)])
        self.assertEqual(logs[0].move, "purge")
        self.assertEqual(
            (logs[0].reason, logs[0].actor_id.id), ("Asked for", self.admin.id)
        )
        problems = [
            row
            for row in self.env["crm.pool.log"]._verify()
            if row["partner_id"] in ids
        ]
        self.assertEqual(problems, [])
        logs.invalidate_recordset()
        self.assertTrue(logs.with_user(self.admin).mapped("partner_id.display_name"))

    def test_refused_with_orders(self):
        """PO-13: the refusal names the counts and offers to anonymise."""
        self._order()
        outcome = self._purge(self.customer)
        self.assertEqual(outcome.done, [])
        refusal = outcome.refused[self.customer.id]
        self.assertIn("orders: 1", refusal)
        self.assertIn("anonymise", refusal)
        self.assertTrue(self.customer.exists())
        self.assertEqual(self._logs(self.customer)[-1].move, "bin")

    def test_whatever_refers_to_it_keeps_it_whole(self):
        """NF-I: nothing is half removed."""
        order = self._order()
        other = self._create_customers(1)
        order.partner_id = other
        order.partner_shipping_id = self.contact
        outcome = self._purge(self.customer)
        self.assertIn("anonymise", outcome.refused[self.customer.id])
        self.assertTrue(self.customer.exists() and self.contact.exists())
        self.assertTrue(self.lead.exists())
        self.assertLedgerTrue(self.customer)

    def _lead_in_pool(self, place="public"):
        pool = self.env["crm.pool"].create(
            {"name": "Hotline", "kind": LEADS, "company_id": self.company.id}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": f"{MARK} enquiry",
                "type": "lead",
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "team_id": self.team.id,
                "pool_id": pool.id,
                "pool_place": "public",
            }
        )
        if place == "binned":
            lead.with_user(self.supervisor).action_pool_bin("Twice")
        return lead

    def test_refused_while_a_lead_lies_in_a_pool(self):
        """PO-13, NF-I: the refusal names the lead, its pool and how to go on."""
        lead = self._lead_in_pool()
        refusal = self._purge(self.customer).refused[self.customer.id]
        for word in (lead.name, "Hotline", "Delete these first", "anonymise"):
            self.assertIn(word, refusal)
        self.assertTrue(self.customer.exists() and lead.exists())
        held = self._create_customers(1, "held", self.amy)
        self.assertIn("recycle bin", self._purge(held).refused[held.id])
        lead.with_user(self.supervisor).action_pool_bin("Twice")
        self.assertEqual(self._purge(self.customer).done, self.customer.ids)

    def test_leads_in_the_recycle_bin_go_with_it(self):
        """PO-3, PO-13: with a row of the ledger of their own."""
        lead = self._lead_in_pool("binned")
        log_domain = [("lead_id", "=", lead.id)]
        self.assertEqual(self._purge(self.customer).done, self.customer.ids)
        self.assertFalse(lead.exists())
        last = self.env["crm.pool.log"].search(log_domain, order="id desc", limit=1)
        self.assertEqual((last.move, last.reason), ("purge", "Asked for"))
        problems = self.env["crm.pool.log"]._verify()
        self.assertFalse([row for row in problems if row.get("lead_id") == lead.id])

    def test_what_refers_to_it_is_named(self):
        """NF-I: also where the database alone knows it."""
        order = self._order()
        order.partner_id = self._create_customers(1)
        order.partner_shipping_id = self.contact
        refusal = self._purge(self.customer).refused[self.customer.id]
        self.assertIn("Sales Order", refusal)

    def test_who_may_and_what(self):
        """PO-2: the administrator, from the bin alone."""
        for user in (self.amy, self.manager, self.supervisor):
            for call in (
                lambda u: self._purge(self.customer, u),
                lambda u: self.customer.with_user(u)._pool_anonymise("Why"),
            ):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    call(user)
        held = self._create_customers(1, "held", self.amy)
        self.assertIn("recycle bin", self._purge(held).refused[held.id])
        outcome = held.with_user(self.admin)._pool_anonymise("Why")
        self.assertIn("recycle bin", outcome.refused[held.id])
        for reason in ("", None):
            with self.assertRaises(UserError):
                self._purge(self.customer, reason=reason)
        other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        foreign = self._create_customers(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s, pool_place = 'binned'"
            " WHERE id = %s",
            (other.id, foreign.id),
        )
        self.env.invalidate_all()
        self.assertIn("company", self._purge(foreign).refused[foreign.id])

    def test_identity_is_asked_for(self):
        """PO-2: with identity check; never without a browser."""
        for call in ("action_pool_purge", "action_pool_anonymise"):
            with self.subTest(call=call), self.assertRaises(UserError):
                getattr(self.customer.with_user(self.admin), call)("Why")
        self.assertTrue(self.customer.exists())

    def test_anonymised(self):
        """PO-13: names, numbers, addresses, messages, attachments go; documents and
        ledger ids stay."""
        order = self._order()
        customer, contact = self.customer, self.contact
        portal = self.env["res.users"].create(
            {
                "login": f"{MARK}@example.com",
                "partner_id": contact.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )
        before = len(self._logs(customer))
        outcome = customer.with_user(self.admin)._pool_anonymise("The law")
        self.assertEqual(outcome.done, customer.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, contact)
        self.assertEqual(len(self._logs(customer)), before)
        self.assertFalse(portal.active)
        for table, condition in (
            ("res_partner", "id IN %(ids)s"),
            ("crm_lead", "id = %(lead)s"),
            ("mail_message", "model = 'res.partner' AND res_id IN %(ids)s"),
            ("ir_attachment", "res_model = 'res.partner' AND res_id IN %(ids)s"),
            ("crm_duplicate_key", "customer_id IN %(ids)s"),
            ("res_users", "partner_id IN %(ids)s"),
        ):
            self.env.cr.execute(
                f"SELECT t::text FROM {table} t WHERE {condition}",
                {"ids": (customer.id, contact.id), "lead": self.lead.id},
            )
            for (text,) in self.env.cr.fetchall():
                for secret in (MARK.lower(), "138077", "139078"):
                    self.assertNotIn(secret, text.lower(), table)
        self.assertIn("The law", customer.message_ids[0].body)
        self.assertLedgerTrue(customer)


@tagged("post_install", "-at_install")
class TestPurgeOverRpc(PoolCase, HttpCase):
    def test_password_first(self):
        """PO-2: the call answers with the dialog that asks for the password."""
        admin = self._create_user("rpc_purger", ADMINISTRATOR)
        customer = self._create_customers(1)
        customer.with_user(self.supervisor).action_pool_bin("Closed")
        self.env.flush_all()
        self.authenticate(admin.login, admin.login)

        def call(model, method, args, **kwargs):
            return self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )

        answer = call("res.partner", "action_pool_purge", [customer.ids, "Asked"])
        self.assertEqual(answer["res_model"], "res.users.identitycheck")
        self.assertTrue(customer.exists())
        answer = call(
            "res.users.identitycheck",
            "run_check",
            [answer["res_id"]],
            context={"password": admin.login},
        )
        self.assertEqual(answer["done"], customer.ids)
        self.assertFalse(customer.exists())
