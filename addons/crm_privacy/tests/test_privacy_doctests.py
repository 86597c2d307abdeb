import doctest

from odoo.tests import BaseCase, tagged

from ..controllers import csv_export, pivot_sheet
from ..models import encrypted_field
from ..tools import contact_mask, keyring

MODULES = (contact_mask, csv_export, pivot_sheet, encrypted_field, keyring)


@tagged("post_install", "-at_install")
class TestPrivacyDoctests(BaseCase):
    def test_examples(self):
        """CU-8, CU-9: the examples in the docstrings hold."""
        for module in MODULES:
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
