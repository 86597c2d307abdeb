from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .custom_field_common import CustomFieldCommon


@tagged("post_install", "-at_install")
class TestCustomField(CustomFieldCommon):
    """CU-7: the administrator adds, changes, hides and removes fields."""

    def test_every_type_is_a_field_of_the_customer(self):
        """CU-7: each type keeps its values, is searched and read back."""
        values = {
            "char": "A-7",
            "text": "Two\nlines",
            "integer": 7,
            "float": 2.5,
            "monetary": 12.34,
            "date": "2026-03-05",
            "boolean": True,
        }
        names = {kind: self._add_field(f"自定{kind}", kind) for kind in values}
        customer = self._create_customer(
            **{names[kind].technical_name: value for kind, value in values.items()}
        )
        customer.invalidate_recordset()
        for kind, value in values.items():
            name = names[kind].technical_name
            with self.subTest(kind=kind):
                self.assertEqual(
                    customer._fields[name].convert_to_export(customer[name], customer)
                    if kind != "date"
                    else str(customer[name]),
                    value,
                )
                found = customer.search([(name, "=", value), ("id", "=", customer.id)])
                self.assertEqual(found, customer)

    def test_choices_are_translated_and_their_own(self):
        """CU-7: a value of another field's list is refused over RPC as on forms."""
        field = self._add_field("合作方式", "choice", ["直销", "代理"])
        other = self._add_field("包装", "choices", ["木箱", "纸箱"])
        name, several = field.technical_name, other.technical_name
        customer = self._create_customer().with_user(self.supervisor)
        customer.write(
            {
                name: field.choice_ids[1].id,
                several: [Command.set(other.choice_ids.ids)],
            }
        )
        self.assertEqual(customer[name].name, "代理")
        self.assertEqual(len(customer[several]), 2)
        for values in (
            {name: other.choice_ids[0].id},
            {several: [Command.link(field.choice_ids[0].id)]},
            {several: [field.choice_ids[0].id]},
            {several: [Command.create({"name": "布袋"})]},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                customer.write(values)

    def test_used_choice_stays(self):
        """CU-7: a choice that customers have is switched off, renamed, not deleted."""
        field = self._add_field("合作方式", "choice", ["直销", "代理"])
        customer = self._create_customer(
            **{field.technical_name: field.choice_ids[0].id}
        )
        with self.assertRaisesRegex(UserError, "直销.*1"):
            field.write({"choice_ids": [Command.delete(field.choice_ids[0].id)]})
        field.choice_ids[0].write({"name": "直营", "active": False})
        self.assertEqual(customer[field.technical_name].name, "直营")
        field.choice_ids[1].unlink()
        with self.assertRaises(UserError):
            field.choice_ids[0].field_id = self._add_field("别的", "choice")

    def test_record_of_a_safe_model_alone(self):
        """CU-7: a field names regions or products, never customers or documents."""
        country = self.env.ref("base.cn")
        field = self._add_field("原产国", "record", relation="res.country")
        customer = self._create_customer(**{field.technical_name: country.id})
        self.assertEqual(customer[field.technical_name], country)
        for relation in ("res.partner", "sale.order", "crm.lead", "ir.attachment"):
            with self.subTest(relation=relation), self.assertRaises(ValueError):
                self._add_field("坏", "record", relation=relation)
        with self.assertRaises(ValidationError):
            self._add_field("坏", "record")

    def test_names(self):
        """CU-7: technical names are made of labels, are free, and stay."""
        field = self._add_field("车队规模", "integer")
        self.assertEqual(field.technical_name, "x_che_dui_gui_mo")
        twin = self._add_field("车队 规模!", "integer")
        self.assertNotEqual(twin.technical_name, field.technical_name)
        self.assertEqual(field.sudo().field_id.state, "manual")
        cases = (
            {"technical_name": "fleet"},
            {"technical_name": "x_车队"},
            {"technical_name": "x_" + "a" * 60},
            {"technical_name": "x_che_dui_gui_mo"},
            {"technical_name": 'x_a"; DROP TABLE res_partner; --'},
        )
        for values in cases:
            with self.subTest(values), self.assertRaises(UserError):
                self._add_field("别的名字", **values)
        for values in ({"field_type": "char"}, {"technical_name": "x_b"}):
            with self.subTest(values), self.assertRaises(UserError):
                field.write(values)
        for label in ("车队规模", "手机", "负责人", "  "):
            with self.subTest(label=label), self.assertRaises(ValidationError):
                self._add_field(label)

    def test_rename_in_two_languages(self):
        """CU-7, NF-L: the label is the column's in each language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        field = self._add_field("Fleet size", "integer", hint="Lorries alone")
        field.update_field_translations("name", {"zh_CN": "车队规模"})
        field.update_field_translations("hint", {"zh_CN": "只算货车"})
        for lang, label, hint in (
            ("en_US", "Fleet size", "Lorries alone"),
            ("zh_CN", "车队规模", "只算货车"),
        ):
            partners = self.env["res.partner"].with_context(lang=lang)
            described = partners.fields_get([field.technical_name])
            with self.subTest(lang=lang):
                self.assertEqual(described[field.technical_name]["string"], label)
                self.assertEqual(described[field.technical_name]["help"], hint)

    def test_non_administrators_add_nothing(self):
        """CU-7: fields are the customer administrator's."""
        field = self._add_field("车队规模", "integer")
        for user in (self.seller, self.supervisor, self.executive, self.clerk):
            with self.subTest(user=user.login):
                fields = self.env["crm.custom.field"].with_user(user)
                with self.assertRaises(AccessError):
                    fields.create({"name": "我的", "field_type": "char"})
                with self.assertRaises(AccessError):
                    field.with_user(user).write({"name": "我的"})
                with self.assertRaises(AccessError):
                    field.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    field.with_user(user).update_field_translations(
                        "name", {"en_US": "x"}
                    )
                with self.assertRaises(AccessError):
                    fields.search([])

    def test_hide_keeps_values(self):
        """CU-7: a hidden field is on no screen; shown again, the values are there."""
        field = self._add_field("车队规模", "integer", list_mode="always")
        name = field.technical_name
        customer = self._create_customer(**{name: 12})
        places = (
            ("form_customer", "form"),
            ("list_customer", "list"),
            ("search_customer", "search"),
        )
        for view, view_type in places:
            with self.subTest(view=view):
                self.assertIn(name, self._get_arch(view, self.seller, view_type))
        field.action_hide()
        for view, view_type in places:
            with self.subTest(view=view):
                self.assertNotIn(name, self._get_arch(view, self.seller, view_type))
        described = self.env["res.partner"].fields_get([name])[name]
        self.assertFalse(described["searchable"] or described["exportable"])
        field.action_show()
        self.assertEqual(customer[name], 12)
        self.assertIn(name, self._get_arch("form_customer", self.seller, "form"))

    def test_required_field_is_not_hidden(self):
        """CU-7, CU-4: an entry rule holds for a custom field, and keeps it shown."""
        field = self._add_field("车队规模", "char")
        self.env["crm.entry.rule"].create(
            {"field_id": field.field_id.id, "required": True}
        )
        with self.assertRaisesRegex(ValidationError, "车队规模"):
            self._create_customer()
        with self.assertRaisesRegex(UserError, "车队规模"):
            field.action_hide()

    def test_remove_says_what_goes(self):
        """CU-7: removing names how many have a value; other fields keep theirs."""
        field = self._add_field("车队规模", "integer")
        kept = self._add_field("车队", "choices", ["大", "小"])
        name, other = field.technical_name, kept.technical_name
        customer = self._create_customer(
            **{name: 3, other: [Command.set(kept.choice_ids.ids)]}
        )
        saved = self.env["ir.filters"].create(
            [
                {
                    "name": "Big",
                    "model_id": "res.partner",
                    "domain": f"[('{name}', '>', 1)]",
                },
                {
                    "name": "All",
                    "model_id": "res.partner",
                    "domain": f"[('{other}', '!=', 0)]",
                },
            ]
        )
        self.env["crm.entry.rule"].create({"field_id": field.field_id.id})
        action = field.action_remove()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.admin)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(dialog.value_count, 1)
        self.assertIn("Big", dialog.uses)
        self.assertNotIn("All", dialog.uses)
        dialog.action_remove()
        self.assertNotIn(name, self.env["res.partner"]._fields)
        self.assertEqual(saved.mapped("active"), [False, True])
        self.assertEqual(len(customer[other]), 2)
        self.assertFalse(self.fields.search([("technical_name", "=", name)]))
        self.env.cr.execute(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = 'res_partner' AND column_name = %s",
            [name],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        kept.unlink()
        self.assertFalse(self.env["crm.custom.choice"].search([]))

    def test_place_on_the_form(self):
        """CU-7: the field stands where it was put, and a form saves it."""
        for place in ("kind", "reach", "licence", "needs", "more", "contact"):
            self._add_field(f"字段{place}", place=place, technical_name=f"x_{place}")
        amount = self._add_field("年采购额", "monetary", place="more")
        arch = self._get_arch("form_customer", self.supervisor, "form")
        self.assertNotIn("x_contact", arch)
        contact = self._get_arch("form_contact", self.supervisor, "form")
        self.assertIn("x_contact", contact)
        self.assertNotIn("x_kind", contact)
        customer = self._create_customer()
        view = "crm_customer.res_partner_view_form_customer"
        with Form(customer.with_user(self.supervisor), view=view) as form:
            for place in ("kind", "reach", "licence", "needs", "more"):
                form[f"x_{place}"] = place
            form[amount.technical_name] = 9.5
        self.assertEqual(customer.x_needs, "needs")
        self.assertEqual(customer[amount.technical_name], 9.5)
