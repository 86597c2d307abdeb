from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestScreens(PoolCase):
    def _customer(self, place="held", protected=False):
        customer = self._create_customers(
            1, place, self.amy if place == "held" else None
        )
        if protected:
            self._age(customer, protected_until=-5)
        return customer

    def test_buttons_equal_what_the_server_answers(self):
        """PO-2, design 5: for each person and state, a button is shown exactly when
        the call is granted."""
        other = self._create_member(self.outsider)
        users = (
            self.amy,
            self.ben,
            self.outsider,
            self.leader,
            self.manager,
            self.supervisor,
        )
        calls = {
            "return": lambda partner: partner.action_pool_return("Why"),
            "recall": lambda partner: partner.action_pool_recall("Why"),
            "assign": lambda partner: self._assign_to_any(partner),
        }
        shown = set()
        for place, protected in (("held", False), ("held", True), ("public", False)):
            for user in users:
                for name, call in calls.items():
                    customer = self._customer(place, protected)
                    with self.subTest(place, user=user.name, call=name, p=protected):
                        # Buttons of who may not read the customer stand in the window.
                        partner = customer.with_user(user)
                        visible = partner.sudo()[f"is_pool_{name}_allowed"]
                        done = call(partner)["done"]
                        self.assertEqual(visible, bool(done))
                        if visible:
                            shown.add((name, place, protected, user.name))
        self.assertTrue(other)
        self.assertEqual(
            shown,
            {
                ("return", "held", False, "Amy"),
                ("return", "held", True, "Amy"),
                ("recall", "held", False, "Leader"),
                ("recall", "held", False, "Manager"),
                ("recall", "held", False, "Supervisor"),
                ("recall", "held", True, "Supervisor"),
                ("assign", "public", False, "Leader"),
                ("assign", "public", False, "Manager"),
                ("assign", "public", False, "Supervisor"),
            },
        )

    def _assign_to_any(self, partner):
        """Try every member; the button promises that one of them is granted."""
        answer = {"done": []}
        for member in self.pool.member_ids:
            member.sudo().write({"own_limits": True, "capacity": 1000})
            if not answer["done"]:
                answer = partner.action_pool_assign(member.user_id.id)
        return answer

    def test_contacts_have_no_buttons(self):
        customer = self._customer()
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        contact = contact.with_user(self.amy)
        self.assertEqual(contact.pool_place, "held")
        self.assertFalse(contact.is_pool_return_allowed)
        self.assertFalse(contact.action_pool_return("Why")["done"])

    def test_claim_button_is_for_members_and_public_ones(self):
        """PO-11: held ones are not claimable; supervisors look on."""
        public, held = self._customer("public"), self._customer("held")
        for user, customer, claim, assign in (
            (self.ben, public, True, False),
            (self.ben, held, False, False),
            (self.manager, public, False, True),
            (self.supervisor, public, False, True),
        ):
            with self.subTest(user=user.name, place=customer.pool_place):
                row = self._window(user, customer)
                self.assertEqual(row.is_claim_allowed, claim)
                self.assertEqual(row.is_assign_allowed, assign)

    def test_claim_button_tells_number_and_reasons(self):
        """PO-4, NF-U: a toast with words and number, refused ones with the reason."""
        public, held = self._customer("public"), self._customer("held")
        action = self._window(self.ben, public | held).action_claim_button()
        params = action["params"]
        self.assertEqual(action["tag"], "crm_pool_toast")
        self.assertEqual(
            params["done"], f"Claimed successfully: 1 customer ({public.name})"
        )
        self.assertEqual(len(params["refused"]), 1)
        self.assertIn("Amy was faster", params["refused"][0])
        self.assertIn(held.name, params["refused"][0])
        self.assertFalse(params["undo"], "a claim is never undone")

    def test_claim_from_the_form_opens_the_customer(self):
        public = self._customer("public")
        window = self._window(self.ben, public).with_context(pool_open_claimed=True)
        step = window.action_claim_button()["params"]["next"]
        self.assertEqual(
            (step["res_model"], step["res_id"]), ("res.partner", public.id)
        )

    def test_window_action_offers_what_the_user_can_do(self):
        """Leaders and managers assign, members claim, nobody sees a dead button."""
        for user, claim, assign in (
            (self.amy, True, False),
            (self.leader, False, True),
            (self.manager, False, True),
            (self.supervisor, False, True),
            (self.outsider, False, False),
        ):
            with self.subTest(user=user.name):
                window = self.env["crm.pool.customer"].with_user(user)
                context = window._get_window_action()["context"]
                self.assertEqual(context["pool_may_claim"], claim)
                self.assertEqual(context["pool_may_assign"], assign)

    def test_customers_open_on_mine_for_account_managers(self):
        for user, mine in ((self.amy, True), (self.supervisor, False)):
            with self.subTest(user=user.name):
                partners = self.env["res.partner"].with_user(user)
                context = partners._get_customers_action()["context"]
                self.assertEqual("search_default_mine" in context, mine)

    def test_customer_form_with_the_sentence_on_top(self):
        """PO-9: the owner sees "returns in 3 days, because…"."""
        self._create_rule("interval", 30)
        customer = self._customer().with_user(self.amy)
        view = "crm_customer.res_partner_view_form_customer"
        with Form(customer, view=view) as form:
            self.assertIn("Not contacted for 30 days", form.reclaim_reason)
            self.assertTrue(form.is_pool_return_allowed)

    def test_set_aside_is_tried_again(self):
        """Design 3: a quarantined customer goes on when somebody saw to it."""
        self._create_rule("interval", 1)
        customer, fine = self._customer(), self._customer()
        self._age(customer | fine, claimed_at=30)
        with mute_logger("odoo.addons.crm_pool.models.crm_pool_reclaim"):
            customer._pool_set_aside(ValueError("broken"))
        customers = (customer | fine).with_user(self.supervisor)
        params = customers.action_pool_retry_button()["params"]
        self.assertIn("1 customer", params["done"])
        self.assertEqual(len(params["refused"]), 1)
        self.assertFalse(customer.reclaim_error)
        self.assertIn(customer.id, customer._pool_due_ids(self.now, 1000))
