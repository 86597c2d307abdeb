from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestDuplicateAnswer(PoolCase):
    def test_answer_names_pool_protection_and_the_way(self):
        """CU-5: owner, pool, protected or not, and claim or ask for it."""
        public = self._create_customers(1)
        held = self._create_customers(1, "held", self.amy)
        protected = self._create_customers(1, "held", self.amy)
        self._age(protected, protected_until=-5)
        for user, customer, expected, missing in (
            (self.ben, public, ["Test Pool", "claim it in the pool"], "protected"),
            (self.outsider, public, ["Test Pool", "ask the manager"], "claim it"),
            (self.ben, held, ["Amy", "Test Pool", "ask its owner"], "protected"),
            (self.ben, protected, ["Amy", "protected", "ask its owner"], "claim"),
            (self.amy, held, ["Amy", "Test Pool"], "ask"),
        ):
            with self.subTest(user=user.name, customer=customer.name):
                text = "; ".join(customer.with_user(user).sudo()._describe_duplicate())
                for words in expected:
                    self.assertIn(words, text)
                self.assertNotIn(missing, text)

    def test_the_way_is_one_that_leads_there(self):
        """CU-5, PO-4: to apply where the pool grants on request; when, for who gave
        it up lately."""
        customer = self._create_customers(1, "held", self.amy)
        customer.with_user(self.amy).action_pool_return("No need")
        self.pool.claim_mode = "approval"
        for user, expected in ((self.ben, "apply for it"), (self.amy, "in 8 days")):
            text = "; ".join(customer.with_user(user).sudo()._describe_duplicate())
            self.assertIn(expected, text)
            self.assertNotIn("claim it in the pool", text)
