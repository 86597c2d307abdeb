import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.base_import.controllers.main import ImportController

from ..models.crm_import_columns import COLUMNS, CONTACT_NAME, NAME, TYPE

ROWS = 2000  # prepared rows below the titles
TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerImportTemplate(http.Controller):
    @http.route(
        "/crm_customer/import_template", type="http", auth="user", readonly=True
    )
    def import_template(self):
        """Return an xlsx with the titles of a customer sheet and lists to choose from.

        Cells are formatted as text, so that spreadsheets leave phone numbers and
        codes alone.
        """
        user = request.env.user
        env = user.with_context(lang=user.lang).env
        name = env._("Customers.xlsx")
        return request.make_response(
            self._build_template(env),
            [
                ("Content-Type", TEMPLATE_TYPE),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _build_template(self, env):
        chinese = (env.lang or "").startswith("zh")
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True, "bg_color": "#e9ecef", "border": 1})
            text = book.add_format({"num_format": "@"})
            sheet = book.add_worksheet(env._("Customers"))
            sheet.freeze_panes(1, 1)
            shown = [column for column in COLUMNS if column.in_template]
            shown += env["crm.custom.field"]._get_template_columns()
            for index, column in enumerate(shown):
                title = column.title_zh if chinese else column.title
                width = 28 if column.path in (NAME, "vat", "street") else 14
                sheet.write_string(0, index, title, bold)
                sheet.set_column(index, index, width, text)
                self._add_choice(env, book, sheet, index, column)
            sheet.activate()
        return output.getvalue()

    def _add_choice(self, env, book, sheet, index, column):
        """Let the cells of a column be chosen from the list that the field has."""
        names = self._get_choices(env, column)
        if not names:
            return
        lists = book.get_worksheet_by_name("lists") or book.add_worksheet("lists")
        lists.hide()
        lists.write_column(0, index, names)
        letter = xlsxwriter.utility.xl_col_to_name(index)
        sheet.data_validation(
            1,
            index,
            ROWS,
            index,
            {
                "validate": "list",
                "source": f"=lists!${letter}$1:${letter}${len(names)}",
                "error_type": "information",
            },
        )

    def _get_choices(self, env, column):
        if column.path == TYPE:
            return [env._("Company"), env._("Individual")]
        if column.path == CONTACT_NAME:
            return []
        field = env["res.partner"]._fields[column.path.rsplit("/", 1)[-1]]
        if field.type == "boolean":
            return [env._("Yes"), env._("No")]
        if field.type != "many2one":
            return []
        model = env[field.comodel_name]
        domain = field.get_comodel_domain(env["res.partner"])
        return model.search(domain, limit=ROWS).mapped("name")


class QuietImportController(ImportController):
    @http.route()
    # pylint: disable=redefined-builtin
    def set_file(self, id, **_fields):
        """Take the client's other form fields, too, without a warning in the log."""
        return super().set_file(id)
