from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_customer.tools.system_mark import is_marked

from .kinds import LEADS

# Marks a search of core's automatic assignment, which leaves pools alone.
OUTSIDE_KEY = "crm_pool_outside"
# After these a lead may be deleted for good; the ledger keeps its id.
REMOVING_MOVES = ("merge_away", "purge")


class CrmLead(models.Model):
    """Leads of a leads pool 线索池 move as customers do.

    Leads outside any pool, and all opportunities, are as in Odoo itself.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.pool.mixin"]

    _pool_kind = LEADS
    _pool_log_field = "lead_id"
    _pool_source_field = "source_id"
    _pool_window = "crm.pool.lead"
    _pool_list_action = "crm_pool.crm_lead_action_my_leads"

    pool_log_ids = fields.One2many(
        "crm.pool.log",
        "lead_id",
        string="Movements",
        readonly=True,
        groups="base.group_user",
    )

    _pool_due_idx = models.Index(
        "(reclaim_at) WHERE reclaim_at IS NOT NULL AND reclaim_error IS NULL"
    )
    _pool_arrival_idx = models.Index("(pool_id, id) WHERE awaits_distribution")
    # Whose leads: for lists of one's own, and to count what a member holds.
    _pool_owner_idx = models.Index("(user_id, pool_id) WHERE pool_id IS NOT NULL")
    # In the order in which the window shows them.
    _pool_public_idx = models.Index(
        "(pool_since DESC, id DESC) WHERE pool_place = 'public' AND type = 'lead'"
    )

    def _pool_root_condition(self):
        return SQL("type = 'lead'")

    def _pool_root_domain(self):
        return Domain("type", "=", "lead")

    def _pool_flush(self):
        self.flush_model(["type"])
        return super()._pool_flush()

    def _pool_nouns(self):
        return self.env._("leads")

    def _pool_count_words(self, count):
        if count == 1:
            return self.env._("1 lead")
        return self.env._("%(count)s leads", count=count)

    @api.depends("pool_id")
    def _compute_company_id(self):
        """A lead in a pool belongs to the pool's company."""
        pooled = self.filtered("pool_id")
        for lead in pooled:
            # Whoever may read the lead need not be able to read its pool.
            lead.company_id = lead.sudo().pool_id.company_id
        return super(CrmLead, self - pooled)._compute_company_id()

    @api.model
    def search_fetch(self, domain, *args, **kwargs):
        if is_marked(self, OUTSIDE_KEY):
            domain = Domain(domain) & Domain("pool_id", "=", False)
        return super().search_fetch(domain, *args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_pool(self):
        # Leads that the caller does not see are guarded too.
        pooled = self.sudo().filtered("pool_place")
        steps = pooled._pool_last_steps() if pooled else {}
        for lead in pooled:
            if steps[lead.id]["move"] not in REMOVING_MOVES:
                raise UserError(
                    self.env._(
                        "%(lead)s lies in a leads pool: put it into the recycle bin,"
                        " or mark it as lost, instead of deleting it.",
                        lead=lead.name,
                    )
                )

    def _describe_duplicate(self):
        return super()._describe_duplicate() + self._pool_describe_standing()

    def _assign_userless_lead_in_team(self, creation_source):
        """What lies in a pool is claimed there, not given to the team's leader."""
        outside = self.filtered(lambda lead: not lead.pool_place)
        return super(CrmLead, outside)._assign_userless_lead_in_team(creation_source)
