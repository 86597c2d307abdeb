from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_privacy.tools.related_domain import related_domain

PERSONAL = "helpdesk_mgmt.group_helpdesk_user_own"
TEAM = "helpdesk_mgmt.group_helpdesk_user_team"
MANAGER = "helpdesk_mgmt.group_helpdesk_manager"
SALESPERSON = "sales_team.group_sale_salesman"
SUPERVISOR = "sales_team.group_sale_manager"
SERVED_DAYS = 30  # for which the customer of a closed ticket stays in sight


class ResUsers(models.Model):
    """What service agents see: tickets of their teams, and who has opened them.

    The methods return domains of global rules; see ``crm_privacy`` for the reasons.
    """

    _inherit = "res.users"

    @api.model
    def _get_see_all_groups(self):
        return (*super()._get_see_all_groups(), MANAGER)

    def _is_service_agent(self):
        return self.has_group(PERSONAL)

    def _granted_customer_domain(self):
        """Besides: customers with a ticket of the agent's team that is open or was
        closed lately."""
        domain = super()._granted_customer_domain()
        if not self._is_service_agent():
            return domain
        return domain | Domain.custom(to_sql=_served_sql, predicate=_is_served)

    def _service_ticket_domain(self):
        """Tickets that are this agent's work: own ones, those of a team that the
        agent leads or is in; personal agents take from it what nobody has yet."""
        own = Domain("user_id", "=", self.id) | Domain("team_id.user_id", "=", self.id)
        team = Domain("team_id.user_ids", "in", self.ids)
        if not self.has_group(TEAM):
            team &= Domain("user_id", "=", False)
        return own | team

    def _served_ticket_domain(self, now):
        """Those of them whose customer the agent sees.

        :param datetime now: naive UTC
        """
        since = now - relativedelta(days=SERVED_DAYS)
        is_open = Domain("active", "=", True) & (
            Domain("stage_id.closed", "=", False) | Domain("stage_id", "=", False)
        )
        lately = Domain("closed_date", ">=", since) | (
            Domain("closed_date", "=", False) & Domain("last_stage_update", ">=", since)
        )
        return self._service_ticket_domain() & (is_open | lately)

    def _ticket_read_domain(self):
        """Tickets of customers that one sees, own ones and those of led members; for
        agents their team's."""
        domain = self._customer_document_domain(
            "user_id", "partner_id", "commercial_partner_id"
        )
        if domain.is_true() or not self._is_service_agent():
            return domain
        return domain | self._service_ticket_domain()

    def _ticket_write_domain(self):
        """Who is no agent handles what is assigned to them, and may correct what
        they have opened."""
        if not self._is_internal() or self._has_any_group((MANAGER, SUPERVISOR)):
            return Domain.TRUE
        if self._is_service_agent():
            return self._ticket_read_domain()
        return self._own_ticket_domain()

    def _own_ticket_domain(self):
        return Domain("user_id", "=", self.id) | Domain("create_uid", "=", self.id)

    def _granted_ticket_domain(self):
        """Tickets that somebody sees on account of their customer alone."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        return related_domain("partner_id", "_granted_customer_domain")


# Rules are cached: these hold no environment but ask the one they are evaluated in.


def _served_tickets(env):
    # sudo: the rule is being evaluated
    return env["helpdesk.ticket"].sudo().with_context(active_test=False)


def _served_sql(model, alias, query):
    domain = model.env.user._served_ticket_domain(fields.Datetime.now())
    tickets = _served_tickets(model.env)
    served = tickets._search(domain)
    customer = tickets._field_to_sql(served.table, "commercial_partner_id", served)
    return SQL(
        "%s IN %s",
        model._field_to_sql(alias, "customer_id", query),
        served.subselect(customer),
    )


def _is_served(partner):
    # sudo: as above
    customer = partner.sudo().customer_id
    domain = partner.env.user._served_ticket_domain(fields.Datetime.now())
    return bool(customer) and bool(
        _served_tickets(partner.env).search_count(
            domain & Domain("commercial_partner_id", "=", customer.id), limit=1
        )
    )
