from odoo.exceptions import AccessError
from odoo.tests import tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestGuardMethods(GuardCase):
    def test_nobody_signs_in_as_a_hidden_customer(self):
        """Row 17: a token is for those who may change the partner."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        partners = self._as_amy(self.customer | self.own)
        params = partners.signup_get_auth_param()
        self.assertFalse(params[self.customer.id])
        self.assertTrue(params[self.own.id])
        for method in ("signup_prepare", "action_signup_prepare", "signup_cancel"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self._as_amy(self.customer), method)()

    def test_sign_up_is_by_invitation(self):
        """Row 17: set once, on installation; an administrator may change it."""
        scope = self.env["ir.config_parameter"].get_param(
            "auth_signup.invitation_scope"
        )
        self.assertEqual(scope, "b2b")

    def test_followers_of_a_document_need_the_document(self):
        """Row 19."""
        order = self._create_order(self.bob, self.customer)
        with self.assertRaises(AccessError):
            self._as_amy(order).message_get_followers()
        self._as_amy(self._create_order(self.amy, self.own)).message_get_followers()

    def test_channels_and_followers_take_no_hidden_customer(self):
        """Row 23."""
        channel = self._as_amy(self.env["discuss.channel"]).create({"name": "x"})
        order = self._as_amy(self._create_order(self.amy, self.own))
        hidden = self.customer.ids
        with self.assertRaises(AccessError):
            channel.add_members(hidden)
        for method in ("message_subscribe", "message_post", "message_notify"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(order, method)(partner_ids=hidden)
        with self.assertRaises(AccessError):
            self._as_amy(self.env["mail.thread"]).message_notify(
                partner_ids=hidden, body="x"
            )
        with self.assertRaises(AccessError):
            self._as_amy(self.env["discuss.channel"])._create_group(hidden)
            self.env.flush_all()
        order.message_subscribe(self.vendor.ids)
        channel.add_members(self.bob.partner_id.ids)

    def test_only_the_gateway_hands_in_mail(self):
        """Row 38: a mail claims what it likes, its sender included."""
        mail = (
            f"From: {self.boss.email}\nTo: x@example.cn\nSubject: x\n"
            "Message-Id: <guard-1@example.cn>\n\nhello"
        )
        for user in (self.amy, self.boss):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["mail.thread"].with_user(user).message_process(
                    "res.partner", mail, thread_id=self.customer.id
                )

    def test_a_link_to_a_document_needs_the_document(self):
        """Row 14."""
        with self.assertRaises(AccessError):
            self._as_amy(self._create_order(self.bob, self.customer)).get_portal_url()
        own = self._as_amy(self._create_order(self.amy, self.own))
        self.assertIn("access_token", own.get_portal_url())

    def test_names_are_not_found_by_address(self):
        partners = self._as_amy(self.env["res.partner"])
        found = partners._find_or_create_from_emails(
            [self.customer.email], no_create=True
        )
        self.assertFalse(found[0])
