from lxml import etree

from odoo.tests import Form, tagged

from .common import SALESMAN, LeadCase

MOVES_OF_A_LEAD = {
    "%(crm_pool.crm_pool_return_action)d": "is_pool_return_allowed",
    "%(crm_pool.crm_pool_transfer_action)d": "is_pool_transfer_allowed",
    "action_pool_protect_button": "is_pool_protect_allowed",
    "%(crm_pool.crm_pool_rest_action)d": "is_pool_rest_allowed",
    "%(crm_pool.crm_pool_extend_wizard_action)d": "is_pool_extend_allowed",
    "%(crm_pool.crm_pool_bin_action)d": "is_pool_bin_allowed",
}
OF_MANAGERS = {
    "%(crm_pool.crm_pool_assign_action)d": "is_pool_assign_allowed",
    "%(crm_pool.crm_pool_move_action)d": "is_pool_move_allowed",
}


@tagged("post_install", "-at_install")
class TestLeadScreens(LeadCase):
    """PO-14: what the engine gives leads is there on their screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("interval", 30)
        cls.south = cls.pool.copy(
            {
                "name": "South",
                "is_default": False,
                "manager_ids": [(6, 0, cls.manager.ids)],
            }
        )
        group = cls.env.ref("crm_privacy.group_operation_transfer")
        cls.amy.group_ids += group
        cls.pool.allow_transfer = True

    def _buttons(self, view, user, model="crm.lead"):
        """Return the names of the buttons in a view that ``user`` gets."""
        records = self.env[model].with_user(user)
        tree = etree.fromstring(records.get_view(self.env.ref(view).id)["arch"])
        return {button.get("name") for button in tree.iter("button")}

    def _name(self, name):
        if name.startswith("%("):
            return str(self.env.ref(name[2:-2]).id)
        return name

    def test_buttons_of_the_owner(self):
        """PO-2, PO-8, PO-16, PO-18: each move of an owner has its button."""
        lead = self._create_customers(1, "held", self.amy).with_user(self.amy)
        form = Form(lead, view="crm.crm_lead_view_form")
        for view in ("crm.crm_lead_view_form", "crm_pool.crm_lead_view_list_pool"):
            buttons = self._buttons(view, self.amy)
            for name, allowed in MOVES_OF_A_LEAD.items():
                with self.subTest(view=view, button=name):
                    self.assertIn(self._name(name), buttons)
                    self.assertTrue(form[allowed])
        for allowed in OF_MANAGERS.values():
            self.assertFalse(form[allowed])

    def test_buttons_of_the_manager(self):
        """PO-2: what nobody holds is assigned and moved."""
        lead = self._create_customers(1).with_user(self.manager)
        form = Form(lead, view="crm.crm_lead_view_form")
        for view in ("crm.crm_lead_view_form", "crm_pool.crm_lead_view_list_pool"):
            buttons = self._buttons(view, self.manager)
            for name, allowed in OF_MANAGERS.items():
                with self.subTest(view=view, button=name):
                    self.assertIn(self._name(name), buttons)
                    self.assertTrue(form[allowed])

    def test_nobody_sees_a_button_for_another_pool_that_is_refused(self):
        """PO-2: leaders assign, but do not move between pools."""
        lead = self._create_customers(1)
        for user, moves in (
            (self.amy, False),
            (self.leader, False),
            (self.manager, True),
            (self.supervisor, True),
        ):
            window = self._window(user, lead)
            contexts = [
                window._get_window_action()["context"],
                self.records.with_user(user)._get_pool_action()["context"],
            ]
            for context in contexts:
                with self.subTest(user=user.name):
                    self.assertEqual(context["pool_may_move"], moves)
            self.assertEqual(window.is_move_allowed, moves)
            answer = lead.with_user(user).action_pool_move(self.south.id)
            self.assertEqual(bool(answer["done"]), moves)
            if moves:
                lead.with_user(user).action_pool_move(self.pool.id)

    def test_one_pool_is_nowhere_to_move(self):
        """A company with one pool of leads shows no such button."""
        self.south.active = False
        window = self.env["crm.pool.lead"].with_user(self.manager)
        self.assertFalse(window._get_window_action()["context"]["pool_may_move"])

    def test_request_and_distribution_in_the_window(self):
        """PO-5, PO-6: a pool that grants on request offers to apply."""
        self.pool.claim_mode = "approval"
        row = self._window(self.amy, self._create_customers(1))
        self.assertEqual((row.is_claim_allowed, row.is_request_allowed), (False, True))
        buttons = self._buttons(
            "crm_pool.crm_pool_lead_view_list", self.manager, "crm.pool.lead"
        )
        self.assertIn("action_open_distribution", buttons)
        self.assertIn(self._name("%(crm_pool.crm_pool_apply_action)d"), buttons)

    def test_recycle_bin(self):
        """PO-13: who deleted it and why; restored it is public again."""
        admin = self._create_user(
            "bin_admin", f"{SALESMAN},crm_customer.group_customer_admin"
        )
        lead = self._create_customers(1, "held", self.amy)
        lead.with_user(self.amy).action_pool_bin("Twice")
        action = self.env.ref("crm_pool.crm_lead_action_binned")
        domain = [("pool_place", "=", "binned"), ("type", "=", "lead")]
        self.assertEqual(action.domain, str(domain))
        for user, sees in ((admin, True), (self.amy, False), (self.manager, False)):
            leads = self.records.with_user(user).with_context(active_test=False)
            with self.subTest(user=user.name):
                self.assertEqual(lead in leads.search(domain), sees)
        binned = lead.with_user(admin)
        self.assertEqual(
            (binned.binned_by_id, binned.binned_reason), (self.amy, "Twice")
        )
        buttons = self._buttons("crm_pool.crm_lead_view_list_binned", admin)
        self.assertIn(self._name("%(crm_pool.crm_pool_restore_action)d"), buttons)
        binned.action_pool_restore("Mistake")
        self.assertEqual((lead.pool_place, lead.active), ("public", True))
