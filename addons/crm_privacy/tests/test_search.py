from odoo.tests import TransactionCase, new_test_user, tagged

SALESMAN = "base.group_user,sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
class TestHiddenInSearch(TransactionCase):
    """CU-6, NF-S: the search knows everybody and tells of nobody who is hidden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(cls.env, "search_owner", groups=SALESMAN)
        cls.colleague = new_test_user(cls.env, "search_colleague", groups=SALESMAN)
        cls.clerk = new_test_user(cls.env, "search_clerk", groups="base.group_user")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "隐龙航天科技",
                "is_company": True,
                "customer_state": "potential",
                "customer_code": "YL-9081",
                "phone": "0755-29876543",
                "email": "sales@yinlong.example",
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "令狐冲",
                "parent_id": cls.customer.id,
                "mobile": "13799887766",
            }
        )
        # The rule is about columns, whoever writes them.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id IN %s",
            (cls.owner.id, (cls.customer | cls.contact)._ids),
        )
        cls.env.invalidate_all()

    def _ask(self, user, text):
        """Return how many hidden records each way of asking tells of."""
        partners = self.env(user=user)["res.partner"].with_context(active_test=False)
        hidden = (self.customer | self.contact).ids
        domain = [("search_text", "ilike", text)]
        named = [("display_name", "ilike", text)]
        return {
            "search": len(set(hidden) & set(partners.search(domain).ids)),
            "count": partners.search_count(domain + [("id", "in", hidden)]),
            "group": partners.formatted_read_group(
                [*domain, ("id", "in", hidden)], [], ["__count"]
            )[0]["__count"],
            "name_search": len(
                set(hidden)
                & {id_ for id_, _name in partners.name_search(text, limit=None)}
            ),
            "display_name": partners.search_count(named + [("id", "in", hidden)]),
            "children": partners.search_count(
                [("child_ids", "any", domain), ("id", "in", hidden)]
            ),
        }

    def test_no_document_tells_by_its_path(self):
        """Security 6: one's own order of a hidden customer is no oracle for it."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.colleague.id}
        )
        orders = self.env(user=self.colleague)["sale.order"]
        self.assertTrue(orders.search_count([("id", "=", order.id)]))
        for text in ("隐龙", "ylht", "29876543"):
            path = [("partner_id.search_text", "ilike", text), ("id", "=", order.id)]
            with self.subTest(text=text):
                self.assertEqual(orders.search_count(path), 0)
                self.assertEqual(orders.sudo().search_count(path), 1)

    def test_hidden_is_neither_found_nor_guessed(self):
        """Security 2, 6: by none of its keys, and by no part of one."""
        texts = (
            "隐龙",
            "隐",
            "ylht",
            "yinlong",
            "yl-9081",
            "yl-9",
            "29876543",
            "298",
            "sales@yin",
            "令狐",
            "lhc",
            "13799887766",
        )
        for text in texts:
            with self.subTest(text=text):
                self.assertTrue(self._ask(self.owner, text)["search"])
                for user in (self.colleague, self.clerk):
                    asked = self._ask(user, text)
                    self.assertFalse(any(asked.values()), asked)

    def test_the_opposite_tells_nothing_either(self):
        """Security 2: who is not found by a text is as many for any text."""
        partners = self.env(user=self.colleague)["res.partner"]
        for field in ("search_text", "display_name"):
            counts = {
                partners.search_count([(field, "not ilike", text)])
                for text in ("令狐冲", "没有这样的人")
            }
            with self.subTest(field=field):
                self.assertEqual(len(counts), 1)

    def test_masked_numbers_are_not_searched(self):
        """CU-9, NF-S: by names, but by no number that reads as a mask."""
        executive = new_test_user(
            self.env, "search_executive", groups="crm_customer.group_executive"
        )
        for text, finds in (
            ("ylht", True),
            ("yl-9081", True),
            ("29876543", False),
            ("sales@yin", False),
            ("13799887766", False),
        ):
            asked = self._ask(executive, text)
            with self.subTest(text=text):
                self.assertEqual(any(asked.values()), finds, asked)
