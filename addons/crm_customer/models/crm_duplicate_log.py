import hashlib
from datetime import timedelta

from odoo import api, fields, models

ANSWERS_PER_HOUR = 60  # to one person; beyond that only "exists"
KEEP_DAYS = 90


class CrmDuplicateLog(models.Model):
    """Who was told of an equal customer, and who saved in spite of a warning."""

    _name = "crm.duplicate.log"
    _description = "Duplicate Check Log"
    _order = "id desc"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    date = fields.Datetime(required=True, index=True)
    event = fields.Selection(
        [("answer", "Told who has it"), ("ignored", "Saved in spite of the warning")],
        required=True,
    )
    field_name = fields.Char(string="Field")
    key_digest = fields.Char(help="Equal digests mean equal values.")
    partner_id = fields.Many2one("res.partner", ondelete="cascade", string="Found")
    lead_id = fields.Many2one("crm.lead", ondelete="cascade", string="Found Lead")

    _recent_idx = models.Index("(user_id, date) WHERE event = 'answer'")

    @api.model
    def _answer(self, matches):
        """Return what the user is told about each match, and log it.

        :param dict matches: {(kind, key): customer or lead in sudo}
        :return: {(kind, key): text without contact data}
        """
        digests = {pair: self._digest(pair) for pair in matches}
        told = self._get_told(fields.Datetime.now())
        room = max(ANSWERS_PER_HOUR - len(told), 0)
        answers, new = {}, []
        for pair, match in matches.items():
            if digests[pair] not in told:
                if room <= 0:
                    answers[pair] = self._describe_existence(match)
                    continue
                room -= 1
                told.add(digests[pair])
                new.append(self._prepare_row("answer", pair[0], match, digests[pair]))
            answers[pair] = "; ".join(match._describe_duplicate())
        self._write_rows(new)
        return answers

    @api.model
    def _log_ignored(self, problems):
        """Log that the user saved although these warnings stood."""
        # sudo: nobody writes this log by hand
        self.sudo().create(
            [
                self._prepare_row(
                    "ignored",
                    problem.field,
                    problem.match,
                    self._digest((problem.field, str(problem.value))),
                )
                for problem in problems
            ]
        )

    def _get_told(self, now):
        # sudo: the user's own rows, which the user does not read
        rows = self.sudo().search_fetch(
            [
                ("user_id", "=", self.env.uid),
                ("event", "=", "answer"),
                ("date", ">", now - timedelta(hours=1)),
            ],
            ["key_digest"],
            limit=ANSWERS_PER_HOUR + 1,
        )
        return set(rows.mapped("key_digest"))

    def _write_rows(self, rows):
        """Log now, and after a rollback once more: a refused save has told too."""
        if not rows:
            return
        self.sudo().create(rows)  # sudo: nobody writes this log by hand
        registry, uid = self.env.registry, self.env.uid

        def log_again():
            with registry.cursor() as cr:
                env = api.Environment(cr, uid, {})
                env[self._name].sudo()._create_surviving(rows)  # sudo: as above

        self.env.cr.postrollback.add(log_again)

    def _create_surviving(self, rows):
        """Create the rows whose user and match are there after a rollback."""
        if not self.env.user.exists():
            return
        partners = self.env["res.partner"].browse(
            filter(None, (row["partner_id"] for row in rows))
        )
        leads = self.env["crm.lead"].browse(
            filter(None, (row["lead_id"] for row in rows))
        )
        kept = {False, *partners.exists().ids, *leads.exists().ids}
        self.create(
            [r for r in rows if r["partner_id"] in kept and r["lead_id"] in kept]
        )

    def _prepare_row(self, event, field_name, match, digest):
        model_name = getattr(match, "_name", None)
        return {
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "event": event,
            "field_name": field_name,
            "key_digest": digest,
            "partner_id": match.id if model_name == "res.partner" else False,
            "lead_id": match.id if model_name == "crm.lead" else False,
        }

    def _describe_existence(self, match):
        if match._name == "crm.lead":
            return self.env._("a lead")
        return self.env._("a customer")

    @api.model
    def _digest(self, pair):
        text = "|".join(pair).encode("utf-8", "replace")
        return hashlib.blake2b(text, digest_size=12).hexdigest()

    @api.autovacuum
    def _gc_log(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        # sudo: the scheduler's own rows
        self.sudo().search([("date", "<", limit)], limit=10_000).unlink()
