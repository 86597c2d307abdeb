from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PoolCase


@tagged("post_install", "-at_install")
class TestOldOwner(PoolCase):
    """Security row 30: whoever lost a customer neither reads nor posts any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customers(1, "held", cls.amy)
        cls.product = cls.env["product.product"].create({"name": "Pump"})
        cls.quotation = cls._create_order()
        cls.order = cls._create_order()
        cls.order.action_confirm()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Chance",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.amy.id,
                "company_id": cls.company.id,
            }
        )
        for record in (cls.customer, cls.quotation, cls.lead, cls.order):
            record.message_subscribe(cls.amy.partner_id.ids)
            record.activity_schedule("mail.mail_activity_data_todo", user_id=cls.amy.id)
        cls.note = cls.customer.message_post(
            body="secret", partner_ids=cls.amy.partner_id.ids
        )

    @classmethod
    def _create_order(cls):
        return (
            cls.env["sale.order"]
            .with_company(cls.company)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "user_id": cls.amy.id,
                    "company_id": cls.company.id,
                    "order_line": [(0, 0, {"product_id": cls.product.id})],
                }
            )
        )

    def _give_back(self):
        self.env.flush_all()
        self.env.invalidate_all()
        result = self.customer.with_user(self.amy).action_pool_return("No demand")
        self.assertTrue(result["done"])
        self.env.invalidate_all()

    def _followers(self, record):
        return self.env["mail.followers"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_follows_nothing_but_own_closed_documents(self):
        self._give_back()
        for record in (self.customer, self.quotation, self.lead):
            with self.subTest(model=record._name):
                self.assertNotIn(
                    self.amy.partner_id, self._followers(record).partner_id
                )
                todo = record.activity_ids.filtered(lambda a: a.user_id == self.amy)
                self.assertFalse(todo)
        self.assertEqual(self.order.user_id, self.amy)
        self.assertIn(self.amy.partner_id, self._followers(self.order).partner_id)

    def test_neither_reads_nor_posts(self):
        written = self.customer.with_user(self.amy).message_post(body="my own note")
        self._give_back()
        for record in (self.customer, self.quotation, self.lead, self.note, written):
            with self.subTest(model=record._name):
                record = record.with_user(self.amy)
                self.assertFalse(record.search([("id", "=", record.id)]))
                with self.assertRaises(AccessError):
                    record.read(["display_name"])
        for record in (self.customer, self.lead):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.amy).message_post(body="still here")
        self.assertEqual(self.order.with_user(self.amy).state, "sale")

    def test_is_told_nothing_more(self):
        self._give_back()
        self.assertFalse(
            self.note.notification_ids.filtered(
                lambda n: n.res_partner_id == self.amy.partner_id
            )
        )
        later = self.customer.message_post(body="news", subtype_xmlid="mail.mt_comment")
        self.assertNotIn(self.amy.partner_id, later.notified_partner_ids)

    def test_known_addresses_go_stale(self):
        """The token in a link opens the document to whoever holds it."""
        tokens = {
            record: record._portal_ensure_token()
            for record in (self.order, self.quotation)
        }
        self._give_back()
        for record, token in tokens.items():
            self.assertNotEqual(record._portal_ensure_token(), token)

    def test_transfer_to_another_owner_leaves_nothing_behind(self):
        self.customer.with_user(self.supervisor).action_pool_recall("Mistake")
        self.customer.with_user(self.supervisor).action_pool_assign(self.ben.id)
        self.env.invalidate_all()
        self.assertEqual((self.lead | self.quotation.opportunity_id).user_id, self.ben)
        self.assertNotIn(self.amy.partner_id, self._followers(self.lead).partner_id)
