from odoo.fields import Command
from odoo.tests import tagged, warmup

from .common import CustomerCommon, make_credit_code


@tagged("post_install", "-at_install")
class TestPerformance(CustomerCommon):
    """Cost of entry: nothing is asked of the database row by row."""

    def _prepare_rows(self, count, prefix):
        return [
            {
                "name": f"{prefix}{number}有限公司",
                "customer_state": "potential",
                "is_company": True,
                "vat": make_credit_code(),
                "mobile": f"1380013{number:04d}",
                "child_ids": [Command.create({"name": "王芳", "qq": f"1{number:06d}"})],
            }
            for number in range(count)
        ]

    def _count_queries(self, rows):
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env["res.partner"].create(rows)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _count_plain_queries(self, rows):
        plain = [
            {
                "name": f"stock {row['name']}",
                "is_company": True,
                "phone": row["mobile"],
                "child_ids": [Command.create({"name": "王芳"})],
            }
            for row in rows
        ]
        return self._count_queries(plain)

    @warmup
    def test_entry_asks_a_fixed_number_of_questions(self):
        """What ours adds to core's queries does not grow with the rows."""
        for name in ("mobile", "phone", "email", "qq", "wechat"):
            self._get_rule(name).duplicates = "warn"
        self._count_queries(self._prepare_rows(3, "warm"))
        self._count_plain_queries(self._prepare_rows(3, "warm plain"))
        added = []
        for count, prefix in ((5, "few"), (50, "many")):
            rows = self._prepare_rows(count, f"{prefix}甲")
            for row in rows:
                row["mobile"] = f"139{count:02d}{row['mobile'][5:]}"[:11]
                contact = row["child_ids"][0][2]
                contact["qq"] = f"{count}{contact['qq']}"
            added.append(
                self._count_queries(rows)
                - self._count_plain_queries(self._prepare_rows(count, prefix))
            )
        self.assertLessEqual(added[1], added[0] + 5)
        self.assertLess(added[0], 40)

    @warmup
    def test_duplicates_of_all_fields_are_one_statement(self):
        for name in ("mobile", "phone", "email", "qq", "wechat", "fax", "website"):
            self._get_rule(name).duplicates = "warn"
        keys = self.env["crm.duplicate.key"]
        company = self.env.company.id
        wanted = [(company, kind, "x", None, None) for kind in keys._get_kept_kinds()]
        self.assertGreater(len(wanted), 7)
        keys.flush_model()
        with self.assertQueryCount(1):
            keys._find(wanted)

    def test_other_writes_are_not_looked_at(self):
        """CU-4: never on moves, nor on any field without a rule."""
        partners = self.env["res.partner"]
        self.assertFalse(partners._touches_entry({"color": 1, "user_id": 1}))
        self.assertTrue(partners._touches_entry({"ref": "x", "mobile": "1"}))

    def test_no_trigram_index_stands_on_partners(self):
        """NF-P: what a move costs is decided by the indexes that it touches."""
        self.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'res_partner'"
            "   AND (indexdef LIKE '%gin%' OR indexdef LIKE '%regexp_replace%')"
        )
        self.assertEqual(self.cr.fetchall(), [])
