from collections import Counter


class DemoLeadsMixin:
    def test_leads_pool_tells_a_story(self):
        """PO-14, NF-R: some 40 leads, public and held, one member full; what became of
        the others stands in the ledger."""
        pool = self.env.ref("crm_suite.demo_pool_leads")
        logs = self.env["crm.pool.log"].search(
            [("company_id", "=", self.company.id), ("lead_id", "!=", False)]
        )
        self.assertEqual(len(logs.lead_id), 40)
        moves = Counter(logs.mapped("move"))
        for move in ("claim", "return", "reclaim", "convert", "lose"):
            self.assertTrue(moves[move], move)
        self.assertGreaterEqual(pool.public_count, 8)
        self.assertGreaterEqual(pool.held_count, 10)
        full = pool.member_ids.filtered(lambda m: m.held_count == m.capacity)
        self.assertEqual(full.user_id, self._user("sales2"))
        for member in pool.member_ids:
            self.assertLessEqual(member.held_count, member.capacity)
        self.assertFalse(
            [row for row in self.env["crm.pool.log"]._verify() if "lead_id" in row]
        )

    def test_sales_people_see_masked_leads(self):
        """PO-11, PO-14: the window shows what nobody holds, masked."""
        window = self.env["crm.pool.lead"].with_user(self._user("sales3"))
        public = window.search([("place", "=", "public")])
        self.assertTrue(public)
        self.assertTrue(all("****" in lead.mobile for lead in public))
        leads = self.env["crm.lead"].with_user(self._user("sales3"))
        self.assertFalse(leads.search([("pool_place", "=", "public")]))
