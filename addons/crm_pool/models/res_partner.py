from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_customer.models.crm_import_undo import UNDO_KEY
from odoo.addons.crm_customer.tools.system_mark import is_marked

from .kinds import CUSTOMERS
from .res_partner_entry import ENTERING

# Marks: what lies in the recycle bin is removed; core merges below a move of ours.
PURGE_KEY = "crm_pool_purge"
MERGE_KEY = "crm_pool_merge"
REMOVING_KEYS = (UNDO_KEY, PURGE_KEY, MERGE_KEY)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.pool.mixin"]

    _pool_kind = CUSTOMERS
    _pool_log_field = "partner_id"
    _pool_window = "crm.pool.customer"
    _pool_list_action = "crm_pool.res_partner_action_my_customers"
    _pool_standing_fields = frozenset(
        {"user_id", "company_id", "active", "customer_id", "commercial_partner_id"}
    )
    _pool_region_field = "region_id"
    _pool_industry_field = "industry_id"
    _pool_source_field = "source_id"

    pool_log_ids = fields.One2many(
        "crm.pool.log",
        "partner_id",
        string="Movements",
        readonly=True,
        groups="base.group_user",
    )

    _pool_due_idx = models.Index(
        "(reclaim_at) WHERE reclaim_at IS NOT NULL AND reclaim_error IS NULL"
    )
    # Whose customers: for lists of one's own, and to count what a member holds.
    _pool_owner_idx = models.Index("(user_id, pool_id) WHERE user_id IS NOT NULL")
    # Read by account managers by another branch of the rule; next to none.
    _pool_none_idx = models.Index(
        "(id) WHERE pool_id IS NULL AND user_id IS NULL AND customer_id IS NOT NULL"
    )
    # In the order in which the window shows them, with what its rule and its count
    # read, so that counting looks at no partner.
    _pool_public_idx = models.Index(
        "(pool_since DESC, id DESC)"
        " INCLUDE (pool_id, company_id, active, pool_place, protected_until)"
        " WHERE pool_place = 'public' AND customer_state IS NOT NULL"
    )
    _pool_arrival_idx = models.Index("(pool_id, id) WHERE awaits_distribution")
    # Contacts of a customer, without the customer itself.
    _pool_contact_idx = models.Index("(customer_id) WHERE customer_id <> id")

    @api.model
    def _get_rule_fields(self):
        return [*super()._get_rule_fields(), "pool_id", "pool_place"]

    def _pool_root_condition(self):
        return SQL("customer_state IS NOT NULL")

    def _pool_root_domain(self):
        return Domain("customer_state", "!=", False)

    def _pool_roots(self):
        return self.customer_id

    def _pool_nouns(self):
        return self.env._("customers")

    def _pool_count_words(self, count):
        if count == 1:
            return self.env._("1 customer")
        return self.env._("%(count)s customers", count=count)

    def _pool_flush(self):
        self.flush_model(["customer_state"])
        return super()._pool_flush()

    def _pool_takeable_sql(self):
        takeable = super()._pool_takeable_sql()
        return SQL("%s AND r.customer_state <> 'lost'", takeable)

    def _compute_user_id(self):
        """Contacts of a customer have its owner, not one of their own."""
        contacts = self.filtered(lambda p: p.customer_id and p.customer_id != p)
        for contact in contacts:
            contact.user_id = contact.customer_id.user_id
        return super(ResPartner, self - contacts)._compute_user_id()

    @api.model_create_multi
    def create(self, vals_list):
        default_state = self.default_get(["customer_state"]).get("customer_state")
        wishes = [self._pool_pop_customer(vals, default_state) for vals in vals_list]
        entering = self.with_context(pool_entering=ENTERING)
        partners = super(ResPartner, entering).create([vals for vals, _wish in wishes])
        partners = partners.with_env(self.env)
        entering = [
            (partner, wish)
            for partner, (_vals, wish) in zip(partners, wishes, strict=True)
            if partner.customer_id == partner
        ]
        self._pool_enter_wishes(entering)
        (partners - self.union(*(p for p, _w in entering)))._pool_follow_customer()
        return partners

    def write(self, vals):
        self._pool_check_write(vals)
        noticed = self._pool_filter_noticed(vals)
        result = super().write(vals)
        if {"parent_id", "is_company", "customer_state"} & vals.keys():
            self._pool_check_standing()
            self._pool_follow_customer()
        noticed._pool_notice(fields.Datetime.now())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer(self):
        if any(is_marked(self, key) for key in REMOVING_KEYS):
            # The undo of an import removes only what nobody has touched since; a
            # purge what lay in the recycle bin, a merge what has become another.
            return
        customers = self.filtered(lambda p: p.customer_id == p and p.pool_place)
        if customers:
            raise UserError(
                self.env._(
                    "%(customer)s is a customer: put it into the recycle bin instead"
                    " of deleting it.",
                    customer=customers[0].display_name,
                )
            )

    def _pool_get_guarded(self, vals, names):
        """Contacts are archived with no harm, and are where their customer is."""
        if not self.customer_id:
            return set()
        changed = self._pool_get_changed(vals, names)
        if self != self.customer_id:
            changed -= {"active", "company_id"}
        return changed

    def _pool_check_standing(self):
        """:raises UserError: a customer has become a contact of another firm, with
        owner and pool of its own no more"""
        # Customers that the writer does not see are guarded too.
        for partner in self.sudo():
            if partner.pool_place and partner.customer_state:
                if partner.commercial_partner_id != partner:
                    raise UserError(
                        self.env._(
                            "%(customer)s is a customer of its own and cannot become a"
                            " contact of another one.",
                            customer=partner.display_name,
                        )
                    )

    def _pool_follow_customer(self):
        """Give contacts the owner, pool and place of their customer."""
        if not self:
            return
        self.flush_model(["customer_id", "user_id", "pool_id", "pool_place"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner c
                   SET user_id = p.user_id, pool_id = p.pool_id,
                       pool_place = p.pool_place
                  FROM res_partner p
                 WHERE c.id = ANY(%s) AND p.id = c.customer_id AND p.id <> c.id
                   AND (c.user_id, c.pool_id, c.pool_place)
                       IS DISTINCT FROM (p.user_id, p.pool_id, p.pool_place)
                """,
                self.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET pool_id = NULL, pool_place = NULL"
                " WHERE id = ANY(%s) AND customer_id IS NULL AND pool_id IS NOT NULL",
                self.ids,
            )
        )
        self.invalidate_recordset(["user_id", "pool_id", "pool_place"])
