from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

from ..models.res_partner_print import Addressee
from ..tools.print_text import clean

ADDRESSED = ("envelope", "label")
REPORTS = {
    "envelope": "crm_customer.report_envelope",
    "label": "crm_customer.report_label",
    "address_list": "crm_customer.report_address_list",
    "phone_list": "crm_customer.report_phone_list",
    "sheet": "crm_customer.report_customer_sheet",
}
EDITABLE_ROWS = 80  # a page of a list; more are not typed over by hand
# what one worker makes within half a minute
MOST_LETTERS = 2000
MOST_SHEETS = 500
NAMED = 10  # names in a message; the rest is counted


class CrmCustomerPrint(models.TransientModel):
    """Asks what is printed of the chosen customers, and on what."""

    _name = "crm.customer.print"
    _description = "Print Customers"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", default=lambda self: self._default_partners()
    )
    partner_count = fields.Integer("Chosen", compute="_compute_partner_count")
    kind = fields.Selection(
        [
            ("envelope", "Envelopes"),
            ("label", "Labels"),
            ("address_list", "Address List"),
            ("phone_list", "Phone List"),
            ("sheet", "Customer Sheet"),
        ],
        string="Print",
        required=True,
        default="envelope",
    )
    choice = fields.Selection(
        [
            ("main", "The first contact"),
            ("all", "Each contact"),
            ("firm", "The firm alone"),
        ],
        string="Addressed To",
        required=True,
        default="main",
    )
    template_id = fields.Many2one(
        "crm.envelope.template",
        string="Envelope",
        default=lambda self: self.env["crm.envelope.template"].search([], limit=1),
    )
    sheet_id = fields.Many2one(
        "crm.label.sheet",
        string="Label Sheet",
        default=lambda self: self.env["crm.label.sheet"].search([], limit=1),
    )
    start_at = fields.Integer(
        "First Label",
        default=1,
        help="Of a sheet that was begun: the number of the first label still on it.",
    )
    skip_missing = fields.Boolean(
        "Leave Out Without Address",
        default=True,
        help="Off: their envelopes and labels are printed without an address.",
    )
    has_sender = fields.Boolean(related="template_id.has_sender")
    sender_name = fields.Char(
        "Sender", default=lambda self: self._get_default_sender().company
    )
    sender_address = fields.Char(
        default=lambda self: self._get_default_sender().address
    )
    sender_zip = fields.Char(
        "Sender's Postcode", default=lambda self: self._get_default_sender().zip
    )
    line_ids = fields.One2many(
        "crm.customer.print.line",
        "print_id",
        string="Recipients",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    letter_count = fields.Integer("To Print", compute="_compute_missing")
    missing_address = fields.Char(compute="_compute_missing")
    missing_postcode = fields.Char(compute="_compute_missing")
    preview = fields.Char(compute="_compute_preview")

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env.context.get("active_ids")

    @api.model
    def _get_default_sender(self):
        """Return the company as :class:`Addressee`."""
        # sudo: the address of one's own company is on its paper
        partner = self.env.company.sudo().partner_id
        return Addressee(
            partner.id,
            zip=clean(partner.zip),
            address=partner._get_letter_address(),
            company=clean(self.env.company.name),
        )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    @api.depends("partner_ids", "kind", "choice")
    def _compute_line_ids(self):
        """The recipients that can be typed over: all of a few, of many those that lack
        something."""
        for wizard in self:
            rows = []
            if wizard.kind in ADDRESSED:
                rows = wizard._get_addressees()
                if len(rows) > EDITABLE_ROWS:
                    rows = [
                        row for row in rows if row.lacks_postcode or not row.address
                    ]
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(wizard._prepare_line(row))
                    for row in rows[:EDITABLE_ROWS]
                ),
            ]

    def _prepare_line(self, addressee):
        return {
            "partner_id": addressee.partner_id,
            "contact_id": addressee.contact_id,
            "zip": addressee.zip,
            "street": addressee.address,
            "company": addressee.company,
            "department": addressee.department,
            "person": addressee.person,
        }

    def _get_addressees(self):
        return self.partner_ids._origin._get_addressees(self.choice)

    def _get_letters(self):
        """Return the recipients as they are printed, changed by hand or not.

        :rtype: list of :class:`Addressee`
        """
        self.ensure_one()
        typed = {
            (line.partner_id.id, line.contact_id.id or 0): line
            for line in self.line_ids
        }
        letters = []
        for row in self._get_addressees():
            line = typed.get((row.partner_id, row.contact_id))
            letter = line._get_addressee() if line else row
            if letter.address or not self.skip_missing:
                letters.append(letter)
        return letters

    def _get_sender(self):
        return Addressee(
            zip=clean(self.sender_zip),
            address=clean(self.sender_address),
            company=clean(self.sender_name),
        )

    @api.depends(
        "partner_ids",
        "kind",
        "choice",
        "skip_missing",
        *(f"line_ids.{name}" for name in ("zip", "street", "person", "company")),
    )
    def _compute_missing(self):
        """Say who is left out or gets no postcode before anything is printed."""
        for wizard in self:
            if wizard.kind not in ADDRESSED:
                wizard.letter_count = wizard.partner_count
                wizard.missing_address = wizard.missing_postcode = False
                continue
            letters = wizard._get_letters()
            wizard.letter_count = len(letters)
            wizard.missing_address = wizard._name_some(
                wizard._find_without_address(letters)
            )
            wizard.missing_postcode = wizard._name_some(
                [
                    letter.company or letter.person
                    for letter in letters
                    if letter.address and letter.lacks_postcode
                ]
            )

    def _find_without_address(self, letters):
        printed = {letter.partner_id for letter in letters}
        empty = [row.company or row.person for row in letters if not row.address]
        left_out = self.partner_ids.filtered(
            lambda partner: partner._origin.id not in printed
        )
        return empty + left_out.mapped("name")

    def _name_some(self, names):
        """Return up to ten names and how many there are; False for none."""
        if not names:
            return False
        shown = format_list(self.env, names[:NAMED], "standard")
        if len(names) <= NAMED:
            return self.env._("%(count)s: %(names)s", count=len(names), names=shown)
        return self.env._(
            "%(count)s, among them %(names)s", count=len(names), names=shown
        )

    @api.depends(
        "kind",
        "template_id",
        "sheet_id",
        "start_at",
        "choice",
        "partner_ids",
        "sender_name",
        "sender_address",
        "sender_zip",
        *(
            f"line_ids.{n}"
            for n in ("zip", "street", "company", "department", "person")
        ),
    )
    def _compute_preview(self):
        """The first envelope as it will be printed; of labels the sheet."""
        for wizard in self:
            wizard.preview = False
            if wizard.kind == "envelope" and wizard.template_id:
                letters = wizard._get_letters()
                letter = letters[0] if letters else Addressee()
                wizard.preview = wizard.template_id._draw(letter, wizard._get_sender())
            elif wizard.kind == "label":
                sheet = wizard.sheet_id
                wizard.preview = sheet.preview and sheet._draw(wizard.start_at)

    def action_print(self):
        """Print: the answer downloads the PDF.

        :raise UserError: nothing to print, or more than one print can be
        """
        self.ensure_one()
        count = self._check_printable()
        report = self.env.ref(REPORTS[self.kind])
        records = self if self.kind in ADDRESSED else self.partner_ids
        action = report.report_action(records, config=False)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        toast = self.env._(
            "%(kind)s: %(count)s printed", kind=kinds[self.kind], count=count
        )
        action["context"] = {**action["context"], "print_toast": toast}
        action["close_on_report_download"] = True
        return action

    def _get_most(self):
        """Return how many are printed at once."""
        return MOST_SHEETS if self.kind == "sheet" else MOST_LETTERS

    def _check_printable(self):
        """Return how many are printed."""
        self.partner_ids.check_access("read")
        count = self.letter_count if self.kind in ADDRESSED else self.partner_count
        if not count:
            raise UserError(
                self.env._(
                    "Nothing to print: none of the %(count)s chosen customers has an"
                    " address. Type one below, or switch “Leave Out Without Address”"
                    " off.",
                    count=self.partner_count,
                )
                if self.partner_count
                else self.env._("Nothing to print: choose customers first.")
            )
        if count > self._get_most():
            raise UserError(
                self.env._(
                    "%(count)s are more than the %(most)s that are printed at once."
                    " Choose fewer and print in parts.",
                    count=count,
                    most=self._get_most(),
                )
            )
        on_sheet = self.sheet_id.columns * self.sheet_id.rows
        if self.kind == "label" and not 1 <= self.start_at <= max(on_sheet, 1):
            raise UserError(
                self.env._(
                    "First Label is %(number)s; the sheet “%(sheet)s” has labels 1 to"
                    " %(most)s.",
                    number=self.start_at,
                    sheet=self.sheet_id.name,
                    most=on_sheet,
                )
            )
        if not {"envelope": self.template_id, "label": self.sheet_id}.get(
            self.kind, True
        ):
            raise UserError(self.env._("Choose what to print on first."))
        return count


class CrmCustomerPrintLine(models.TransientModel):
    """A recipient, as it is printed this once."""

    _name = "crm.customer.print.line"
    _description = "Recipient of a Letter"
    _order = "id"

    print_id = fields.Many2one("crm.customer.print", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer")
    contact_id = fields.Many2one("res.partner")
    zip = fields.Char("Postcode")
    street = fields.Char("Address")
    company = fields.Char("Firm")
    department = fields.Char()
    person = fields.Char()

    def _get_addressee(self):
        return Addressee(
            self.partner_id.id,
            zip=clean(self.zip),
            address=clean(self.street),
            company=clean(self.company),
            department=clean(self.department),
            person=clean(self.person),
        )
