from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .guard_common import MARK, SALESMAN, GuardCase

TEXT_TYPES = ("char", "text", "html")
LINK_TYPES = ("many2one", "one2many", "many2many")
SHOW = {"show_email": 1, "show_address": 1, "show_vat": 1}


@tagged("post_install", "-at_install")
class TestSweep(GuardCase):
    """Gate (a): whatever an account manager can read, in every installed addon, in
    each relational and text field, says nothing of a hidden customer.

    A new model that hangs on a customer and has no rule fails here. Other addons run it
    for people of theirs.
    """

    EXPORTED = ("res.partner", "crm.lead", "sale.order", "mail.followers")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _plant(cls):
        """Hang one of everything on the hidden customer, none of it Amy's."""
        nobody = cls.env["res.users"]
        cls.portal = new_test_user(
            cls.env,
            f"{MARK}.portal",
            groups="base.group_portal",
            partner_id=cls.contact.id,
        )
        for user in (cls.bob, nobody):
            order = cls._create_order(user, cls.customer, client_order_ref=MARK)
            order.order_line.name = MARK
            order.action_confirm()
            cls._create_order(user, cls.contact, client_order_ref=MARK)
            cls._create_lead(
                user,
                cls.customer,
                contact_name=f"{MARK} Wang",
                description=MARK,
                email_from=f"{MARK}@example.cn",
            ).activity_schedule(
                "mail.mail_activity_data_todo", note=MARK, user_id=cls.bob.id
            )
            cls._plant_invoice(user)
        cls._plant_mail(order)
        cls.env["account.payment"].create(
            {"partner_id": cls.customer.id, "amount": 1, "memo": MARK}
        )
        cls.env["res.partner.bank"].create(
            {"acc_number": f"{MARK}001", "partner_id": cls.customer.id}
        )
        cls.env["calendar.event"].create(
            {
                "name": MARK,
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "user_id": cls.bob.id,
                "location": MARK,
                "partner_ids": [(6, 0, (cls.contact | cls.bob.partner_id).ids)],
            }
        )

    @classmethod
    def _plant_invoice(cls, user):
        cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_user_id": user.id,
                "ref": MARK,
                "invoice_line_ids": [(0, 0, {"name": MARK, "price_unit": 1})],
            }
        ).action_post()

    @classmethod
    def _plant_mail(cls, order):
        for document in (cls.customer, cls.contact, order):
            document.message_post(body=MARK, partner_ids=cls.contact.ids)
            document.message_subscribe(cls.contact.ids)
            document.activity_schedule(
                "mail.mail_activity_data_todo", note=MARK, user_id=cls.bob.id
            )
            cls.env["ir.attachment"].create(
                {
                    "name": f"{MARK}.txt",
                    "raw": MARK,
                    "res_model": document._name,
                    "res_id": document.id,
                }
            )
        # A document of Amy's with the customer among its followers and readers.
        own = cls._create_order(cls.amy, cls.own)
        own.message_subscribe(cls.contact.ids)
        own.message_notify(partner_ids=cls.contact.ids, body="hello")
        channel = cls.env["discuss.channel"].create({"name": "everybody"})
        channel.add_members(cls.contact.ids)

    def _readable_models(self):
        for name in sorted(self.env.registry):
            model = self._as_amy(self.env[name])
            # The list of addons renders the description of each: nothing of ours.
            if model._abstract or name == "ir.module.module":
                continue
            if model.has_access("read"):
                yield model

    def _fields(self, model, *types):
        return [
            name
            for name, description in model.fields_get().items()
            if description["type"] in types
        ]

    def _searchable(self, model, *types):
        """Names are searched by name_search; without a name field core finds all."""
        return [
            name
            for name in self._fields(model, *types)
            if (model._fields[name].store or model._fields[name].search)
            and name != "display_name"
        ]

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_search_read(self):
        """Every record, every field, in a list with the keys that lengthen names."""
        self.env.invalidate_all()
        for model in self._readable_models():
            fields = self._fields(model, *TEXT_TYPES, *LINK_TYPES, "reference")
            with self.subTest(model=model._name):
                records = model.with_context(active_test=False, **SHOW).search([])
                self.env.invalidate_all()
                for batch in (
                    records[i : i + 500] for i in range(0, len(records), 500)
                ):
                    self.assertNoMark(self._read(batch, fields))

    def _read(self, records, fields):
        """Read field by field where core refuses to read them together."""
        try:
            return records.read(fields)
        except (AccessError, UserError):
            return [self._read_one(records, name) for name in fields]

    def _read_one(self, records, name):
        try:
            return records.read([name])
        except (AccessError, UserError) as refusal:
            return str(refusal)

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_search(self):
        """Nobody finds out by asking: no field answers to the planted text."""
        for model in self._readable_models():
            for name in self._searchable(model, *TEXT_TYPES):
                domain = [(name, "ilike", MARK)]
                with self.subTest(model=model._name, field=name):
                    self.assertFalse(self._count(model, domain))

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_search_through_relations(self):
        """Row 6: nor through a relation."""
        for model in self._readable_models():
            for name in self._searchable(model, "many2one", "one2many", "many2many"):
                if model._fields[name].comodel_name != "res.partner":
                    continue
                for column in ("name", "email", "ref"):
                    domain = [(f"{name}.{column}", "ilike", MARK)]
                    with self.subTest(model=model._name, field=name, column=column):
                        self.assertFalse(self._count(model, domain))

    def _count(self, model, domain):
        try:
            return model.with_context(active_test=False).search_count(domain)
        except AccessError as refusal:
            self.assertNoMark(refusal)
            return 0
        except (UserError, NotImplementedError, ValueError):
            # The field cannot be searched so; the text names the question alone.
            return 0

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_name_search(self):
        for model in self._readable_models():
            if not model._rec_name:
                continue
            with self.subTest(model=model._name):
                self.assertFalse(self._find(model.with_context(**SHOW)))

    def _find(self, model):
        try:
            return model.name_search(MARK)
        except (AccessError, ValueError) as refusal:
            self.assertNoMark(str(refusal).replace(MARK, ""))
            return []

    @mute_logger("odoo.models", "odoo.domains", "odoo.addons.base.models.ir_rule")
    def test_groups(self):
        """Rows 11 and 25: group titles are names too."""
        for model in self._readable_models():
            for name in self._fields(model, "char", "many2one", "many2many"):
                if not model._fields[name].store:
                    continue
                with self.subTest(model=model._name, field=name):
                    self.assertNoMark(self._group(model.with_context(**SHOW), name))

    def _group(self, model, name):
        try:
            return model.formatted_read_group(Domain.TRUE, [name], ["__count"])
        except (AccessError, UserError, ValueError) as refusal:
            return str(refusal)

    def test_export(self):
        """Even with the right to export."""
        self.amy.group_ids += self.env.ref("base.group_allow_export")
        self.amy.group_ids += self.env.ref("crm_privacy.group_operation_export")
        for name in self.EXPORTED:
            model = self._as_amy(self.env[name])
            fields = [
                path
                for path in ("name", "partner_id/name", "partner_id/email", "email")
                if path.partition("/")[0] in model._fields
            ]
            with self.subTest(model=name):
                self.assertNoMark(model.search([]).export_data(fields)["datas"])

    def test_the_owner_finds_all_of_it(self):
        """The sweep would see a leak: the same questions answer to Bob."""
        for name in ("res.partner", "crm.lead", "sale.order", "mail.followers"):
            model = self.env[name].with_user(self.bob)
            fields = self._fields(model, *TEXT_TYPES, "many2one")
            with self.subTest(model=name):
                found = model.search([])
                self.assertIn(MARK.lower(), str(found.read(fields)).lower())

    def test_a_salesman_reads_these_models(self):
        """The sweep goes over what matters."""
        self.assertIn("sales_team.group_sale_salesman", SALESMAN)
        names = {model._name for model in self._readable_models()}
        self.assertLessEqual(
            {"res.partner", "crm.lead", "sale.order", "mail.message", "res.users"},
            names,
        )
        self.assertGreater(len(names), 100)
