from odoo import api, models, tools
from odoo.fields import Domain

from ..tools.related_domain import listed_domain

SEE_ALL_CUSTOMERS_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_executive",
    "crm_customer.group_customer_admin",
    "crm_privacy.group_back_office",
)
EDIT_ALL_CUSTOMERS_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_customer_admin",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _has_hidden_customers(self):
        """Whether this is an internal user who does not see all customers. Asked with
        every call; whoever changes groups empties this cache with that of the groups.
        """
        return self._is_internal() and not self._has_any_group(
            self._get_see_all_groups()
        )

    @api.model
    def _get_see_all_groups(self):
        """Return the groups whose users read all customers. Other addons add theirs.

        :rtype: tuple of str
        """
        return SEE_ALL_CUSTOMERS_GROUPS

    def _is_guarded(self):
        """Whether there are customers that this user does not see, or not in full."""
        return self._has_hidden_customers() or self._has_masked_customers()

    def _may_miss_customers(self):
        """Whether a record that this user opens may name a customer that they do
        not see: other addons hide some from those who see all that is in use."""
        return self._has_hidden_customers()

    def _customer_read_domain(self):
        """Return the domain of the partners that this user may read.

        It is evaluated by one global record rule. No record ids but the user's
        own are evaluated into it, since the result is cached until groups change:
        a grant or a withdrawal counts from the next request on.

        :rtype: odoo.fields.Domain on ``res.partner``
        """
        self.ensure_one()
        if not self._has_hidden_customers():
            return Domain.TRUE
        return self._plain_partner_domain() | self._granted_customer_domain()

    def _customer_write_domain(self):
        """Return the domain of the partners that this user may change.

        :rtype: odoo.fields.Domain on ``res.partner``
        """
        return self._own_customer_domain()

    def _own_customer_domain(self):
        """Return the domain of the partners that are this user's to dispose of: to
        delete, or to let sign in. Others may be let change a customer besides.

        :rtype: odoo.fields.Domain on ``res.partner``
        """
        self.ensure_one()
        if not self._is_internal() or self._has_any_group(EDIT_ALL_CUSTOMERS_GROUPS):
            return Domain.TRUE
        return self._plain_partner_domain() | Domain("user_id", "=", self.id)

    def _plain_partner_domain(self):
        """Partners that are neither a customer nor a contact of one: as in stock
        Odoo. Partners of internal users are always among them."""
        return Domain("customer_id", "=", False) | Domain("partner_share", "=", False)

    def _granted_customer_domain(self):
        """Customers that somebody who sees no others may read: own ones, and those
        to which something gives access. Other addons widen it."""
        own = Domain("user_id", "=", self.id)
        granted = listed_domain(*self._customer_grants())
        return own | granted | self._unowned_customer_domain()

    def _customer_grants(self):
        """Return what gives access to customers that the user does not hold.

        Other addons add to it. It has to be few records for any one user, and a field
        with an index.

        :return: list of (many2one field of ``res.partner``, name of the method of
            ``res.users`` that gives the domain of the records which it may name)
        """
        return [("user_id", "_led_user_domain")]

    @tools.ormcache("self.id", "model_name", "part")
    def _build_listed_query(self, model_name, part):
        """Return the SQL that selects the records which this user has: kept like the
        domains of rules, for the same reason and as long.

        :param str model_name: of the model that the rule is for
        :param part: :class:`..tools.related_domain.Related`
        """
        return part.get_query(self.env[model_name]).select()

    def _led_domain(self, field_path):
        """Records whose user at ``field_path`` is in a team that this user leads.

        Rules search archived records too, hence the explicit condition.
        """
        membership = Domain("active", "=", True) & Domain(
            "crm_team_id.user_id", "=", self.id
        )
        return Domain(f"{field_path}.crm_team_member_ids", "any", membership)

    def _unowned_customer_domain(self):
        """Customers without owner: open to account managers as long as no pool
        takes care of them."""
        if self.has_group("sales_team.group_sale_salesman"):
            return Domain("user_id", "=", False) & Domain("customer_id", "!=", False)
        return Domain.FALSE
