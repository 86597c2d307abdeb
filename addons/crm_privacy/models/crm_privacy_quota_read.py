from odoo import models

from .encrypted_field import mask

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


def meter_rows(records, rows, names):
    """Count the customers in an answer of many rows; mask those beyond the quota.

    :param records: what was read
    :param list rows: the answer, a dict for each record; changed in place
    :param names: the fields that were read
    """
    contact = CONTACT_FIELDS.intersection(names)
    if not contact:
        return rows
    customer_ids = records._get_metered_ids()
    concerned = [row for row in rows if row["id"] in customer_ids]
    if len(concerned) <= ORDINARY_ROWS:
        return rows
    quota = records.env["crm.privacy.quota"]
    left = quota._get_left()
    given = len(concerned) if left is None else min(left, len(concerned))
    quota._count("reads", given)
    for row in concerned[given:]:
        for name in contact:
            if isinstance(row[name], str):
                row[name] = mask(str(row[name]))
    if given < len(concerned):
        quota._tell_after_answer()
    return rows


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if len(rows) <= ORDINARY_ROWS or self.env.su:
            return rows
        return meter_rows(self, rows, fnames)

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

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if len(rows) <= ORDINARY_ROWS or self.env.su:
            return rows
        return meter_rows(self, rows, fnames)

    def _get_metered_ids(self):
        return set(self.ids)
