from odoo.tests import new_test_user

from .secrets_common import SALESMAN, SecretsCase

PHONE, MASKED_PHONE = "13812345678", "138****5678"
EMAIL, MASKED_EMAIL = "wang@zq-mask.example.cn", "w***@zq-mask.example.cn"
STREET = "Zqroad 7"
SECRETS = (
    PHONE,
    "812345678",  # however the rest is written; core's demo has VAT numbers like it
    EMAIL,
    "wang@",
    STREET,
    "13912345678",
    "wxzq77",
    "99887766",
)
SHOW = {"show_email": 1, "show_address": 1}
VALUES = {
    "phone": PHONE,
    "mobile": "13912345678",
    "fax": "075599887766",
    "email": EMAIL,
    "street": STREET,
    "wechat": "wxzq77",
    "qq": "99887766",
}


class MaskCase(SecretsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held = cls.create_held("Masked Zq", **VALUES)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": cls.held.id, **VALUES}
        )
        cls.set_owner(cls.contact, cls.owner)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Lead Zq",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.owner.id,
                "email_cc": EMAIL,
            }
        )
        cls.vendor = cls.env["res.partner"].create(
            {"name": "Vendor Zq", "phone": "13700001111", "email": "vendor@zq.cn"}
        )
        # one who sells besides sees leads and orders too
        cls.seller = new_test_user(
            cls.env,
            "mask_seller",
            groups="crm_customer.group_executive"
            ",sales_team.group_sale_salesman_all_leads",
        )
        cls.leader = new_test_user(cls.env, "mask_leader", groups=SALESMAN)
        cls.env["crm.team"].create(
            {"name": "Zq", "user_id": cls.leader.id, "member_ids": cls.owner.ids}
        )
        cls.office = new_test_user(
            cls.env, "mask_office", groups="crm_privacy.group_back_office"
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def as_executive(self, records, user=None):
        self.env.invalidate_all()
        return records.with_user(user or self.executive).with_context(lang=None)

    def as_seller(self, records):
        return self.as_executive(records, self.seller)

    def assertMasked(self, answer):
        text = str(answer)
        for secret in SECRETS:
            at = text.find(secret)
            self.assertLess(at, 0, text[max(at - 200, 0) : at + 100])
