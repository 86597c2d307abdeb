from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestWriteTellsNothing(PoolCase):
    def test_the_same_answer_whatever_is_guessed(self):
        """NF-S: who guesses owner, company or place of a hidden customer by writing it
        gets the same refusal, right or wrong."""
        hidden = self._create_customers(1, "held", self.amy)
        asked = hidden.with_user(self.outsider)
        guesses = {
            "user_id": (self.amy.id, self.ben.id, False),
            "company_id": (self.company.id, False),
            "active": (True, False),
            "parent_id": (False, self.outsider.partner_id.id),
            "customer_state": ("potential", "active", False),
            "customer_code": ("X-1", False),
            "is_company": (True, False),
            "name": (hidden.name, "Other"),
        }
        for name, values in guesses.items():
            if name not in hidden._fields:
                continue
            for value in values:
                with self.subTest(name, value=value), self.assertRaises(AccessError):
                    asked.write({name: value})


@tagged("post_install", "-at_install")
class TestLeadWriteTellsNothing(TestWriteTellsNothing):
    kind = "leads"

    @classmethod
    def _prepare_customer(cls, place):
        return {"name": "Lead", "type": "lead", "company_id": cls.company.id}
