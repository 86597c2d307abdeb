"""Users of the demo company."""

from odoo.fields import Command

LOGINS = (
    "supervisor",
    "leader1",
    "leader2",
    "leader3",
    "sales1",
    "sales2",
    "sales3",
    "sales4",
    "sales5",
    "poolmanager",
)


def get_users(env):
    """Return ``{login: user}`` of those who move customers."""
    return {login: env.ref(f"crm_suite.demo_user_{login}") for login in LOGINS}


class Portal:
    """A customer who looks at orders in the portal."""

    def __init__(self, env):
        self.env = env

    def invite(self, orders):
        """Let a contact of the customer with most orders log in as ``customer``."""
        confirmed = orders.filtered(lambda order: order.state == "sale")
        counts = confirmed.grouped("partner_id")
        firms = [firm for firm in counts if firm.child_ids]
        firm = max(firms, key=lambda firm: (len(counts[firm]), firm.id))
        contact = firm.child_ids[0]
        user = self.env["res.users"].create(
            {
                "partner_id": contact.id,
                "login": "customer",
                "password": "customer",
                "tz": "Asia/Shanghai",
                "lang": "zh_CN",
                "company_id": firm.company_id.id,
                "company_ids": [Command.set(firm.company_id.ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": "crm_suite.demo_user_customer",
                    "record": user,
                    "noupdate": True,
                }
            ]
        )
