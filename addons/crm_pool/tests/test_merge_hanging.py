from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.keys import KEY, given_keys

from .common import PoolCase

ID_NUMBER = "110101199003076536"


@tagged("post_install", "-at_install")
class TestMergeHanging(PoolCase):
    """CU-5 "nothing of ours is lost": what hangs on customers that become one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_rule("interval", 30)
        cls.last_day = fields.Date.add(fields.Date.today(), days=40)

    def _merge(self, away, into, owner=None):
        away.with_user(self.supervisor).action_pool_merge(into.id, owner and owner.id)
        self.env.flush_all()
        self.env.invalidate_all()

    def _request(self, customer):
        self.pool.claim_mode = "approval"
        self._window(self.ben, customer).action_request("Please")
        return customer._pool_open_requests()

    def _extension(self, customer):
        answer = customer.with_user(customer.user_id).action_pool_extend(
            self.last_day, "Trial runs"
        )
        self.assertTrue(answer["done"], answer)
        return self.env["crm.pool.extension"].search(
            [("partner_id", "=", customer.id)], order="id desc", limit=1
        )

    def test_requests_for_what_stays_in_the_pool_stay_open(self):
        """PO-5: the customer that remains is still to be had, the other is not."""
        into, away = self._create_customers(2)
        kept, gone = self._request(into), self._request(away)
        self._merge(away, into)
        self.assertEqual((kept.state, gone.state), ("asked", "lapsed"))
        kept.with_user(self.manager).action_approve()
        self.env.invalidate_all()
        self.assertEqual((into.user_id, kept.state), (self.ben, "approved"))

    def test_requests_for_what_gets_an_owner_are_refused(self):
        into = self._create_customers(1)
        away = self._create_customers(1, "held", self.amy)
        request = self._request(into)
        self._merge(away, into, self.amy)
        self.assertEqual((into.user_id, request.state), (self.amy, "refused"))

    def test_request_for_what_becomes_a_held_one_lapses(self):
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1)
        request = self._request(away)
        self._merge(away, into)
        self.assertEqual(request.state, "lapsed")
        self.assertTrue(request.display_name)

    def test_the_extension_of_who_goes_on_stays_asked(self):
        """PO-16: his holding goes on, and what he asked for with it."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1, "held", self.ben)
        kept, gone = self._extension(into), self._extension(away)
        self._merge(away, into)
        self.assertEqual((kept.state, gone.state), ("asked", "lapsed"))
        kept.with_user(self.manager).action_approve()
        self.env.invalidate_all()
        self.assertEqual(kept.state, "approved")
        self.assertTrue(into.extended_until)
        self.assertGreaterEqual(into.reclaim_at, into.extended_until)

    def test_an_extension_granted_goes_along(self):
        """PO-16: with the holding in which it was granted."""
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1, "held", self.ben)
        self._extension(away).with_user(self.manager).action_approve()
        until = away.extended_until
        self._merge(away, into, self.ben)
        self.assertEqual((into.user_id, into.extended_until), (self.ben, until))
        self.assertGreaterEqual(into.reclaim_at, until)

    def test_an_extension_of_another_holding_does_not_come(self):
        into = self._create_customers(1, "held", self.amy)
        away = self._create_customers(1, "held", self.ben)
        self._extension(away).with_user(self.manager).action_approve()
        self._merge(away, into)
        self.assertFalse(into.extended_until)

    def test_a_rest_goes_along(self):
        """PO-18: whoever asked to be left in peace has not become somebody else."""
        for place, user in (("public", None), ("held", self.amy)):
            into, away = self._create_customers(2, place, user)
            away.with_user(self.supervisor).action_pool_rest(self.last_day, "Asked")
            until = away.rest_until
            with self.subTest(place=place):
                self._merge(away, into)
                self.assertEqual(into.rest_until, until)
                self.assertTrue(into.is_resting)
                into.with_user(self.supervisor).action_pool_unrest()
                self.env.invalidate_all()
                self.assertFalse(into.is_resting)

    def test_the_longer_rest_counts(self):
        into, away = self._create_customers(2)
        earlier = fields.Date.subtract(self.last_day, days=10)
        into.with_user(self.supervisor).action_pool_rest(self.last_day, "Asked")
        away.with_user(self.supervisor).action_pool_rest(earlier, "Asked")
        until = into.rest_until
        self._merge(away, into)
        self.assertEqual(into.rest_until, until)

    def test_an_encrypted_number_comes_along_whole(self):
        """CU-9: not its mask, and searched as before."""
        with given_keys(KEY):
            into, away = self._create_customers(2)
            away.id_number = ID_NUMBER
            self._merge(away, into)
            plain = into._fields["id_number"].get_plain(into)
            self.assertEqual(plain, ID_NUMBER)
            found = into.search([("id_number", "=", ID_NUMBER)])
            self.assertEqual(found, into)

    def test_an_encrypted_number_is_not_replaced(self):
        with given_keys(KEY):
            into, away = self._create_customers(2)
            into.id_number = ID_NUMBER
            away.id_number = "110101199003075613"
            self._merge(away, into)
            plain = into._fields["id_number"].get_plain(into)
            self.assertEqual(plain, ID_NUMBER)

    def test_a_merge_without_the_key_loses_nothing(self):
        """CU-9: a missing key never overwrites data."""
        with given_keys(KEY):
            into, away = self._create_customers(2)
            into.id_number = ID_NUMBER
            self.env.flush_all()
            self.env.invalidate_all()
        with given_keys(), self.assertRaisesRegex(UserError, "encryption key"):
            with self.env.cr.savepoint():
                self._merge(away, into)
        self.assertTrue(away.exists())
        with given_keys(KEY):
            self.env.invalidate_all()
            plain = into._fields["id_number"].get_plain(into)
            self.assertEqual(plain, ID_NUMBER)
