from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged

from odoo.addons.crm_followup.models.effective import (
    EVIDENCE,
    LENGTH,
    METHOD,
    MINUTES,
    NEXT,
    Facts,
    Rule,
    count_characters,
    find_failure,
)

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestEffectiveRules(BaseCase):
    def test_table(self):
        """FU-11: which rule a follow-up fails, if any."""
        phone, visit = 1, 2
        for facts, rule, fails in (
            (Facts(phone, length=9), Rule(LENGTH, 10), True),
            (Facts(phone, length=10), Rule(LENGTH, 10), False),
            (Facts(phone, minutes=2), Rule(MINUTES, 3), True),
            (Facts(phone, minutes=3), Rule(MINUTES, 3), False),
            (Facts(phone), Rule(NEXT), True),
            (Facts(phone, has_next=True), Rule(NEXT), False),
            (Facts(phone), Rule(EVIDENCE), True),
            (Facts(phone, has_evidence=True), Rule(EVIDENCE), False),
            (Facts(visit), Rule(EVIDENCE, 0, frozenset([phone])), False),
            (Facts(phone), Rule(METHOD, 0, frozenset([phone])), True),
            (Facts(visit), Rule(METHOD, 0, frozenset([phone])), False),
        ):
            with self.subTest(facts=facts, rule=rule):
                self.assertEqual(find_failure(facts, [rule]), rule if fails else None)

    def test_characters(self):
        """FU-11: white space is no content."""
        self.assertEqual(count_characters(" 电 话 \n"), 2)
        self.assertEqual(count_characters(None), 0)


@tagged("post_install", "-at_install")
class TestEffective(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("interval", 30)
        cls._age(cls.customer, claimed_at=20)

    def _require(self, kind, least=0, methods=None):
        return self.env["crm.followup.rule"].create(
            {
                "company_id": self.company.id,
                "kind": kind,
                "least": least,
                "method_ids": [(6, 0, methods.ids if methods else [])],
            }
        )

    def test_only_effective_ones_move_the_deadline(self):
        """FU-11: the others say why, and are the last contact only."""
        self._require("length", 100)
        before = self.customer.reclaim_at
        followup = self._follow_up()
        self.assertFalse(followup.is_effective)
        self.assertIn("less than 100 characters", followup.why_not)
        self.assertEqual(self.customer.reclaim_at, before)
        self.assertEqual(self.customer.last_followup_at, followup.date)
        followup.write({"content": "long enough " * 20})
        self.assertTrue(followup.is_effective)
        self.assertFalse(followup.why_not)
        self.assertEqual(self.customer.reclaim_at, before + timedelta(days=20))
        followup.write({"content": "no longer so"})
        self.assertEqual(self.customer.reclaim_at, before)

    def test_each_rule(self):
        """FU-11: method, minutes, next step, evidence; of some methods or of all."""
        planned = {"next_date": self._ago(days=-2).date(), "next_step": "Call"}
        for kind, least, meets, says in (
            ("minutes", 10, {"duration_minutes": 10}, "less than 10 minutes"),
            (
                "next",
                0,
                planned,
                "no next contact",
            ),
            ("evidence", 0, {"place": "Suzhou"}, "neither a file nor a place"),
        ):
            with self.subTest(kind=kind):
                rule = self._require(kind, least, self.phone)
                self.assertIn(says, self._follow_up().why_not)
                self.assertFalse(self._follow_up(**meets).why_not)
                self.assertFalse(self._follow_up(method_id=self.visit.id).why_not)
                rule.active = False
        self._require("method", 0, self.phone)
        self.assertIn("never counts", self._follow_up().why_not)

    def test_automatic_ones_are_held_to_them(self):
        """FU-11: to finish an activity is no way round a rule."""
        self._require("length", 10)
        before = self.customer.reclaim_at
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.amy.id
        )
        activity.with_user(self.amy).action_feedback(feedback="ok")
        self.assertEqual(self.customer.reclaim_at, before)

    def test_rules_hold_from_then_on(self):
        """FU-11: what counted when it was recorded counts still."""
        followup = self._follow_up()
        self._require("length", 1000)
        self.customer._followup_refresh()
        self.assertTrue(followup.is_effective)
        self.assertEqual(self.customer.last_contact_at, followup.date)

    def test_others_say_that_they_do_not_count(self):
        """FU-2, FU-11: a leader's record says that it is the last contact only."""
        self.assertIn("Last contact only", self._follow_up(self.leader).why_not)

    def test_who_makes_rules(self):
        """FU-11: supervisors do; a rule without methods never excludes all."""
        rules = self.env["crm.followup.rule"]
        values = {"kind": "length", "least": 5, "company_id": self.company.id}
        self.assertTrue(rules.with_user(self.supervisor).create(values))
        for user in (self.amy, self.leader, self.executive):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                rules.with_user(user).create(values)
        with self.assertRaisesRegex(ValidationError, "Name the methods"):
            self._require("method")
        with self.assertRaises(ValidationError):
            self._require("method", 0, self.stage_need)


@tagged("post_install", "-at_install")
class TestVoid(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("interval", 30)
        cls._age(cls.customer, claimed_at=20)

    def test_void(self):
        """FU-11, PO-9: a leader lets one count for nothing, with a reason; all is as if
        it had not been, until it counts again."""
        before = self.customer.reclaim_at
        first = self._follow_up(date=self._ago(days=5))
        moved = self.customer.reclaim_at
        last = self._follow_up(next_date=self._ago(days=-3).date())
        answer = last.with_user(self.leader).action_void("Never called")
        self.assertEqual(answer, {"done": last.ids, "refused": {}})
        self.assertEqual(last.why_not, "Void, by Leader: Never called")
        self.assertEqual(self.customer.reclaim_at, moved)
        self.assertEqual(self.customer.followup_count, 1)
        self.assertEqual(self.customer.last_followup_at, first.date)
        self.assertFalse(self.customer.next_contact_on)
        first.with_user(self.supervisor).action_void("Neither")
        self.assertEqual(self.customer.reclaim_at, before)
        last.with_user(self.leader).action_unvoid()
        self.assertEqual(self.customer.last_contact_at, last.date)
        self.assertFalse(last.why_not)

    def test_who_may(self):
        """FU-11, FU-4: supervisors, and leaders those of their members; nobody their
        own."""
        followup = self._follow_up()
        for user in (self.amy, self.manager):
            with self.subTest(user=user.name):
                answer = followup.with_user(user).action_void("x")
                self.assertEqual(list(answer["refused"]), [str(followup.id)])
                answer = followup.with_user(user).action_comment("x")
                self.assertFalse(answer["done"])
        for user in (self.outsider, self.staff, self.portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                followup.with_user(user).action_void("x")
        own = self._follow_up(self.supervisor)
        self.assertFalse(own.with_user(self.supervisor).action_void("x")["done"])
        self.assertFalse(followup.voided_at)

    def test_without_reason(self):
        """FU-11, NF-I: a reason is asked for."""
        followup = self._follow_up().with_user(self.leader)
        for reason in ("", "  ", None, 7, ["x"]):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                followup.action_void(reason)

    def test_marks_are_not_written(self):
        """FU-11, FU-4: nobody writes what the methods write."""
        followup = self._follow_up()
        for name, value in (
            ("voided_at", False),
            ("is_effective", True),
            ("grade", "excellent"),
            ("commented_at", False),
        ):
            for user in (self.amy, self.leader, self.supervisor):
                with self.subTest(field=name), self.assertRaises(UserError):
                    followup.with_user(user).write({name: value})
            with self.subTest(create=name), self.assertRaises(UserError):
                self._follow_up(**{name: value})

    def test_a_void_one_is_not_changed(self):
        """FU-1: its author records another one instead."""
        followup = self._follow_up()
        followup.with_user(self.leader).action_void("Never called")
        with self.assertRaisesRegex(UserError, "It is void"):
            followup.write({"content": "But I did"})
