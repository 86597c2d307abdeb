from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_privacy.tools.related_domain import related_domain


class ResUsers(models.Model):
    """Who sees leads: in a pool those who hold, lead or manage them; members see
    public ones in the window. Outside, what nobody has is its creator's."""

    _inherit = "res.users"

    def _lead_domain(self):
        """Return the leads and opportunities that this user may see, as far as pools
        and Odoo's rule for unassigned ones go. No ids but the user's own."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        unassigned = Domain("create_uid", "=", self.id) | related_domain(
            "team_id", "_led_team_domain"
        )
        # Of a customer, those who see the customer read it: that is another rule.
        outside = Domain("pool_id", "=", False) & (
            Domain("user_id", "!=", False)
            | Domain("partner_id", "!=", False)
            | unassigned
        )
        own = Domain("user_id", "=", self.id)
        visible = own | self._lead_granted_domain() | outside
        return visible & self._unbinned_domain()

    def _lead_granted_domain(self):
        """Leads of others that this user sees for leading or managing them."""
        led = related_domain("user_id", "_led_user_domain")
        return led | related_domain("pool_id", "_managed_pool_domain")

    def _lead_contact_domain(self):
        return super()._lead_contact_domain() | self._lead_granted_domain()

    def _led_team_domain(self):
        return Domain("user_id", "=", self.id)

    def _managed_pool_domain(self):
        return Domain("manager_ids", "=", self.id)

    def _lead_relation_domain(self, field):
        """Records that name, in ``field``, no lead hidden from this user."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        return Domain(field, "=", False) | related_domain(field, "_lead_domain")

    def _customer_meeting_domain(self):
        mine = Domain("user_id", "=", self.id) | Domain(
            "partner_ids", "in", self.partner_id.id
        )
        visible = self._lead_relation_domain("opportunity_id")
        return super()._customer_meeting_domain() & (mine | visible)

    def _customer_thread_domain(self, model):
        domain = super()._customer_thread_domain(model)
        if not self._has_hidden_customers():
            return domain
        visible = Domain.custom(to_sql=_thread_sql, predicate=_is_visible)
        return domain & (Domain(model, "!=", "crm.lead") | visible)


# Rules are cached: what they hold must not keep an environment alive, so these ask
# the environment that they are evaluated in.


def _thread_sql(model, alias, query):
    # sudo: the domain below is the rule itself
    leads = model.env["crm.lead"].sudo().with_context(active_test=False)
    visible = leads._search(model.env.user._lead_domain())
    # One look by key for each row, instead of all leads for the first one.
    visible.add_where(
        SQL(
            "%s = %s",
            SQL.identifier(visible.table, "id"),
            SQL.identifier(alias, "res_id"),
        )
    )
    return SQL("EXISTS (%s)", visible.select(SQL("1")))


def _is_visible(record):
    # sudo: the rule is being evaluated
    leads = record.env["crm.lead"].sudo().with_context(active_test=False)
    lead = leads.browse(record.sudo().res_id)  # as above
    return bool(lead.exists().filtered_domain(record.env.user._lead_domain()))
