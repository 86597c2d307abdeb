"""The demo company's year: customers, and what happened to them until today.

Everything goes through the moves that users make, with the time as an argument; the
same day gives the same company.
"""

from .accounting import set_up_accounting
from .customers import create_partners
from .days import Days
from .deals import Deals
from .history import History
from .leads import Leads
from .people import Portal, get_users
from .plan import FIRST_DAY, make_plan
from .tickets import Tickets
from .today import Today

# Nobody is told of what happened in the past.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "mail_notify_force_send": False,
    "no_reset_password": True,
    "lang": "zh_CN",
}


def generate(env, now):
    """Fill the demo company.

    :param env: environment of the superuser
    :param datetime now: the moment at which history ends, naive UTC
    """
    company = env.ref("crm_suite.demo_company")
    env = env(context={**QUIET, "allowed_company_ids": company.ids})
    days = Days(now, company.business_tz)
    set_up_accounting(env, company)
    pools = env["crm.pool"].search([("company_id", "=", company.id)])
    # The rules are as old as the history.
    pools.rule_ids._take_effect(days.at(FIRST_DAY - 30))
    users = get_users(env)
    partners = create_partners(env, company)
    history = History(env, days, users, make_plan(env, partners))
    history.run()
    Deals(env, days, history).make()
    Leads(env, days, users, history.followups).run()
    history.followups.date_back()
    history.followups.remind()
    Tickets(env, days, history).make()
    Portal(env).invite(history.orders)
    Today(env, days, users).make()
    stay_offline(env)


def stay_offline(env):
    """Stop Odoo's paid enrichment of leads: invented firms are nobody's to look up."""
    cron = env.ref("crm_iap_enrich.ir_cron_lead_enrichment", raise_if_not_found=False)
    if cron:
        cron.active = False
