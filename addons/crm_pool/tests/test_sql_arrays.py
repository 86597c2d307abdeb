import json
from datetime import date, datetime

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_pool.models.sql_arrays import sql_array

ARRAYS = {
    "int": [3, None, 1, -5],
    "bool": [True, None, False],
    "float": [0.1, None, 2.0],
    "date": [date(2026, 2, 28), None],
    "timestamp": [datetime(2026, 2, 28, 23, 59, 59), None, datetime(2026, 1, 1)],
    "text": ["", "null", "NULL", 'a "b"', "c\\d\\n", "e\nf,{g}", "公海", " ", None],
    "jsonb": [{"since": None, "name": 'a "b"\\'}, None],
}


@tagged("post_install", "-at_install")
class TestSqlArrays(TransactionCase):
    def test_the_server_reads_what_was_given(self):
        """Values of every kind that the gate sends come back as they were."""
        for kind, values in ARRAYS.items():
            with self.subTest(kind=kind):
                [[read]] = self.env.execute_query(
                    SQL("SELECT %s", sql_array(kind, self._sent(values)))
                )
                self.assertEqual(read, values)

    def test_no_values_are_an_empty_array(self):
        [[read]] = self.env.execute_query(SQL("SELECT %s", sql_array("int", [])))
        self.assertEqual(read, [])

    def _sent(self, values):
        return [
            json.dumps(value) if isinstance(value, dict) else value for value in values
        ]
