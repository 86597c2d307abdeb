"""The people and the pool that the state machine plays with."""

from itertools import count

from odoo import fields

GROUPS = {
    "supervisor": "sales_team.group_sale_manager",
    "admin": "crm_customer.group_customer_admin",
}
SALESMAN = "sales_team.group_sale_salesman"
OPERATIONS = ("delete", "share", "transfer")
SERIAL = count(1)


class Cast:
    """Made once in an open transaction; sequences are undone to after this."""

    def __init__(self, env):
        self.env = env
        self.start = fields.Datetime.now()
        self.company = env.company
        self.company.business_tz = "Asia/Shanghai"
        names = ("amy", "ben", "cat", "leader", "manager", "outsider", *GROUPS)
        self.users = {name: self._create_user(name) for name in names}
        env["crm.team"].create(
            {
                "name": "Team",
                "company_id": self.company.id,
                "user_id": self.users["leader"].id,
                "member_ids": [(6, 0, self.users["amy"].ids)],
            }
        )
        self.pool = env["crm.pool"].create(
            {
                "name": "Pool",
                "company_id": self.company.id,
                "manager_ids": [(6, 0, self.users["manager"].ids)],
                "capacity": 3,
                "daily_limit": 4,
                "cooldown_days": 2,
                "warning_days": 2,
                "protection_limit": 2,
                "protection_days": 5,
                "protection_renewals": 1,
            }
        )
        self.members = {
            name: env["crm.pool.member"].create(
                {"pool_id": self.pool.id, "user_id": self.users[name].id}
            )
            for name in ("amy", "ben", "cat")
        }
        rule = env["crm.pool.rule"].create(
            {"pool_id": self.pool.id, "kind": "interval", "days": 6}
        )
        rule._take_effect(fields.Datetime.subtract(self.start, years=1))
        env.flush_all()

    def _create_user(self, name):
        env = self.env
        groups = env.ref(SALESMAN) | env.ref(GROUPS.get(name, SALESMAN))
        if name in ("amy", "ben", "cat", "supervisor", "admin"):
            for operation in OPERATIONS:
                groups |= env.ref(f"crm_privacy.group_operation_{operation}")
        return env["res.users"].create(
            {
                "login": f"stateful_{name}",
                "name": name.title(),
                "lang": "en_US",
                "group_ids": [(6, 0, groups.ids)],
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )

    def may_share(self, who):
        return self.users[who]._may_operate("share")

    def create_customers(self, number):
        """Return the ids of new public customers, each with a contact."""
        customers = (
            self.env["res.partner"]
            .with_company(self.company)
            .create(
                [
                    {
                        "name": f"Stateful {next(SERIAL)}",
                        "is_company": True,
                        "customer_state": "potential",
                        "company_id": self.company.id,
                        "pool_id": self.pool.id,
                        "pool_place": "public",
                        "child_ids": [(0, 0, {"name": "Contact"})],
                    }
                    for _index in range(number)
                ]
            )
        )
        return customers.ids
