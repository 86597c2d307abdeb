from odoo import api, fields, models
from odoo.exceptions import ValidationError

MANUAL = "manual"
SOURCES = [
    (MANUAL, "Recorded"),
    ("activity", "Activity done"),
    ("meeting", "Meeting held"),
    ("mail", "Mail sent"),
]
MOST_MINUTES = 24 * 60


class CrmFollowup(models.Model):
    """One contact with a customer, or about an opportunity: what was said, and what
    comes next. Its author is whoever records it; nobody deletes it."""

    _name = "crm.followup"
    _description = "Follow-up"
    _order = "date desc, id desc"
    _rec_name = "summary"

    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_state', '!=', False)]",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Opportunity",
        index="btree_not_null",
        ondelete="set null",
    )
    subject_name = fields.Char(
        string="Customer or Lead", compute="_compute_subject_name"
    )
    contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', partner_id), ('id', '!=', partner_id)]",
        help="With whom it was.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, copy=False, ondelete="restrict"
    )
    date = fields.Datetime(
        required=True, copy=False, default=fields.Datetime.now, string="When"
    )
    method_id = fields.Many2one(
        "crm.dictionary.item",
        required=True,
        ondelete="restrict",
        domain="[('kind', '=', 'followup_method')]",
    )
    duration_minutes = fields.Integer(string="Minutes", help="How long it took.")
    summary = fields.Char(help="Taken from the content if left empty.")
    content = fields.Text(required=True)
    feedback = fields.Text(string="Customer's Feedback")
    stage_id = fields.Many2one(
        "crm.dictionary.item",
        string="Stage of Progress",
        ondelete="restrict",
        group_expand="_expand_stages",
        domain="[('kind', '=', 'followup_stage')]",
    )
    next_step = fields.Char()
    next_date = fields.Date(string="Next Contact", copy=False)
    note = fields.Text()
    place = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    source = fields.Selection(
        SOURCES, required=True, readonly=True, copy=False, default=MANUAL
    )
    source_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What it was made of, which counts once.",
    )
    is_worked = fields.Boolean(
        string="By Owner",
        readonly=True,
        copy=False,
        help="Its author worked on the customer: held it, or it was shared to them to"
        " work on. Only such follow-ups move the deadline of a customer.",
    )
    is_lead_worked = fields.Boolean(
        string="By Owner of the Lead", readonly=True, copy=False
    )

    _author_idx = models.Index("(author_id, date DESC)")
    _partner_date_idx = models.Index(
        "(partner_id, date DESC) WHERE partner_id IS NOT NULL"
    )
    _lead_date_idx = models.Index("(lead_id, date DESC) WHERE lead_id IS NOT NULL")
    _date_idx = models.Index("(date DESC, id DESC)")
    _next_idx = models.Index("(next_date, author_id) WHERE next_date IS NOT NULL")
    _source_uniq = models.UniqueIndex(
        "(source_key) WHERE source_key IS NOT NULL", "It is recorded already."
    )
    _duration_check = models.Constraint(
        f"CHECK (duration_minutes BETWEEN 0 AND {MOST_MINUTES})",
        "A follow-up lasts between 0 minutes and 24 hours.",
    )

    @api.constrains("method_id", "stage_id")
    def _check_items(self):
        for followup in self:
            for item, kind in (
                (followup.method_id, "followup_method"),
                (followup.stage_id, "followup_stage"),
            ):
                if item and item.kind != kind:
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” is of another list of the dictionary: choose a"
                            " method and a stage of follow-ups.",
                            name=item.name,
                        )
                    )

    @api.depends("partner_id", "lead_id")
    def _compute_subject_name(self):
        for followup in self:
            # sudo: whoever reads a follow-up reads the bare name of whom it is about
            followup.subject_name = followup.sudo()._get_subject().display_name

    @api.depends("summary", "date")
    def _compute_display_name(self):
        for followup in self:
            followup.display_name = followup.summary or self.env._("Follow-up")

    @api.model
    def _expand_stages(self, stages, domain):
        """Show every stage in use as a column, with follow-ups in it or not."""
        return stages.search([("kind", "=", "followup_stage")])

    def _get_subject(self):
        """Return the record that the follow-up is about: the customer before all."""
        self.ensure_one()
        return self.partner_id or self.lead_id

    @api.model
    def _get_customer_fields(self):
        """Who is shown a customer to read records no follow-ups of it."""
        return ("partner_id", "contact_id")

    @api.model
    def _get_followups_action(self):
        """Return the window action of the follow-ups for the current user: on one's
        own for account managers, on all that they see for others."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_followup.crm_followup_action"
        )
        action.pop("path", None)
        own = self.env["res.partner"]._opens_on_own_customers()
        action["context"] = {"search_default_mine": 1} if own else {}
        return action
