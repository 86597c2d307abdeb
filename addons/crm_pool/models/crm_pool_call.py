from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

KEEP_DAYS = 7
MAX_KEY_LENGTH = 128


def _is_sound(text):
    """Whether PostgreSQL can keep the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and text.encode("utf-8", "ignore").decode() == text


class CrmPoolCall(models.Model):
    """Answers by request key: whoever asks twice, since the first answer was lost
    on the way, gets the first answer again and nothing happens twice."""

    _name = "crm.pool.call"
    _description = "Answered Pool Request"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    date = fields.Datetime(required=True, index=True)
    answer = fields.Json()

    _user_key_uniq = models.Constraint(
        "UNIQUE (user_id, key)", "This request was answered already."
    )

    @api.model
    def _once(self, key, work):
        """Return the answer for ``key``, from ``work()`` if it is the first time.

        :param key: any text up to 128 characters chosen by the caller, or ``None``
        :param work: function without arguments that returns a JSON value
        :raises ValidationError: the key is no text or too long
        """
        if not key:
            return work()
        if not isinstance(key, str) or len(key) > MAX_KEY_LENGTH or not _is_sound(key):
            raise ValidationError(
                self.env._(
                    "The request key is a text of at most %(max)s characters.",
                    max=MAX_KEY_LENGTH,
                )
            )
        # In a race the later of two inserts fails with a serialization error; Odoo
        # runs it again and it then finds the answer of the first.
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_pool_call (user_id, key, date)
                VALUES (%s, %s, %s)
                    ON CONFLICT (user_id, key) DO NOTHING
             RETURNING id
                """,
                self.env.uid,
                key,
                fields.Datetime.now(),
            )
        )
        # Nobody has access to this table: it is bookkeeping of the server.
        if not rows:
            domain = [("user_id", "=", self.env.uid), ("key", "=", key)]
            return self.sudo().search(domain).answer  # as above
        call = self.sudo().browse(rows[0][0])  # as above
        call.answer = work()
        return call.answer

    @api.autovacuum
    def _gc_answers(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search([("date", "<", limit)], limit=10_000).unlink()
