"""Sale orders of the demo company, confirmed on the days of its history."""

PRODUCTS = ("sensor", "gateway", "meter", "platform", "setup", "care")
QUANTITIES = {
    "sensor": (10, 120),
    "gateway": (1, 12),
    "meter": (4, 40),
    "setup": (1, 6),
}
CANCEL_CHANCE = 0.08
DELIVERY_DAYS = 14


class Orders:
    """Sells through the engine of ``sale``.

    :ivar orders: all ``sale.order`` made, cancelled ones too
    """

    def __init__(self, env, days, rng):
        self.env = env
        self.days = days
        self.random = rng
        self.orders = env["sale.order"]
        self.products = {
            name: env.ref(f"crm_suite.demo_product_{name}") for name in PRODUCTS
        }

    def sell(self, partner, user, day):
        """Confirm an order of ``partner`` on ``day``; now and then it is cancelled."""
        order = self.draft(partner, user)
        order.action_confirm()
        moment = self.days.at(day, 16, self.random.randrange(60))
        order.date_order = moment
        if self.random.random() < CANCEL_CHANCE:
            order._action_cancel()
        elif day < -DELIVERY_DAYS:
            for line in order.order_line:
                line.qty_delivered = line.product_uom_qty
        # The order counts from its own date, not from the moment of this call.
        partner._pool_refresh_orders()

    def draft(self, partner, user):
        """Return a new quotation."""
        names = self.random.sample(PRODUCTS, self.random.randint(1, 3))
        # sudo: the story is told in everybody's name, whatever they may
        orders = self.env["sale.order"].with_user(user).sudo()
        order = orders.create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "team_id": user.sale_team_id.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.products[name].id,
                            "product_uom_qty": self.random.randint(
                                *QUANTITIES.get(name, (1, 2))
                            ),
                        },
                    )
                    for name in names
                ],
            }
        ).with_env(self.env)
        self.orders |= order
        return order
