from unittest import SkipTest

from odoo.tests import TransactionCase, tagged

from .common import has_demo


@tagged("post_install", "-at_install")
class TestWithoutDemo(TransactionCase):
    def test_nothing_is_made(self):
        """NF-R: a database without demo data has our addons and nobody's data."""
        if has_demo(self.env):
            raise SkipTest("The database has demo data: see the other tests.")
        for name in ("demo_company", "demo_user_sales1", "demo_pool_east"):
            self.assertFalse(
                self.env.ref(f"crm_suite.{name}", raise_if_not_found=False), name
            )
        records = self.env["ir.model.data"].search([("module", "=", "crm_suite")])
        self.assertFalse(records)
        self.assertEqual(self.env.ref("base.module_crm_pool").state, "installed")
