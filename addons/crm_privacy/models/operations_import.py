from odoo import models


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    def parse_preview(self, options, count=10):
        self._check_import_right()
        return super().parse_preview(options, count=count)

    def execute_import(self, fields, columns, options, dryrun=False):
        if self._is_customer_import([path for path in fields if path]):
            self.env.user._check_operation("import")
        self._check_import_right()
        return super().execute_import(fields, columns, options, dryrun=dryrun)

    def _check_import_right(self):
        """Refuse a file of customers or leads to who may not import them."""
        if self.res_model == "crm.lead" or self._is_customer_import():
            self.env.user._check_operation("import")
