from odoo.tests import TransactionCase, new_test_user

SALESMAN = "base.group_user,sales_team.group_sale_salesman"

# Planted in every field of the hidden customer and of what hangs on it.
MARK = "Zqx7"


class GuardCase(TransactionCase):
    """Bob holds a customer with a contact, an order, a lead, a meeting and so on; Amy
    is an account manager as he is, and must learn nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bob = new_test_user(cls.env, "guard_bob", name="Bob", groups=SALESMAN)
        cls.amy = new_test_user(cls.env, "guard_amy", name="Amy", groups=SALESMAN)
        cls.boss = new_test_user(
            cls.env, "guard_boss", name="Boss", groups="sales_team.group_sale_manager"
        )
        cls.customer = cls._create_held(
            cls.bob,
            name=f"{MARK} Trading",
            vat="9144030071526726XG",
            **cls._contact_values(),
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": f"{MARK} Wang",
                "parent_id": cls.customer.id,
                **cls._contact_values("wang"),
            }
        )
        cls.own = cls._create_held(cls.amy, name="Own Customer", email="own@example.cn")
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        cls.product = cls.env["product.product"].create({"name": "Pump"})

    @classmethod
    def _contact_values(cls, login="office"):
        return {
            "email": f"{login}.{MARK.lower()}@example.cn",
            "street": f"{MARK} Street 7",
            "city": MARK,
            "comment": f"{MARK} note",
            "website": f"https://{MARK.lower()}.example.cn",
            "ref": f"{MARK}-{login}",
        }

    @classmethod
    def _create_held(cls, user, **values):
        """Create a customer of ``user``, with or without a pool installed."""
        customer = cls.env["res.partner"].create(
            {"is_company": True, "customer_state": "potential", **values}
        )
        cls._hand_over(customer, user)
        return customer

    @classmethod
    def _hand_over(cls, customer, user):
        # The guard is about columns, whoever writes them.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE customer_id = %s",
            (user.id, customer.id),
        )
        cls.env.invalidate_all()

    @classmethod
    def _create_order(cls, user, customer, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": user.id,
                "order_line": [(0, 0, {"product_id": cls.product.id})],
                **values,
            }
        )

    @classmethod
    def _create_lead(cls, user, customer, **values):
        return cls.env["crm.lead"].create(
            {
                "name": f"{MARK} lead",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": user.id,
                **values,
            }
        )

    @classmethod
    def _as_amy(cls, records):
        return records.with_user(cls.amy).with_context(lang=None)

    def assertNoMark(self, value, message=None):
        self.assertNotIn(MARK.lower(), str(value).lower(), message)
