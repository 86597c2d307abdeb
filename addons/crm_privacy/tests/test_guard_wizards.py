from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .guard_common import MARK, GuardCase

# AttributeError: a wizard that was opened on another model than its own
REFUSALS = (
    UserError,
    ValidationError,
    ValueError,
    TypeError,
    AttributeError,
    IntegrityError,
)
TEXT_TYPES = ("char", "text", "html", "many2one", "one2many", "many2many", "reference")
# by which field a wizard takes its records, besides the context
HIDDEN_ADDRESS = f".{MARK.lower()}@"
MODEL_FIELDS = ("res_model", "model")
# what hangs on a record: table -> column of the model's name
HANGING = {
    "mail_message": "model",
    "mail_activity": "res_model",
    "mail_followers": "res_model",
}


@tagged("post_install", "-at_install")
class TestGuardWizards(GuardCase):
    """Security row 40: a wizard opened on customers and documents of others shows
    nothing of them and does nothing to them, in every installed addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amy.group_ids += cls.env.ref("base.group_partner_manager")
        cls.lead = cls._create_lead(cls.bob, cls.customer, description=MARK)
        cls.order = cls._create_order(cls.bob, cls.customer, client_order_ref=MARK)
        cls.order.message_subscribe(cls.contact.ids)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _wizards(self):
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(self.amy)
            if model._transient and not model._abstract and model.has_access("create"):
                yield model

    def _targets(self):
        return (self.customer | self.contact, self.lead, self.order)

    @mute_logger(
        "odoo.sql_db",
        "odoo.models",
        "odoo.domains",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.mail.models.mail_thread",
        "odoo.addons.mail.models.mail_mail",
    )
    def test_every_wizard_on_records_of_others(self):
        seen, made = 0, 0
        for wizard in self._wizards():
            for target in self._targets():
                seen += 1
                with self.subTest(wizard=wizard._name, target=target._name):
                    before = self._state()
                    with self.env.cr.savepoint() as point:
                        answers, record = self._open(wizard, target)
                        made += bool(record)
                        answers += self._press_buttons(record)
                        self.env.flush_all()
                        after = self._state()
                        point.rollback()
                    self.env.invalidate_all()
                    self.assertNoMark(answers)
                    self.assertEqual(after, before)
        self.assertGreater(seen, 60)
        self.assertGreater(made, 30)

    def _open(self, wizard, target):
        """Make one as a client would; return all that it answers, and the record."""
        wizard = wizard.with_context(
            lang=None,
            active_model=target._name,
            active_id=target.ids[0],
            active_ids=target.ids,
        )
        values = self._name_records(wizard, target)
        names = [n for n, d in wizard.fields_get().items() if d["type"] in TEXT_TYPES]
        answers = [
            self._try(lambda: wizard.default_get(list(wizard._fields))),
            self._try(lambda: wizard.onchange(values, [], dict.fromkeys(names, {}))),
        ]
        record = self._try(lambda: wizard.create(values))
        if isinstance(record, str):
            return [*answers, record], wizard.browse()
        self.env.flush_all()
        self.env.invalidate_all()
        for name in names:
            answers.append(self._try(lambda n=name: record.read([n])))
            answers.append(
                self._try(
                    lambda n=name: record.with_context(
                        show_email=1, show_address=1
                    ).web_read({n: {}})
                )
            )
        return answers, record

    def _name_records(self, wizard, target):
        """Fill the fields in which a wizard keeps what it is about."""
        values = {}
        for name in MODEL_FIELDS:
            if name in wizard._fields and wizard._fields[name].type == "char":
                values[name] = target._name
        for name, value in (
            ("res_id", target.ids[0]),
            ("res_ids", str(target.ids)),
            ("resource_ref", f"{target._name},{target.ids[0]}"),
            ("composition_mode", "mass_mail"),
            ("body", "x"),
        ):
            if name in wizard._fields:
                values[name] = value
        return values

    def _press_buttons(self, record):
        answers = []
        buttons = [
            name
            for name in dir(type(record))
            if name.startswith(("action_", "button_", "edit_"))
            and not hasattr(BaseModel, name)
            and record
        ]
        for name in buttons:
            with self.env.cr.savepoint() as point:
                before = self._state()
                answers.append(self._try(lambda n=name: getattr(record, n)()))
                self._try(self.env.flush_all)
                self.assertEqual(self._state(), before, name)
                point.rollback()
            self.env.invalidate_all()
        return answers

    def _try(self, call):
        """Return the answer; of a refusal its text."""
        try:
            with self.env.cr.savepoint():
                return call()
        except REFUSALS as refusal:
            return str(refusal)

    def _state(self):
        """Return the rows that must stay, and how much hangs on them."""
        rows = []
        for target in self._targets():
            rows += self.env.execute_query(
                SQL(
                    "SELECT to_jsonb(t)::text FROM %s t WHERE id = ANY(%s) ORDER BY id",
                    SQL.identifier(target._table),
                    target.ids,
                )
            )
            for table, model in HANGING.items():
                rows += self.env.execute_query(
                    SQL(
                        "SELECT count(*) FROM %s WHERE %s = %s AND res_id = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(model),
                        target._name,
                        target.ids,
                    )
                )
        return rows

    def test_hidden_customers_in_the_fields(self):
        """No wizard takes a hidden customer by name either."""
        for wizard in self._wizards():
            for name, model in wizard._get_guarded_fields().items():
                field = wizard._fields[name]
                if model != "res.partner" or not field.store:
                    continue
                value = self.customer.id
                if field.type != "many2one":
                    value = [(6, 0, self.customer.ids)]
                with self.subTest(wizard=wizard._name, field=name):
                    with self.assertRaises(AccessError) as refusal:
                        wizard.create({name: value})
                    self.assertNoMark(refusal.exception)

    def test_merging_takes_nothing_away(self):
        """Nor does merging one's own customer with a hidden one."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.amy)
        ids = (self.own | self.customer).ids
        wizard = wizard.with_context(active_model="res.partner", active_ids=ids)
        with self.assertRaises(AccessError):
            wizard.create({}).action_merge()
        with self.assertRaises(AccessError):
            wizard.create({"partner_ids": [(6, 0, ids)]}).action_merge()
        self.assertTrue(self.customer.exists() and self.own.exists())

    def test_merging_is_for_supervisors(self):
        """PO-2, row 40: own customers are not merged by their owner; vendors are; a
        run through all partners is for who sees all."""
        second = self._create_held(self.amy, name="Own Customer 2")
        vendors = self.env["res.partner"].create([{"name": "V"}, {"name": "V"}])
        for partners, allowed in ((self.own | second, False), (vendors, True)):
            merge = self._prepare_merge(self.amy, partners)
            if allowed:
                merge.action_merge()
                self.assertEqual(len(partners.exists()), 1)
            else:
                with self.assertRaises(AccessError):
                    merge.action_merge()
        for name in (
            "action_start_manual_process",
            "action_start_automatic_process",
            "action_update_all_process",
        ):
            merge = self._prepare_merge(self.amy, vendors.exists())
            merge.group_by_email = True
            with self.subTest(method=name), self.assertRaises(AccessError):
                getattr(merge, name)()

    def _prepare_merge(self, user, partners):
        return (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user)
            .create(
                {
                    "partner_ids": [(6, 0, partners.ids)],
                    "dst_partner_id": partners[:1].id,
                    "state": "selection",
                }
            )
        )


@tagged("post_install", "-at_install")
class TestGuardRest(GuardCase):
    def test_search_panels(self):
        """Row 25: values of a panel are those of records that one sees, and hidden
        customers on one's own documents show by their bare name."""
        self._create_order(self.amy, self.customer)
        self._create_order(self.amy, self.own)
        self._create_order(self.bob, self.contact)
        orders = self._as_amy(self.env["sale.order"]).with_context(
            show_email=1, show_address=1, show_vat=1
        )
        leads = self._as_amy(self.env["crm.lead"])
        for model, name in (
            (orders, "partner_id"),
            (orders, "partner_shipping_id"),
            (leads, "partner_id"),
            (self._as_amy(self.env["res.partner"]), "parent_id"),
            (self._as_amy(self.env["calendar.event"]), "partner_ids"),
        ):
            for method in (
                model.search_panel_select_multi_range,
                model.search_panel_select_range,
            ):
                for counters in (False, True):
                    with self.subTest(field=name, method=method.__name__):
                        self._check_panel(method, name, counters)

    def _check_panel(self, method, name, counters):
        try:
            answer = method(name, enable_counters=counters, expand=counters)
        except (UserError, AccessError) as refusal:
            answer = str(refusal)  # core offers no panel for such a field
        for hidden in (HIDDEN_ADDRESS, f"{MARK} Street", f"{MARK} Wang"):
            self.assertNotIn(hidden, str(answer))

    def test_panel_of_what_one_sees(self):
        """Row 25: it is no empty list that is tested above."""
        self._create_order(self.amy, self.own)
        orders = self._as_amy(self.env["sale.order"])
        answer = orders.search_panel_select_multi_range("partner_id")
        self.assertIn("Own Customer", str(answer))

    def test_a_lead_writes_nothing_to_a_hidden_customer(self):
        """Row 37: core copies a lead's phone and address to its customer."""
        lead = self._as_amy(self._create_lead(self.amy, self.customer))
        before = self.customer.read(["phone", "email", "street", "mobile"])
        for values in (
            {"phone": "13800138000"},
            {"email_from": "other@example.com"},
            {"phone": "13800138000", "email_from": "other@example.com"},
            {"street": "Elsewhere"},
        ):
            with self.subTest(values=values):
                try:
                    with self.env.cr.savepoint():
                        lead.write(values)
                        self.env.flush_all()
                except AccessError as refusal:
                    self.assertNoMark(refusal)
                self.env.invalidate_all()
                after = self.customer.read(["phone", "email", "street", "mobile"])
                self.assertEqual(after, before)

    def test_an_order_of_a_hidden_customer_prints(self):
        """What breaks in ordinary work: PDF and HTML for who may open the order, and
        for nobody else."""
        reports = self.env["ir.actions.report"].with_user(self.amy)
        own = self._create_order(self.amy, self.customer)
        foreign = self._create_order(self.bob, self.customer)
        self.env.invalidate_all()
        name = "sale.action_report_saleorder"
        for render in (reports._render_qweb_html, reports._render_qweb_pdf):
            with self.subTest(way=render.__name__):
                content, _kind = render(name, own.ids)
                self.assertIn(own.name.encode(), content)
                with self.assertRaises(AccessError) as refusal:
                    render(name, foreign.ids)
                self.assertNoMark(refusal.exception)

    def test_pivot_tables_hold_visible_rows(self):
        """Row 41: the table that the browser exports is put together from groups,
        which follow the rules and give the bare name alone."""
        self._create_order(self.amy, self.customer).action_confirm()
        for user in (self.bob, self.env["res.users"]):
            self._create_order(user, self.contact).action_confirm()
        self.env.flush_all()
        for model in ("sale.report", "crm.lead", "sale.order"):
            records = self._as_amy(self.env[model]).with_context(
                show_email=1, show_address=1
            )
            with self.subTest(model=model):
                answer = records.formatted_read_grouping_sets(
                    [], [["partner_id"], ["partner_id", "company_id"], []], ["__count"]
                )
                for hidden in (HIDDEN_ADDRESS, f"{MARK} Street", f"{MARK} Wang"):
                    self.assertNotIn(hidden, str(answer))
