from datetime import timedelta

from odoo import models
from odoo.tools import SQL


class CrmPool(models.Model):
    """Owners hear once, some days before, that a protection ends."""

    _inherit = "crm.pool"

    def _send_warnings(self, now):
        self._remind_of_protection(now)
        return super()._send_warnings(now)

    def _remind_of_protection(self, now):
        """Give the owners of what is protected for a few days only an activity each.

        :returns: number of activities made
        """
        self.ensure_one()
        records = self._get_model()
        rows = records._pool_mark_reminded(self, now)
        values = records._pool_prepare_reminders(self, rows)
        # Nobody is to hear of it by mail besides.
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        return len(activities.create(values))


class CrmPoolProtectionNotice(models.AbstractModel):
    _inherit = "crm.pool.mixin"

    def _pool_mark_reminded(self, pool, now):
        """Mark what is protected for the reminder days only, and was not told yet.

        :returns: list of ``(id, owner id, end of protection)``
        """
        self.flush_model(["protected_until", "protection_reminded_at", "pool_id"])
        self.flush_model(["rest_until"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE %s SET protection_reminded_at = %s
                 WHERE pool_place = 'held' AND pool_id = %s AND %s
                   AND protected_until > %s AND protected_until <= %s
                   AND protection_reminded_at IS NULL AND user_id IS NOT NULL
                   AND (rest_until IS NULL OR rest_until <= %s)
             RETURNING id, user_id, protected_until
                """,
                SQL.identifier(self._table),
                now,
                pool.id,
                self._pool_root_condition(),
                now,
                now + timedelta(days=pool.protection_reminder_days),
                now,
            )
        )
        self.invalidate_model(["protection_reminded_at"])
        return sorted(rows)

    def _pool_prepare_reminders(self, pool, rows):
        """Return the values of one activity for each row, in its owner's language."""
        model_id = self.env["ir.model"]._get_id(self._name)
        kind = self.env.ref("mail.mail_activity_data_todo").id
        values = []
        for record_id, user_id, until in rows:
            user = self.env["res.users"].browse(user_id)
            env = self.with_context(lang=user.lang).env
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": record_id,
                    "user_id": user_id,
                    "activity_type_id": kind,
                    "automated": True,
                    "date_deadline": pool._local_day(until - timedelta(seconds=1)),
                    "summary": env._("The protection ends: renew it or act"),
                }
            )
        return values
