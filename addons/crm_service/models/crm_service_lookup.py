from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .res_users import PERSONAL

ANSWERS_PER_HOUR = 60  # to one person, "there is none" included
MATCHES = 5  # customers of one number; more are no answer
LONGEST = 100  # characters of what is asked for


def _sound(value):
    """Return a text that PostgreSQL can keep: no NUL, no half of a surrogate pair;
    empty if it is none."""
    text = value.replace("\0", "") if isinstance(value, str) else ""
    return text.encode("utf-8", "replace").decode()


class CrmServiceLookup(models.Model):
    """Which customer somebody asked for by exact phone, email or code.

    A row for each customer that the answer named, or one without a customer. Written
    by the system alone; a row of the last hour lets whoever asked open a ticket.
    """

    _name = "crm.service.lookup"
    _inherit = "crm.privacy.log"
    _description = "Customer Look-up"
    _rec_name = "text"
    _log_access = False

    number = fields.Integer(
        readonly=True, help="Counts each person's rows, so that none is missing."
    )
    text = fields.Char(string="Asked For", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Found", readonly=True, ondelete="set null"
    )
    ticket_ids = fields.One2many("helpdesk.ticket", "lookup_id", readonly=True)

    _number_uniq = models.UniqueIndex("(user_id, number)")
    _recent_idx = models.Index("(user_id, date)")

    @api.model
    def action_find(self, text):
        """Say which customer has exactly this phone number, email or customer code.

        Every answer is logged, and there are 60 an hour.

        :param str text: a number however written, an address, or a code
        :returns: list of ``{"id": of the log, for action_open_ticket, "name",
            "level", "owner"}``; empty when there is none
        :raises AccessError: the caller is no service agent
        :raises UserError: the hour's answers are used, or too many have this number
        """
        self._check_agent()
        text = self._clean(text)
        partners = self._find_partners(text)
        if len(partners.customer_id) > MATCHES:
            self._append_refused(text)
            raise UserError(
                self.env._(
                    "More than %(count)s customers have %(text)s: ask the caller for"
                    " the customer code.",
                    count=MATCHES,
                    text=text,
                )
            )
        row_ids = self._append_answer(text, partners)
        if not partners:
            return []
        return [
            {"id": row_id, **partner.customer_id._service_describe()}
            for row_id, partner in zip(row_ids, partners, strict=True)
        ]

    def action_open_ticket(self, values=None):
        """Open a ticket for the customer that this answer named; the agent's team
        sees the customer from then on. Asked twice it shows the same ticket.

        :param dict values: ``name`` (subject), ``description``, ``team_id``, one of
            the agent's teams
        :returns: the action that shows the ticket
        :raises AccessError: somebody else's answer, or older than an hour
        """
        self._check_agent()
        answer = self._check_own_answer(fields.Datetime.now())
        answer._take_turn()
        values = values if isinstance(values, dict) else {}
        ticket = answer.ticket_ids[:1] or answer._create_ticket(values)
        return {
            "type": "ir.actions.act_window",
            "res_model": "helpdesk.ticket",
            "res_id": ticket.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _check_agent(self):
        if not self.env.user.has_group(PERSONAL):
            raise AccessError(self.env._("Only service agents look customers up."))

    def _check_own_answer(self, now):
        """Return ``self`` in sudo if it names a customer to the present user."""
        # sudo: agents do not read the log
        answer = self.sudo().exists()
        if (
            len(answer) != 1
            or not answer.partner_id
            or answer.user_id != self.env.user
            or answer.date < now - timedelta(hours=1)
        ):
            raise AccessError(
                self.env._(
                    "This answer is no longer valid: look the customer up again."
                )
            )
        return answer

    def _take_turn(self):
        """Write this row with the values it has: of two clicks at once the later one
        waits, runs again and finds the ticket of the first."""
        self.env.cr.execute(
            SQL("UPDATE crm_service_lookup SET number = number WHERE id = %s", self.id)
        )

    def _create_ticket(self, values):
        team = self._choose_team(values.get("team_id"))
        subject = _sound(values.get("name")) or self.env._("Inquiry")
        customer = self.partner_id.customer_id
        # Nothing is taken from the caller's context; the log vouches for the customer.
        env = self.env(context={"lang": self.env.lang})
        return env["helpdesk.ticket"].create(
            {
                "name": subject,
                "description": _sound(values.get("description")) or subject,
                "partner_id": self.partner_id.id,
                "partner_name": self.partner_id.name,
                "partner_email": self.partner_id.email,
                "company_id": (customer.company_id or team.company_id).id
                or self.env.company.id,
                "team_id": team.id,
                "user_id": self.env.uid,
                "lookup_id": self.id,
            }
        )

    def _choose_team(self, team_id):
        teams = self.env.user.helpdesk_team_ids
        team = teams.filtered(lambda t: t.id == team_id) if team_id else teams[:1]
        if not team:
            raise UserError(
                self.env._(
                    "%(user)s is in no service team. Ask a service manager to add you.",
                    user=self.env.user.name,
                )
            )
        return team

    def _append_answer(self, text, partners):
        """Write one row for each of ``partners``, or one without; return their ids.

        Two requests at once take the same number: the second one fails to serialize,
        runs again and sees the first one's rows, so the limit holds.
        """
        used, last = self._get_used(fields.Datetime.now())
        rows = partners.ids or [None]
        if used + len(rows) > ANSWERS_PER_HOUR:
            raise UserError(
                self.env._(
                    "You have looked up %(count)s customers within the hour. Ask a"
                    " service manager, or wait a little.",
                    count=used,
                )
            )
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_service_lookup
                       (date, user_id, company_id, text, partner_id, number)
                SELECT %(now)s, %(user)s, %(company)s, %(text)s, partner_id,
                       %(last)s + position
                  FROM unnest(%(partners)s::int[])
                       WITH ORDINALITY AS found(partner_id, position)
                    ON CONFLICT (user_id, number) DO NOTHING
                RETURNING id, number
                """,
                now=fields.Datetime.now(),
                user=self.env.uid,
                company=self.env.company.id,
                text=text,
                last=last,
                partners=rows,
            )
        )
        self.invalidate_model()
        return [row_id for row_id, _number in sorted(inserted, key=lambda row: row[1])]

    def _append_refused(self, text):
        """Write a row without a customer, in a transaction of its own: the error that
        follows undoes the present one."""
        with self.env.registry.cursor() as cr:
            lookups = self.with_env(self.env(cr=cr))
            lookups._append_answer(text, lookups.env["res.partner"])

    def _get_used(self, now):
        """Return how many answers of the last hour count, and the last number."""
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE date > %s), COALESCE(max(number), 0)
                  FROM crm_service_lookup WHERE user_id = %s
                """,
                now - timedelta(hours=1),
                self.env.uid,
            )
        )
        return row
