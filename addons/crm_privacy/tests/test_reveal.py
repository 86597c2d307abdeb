from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .secrets_common import ID_NUMBER, SecretsCase


@tagged("post_install", "-at_install")
class TestReveal(SecretsCase):
    def _reveal(self, user, reason="contract"):
        customer = self.customer.with_user(user)
        action = customer.action_reveal_id_number()
        wizard = self.env["crm.reveal"].with_user(user)
        with Form(wizard.with_context(**action["context"])) as form:
            form.reason = reason
        return form.record.action_reveal()["params"]

    def test_who_reveals(self):
        """CU-9: owner, supervisor, administrator; nobody else."""
        for user in (self.owner, self.supervisor, self.administrator):
            with self.subTest(user=user.login):
                self.assertEqual(self._reveal(user)["message"], ID_NUMBER)
        log = self.env["crm.reveal.log"].search([("res_id", "=", self.customer.id)])
        self.assertEqual(log.user_id, self.owner | self.supervisor | self.administrator)
        for user in (self.executive, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._reveal(user)

    def test_dialog_checks_again(self):
        """Security 40: a wizard filled by hand opens nothing."""
        for user in (self.executive, self.colleague):
            wizard = (
                self.env["crm.reveal"]
                .sudo()
                .create(
                    {
                        "partner_id": self.customer.id,
                        "field_name": "id_number",
                        "reason": "x",
                    }
                )
            )
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.with_user(user).action_reveal()

    def test_only_encrypted_fields(self):
        """CU-9: the dialog is no way to other fields."""
        wizard = (
            self.env["crm.reveal"]
            .with_user(self.owner)
            .create(
                {"partner_id": self.customer.id, "field_name": "name", "reason": "x"}
            )
        )
        with self.assertRaises(UserError):
            wizard.action_reveal()

    def test_each_reveal_is_logged(self):
        """CU-9: who, when, which record and field, and why."""
        self._reveal(self.owner, "passport for the trip")
        log = self.env["crm.reveal.log"].search([("user_id", "=", self.owner.id)])
        self.assertEqual(len(log), 1)
        self.assertEqual(log.reason, "passport for the trip")
        self.assertEqual(log.record_name, self.customer.display_name)
        self.assertEqual(log.field_name, "ID Number")
        self.assertNotIn(ID_NUMBER, str(log.read()))

    def test_log_is_append_only(self):
        """CU-9: nobody writes, changes or removes a row, the system neither."""
        self._reveal(self.owner)
        log = self.env["crm.reveal.log"].search([("user_id", "=", self.owner.id)])
        for model in (log, log.sudo(), log.with_user(self.supervisor)):
            for call in (
                lambda model=model: model.write({"reason": "y"}),
                lambda model=model: model.unlink(),
                lambda model=model: model.create({"reason": "y"}),
                lambda model=model: model.with_context(
                    crm_privacy_log_writer=True
                ).create({"reason": "y"}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_who_reads_the_log(self):
        """CU-9: supervisors, administrators, executives."""
        self._reveal(self.owner)
        for user in (self.supervisor, self.administrator, self.executive):
            self.assertTrue(self.env["crm.reveal.log"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.env["crm.reveal.log"].with_user(self.owner).search([])
