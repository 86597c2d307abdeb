from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.crm_pool.models.local_days import local_day

COPIED_FIELDS = (
    "method_id",
    "date",
    "duration_minutes",
    "contact_id",
    "summary",
    "content",
    "feedback",
    "stage_id",
    "next_step",
    "next_date",
    "note",
    "place",
)


class CrmFollowupRecord(models.TransientModel):
    """The dialog in which most follow-ups are recorded, for one customer, lead or
    opportunity, or alike for many."""

    _name = "crm.followup.record"
    _description = "Record a Follow-up"
    _inherit = ["crm.pool.wizard"]

    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id")
    method_id = fields.Many2one(
        "crm.dictionary.item",
        required=True,
        default=lambda self: self._default_method(),
        domain="[('kind', '=', 'followup_method')]",
    )
    template_id = fields.Many2one(
        "crm.followup.template",
        domain="['|', ('method_id', '=', False), ('method_id', '=', method_id),"
        " '|', ('stage_id', '=', False), ('stage_id', '=', stage_id)]",
    )
    content = fields.Text(required=True)
    next_step = fields.Char()
    next_in = fields.Selection(
        [
            ("1", "Tomorrow"),
            ("3", "In 3 days"),
            ("7", "In a week"),
            ("30", "In a month"),
        ],
        string="Again",
    )
    next_date = fields.Date(string="Next Contact")
    date = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    duration_minutes = fields.Integer(string="Minutes")
    contact_id = fields.Many2one(
        "res.partner",
        domain="[('customer_id', '=', partner_id), ('id', '!=', partner_id)]",
    )
    stage_id = fields.Many2one(
        "crm.dictionary.item",
        string="Stage of Progress",
        domain="[('kind', '=', 'followup_stage')]",
    )
    summary = fields.Char()
    feedback = fields.Text(string="Customer's Feedback")
    note = fields.Text()
    place = fields.Char()
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    @api.model
    def _get_models(self):
        return {name: name for name in ("res.partner", "crm.lead")}

    @api.model
    def _default_method(self):
        """Propose what the author did last time."""
        followups = self.env["crm.followup"]
        last = followups.search(
            [("author_id", "=", self.env.uid), ("source", "=", "manual")],
            order="id desc",
            limit=1,
        )
        return last.method_id or self.env["crm.dictionary.item"].search(
            [("kind", "=", "followup_method")], limit=1
        )

    @api.depends("customer_ids", "res_model")
    def _compute_partner_id(self):
        for wizard in self:
            records = wizard._get_customers()
            partners = records
            if records._name == "crm.lead":
                partners = records.partner_id
            wizard.partner_id = partners.customer_id if len(records) == 1 else False

    @api.onchange("next_in")
    def _onchange_next_in(self):
        if self.next_in:
            today = local_day(fields.Datetime.now(), self.env.company.business_tz)
            self.next_date = today + timedelta(days=int(self.next_in))

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """Fill in what the template says; what stands for the customer is filled in
        for each of many when it is recorded."""
        template = self.template_id
        if not template:
            return
        records = self._get_customers()
        one = records if len(records) == 1 else records.browse()
        words = self._get_words(one)
        self.content = template._fill(template.content, words)
        self.next_step = template._fill(template.next_step, words)
        if template.next_days:
            today = local_day(fields.Datetime.now(), self.env.company.business_tz)
            self.next_date = today + timedelta(days=template.next_days)

    def _get_words(self, record):
        """Return what placeholders stand for, for one customer or lead, or none."""
        today = local_day(fields.Datetime.now(), self.env.company.business_tz)
        words = {"me": self.env.user.name, "date": format_date(self.env, today)}
        if record:
            firm = record if record._name == "res.partner" else record.partner_id
            words["customer"] = firm.name or record.display_name
            words["contact"] = self.contact_id.name or words["customer"]
        return words

    def action_record(self):
        """Record what the dialog says for each of its customers or leads.

        :returns: a client action with the toast
        """
        records = self._get_customers()
        field = records._followup_field
        values = self._convert_to_write({name: self[name] for name in COPIED_FIELDS})
        vals_list = [
            {**values, **self._fill_texts(values, record), field: record.id}
            for record in records
        ]
        vals_list[0]["attachment_ids"] = self._take_files()
        self.env["crm.followup"].create(vals_list)
        answer = {"done": records.ids, "refused": {}}
        return records._pool_toast(answer, self.env._("Follow-up recorded"))

    def _fill_texts(self, values, record):
        """Return the texts with what stands for the customer filled in."""
        fill = self.env["crm.followup.template"]._fill
        words = self._get_words(record)
        return {name: fill(values[name], words) for name in ("content", "next_step")}

    def _take_files(self):
        """Return the dialog's files, no longer the dialog's."""
        mine = self.attachment_ids.filtered(
            lambda file: file.res_model in (False, self._name)
        )
        mine.write({"res_model": False, "res_id": False})
        return [(6, 0, mine.ids)]
