from odoo import fields


def post_init_hook(env):
    """Give every customer that was there before its place in a pool."""
    env["res.partner"]._pool_adopt(fields.Datetime.now())


def uninstall_hook(env):
    """Give the customer menu back the action that it had before."""
    menu = env.ref("crm_customer.menu_customers", raise_if_not_found=False)
    if menu:
        menu.action = env.ref("crm_customer.res_partner_action_customers")
