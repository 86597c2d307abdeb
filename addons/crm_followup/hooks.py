from odoo.tools import SQL


def post_init_hook(env):
    """What was contacted before follow-ups were recorded stays contacted."""
    for table in ("res_partner", "crm_lead"):
        env.cr.execute(
            SQL(
                "UPDATE %s SET contact_outside_at = last_contact_at"
                " WHERE last_contact_at IS NOT NULL",
                SQL.identifier(table),
            )
        )
    # Meetings of the past are none.
    env.cr.execute(
        "UPDATE calendar_event SET followup_checked = TRUE"
        " WHERE stop <= now() AT TIME ZONE 'UTC'"
    )
