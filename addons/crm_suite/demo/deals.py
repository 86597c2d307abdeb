"""What stands open today: opportunities, quotations, activities; and the traces that
a year of work has left."""

import random

from odoo.tools import SQL

from .words import CALLS, MEETINGS, OPPORTUNITIES, TASKS

SEED = 20260103
OPEN_OPPORTUNITIES = 34
QUOTATIONS = 8
# How many days from today activities are due.
DUE = (-4, -2, -1, 0, 0, 0, 1, 1, 2, 3, 5, 8)


class Deals:
    def __init__(self, env, days, history):
        self.env = env
        self.days = days
        self.history = history
        self.random = random.Random(SEED)
        self.held = [
            (env["res.partner"].browse(partner_id), user)
            for partner_id, user in sorted(history.owners.items())
        ]

    def make(self):
        self.make_opportunities()
        self.make_quotations()
        self.make_activities()
        self.date_back()

    def make_opportunities(self):
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        chosen = self.random.sample(self.held, OPEN_OPPORTUNITIES)
        vals_list = []
        for partner, user in chosen:
            vals_list.append(
                {
                    "type": "opportunity",
                    "name": f"{partner.name}：{self.random.choice(OPPORTUNITIES)}",
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "team_id": user.sale_team_id.id,
                    "stage_id": self.random.choice(stages).id,
                    "expected_revenue": self.random.randrange(20, 600) * 1000,
                    "date_deadline": self.days.date(self.random.randint(-5, 90)),
                    "priority": self.random.choice("0112"),
                    "company_id": partner.company_id.id,
                }
            )
        leads = self.env["crm.lead"].create(vals_list)
        for lead in self.random.sample(
            leads.filtered(lambda r: r.probability < 100), 4
        ):
            lead.action_set_lost()
        for lead in leads:
            start = lead.partner_id.claimed_at
            span = max(int((self.days.now - start).total_seconds()), 1)
            self.set_created(lead, start, self.random.randrange(span))

    def set_created(self, lead, start, seconds):
        """Odoo itself dates everything by the clock."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET create_date = LEAST(%s + %s * interval '1 second',"
                " %s) WHERE id = %s",
                start,
                seconds,
                self.days.now,
                lead.id,
            )
        )

    def make_quotations(self):
        for partner, user in self.random.sample(self.held, QUOTATIONS):
            order = self.history.sales.draft(partner, user)
            order.date_order = self.days.at(self.random.randint(-9, -1), 15)

    def make_activities(self):
        kinds = (
            ("mail.mail_activity_data_call", CALLS),
            ("mail.mail_activity_data_meeting", MEETINGS),
            ("mail.mail_activity_data_todo", TASKS),
        )
        model_id = self.env["ir.model"]._get_id("res.partner")
        vals_list = []
        for partner, user in self.random.sample(self.held, len(self.held) // 2):
            xmlid, summaries = self.random.choice(kinds)
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "activity_type_id": self.env.ref(xmlid).id,
                    "summary": self.random.choice(summaries),
                    "date_deadline": self.days.date(self.random.choice(DUE)),
                    "user_id": user.id,
                }
            )
        self.env["mail.activity"].create(vals_list)

    def date_back(self):
        """Customers and orders were created when they came, not today."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = customer_since"
                " WHERE id = ANY(%s)",
                list(self.history.cards),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET create_date = date_order WHERE id = ANY(%s)",
                self.history.orders.ids,
            )
        )
        self.env.invalidate_all()
