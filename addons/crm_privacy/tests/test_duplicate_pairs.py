from odoo.exceptions import AccessError
from odoo.tests import tagged

from .guard_common import GuardCase


@tagged("post_install", "-at_install")
class TestDuplicatePairs(GuardCase):
    """CU-5, NF-S: who does not see both sides of a pair learns nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entry = cls.env["res.partner"].with_context(ignore_duplicates=True)
        values = {"is_company": True, "customer_state": "potential"}
        twin = {**values, "name": "Own Customer Ltd", "email": cls.customer.email}
        cls.twin = entry.create(twin)
        cls._hand_over(cls.twin, cls.amy)
        cls.env["crm.duplicate.pair"]._refresh()
        pairs = cls.env["crm.duplicate.pair"].search(
            [("second_id", "=", cls.twin.id)], order="first_id"
        )
        cls.hidden, cls.seen = pairs.sorted(lambda p: p.first_id == cls.own)

    def test_pairs_are_as_expected(self):
        self.assertEqual(self.hidden.first_id, self.customer)
        self.assertEqual(self.seen.first_id, self.own)

    def test_hidden_side_hides_the_pair(self):
        pairs = self._as_amy(self.hidden | self.seen)
        domain = [("id", "in", pairs.ids)]
        self.assertEqual(pairs.search(domain), self._as_amy(self.seen))
        self.assertEqual(pairs.search_count(domain), 1)
        [group] = pairs.formatted_read_group(domain, [], ["__count"])
        self.assertEqual(group["__count"], 1)
        found = pairs.web_search_read(domain, {"first_id": {"fields": {"name": {}}}})
        self.assertNoMark(found)
        for call in (
            lambda p: p.read(["first_id", "reasons"]),
            lambda p: p.web_read({"first_id": {}}),
            lambda p: p.action_different(),
            lambda p: p.action_suspect(),
        ):
            with self.assertRaises(AccessError) as caught:
                call(self._as_amy(self.hidden))
            self.assertNoMark(caught.exception)
        self.assertEqual(self.hidden.state, "suspected")

    def test_owner_of_both_decides(self):
        self._as_amy(self.seen).action_different()
        self.assertEqual(self.seen.state, "different")

    def test_supervisor_sees_all(self):
        pairs = (self.hidden | self.seen).with_user(self.boss)
        self.assertEqual(pairs.search([("id", "in", pairs.ids)]), pairs)
