from odoo.tests import TransactionCase, tagged

from .common import has_demo


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_a_company_is_made_with_demo_data_alone(self):
        """NF-R: a database without demo data has our addons and nobody's data."""
        records = self.env["ir.model.data"].search([("module", "=", "crm_suite")])
        self.assertEqual(bool(records), has_demo(self.env))
        self.assertEqual(self.env.ref("base.module_crm_pool").state, "installed")
