from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

WARN_FROM_HOUR = 8  # local time: nobody is woken by a summary
NAMES_SHOWN = 20


class CrmPool(models.Model):
    """Summaries: one a day and person before something goes, one after it went."""

    _inherit = "crm.pool"

    summary_log_id = fields.Integer(
        readonly=True, help="Last row of the ledger that a summary told of."
    )

    @api.model
    def _cron_notify(self):
        """Send what is due to be said; each pool is committed by itself."""
        now = fields.Datetime.now()
        pools = self.search([("company_id", "!=", False)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(pools))
        for pool in pools:
            pool._send_reclaim_summaries()
            pool._send_warnings(now)
            if not cron._commit_progress(1):
                break

    def _send_warnings(self, now):
        """Tell each owner once a day what goes back within the warning days.

        :returns: number of persons told
        """
        self.ensure_one()
        day = self._local_day(now)
        if pytz.utc.localize(now).astimezone(pytz.timezone(self._get_tz())).hour < (
            WARN_FROM_HOUR
        ):
            return 0
        members = self.env["crm.pool.member"].with_context(active_test=False)
        members = members.search(
            [
                ("pool_id", "=", self.id),
                "|",
                ("warned_on", "=", False),
                ("warned_on", "<", day),
            ]
        )
        due = self._get_due_soon(members.user_id, now)
        for user, rows in due.items():
            self._notify_owner(
                user,
                lambda env, rows=rows: env._(
                    "%(what)s of yours go back to the pool soon",
                    what=self._get_model().with_env(env)._pool_count_words(len(rows)),
                ),
                rows,
            )
        members.filtered(lambda m: m.user_id in due).warned_on = day
        return len(due)

    def _get_due_soon(self, users, now):
        """Return ``{user: [(name, deadline, rule's id)]}``, first due first."""
        records = self._get_model()
        records.flush_model(["reclaim_at", "user_id", "pool_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT user_id, name, reclaim_at, reclaim_rule_id FROM %s"
                " WHERE reclaim_at > %s AND reclaim_at <= %s AND reclaim_error IS NULL"
                "   AND pool_id = %s AND user_id = ANY(%s)"
                " ORDER BY reclaim_at, id",
                SQL.identifier(records._table),
                now,
                now + timedelta(days=self.warning_days),
                self.id,
                users.ids,
            )
        )
        due = {}
        for user_id, *line in rows:
            due.setdefault(users.browse(user_id), []).append(tuple(line))
        return due

    def _send_reclaim_summaries(self):
        """Tell former owners and managers what the schedule took since last time.

        :returns: number of persons told
        """
        self.ensure_one()
        records = self._get_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id, l.from_user_id, r.name, l.date, l.rule_id"
                "  FROM crm_pool_log l"
                "  LEFT JOIN %s r ON r.id = %s"
                " WHERE l.pool_id = %s AND l.id > %s AND l.move = 'reclaim'"
                " ORDER BY l.id",
                SQL.identifier(records._table),
                SQL.identifier("l", records._pool_log_field),
                self.id,
                self.summary_log_id,
            )
        )
        if not rows:
            return 0
        taken = {}
        for _id, user_id, name, date, rule_id in rows:
            taken.setdefault(user_id, []).append((name, date, rule_id))
        for user_id, lines in taken.items():
            self._notify_owner(
                self.env["res.users"].browse(user_id),
                lambda env, lines=lines: env._(
                    "%(what)s went back to the pool",
                    what=records.with_env(env)._pool_count_words(len(lines)),
                ),
                lines,
            )
        self._notify_managers(taken)
        self.summary_log_id = rows[-1][0]
        return len(taken)

    def _notify_managers(self, taken):
        users = self.env["res.users"].browse(taken)
        total = sum(map(len, taken.values()))
        lines = [(f"{user.name}: {len(taken[user.id])}", None, None) for user in users]
        for user in users:
            lines += [(f"{user.name}: {name}", *why) for name, *why in taken[user.id]]
        for manager in self.manager_ids:
            self._notify_owner(
                manager,
                lambda env: env._(
                    "%(what)s went back to %(pool)s",
                    what=self._get_model().with_env(env)._pool_count_words(total),
                    pool=self.with_env(env).name,
                ),
                lines,
            )

    def _notify_owner(self, user, subject, lines):
        """Send one summary in the reader's language; mail goes out by its queue.

        :param subject: function ``env -> text``
        :param lines: list of ``(text, datetime or None, id of the rule or None)``
        """
        pool = self.with_context(lang=user.lang, tz=self._get_tz())
        rules = pool.env["crm.pool.rule"]
        items = [
            Markup("<li>%s</li>")
            % " — ".join(
                part
                for part in (
                    text,
                    date and fields.Date.to_string(self._local_day(date)),
                    rule_id and rules.browse(rule_id).display_name,
                )
                if part
            )
            for text, date, rule_id in lines[:NAMES_SHOWN]
        ]
        if len(lines) > NAMES_SHOWN:
            items.append(
                Markup("<li>%s</li>")
                % pool.env._("and %(count)s more", count=len(lines) - NAMES_SHOWN)
            )
        text = subject(pool.env)
        pool.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=text,
            body=Markup("<p>%s</p><ul>%s</ul>") % (text, Markup("").join(items)),
            force_send=False,
        )
