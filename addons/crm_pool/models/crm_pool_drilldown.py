from odoo import fields, models


class CrmPool(models.Model):
    """From the numbers of a pool to the customers behind them."""

    _inherit = "crm.pool"

    # Rules out of force stay in sight where rules are configured.
    all_rule_ids = fields.One2many(
        "crm.pool.rule",
        "pool_id",
        string="All Reclaim Rules",
        context={"active_test": False},
    )

    def action_open_public(self):
        """Open what lies in the pool."""
        return self._open_customers([("pool_place", "=", "public")])

    def action_open_held(self):
        """Open what members of the pool hold."""
        return self._open_customers([("pool_place", "=", "held")])

    def action_open_due(self):
        """Open what goes back to the pool within seven days."""
        return self._open_customers([("reclaim_at", "<=", "+7d")])

    def _open_customers(self, domain):
        self.ensure_one()
        action = self.env["res.partner"]._get_customers_action()
        action["context"].pop("search_default_mine", None)
        action["domain"] = [
            ("customer_state", "!=", False),
            ("pool_id", "=", self.id),
            *domain,
        ]
        action["display_name"] = self.name
        return action
