from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.related_domain import related_domain


class ResUsers(models.Model):
    """What hangs on a customer is seen by those who see the customer.

    Each method returns the domain of one global rule: see ``crm_privacy_documents.xml``
    for the models, and the addon's readme for the reasons. No ids are evaluated into
    them but the user's own.
    """

    _inherit = "res.users"

    def _customer_relation_domain(self, *fields):
        """Records that name, in each of ``fields``, no customer hidden from this user.

        :param fields: names of many2one fields to ``res.partner``
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        return Domain.AND(
            Domain(field, "=", False) | related_domain(field, "_customer_read_domain")
            for field in fields
        )

    def _customer_document_domain(self, owner, *fields):
        """As above; besides, one's own documents and those of led members.

        :param str owner: name of the field of the document's salesperson
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        own = Domain(owner, "=", self.id) | related_domain(owner, "_led_user_domain")
        return own | self._customer_relation_domain(*fields)

    def _customer_line_domain(self, document, *arguments):
        """Lines of documents that this user may see by the rule above."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        return related_domain(document, "_customer_document_domain", *arguments)

    def _led_user_domain(self):
        """Members of the teams that this user leads."""
        membership = Domain("active", "=", True) & Domain(
            "crm_team_id.user_id", "=", self.id
        )
        return Domain("crm_team_member_ids", "any", membership)

    def _customer_meeting_domain(self):
        """Meetings with no hidden customer among guests and subject, and own ones."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        own = Domain("user_id", "=", self.id) | Domain(
            "partner_ids", "in", self.partner_id.id
        )
        guests = Domain("partner_ids", "not any!", ~self._customer_read_domain())
        subject = Domain("opportunity_id", "=", False) | related_domain(
            "opportunity_id", "_customer_document_domain", "user_id", "partner_id"
        )
        return own | (guests & subject)

    def _customer_guest_domain(self):
        """Guests of meetings that this user may see, but for hidden customers."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        visible = related_domain("event_id", "_customer_meeting_domain")
        return visible & self._customer_relation_domain("partner_id")

    def _customer_notification_domain(self):
        """Who was told what: the notice names its document, whoever may open it."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        partner_id = self.partner_id.id
        sent = Domain("author_id", "=", partner_id)
        return Domain("res_partner_id", "=", partner_id) | (
            sent & self._customer_relation_domain("res_partner_id")
        )

    def _customer_thread_domain(self, model):
        """Messages and activities but those on hidden customers themselves, whoever
        wrote them or was told of them.

        :param str model: name of the field that holds the model's name
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        visible = Domain.custom(to_sql=_thread_sql, predicate=_is_visible)
        return Domain(model, "!=", "res.partner") | visible


# Rules are cached: what they hold must not keep an environment alive, so these ask
# the environment that they are evaluated in.


def _thread_sql(model, alias, query):
    # sudo: the domain below is the rule itself
    partners = model.env["res.partner"].sudo().with_context(active_test=False)
    visible = partners._search(model.env.user._customer_read_domain())
    # One look by key for each row, instead of all customers for the first one.
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
    partner = record.env["res.partner"].browse(record.sudo().res_id)
    return not partner._filter_hidden()
