from odoo import fields, models


class CrmPool(models.Model):
    """From the numbers of a pool to what is behind them."""

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
        return self._open_records([("pool_place", "=", "public")])

    def action_open_held(self):
        """Open what members of the pool hold."""
        return self._open_records([("pool_place", "=", "held")])

    def action_open_due(self):
        """Open what goes back to the pool within seven days."""
        return self._open_records([("reclaim_at", "<=", "+7d")])

    def _open_records(self, domain):
        self.ensure_one()
        records = self._get_model()
        action = records._get_pool_action()
        action["context"].pop("search_default_mine", None)
        action["domain"] = [
            *records._pool_root_domain(),
            ("pool_id", "=", self.id),
            *domain,
        ]
        action["display_name"] = self.name
        return action
