from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .custom_field_common import CustomFieldCommon

MANAGER = "sales_team.group_sale_manager"


@tagged("post_install", "-at_install")
class TestCustomFieldRights(CustomFieldCommon):
    """CU-7: who sees and who changes a field is decided by the server."""

    def setUp(self):
        super().setUp()
        group = self.env.ref(MANAGER)
        self.secret = self._add_field(
            "利润率", "float", read_group_ids=group.ids
        ).technical_name
        self.fixed = self._add_field("合同号", edit_group_ids=group.ids).technical_name
        self.customer = self._create_customer(
            user_id=self.seller.id, **{self.secret: 0.3, self.fixed: "HT-1"}
        )

    def test_who_does_not_see_learns_nothing(self):
        """CU-7, NF-S: read, search, order, group, sum, export, write, import, onchange,
        view and description are all closed; the supervisor has them."""
        name = self.secret
        domain = [("id", "=", self.customer.id)]

        def onchange(record):
            record.onchange({name: 1.0}, [name], {name: {}})

        calls = {
            "read": lambda r: r.read([name]),
            "web_read": lambda r: r.web_read({name: {}}),
            "search": lambda r: r.search([(name, ">", 0.1)]),
            "path": lambda r: r.search([(f"child_ids.{name}", ">", 0.1)]),
            "order": lambda r: r.search(domain, order=name),
            "group": lambda r: r.formatted_read_group(domain, [name], ["__count"]),
            "sum": lambda r: r.formatted_read_group(domain, [], [f"{name}:sum"]),
            "write": lambda r: r.write({name: 0.5}),
            "create": lambda r: r.create({"name": "新", name: 0.5}),
            "load": lambda r: r.load(["name", name], [["新", "1"]]),
        }
        for user in (self.seller, self.executive, self.clerk):
            for what, call in calls.items():
                with self.subTest(user=user.login, call=what):
                    try:
                        answer = call(self.customer.with_user(user))
                    except AccessError:
                        continue
                    self.assertEqual(what, "load")
                    self.assertFalse(answer["ids"])
            with self.subTest(user=user.login):
                described = self.customer.with_user(user).fields_get()
                self.assertNotIn(name, described)
        boss = self.customer.with_user(self.supervisor)
        self.assertEqual(boss.read([name])[0][name], 0.3)
        self.assertEqual(boss.search([(name, ">", 0.1)]), boss)
        boss.write({name: 0.4})

    def test_screens_follow(self):
        for view, view_type in (
            ("form_customer", "form"),
            ("list_customer", "list"),
            ("search_customer", "search"),
        ):
            with self.subTest(view=view):
                seen = self._get_arch(view, self.supervisor, view_type)
                self.assertIn(self.secret, seen)
                hidden = self._get_arch(view, self.seller, view_type)
                self.assertNotIn(self.secret, hidden)
                self.assertIn(self.fixed, hidden)

    def test_who_may_not_change_reads(self):
        """CU-7: write, create and import are refused, the form shows it read only."""
        name = self.fixed
        customer = self.customer.with_user(self.seller)
        self.assertEqual(customer[name], "HT-1")
        with self.assertRaises(AccessError):
            customer.write({name: "HT-2"})
        with self.assertRaises(AccessError):
            customer.create({"name": "新", "customer_state": "potential", name: "HT-2"})
        self.assertTrue(customer.fields_get([name])[name]["readonly"])
        customer.with_user(self.supervisor).write({name: "HT-2"})
        self.assertEqual(customer[name], "HT-2")

    def test_portal_sees_no_custom_field(self):
        """Threat 32: fields of ours are not the portal's, whatever its rules."""
        partner = self._create_user("portal", "base.group_portal").partner_id
        open_field = self._add_field("车队", "char").technical_name
        partner.sudo()[open_field] = "12"
        portal = partner.with_user(partner.user_ids)
        portal.read(["name"])
        for name in (open_field, self.secret, self.fixed):
            with self.subTest(name=name), self.assertRaises(AccessError):
                portal.read([name])

    def test_groups_without_external_id(self):
        """CU-7: a group that somebody made counts too, and cannot be lost."""
        group = self.env["res.groups"].create({"name": "Auditors"})
        field = self._add_field("评级", read_group_ids=group.ids)
        auditor = new_test_user(
            self.env, "auditor.test", f"{MANAGER},{group.get_external_id()[group.id]}"
        )
        self.customer.with_user(auditor).read([field.technical_name])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.supervisor).read([field.technical_name])
        field.write({"read_group_ids": [(6, 0, [])]})
        self.customer.with_user(self.supervisor).read([field.technical_name])

    def test_switches(self):
        """CU-7: search, export and statistics are off where they were not chosen."""
        off = self._add_field(
            "备用",
            "float",
            is_searchable=False,
            is_exportable=False,
            in_statistics=False,
        )
        on = self._add_field("销量", "float")
        group = self._add_field("销售线路", "choice", ["线上"])
        described = self.env["res.partner"].fields_get()
        self.assertFalse(described[off.technical_name]["searchable"])
        self.assertFalse(described[off.technical_name]["exportable"])
        self.assertNotIn("aggregator", described[off.technical_name])
        self.assertEqual(described[on.technical_name]["aggregator"], "sum")
        self.assertTrue(described[group.technical_name]["groupable"])
        search = self._get_arch("search_customer", self.supervisor, "search")
        self.assertNotIn(off.technical_name, search)
        self.assertIn(f"group_{group.technical_name}", search)
        with self.assertRaisesRegex(UserError, "备用"):
            self.customer.sudo().export_data(["name", off.technical_name])
        self.customer.sudo().export_data(["name", on.technical_name])

    def test_amounts_are_added_up(self):
        """CU-7: money is a measure, in the currency of the customer's company."""
        name = self._add_field("年采购额", "monetary").technical_name
        self.customer[name] = 100.5
        described = self.env["res.partner"].fields_get([name])[name]
        self.assertEqual(described["aggregator"], "sum")
        self.assertEqual(described["currency_field"], "customer_currency_id")
        other = self._create_customer(**{name: 20})
        [row] = self.env["res.partner"].formatted_read_group(
            [("id", "in", (self.customer | other).ids)],
            [],
            [f"{name}:sum", "customer_currency_id:array_agg_distinct"],
        )
        self.assertEqual(row[f"{name}:sum"], 120.5)
        self.assertEqual(
            row["customer_currency_id:array_agg_distinct"],
            self.env.company.currency_id.ids,
        )
