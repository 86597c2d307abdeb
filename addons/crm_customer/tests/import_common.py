from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

from .import_rows import make_workbook


class ImportCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "import_manager",
            "base.group_user,sales_team.group_sale_manager",
        )
        cls.seller = new_test_user(
            cls.env, "import_seller", "base.group_user,sales_team.group_sale_salesman"
        )
        cls.other = new_test_user(
            cls.env, "import_other", "base.group_user,sales_team.group_sale_salesman"
        )
        cls.admin = new_test_user(
            cls.env,
            "import_admin",
            "base.group_user,sales_team.group_sale_manager,"
            "crm_customer.group_customer_admin",
        )

        # what an addon above asks of those who import
        right = cls.env.ref("crm_privacy.group_operation_import", False)
        if right:
            (cls.seller | cls.other).group_ids += right

    def upload(self, data, user=None, file_name="customers.xlsx", **options):
        """Return the import screen's record and what it proposes for the file."""
        screen = (
            self.env["base_import.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "res_model": "res.partner",
                    "file": data,
                    "file_name": file_name,
                    "file_type": "text/csv" if file_name.endswith("csv") else False,
                    "for_customers": True,
                }
            )
        )
        options = {"has_headers": True, "quoting": '"', **options}
        return screen, screen.parse_preview(options)

    def run_import(self, data, user=None, dryrun=False, **options):
        """Import a file as the web client does it, with the columns it proposes."""
        screen, preview = self.upload(data, user, **options)
        self.assertNotIn("error", preview, preview.get("error"))
        matches = preview["matches"] or {}
        fields = [
            "/".join(matches[index]) if index in matches else False
            for index in range(len(preview["headers"]))
        ]
        return screen.execute_import(
            fields,
            [title.strip().lower() for title in preview["headers"]],
            {**preview["options"], "limit": 2000, "skip": 0},
            dryrun=dryrun,
        )

    def import_rows(self, rows, user=None, dryrun=False, titles=None, **options):
        return self.run_import(
            make_workbook(rows, titles), user, dryrun=dryrun, **options
        )

    def get_refused(self, result):
        """Return ``{row: [field, …]}`` of the errors that an import answers."""
        refused = {}
        for message in result["messages"]:
            if message["type"] == "error":
                refused.setdefault(message["row"], []).append(message["field"])
        return refused

    def get_report(self, result):
        return self.env["crm.import"].browse(result["customer_import"]["report_id"])
