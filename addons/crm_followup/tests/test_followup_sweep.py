from odoo.tests import tagged

from odoo.addons.crm_privacy.tests.guard_common import MARK
from odoo.addons.crm_privacy.tests.test_fuzz import TestFuzz
from odoo.addons.crm_privacy.tests.test_sweep import TestSweep


def plant(case):
    """Record follow-ups of the hidden customer and of its opportunity; return one."""
    lead = case._create_lead(case.bob, case.customer)
    phone = case.env.ref("crm_customer.dictionary_followup_method_phone")
    followups = case.env["crm.followup"].create(
        [
            {
                **subject,
                "author_id": case.bob.id,
                "method_id": phone.id,
                "content": f"{MARK} wants pumps",
                "feedback": MARK,
                "note": MARK,
                "place": MARK,
                "next_step": MARK,
                "next_date": "2036-01-01",
            }
            for subject in (
                {"partner_id": case.contact.id},
                {"lead_id": lead.id},
                {"partner_id": case.customer.id, "lead_id": lead.id},
            )
        ]
    )
    followups.with_user(case.bob)[0].write({"content": f"{MARK} wants more pumps"})
    case.env["ir.attachment"].create(
        {
            "name": f"{MARK}.txt",
            "raw": MARK,
            "res_model": followups._name,
            "res_id": followups[0].id,
        }
    )
    return followups[0]


@tagged("post_install", "-at_install")
class TestFollowupSweep(TestSweep):
    """NF-S, gate (a): what was recorded of a hidden customer says nothing to others."""

    allow_inherited_tests_method = True
    EXPORTED = ("crm.followup", "crm.followup.change", "crm.followup.fact")

    @classmethod
    def _plant(cls):
        result = super()._plant()
        plant(cls)
        return result

    def _readable_models(self):
        for model in super()._readable_models():
            if model._name.startswith(("crm.", "res.partner", "ir.att", "mail.")):
                yield model

    def test_a_salesman_reads_these_models(self):
        """The sweep goes over follow-ups and what hangs on them."""
        names = {model._name for model in self._readable_models()}
        self.assertLessEqual(set(self.EXPORTED), names)

    def test_the_owner_finds_all_of_it(self):
        """The sweep would see a leak: the same questions answer to Bob."""
        for name in self.EXPORTED:
            model = self.env[name].with_user(self.bob)
            with self.subTest(model=name):
                self.assertIn(MARK, str(model.search([]).read()))


@tagged("post_install", "-at_install")
class TestFollowupFuzz(TestFuzz):
    """NF-S, gate (b): no public method of a follow-up tells or changes anything."""

    allow_inherited_tests_method = True
    MODELS = ("crm.followup", "crm.followup.change")
    LEAST_CALLED = 10

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        followup = plant(cls)
        cls.targets = {
            "crm.followup": followup,
            "crm.followup.change": followup.change_ids,
        }
        cls.env.flush_all()
        cls.env.invalidate_all()
