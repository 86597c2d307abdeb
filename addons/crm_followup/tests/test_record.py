from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestRecord(FollowupCase):
    def test_who_records(self):
        """FU-1: owner, work-share, leader, manager and supervisor record; who is shown
        a customer to read, and everybody else, do not."""
        self._share(self.customer, self.ben, "work")
        other = self._create_user("other", "sales_team.group_sale_salesman")
        self._share(self.customer, other, "read")
        may = (self.amy, self.ben, self.leader, self.manager, self.supervisor)
        for user in may:
            with self.subTest(user=user.name):
                followup = self._follow_up(user)
                self.assertEqual(followup.author_id, user)
                self.assertTrue(self._reads(user, followup))
        for user in (other, self.outsider, self.executive, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._follow_up(user)
        for user in (self.back_office, self.staff, self.portal):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._follow_up(user)

    def test_who_reads(self):
        """FU-1, NF-S: whoever sees the customer reads its follow-ups."""
        followup = self._follow_up()
        self._share(self.customer, self.ben, "read")
        readers = (
            self.amy,
            self.ben,
            self.leader,
            self.manager,
            self.supervisor,
            self.executive,
            self.administrator,
        )
        for user in readers:
            with self.subTest(user=user.name):
                self.assertTrue(self._reads(user, followup))
        for user in (self.outsider, self.back_office, self.staff, self.portal):
            with self.subTest(user=user.name):
                self.assertFalse(self._reads(user, followup))

    def test_author_is_always_the_caller(self):
        """FU-1: nobody records in the name of somebody else, whatever is sent."""
        for name, value in (
            ("author_id", self.ben.id),
            ("is_worked", True),
            ("source", "mail"),
            ("source_key", "mail:1"),
            ("company_id", self.env.company.id),
        ):
            with self.subTest(field=name), self.assertRaises(UserError):
                self._follow_up(**{name: value})
        self.env["ir.default"].set("crm.followup", "author_id", self.ben.id)
        followups = self.env["crm.followup"].with_user(self.amy)
        followup = followups.with_context(
            default_author_id=self.ben.id, default_is_worked=False
        ).create(self._values())
        self.assertEqual(followup.author_id, self.amy)
        self.assertTrue(followup.is_worked)

    def test_dates(self):
        """FU-1: not ahead; in the past as many days as the company has set."""
        self.company.followup_past_days = 2
        for date, message in (
            (self._ago(hours=-1), "is ahead"),
            (self._ago(days=4), "too long ago"),
            ("9999-12-31 00:00:00", "is ahead"),
            ("2026-02-30", "is no date"),
            ([1], "is no date"),
        ):
            with self.subTest(date=date), self.assertRaisesRegex(UserError, message):
                self._follow_up(date=date)
        self.assertTrue(self._follow_up(date=self._ago(days=2)))
        ahead = self._follow_up(date=self._ago(minutes=-3))
        self.assertLessEqual(ahead.date, fields.Datetime.now())

    def test_bad_values(self):
        """NF-I: an error names what is wrong and what is expected."""
        stranger = self.env["res.partner"].create({"name": "Nobody's contact"})
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        yesterday = fields.Date.today() - timedelta(days=2)
        for values, message in (
            ({"content": "  "}, "Write what"),
            ({"method_id": False}, "Choose a method"),
            ({"method_id": self.stage_need.id}, "another list"),
            ({"stage_id": self.phone.id}, "another list"),
            ({"duration_minutes": -1}, "between 0 minutes"),
            ({"duration_minutes": 2**40}, "between 0 minutes"),
            ({"contact_id": stranger.id}, "no contact of this customer"),
            ({"next_date": yesterday}, "before this one"),
            ({"next_date": "soon"}, "is no date"),
            ({"partner_id": False}, "Say whom"),
            ({"partner_id": vendor.id}, "no customer"),
            ({"partner_id": {"id": "x"}}, "named by its id"),
            ({"attachment_ids": [(0, 0, {"name": "x"})]}, "Upload the files"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex((UserError, ValidationError), message),
            ):
                self._follow_up(**values)

    def test_texts(self):
        """FU-1, NF-I: the summary comes from the content; texts are kept soundly."""
        followup = self._follow_up(content="\n First  line \0\nand the rest")
        self.assertEqual(followup.summary, "First line")
        long = self._follow_up(content="x" * 100_000)
        self.assertEqual(len(long.content), 20_000)
        self.assertEqual(len(long.summary), 60)
        self.assertEqual(self._follow_up(summary="Own").summary, "Own")

    def test_a_contact_is_one_of_its_customer(self):
        """FU-1: whoever names the contact has named the customer."""
        followup = self._follow_up(customer=self.contact)
        self.assertEqual(followup.partner_id, self.customer)
        self.assertEqual(followup.contact_id, self.contact)

    def test_opportunities(self):
        """FU-1: an opportunity's follow-up is one of its customer too, whether or not
        its owner sees that one."""
        lead = self._create_opportunity(self.amy, self.customer)
        followup = self._follow_up(partner_id=False, lead_id=lead.id)
        self.assertEqual(followup.partner_id, self.customer)
        hidden = self._create_customers(1, "held", self.ben)
        lead = self._create_opportunity(self.amy, hidden)
        followup = self._follow_up(partner_id=False, lead_id=lead.id)
        self.assertEqual(followup.sudo().partner_id, hidden)
        self.assertTrue(self._reads(self.amy, followup))
        self.assertTrue(self._reads(self.ben, followup))
        self.assertFalse(followup.sudo().is_worked)
        with self.assertRaisesRegex(UserError, "another customer"):
            self._follow_up(lead_id=lead.id)
        foreign = self._create_opportunity(self.ben)
        with self.assertRaises(AccessError):
            self._follow_up(partner_id=False, lead_id=foreign.id)

    def test_an_opportunity_without_customer(self):
        """FU-1: it is read by whoever reads the opportunity."""
        lead = self._create_opportunity(self.amy)
        followup = self._follow_up(partner_id=False, lead_id=lead.id)
        self.assertFalse(followup.partner_id)
        for user in (self.amy, self.leader, self.supervisor):
            self.assertTrue(self._reads(user, followup), user.name)
        self.assertFalse(self._reads(self.outsider, followup))

    def test_nobody_deletes(self):
        """FU-1: nobody deletes a follow-up."""
        followup = self._follow_up()
        for user in (self.amy, self.supervisor, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                followup.with_user(user).unlink()

    def test_files(self):
        """FU-1: files are their author's own, and read by whoever reads the
        follow-up."""
        files = self.env["ir.attachment"].with_user(self.amy)
        own = files.create({"name": "offer.txt", "raw": b"200 pumps"})
        followup = self._follow_up(attachment_ids=[(6, 0, own.ids)])
        self.assertEqual(own.with_user(self.leader).raw, b"200 pumps")
        self.assertFalse(own.with_user(self.outsider).has_access("read"))
        foreign = files.with_user(self.ben).create({"name": "secret", "raw": b"1"})
        for values in ([(6, 0, foreign.ids)], [(4, foreign.id)], [(6, 0, own.ids)]):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self._follow_up(attachment_ids=values)
        with self.assertRaises(AccessError):
            followup.attachment_ids = [(4, foreign.id)]
        followup.attachment_ids = [(6, 0, own.ids)]

    def test_the_dialog(self):
        """FU-1: two fields make a follow-up, from a customer, a list, a lead."""
        others = self._create_customers(2, "held", self.amy)
        lead = self._create_opportunity(self.amy, self.customer)
        for records in (self.customer, self.customer | others, lead):
            wizards = self.env["crm.followup.record"].with_user(self.amy)
            wizards = wizards.with_context(
                active_model=records._name, active_ids=records.ids
            )
            with Form(wizards) as form:
                form.content = "Happy new year"
                form.next_in = "7"
            toast = form.save().action_record()
            self.assertEqual(toast["tag"], "crm_pool_toast")
            found = self.env["crm.followup"].search(
                [(records._followup_field, "in", records.ids)], order="id desc"
            )
            found = found[: len(records)]
            self.assertEqual(found[records._followup_field], records)
            self.assertTrue(all(found.mapped("next_date")))
            self.assertEqual(found.method_id, self.phone)

    def test_the_dialog_takes_files_along(self):
        """FU-1: what was uploaded in the dialog belongs to the follow-up."""
        wizards = self.env["crm.followup.record"].with_user(self.amy)
        file = self.env["ir.attachment"].with_user(self.amy)
        file = file.create({"name": "a", "raw": b"a", "res_model": wizards._name})
        wizard = wizards.with_context(
            active_model="res.partner", active_ids=self.customer.ids
        ).create({"content": "x", "attachment_ids": [(6, 0, file.ids)]})
        wizard.action_record()
        followup = self.env["crm.followup"].search([], limit=1, order="id desc")
        self.assertEqual(followup.attachment_ids, file.sudo())
        self.assertEqual(file.res_id, followup.id)

    def test_bare_facts_stay_with_the_author(self):
        """FU-1: after the customer has gone its author reads the bare facts and no
        more; nobody else reads even these."""
        followup = self._follow_up(duration_minutes=15)
        self.customer.with_user(self.amy).action_pool_return("No need")
        self.assertFalse(self._reads(self.amy, followup))
        facts = self.env["crm.followup.fact"]
        fact = facts.with_user(self.amy).search([("id", "=", followup.id)])
        self.assertEqual(fact.customer_name, "Shared Zq Ltd")
        self.assertEqual(fact.duration_minutes, 15)
        self.assertEqual(fact.method_id, self.phone)
        self.assertFalse({"content", "summary", "partner_id"} & fact._fields.keys())
        for user in (self.ben, self.leader, self.supervisor):
            found = facts.with_user(user).search([("id", "=", followup.id)])
            self.assertFalse(found, user.name)


@tagged("post_install", "-at_install")
class TestEdit(FollowupCase):
    def test_author_changes_it_for_a_day(self):
        """FU-1: for the hours that the company has set, and every change is kept."""
        followup = self._follow_up()
        followup.write({"content": "Asked for 300.", "method_id": self.visit.id})
        changes = followup.change_ids
        self.assertEqual(
            {(c.field_name, c.old_value, c.new_value) for c in changes},
            {
                ("content", "Asked for a quotation of 200 pumps.", "Asked for 300."),
                ("method_id", self.phone.name, self.visit.name),
            },
        )
        self.assertEqual(changes.user_id, self.amy)
        followup.write({"content": "Asked for 300."})
        self.assertEqual(len(followup.change_ids), 2)
        self._created(followup, hours=25)
        self.assertFalse(followup.is_editable)
        with self.assertRaisesRegex(UserError, "more than 24 hours"):
            followup.write({"content": "Nothing of it."})
        self.company.followup_edit_hours = 48
        followup.write({"content": "Asked for 400."})

    def _created(self, followup, **delta):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_followup SET create_date = %s WHERE id = %s",
            (self._ago(**delta), followup.id),
        )
        self.env.invalidate_all()

    def test_nobody_else_changes_it(self):
        """FU-1: not its reader, leader, manager, supervisor."""
        followup = self._follow_up()
        for user in (self.leader, self.manager, self.supervisor, self.administrator):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                followup.with_user(user).write({"content": "x"})
            self.assertFalse(followup.with_user(user).is_editable)

    def test_what_is_never_written(self):
        """FU-1: customer, author, marks and source stay as they were recorded."""
        followup = self._follow_up()
        for name, value in (
            ("partner_id", self.customer.id),
            ("lead_id", False),
            ("author_id", self.amy.id),
            ("is_worked", True),
            ("source", "mail"),
            ("company_id", self.company.id),
        ):
            with self.subTest(field=name), self.assertRaises(UserError):
                followup.write({name: value})

    def test_changed_values_are_checked(self):
        """FU-1, NF-I: a change is held to what is asked of a new one."""
        followup = self._follow_up()
        for values, message in (
            ({"content": " "}, "Write what"),
            ({"date": self._ago(days=-1)}, "is ahead"),
            ({"date": self._ago(days=30)}, "too long ago"),
            ({"duration_minutes": 5000}, "between 0"),
            ({"next_date": "2020-01-01"}, "before this one"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, message),
            ):
                followup.write(values)

    def test_after_the_customer_has_gone(self):
        """FU-1: nobody changes what they no longer read."""
        followup = self._follow_up()
        self.customer.with_user(self.amy).action_pool_return("No need")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            followup.write({"content": "x"})
        change = self.env["crm.followup.change"].with_user(self.amy)
        self.assertFalse(change.search([("followup_id", "=", followup.id)]))
