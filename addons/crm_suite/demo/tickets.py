"""What customers asked and complained about: tickets of the service team."""

import random

from odoo.tools import SQL

from .words import TICKETS

SEED = 20260104
OPEN, CLOSED = 9, 8
# How many days ago a ticket came; those of the closed ones reach beyond the thirty days
# for which their customer stays in sight.
OPEN_DAYS = (-6, 0)
CLOSED_DAYS = (-70, -8)
HANDLED_DAYS = 3


class Tickets:
    """Some open, some closed, half of the open ones with the agent."""

    def __init__(self, env, days, history):
        self.env = env
        self.days = days
        self.history = history
        self.random = random.Random(SEED)
        self.agent = env.ref("crm_suite.demo_user_agent1")
        self.team = env.ref("crm_suite.demo_service_team")

    def make(self):
        orders = self.history.orders.filtered(lambda order: order.state == "sale")
        buyers = orders.partner_id.sorted("id")
        buyers = self.random.sample(list(buyers), min(len(buyers), OPEN + CLOSED))
        stages = [
            self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_stage_{name}")
            for name in ("new", "in_progress", "awaiting", "done")
        ]
        for number, buyer in enumerate(buyers):
            is_open = number < OPEN
            stage = stages[number % 3] if is_open else stages[3]
            self.make_one(number, buyer, stage)

    def make_one(self, number, buyer, stage):
        kind, title, text = TICKETS[number % len(TICKETS)]
        contact = buyer.child_ids[:1] or buyer
        day = self.random.randint(*(CLOSED_DAYS if stage.closed else OPEN_DAYS))
        came = self.days.at(day, 10, self.random.randrange(60))
        category = self.env.ref(f"crm_suite.demo_ticket_category_{kind}")
        channel = self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": title,
                "description": text,
                "partner_id": contact.id,
                "partner_name": contact.name,
                "partner_email": contact.email,
                "company_id": self.team.company_id.id,
                "team_id": self.team.id,
                "user_id": False if stage.unattended else self.agent.id,
                "stage_id": stage.id,
                "category_id": category.id,
                "channel_id": channel.id,
                "priority": self.random.choice("0112"),
            }
        )
        self.date_back(ticket, came, day + HANDLED_DAYS)

    def date_back(self, ticket, came, closed_day):
        """Odoo itself dates everything by the clock."""
        self.env.flush_all()
        closed = self.days.at(closed_day, 16) if ticket.closed else None
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket
                   SET create_date = LEAST(%(came)s, %(now)s), closed_date = %(closed)s,
                       last_stage_update = LEAST(%(came)s, %(now)s)
                 WHERE id = %(id)s
                """,
                came=came,
                closed=closed,
                now=self.days.now,
                id=ticket.id,
            )
        )
        ticket.invalidate_recordset()
