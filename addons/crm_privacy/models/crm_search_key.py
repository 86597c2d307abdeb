from odoo import models
from odoo.tools import SQL

from .contact_field import hides_contacts


class CrmSearchKey(models.Model):
    """Nobody finds by a number what reads as a mask for them."""

    _inherit = "crm.search.key"

    def _build_number_match(self, key):
        match = super()._build_number_match(key)
        if not hides_contacts(self.env):
            return match
        # sudo: the domain below is what decides
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        whole = partners._search(self.env.user._customer_contact_domain())
        whole.add_where(
            SQL("%s = k.partner_id", SQL.identifier(whole.table, "id")),
        )
        return SQL("(%s AND EXISTS (%s))", match, whole.select(SQL("1")))
