from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.system_mark import marked

from ..tools.contact_mask import is_masked
from ..tools.related_domain import related_domain
from .contact_field import FETCH_KEY, ContactChar, LeadContactChar, hides_contacts

EXECUTIVE = "crm_customer.group_executive"
INTERNAL = "base.group_user"


class CrmContactMasked(models.AbstractModel):
    """What a table with stored contact data does besides: whole values go into the
    cache, and masks do not come back."""

    _name = "crm.contact.masked"
    _description = "Masked Contact Data"

    def _fetch_query(self, query, fields):
        if not hides_contacts(self.env):
            return super()._fetch_query(query, fields)
        fetched = super(CrmContactMasked, marked(self, FETCH_KEY))._fetch_query(
            query, fields
        )
        return fetched.with_env(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        if hides_contacts(self.env):
            for vals in vals_list:
                self._refuse_masked_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        if hides_contacts(self.env):
            self._refuse_masked_values(vals)
        return super().write(vals)

    def _refuse_masked_values(self, vals):
        """A mask that comes back from a form must not replace the value.

        :raise UserError: naming the field
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if isinstance(field, ContactChar) and is_masked(value):
                raise UserError(
                    self.env._(
                        "%(field)s: “%(value)s” is masked. Type the whole value, or"
                        " leave the field as it is.",
                        field=field._description_string(self.env),
                        value=value,
                    )
                )


class ResUsers(models.Model):
    _inherit = "res.users"

    email = ContactChar()
    phone = ContactChar()

    @api.model
    @tools.ormcache("uid")
    def _is_masked_for(self, uid):
        """As :meth:`_has_masked_customers`, for code that asks often. Whoever changes
        groups empties this cache with that of the groups."""
        return self.browse(uid)._has_masked_customers()

    def _has_masked_customers(self):
        """Whether this user may read customers whose contact data is masked for them.

        An addon that lets further people see customers without working with them
        widens this; who sees the data in full is :meth:`_customer_contact_domain`.
        """
        if not self.has_group(EXECUTIVE):
            return False
        others = [group for group in self._get_see_all_groups() if group != EXECUTIVE]
        return not self._has_any_group(others)

    def _customer_contact_domain(self):
        """Return the domain of the partners whose contact data this user reads in
        full: those that they work with, and all that are no customers.

        :rtype: odoo.fields.Domain on ``res.partner``
        """
        return self._plain_partner_domain() | self._granted_customer_domain()

    def _lead_contact_domain(self):
        """Return the domain of the leads without customer whose contact data this
        user reads in full: own ones, and those of led members.

        :rtype: odoo.fields.Domain on ``crm.lead``
        """
        led = related_domain("user_id", "_led_user_domain")
        return fields.Domain("user_id", "=", self.id) | led


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.contact.masked"]

    is_contact_masked = fields.Boolean(
        compute="_compute_is_contact_masked",
        groups=INTERNAL,
        help="You see that there is a phone number or an address, but not which.",
    )
    phone = ContactChar()
    mobile = ContactChar()
    fax = ContactChar()
    qq = ContactChar()
    wechat = ContactChar()
    phone_sanitized = ContactChar()
    email = ContactChar()
    email_normalized = ContactChar()
    email_formatted = ContactChar(compute_sudo=True)
    street = ContactChar()
    street2 = ContactChar()
    contact_address = ContactChar(compute_sudo=True)
    contact_address_inline = ContactChar(compute_sudo=True)

    @api.depends("customer_id", "user_id", "partner_share")
    @api.depends_context("uid")
    def _compute_is_contact_masked(self):
        hidden = set(self._origin._filter_contact_masked()._ids)
        for partner in self:
            partner.is_contact_masked = partner._origin.id in hidden

    def _filter_contact_masked(self):
        """Return those of ``self`` whose contact data the user gets masked; sudo
        changes nothing."""
        user = self.env.user
        if not self.ids or not user._has_masked_customers():
            return self.browse()
        # sudo: who sees it in full is the domain's to say
        partners = self.sudo().with_context(active_test=False)
        domain = user._customer_contact_domain()
        whole = partners._search(domain & fields.Domain("id", "in", self.ids))
        return self.browse(self.ids) - self.browse(whole.get_result_ids())

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        """Core asks the table itself."""
        domain = super()._search_phone_mobile_search(operator, value)
        if not hides_contacts(self.env):
            return domain
        return fields.Domain(domain) & self.env.user._customer_contact_domain()


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.contact.masked"]

    phone = LeadContactChar()
    mobile = LeadContactChar()
    phone_sanitized = LeadContactChar()
    email_from = LeadContactChar()
    email_normalized = LeadContactChar()
    email_domain_criterion = LeadContactChar()
    email_cc = LeadContactChar()
    street = LeadContactChar()
    street2 = LeadContactChar()

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        if not hides_contacts(self.env):
            return domain
        user = self.env.user
        nobodys = fields.Domain("partner_id", "=", False) & user._lead_contact_domain()
        whole = fields.Domain("partner_id", "any!", user._customer_contact_domain())
        return fields.Domain(domain) & (nobodys | whole)


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "crm.contact.masked"]

    email_from = ContactChar(partner_field="author_id")
    reply_to = ContactChar(partner_field="author_id")


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    email = ContactChar()


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    email = ContactChar()
    phone = ContactChar()


class PortalMixin(models.AbstractModel):
    """Whoever holds the token reads the document with all addresses on it."""

    _name = "portal.mixin"
    _inherit = ["portal.mixin", "crm.contact.masked"]

    access_token = ContactChar()


class Base(models.AbstractModel):
    _inherit = "base"

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_masked_groups(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._refuse_masked_groups(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _refuse_masked_groups(self, spec):
        field = self._fields.get(spec.partition(":")[0])
        if isinstance(field, ContactChar) and hides_contacts(self.env):
            raise AccessError(
                self.env._(
                    "%(field)s: contact data of customers is masked for you, so it"
                    " cannot be grouped or added up.",
                    field=field._description_string(self.env),
                )
            )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        field = self._fields.get(field_name)
        if isinstance(field, ContactChar) and not field.store:
            if hides_contacts(self.env):
                return SQL()  # core would follow the relation in superuser mode
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
