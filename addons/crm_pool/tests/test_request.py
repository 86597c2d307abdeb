from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestRequest(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool.claim_mode = "approval"

    def _ask(self, user, customers, reason="I know them"):
        answer = self._window(user, customers).action_request(reason)
        requests = self.env["crm.pool.request"].search(
            [("partner_id", "in", customers.ids), ("asked_by_id", "=", user.id)],
            order="id",
        )
        return answer, requests

    def test_a_pool_that_grants_is_not_claimed_from(self):
        """PO-1, PO-5: claim mode; the refusal says what to do."""
        customer = self._create_customers(1)
        answer = self._window(self.amy, customer).action_claim()
        self.assertIn("apply", answer["refused"][str(customer.id)])
        row = self._window(self.amy, customer)
        self.assertFalse(row.is_claim_allowed)
        self.assertTrue(row.is_request_allowed)

    def test_a_free_pool_needs_no_request(self):
        self.pool.claim_mode = "free"
        customer = self._create_customers(1)
        answer, requests = self._ask(self.amy, customer)
        self.assertIn("claim it", answer["refused"][str(customer.id)])
        self.assertFalse(requests)

    def test_it_reserves_nothing(self):
        """PO-5: two ask for the same customer."""
        customer = self._create_customers(1)
        for user in (self.amy, self.ben):
            answer, _requests = self._ask(user, customer)
            self.assertEqual(answer["done"], customer.ids)
        self.assertEqual(customer.pool_place, "public")

    def test_first_granted_wins(self):
        """PO-2, PO-5: the grant is a claim of the member's; others are refused by
        themselves, and told."""
        customer = self._create_customers(1)
        _answer, of_amy = self._ask(self.amy, customer)
        _answer, of_ben = self._ask(self.ben, customer)
        answer = of_ben.with_user(self.manager).action_approve("Go")
        self.assertEqual(answer, {"done": of_ben.ids, "refused": {}})
        self.assertEqual(customer.user_id, self.ben)
        self.assertEqual(of_ben.state, "approved")
        self.assertEqual(of_ben.decision_note, "Go")
        self.assertEqual(of_amy.state, "refused")
        self.assertEqual(self.ben_member.claimed_today, 1)
        log = self._logs(customer)[-1]
        self.assertEqual((log.move, log.actor_id), ("grant", self.manager))
        self.assertLedgerTrue(customer)
        again = of_amy.with_user(self.manager).action_approve()
        self.assertIn("decided already", again["refused"][str(of_amy.id)])

    def test_two_requests_for_one_in_the_same_call(self):
        """PO-5: the older one is granted."""
        customer = self._create_customers(1)
        _answer, of_amy = self._ask(self.amy, customer)
        _answer, of_ben = self._ask(self.ben, customer)
        both = (of_ben | of_amy).with_user(self.manager)
        answer = both.action_approve()
        self.assertEqual(answer["done"], of_amy.ids)
        self.assertIn(str(of_ben.id), answer["refused"])
        self.assertEqual(customer.user_id, self.amy)
        self.assertEqual(of_ben.state, "refused")

    def test_who_may_decide(self):
        """PO-5: whoever may assign to this member."""
        for user, allowed in (
            (self.manager, True),
            (self.supervisor, True),
            (self.leader, True),
            (self.amy, False),
            (self.ben, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.name):
                customer = self._create_customers(1)
                _answer, request = self._ask(self.amy, customer)
                as_user = request.with_user(user)
                answer = as_user.action_approve()
                self.assertEqual(answer["done"], request.ids if allowed else [])
                self.assertEqual(customer.pool_place, "held" if allowed else "public")
                self.amy_member.write({"claim_day": False})
                self._requests().unlink()

    def _request_model(self):
        return self.env["crm.pool.request"]

    def _requests(self):
        return self._request_model().search([("pool_id", "=", self.pool.id)])

    def test_managers_get_the_activity_else_supervisors(self):
        """PO-5"""
        customers = self._create_customers(2)
        _answer, request = self._ask(self.amy, customers[0])
        self.assertEqual(request.activity_ids.user_id, self.manager)
        request.with_user(self.manager).action_refuse("Not now")
        self.assertFalse(request.activity_ids)
        self.pool.manager_ids = False
        _answer, request = self._ask(self.amy, customers[1])
        self.assertIn(self.supervisor, request.activity_ids.user_id)

    def test_refusal_needs_a_note_and_is_told(self):
        """PO-2, PO-5: note on refusal."""
        customer = self._create_customers(1)
        _answer, request = self._ask(self.amy, customer)
        for note in (None, "", "  ", 7):
            with self.assertRaises(UserError):
                request.with_user(self.manager).action_refuse(note)
        request.with_user(self.manager).action_refuse("Too far away")
        self.assertEqual(request.state, "refused")
        notice = self.env["mail.message"].search(
            [
                ("model", "=", "crm.pool.request"),
                ("res_id", "=", request.id),
                ("partner_ids", "in", self.amy.partner_id.ids),
            ]
        )
        self.assertIn("Too far away", notice.body)

    def test_limits_hold_on_the_day_of_granting(self):
        """PO-2: capacity, day limit and cooldown of the member."""
        customers = self._create_customers(3)
        _answer, requests = self._ask(self.amy, customers)
        self.pool.daily_limit = 2
        answer = requests.with_user(self.manager).action_approve()
        self.assertEqual(answer["done"], requests[:2].ids)
        self.assertIn("used up", answer["refused"][str(requests[2].id)])
        self.assertEqual(requests[2].state, "asked", "it may be granted tomorrow")

    def test_what_one_gave_up_lately_is_not_asked_for(self):
        """PO-2: cooldown."""
        customer = self._create_customers(1, "held", self.amy)
        customer.with_user(self.amy).action_pool_return("No demand")
        answer, requests = self._ask(self.amy, customer)
        self.assertIn("lately", answer["refused"][str(customer.id)])
        self.assertFalse(requests)

    def test_it_lapses_when_the_customer_leaves_the_pool(self):
        """PO-5: refused when somebody else got it, approved when the asker did."""
        customers = self._create_customers(2)
        _answer, requests = self._ask(self.amy, customers)
        customers[0].with_user(self.manager).action_pool_assign(self.ben.id)
        customers[1].with_user(self.manager).action_pool_assign(self.amy.id)
        self.assertEqual(requests.mapped("state"), ["refused", "approved"])

    def test_it_lapses_after_seven_days(self):
        """PO-5"""
        customer = self._create_customers(1)
        _answer, request = self._ask(self.amy, customer)
        self.assertEqual((request.expires_at - self.now).days, 7)
        self.assertEqual(self._request_model()._lapse_late(self.now, 10), 0)
        request.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        answer = request.with_user(self.manager).action_approve()
        self.assertIn("lapsed", answer["refused"][str(request.id)])
        now = fields.Datetime.now()
        self.assertEqual(self._request_model()._lapse_late(now, 10), 1)
        self.assertEqual(request.state, "lapsed")
        self.assertEqual(customer.pool_place, "public")

    def test_once_and_not_too_many(self):
        """PO-5: no second request for the same, no flood for the managers."""
        customers = self._create_customers(5)
        answer, requests = self._ask(self.amy, customers)
        self.assertEqual(len(answer["done"]), self.pool.daily_limit)
        self.assertIn("withdraw", answer["refused"][str(customers[4].id)])
        answer, _requests = self._ask(self.amy, customers[0])
        self.assertIn("already", answer["refused"][str(customers[0].id)])
        foreign = requests[0].with_user(self.ben).action_withdraw()
        self.assertFalse(foreign["done"])
        requests[0].with_user(self.amy).action_withdraw()
        self.assertEqual(requests[0].state, "lapsed")
        answer, _requests = self._ask(self.amy, customers[0])
        self.assertEqual(answer["done"], customers[0].ids)

    def test_a_member_learns_and_changes_nothing_else(self):
        """NF-S: requests of colleagues, foreign pools, direct writes."""
        customer = self._create_customers(1)
        answer, _requests = self._ask(self.outsider, customer)
        self.assertIn("none of your pools", answer["refused"][str(customer.id)])
        _answer, request = self._ask(self.amy, customer)
        self.assertFalse(self._request_model().with_user(self.ben).search([]))
        as_amy = request.with_user(self.amy)
        for call in (
            lambda: as_amy.write({"state": "approved"}),
            lambda: as_amy.copy(),
            lambda: as_amy.unlink(),
            lambda: as_amy.create({"pool_id": self.pool.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        dialog = self.env["crm.pool.decide"].with_user(self.ben)
        dialog = dialog.create(
            {"res_model": "crm.pool.request", "res_ids": request.ids}
        )
        self.assertFalse(dialog.names)
        dialog.action_approve()
        self.assertEqual(request.state, "asked")
        other = self.env["crm.pool.decide"].with_user(self.ben)
        other = other.create({"res_model": "res.users", "res_ids": [1]})
        self.assertFalse(other.names)

    def test_same_key_same_answer(self):
        customer = self._create_customers(1)
        row = self._window(self.amy, customer)
        first = row.action_request("I know them", request_key="k1")
        self.assertEqual(row.action_request("I know them", request_key="k1"), first)
        self.assertEqual(len(self._requests()), 1)

    def test_from_the_screen(self):
        """PO-5, NF-U: dialogs answer with words and number."""
        customers = self._create_customers(2)
        dialog = self.env["crm.pool.apply"].with_user(self.amy)
        dialog = dialog.with_context(
            active_model="crm.pool.customer", active_ids=customers.ids
        ).create({"reason": "I know them"})
        toast = dialog.action_apply()
        self.assertIn("2", toast["params"]["done"])
        requests = self._requests()
        decide = self.env["crm.pool.decide"].with_user(self.manager)
        decide = decide.with_context(
            active_model="crm.pool.request", active_ids=requests.ids
        ).create({"note": "Fine"})
        self.assertEqual(decide.count, 2)
        self.assertIn("2", decide.action_approve()["params"]["done"])
        self.assertEqual(customers.user_id, self.amy)
        action = self._request_model().with_user(self.amy)._get_decisions_action()
        self.assertFalse(action["context"]["pool_may_decide"])
        window = self.env["crm.pool.customer"].with_user(self.amy)
        context = window._get_window_action()["context"]
        self.assertTrue(context["pool_may_request"])
        self.assertFalse(context["pool_may_claim"])
