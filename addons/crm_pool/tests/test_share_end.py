from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .share_common import ShareCase


@tagged("post_install", "-at_install")
class TestShareEnd(ShareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ends_at = fields.Datetime.add(cls.now, days=30)

    def _work(self, user):
        """Let a colleague leave traces on the customer that was shared to them an hour
        ago; return their opportunity."""
        self._pass_time(self.customer, hours=1)
        self.customer.with_user(user).message_subscribe(user.partner_id.ids)
        for record in (self.customer, self.contact):
            record.with_user(user).activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id
            )
        self.note = self.customer.message_post(
            body="secret", partner_ids=user.partner_id.ids
        )
        lead = (
            self.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "user_id": user.id,
                }
            )
        )
        self.env.flush_all()
        return lead.sudo()

    def assertNothingLeft(self, user, lead, owner):
        self.env.invalidate_all()
        self.assertFalse(self._sees(user, self.customer))
        self.assertFalse(self._sees(user, self.contact))
        for record in (self.customer, lead):
            followers = record.message_follower_ids.partner_id
            self.assertNotIn(user.partner_id, followers, record)
        left = self.env["mail.activity"].search(
            [
                ("res_model", "in", ("res.partner", "crm.lead")),
                ("user_id", "=", user.id),
            ]
        )
        self.assertFalse(left)
        self.assertFalse(
            self.note.notification_ids.filtered(
                lambda n: n.res_partner_id == user.partner_id
            )
        )
        self.assertEqual(lead.user_id, owner)
        with self.assertRaises(AccessError):
            lead.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.note.with_user(user).read(["body"])

    def test_unshare(self):
        """PO-12, I10: at once, with all that hung on it."""
        self._share(self.customer, self.ben + self.outsider, "work")
        lead = self._work(self.ben)
        answer = self.customer.with_user(self.amy).action_pool_unshare(self.ben.ids)
        self.assertEqual(answer, {"done": self.customer.ids, "refused": {}})
        self.assertNothingLeft(self.ben, lead, self.amy)
        note = self.customer.message_ids[0]
        self.assertIn("Ben", note.body)
        self.assertFalse(note.notified_partner_ids)
        self.assertTrue(self._sees(self.outsider, self.customer))
        ended = self._shares(self.customer, user_id=self.ben.id)
        self.assertEqual(ended.end_reason, "unshared")
        self.assertEqual(ended.ended_by_id, self.amy)

    def test_who_ends_a_share(self):
        """PO-12: who may share, and the colleague for themselves."""
        for user, allowed in (
            (self.leader, True),
            (self.manager, True),
            (self.supervisor, True),
            (self.ben, True),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                self._share(self.customer, self.ben)
                customer = self.customer.with_user(user)
                answer = customer.action_pool_unshare(self.ben.ids)
                self.assertEqual(bool(answer["done"]), allowed)
        self._share(self.customer, self.ben + self.outsider)
        customer = self.customer.with_user(self.ben)
        self.assertFalse(customer.action_pool_unshare(self.outsider.ids)["done"])
        both = (self.ben + self.outsider).ids
        self.assertFalse(customer.action_pool_unshare(both)["done"])

    def test_who_has_no_right_keeps_nobody_waiting(self):
        """NF-S, PO-12: the right is asked before the customer is locked, too."""
        before = self._row_versions(self.customer)
        asked = self.customer.with_user(self.outsider)
        answers = [
            asked.action_pool_share(self.manager.ids),
            asked.action_pool_unshare(self.ben.ids),
            asked.action_pool_unshare(self.outsider.ids),
            asked.action_pool_undo_share(),
        ]
        self.assertEqual([answer["done"] for answer in answers], [[]] * 4)
        self.assertEqual(self._row_versions(self.customer), before)
        self._share(self.customer, self.ben)
        self.assertNotEqual(self._row_versions(self.customer), before)

    def test_nothing_to_end(self):
        """NF-I: who has nothing shared loses nothing."""
        answer = self.customer.with_user(self.amy).action_pool_unshare(self.ben.ids)
        self.assertIn(str(self.customer.id), answer["refused"])

    def test_ends_with_the_holding(self):
        """PO-12: return, recall, reclaim, bin end it; the next owner has none."""
        for move in ("return", "recall", "reclaim", "bin", "unprotect"):
            with self.subTest(move=move):
                customer = self.customer = self._create_customers(1, "held", self.amy)
                self.contact = self.env["res.partner"].create(
                    {"name": "C", "parent_id": customer.id}
                )
                self._share(customer, self.ben, "work")
                lead = self._work(self.ben)
                customer._pool_move(move, fields.Datetime.now(), reason="x")
                owner = self.env["res.users"]
                self.assertFalse(self._open(customer))
                self.assertNothingLeft(self.ben, lead, owner)
                self.assertEqual(self._shares(customer).end_reason, "moved")

    def test_stays_while_protected(self):
        """PO-12: what keeps the holding keeps the shares."""
        self._share(self.customer, self.ben)
        self.customer._pool_move(
            "protect",
            self.now,
            values=lambda row: {"protected_until": self.now + timedelta(days=9)},
        )
        self.assertTrue(self._open(self.customer))

    def test_goes_along_on_transfer(self):
        """PO-12: unless unticked; the new owner needs none."""
        member = self._create_member(self.outsider)
        self._share(self.customer, self.ben + self.outsider)
        now = fields.Datetime.now()
        self.customer._pool_move("transfer", now, member=member, reason="x")
        self.assertEqual(self._open(self.customer).user_id, self.ben)
        self.assertTrue(self._sees(self.ben, self.customer))
        self.assertFalse(self._sees(self.amy, self.customer))
        answer = self._share(self.customer, self.amy, "work", by=self.outsider)
        self.assertTrue(answer["done"])

    def test_transfer_without_shares(self):
        """PO-12: goes along on transfer unless unticked."""
        self.supervisor.company_ids |= self.company
        self._create_member(self.outsider)
        self._share(self.customer, self.ben)
        self.customer.with_user(self.supervisor).action_pool_transfer(
            self.outsider.id, "x", keep_shares=False
        )
        self.assertFalse(self._open(self.customer))
        self.assertFalse(self._sees(self.ben, self.customer))

    def test_who_takes_over_keeps_what_is_theirs(self):
        """PO-12: a colleague who becomes the owner loses nothing by it."""
        self._share(self.customer, self.ben, "work")
        lead = self._work(self.ben)
        self.customer._pool_move(
            "transfer", fields.Datetime.now(), member=self.ben_member, reason="x"
        )
        self.env.invalidate_all()
        self.assertEqual(lead.user_id, self.ben)
        self.assertIn(self.ben.partner_id, self.customer.message_partner_ids)
        self.assertFalse(self._open(self.customer))

    def test_undo_of_a_move_brings_shares_back(self):
        """NF-U, PO-12: as the holding was."""
        for user, call in (
            (self.amy, "action_pool_return"),
            (self.supervisor, "action_pool_recall"),
        ):
            with self.subTest(call=call):
                customer = self._create_customers(1, "held", self.amy)
                self._share(customer, self.ben, "work")
                self._share(customer, self.outsider)
                customer.with_user(self.amy).action_pool_unshare(self.outsider.ids)
                getattr(customer.with_user(user), call)("Mistake")
                self.assertFalse(self._sees(self.ben, customer))
                customer.with_user(user).action_pool_undo()
                self.assertTrue(self._sees(self.ben, customer))
                self.assertFalse(self._sees(self.outsider, customer))

    def test_midnight_clears_up(self):
        """PO-12: what hung on a share goes with it, to the owner or nobody."""
        self.customer._pool_share(self.ben, "work", self.ends_at, self.now)
        lead = self._work(self.ben)
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("crm_pool.ir_cron_pool_share").id)]
        )
        self.assertIn(self.ends_at, triggers.mapped("call_at"))
        self._pass_time(self.customer, days=31)
        with self.enter_registry_test_mode():
            self.env.ref("crm_pool.ir_cron_pool_share").method_direct_trigger()
        self.assertNothingLeft(self.ben, lead, self.amy)
        share = self._shares(self.customer)
        self.assertEqual(share.end_reason, "expired")
        self.assertEqual(share.ended_at, share.ends_at)

    def test_over_is_over_when_shared_anew(self):
        """PO-12: history says when it really ended."""
        self.customer._pool_share(self.ben, "work", self.ends_at, self.now)
        self._pass_time(self.customer, days=31)
        self._share(self.customer, self.ben)
        first, second = self._shares(self.customer)
        self.assertEqual((first.end_reason, first.ended_at), ("expired", first.ends_at))
        self.assertFalse(second.ended_at)

    def test_leader_keeps_what_they_follow(self):
        """PO-12: who sees the customer otherwise loses nothing with a share."""
        self._share(self.customer, self.leader, "work")
        lead = self._work(self.leader)
        self.customer.with_user(self.amy).action_pool_unshare(self.leader.ids)
        self.env.invalidate_all()
        self.assertEqual(lead.user_id, self.leader)
        self.assertIn(self.leader.partner_id, self.customer.message_partner_ids)

    def test_what_was_theirs_before_stays(self):
        """PO-12: only what was opened while the share held goes to the owner."""
        lead = self.env["crm.lead"].create(
            {
                "name": "Older",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.ben.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '1 day'"
            " WHERE id = %s",
            (lead.id,),
        )
        self._share(self.customer, self.ben, "work")
        self.customer.with_user(self.amy).action_pool_unshare(self.ben.ids)
        self.env.invalidate_all()
        self.assertEqual(lead.user_id, self.ben)

    def test_leaver_comes_back_to_nothing(self):
        """PO-15: archived colleagues lose their shares; who shared it may leave."""
        self._share(self.customer, self.ben, "work", by=self.leader)
        self.leader.active = False
        self.assertTrue(self._sees(self.ben, self.customer))
        self.ben.active = False
        self.assertFalse(self._open(self.customer))
        self.ben.active = True
        self.assertFalse(self._sees(self.ben, self.customer))

    def test_merge(self):
        """PO-12, CU-5: shares of both sides go to the customer that stays."""
        other = self._create_customers(1, "held", self.amy)
        self._share(self.customer, self.ben, "read")
        self._share(other, self.ben + self.outsider, "work")
        self.customer._pool_take_shares(other, fields.Datetime.now())
        self.env.invalidate_all()
        shares = {s.user_id: s.access for s in self._open(self.customer)}
        self.assertEqual(shares, {self.ben: "work", self.outsider: "work"})
        self.assertEqual(len(self._shares(self.customer)), 3, "history too")
        self.assertFalse(self._shares(other))

    def test_merge_by_the_move(self):
        """CU-5: a merge loses no share, but of who holds it in the end."""
        for kept_place, owner in (("held", self.amy), ("public", self.ben)):
            with self.subTest(place=kept_place):
                away = self._create_customers(1, "held", self.amy)
                kept = self._create_customers(
                    1, kept_place, self.amy if kept_place == "held" else None
                )
                self._share(away, self.ben + self.outsider, "work")
                if kept_place == "held":
                    self._share(kept, self.ben)
                away.with_user(self.supervisor).action_pool_merge(kept.id, owner.id)
                self.env.invalidate_all()
                self.assertEqual(kept.user_id, owner)
                expected = self.ben + self.outsider - owner
                self.assertEqual(self._open(kept).user_id, expected)
                self.assertEqual(set(self._open(kept).mapped("access")), {"work"})
                self.assertTrue(self._sees(self.outsider, kept))


@tagged("post_install", "-at_install")
class TestShareUndo(ShareCase):
    def _undo(self, user, customers=None):
        customers = customers or self.customer
        answer = customers.with_user(user).action_pool_undo_share()
        self.env.invalidate_all()
        return answer

    def test_share_is_undone(self):
        """NF-U: ten minutes for a share; its row stays."""
        self._share(self.customer, self.ben)
        answer = self._undo(self.amy)
        self.assertEqual(answer, {"done": self.customer.ids, "refused": {}})
        self.assertFalse(self._sees(self.ben, self.customer))
        self.assertEqual(self._shares(self.customer).end_reason, "undone")

    def test_what_it_replaced_is_back(self):
        """NF-U: as it was before."""
        self._share(self.customer, self.ben, "read")
        self._pass_time(self.customer, hours=1)
        self._share(self.customer, self.ben, "work")
        self._undo(self.amy)
        self.assertEqual(self._open(self.customer).access, "read")
        self.assertFalse(self.contact.with_user(self.ben).has_access("write"))

    def test_time_and_rights(self):
        """NF-U: ten minutes, one's own, with rights of its own."""
        self._share(self.customer, self.ben)
        for user in (self.ben, self.outsider, self.leader, self.supervisor):
            self.assertFalse(self._undo(user)["done"], user.name)
        late = self._open(self.customer).shared_at + timedelta(minutes=10, seconds=1)
        outcome = self.customer.with_user(self.amy)._pool_undo_share(late)
        self.assertIn("10", outcome.refused[self.customer.id])
        self.customer._pool_move(
            "transfer", fields.Datetime.now(), member=self.ben_member, reason="x"
        )
        self.assertFalse(self._undo(self.amy)["done"], "not hers any more")

    def test_toast_offers_it(self):
        """NF-U: words, number and undo."""
        customer = self.customer.with_user(self.amy)
        toast = customer._pool_share_toast(self.ben, "read", False)["params"]
        self.assertIn("Ben", toast["done"])
        self.assertEqual(toast["undo"], self.customer.ids)
        answer = getattr(customer, toast["undo_method"])()
        self.assertIn("Undone", answer["params"]["done"])
        self.assertFalse(self._open(self.customer))
