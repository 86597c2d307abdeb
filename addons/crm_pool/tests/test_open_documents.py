from odoo.tests import tagged

from .common import PoolCase

TODO = "mail.mail_activity_data_todo"


@tagged("post_install", "-at_install")
class TestOpenDocuments(PoolCase):
    """PO-10: what becomes of that which hangs on a customer."""

    def _customer(self, user=None):
        owner = user or self.amy
        customer = self._create_customers(1, "held", owner)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        records = {
            "lead": self._create_lead(customer, owner),
            "contact_lead": self._create_lead(contact, owner),
            "colleagues": self._create_lead(customer, self.ben),
            "quotation": self._create_order(contact, owner),
            "order": self._create_order(customer, owner),
        }
        product = self.env["product.product"].create({"name": "Pump"})
        records["order"].order_line = [(0, 0, {"product_id": product.id})]
        records["order"].action_confirm()
        for record in (customer, contact, records["lead"], records["quotation"]):
            record.activity_schedule(TODO, user_id=owner.id)
        return customer, records

    def _create_lead(self, partner, user):
        return self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": user.id,
                "company_id": self.company.id,
            }
        )

    def _create_order(self, partner, user):
        orders = self.env["sale.order"].with_company(self.company)
        return orders.create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "company_id": self.company.id,
            }
        )

    def _give_up(self, name, customer):
        if name == "return":
            return customer.with_user(self.amy).action_pool_return("No demand")
        if name == "recall":
            return customer.with_user(self.leader).action_pool_recall("Neglected")
        if name == "bin":
            return customer.with_user(self.amy).action_pool_bin("Closed")
        if name == "unprotect":
            customer.with_user(self.amy).action_pool_protect()
            return customer.with_user(self.amy).action_pool_unprotect()
        self._age(customer, claimed_at=40, last_order_at=40)
        return customer._pool_reclaim(self.now)

    def _todo(self, user, record):
        self.env.invalidate_all()
        return record.activity_ids.filtered(lambda activity: activity.user_id == user)

    def test_closed_where_the_pool_says_so(self):
        """Opportunities lost, quotations cancelled, activities done, with reason."""
        self.pool.open_documents = "close"
        self._create_rule("interval", 5)
        reason = self.env.ref("crm_pool.lost_reason_reclaimed")
        for name in ("return", "recall", "bin", "unprotect", "reclaim"):
            customer, records = self._customer()
            activities = (
                records["lead"].activity_ids | records["quotation"].activity_ids
            )
            with self.subTest(move=name):
                self._give_up(name, customer)
                self.env.invalidate_all()
                self.assertNotEqual(customer.pool_place, "held")
                for lead in (records["lead"], records["contact_lead"]):
                    self.assertEqual((lead.won_status, lead.active), ("lost", False))
                    self.assertEqual(lead.lost_reason_id, reason)
                    self.assertFalse(lead.user_id)
                self.assertEqual(records["quotation"].state, "cancel")
                self.assertFalse(records["quotation"].user_id)
                self.assertEqual(len(activities), 2)
                self.assertEqual(set(activities.mapped("active")), {False})
                self.assertIn("reclaimed", activities[0].feedback)
                order = records["order"]
                self.assertEqual((order.state, order.user_id), ("sale", self.amy))
                colleague = records["colleagues"]
                self.assertEqual(
                    (colleague.active, colleague.user_id), (True, self.ben)
                )

    def test_undo_opens_what_was_closed(self):
        """NF-U, PO-10: all is as if the owner had never lost the customer."""
        self.pool.open_documents = "close"
        names = {
            "crm.lead": [
                *("user_id", "active", "won_status", "lost_reason_id"),
                *("probability", "automated_probability", "date_closed"),
            ],
            "sale.order": ["user_id", "state"],
            "mail.activity": ["user_id", "active", "feedback", "date_done"],
        }

        def read(records):
            self.env.invalidate_all()
            return [record.read(names[record._name]) for record in records]

        for move, user in (
            ("return", self.amy),
            ("recall", self.leader),
            ("bin", self.amy),
        ):
            with self.subTest(move=move):
                customer, records = self._customer()
                found = [*records.values()]
                for record in (customer, customer.child_ids, *records.values()):
                    found += record.activity_ids
                before = read(found)
                self.assertEqual(len(found), 9)
                self._give_up(move, customer)
                self.assertNotEqual(read(found), before)
                answer = customer.with_user(user).action_pool_undo()
                self.assertEqual(answer["done"], customer.ids)
                self.assertEqual(read(found), before)
                self.assertLedgerTrue(customer)

    def test_undo_gives_back_what_there_was_to_do(self):
        """NF-U: where documents wait for the next owner too; what was done before
        stays done."""
        customer, records = self._customer()
        done = customer.activity_schedule(TODO, user_id=self.amy.id)
        done.action_done()
        self._give_up("return", customer)
        customer.with_user(self.amy).action_pool_undo()
        for record in (customer, records["lead"], records["quotation"]):
            self.assertEqual(len(self._todo(self.amy, record)), 1, record)
        self.assertEqual(records["lead"].user_id, self.amy)

    def test_undo_leaves_what_somebody_changed_since(self):
        """NF-U: a colleague's decision in between holds."""
        self.pool.open_documents = "close"
        customer, records = self._customer()
        lead = records["lead"]
        self._give_up("recall", customer)
        self.env.invalidate_all()
        lead.name = "Lost for another reason"
        self.env.flush_all()
        # Somebody else's transaction is of another time.
        self.env.cr.execute(
            "UPDATE crm_lead SET write_date = write_date + interval '5 seconds'"
            " WHERE id = %s",
            lead.ids,
        )
        customer.with_user(self.leader).action_pool_undo()
        self.env.invalidate_all()
        self.assertEqual((lead.won_status, lead.active), ("lost", False))
        self.assertFalse(lead.activity_ids)
        self.assertEqual(records["contact_lead"].won_status, "pending")
        self.assertEqual(records["quotation"].state, "draft")

    def test_undo_tells_the_deadline_from_what_is_open_again(self):
        """PO-9: an opportunity that spares a customer does so after an undo too."""
        self.pool.open_documents = "close"
        self._create_rule("interval", 5, spare_opportunity=True)
        customer, _records = self._customer()
        customer._pool_refresh_deadlines()
        before = customer.reclaim_at
        self._give_up("return", customer)
        customer.with_user(self.amy).action_pool_undo()
        self.env.invalidate_all()
        self.assertEqual(customer.reclaim_at, before)

    def test_otherwise_they_wait_for_the_next_owner(self):
        customer, records = self._customer()
        self._give_up("return", customer)
        self.env.invalidate_all()
        self.assertEqual(records["lead"].won_status, "pending")
        self.assertEqual(records["quotation"].state, "draft")
        self.assertFalse(records["lead"].user_id or records["quotation"].user_id)
        self._window(self.ben, customer).action_claim()
        self.env.invalidate_all()
        self.assertEqual(records["lead"].user_id, self.ben)
        self.assertEqual(records["quotation"].user_id, self.ben)

    def test_transfer_hands_everything_over(self):
        """To the new owner, whatever the pool says: nothing stays with the old one."""
        self.pool.open_documents = "close"
        customer, records = self._customer()
        customer.with_user(self.supervisor).action_pool_transfer(self.ben.id, "Region")
        self.env.invalidate_all()
        for name in ("lead", "contact_lead", "quotation"):
            self.assertEqual(records[name].user_id, self.ben, name)
        self.assertEqual(records["lead"].won_status, "pending")
        for record in (
            customer,
            customer.child_ids,
            records["lead"],
            records["quotation"],
        ):
            with self.subTest(record=record):
                self.assertFalse(self._todo(self.amy, record))
                self.assertEqual(len(self._todo(self.ben, record)), 1)
        customer.with_user(self.supervisor).action_pool_undo()
        self.assertEqual(len(self._todo(self.amy, records["lead"])), 1)
        self.assertEqual(records["lead"].user_id, self.amy)

    def test_merging_closes_nothing(self):
        self.pool.open_documents = "close"
        customer, records = self._customer()
        into = self._create_customers(1, "held", self.ben)
        customer.with_user(self.supervisor).action_pool_merge(into.id)
        self.env.invalidate_all()
        self.assertEqual(records["lead"].won_status, "pending")
        self.assertEqual(records["lead"].user_id, self.ben)

    def test_sets_not_rows(self):
        """Design 3: as many statements for twenty customers as for two."""
        self.pool.open_documents = "close"
        self.pool.capacity = 100

        def count(number):
            customers = self._create_customers(number, "held", self.amy)
            for customer in customers:
                self._create_lead(customer, self.amy)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            customers.sudo()._pool_move("recall", self.now, reason="Why")
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(20))
