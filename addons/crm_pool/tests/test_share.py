from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.local_days import end_of_day, local_day
from .share_common import ShareCase


@tagged("post_install", "-at_install")
class TestShare(ShareCase):
    def _day(self, days):
        return local_day(self.now, "Asia/Shanghai") + timedelta(days=days)

    def test_who_shares_what(self):
        """PO-12: owner, and who decides over what the owner holds; held ones only."""
        public = self._create_customers(1)
        for user, allowed in (
            (self.amy, True),
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
            (self.ben, False),
        ):
            with self.subTest(user=user.name):
                answer = self._share(self.customer, self.outsider, by=user)
                self.assertEqual(bool(answer["done"]), allowed)
                answer = self._share(public, self.outsider, by=user)
                self.assertFalse(answer["done"])
        refusals = {
            self._share(record, self.amy, by=self.outsider)["refused"][str(record.id)]
            for record in (public, self.customer, self.contact)
        }
        self.assertEqual(len(refusals), 1, "the answer tells nothing of the customer")
        self.assertFalse(self._open(public))

    def test_share_needs_the_right(self):
        """People: share is an operation of its own; without it the call is refused."""
        group = self.env.ref("crm_privacy.group_operation_share")
        self.env.ref("sales_team.group_sale_salesman").implied_ids -= group
        with self.assertRaises(AccessError):
            self._share(self.customer, self.ben)
        self.assertFalse(self.customer.with_user(self.amy).is_pool_share_allowed)
        self.assertTrue(self.customer.with_user(self.amy).is_pool_unshare_allowed)

    def _post(self, user):
        self.customer.with_user(user).message_post(body="x")

    def _plan(self, user):
        self.customer.with_user(user).activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id
        )

    def _edit(self, user):
        self.contact.with_user(user).write({"function": "Buyer"})
        self.env.flush_all()

    def _add_contact(self, user):
        values = {"name": "New", "parent_id": self.customer.id}
        self.env["res.partner"].with_user(user).create(values)

    def _open_lead(self, user):
        values = {"name": "Deal", "partner_id": self.contact.id, "user_id": user.id}
        self.env["crm.lead"].with_user(user).create(values)

    def _quote(self, user):
        values = {"partner_id": self.customer.id, "company_id": self.company.id}
        self.env["sale.order"].with_user(user).create(values)

    def _take(self, user):
        self.customer.with_user(user).write({"user_id": user.id})

    def _delete(self, user):
        self.contact.with_user(user).unlink()

    def _give_back(self, user):
        answer = self.customer.with_user(user).action_pool_return("x")
        if not answer["done"]:
            raise UserError(answer["refused"])

    def _share_on(self, user):
        answer = self._share(self.customer, self.outsider, by=user)
        if not answer["done"]:
            raise UserError(answer["refused"])

    def test_what_read_and_work_may(self):
        """PO-12: read sees all and changes nothing; work edits contacts, makes
        opportunities, activities, messages; neither moves, deletes or shares on."""
        working = (
            self._post,
            self._plan,
            self._edit,
            self._add_contact,
            self._open_lead,
            self._quote,
        )
        never = (self._take, self._delete, self._give_back, self._share_on)
        for access, allowed, refused in (
            ("read", (), working + never),
            ("work", working, never),
        ):
            self._share(self.customer, self.ben, access)
            self.assertTrue(self._sees(self.ben, self.customer))
            self.assertTrue(self._sees(self.ben, self.contact))
            for operation in allowed:
                with self.subTest(access=access, operation=operation.__name__):
                    operation(self.ben)
            for operation in refused:
                with self.subTest(access=access, operation=operation.__name__):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        operation(self.ben)

    def test_read_opens_no_way_by_defaults(self):
        """PO-12, security: defaults from context or ir.default are no way in."""
        self._share(self.customer, self.ben)
        partners = self.env["res.partner"].with_user(self.ben)
        new = partners.with_context(default_parent_id=self.customer.id).create(
            {"name": "Smuggled"}
        )
        self.assertFalse(new.parent_id)
        leads = self.env["crm.lead"].with_user(self.ben)
        self.env["ir.default"].with_user(self.ben).set(
            "crm.lead", "partner_id", self.customer.id, user_id=True
        )
        self.assertNotEqual(leads.create({"name": "x"}).partner_id, self.customer)
        plain = partners.create({"name": "Plain"})
        with self.assertRaises(AccessError):
            plain.write({"parent_id": self.customer.id})
        lead = leads.create({"name": "y"})
        with self.assertRaisesRegex(AccessError, "shared to you to read"):
            lead.write({"partner_id": self.contact.id})

    def test_documents_come_along(self):
        """PO-12: who sees the customer sees its opportunities and orders, to work is
        to work on them; the owner sees what the colleague makes."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "company_id": self.company.id,
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.amy.id,
                "company_id": self.company.id,
            }
        )
        documents = (lead, order)
        for access, reads, writes in (
            (None, False, False),
            ("read", True, False),
            ("work", True, True),
        ):
            if access:
                self._share(self.customer, self.ben, access)
            for document in documents:
                with self.subTest(access=access, model=document._name):
                    self.env.invalidate_all()
                    document = document.with_user(self.ben)
                    self.assertEqual(
                        bool(document.search([("id", "=", document.id)])), reads
                    )
                    self.assertEqual(document.has_access("read"), reads)
                    self.assertEqual(document.has_access("write"), writes)
                    self.assertFalse(document.has_access("unlink"))
        bens = (
            self.env["crm.lead"]
            .with_user(self.ben)
            .create(
                {
                    "name": "Ben's",
                    "partner_id": self.customer.id,
                    "user_id": self.ben.id,
                }
            )
        )
        self.assertTrue(bens.with_user(self.amy).has_access("read"))

    def test_all_documents_is_no_way_round(self):
        """PO-12: shared to read is to change nothing, "All Documents" or not."""
        self.ben.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.id, "user_id": self.amy.id}
        )
        self._share(self.customer, self.ben)
        self.assertTrue(lead.with_user(self.ben).has_access("read"))
        self.assertFalse(lead.with_user(self.ben).has_access("write"))
        self._share(self.customer, self.ben, "work")
        self.assertTrue(lead.with_user(self.ben).has_access("write"))

    def test_leader_shared_to_read_keeps_the_rest(self):
        """PO-12: a share takes nothing from who sees the customer anyway."""
        self._share(self.customer, self.leader)
        lead = (
            self.env["crm.lead"]
            .with_user(self.leader)
            .create({"name": "Deal", "partner_id": self.customer.id})
        )
        self.assertEqual(lead.partner_id, self.customer)

    def test_who_is_no_colleague(self):
        """PO-12: internal users of the company, active, not oneself."""
        archived = self._create_user("gone", "sales_team.group_sale_salesman")
        archived.active = False
        elsewhere = self._create_user("elsewhere", "sales_team.group_sale_salesman")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        customer = self.customer.with_user(self.amy)
        for ids in (
            self.portal.ids,
            (self.ben + self.portal).ids,
            archived.ids,
            self.amy.ids,
            [2**30],
            [2**40],
            [-1],
            [],
            [True],
            ["7"],
            self.ben.id,
            "7",
            None,
            {},
        ):
            with self.subTest(ids=ids), self.assertRaises(UserError) as caught:
                customer.action_pool_share(ids)
            for user in (self.portal, archived):
                self.assertNotIn(user.name, str(caught.exception))
        answer = customer.action_pool_share(elsewhere.ids)
        self.assertIn("company", answer["refused"][str(customer.id)])
        self.assertFalse(self._shares(self.customer))

    def test_too_many_at_once(self):
        """NF-I: a limit that says what to do."""
        ids = list(range(1, 50_002))
        with self.assertRaisesRegex(UserError, "in parts"):
            self.customer.with_user(self.amy).action_pool_share(ids)

    def test_bad_terms(self):
        """NF-I: access and day."""
        customer = self.customer.with_user(self.amy)
        for access in ("write", "", None, 7, ["read"], "READ"):
            with self.subTest(access=access), self.assertRaises(UserError):
                customer.action_pool_share(self.ben.ids, access)
        for until in ("9999-12-31", "2026-02-30", "soon", 7, True, "2099-01-01 x"):
            with self.subTest(until=until), self.assertRaises(UserError):
                customer.action_pool_share(self.ben.ids, "read", until)
        answer = customer.action_pool_share(self.ben.ids, "read", str(self._day(-1)))
        self.assertIn("over", answer["refused"][str(customer.id)])
        self.assertFalse(self._shares(self.customer))

    def test_until_is_midnight_of_the_company(self):
        """PO-12: the last day counts whole, in the time zone of the pool's company."""
        until = self._day(0)
        self._share(self.customer, self.ben, until=str(until))
        share = self._open(self.customer)
        self.assertEqual(share.ends_at, end_of_day(until, "Asia/Shanghai"))
        self.assertEqual(share.until, until)
        self.assertTrue(self._sees(self.ben, self.customer))

    def test_ends_by_rule(self):
        """PO-12: at its midnight, whether or not anything runs then."""
        self._share(self.customer, self.ben, "work", str(self._day(0)))
        self._pass_time(self.customer, days=1)
        self.assertFalse(self._open(self.customer).ended_at)
        self.assertFalse(self._sees(self.ben, self.customer))
        self.assertFalse(self._sees(self.ben, self.contact))
        self.assertFalse(self.contact.with_user(self.ben).has_access("write"))
        mine = self.env["res.partner"].with_user(self.ben)
        self.assertFalse(mine.search([("is_shared_to_me", "=", True)]))
        by_me = self.env["res.partner"].with_user(self.amy)
        self.assertFalse(by_me.search([("is_shared_by_me", "=", True)]))

    def test_shared_anew_replaces(self):
        """PO-12: one open share of a customer to a colleague; history stays."""
        self._share(self.customer, self.ben, "work")
        self._share(self.customer, self.ben, "work")
        self.assertEqual(len(self._shares(self.customer)), 1, "the same stays")
        self._share(self.customer, self.ben, "read", by=self.leader)
        self.assertEqual(self._open(self.customer).access, "read")
        self.assertEqual(self._open(self.customer).shared_by_id, self.leader)
        old = self._shares(self.customer) - self._open(self.customer)
        self.assertEqual(old.end_reason, "replaced")
        self.assertEqual(old.ended_by_id, self.leader)

    def test_one_open_share(self):
        """PO-12: the table itself keeps the second one out."""
        self._share(self.customer, self.ben)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "INSERT INTO crm_pool_share (customer_id, user_id, access, shared_at)"
                " VALUES (%s, %s, 'work', now())",
                (self.customer.id, self.ben.id),
            )

    def test_many_at_once(self):
        """PO-12: many customers, many colleagues; each with its own answer."""
        others = self._create_customers(2, "held", self.amy)
        bens = self._create_customers(1, "held", self.ben)
        customers = self.customer + others + bens
        answer = self._share(customers, self.ben + self.outsider, by=self.manager)
        self.assertEqual(answer["done"], customers.ids)
        self.assertEqual(self._open(bens).user_id, self.outsider, "Ben holds it")
        self.assertEqual(len(self._open(customers)), 7)
        answer = self._share(bens, self.ben, by=self.manager)
        self.assertIn("Ben", answer["refused"][str(bens.id)])

    def test_cost_does_not_grow(self):
        """Design 3: sets, not rows."""
        many = self._create_customers(4, "held", self.amy)

        def cost(customers):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            customers._pool_share(self.ben, "work", None, self.now)
            return self.env.cr.sql_log_count - before

        self.pool._get_tz()
        cost(self.customer)
        self.assertEqual(cost(many[:1]), cost(many[1:]))

    def test_colleague_is_told_once(self):
        """PO-12: one summary a person, a note on each customer."""
        others = self._create_customers(2, "held", self.amy)
        customers = self.customer + others
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self._share(customers, self.ben, "work", str(self._day(3)))
        notes = self.env["mail.message"].search([("id", ">", before)])
        told = notes.filtered(lambda m: self.ben.partner_id in m.notified_partner_ids)
        self.assertEqual(len(told), 1)
        self.assertIn("3 customers", told.subject)
        for customer in customers:
            note = notes.filtered(lambda m, c=customer: m.res_id == c.id)
            self.assertIn("Ben", note.body)
            self.assertFalse(note.notified_partner_ids)
        self.assertFalse(self.customer.activity_ids)

    def test_work_counts_for_the_deadline(self):
        """PO-12, FU-2: a contact by who works on it moves the clock; by who reads
        it does not."""
        self._create_rule("interval", 30)
        self._age(self.customer, claimed_at=20)
        start = self.customer.reclaim_at
        for access, counts in (("read", False), ("work", True)):
            with self.subTest(access=access):
                self._share(self.customer, self.ben, access)
                self.customer._pool_contacted(fields.Datetime.now(), self.ben)
                self.env.invalidate_all()
                self.assertEqual(bool(self.customer.last_contact_at), counts)
                self.assertEqual(self.customer.reclaim_at > start, counts)

    def test_capacity_and_holding_stay(self):
        """PO-2: shares never count; sharing is no move."""
        moves = self.customer.pool_moves
        self.ben_member.write({"own_limits": True, "capacity": 0})
        self._share(self.customer, self.ben, "work")
        self.assertEqual(self.customer.pool_moves, moves)
        self.assertEqual(self.ben_member.held_count, 0)
        self.assertEqual(self.customer.user_id, self.amy)
        self.assertLedgerTrue(self.customer)
