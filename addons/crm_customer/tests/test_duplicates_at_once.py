import uuid

from stdnum.cn import uscc

from odoo import api
from odoo.exceptions import ValidationError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestDuplicatesAtOnce(TransactionCase):
    """CU-4 forbid and CU-2 unique hold when two people save at the same instant.

    Cursors of their own that commit: one request has looked at the database, the
    other saves and commits, then the first saves, as the web server would run it.
    """

    def setUp(self):
        super().setUp()
        self.created = []
        # another run that was killed may have left its rows
        self.run_id = uuid.uuid4().hex[:8]
        self.addCleanup(self._remove_created)

    def _remove_created(self):
        with self.registry.cursor() as cr:
            ledger = SQL(
                "DELETE FROM crm_pool_log WHERE partner_id = ANY(%s)", self.created
            )
            if "crm.pool.log" in self.env:
                cr.execute(ledger)
            cr.execute(SQL("DELETE FROM res_partner WHERE id = ANY(%s)", self.created))

    def _make_code(self):
        """Return a valid credit code that no other run has used."""
        body = f"91110000MA{int(self.run_id, 16) % 10**7:07d}"
        return body + uscc.calc_check_digit(f"{body}0")

    def _make_env(self, cr):
        return api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

    def _save(self, vals, meanwhile=None):
        """Create in a request of its own; ``meanwhile`` runs after its first look."""
        pending = [meanwhile] if meanwhile else []
        with self.registry.cursor() as cr:
            env = self._make_env(cr)

            def request():
                cr.execute("SELECT 1 FROM crm_duplicate_key LIMIT 1")
                if pending:
                    pending.pop()()
                return env["res.partner"].create(vals).id

            self.created.append(retrying(request, env))
        return self.created[-1]

    def _assert_loser(self, vals, sentence):
        winner = {**vals, "name": f"Winner {self.run_id}"}
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            self.assertRaises(ValidationError) as caught,
        ):
            self._save(vals, meanwhile=lambda: self._save(winner))
        message = str(caught.exception)
        self.assertIn(sentence, message)
        self.assertNotIn("crm_duplicate_key", message, "no raw SQL")
        self.assertNotIn("res_partner", message, "no raw SQL")
        self.assertEqual(len(self.created), 1, "one of them is saved")

    def test_same_credit_code(self):
        self._assert_loser(
            {
                "name": f"Loser {self.run_id}",
                "customer_state": "potential",
                "vat": self._make_code(),
            },
            "exists already",
        )

    def test_same_typed_customer_code(self):
        self._assert_loser(
            {
                "name": f"Loser {self.run_id}",
                "customer_state": "potential",
                "customer_code": f"AT-ONCE-{self.run_id}",
            },
            "customer code",
        )

    def test_contacts_added_at_once_get_different_codes(self):
        firm = self._save(
            {
                "name": f"Firm {self.run_id}",
                "customer_state": "potential",
                "is_company": True,
            }
        )
        contact = {"name": "王芳", "parent_id": firm}
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            self._save(contact, meanwhile=lambda: self._save(contact))
        contacts = [id_ for id_ in self.created if id_ != firm]
        with self.registry.cursor() as cr:
            env = self._make_env(cr)
            codes = env["res.partner"].browse(contacts).mapped("customer_code")
        self.assertEqual(len(set(codes)), 2, codes)
