from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import formats
from ..tools.credit_code import clean_credit_code
from ..tools.id_number import clean_id_number

PATTERN_EXAMPLE = "[A-Z]{2}-[0-9]{4}"
KINDS = ("company", "individual", "contact", "lead")
# where a lead keeps what a customer has in the field of the rule
LEAD_FIELDS = {
    "name": "partner_name",
    "phone": "phone",
    "mobile": "mobile",
    "email": "email_from",
    "website": "website",
    "function": "function",
    "zip": "zip",
    "street": "street",
    "city": "city",
}
PHONE_FIELDS = ("phone", "mobile")
# formats that hold for Chinese addresses alone
CHINESE_FORMATS = ("postcode", "credit_code", "id_number")


class RuleSpec(NamedTuple):
    """An entry rule as the checks need it, apart from the database."""

    field: str
    kinds: frozenset
    duplicates: str
    required: bool
    format: str
    smallest: float | None
    largest: float | None
    pattern: str
    pattern_hint: str

    @property
    def compares(self):
        return self.duplicates != "allow"


class CrmEntryRule(models.Model):
    _name = "crm.entry.rule"
    _description = "Entry Rule"
    _order = "sequence, id"
    _rec_name = "label"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="In Use", default=True)
    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        domain=[
            ("model", "=", "res.partner"),
            ("store", "=", True),
            (
                "ttype",
                "in",
                [
                    "char",
                    "text",
                    "selection",
                    "integer",
                    "float",
                    "monetary",
                    "date",
                    "many2one",
                ],
            ),
        ],
    )
    field_name = fields.Char(
        related="field_id.name", store=True, string="Technical Name"
    )
    label = fields.Char(compute="_compute_label", string="Field Name")
    for_company = fields.Boolean(string="Companies", default=True)
    for_individual = fields.Boolean(string="Individuals", default=True)
    for_contact = fields.Boolean(string="Contacts")
    for_lead = fields.Boolean(string="Leads")
    duplicates = fields.Selection(
        [("allow", "Allow"), ("warn", "Warn"), ("forbid", "Forbid")],
        required=True,
        default="allow",
        help="What happens when another customer, contact or lead of the company has"
        " the same value. Warn: the user is asked once. Forbid: nobody can save.",
    )
    required = fields.Boolean(help="The field must be filled in.")
    format = fields.Selection(
        [
            ("mobile", "Mobile number"),
            ("landline", "Landline or fax"),
            ("phone", "Any phone number"),
            ("email", "Email"),
            ("qq", "QQ"),
            ("wechat", "WeChat ID"),
            ("postcode", "Postcode"),
            ("url", "Web address"),
            ("id_number", "ID number (GB 11643)"),
            ("credit_code", "Social credit code (GB 32100)"),
            ("number", "Number range"),
            ("pattern", "Own regular expression"),
        ],
        help="Values of another form are refused. Chinese postcodes, credit codes and"
        " ID numbers are not asked of addresses outside China; phone numbers without"
        " country code are read as those of the address.",
    )
    has_limits = fields.Boolean(
        string="Has a Smallest Value",
        help="Otherwise any small number is accepted.",
    )
    smallest = fields.Float(help="The smallest number accepted.")
    has_largest = fields.Boolean(
        string="Has a Largest Value", help="Otherwise any large number is accepted."
    )
    largest = fields.Float(help="The largest number accepted.")
    pattern = fields.Char(
        string="Regular Expression", help="The whole value has to match."
    )
    pattern_hint = fields.Char(
        translate=True, help="What users are told that is expected, with an example."
    )

    @api.depends("field_id", "for_contact", "for_company")
    @api.depends_context("lang")
    def _compute_label(self):
        partners = self.env["res.partner"]
        for rule in self:
            label = partners._get_label(rule.field_name) if rule.field_name else ""
            if rule.field_name == "name" and not rule.for_company:
                label = self.env._("Contact name")
            rule.label = label

    @api.constrains("format", "pattern")
    def _check_pattern(self):
        for rule in self:
            if rule.format != "pattern":
                continue
            reason = formats.check_pattern(rule.pattern or "")
            if reason or not rule.pattern:
                raise ValidationError(
                    self.env._(
                        "%(field)s: “%(pattern)s” is no regular expression"
                        " (%(reason)s). An example of one: %(example)s",
                        field=rule.field_id.field_description,
                        pattern=rule.pattern or "",
                        reason=reason or self.env._("it is empty"),
                        example=PATTERN_EXAMPLE,
                    )
                )

    @api.constrains(
        "field_id", "active", "for_company", "for_individual", "for_contact", "for_lead"
    )
    def _check_overlap(self):
        # pylint: disable=no-search-all
        seen = {}
        for rule in self.search([]):
            for kind in rule._get_kinds():
                first = seen.setdefault((rule.field_id, kind), rule)
                if first != rule and (rule in self or first in self):
                    raise ValidationError(
                        self.env._(
                            "%(field)s: two entry rules apply to the same kind of"
                            " record. Change the one that is there.",
                            field=rule.field_id.field_description,
                        )
                    )

    @api.constrains("field_id")
    def _check_field(self):
        for rule in self:
            field = self.env["res.partner"]._fields.get(rule.field_name)
            if field is None or field.column_type is None or field.translate:
                raise ValidationError(
                    self.env._(
                        "%(field)s cannot have an entry rule: its values are not"
                        " stored as such. Choose a field of the customer form.",
                        field=rule.field_id.field_description,
                    )
                )

    def _get_kinds(self):
        return [kind for kind in KINDS if self[f"for_{kind}"]]

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._after_change()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._after_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._after_change()
        return result

    def _after_change(self):
        self.env.registry.clear_cache()
        self.env["crm.duplicate.key"]._request_rebuild()

    @api.model
    @tools.ormcache("lang")
    def _get_specs_cached(self, lang):
        # the table of rules is small, and its order does not matter
        rules = self.sudo().search([])  # pylint: disable=no-search-all
        return tuple(rule._get_spec() for rule in rules if rule.field_name)

    @api.model
    def _get_specs(self):
        """Return the active rules as a tuple of :class:`RuleSpec`."""
        return self._get_specs_cached(self.env.lang)

    def _get_spec(self):
        is_range = self.format == "number"
        return RuleSpec(
            field=self.field_name,
            kinds=frozenset(self._get_kinds()),
            duplicates=self.duplicates,
            required=self.required,
            format=self.format or "",
            smallest=self.smallest if is_range and self.has_limits else None,
            largest=self.largest if is_range and self.has_largest else None,
            pattern=self.pattern or "",
            pattern_hint=self.pattern_hint or "",
        )

    @api.model
    def _clean(self, spec, value, country_code):
        """Return ``value`` as the format of ``spec`` stores it, None if it is bad.

        :param str country_code: ISO code of the record's address, empty if unknown
        :raise PatternTimeout: an own regular expression took too long
        """
        if spec.format in CHINESE_FORMATS and country_code not in ("", "CN"):
            return value
        return _CLEANERS[spec.format](self, spec, value, country_code or "CN")

    @api.model
    def _describe_expected(self, spec):
        """Return a sentence that says which values ``spec`` accepts."""
        if spec.format == "pattern":
            return spec.pattern_hint or self.env._(
                "Expected: a value that matches %(pattern)s.", pattern=spec.pattern
            )
        if spec.format == "number":
            return self._describe_range(spec)
        return {
            "mobile": self.env._(
                "Expected: a mobile number such as 13800138000; numbers from abroad"
                " start with + and the country code."
            ),
            "landline": self.env._(
                "Expected: a landline with its area code, such as 0755-88889999 or"
                " 0755-88889999转801."
            ),
            "phone": self.env._(
                "Expected: one phone number, such as 13800138000, 0755-88889999 or"
                " 400-800-1234; a second number goes into another field."
            ),
            "email": self.env._("Expected: one address, such as wang@example.cn."),
            "qq": self.env._("Expected: 5 to 12 digits."),
            "wechat": self.env._(
                "Expected: 6 to 20 letters, digits, - or _, starting with a letter; or"
                " a mobile or QQ number."
            ),
            "postcode": self.env._("Expected: six digits, such as 518000."),
            "url": self.env._("Expected: an address such as www.example.cn."),
            "id_number": self.env._(
                "Expected: the 18 digits of the identity card (GB 11643), the last one"
                " may be X."
            ),
            "credit_code": self.env._(
                "Expected: the 18 characters of the business licence (GB 32100),"
                " without I, O, S, V and Z; the last one is a check digit."
            ),
        }[spec.format]

    def _describe_range(self, spec):
        if spec.smallest is None and spec.largest is None:
            return self.env._("Expected: a number.")
        if spec.largest is None:
            return self.env._(
                "Expected: a number of at least %(smallest)s.",
                smallest=f"{spec.smallest:g}",
            )
        if spec.smallest is None:
            return self.env._(
                "Expected: a number of at most %(largest)s.",
                largest=f"{spec.largest:g}",
            )
        return self.env._(
            "Expected: a number from %(smallest)s to %(largest)s.",
            smallest=f"{spec.smallest:g}",
            largest=f"{spec.largest:g}",
        )


def _by_region(clean):
    return lambda model, spec, value, region: clean(value, region)


def _plainly(clean):
    return lambda model, spec, value, region: clean(value)


_CLEANERS = {
    "mobile": _by_region(formats.clean_mobile),
    "landline": _by_region(formats.clean_landline),
    "phone": _by_region(formats.clean_any_phone),
    "email": _plainly(formats.clean_email),
    "qq": _plainly(formats.clean_qq),
    "wechat": _plainly(formats.clean_wechat),
    "postcode": _plainly(formats.clean_postcode),
    "url": _plainly(formats.clean_url),
    "credit_code": _plainly(clean_credit_code),
    "id_number": lambda model, spec, value, region: clean_id_number(
        value, fields.Date.context_today(model)
    ),
    "number": lambda model, spec, value, region: formats.clean_number(
        value, spec.smallest, spec.largest
    ),
    "pattern": lambda model, spec, value, region: formats.match_pattern(
        value, spec.pattern
    ),
}
