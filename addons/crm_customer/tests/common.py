from itertools import count

from stdnum.cn import uscc

from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.base.tests.common import BaseCommon

NUMBERS = count(1)


def make_credit_code():
    """Return a valid social credit code that no other call returned."""
    body = f"91110000MA{next(NUMBERS):07d}"
    return body + uscc.calc_check_digit(f"{body}0")


class CustomerCommon(BaseCommon):
    """Factories and personas; the context leaves chatter out as BaseCommon does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman")
        cls.supervisor = cls._create_user("boss", "sales_team.group_sale_manager")
        cls.executive = cls._create_user("executive", "crm_customer.group_executive")
        cls.admin = cls._create_user("keeper", "crm_customer.group_customer_admin")
        cls.clerk = cls._create_user("clerk", "base.group_user")
        cls._meet_addons_above()

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, login=f"{login}.test", groups=groups)

    @classmethod
    def _meet_addons_above(cls):
        """Give our people what an addon above asks of those who hold customers."""
        if "crm.pool" in cls.env:
            pool = cls.env["crm.pool"]._get_default(cls.env.company)
            cls.env["crm.pool.member"].create(
                [
                    {"pool_id": pool.id, "user_id": user.id, "capacity": 1000}
                    for user in cls.seller | cls.supervisor
                ]
            )

    @classmethod
    def _purge(cls, customers):
        """Remove records the way that every addon above ends up with."""
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL("DELETE FROM res_partner WHERE id = ANY(%s)", customers.ids)
        )
        cls.env.invalidate_all()

    @classmethod
    def _create_customer(cls, name=None, **values):
        vals = {
            "name": name or f"华信科技 {next(NUMBERS)}",
            "customer_state": "potential",
            "is_company": True,
            **values,
        }
        return cls.env["res.partner"].create(vals)

    @classmethod
    def _create_contact(cls, customer, name="王芳", **values):
        vals = {"name": name, "parent_id": customer.id, **values}
        return cls.env["res.partner"].create(vals)

    @classmethod
    def _create_order(cls, partner, **values):
        product = cls.env["product.product"].create({"name": "Pump"})
        line = Command.create({"product_id": product.id, "price_unit": 100.0})
        return cls.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [line], **values}
        )

    @classmethod
    def _get_rule(cls, name):
        return cls.env.ref(f"crm_customer.entry_rule_{name}")

    def _get_problems(self, record=None, **values):
        """Return [(field, severity, kind)] of what stands against ``values``."""
        partners = record or self.env["res.partner"]
        (problems,) = partners._find_entry_problems([values])
        return [(p.field, p.severity, p.kind) for p in problems]
