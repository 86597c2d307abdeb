from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.res_partner_print import Addressee
from ..tools.paper import CODE_STRIP, ENVELOPE_SIZES, SCAN_CORNER
from .print_common import (
    PrintCase,
    draw,
    find_ink,
    read_fonts,
    read_page_sizes,
    read_text,
    read_words,
    wipe,
)

LONG = "中国东部沿海灯塔珊瑚礁石潮汐远帆海洋工程设备进出口贸易股份有限公司" * 6
LATIN = "Extraordinarily Long Company Name for Testing Purposes International " * 3


@tagged("post_install", "-at_install")
class TestEnvelopes(PrintCase):
    def _template(self, size, **values):
        return self.env["crm.envelope.template"].create(
            {"name": size, "size": size, **values}
        )

    def test_postcode_digits_stand_in_their_boxes(self):
        """CU-10: on each size, moved or not, the ink of every digit is within 1 mm of
        the middle of its box."""
        moves = ((0, 0), (2.5, -1.5)) * 3
        for size, (dx, dy) in zip(ENVELOPE_SIZES, moves, strict=True):
            template = self._template(size, offset_x=dx, offset_y=dy)
            pdf = self._print(self._open_dialog(self.customer, template_id=template.id))
            paper = (round(template.width), round(template.height))
            self.assertEqual(read_page_sizes(pdf), {paper})
            picture = draw(pdf)
            for number in range(6):
                with self.subTest(size=size, moved=(dx, dy), digit=number):
                    self._check_digit(picture, template, number, dx, dy)

    def _check_digit(self, picture, template, number, dx, dy):
        left = template.box_left + dx + number * template.box_pitch
        top = template.box_top + dy
        frame = (left, top, template.box_width, template.box_height)
        ink = find_ink(picture, frame)
        self.assertTrue(ink)
        middle = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
        self.assertAlmostEqual(middle[0], left + template.box_width / 2, delta=1)
        self.assertAlmostEqual(middle[1], top + template.box_height / 2, delta=1)
        self.assertGreater(ink[0], left)
        self.assertLess(ink[2], left + template.box_width)

    def test_boxes_are_drawn_for_blank_envelopes(self):
        """CU-10: red frames where the digits go, on blank paper alone."""
        blank = self._template("dl", has_boxes=True)
        printed = self._template("dl")
        frames = []
        for template in (blank, printed):
            dialog = self._open_dialog(self.customer, template_id=template.id)
            picture = draw(self._print(dialog))
            corner = picture.crop((80, 60, 580, 170))
            frames.append(sum(corner.histogram()[:200]))
        self.assertGreater(frames[0], frames[1] + 1000)

    def test_text_reads_back_in_embedded_fonts(self):
        """CU-10: Chinese that really prints: text, not pictures, in fonts that are in
        the file."""
        for font, name in (("sans", "Sans"), ("serif", "Serif")):
            template = self._template("dl", font=font)
            pdf = self._print(self._open_dialog(self.customer, template_id=template.id))
            text = read_text(pdf, "-layout")
            for part in (
                "上海市张江路665号3幢",
                "东海灯塔科技有限公司 采购部",
                "王芳 女士 收",
                "上海市世纪大道88号",
                "200120",
            ):
                self.assertIn(part, text)
            fonts = read_fonts(pdf)
            self.assertTrue(fonts)
            for font_name, embedded in fonts:
                self.assertTrue(embedded)
                self.assertIn(name, font_name)

    def test_long_names_stay_on_the_envelope(self):
        """CU-10: long texts are broken and set smaller; no dot of ink leaves the
        fields, on any size."""
        some = ("b6", "c4")
        for name, sizes in ((LONG, ENVELOPE_SIZES), (LATIN, some), ("W" * 250, some)):
            customer = self._create_customer(
                name, **self._address(street=name), ref=name[:5]
            )
            for size in sizes:
                template = self._template(size)
                dialog = self._open_dialog(
                    customer,
                    template_id=template.id,
                    sender_name=name,
                    sender_address=name,
                )
                picture = draw(self._print(dialog))
                frames = list(template._get_frames().values())
                code = (template.sender_zip_left, template.sender_zip_top, 26, 7)
                with self.subTest(name=name[:8], size=size):
                    self.assertTrue(find_ink(picture, frames[1]))
                    self.assertIsNone(find_ink(wipe(picture, [*frames, code])))

    def test_shipped_sizes_keep_the_post_s_corners_free(self):
        """CU-10: GB/T 1416 keeps a corner for the postcode and a strip for the
        machine."""
        for size in ENVELOPE_SIZES:
            template = self._template(size)
            from_edge, to_edge, strip = CODE_STRIP
            frames = template._get_frames()
            boxes = frames.pop("boxes")
            with self.subTest(size=size):
                self.assertLessEqual(boxes[0] + boxes[2], SCAN_CORNER[0])
                self.assertLessEqual(boxes[1] + boxes[3], SCAN_CORNER[1])
                for _left, top, _width, height in frames.values():
                    self.assertGreaterEqual(top, SCAN_CORNER[1])
                    self.assertLessEqual(top + height, template.height - strip)
                self.assertGreater(template.sender_zip_left, template.width - from_edge)
                self.assertLess(from_edge, to_edge)

    def test_sender_and_recipient_are_changed_for_this_print(self):
        """CU-10: what is typed into the dialog is printed and saved nowhere."""
        with Form(
            self.env["crm.customer.print"].with_context(
                active_model="res.partner", active_ids=self.customer.ids
            )
        ) as form:
            form.sender_name = "远洋集团"
            with form.line_ids.edit(0) as line:
                line.street = "外滩1号"
                line.zip = "200001"
                line.person = "李总"
        text = read_text(self._print(form.record), "-layout")
        self.assertIn("外滩1号", text)
        self.assertIn("李总 收", text)
        self.assertIn("远洋集团", text)
        self.assertNotIn("张江路", text)
        self.assertEqual(self.customer.street, "张江路665号3幢")
        self.assertEqual(self.contact.name, "王芳")

    def test_who_has_no_address_is_named_before(self):
        """CU-10: left out or blank, but said before it is printed."""
        nowhere = self._create_customer("无址实业", zip="201203")
        codeless = self._create_customer("无编实业", **self._address(zip=False))
        dialog = self._open_dialog(self.customer | nowhere | codeless)
        self.assertIn("无址实业", dialog.missing_address)
        self.assertIn("无编实业", dialog.missing_postcode)
        self.assertEqual(dialog.letter_count, 2)
        pdf = self._print(dialog)
        self.assertEqual(max(word.page for word in read_words(pdf)), 2)
        self.assertNotIn("无址实业", read_text(pdf))
        dialog = self._open_dialog(self.customer | nowhere, skip_missing=False)
        self.assertEqual(dialog.letter_count, 2)
        self.assertIn("无址实业", dialog.missing_address)
        self.assertIn("无址实业", read_text(self._print(dialog)))
        dialog = self._open_dialog(nowhere)
        with self.assertRaisesRegex(UserError, "none of the 1 chosen"):
            dialog.action_print()

    def test_to_whom(self):
        """CU-10: the firm alone, its first contact, each contact; a contact itself."""
        second = self._create_contact(self.customer, "李伟", gender="male")
        person = self._create_customer(
            "陈静", is_company=False, **self._address(), gender="female"
        )

        def names(partners, choice):
            rows = partners._get_addressees(choice)
            return [(row.company, row.person) for row in rows]

        firm = self.customer.name
        self.assertEqual(names(self.customer, "firm"), [(firm, "")])
        self.assertEqual(names(self.customer, "main"), [(firm, "王芳 女士")])
        self.assertEqual(
            names(self.customer, "all"), [(firm, "王芳 女士"), (firm, "李伟 先生")]
        )
        self.assertEqual(names(second, "firm"), [(firm, "李伟 先生")])
        self.assertEqual(names(person, "main"), [("", "陈静 女士")])

    def test_addresses(self):
        """CU-10: from the province down, nothing twice; abroad from the street up."""
        cases = [
            ({}, "上海市张江路665号3幢"),
            ({"street": "上海市浦东新区1号"}, "上海市浦东新区1号"),
            ({"street": "上海浦东新区1号"}, "上海浦东新区1号"),
            ({"street": False}, ""),
            (
                {
                    "state_id": self.env.ref("base.state_cn_ZJ").id,
                    "city": "宁波市",
                    "street": "天童南路\n700号",
                },
                "浙江省宁波市天童南路 700号",
            ),
            (
                {
                    "country_id": self.env.ref("base.de").id,
                    "state_id": False,
                    "city": "Hamburg",
                    "street": "Elbchaussee 1",
                },
                "Elbchaussee 1, Hamburg, Germany",
            ),
        ]
        for values, expected in cases:
            with self.subTest(values=values):
                customer = self._create_customer(**self._address(**values))
                self.assertEqual(customer._get_letter_address(), expected)

    def test_own_sizes_and_what_is_refused(self):
        """CU-10, NF-I: own sizes in millimetres; what leaves the paper is refused with
        field, value and what is possible."""
        template = self._template("own", width=200, height=100, name="Own")
        self.assertEqual((template.width, template.box_pitch), (200, 10))
        for values, message in (
            ({"width": 20}, "Own: “Width” is 20.0; it lies between 50.0 and"),
            ({"recipient_left": 150}, "recipient would leave the envelope of 200.0"),
            ({"box_left": 160}, "postcode boxes would leave"),
            ({"person_font_size": 4}, "Person Font Size"),
            ({"box_width": -1}, "Width of a Box"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                template.write(values)

    def test_the_preview_follows_what_is_typed(self):
        """CU-10: a picture in millimetres, drawn anew before anything is saved."""
        with Form(self.env["crm.envelope.template"]) as form:
            form.name = "New"
            form.size = "dl"
            first = form.preview
            form.size = "c4"
            self.assertEqual(form.width, 324)
            second = form.preview
            form.size = "own"
            form.recipient_left = 90
            self.assertEqual(len({first, second, form.preview}), 3)
            self.assertTrue(first.startswith("data:image/svg+xml;base64,"))

    def test_only_administrators_keep_templates(self):
        """People table: envelope templates are the customer administrator's."""
        for user, allowed in (
            (self.seller, False),
            (self.supervisor, False),
            (self.admin, True),
        ):
            for model in ("crm.envelope.template", "crm.label.sheet"):
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    self.assertTrue(records.has_access("read"))
                    for operation in ("write", "create", "unlink"):
                        self.assertEqual(records.has_access(operation), allowed)

    def test_another_s_dialog_prints_nothing(self):
        """NF-S: what somebody prepared to print is theirs; what is gone says so."""
        dialog = self._open_dialog(self.customer)
        reports = self.reports.with_user(self.seller)
        for records in (dialog, dialog.line_ids):
            others = records.with_user(self.seller)
            self.assertTrue(records.search([("id", "in", records.ids)]))
            self.assertFalse(others.search([("id", "in", records.ids)]))
            for operation in ("read", "write", "unlink"):
                self.assertFalse(others.has_access(operation))
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            reports._render_qweb_pdf("crm_customer.envelope", dialog.ids)
        dialog.unlink()
        with self.assertRaisesRegex(UserError, "expired"):
            self.reports._render_qweb_pdf("crm_customer.envelope", [dialog.id])

    def test_a_large_number_is_refused_and_no_number_too(self):
        """NF-I: at most what one worker makes in time; nothing chosen is said."""
        dialog = self.env["crm.customer.print"].create({})
        with self.assertRaisesRegex(UserError, "choose customers"):
            dialog.action_print()
        dialog = self._open_dialog(self.customer, kind="sheet")
        self.patch(type(dialog), "_get_most", lambda self: 0)
        with self.assertRaisesRegex(UserError, "1 are more than the 0"):
            dialog.action_print()


@tagged("post_install", "-at_install")
class TestLabels(PrintCase):
    def test_labels_stay_on_their_labels(self):
        """CU-10: each shipped sheet, begun in the middle; all ink lies in the labels,
        each with postcode, address, customer, department and contact."""
        customers = self.customer | self._create_customer(
            LONG, **self._address(street=LATIN)
        )
        for sheet in self.env["crm.label.sheet"].search([]):
            dialog = self._open_dialog(
                customers, kind="label", sheet_id=sheet.id, start_at=5
            )
            pdf = self._print(dialog)
            self.assertEqual(read_page_sizes(pdf), {(210, 297)})
            picture = draw(pdf)
            frames = []
            for place in (4, 5):
                row, column = divmod(place, sheet.columns)
                left = sheet.margin_left + column * sheet.pitch_x
                top = sheet.margin_top + row * sheet.pitch_y
                frames.append((left, top, sheet.label_width, sheet.label_height))
            with self.subTest(sheet=sheet.name):
                for frame in frames:
                    self.assertTrue(find_ink(picture, frame))
                self.assertIsNone(find_ink(wipe(picture, frames)))
                text = read_text(pdf, "-layout")
                for part in ("201203", "张江路665号", "东海灯塔", "采购部 王芳 女士"):
                    self.assertIn(part, text)

    def test_the_next_sheet_follows_a_full_one(self):
        """CU-10: start at label N; then sheet after sheet."""
        customers = self.customer.browse()
        for _number in range(25):
            customers |= self._create_customer(**self._address())
        sheet = self.env.ref("crm_customer.label_sheet_3x8")
        for start, sheets in ((1, [24, 1]), (24, [1, 24]), (10, [15, 10])):
            letters = customers._get_addressees("firm")
            laid = sheet._lay_out(letters, start)
            self.assertEqual([len(labels) for labels in laid], sheets)
        for start in (0, 25):
            dialog = self._open_dialog(
                customers, kind="label", sheet_id=sheet.id, start_at=start
            )
            with self.assertRaisesRegex(UserError, "labels 1 to 24"):
                dialog.action_print()

    def test_own_sheets_and_what_is_refused(self):
        """CU-10, NF-I: labels that overlap or leave the sheet are refused."""
        sheet = self.env["crm.label.sheet"].create({"name": "Own", "format": "own"})
        self.assertEqual(sheet.columns, 3)
        sheet.write({"columns": 2, "pitch_x": 100.0, "label_width": 90.0})
        for values, message in (
            ({"pitch_x": 80}, "Pitch Across"),
            ({"pitch_x": 130}, "Pitch Across"),
            ({"columns": 0}, "Labels Across"),
            ({"label_height": 300}, "Label Height"),
            ({"padding": 30}, "Inner Margin"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, f"Own: “{message}"),
                self.env.cr.savepoint(),
            ):
                sheet.write(values)

    def test_a_label_without_person(self):
        """CU-10: what is not there takes no line."""
        sheet = self.env.ref("crm_customer.label_sheet_3x7")
        lines = sheet._lay_out_label(Addressee(zip="201203", address="A", company="B"))
        self.assertEqual([line.text for line in lines], ["201203", "A", "B"])
