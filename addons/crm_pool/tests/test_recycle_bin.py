from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SALESMAN, PoolCase

ADMINISTRATOR = f"{SALESMAN},crm_customer.group_customer_admin"


@tagged("post_install", "-at_install")
class TestRecycleBin(PoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._create_user("administrator", ADMINISTRATOR)
        cls.office = cls._create_user("office", "crm_privacy.group_back_office")
        cls.executive = cls._create_user("executive", "crm_customer.group_executive")

    def _binned(self, number=1, user=None, **values):
        place = "held" if user else "public"
        customers = self._create_customers(number, place, user, **values)
        self._bin(customers, self.supervisor)
        return customers

    def _bin(self, customers, user):
        return customers.with_user(user).action_pool_bin("Entered twice")

    def test_who_may_bin(self):
        """PO-2: who holds or manages it."""
        for user, place, allowed in (
            (self.amy, "held", True),
            (self.ben, "held", False),
            (self.leader, "held", False),
            (self.manager, "held", False),
            (self.supervisor, "held", True),
            (self.amy, "public", False),
            (self.manager, "public", True),
            (self.supervisor, "public", True),
            (self.outsider, "public", False),
        ):
            with self.subTest(user=user.name, place=place):
                owner = self.amy if place == "held" else None
                customer = self._create_customers(1, place, owner)
                shown = customer.with_user(user).sudo().is_pool_bin_allowed
                answer = self._bin(customer, user)
                self.assertEqual(shown, allowed)
                self.assertEqual(answer["done"], customer.ids if allowed else [])
                self.assertEqual(customer.active, not allowed)
                self.assertEqual(customer.pool_place, "binned" if allowed else place)
                self.assertLedgerTrue(customer)
                if not allowed and owner:
                    customer.with_user(self.supervisor).action_pool_recall("Next")

    def test_right_of_the_operation_and_reason(self):
        """Operations 客户操作; PO-2: with a reason."""
        customer = self._create_customers(1, "held", self.amy)
        for reason in ("", " ", None, 7):
            with self.assertRaises(UserError):
                customer.with_user(self.amy).action_pool_bin(reason)
        group = self.env.ref("crm_privacy.group_operation_delete")
        self.env.ref(SALESMAN).implied_ids -= group
        with self.assertRaises(AccessError):
            self._bin(customer, self.amy)
        self.assertEqual(customer.user_id, self.amy)

    def test_seen_by_administrators_alone(self):
        """People table: the recycle bin is the administrator's; back office goes on
        with the documents."""
        customer = self._create_customers(1, "held", self.amy, name="Zq Gone Ltd")
        contact = self.env["res.partner"].create(
            {"name": "Zq Li", "parent_id": customer.id}
        )
        log = self._logs(customer)
        self._bin(customer, self.amy)
        self.env.invalidate_all()
        for user, sees in (
            (self.amy, False),
            (self.leader, False),
            (self.manager, False),
            (self.ben, False),
            (self.supervisor, False),
            (self.executive, False),
            (self.office, True),
            (self.admin, True),
        ):
            partners = self.env["res.partner"].with_user(user)
            partners = partners.with_context(active_test=False)
            with self.subTest(user=user.name):
                found = partners.search([("id", "in", (customer | contact).ids)])
                self.assertEqual(len(found), 2 if sees else 0)
                self.assertEqual(bool(partners.name_search("Zq Gone")), sees)
                if not sees:
                    with self.assertRaises(AccessError):
                        partners.browse(contact.ids).read(["name"])
        for user in (self.amy, self.manager, self.leader):
            self.assertFalse(log.with_user(user).search([("id", "in", log.ids)]))
        window = self.env["crm.pool.customer"].with_user(self.supervisor)
        self.assertFalse(window.search([("id", "=", customer.id)]))

    def test_documents_of_it_still_open_for_supervisors(self):
        """Design 4: a form whose customer is hidden opens."""
        customer = self._create_customers(1, "held", self.amy)
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": customer.id,
                "company_id": self.company.id,
                "team_id": self.team.id,
            }
        )
        self._bin(customer, self.amy)
        self.env.invalidate_all()
        spec = {"name": {}, "partner_id": {"fields": {"display_name": {}, "phone": {}}}}
        [row] = lead.with_user(self.supervisor).web_read(spec)
        self.assertEqual(row["name"], "Deal")

    def test_contacts_go_along_and_come_back(self):
        """Contacts follow in everything; those archived before stay archived."""
        customer = self._create_customers(1, "held", self.amy)
        used, old = self.env["res.partner"].create(
            [
                {"name": "Li", "parent_id": customer.id},
                {"name": "Old", "parent_id": customer.id, "active": False},
            ]
        )
        self._bin(customer, self.amy)
        self.assertFalse(used.active or old.active)
        self.assertEqual((used.pool_place, old.pool_place), ("binned", "binned"))
        answer = customer.with_user(self.admin).action_pool_restore("Needed")
        self.assertEqual(answer["done"], customer.ids)
        self.assertEqual((used.active, old.active), (True, False))
        self.assertEqual((customer.active, customer.pool_place), (True, "public"))
        self.assertEqual(customer.pool_id, self.pool)
        self.assertFalse(customer.user_id)
        self.assertEqual(self._logs(customer)[-1].reason, "Needed")
        self.assertLedgerTrue(customer)

    def test_who_may_restore(self):
        """PO-2: the administrator."""
        customer = self._binned()
        for user in (self.amy, self.manager, self.supervisor, self.office):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                customer.with_user(user).action_pool_restore("Please")
        held = self._create_customers(1, "held", self.amy)
        answer = (customer | held).with_user(self.admin).action_pool_restore("Please")
        self.assertEqual(answer["done"], customer.ids)
        self.assertIn("recycle bin", answer["refused"][str(held.id)])

    def test_undo(self):
        """NF-U: undone for ten minutes, back to the owner with clocks and contacts."""
        customer = self._create_customers(1, "held", self.amy)
        contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": customer.id}
        )
        self._age(customer, claimed_at=20, protected_until=-2)
        before = customer.read(["claimed_at", "protected_until", "user_id"])
        self._bin(customer, self.amy)
        late = self._logs(customer)[-1].date + timedelta(minutes=10, seconds=1)
        self.assertFalse(customer.with_user(self.amy)._pool_undo(late).done)
        self.assertFalse(customer.with_user(self.admin).action_pool_undo()["done"])
        answer = customer.with_user(self.amy).action_pool_undo()
        self.assertEqual(answer["done"], customer.ids)
        names = ["claimed_at", "protected_until", "user_id"]
        self.assertEqual(customer.read(names), before)
        self.assertTrue(customer.active and contact.active)
        self.assertLedgerTrue(customer)
        public = self._create_customers(1)
        self._bin(public, self.manager)
        public.with_user(self.manager).action_pool_undo()
        self.assertEqual(public.pool_place, "public")
        self.assertTrue(public.active)

    def test_deleting_names_the_way_out(self):
        """PO-13: unlink of a customer is refused, whoever calls; the screens bin."""
        customer = self._create_customers(1, "held", self.amy)
        for user in (self.amy, self.supervisor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                customer.with_user(user).unlink()
        with self.assertRaises(UserError) as error:
            customer.with_user(self.admin).unlink()
        self.assertIn("recycle bin", str(error.exception))
        self.assertTrue(customer.exists())
        for view, kind in (("list", "list"), ("form", "form"), ("kanban", "kanban")):
            view = self.env.ref(f"crm_customer.res_partner_view_{view}_customer")
            arch = self.env["res.partner"].get_view(view.id, kind)["arch"]
            self.assertIn('delete="0"', arch)

    def test_binned_ones_are_moved_by_nobody_else(self):
        """PO-2: from the bin only restore and purge."""
        customer = self._binned()
        for call, arguments in (
            ("action_pool_assign", (self.amy.id,)),
            ("action_pool_recall", ("Why",)),
            ("action_pool_bin", ("Why",)),
        ):
            answer = getattr(customer.with_user(self.supervisor), call)(*arguments)
            self.assertEqual(answer["done"], [], call)
        with self.assertRaises(UserError):
            customer.with_user(self.admin).write({"active": True})

    def test_activities_end(self):
        """Nobody has anything to do there any more, nor reads its name by that."""
        customer = self._create_customers(1, "held", self.amy)
        todo = customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id
        )
        self._bin(customer, self.amy)
        self.assertFalse(todo.active)

    def test_duplicate_offers_to_restore_it(self):
        """CU-5, PO-13: a binned one offers to be restored."""
        customer = self._binned(name="Zq Boats")
        for user, words in ((self.amy, "ask an administrator"), (self.admin, "there")):
            texts = customer.with_user(user).sudo()._describe_duplicate()
            self.assertIn(words, texts[-1])

    def test_dialog_names_what_goes(self):
        """NF-U: 确认删除? with numbers, a reason, a toast with undo."""
        customer = self._create_customers(1, "held", self.amy)
        self.env["res.partner"].create({"name": "Li", "parent_id": customer.id})
        self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": customer.id,
                "user_id": self.amy.id,
                "company_id": self.company.id,
                "team_id": self.team.id,
            }
        )
        context = {"active_model": "res.partner", "active_ids": customer.ids}
        form = Form(
            self.env["crm.pool.bin"].with_user(self.amy).with_context(**context)
        )
        numbers = (form.contact_count, form.opportunity_count, form.quotation_count)
        self.assertEqual(numbers, (1, 1, 0))
        form.reason_id = self.env.ref("crm_pool.dictionary_bin_closed")
        params = form.save().action_bin()["params"]
        self.assertEqual(params["done"], "Deleted successfully: 1 customer")
        self.assertEqual((params["undo"], params["lost"]), (customer.ids, customer.ids))
        wizard = self.env["crm.pool.restore"].with_user(self.admin)
        wizard = wizard.with_context(**context).create({"reason": "Needed"})
        self.assertIn(customer.name, wizard.customer_names)
        wizard.action_restore()
        self.assertEqual(customer.pool_place, "public")

    def test_list_tells_who_and_why(self):
        customer = self._binned()
        row = customer.with_user(self.admin)
        self.assertEqual(row.binned_by_id, self.supervisor)
        self.assertEqual(row.binned_reason, "Entered twice")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_pool.res_partner_action_binned"
        )
        self.assertIn("binned", action["domain"])
        menu = self.env.ref("crm_pool.menu_recycle_bin")
        for user, shown in ((self.admin, True), (self.supervisor, False)):
            visible = menu.with_user(user)._visible_menu_ids()
            self.assertEqual(menu.id in visible, shown)
