from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import FollowupCase


@tagged("post_install", "-at_install")
class TestComment(FollowupCase):
    def _notices(self, user):
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids)], order="id desc"
        )

    def test_comment_and_reply(self):
        """FU-4: a leader comments and grades, its author is told and replies."""
        followup = self._follow_up()
        answer = followup.with_user(self.leader).action_comment("Ask for more", "good")
        self.assertEqual(answer, {"done": followup.ids, "refused": {}})
        self.assertEqual(followup.grade, "good")
        self.assertTrue(followup.commented_at)
        notice = self._notices(self.amy)[:1]
        self.assertIn("Ask for more", notice.body)
        self.assertEqual(notice.res_id, self.customer.id)
        answer = followup.with_user(self.amy).action_reply("I will")
        self.assertEqual(answer["done"], followup.ids)
        self.assertIn("I will", self._notices(self.leader)[:1].body)
        comments = followup.comment_ids
        self.assertEqual(comments.mapped("text"), ["Ask for more", "I will"])
        self.assertEqual(comments.mapped("user_id"), self.leader | self.amy)

    def test_only_its_author_replies(self):
        """FU-4: and only once somebody has commented."""
        followup = self._follow_up()
        self.assertFalse(followup.action_reply("Nobody asked")["done"])
        followup.with_user(self.leader).action_comment("Good")
        self.assertFalse(followup.with_user(self.manager).action_reply("x")["done"])
        with self.assertRaises(AccessError):
            followup.with_user(self.outsider).action_reply("x")

    def test_a_commented_one_stays(self):
        """FU-1: its author changes it until it is commented on."""
        followup = self._follow_up()
        followup.with_user(self.leader).action_comment("Fine")
        self.assertFalse(followup.is_editable)
        with self.assertRaisesRegex(UserError, "commented on"):
            followup.write({"content": "x"})

    def test_bad_input(self):
        """FU-4, NF-I: no text, or a grade that is none."""
        followup = self._follow_up().with_user(self.leader)
        for text, grade in (
            ("", "good"),
            (None, False),
            ("x", "best"),
            ("x", ["good"]),
        ):
            with self.subTest(text=text, grade=grade), self.assertRaises(UserError):
                followup.action_comment(text, grade)

    def test_many_and_the_list_of_what_is_uncommented(self):
        """FU-4: many at once; what has a comment leaves the list."""
        followups = self._follow_up() + self._follow_up() + self._follow_up(self.leader)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_followup.crm_followup_action_uncommented"
        )
        self.assertIn("commented_at", action["domain"])
        listed = self.env["crm.followup"].with_user(self.leader)
        domain = [("commented_at", "=", False), ("author_id", "!=", self.leader.id)]
        domain.append(("id", "in", followups.ids))
        self.assertEqual(listed.search_count(domain), 2)
        answer = followups.with_user(self.leader).action_comment("Well done")
        self.assertEqual(len(answer["done"]), 2)
        self.assertEqual(list(answer["refused"]), [str(followups[2].id)])
        self.assertFalse(listed.search_count(domain))

    def test_an_author_whose_customer_has_gone(self):
        """FU-4, NF-S: hears that something was said, not of whom; the grade stays
        among the bare facts."""
        followup = self._follow_up(summary="Secret plan")
        self.customer.with_user(self.amy).action_pool_return("No need")
        self.env.invalidate_all()
        followup.with_user(self.supervisor).action_comment("Secret too", "poor")
        notice = self._notices(self.amy)[:1]
        self.assertFalse(notice.res_id)
        self.assertNotIn("Secret", notice.body)
        fact = self.env["crm.followup.fact"].with_user(self.amy)
        self.assertEqual(fact.browse(followup.id).grade, "poor")

    def test_comments_are_read_with_their_follow_up(self):
        """FU-4, NF-S: by nobody else, and written by nobody."""
        followup = self._follow_up()
        followup.with_user(self.leader).action_comment("Well")
        comments = self.env["crm.followup.comment"]
        domain = [("followup_id", "=", followup.id)]
        self.assertTrue(comments.with_user(self.amy).search(domain))
        self.assertFalse(comments.with_user(self.outsider).search(domain))
        with self.assertRaises(AccessError):
            followup.comment_ids.with_user(self.leader).write({"text": "x"})
        with self.assertRaises(AccessError):
            followup.comment_ids.with_user(self.supervisor).unlink()

    def test_dialogs(self):
        """FU-4, FU-11: the dialogs of the screens do the same."""
        followup = self._follow_up()
        for kind, user in (
            ("comment", self.leader),
            ("reply", self.amy),
            ("void", self.leader),
        ):
            wizards = self.env["crm.followup.review"].with_user(user)
            wizards = wizards.with_context(
                active_model="crm.followup",
                active_ids=followup.ids,
                default_kind=kind,
            )
            with Form(wizards) as form:
                form.text = "Well"
            toast = form.save().action_apply()
            self.assertEqual(toast["tag"], "crm_pool_toast", kind)
            self.assertFalse(toast["params"]["refused"], kind)
        self.assertEqual(len(followup.comment_ids), 2)
        self.assertTrue(followup.voided_at)


@tagged("post_install", "-at_install")
class TestTemplate(FollowupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["crm.followup.template"].create(
            {
                "name": "Unanswered",
                "method_id": cls.phone.id,
                "content": "{me} called {contact} at {customer} on {date}.",
                "next_step": "Call {contact} again",
                "next_days": 2,
            }
        )

    def _form(self, records):
        wizards = self.env["crm.followup.record"].with_user(self.amy)
        return Form(
            wizards.with_context(active_model=records._name, active_ids=records.ids)
        )

    def test_a_template_fills_the_dialog(self):
        """FU-3: content, next step and date, with what the placeholders stand for."""
        with self._form(self.customer) as form:
            form.contact_id = self.contact
            form.template_id = self.template
            self.assertIn("Amy called Contact Zq at Shared Zq Ltd on", form.content)
            self.assertEqual(form.next_step, "Call Contact Zq again")
            self.assertTrue(form.next_date)

    def test_for_many_each_has_its_own_words(self):
        """FU-3: placeholders stand for each customer's own."""
        customers = self.customer | self._create_customers(1, "held", self.amy)
        with self._form(customers) as form:
            form.template_id = self.template
            self.assertIn("{customer}", form.content)
        form.save().action_record()
        for customer in customers:
            self.assertIn(f"at {customer.name} on", customer.followup_ids.content)

    def test_unknown_placeholders(self):
        """FU-3, NF-I: a template names what there is."""
        with self.assertRaisesRegex(ValidationError, "no placeholder {phone}"):
            self.template.content = "Called {phone}"

    def test_who_writes_templates(self):
        """FU-3: supervisors and administrators; account managers use them."""
        for user in (self.supervisor, self.administrator):
            self.template.with_user(user).name = user.name
        for user in (self.amy, self.leader, self.staff):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.template.with_user(user).name = "x"
