from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    """What hangs on a customer is seen by those who see the customer.

    Each method returns the domain of one global rule: see ``crm_privacy_documents.xml``
    for the models, and the addon's readme for the reasons. No ids are evaluated into
    them but the user's own.
    """

    _inherit = "res.users"

    def _customer_relation_domain(self, *paths):
        """Records that name, at each of ``paths``, no customer hidden from this user.

        A path ends in ``res.partner``. The join is a plain one on the partner's key:
        a sub-select would read all customers for one page of a list.
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        return Domain.AND(map(self._customer_path_domain, paths))

    def _customer_path_domain(self, path):
        visible = self._customer_read_domain()
        first, _dot, rest = path.partition(".")
        if rest:
            visible = self._customer_path_domain(rest)
        return Domain(first, "=", False) | Domain(first, "any!", visible)

    def _customer_document_domain(self, owner, *paths):
        """As above; besides, one's own documents and those of led members.

        :param str owner: path of the document's salesperson
        """
        if not self._has_hidden_customers():
            return Domain.TRUE
        own = Domain(owner, "=", self.id) | self._led_domain(owner)
        return own | self._customer_relation_domain(*paths)

    def _customer_meeting_domain(self):
        """Meetings with no hidden customer among guests and subject, and own ones."""
        if not self._has_hidden_customers():
            return Domain.TRUE
        own = Domain("user_id", "=", self.id) | Domain(
            "partner_ids", "in", self.partner_id.id
        )
        hidden = ~self._customer_read_domain()
        others = Domain("partner_ids", "not any!", hidden)
        subject = self._customer_path_domain("opportunity_id.partner_id")
        return own | (others & subject)

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
