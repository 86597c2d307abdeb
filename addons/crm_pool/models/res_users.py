from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_privacy.tools.related_domain import listed_domain

from .kinds import MODELS
from .moves import BINNED

SEE_BINNED_GROUPS = (
    "crm_customer.group_customer_admin",
    "crm_privacy.group_back_office",
)

SEE_ALL_POOLS_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_executive",
    "crm_customer.group_customer_admin",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_customer_supervisor(self):
        return self.has_group("sales_team.group_sale_manager")

    def _sees_recycle_bin(self):
        """Customer administrators see what was deleted, and back office, who finish
        the documents of a customer whatever became of it; nobody else."""
        return not self._is_internal() or self._has_any_group(SEE_BINNED_GROUPS)

    def _may_miss_customers(self):
        return super()._may_miss_customers() or not self._sees_recycle_bin()

    def _customer_read_domain(self):
        return super()._customer_read_domain() & self._unbinned_domain()

    def _customer_write_domain(self):
        return super()._customer_write_domain() & self._unbinned_domain()

    def _unbinned_domain(self):
        if self._sees_recycle_bin():
            return Domain.TRUE
        return Domain("pool_place", "!=", BINNED)

    def _customer_grants(self):
        return [*super()._customer_grants(), ("pool_id", "_managed_pool_domain")]

    def _managed_pool_domain(self):
        """Pools of which this user is a manager."""
        return Domain("manager_ids", "=", self.id)

    def _unowned_customer_domain(self):
        """What lies in a pool is seen through its window alone."""
        return super()._unowned_customer_domain() & Domain("pool_id", "=", False)

    def _company_domain(self, company_ids):
        return Domain("company_id", "in", company_ids)

    def _pool_window_domain(self):
        """Rows of ``crm.pool.customer`` that this user may see."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        return listed_domain(("pool_id", "_window_pool_domain"))

    def _window_pool_domain(self):
        """Pools into whose window this user may look."""
        # Rules search archived records too, hence the explicit condition.
        membership = Domain("active", "=", True) & Domain("user_id", "=", self.id)
        member = Domain("member_ids", "any", membership)
        # Leaders assign from the pools of their members.
        led = Domain("active", "=", True) & self._led_domain("user_id")
        leader = Domain("member_ids", "any", led)
        return member | leader | self._managed_pool_domain()

    def _pool_member_domain(self):
        """Rows of ``crm.pool.member`` that this user may see."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        led = self._led_domain("user_id")
        managed = Domain("pool_id.manager_ids", "=", self.id)
        return Domain("user_id", "=", self.id) | led | managed

    def _pool_log_domain(self):
        """Rows of ``crm.pool.log`` that this user may see: the whole history of a
        customer or lead that they hold, lead or manage now."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        return Domain.OR(
            self._held_or_managed_domain(f"{self.env[name]._pool_log_field}.")
            for name in MODELS.values()
        )

    def _held_or_managed_domain(self, path=""):
        """What this user holds, or a member whom they lead, or lies in a pool that
        they manage.

        :param str path: to the record, with a dot at its end
        """
        own = Domain(f"{path}user_id", "=", self.id)
        led = self._led_domain(f"{path}user_id")
        managed = Domain(f"{path}pool_id.manager_ids", "=", self.id)
        return own | led | (managed & Domain(f"{path}pool_place", "!=", BINNED))

    def _pool_request_domain(self):
        """Rows of ``crm.pool.request`` that this user may see."""
        if self._has_any_group(SEE_ALL_POOLS_GROUPS):
            return Domain.TRUE
        managed = Domain("pool_id.manager_ids", "=", self.id)
        own = Domain("asked_by_id", "=", self.id)
        return own | self._led_domain("asked_by_id") | managed
