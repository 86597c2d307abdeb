from odoo import fields
from odoo.tools import SQL


def post_init_hook(env):
    """Give every customer that was there before its place in a pool."""
    env["res.partner"]._pool_adopt(fields.Datetime.now())


def uninstall_hook(env):
    """Leave the database as it was found."""
    _release_pools(env)
    _restore_menu(env)


def _release_pools(env):
    """Let the pools go: core deletes those of the addon's data before it drops the
    columns that name them."""
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype = 'f' AND confrelid = 'crm_pool'::regclass
           AND conrelid IN ('res_partner'::regclass, 'crm_lead'::regclass)
        """
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )


def _restore_menu(env):
    """Give the customer menu back the action that it had before."""
    menu = env.ref("crm_customer.menu_customers", raise_if_not_found=False)
    if menu:
        menu.action = env.ref("crm_customer.res_partner_action_customers")
