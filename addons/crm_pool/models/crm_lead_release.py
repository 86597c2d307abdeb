from odoo import fields, models
from odoo.tools import SQL

from .sql_arrays import sql_array


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _pool_follow_owner(self, rows, owners):
        """Team and date of assignment follow the owner; nothing that hangs on the
        lead stays with somebody who lost it."""
        result = super()._pool_follow_owner(rows, owners)
        lost = [
            (row["id"], row["user_id"])
            for row in rows
            if row["user_id"] and row["user_id"] != owners.get(row["id"])
        ]
        if lost:
            self._pool_release(lost)
        self._pool_follow_team(owners)
        return result

    def _pool_follow_team(self, owners):
        teams = {
            owner: self.env["crm.team"]._get_default_team_id(
                user_id=owner, domain=[("use_leads", "=", True)]
            )
            for owner in set(owners.values())
        }
        team_ids = [
            teams[owners[lead_id]].id or None if lead_id in owners else None
            for lead_id in self.ids
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead l"
                "   SET team_id = COALESCE(a.team_id, l.team_id), date_open = %s"
                "  FROM unnest(%s, %s) a (id, team_id) WHERE l.id = a.id",
                fields.Datetime.now() if owners else None,
                sql_array("int", self.ids),
                sql_array("int", team_ids),
            )
        )

    def _pool_release(self, lost):
        """Take from former owners what they follow, have to do and were told.

        :param lost: list of ``(lead id, user id)``
        """
        ids, user_ids = (list(part) for part in zip(*lost, strict=True))
        source = SQL(
            "unnest(%s, %s) AS lost (id, user_id)"
            " JOIN res_users u ON u.id = lost.user_id",
            sql_array("int", ids),
            sql_array("int", user_ids),
        )
        self.env["mail.activity"].flush_model(["active", "user_id", "res_id"])
        self.env["mail.notification"].flush_model()
        for query in self._pool_release_queries(source):
            self.env.cr.execute(query)
        for name in ("mail.followers", "mail.activity", "mail.notification"):
            self.env[name].invalidate_model()

    def _pool_release_queries(self, source):
        return [
            SQL(
                "DELETE FROM mail_followers f USING %s"
                " WHERE f.res_model = 'crm.lead' AND f.res_id = lost.id"
                "   AND f.partner_id = u.partner_id",
                source,
            ),
            SQL(
                "UPDATE mail_activity a SET active = FALSE, feedback = %s FROM %s"
                " WHERE a.res_model = 'crm.lead' AND a.res_id = lost.id"
                "   AND a.user_id = u.id AND a.active",
                self.env._("The lead has left its owner."),
                source,
            ),
            SQL(
                "DELETE FROM mail_notification n"
                " USING %s JOIN mail_message m"
                "            ON m.model = 'crm.lead' AND m.res_id = lost.id"
                " WHERE n.mail_message_id = m.id"
                "   AND n.res_partner_id = u.partner_id",
                source,
            ),
        ]
