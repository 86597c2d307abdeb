from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.crm_customer.tests.import_common import ImportCommon
from odoo.addons.crm_customer.tests.import_rows import make_row


@tagged("post_install", "-at_install")
class TestImportPlace(ImportCommon):
    """CU-8: the dialog asks pool and place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env["crm.pool"]._get_default(cls.env.company)
        cls.pool.capacity = 2
        for user in (cls.seller, cls.other):
            cls.env["crm.pool.member"].create(
                {"pool_id": cls.pool.id, "user_id": user.id}
            )

    def _customers(self, result):
        return self.env["res.partner"].browse(result["ids"])

    def test_public(self):
        result = self.import_rows(
            [make_row(1)], self.seller, pool_place="public", pool_id=self.pool.id
        )
        customer = self._customers(result)
        self.assertEqual((customer.pool_place, customer.pool_id), ("public", self.pool))

    def test_held_by_me_up_to_the_capacity(self):
        """The rest comes back with the reason."""
        rows = [make_row(number) for number in range(1, 4)]
        result = self.import_rows(rows, self.seller, pool_place="held")
        self.assertEqual(self._customers(result).user_id, self.seller)
        self.assertEqual(len(result["ids"]), 2)
        [problem] = [m for m in result["messages"] if m["type"] == "error"]
        self.assertIn("as many customers as allowed (2)", problem["message"])

    def test_foreign_pool_is_refused(self):
        pool = self.env["crm.pool"].create({"name": "Not Theirs"})
        result = self.import_rows([make_row(1)], self.seller, pool_id=pool.id)
        self.assertFalse(result["ids"])
        self.assertIn("no member of the pool", result["messages"][0]["message"])

    def test_rubbish_for_pool_and_place(self):
        """NF-I: the error names field, value and remedy; nothing is imported."""
        before = self.env["res.partner"].search_count([])
        for name, value, field in (
            ("pool_id", "rubbish", "Pool"),
            ("pool_id", "²", "Pool"),
            ("pool_id", -1, "Pool"),
            ("pool_id", 2**40, "Pool"),
            ("pool_id", [7], "Pool"),
            ("pool_id", True, "Pool"),
            ("pool_place", "moon", "Place"),
            ("pool_place", ["held"], "Place"),
        ):
            with (
                self.subTest(name=name, value=value),
                self.assertRaisesRegex(UserError, f"^{field}: “") as caught,
            ):
                self.import_rows([make_row(1)], self.seller, **{name: value})
            self.assertIn(str(value), str(caught.exception))
            self.assertIn("Choose", str(caught.exception))
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        chosen = {"pool_place": "public", "pool_id": str(self.pool.id)}
        result = self.import_rows([make_row(1)], self.seller, **chosen)
        self.assertEqual(self._customers(result).pool_id, self.pool)

    def test_by_the_column_salesperson(self):
        """For supervisors, run as assign moves with their limits."""
        names = (self.seller.name, self.seller.login, self.seller.name, "")
        rows = [
            make_row(number, 业务员=name) for number, name in enumerate(names, start=1)
        ]
        result = self.import_rows(rows, self.manager, pool_place="salesperson")
        customers = self._customers(result)
        self.assertEqual(
            customers.mapped("pool_place"), ["held", "held", "public", "public"]
        )
        self.assertEqual(customers.user_id, self.seller)
        moves = self.env["crm.pool.log"].search(
            [("partner_id", "=", customers[0].id)], order="id"
        )
        self.assertEqual(moves.mapped("move"), ["enter_public", "assign"])
        [warning] = result["messages"]
        self.assertEqual((warning["type"], warning["row"]), ("warning", 4))
        self.assertIn("as many customers as allowed", warning["message"])

    def test_undo_removes_what_nobody_touched_since(self):
        """CU-8: an undo while nothing else refers to it; who holds what by now
        stays, whatever place the import has asked for."""
        rows = [make_row(1, 业务员=self.seller.name), make_row(2, 业务员="")]
        by_column = self.import_rows(rows, self.manager, pool_place="salesperson")
        held = self.import_rows([make_row(3)], self.other, pool_place="held")
        public = self.import_rows(
            [make_row(4), make_row(5)], self.manager, pool_place="public"
        )
        claimed = self._customers(public)[0]
        with freeze_time(claimed.create_date + timedelta(hours=1)):
            self.env["crm.pool.customer"].with_user(self.other).browse(
                claimed.id
            ).action_claim()
        for result in (by_column, held, public):
            customers = self._customers(result)
            self.get_report(result).with_user(self.manager).action_undo()
            self.assertEqual(customers.exists(), customers & claimed)

    def test_unknown_salesperson_refuses_the_row(self):
        new_test_user(self.env, "pool_twin_1", "base.group_user", name="Twin")
        new_test_user(self.env, "pool_twin_2", "base.group_user", name="Twin")
        rows = [make_row(1, 业务员="Nobody Zq"), make_row(2, 业务员="Twin")]
        result = self.import_rows(rows, self.manager, pool_place="salesperson")
        self.assertFalse(result["ids"])
        self.assertEqual(self.get_refused(result), {2: ["user_id"], 3: ["user_id"]})
        self.assertIn("write the login", result["messages"][0]["message"])

    def test_the_column_is_the_supervisors_alone(self):
        result = self.import_rows(
            [make_row(1, 业务员="x")], self.seller, pool_place="salesperson"
        )
        self.assertFalse(result["ids"])
        self.assertIn("cannot be imported", result["messages"][0]["message"])

    def test_column_and_choice_must_fit(self):
        with self.assertRaisesRegex(UserError, "leave the column out"):
            self.import_rows(
                [make_row(1, 业务员=self.seller.name)],
                self.manager,
                pool_place="public",
            )
        with self.assertRaisesRegex(UserError, "No column is the salesperson"):
            self.import_rows([make_row(1)], self.manager, pool_place="salesperson")
