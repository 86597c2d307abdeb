from odoo import fields, models
from odoo.tools import SQL

from ..models.crm_followup_review import GRADES


class CrmFollowupFact(models.Model):
    """What an author keeps reading of own follow-ups after the customer has gone: when,
    how, how long, and with whom. What was said stays with the customer."""

    _name = "crm.followup.fact"
    _description = "Own Record of Follow-ups"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "customer_name"
    _depends = {
        "crm.followup": [
            "author_id",
            "company_id",
            "date",
            "duration_minutes",
            "grade",
            "lead_id",
            "method_id",
            "partner_id",
        ],
        "crm.lead": ["contact_name", "name", "partner_name"],
        "res.partner": ["name"],
    }

    author_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Datetime(string="When", readonly=True)
    method_id = fields.Many2one("crm.dictionary.item", readonly=True)
    duration_minutes = fields.Integer(string="Minutes", readonly=True)
    grade = fields.Selection(GRADES, readonly=True)
    customer_name = fields.Char(string="Customer", readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            "SELECT %s FROM crm_followup f"
            " LEFT JOIN res_partner p ON p.id = f.partner_id"
            " LEFT JOIN crm_lead l ON l.id = f.lead_id",
            self._select(),
        )

    def _select(self) -> SQL:
        return SQL(
            "f.id, f.author_id, f.company_id, f.date, f.method_id, f.duration_minutes,"
            " f.grade,"
            " COALESCE(p.name, l.partner_name, l.contact_name, l.name) AS customer_name"
        )
