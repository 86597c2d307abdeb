from odoo import fields

from .demo.generator import generate


def post_init_hook(env):
    """Give the demo company its customers and a year of history.

    Data files cannot tell a history: it has to go through the moves of the pool,
    day after day. Nothing is done in a database without demo data.
    """
    if env.ref("base.module_crm_suite").demo:
        generate(env, fields.Datetime.now())
