from odoo import fields

from odoo.addons.crm_pool.tests.share_common import ShareCase


class FollowupCase(ShareCase):
    """Amy holds a customer with a contact; Ben, her leader, the pool's manager and a
    supervisor are there too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env.ref("crm_customer.dictionary_followup_method_phone")
        cls.visit = cls.env.ref("crm_customer.dictionary_followup_method_visit")
        cls.stage_need = cls.env.ref("crm_followup.dictionary_followup_stage_need")
        cls.stage_offer = cls.env.ref("crm_followup.dictionary_followup_stage_offer")
        cls.executive = cls._create_user("executive", "crm_customer.group_executive")
        cls.administrator = cls._create_user(
            "administrator", "crm_customer.group_customer_admin"
        )
        cls.back_office = cls._create_user(
            "backoffice", "crm_privacy.group_back_office"
        )
        cls.staff = cls._create_user("staff", "base.group_user")

    @classmethod
    def _values(cls, customer=None, **values):
        return {
            "partner_id": (customer or cls.customer).id,
            "method_id": cls.phone.id,
            "content": "Asked for a quotation of 200 pumps.",
            **values,
        }

    @classmethod
    def _follow_up(cls, user=None, customer=None, **values):
        """Record one through the door that everybody uses."""
        followups = cls.env["crm.followup"].with_user(user or cls.amy)
        return followups.create(cls._values(customer, **values))

    @classmethod
    def _ago(cls, **delta):
        return fields.Datetime.subtract(fields.Datetime.now(), **delta)

    def _create_opportunity(self, user, customer=None, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Pumps",
                "type": "opportunity",
                "partner_id": customer.id if customer else False,
                "user_id": user.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def _reads(self, user, followup):
        """Whether the user finds and reads a follow-up: both or neither."""
        self.env.flush_all()
        self.env.invalidate_all()
        followup = followup.with_user(user)
        if not followup.browse().has_access("read"):
            return False
        found = bool(followup.search([("id", "=", followup.id)]))
        self.assertEqual(found, followup.has_access("read"), user.name)
        return found
