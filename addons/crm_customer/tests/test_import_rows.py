from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .import_common import ImportCommon
from .import_rows import TITLES, make_row, make_rows


@tagged("post_install", "-at_install")
class TestImportRows(ImportCommon):
    """CU-8: good rows go in, bad ones are refused with row, field and reason."""

    def test_good_row_makes_customer_and_contact(self):
        result = self.import_rows(
            [
                make_row(
                    1,
                    客户类型="企业",
                    分类="代理商",
                    区域="华南",
                    来源="展会",
                    行业="物流",
                    等级="B",
                    注册资本="1,283万元",
                )
            ]
        )
        self.assertEqual(result["messages"], [])
        customer = self.env["res.partner"].browse(result["ids"])
        ref = self.env.ref
        self.assertRecordValues(
            customer,
            [
                {
                    "is_company": True,
                    "customer_state": "potential",
                    "customer_id": customer.id,
                    "customer_category_id": ref(
                        "crm_customer.dictionary_category_agent"
                    ).id,
                    "customer_level_id": ref("crm_customer.dictionary_level_b").id,
                    "region_id": ref("crm_customer.region_south").id,
                    "source_id": ref("crm_customer.source_exhibition").id,
                    "industry_id": ref("base.res_partner_industry_H").id,
                    "phone": "0571-80000001",
                    "mobile": False,
                    "email": False,
                    "registered_capital": 12_830_000,
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertTrue(customer.customer_code)
        self.assertRecordValues(
            customer.child_ids,
            [
                {
                    "type": "contact",
                    "is_company": False,
                    "customer_state": False,
                    "customer_id": customer.id,
                    "mobile": "13800000001",
                    "email": "c1@example.com",
                    "qq": "100000001",
                    "street": customer.street,
                    "vat": customer.vat,
                    "industry_id": customer.industry_id.id,
                    "company_id": customer.company_id.id,
                }
            ],
        )

    def test_person_without_contact_keeps_the_values(self):
        result = self.import_rows([make_row(2, 客户类型="个人", 联系人="")])
        customer = self.env["res.partner"].browse(result["ids"])
        self.assertFalse(customer.is_company)
        self.assertFalse(customer.child_ids)
        self.assertEqual(customer.mobile, "13800000002")
        self.assertEqual(customer.email, "c2@example.com")

    def test_bad_rows_are_refused_and_the_rest_goes_in(self):
        rows = make_rows(9)
        rows[1]["手机"] = "1380013"
        rows[2]["邮箱"] = "张三@"
        rows[3]["统一社会信用代码"] = rows[3]["统一社会信用代码"][:-1] + "I"
        rows[4]["客户名称"] = "   "
        rows[5]["分类"] = "没有的分类"
        rows[6]["注册资本"] = "很多"
        rows[7]["统一社会信用代码"] = rows[0]["统一社会信用代码"]
        result = self.import_rows(rows, titles=TITLES)
        self.assertEqual(
            self.get_refused(result),
            {
                3: ["child_ids/mobile"],
                4: ["child_ids/email"],
                5: ["vat"],
                6: ["name"],
                7: ["customer_category_id"],
                8: ["registered_capital"],
                9: ["vat"],
            },
        )
        self.assertEqual(len(result["ids"]), 2)
        by_row = {message["row"]: message for message in result["messages"]}
        self.assertIn("row 2", by_row[9]["message"], "names the earlier row")
        self.assertEqual(by_row[3]["value"], "1380013")
        self.assertEqual(by_row[3]["field_name"], "手机", "the title in the file")

    def test_numbers_that_spreadsheets_have_spoilt(self):
        rows = [
            make_row(1, 手机=13800000001.0),
            make_row(2, 手机="13800000002.0"),
            make_row(3, 手机="1.38E+10"),
        ]
        result = self.import_rows(rows, titles=TITLES)
        self.assertEqual(self.get_refused(result), {4: ["child_ids/mobile"]})
        self.assertIn("shortened", result["messages"][0]["message"])
        contacts = self.env["res.partner"].browse(result["ids"]).child_ids
        self.assertEqual(contacts.mapped("mobile"), ["13800000001", "13800000002"])

    def test_equal_rows_and_equal_files_add_nothing(self):
        rows = [{"客户名称": "甲公司", "地址": "一号"}, {"客户名称": "乙公司"}]
        result = self.import_rows([*rows, {"客户名称": " 甲公司 ", "地址": "一号"}])
        self.assertEqual(self.get_refused(result), {4: ["name"]})
        self.assertIn("row 2", result["messages"][0]["message"])
        again = self.import_rows(rows, self.seller)
        self.assertFalse(again["ids"])
        self.assertEqual(set(self.get_refused(again)), {2, 3})

    def test_rows_with_warnings_go_in_and_are_listed(self):
        rows = [
            {"客户名称": "华信科技有限公司", "地址": "一号"},
            {"客户名称": "華信科技股份有限公司", "地址": "二号"},
        ]
        result = self.import_rows(rows)
        self.assertEqual(len(result["ids"]), 2)
        self.assertEqual(result["messages"][0]["type"], "warning")
        report = self.get_report(result)
        self.assertEqual(report.warned_count, 1)
        self.assertEqual(report.warned_line_ids.row, 3)

    def test_contact_is_compared_as_the_firm(self):
        rule = self.env.ref("crm_customer.entry_rule_mobile", False)
        rule = rule or self.env["crm.entry.rule"].search(
            [("field_name", "=", "mobile")], limit=1
        )
        rule.duplicates = "forbid"
        self.import_rows([make_row(1)])
        result = self.import_rows([make_row(5, 手机="+86 138 0000 0001")])
        self.assertEqual(self.get_refused(result), {2: ["child_ids/mobile"]})

    def test_unknown_words_are_added_for_the_administrator_alone(self):
        row = make_row(1, 分类="新的分类", 来源="抖音")
        for user, added in ((self.manager, False), (self.admin, True)):
            with self.subTest(user=user.login):
                result = self.import_rows([row], user, add_unknown_values=True)
                self.assertEqual(bool(result["ids"]), added)
        customer = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(customer.customer_category_id.name, "新的分类")
        self.assertEqual(customer.customer_category_id.kind, "category")
        self.assertEqual(customer.source_id.display_name, "抖音")

    def test_test_run_says_the_same_and_writes_nothing(self):
        rows = make_rows(6)
        rows[2]["手机"] = "1380013"
        rows[3]["分类"] = "新的分类"
        counted = ("res.partner", "crm.import", "crm.dictionary.item")
        before = [self.env[model].search_count([]) for model in counted]
        test = self.import_rows(
            rows, self.admin, dryrun=True, titles=TITLES, add_unknown_values=True
        )
        self.assertEqual(
            [self.env[model].search_count([]) for model in counted], before
        )
        real = self.import_rows(
            rows, self.admin, titles=TITLES, add_unknown_values=True
        )
        self.assertEqual(test["messages"], real["messages"])
        self.assertEqual(len(test["ids"]), len(real["ids"]))

    def test_owner_pool_place_and_deadline_are_refused(self):
        for title in ("负责人", "Salesperson", "公海", "回收时间", "保护期"):
            with self.subTest(title=title):
                result = self.import_rows([make_row(1, **{title: "王强"})], self.seller)
                self.assertFalse(result["ids"])
                self.assertIn(title, result["messages"][0]["message"])
                self.assertIn("moves", result["messages"][0]["message"])

    def test_two_columns_for_one_field_and_none_for_the_name(self):
        screen, _preview = self.upload(
            ("客户名称,手机,手机\n甲,13800000001,13800000002\n").encode(),
            file_name="a.csv",
        )
        options = {"has_headers": True, "quoting": '"'}
        for fields, words in (
            (["name", "mobile", "mobile"], "same field"),
            ([False, "mobile", False], "customer's name"),
            (["name", "mobile"], "2 were expected"),
            (["name", "mobile", "signup_type"], "cannot be imported"),
        ):
            with self.subTest(fields=fields):
                result = screen.execute_import(fields, [""] * 3, dict(options))
                self.assertFalse(result["ids"])
                self.assertIn(words, result["messages"][0]["message"])

    def test_formula_stays_text_in_the_record_and_in_an_export(self):
        result = self.import_rows([make_row(1, 法人代表="=1+1")])
        customer = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(customer.legal_representative, "=1+1")

    def test_row_that_the_database_refuses_leaves_the_others_alone(self):
        """A constraint that the entry rules do not know refuses its row alone."""
        partner_class = self.env.registry["res.partner"]
        create = partner_class._create
        message = "No third one."

        def refuse_third(model, data_list):
            if any("第3" in (d["stored"].get("name") or "") for d in data_list):
                raise UserError(message)
            return create(model, data_list)

        self.patch(partner_class, "_create", refuse_third)
        result = self.import_rows(make_rows(6))
        self.assertEqual(list(self.get_refused(result)), [4])
        self.assertEqual(len(result["ids"]), 5)
        self.assertEqual(self.get_report(result).created_count, 5)

    def test_who_may_not_create_may_not_import(self):
        reader = new_test_user(self.env, "import_reader", "base.group_user")
        with self.assertRaises(AccessError):
            self.import_rows(make_rows(1), reader)

    def test_the_client_s_batches_are_one_import(self):
        """The client cuts a file into batches; the server takes it in one."""
        result = self.import_rows(make_rows(5), limit=2)
        self.assertEqual(len(result["ids"]), 5)
        self.assertFalse(result["nextrow"])


@tagged("post_install", "-at_install")
class TestImportOthers(ImportCommon):
    """Contacts of no customer are imported by core, as before."""

    def test_plain_partners_go_the_core_way(self):
        screen = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": b"Name,Email\nAcme,a@example.com\n",
                "file_type": "text/csv",
            }
        )
        options = {"has_headers": True, "quoting": '"'}
        result = screen.execute_import(["name", "email"], ["name", "email"], options)
        self.assertFalse(result["messages"])
        partner = self.env["res.partner"].browse(result["ids"])
        self.assertFalse(partner.customer_state)
        self.assertFalse(
            self.env["crm.import.line"].search([("partner_id", "=", partner.id)])
        )

    def test_customer_columns_make_customers_without_the_list(self):
        screen = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": "客户名称,分类\n甲公司,潜在客户\n".encode(),
                "file_type": "text/csv",
            }
        )
        options = {"has_headers": True, "quoting": '"'}
        result = screen.execute_import(
            ["name", "customer_category_id"], ["客户名称", "分类"], options
        )
        customer = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(customer.customer_state, "potential")
