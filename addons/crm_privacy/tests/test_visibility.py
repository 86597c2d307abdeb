from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

SALESMAN = "base.group_user,sales_team.group_sale_salesman"

# Who reads all customers, by the people table of the specification.
SEE_ALL = {
    "supervisor": "base.group_user,sales_team.group_sale_manager",
    "executive": "crm_customer.group_executive",
    "administrator": "crm_customer.group_customer_admin",
    "back_office": "crm_privacy.group_back_office",
}
SEE_NONE = {
    "colleague": SALESMAN,
    "all_documents": "sales_team.group_sale_salesman_all_leads",
    "plain": "base.group_user",
    "technician": "base.group_system",
}


@tagged("post_install", "-at_install")
class TestVisibility(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(cls.env, "privacy_owner", groups=SALESMAN)
        cls.leader = new_test_user(cls.env, "privacy_leader", groups=SALESMAN)
        cls.team = cls.env["crm.team"].create(
            {"name": "Privacy Team", "user_id": cls.leader.id}
        )
        cls.team.member_ids = cls.owner
        cls.customer = cls._create_held("Visible Zq Ltd")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.customer.id}
        )
        cls.others = {
            name: new_test_user(cls.env, f"privacy_{name}", groups=groups)
            for name, groups in {**SEE_ALL, **SEE_NONE}.items()
        }

    @classmethod
    def _create_held(cls, name):
        """Create a customer of the owner, with or without a pool installed."""
        customer = cls.env["res.partner"].create(
            {"name": name, "is_company": True, "customer_state": "potential"}
        )
        # The rule is about columns, whoever writes them.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            (cls.owner.id, customer.id),
        )
        cls.env.invalidate_all()
        return customer

    def _sees(self, user, partner):
        partners = self.env["res.partner"].with_user(user)
        return bool(partners.search([("id", "=", partner.id)]))

    def test_people_table(self):
        """NF-S: own customers; the team's for its leader; all for those named."""
        expected = {self.owner: True, self.leader: True}
        expected.update({self.others[name]: True for name in SEE_ALL})
        expected.update({self.others[name]: False for name in SEE_NONE})
        for user, sees in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._sees(user, self.customer), sees)

    def test_every_way_of_reading_is_closed(self):
        """Security 2a: read, search, name search, count, group."""
        colleague = self.others["colleague"]
        partners = self.env["res.partner"].with_user(colleague)
        domain = [("id", "=", self.customer.id)]
        self.assertEqual(partners.search_count(domain), 0)
        self.assertEqual(partners.name_search("Visible Zq"), [])
        [group] = partners.formatted_read_group(domain, [], ["__count"])
        self.assertEqual(group["__count"], 0)
        with self.assertRaises(AccessError):
            partners.browse(self.customer.id).read(["name"])

    def test_only_those_who_may_write_do(self):
        """People table: a leader reads, the owner edits."""
        for user in (self.leader, self.others["executive"], self.others["back_office"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).write({"comment": "x"})
        for user in (self.owner, self.others["supervisor"]):
            self.customer.with_user(user).write({"comment": user.login})

    def test_plain_partners_are_as_in_stock(self):
        """Spec: vendors, staff and plain addresses behave as in stock Odoo."""
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        for user in self.others.values():
            self.assertTrue(self._sees(user, vendor), user.login)
            self.assertTrue(self._sees(user, self.owner.partner_id), user.login)

    def test_group_counts_at_once(self):
        """Security 27: granting and withdrawing a group counts in the same process."""
        colleague = self.others["colleague"]
        self.assertFalse(self._sees(colleague, self.customer))
        colleague.group_ids += self.env.ref("crm_privacy.group_back_office")
        self.assertTrue(self._sees(colleague, self.customer))
        colleague.group_ids -= self.env.ref("crm_privacy.group_back_office")
        self.assertFalse(self._sees(colleague, self.customer))

    def test_permissive_group_rule_opens_nothing(self):
        """Security 28: the rule is global, group rules do not widen it."""
        self.env["ir.rule"].create(
            {
                "name": "everything",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": "[(1, '=', 1)]",
                "groups": [(6, 0, [self.env.ref("base.group_user").id])],
            }
        )
        self.assertFalse(self._sees(self.others["colleague"], self.customer))

    def test_who_is_no_salesperson_sees_no_customer_at_all(self):
        """People table, "any other internal user, base.group_system alone": partners
        that are no customers, whether somebody holds the customer or nobody."""
        unowned = self.env["res.partner"].create(
            {"name": "Unowned Zq", "is_company": True, "customer_state": "active"}
        )
        person = self.env["res.partner"].create(
            {"name": "Person Zq", "parent_id": unowned.id}
        )
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        for name in ("plain", "technician"):
            user = self.others[name]
            partners = self.env["res.partner"].with_user(user)
            with self.subTest(user=user.login):
                for hidden in (self.customer, self.contact, unowned, person):
                    self.assertFalse(self._sees(user, hidden))
                    with self.assertRaises(AccessError):
                        partners.browse(hidden.id).read(["name"])
                found = partners.search([("name", "like", "Zq")])
                self.assertNotIn(self.customer, found)
                self.assertIn(vendor, found)
                customers = partners.search([("customer_state", "!=", False)])
                self.assertFalse(customers)

    def test_a_technician_changes_no_customer(self):
        """People table: rights over the system are none over customers."""
        for name in ("plain", "technician"):
            customer = self.customer.with_user(self.others[name])
            with self.subTest(user=name), self.assertRaises(AccessError):
                customer.write({"comment": "x"})
            with self.subTest(user=name), self.assertRaises(AccessError):
                customer.unlink()

    def test_contacts_follow_their_customer(self):
        """People table: contacts follow it in everything."""
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s",
            (self.owner.id, self.contact.id),
        )
        self.env.invalidate_all()
        for user in (self.owner, self.leader, *self.others.values()):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self._sees(user, self.contact), self._sees(user, self.customer)
                )

    def _our_fields(self):
        """Return the stored and computed fields that our addons added to partners."""
        fields = self.env["ir.model.fields"].search([("model", "=", "res.partner")])
        return fields.filtered(
            lambda field: (
                field.modules
                and all(name.startswith("crm_") for name in field.modules.split(", "))
            )
        ).mapped("name")

    def test_portal_reads_its_own_partner_and_none_of_our_fields(self):
        """People table, security 32: portal users keep the stock rule."""
        portal = new_test_user(self.env, "privacy_portal", groups="base.group_portal")
        self.assertFalse(self._sees(portal, self.customer))
        own = portal.partner_id.with_user(portal)
        self.assertTrue(own.read(["name"]))
        fields = self._our_fields()
        self.assertIn("customer_state", fields)
        for name in fields:
            with self.subTest(field=name), self.assertRaises(AccessError):
                own.read([name])
        shown = set(own.fields_get())
        self.assertFalse(shown & set(fields))

    def test_a_customer_in_the_portal_reads_itself_alone(self):
        """People table: own partner; not the owner's other customers."""
        portal = new_test_user(self.env, "privacy_client", groups="base.group_portal")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET customer_id = %s, user_id = %s, parent_id = %s"
            " WHERE id = %s",
            (self.customer.id, self.owner.id, self.customer.id, portal.partner_id.id),
        )
        other = self._create_held("Other Zq Ltd")
        self.env.invalidate_all()
        self.assertTrue(self._sees(portal, portal.partner_id))
        self.assertFalse(self._sees(portal, other))
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["customer_state"])

    def test_the_public_user_reads_no_customer(self):
        """People table: nobody else."""
        public = self.env.ref("base.public_user")
        for partner in (self.customer, self.contact):
            partners = self.env["res.partner"].with_user(public)
            with self.subTest(partner=partner.name), self.assertRaises(AccessError):
                partners.browse(partner.id).read(["name"])
        with self.assertRaises(AccessError):
            public.partner_id.with_user(public).read(["customer_state"])
