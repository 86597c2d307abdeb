from odoo import api, fields, models

# endings that people write or leave out
REGION_ENDINGS = (
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "特别行政区",
    "自治区",
    "地区",
    "大区",
    "省",
    "市",
    "区",
)


class CrmRegion(models.Model):
    _name = "crm.region"
    _description = "Sales Region"
    _inherit = ["crm.name.lookup"]
    _parent_store = True
    _order = "sequence, id"

    _lookup_fields = ("name",)

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one(
        "crm.region", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.region", "parent_id", string="Regions Below")
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        index="btree_not_null",
        help="Customers with this province in their address are proposed for the"
        " region.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(string="In Use", default=True)

    @api.model
    def _get_lookup_key(self, text):
        key = super()._get_lookup_key(text)
        for ending in REGION_ENDINGS:
            if key.endswith(ending) and len(key) > len(ending) + 1:
                return key.removesuffix(ending)
        return key
