from odoo import api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

CUSTOMER_STATES = [
    ("potential", "Potential"),
    ("active", "Active"),
    ("lost", "Lost"),
]
INTERNAL = "base.group_user"
# what our screens call core's fields
LABELS = {
    "name": _lt("Name"),
    "vat": _lt("Social Credit Code"),
    "zip": _lt("Postcode"),
    "user_id": _lt("Owner"),
    "website": _lt("Web Address"),
    "street": _lt("Address"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_state = fields.Selection(
        CUSTOMER_STATES,
        index="btree_not_null",
        tracking=True,
        copy=False,
        groups=INTERNAL,
        help="Chosen on entry; after that deals and churn change it by themselves.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        index="btree_not_null",
        copy=False,
        groups=INTERNAL,
        help="The customer that this record is or belongs to as a contact.",
    )
    customer_code = fields.Char(tracking=True, copy=False, groups=INTERNAL)
    customer_since = fields.Date(copy=False, readonly=True, groups=INTERNAL)
    customer_category_id = fields.Many2one(
        "crm.dictionary.item",
        string="Category",
        domain=[("kind", "=", "category")],
        ondelete="restrict",
        tracking=True,
        groups=INTERNAL,
    )
    customer_level_id = fields.Many2one(
        "crm.dictionary.item",
        string="Level",
        domain=[("kind", "=", "level")],
        ondelete="restrict",
        tracking=True,
        groups=INTERNAL,
    )
    customer_value_id = fields.Many2one(
        "crm.dictionary.item",
        domain=[("kind", "=", "value")],
        ondelete="restrict",
        tracking=True,
        groups=INTERNAL,
    )
    customer_size_id = fields.Many2one(
        "crm.dictionary.item",
        string="Size",
        domain=[("kind", "=", "size")],
        ondelete="restrict",
        tracking=True,
        groups=INTERNAL,
    )
    region_id = fields.Many2one(
        "crm.region", ondelete="restrict", tracking=True, groups=INTERNAL
    )
    source_id = fields.Many2one(
        "utm.source",
        domain=[("label", "!=", False)],
        ondelete="restrict",
        tracking=True,
        groups=INTERNAL,
    )
    credit_rating = fields.Selection(
        [
            ("1", "1 – poor"),
            ("2", "2 – weak"),
            ("3", "3 – fair"),
            ("4", "4 – good"),
            ("5", "5 – excellent"),
        ],
        tracking=True,
        groups=INTERNAL,
        help="As judged by the team.",
    )
    satisfaction = fields.Float(
        digits=(3, 2),
        aggregator="avg",
        tracking=True,
        groups=INTERNAL,
        help="From 1 to 5; 0 means not yet known.",
    )
    legal_representative = fields.Char(tracking=True, groups=INTERNAL)
    registered_capital = fields.Monetary(tracking=True, groups=INTERNAL)
    customer_needs = fields.Text(string="Needs", tracking=True, groups=INTERNAL)
    customer_pains = fields.Text(string="Pain Points", tracking=True, groups=INTERNAL)
    customer_preferences = fields.Text(
        string="Preferences", tracking=True, groups=INTERNAL
    )
    mobile = fields.Char(tracking=True, groups=INTERNAL)
    fax = fields.Char(tracking=True, groups=INTERNAL)
    qq = fields.Char(string="QQ", tracking=True, groups=INTERNAL)
    wechat = fields.Char(string="WeChat", tracking=True, groups=INTERNAL)

    gender = fields.Selection(
        [("male", "Male"), ("female", "Female")], tracking=True, groups=INTERNAL
    )
    department = fields.Char(tracking=True, groups=INTERNAL)
    native_place = fields.Char(tracking=True, groups=INTERNAL)
    birthday = fields.Date(tracking=True, groups=INTERNAL)
    decision_role = fields.Selection(
        [
            ("decider", "Decision maker"),
            ("influencer", "Influencer"),
            ("buyer", "Buyer"),
            ("user", "User"),
            ("gatekeeper", "Gatekeeper"),
        ],
        tracking=True,
        groups=INTERNAL,
    )

    website = fields.Char(tracking=True)
    function = fields.Char(tracking=True)
    industry_id = fields.Many2one(tracking=True)
    category_id = fields.Many2many(tracking=True)

    _customer_code_uniq = models.UniqueIndex(
        "(company_id, customer_code) WHERE customer_code IS NOT NULL",
        "Another customer of the company has this customer code already."
        " Type another one or leave it empty to get the next free code.",
    )
    # Plain partners, few or many, beside the customers.
    _plain_idx = models.Index("(id) WHERE customer_id IS NULL")
    _satisfaction_range = models.Constraint(
        "CHECK (satisfaction BETWEEN 0 AND 5)",
        "The satisfaction lies between 1 and 5.",
    )

    @api.depends("commercial_partner_id.customer_state")
    def _compute_customer_id(self):
        for partner in self:
            customer = partner.commercial_partner_id
            partner.customer_id = customer if customer.customer_state else False

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Keep what is typed into our forms off the company lookup on the internet."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if (view.xml_id or "").startswith("crm_customer."):
            for node in arch.xpath("//field[@widget='field_partner_autocomplete']"):
                del node.attrib["widget"]
        return arch, view

    @api.model
    def _get_label(self, name):
        label = LABELS.get(name)
        return self.env._(label) if label else super()._get_label(name)

    def _describe_duplicate(self):
        """Return what a user is told of this customer who typed an equal value.

        Never contact data; other addons add what they know.

        :return: list of short texts
        """
        self.ensure_one()
        owner = self.user_id.name or self.env._("nobody")
        return [self.env._("a customer, owner: %(name)s", name=owner)]
