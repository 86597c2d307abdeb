import inspect

from odoo.api import Environment
from odoo.exceptions import UserError, ValidationError
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .guard_common import GuardCase

# They give what the caller sent, or what everybody may know of any id.
HARMLESS = {
    "concat",
    "union",
    "browse",
    "exists",
    "get_access_action",
    "get_formview_action",
    "get_formview_id",
    "ids",
    "sudo",
}


@tagged("post_install", "-at_install")
class TestFuzz(GuardCase):
    """Gate (b): every public method of what hangs on a customer, called on records
    that the caller must not touch, tells nothing and changes nothing."""

    MODELS = (
        "res.partner",
        "crm.lead",
        "sale.order",
        "account.move",
        "calendar.event",
        "res.partner.bank",
        "mail.activity",
        "mail.message",
    )
    LEAST_CALLED = 100

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls.env["res.partner.bank"].create(
            {"acc_number": "6222020200112233", "partner_id": cls.customer.id}
        )
        order = cls._create_order(cls.bob, cls.customer, client_order_ref="Zqx7")
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_user_id": cls.bob.id,
                "invoice_line_ids": [(0, 0, {"name": "Zqx7", "price_unit": 1})],
            }
        )
        meeting = cls.env["calendar.event"].create(
            {
                "name": "Zqx7",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
                "user_id": cls.bob.id,
                "partner_ids": [(6, 0, (cls.contact | cls.bob.partner_id).ids)],
            }
        )
        cls.targets = {
            "res.partner": cls.customer,
            "crm.lead": cls._create_lead(cls.bob, cls.customer),
            "sale.order": order,
            "account.move": invoice,
            "calendar.event": meeting,
            "res.partner.bank": account,
            "mail.activity": cls.customer.activity_schedule(
                "mail.mail_activity_data_todo", note="Zqx7", user_id=cls.bob.id
            ),
            "mail.message": cls.customer.message_post(body="Zqx7"),
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _public_methods(self, model):
        for name, method in inspect.getmembers(type(model), inspect.isfunction):
            if name.startswith("_") or name in HARMLESS or name == "init":
                continue
            owners = [c for c in type(model).__mro__ if name in c.__dict__]
            if any(getattr(c.__dict__[name], "_api_private", 0) for c in owners):
                continue
            if hasattr(BaseModel, name) and name not in ("read", "copy", "export_data"):
                continue
            parameters = list(inspect.signature(method).parameters.values())[1:]
            if not any(p.default is p.empty and p.kind < 2 for p in parameters):
                yield name

    @mute_logger(
        "odoo.sql_db",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.crm_iap_enrich.models.crm_lead",
        "odoo.addons.mail.models.mail_thread",
        "py.warnings",
    )
    def test_public_methods(self):
        called = 0
        for model, target in self.targets.items():
            before = self._row(target)
            for name in self._public_methods(target):
                called += 1
                with self.subTest(model=model, method=name):
                    answer, after = self._call(target, name)
                    self.assertNoMark(answer)
                    self.assertEqual(after, before)
        self.assertGreater(called, self.LEAST_CALLED)

    def _call(self, target, name):
        """Return what the method answers over the wire, and the row after it."""
        env = Environment(self.env.cr, self.amy.id, {})
        with self.env.cr.savepoint() as point:
            try:
                answer = self._serialise(getattr(target.with_env(env), name)())
                env.flush_all()
            except (UserError, ValidationError, ValueError, TypeError) as refusal:
                answer = str(refusal)
            except (AttributeError, KeyError, IndexError, NotImplementedError):
                # No answer at all; what it wanted is not there.
                answer = ""
            env.flush_all()
            row = self._row(target)
            point.rollback()
        self.env.invalidate_all()
        return answer, row

    def _row(self, target):
        self.env.cr.execute(
            SQL(
                "SELECT row_to_json(t)::text FROM %s t WHERE id = %s",
                SQL.identifier(target._table),
                target.id,
            )
        )
        return self.env.cr.fetchone()

    def _serialise(self, answer):
        # A record goes over the wire as its id.
        return answer.ids if isinstance(answer, BaseModel) else answer


@tagged("post_install", "-at_install")
class TestMassAssignment(GuardCase):
    """Gate (c): links to a hidden customer by every way in which values arrive."""

    def test_matrix(self):
        leads = self._as_amy(self.env["crm.lead"])
        own = self._as_amy(self._create_lead(self.amy, self.own))
        event = self._as_amy(self.env["calendar.event"]).create(
            {
                "name": "x",
                "start": "2026-01-01 08:00:00",
                "stop": "2026-01-01 09:00:00",
            }
        )
        hidden = {"partner_id": self.customer.id}
        default = leads.with_context(default_partner_id=self.customer.id)
        partners = self._as_amy(self.env["res.partner"])
        ways = {
            "create": lambda: leads.create({"name": "x", **hidden}),
            "create many": lambda: leads.create(
                [{"name": "x"}, {"name": "x", **hidden}]
            ),
            "write": lambda: own.write(hidden),
            "assign": lambda: setattr(own, "partner_id", self.customer),
            "web_save new": lambda: leads.web_save({"name": "x", **hidden}, {}),
            "web_save": lambda: own.web_save(hidden, {}),
            "web_save_multi": lambda: own.web_save_multi([hidden], {}),
            "load": lambda: leads.load(
                ["name", "partner_id/.id"], [["x", str(self.customer.id)]]
            ),
            "default": lambda: default.create({"name": "x"}),
            "default form": lambda: default.onchange({}, [], {"partner_id": {}}),
            "name_create": lambda: default.name_create("x"),
            "copy": lambda: own.copy(hidden),
            "guests": lambda: event.write(
                {"partner_ids": [(4, self.customer.id), (4, self.own.id)]}
            ),
            "contact": lambda: partners.create(
                {"name": "x", "parent_id": self.customer.id}
            ),
            "move a contact": lambda: partners.browse(self.own.id).write(
                {"child_ids": [(4, self.contact.id)]}
            ),
            "tag": lambda: (
                self.env["res.partner.category"]
                .with_user(self.amy)
                .create({"name": "x", "partner_ids": [(4, self.customer.id)]})
            ),
            "subscribe": lambda: own.write(
                {"message_partner_ids": [(4, self.customer.id)]}
            ),
        }
        for name, way in ways.items():
            with self.subTest(way=name):
                count = self._links()
                with self.env.cr.savepoint() as point:
                    try:
                        answer = way()
                        self.env.flush_all()
                        self.assertNoMark(answer)
                    except UserError as refusal:
                        self.assertNoMark(refusal)
                    self.env.flush_all()
                    self.assertEqual(self._links(), count)
                    point.rollback()

    def _links(self):
        """Count what names the hidden customer or its contact, with their parents."""
        ids = (self.customer | self.contact).ids
        domain = [("partner_id", "in", ids)]
        return (
            self.env["crm.lead"].search_count(domain),
            self.env["mail.followers"].search_count(domain),
            self.env["calendar.event"].search_count([("partner_ids", "in", ids)]),
            self.env["res.partner"].search_count([("parent_id", "in", ids)]),
            self.env["res.partner"].search_count(
                [("id", "in", ids), ("category_id", "!=", False)]
            ),
        )
