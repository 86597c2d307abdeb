from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .res_users import SEE_ALL_POOLS_GROUPS


class CrmPool(models.Model):
    """The numbers that a manager looks at first (PO-19)."""

    _inherit = "crm.pool"

    protected_count = fields.Integer(compute="_compute_protected_count")

    def _compute_protected_count(self):
        now = fields.Datetime.now()
        for records, pools in self._by_model():
            # sudo: managers see these sums before they open a single record
            groups = records.sudo()._read_group(
                records._pool_root_domain()
                & Domain("pool_id", "in", pools.ids)
                & Domain("protected_until", ">", now),
                ["pool_id"],
                ["__count"],
            )
            counts = {pool.id: count for pool, count in groups}
            for pool in pools:
                pool.protected_count = counts.get(pool.id, 0)

    @api.model
    @api.readonly
    def get_overview(self):
        """Return the numbers of the pools that the user oversees, in pool order.

        :returns: ``[{"id", "name", "kind", "public", "held", "protected", "due"}]``
        :raises AccessError: the user oversees no pool
        """
        pools = self.search(self.env.user._pool_overseen_domain())
        if not pools:
            raise AccessError(
                self.env._("The overview is for those who manage or supervise pools.")
            )
        return [
            {
                "id": pool.id,
                "name": pool.name,
                "kind": pool.kind,
                "public": pool.public_count,
                "held": pool.held_count,
                "protected": pool.protected_count,
                "due": pool.due_count,
            }
            for pool in pools
        ]

    @api.model_create_multi
    def create(self, vals_list):
        pools = super().create(vals_list)
        self.env["res.users"]._sync_pool_managers(pools.manager_ids)
        return pools

    def write(self, vals):
        if not {"manager_ids", "active"} & vals.keys():
            return super().write(vals)
        managers = self.manager_ids
        result = super().write(vals)
        self.env["res.users"]._sync_pool_managers(managers | self.manager_ids)
        return result

    def unlink(self):
        managers = self.manager_ids
        result = super().unlink()
        self.env["res.users"]._sync_pool_managers(managers)
        return result

    def action_open_protected(self):
        """Open what is protected."""
        return self._open_records([("protected_until", ">", "now")])


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _sync_pool_managers(self, users=None):
        """Give pool managers their group, and take it from former ones.

        :param users: whom to look at; None: every manager there is or was
        """
        # sudo: who manages a pool decides about rights, not who saves the pool
        group = self.env.ref("crm_pool.group_pool_manager").sudo()
        pools = self.env["crm.pool"].sudo()  # as above
        # A company has few pools, and each has a say.
        managers = pools.search([]).manager_ids  # pylint: disable=no-search-all
        managers = managers.filtered(lambda user: not user.share)
        # sudo: as above
        concerned = managers | group.user_ids if users is None else users.sudo()
        if added := (managers & concerned) - group.user_ids:
            added.write({"group_ids": [(4, group.id)]})
        if removed := (concerned - managers) & group.user_ids:
            removed.write({"group_ids": [(3, group.id)]})

    def _pool_overseen_domain(self):
        """Pools whose numbers this user sees, as domain on ``crm.pool``."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        return Domain("manager_ids", "=", self.id)

    def _pool_report_domain(self):
        """Rows of a report that tell of customers: of the pools that this user
        oversees."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        return Domain("pool_id.manager_ids", "=", self.id)

    def _pool_load_domain(self):
        """Besides, what members hold: one's own row, and those of led members."""
        own = Domain("user_id", "=", self.id)
        return self._pool_report_domain() | own | self._led_domain("user_id")
