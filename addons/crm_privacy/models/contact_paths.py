from odoo import models
from odoo.exceptions import AccessError

from ..tools.contact_mask import mask_contact
from .contact_field import ContactChar, hides_contacts

SHOWN_OF_MASKED = ("name", "city", "country_id", "vat")


class Base(models.AbstractModel):
    _inherit = "base"

    def _names_masked_customer(self):
        """Tell whether these documents belong to a customer whose contact data is
        masked for the user; sudo changes nothing."""
        field = self._fields.get("partner_id")
        if not field or field.comodel_name != "res.partner":
            return False
        # sudo: only whether the partner's data is masked
        return bool(self.sudo().partner_id.sudo(False)._filter_contact_masked())

    def _check_portal_view(self):
        """Refuse the customer's view of a document to who must not see its addresses.

        :raise AccessError: the customer's contact data is masked for the user
        """
        if not self.env.su and self._names_masked_customer():
            raise AccessError(
                self.env._(
                    "The customer's view of “%(name)s” shows contact data that is"
                    " masked for you.",
                    name=self[:1].display_name,
                )
            )


class PortalMixin(models.AbstractModel):
    _inherit = "portal.mixin"

    def get_portal_url(self, *args, **kwargs):
        """The page behind the address shows the document as the customer sees it."""
        self._check_portal_view()
        return super().get_portal_url(*args, **kwargs)


class MailTrackingValue(models.Model):
    """What a field was before and after, in the chatter."""

    _inherit = "mail.tracking.value"

    def _tracking_value_format_model(self, model):
        formatted = super()._tracking_value_format_model(model)
        masked_ids = set(self._filter_masked(model).ids)
        for values in formatted:
            if values["id"] in masked_ids:
                for key in ("newValue", "oldValue"):
                    values[key] = values[key] and mask_contact(str(values[key]))
        return formatted

    def _filter_masked(self, model):
        """Return the changes of contact data that the user gets masked."""
        if model not in self.env or not hides_contacts(self.env(su=False)):
            return self.browse()
        fields = self.env[model]._fields
        return self.filtered(
            lambda change: (
                isinstance(field := fields.get(change.field_id.name), ContactChar)
                and field._is_masked(
                    self.env[model].sudo(False).browse(change.mail_message_id.res_id)
                )
            )
        )


class ContactConverter(models.AbstractModel):
    """The address block of printed documents, which core fills in superuser mode."""

    _inherit = "ir.qweb.field.contact"

    def value_to_html(self, value, options):
        if value and not self.env.su and value.sudo(False)._filter_contact_masked():
            shown = options.get("fields") or ["name"]
            options = {**options, "fields": [n for n in shown if n in SHOWN_OF_MASKED]}
        return super().value_to_html(value, options)
