from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestCustomFieldInRules(PoolCase):
    """CU-7: a field that a rule of a pool reads is not removed from under it."""

    def setUp(self):
        self.registry_enter_test_mode()
        self.addCleanup(self.registry.reset_changes)
        super().setUp()

    def test_rule_keeps_its_field(self):
        field = self.env["crm.custom.field"].create(
            {"name": "Fleet", "field_type": "integer"}
        )
        name = field.technical_name
        rule = self.env["crm.pool.rule"].create(
            {
                "pool_id": self.pool.id,
                "kind": "interval",
                "days": 30,
                "domain": f"[('{name}', '>', 3)]",
            }
        )
        with self.assertRaisesRegex(UserError, "Fleet"):
            field.unlink()
        self.assertIn(name, self.env["res.partner"]._fields)
        rule.domain = "[('name', '!=', False)]"
        field.unlink()
        self.assertNotIn(name, self.env["res.partner"]._fields)
