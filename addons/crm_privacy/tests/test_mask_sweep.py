from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .mask_common import EMAIL, MaskCase

# What people and core wrote stays as it was written: see GUARD.md.
WRITTEN_TEXTS = {
    "mail.message": ("body", "preview", "account_audit_log_preview"),
}
TEXT_TYPES = ("char", "text", "html", "many2one", "one2many", "many2many")


@tagged("post_install", "-at_install")
class TestMaskSweep(MaskCase):
    """Gate (a) for masked contact data: no text of any model that an executive who
    sells can read holds a customer's phone number or address."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the login of a customer's portal user is the user's, not contact data
        cls.portal = new_test_user(
            cls.env,
            "mask_portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
            email=EMAIL,
        )
        order = cls.env["sale.order"].create(
            {"partner_id": cls.contact.id, "user_id": cls.owner.id}
        )
        product = cls.env["product.product"].create({"name": "Pump"})
        order.order_line = [(0, 0, {"product_id": product.id})]
        order.action_confirm()
        order._portal_ensure_token()
        cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.held.id,
                "invoice_user_id": cls.owner.id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 1})],
            }
        ).action_post()
        for document in (cls.held, cls.contact, order, cls.lead):
            document.message_subscribe(cls.contact.ids)
            document.message_post(body="x", author_id=cls.contact.id, email_from=EMAIL)
            document.message_post(body="y", partner_ids=cls.contact.ids)
            document.activity_schedule("mail.mail_activity_data_todo", note="x")
        cls.env["calendar.event"].create(
            {
                "name": "x",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "partner_ids": cls.contact.ids,
                "opportunity_id": cls.lead.id,
            }
        )
        channel = cls.env["discuss.channel"].create({"name": "everybody"})
        channel.add_members(cls.contact.ids)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_every_text(self):
        """CU-9, NF-S."""
        for name in sorted(self.env.registry):
            model = self.as_seller(self.env[name])
            if model._abstract or name == "ir.module.module":
                continue
            if not model.has_access("read"):
                continue
            with self.subTest(model=name):
                self.assertMasked(self._read_all(model))

    def _read_all(self, model):
        fields = [
            name
            for name, description in model.fields_get().items()
            if description["type"] in TEXT_TYPES
            and name not in WRITTEN_TEXTS.get(model._name, ())
        ]
        records = model.with_context(active_test=False, show_email=1, show_address=1)
        records = records.search([], order="id desc", limit=500)
        self.env.invalidate_all()
        answer = []
        for name in fields:
            try:
                answer.append(records.read([name]))
            except (AccessError, UserError) as refusal:
                answer.append(str(refusal))
        return answer
