from odoo import models

from ..tools.contact_mask import mask_contact

ORDINARY_ROWS = 80  # a page of a list; calls for more are counted
CONTACT_FIELDS = frozenset(
    (
        "phone",
        "mobile",
        "fax",
        "phone_sanitized",
        "email",
        "email_formatted",
        "email_normalized",
        "email_from",
        "email_cc",
        "qq",
        "wechat",
        "street",
        "street2",
        "contact_address",
        "contact_address_complete",
        "contact_address_inline",
    )
)


class Base(models.AbstractModel):
    _inherit = "base"

    def _get_metered_ids(self):
        """Return the ids of those among ``self`` whose contact data is counted."""
        return set()

    def _read_format(self, fnames, load="_classic_read"):
        """Count the customers in a long answer; mask those beyond the quota."""
        rows = super()._read_format(fnames, load)
        if len(rows) <= ORDINARY_ROWS or self.env.su:
            return rows
        contact = CONTACT_FIELDS.intersection(fnames)
        if contact:
            customer_ids = self._get_metered_ids()
            concerned = [row for row in rows if row["id"] in customer_ids]
            if len(concerned) > ORDINARY_ROWS:
                self._meter_rows(concerned, contact)
        return rows

    def _meter_rows(self, rows, names):
        quota = self.env["crm.privacy.quota"]
        left = quota._get_left()
        given = len(rows) if left is None else min(left, len(rows))
        quota._count("reads", given)
        for row in rows[given:]:
            for name in names:
                row[name] = mask_contact(row[name])
        if given < len(rows):
            quota._tell_after_answer()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_metered_ids(self):
        return set(self._search_customers())

    def _search_customers(self):
        """Return the ids of those among ``self`` that are customers or contacts."""
        # sudo: whether it is a customer does not depend on the reader
        partners = self.sudo().with_context(active_test=False)
        domain = [("id", "in", self.ids), ("customer_id", "!=", False)]
        return partners._search(domain, order="id").get_result_ids()


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_metered_ids(self):
        return set(self.ids)
