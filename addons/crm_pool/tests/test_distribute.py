from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SALESMAN, PoolCase


@tagged("post_install", "-at_install")
class TestDistribute(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env["crm.region"].create({"name": "Test China"})
        cls.east = cls._create_region("Test East", cls.china)
        cls.south = cls._create_region("Test South", cls.china)
        cls.shenzhen = cls._create_region("Test Shenzhen", cls.south)
        cls.users = cls.amy | cls.ben

    @classmethod
    def _create_region(cls, name, parent):
        return cls.env["crm.region"].create({"name": name, "parent_id": parent.id})

    def _distribute(self, customers, by=None, user=None, users=None):
        caller = customers.with_user(user or self.manager)
        return caller.action_pool_distribute((users or self.users).ids, by)

    def _preview(self, customers, by=None, user=None, users=None):
        caller = customers.with_user(user or self.manager)
        return caller.action_pool_distribute_preview((users or self.users).ids, by)

    def _numbers(self, answer):
        return [answer["members"].get(str(user.id), 0) for user in self.users]

    def _limit(self, member, capacity):
        member.write({"own_limits": True, "capacity": capacity})

    def _messages(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ],
            order="id",
        )

    def test_ways_to_divide(self):
        """PO-6: evenly, by free capacity, by weight; the preview tells the same."""
        self._limit(self.amy_member, 12)
        self._limit(self.ben_member, 4)
        self.ben_member.weight = 3
        for by, expected in (
            ("evenly", [4, 4]),
            ("free_capacity", [6, 2]),
            ("weight", [4, 4]),  # 2 and 6, but that is more than Ben has room for
        ):
            with self.subTest(by=by):
                customers = self._create_customers(8)
                preview = self._preview(customers, by)
                answer = self._distribute(customers, by)
                self.assertEqual(self._numbers(answer), expected)
                self.assertEqual([m["count"] for m in preview["members"]], expected)
                self.assertEqual(answer["done"], customers.ids)
                self.assertLedgerTrue(customers)
                logs = self._logs(customers).filtered(lambda log: log.to_user_id)
                self.assertEqual(set(logs.mapped("move")), {"distribute"})
                self.assertEqual(logs.actor_id, self.manager)
                undone = customers.with_user(self.manager).action_pool_undo()
                self.assertEqual(set(undone["done"]), set(customers.ids))
                self.assertEqual(set(customers.mapped("pool_place")), {"public"})
                self.assertEqual(
                    self._logs(customers)[-1].move, "undo_distribute", "NF-U"
                )

    def test_overflow_is_reported_never_forced(self):
        """PO-6, PO-2: nobody gets more than they have room for, the rest stays."""
        self._limit(self.amy_member, 2)
        self._limit(self.ben_member, 1)
        customers = self._create_customers(5)
        preview = self._preview(customers, "evenly")
        self.assertEqual((preview["total"], preview["overflow"]), (3, 2))
        self.assertEqual(
            preview["reasons"], {"The chosen members have no room left.": 2}
        )
        self.assertEqual(
            [(m["held"], m["capacity"], m["free"]) for m in preview["members"]],
            [(0, 2, 2), (0, 1, 1)],
        )
        self.assertEqual(set(customers.mapped("pool_place")), {"public"}, "no move yet")
        answer = self._distribute(customers, "evenly")
        self.assertEqual(answer["done"], customers[:3].ids)
        self.assertEqual(
            answer["refused"],
            {
                str(customer.id): "The chosen members have no room left."
                for customer in customers[3:]
            },
        )
        self.assertFalse(customers[3:].user_id)

    def test_nobody_has_room(self):
        """PO-6: all of it stays, with the reason."""
        self._limit(self.amy_member, 0)
        self._limit(self.ben_member, 0)
        customers = self._create_customers(2)
        answer = self._distribute(customers, "evenly")
        self.assertEqual((answer["done"], len(answer["refused"])), ([], 2))
        self.assertFalse(customers.user_id)

    def test_the_gate_counts_room_for_itself(self):
        """I2: whatever a plan says, each member ends with no more than allowed."""
        self._limit(self.amy_member, 1)
        customers = self._create_customers(4)
        members = [self.amy_member, self.ben_member, self.amy_member, self.ben_member]
        outcome = customers._pool_give(
            "distribute",
            customers._pool_lock(wait=True),
            dict(zip(customers.ids, members, strict=True)),
            self.now,
        )
        self.assertEqual(outcome.done, (customers - customers[2]).ids)
        self.assertEqual(
            outcome.refused,
            {customers[2].id: "Amy holds as many customers as allowed (1)."},
        )
        self.assertEqual(customers.mapped("user_id"), self.users)
        self.assertFalse(customers[2].user_id)
        self.assertLedgerTrue(customers)

    def test_own_regions_and_industries_are_preferred(self):
        """PO-6, PO-1: a member's region includes what is below it."""
        industry = self.env["res.partner.industry"].create({"name": "Test Trade"})
        self.amy_member.region_ids = self.south
        self.ben_member.industry_ids = industry
        southern = self._create_customers(2, region_id=self.shenzhen.id)
        trading = self._create_customers(2, industry_id=industry.id)
        eastern = self._create_customers(2, region_id=self.east.id)
        for by in ("evenly", "free_capacity", "weight", "rules"):
            with self.subTest(by=by):
                customers = eastern | trading | southern
                self.assertEqual(self._numbers(self._distribute(customers, by)), [3, 3])
                self.assertEqual(southern.user_id, self.amy)
                self.assertEqual(trading.user_id, self.ben)
                customers.with_user(self.manager).action_pool_undo()

    def _create_rules(self):
        source = self.env["utm.source"].create({"name": "Test Fair"})
        rules = [
            self._create_distribution_rule(self.ben, source_ids=source.ids),
            self._create_distribution_rule(self.amy, region_ids=self.south.ids),
            self._create_distribution_rule(
                self.ben,
                domain="[('name', 'like', 'Customer')]",
                region_ids=self.east.ids,
            ),
        ]
        return source, rules

    def _create_distribution_rule(self, user, **values):
        members = self.pool.member_ids.filtered(lambda member: member.user_id == user)
        return self.env["crm.pool.distribution.rule"].create(
            {"pool_id": self.pool.id, "member_ids": members.ids, **values}
        )

    def test_first_rule_wins(self):
        """PO-6: rules by region, industry, source, any domain; else as set beside."""
        source, rules = self._create_rules()
        fair = self._create_customers(
            2, source_id=source.id, region_id=self.shenzhen.id
        )
        southern = self._create_customers(2, region_id=self.shenzhen.id)
        eastern = self._create_customers(2, region_id=self.east.id)
        other = self._create_customers(2)
        customers = other | eastern | southern | fair
        self._limit(self.amy_member, 50)
        self._limit(self.ben_member, 50)
        self._distribute(customers, "rules")
        self.assertEqual((fair | eastern).user_id, self.ben)
        self.assertEqual(southern.user_id, self.amy)
        self.assertEqual(other.user_id, self.users)
        customers.with_user(self.manager).action_pool_undo()
        rules[0].active = False
        self._distribute(customers, "rules")
        self.assertEqual(fair.user_id, self.amy, "out of force")

    def test_full_receivers_of_a_rule_are_named(self):
        """PO-6: overflow of a rule stays in the pool and says which rule."""
        self._create_rules()
        self._limit(self.amy_member, 1)
        customers = self._create_customers(3, region_id=self.shenzhen.id)
        answer = self._distribute(customers, "rules")
        self.assertEqual(self._numbers(answer), [1, 0])
        self.assertIn("“Test South”", answer["refused"][str(customers[2].id)])
        only_ben = self._preview(customers[1:], "rules", users=self.ben)
        self.assertEqual(only_ben["total"], 0)

    def test_rules_need_receivers_of_their_pool(self):
        """NF-I: field, value and remedy."""
        other_pool = self.pool.copy({"is_default": False})
        stranger = self._create_member(self.outsider, other_pool)
        for values, words in (
            ({"member_ids": []}, "choose receivers"),
            ({"member_ids": stranger.ids}, "choose receivers"),
            ({"domain": "[('nothing', '=', 1)]"}, "nothing"),
            ({"domain": "rm -rf"}, "rm -rf"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
            ):
                self._create_distribution_rule(self.amy, **values)

    def test_who_may(self):
        """PO-2: pool manager, supervisor, leader among own members; nobody else."""
        for user, users, number in (
            (self.manager, self.users, 2),
            (self.supervisor, self.users, 2),
            (self.leader, self.amy, 2),
            (self.amy, self.amy, 0),
            (self.outsider, self.users, 0),
        ):
            with self.subTest(user=user.name):
                customers = self._create_customers(2)
                answer = self._distribute(customers, user=user, users=users)
                self.assertEqual(len(answer["done"]), number)
                preview = self._preview(customers, user=user, users=users)
                if not number:
                    self.assertEqual(preview["members"], [], "nobody's load is told")
                    self.assertEqual(
                        set(answer["refused"].values()),
                        {
                            "You may not distribute it, or no chosen member belongs to"
                            " its pool."
                        },
                    )

    def test_a_leader_reaches_own_members_only(self):
        customers = self._create_customers(2)
        with self.assertRaisesRegex(UserError, f"Leave out the users {self.ben.id}"):
            self._distribute(customers, user=self.leader)
        self.assertFalse(customers.user_id)

    def test_bad_input(self):
        """NF-I, NF-S: unknown ways, users and customers."""
        customers = self._create_customers(1)
        caller = customers.with_user(self.manager)
        held = self._create_customers(1, "held", self.ben)
        for user_ids, by in (
            (self.users.ids, "junk"),
            (self.users.ids, ["evenly"]),
            ([], "evenly"),
            (["1"], "evenly"),
            ([True], "evenly"),
            (None, "evenly"),
            ([10**9], "evenly"),
            ([*self.users.ids, self.outsider.id], "evenly"),
        ):
            for call in (
                caller.action_pool_distribute,
                caller.action_pool_distribute_preview,
            ):
                with (
                    self.subTest(user_ids=user_ids, by=by),
                    self.assertRaises(UserError),
                ):
                    call(user_ids, by)
        self.assertFalse(customers.user_id)
        partner = self.env["res.partner"].create({"name": "Plain"})
        gone = self.env["res.partner"].browse(10**9)
        answer = self._distribute(held | partner | gone | customers)
        self.assertEqual(answer["done"], customers.ids)
        self.assertEqual(answer["refused"][str(held.id)], "Ben was faster.")
        self.assertEqual(len(answer["refused"]), 3)

    def test_a_foreign_pool_is_left_alone(self):
        """NF-S: a manager of one pool moves nothing in another."""
        foreign = self.pool.copy({"is_default": False, "manager_ids": [(5,)]})
        self._create_member(self.amy, foreign)
        customers = self._create_customers(2)
        foreign_customer = self._create_customers(1, pool_id=foreign.id)
        answer = self._distribute(customers | foreign_customer)
        self.assertEqual(answer["done"], customers.ids)
        self.assertEqual(list(answer["refused"]), [str(foreign_customer.id)])

    def test_who_left_receives_nothing(self):
        """Members and users out of use receive nothing, whatever the context says."""
        self.ben_member.active = False
        customers = self._create_customers(2)
        caller = customers.with_user(self.manager).with_context(active_test=False)
        with self.assertRaises(UserError):
            caller.action_pool_distribute(self.users.ids)
        self.assertEqual(
            self._numbers(self._distribute(customers, users=self.amy))[0], 2
        )

    def test_several_pools_at_once(self):
        """PO-6: each pool's customers among its own members."""
        foreign = self.pool.copy({"is_default": False, "distribute_by": "weight"})
        self._create_member(self.outsider, foreign)
        customers = self._create_customers(2) | self._create_customers(
            2, pool_id=foreign.id
        )
        users = self.users | self.outsider
        answer = self._distribute(customers, users=users)
        self.assertEqual(answer["done"], customers.ids)
        self.assertEqual(customers[2:].user_id, self.outsider)
        self.assertEqual(customers[:2].user_id, self.users)

    def test_one_message_a_person(self):
        """PO-6: one summary for each who received something, after the commit; what
        was undone meanwhile is not in it."""
        first, second, undone = (self._create_customers(number) for number in (2, 4, 2))
        for customers in (first, second, undone):
            self._distribute(customers)
        undone.with_user(self.manager).action_pool_undo()
        self.assertFalse(self._messages(self.amy))
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_args, **_kw: 1):
            self.assertGreaterEqual(self.env["crm.pool.member"]._tell_received(), 2)
            self.assertEqual(self.env["crm.pool.member"]._tell_received(), 0)
        for user in self.users:
            message = self._messages(user)
            self.assertEqual(message.subject, "You have been given 3 new customers")
            mine = (first | second).filtered(lambda c, user=user: c.user_id == user)
            for customer in mine:
                self.assertIn(customer.name, message.body)

    def _copy_customer(self, number):
        """Return as many public customers, made faster than through the form."""
        customer = self._create_customers(1)
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO res_partner (name, complete_name, type, active, is_company,
                                     autopost_bills, company_id, customer_state,
                                     pool_id, pool_place, pool_moves, pool_since)
            SELECT name || n, name || n, type, TRUE, TRUE, 'ask', company_id,
                   customer_state, pool_id, pool_place, 1, pool_since
              FROM res_partner, generate_series(1, %s) n WHERE id = %s
         RETURNING id
            """,
            (number, customer.id),
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id, customer_id = id"
            " WHERE id = ANY(%s)",
            (ids,),
        )
        return self.env["res.partner"].browse(ids)

    def test_queries_do_not_grow_with_the_customers(self):
        """NF-P: 1,000 customers over 10 members cost what 100 cost, statement by
        statement: one set of them for all members."""
        users = self.env["res.users"]
        for index in range(10):
            users |= self._create_user(f"queue{index}", SALESMAN)
        for user in users:
            self._create_member(user, own_limits=True, capacity=1000)
        counts = []
        for number in (100, 1000):
            customers = self._copy_customer(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = self._distribute(customers, "evenly", users=users)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(answer["done"]), len(customers))
        self.assertLess(counts[1], counts[0] * 1.2)
        self.assertLess(counts[1], 100, counts)
