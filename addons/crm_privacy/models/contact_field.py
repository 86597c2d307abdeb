from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.system_mark import is_marked

from ..tools.contact_mask import mask_contact

FETCH_KEY = "crm_privacy_fetch"


class Masked(str):
    """What a reader sees of contact data; the text is for computed fields alone."""

    __slots__ = ("text",)

    def __new__(cls, text):
        masked = super().__new__(cls, mask_contact(text))
        masked.text = text
        return masked


def hides_contacts(env):
    """Tell whether this environment's user may get contact data masked at all."""
    return not env.su and bool(env.uid) and env["res.users"]._is_masked_for(env.uid)


class ContactChar(fields.Char):
    """Contact data of a partner, masked for readers who do not work with it.

    Who that is, ``res.partner.is_contact_masked`` decides. The value in the cache is
    whole, and code in superuser mode gets it. Everything else reads the mask: lists,
    forms, exports, reports, mail templates, address cards. A condition or an order on
    the field sees nothing where the reader sees a mask, so that no question finds out
    what no answer tells.

    A stock field is turned into one by declaring it again with this type.
    """

    # the many2one that says whose data it is, on any model but ``res.partner``
    partner_field = "partner_id"

    def _is_masked(self, record):
        if not hides_contacts(record.env):
            return False
        if record._name == "res.partner":
            return record.is_contact_masked
        # sudo: only whether the partner's data is masked
        partner = record.sudo()[self.partner_field].sudo(False)
        return bool(partner) and partner.is_contact_masked

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, Masked):
            value = value.text
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        text = super().convert_to_record(value, record)
        return Masked(text) if text and self._is_masked(record) else text

    def convert_to_read(self, value, record, use_display_name=True):
        return str(value) if value else False

    def convert_to_export(self, value, record):
        return str(value) if value else ""

    def convert_to_write(self, value, record):
        """A copy of a masked record starts without."""
        return False if isinstance(value, Masked) else value

    def _description_groupable(self, env):
        return not hides_contacts(env) and super()._description_groupable(env)

    def _description_sortable(self, env):
        return not hides_contacts(env) and super()._description_sortable(env)

    def to_sql(self, model, alias):
        sql = super().to_sql(model, alias)
        if is_marked(model, FETCH_KEY) or not hides_contacts(model.env):
            return sql
        return SQL("CASE WHEN %s THEN %s END", self._whole_sql(model, alias), sql)

    def _search_related(self, records, operator, value):
        domain = super()._search_related(records, operator, value)
        if domain is NotImplemented or not hides_contacts(records.env):
            return domain
        return domain & Domain.custom(
            to_sql=lambda model, alias, _query: self._whole_sql(model, alias),
            predicate=lambda record: not self._is_masked(record),
        )

    def _whole_sql(self, model, alias):
        """Return the condition that the reader sees this row's data whole."""
        # sudo: the domain below is what decides
        partners = model.env["res.partner"].sudo().with_context(active_test=False)
        whole = partners._search(model.env.user._customer_contact_domain())
        whole.add_where(SQL("%s = asked.id", SQL.identifier(whole.table, "id")))
        column = "id" if model._name == "res.partner" else self.partner_field
        # named apart, since the row asked about may be of the same table
        return SQL(
            "(SELECT asked.id IS NULL OR EXISTS (%s) FROM (SELECT %s AS id) asked)",
            whole.select(SQL("1")),
            SQL.identifier(alias, column),
        )


class LeadContactChar(ContactChar):
    """Contact data of a lead: its customer's, or that of somebody who is none yet and
    whom those know who work on the lead."""

    def _is_masked(self, record):
        if not hides_contacts(record.env):
            return False
        # sudo: only whether the data is masked
        lead = record.sudo()._origin
        if not lead or lead[self.partner_field]:
            return super()._is_masked(record)
        return not lead.filtered_domain(record.env.user._lead_contact_domain())

    def _whole_sql(self, model, alias):
        # sudo: the domain is what decides
        leads = model.env["crm.lead"].sudo().with_context(active_test=False)
        worked = leads._search(model.env.user._lead_contact_domain())
        return SQL(
            "(%s AND (%s IS NOT NULL OR %s IN (%s)))",
            super()._whole_sql(model, alias),
            SQL.identifier(alias, self.partner_field),
            SQL.identifier(alias, "id"),
            worked.select(),
        )
