from odoo import api, models
from odoo.exceptions import UserError

from .moves import HELD, PUBLIC

BY_COLUMN = "salesperson"
OWNER = "user_id"


class CrmImport(models.Model):
    """An import asks for pool and place: public, held by the one who imports, or
    assigned as the column Salesperson says."""

    _inherit = "crm.import"

    @api.model
    def _prepare_entry_values(self, options):
        values = super()._prepare_entry_values(options)
        if options.get("pool_id"):
            values["pool_id"] = int(options["pool_id"])
        place = options.get("pool_place")
        if place == HELD:
            values.update(pool_place=HELD, user_id=self.env.uid)
        elif place in (PUBLIC, BY_COLUMN):
            values["pool_place"] = PUBLIC
        return values

    @api.model
    def _get_moved_fields_taken(self):
        taken = super()._get_moved_fields_taken()
        if self.env.user._is_customer_supervisor():
            return taken | {OWNER}
        return taken

    @api.model
    def _import_rows(self, rows, source, options):
        """Imports by the column Salesperson need that column, others must not have it.

        :raises UserError: file and choice do not fit
        """
        has_column = OWNER in source.paths.values()
        by_column = options.get("pool_place") == BY_COLUMN
        if has_column and not by_column:
            raise UserError(
                self.env._(
                    "The file has a column Salesperson: choose “By the column"
                    " Salesperson” as place, or leave the column out."
                )
            )
        if by_column and not has_column:
            raise UserError(
                self.env._(
                    "No column is the salesperson: choose another place, or the field"
                    " Salesperson for one of the columns."
                )
            )
        return super()._import_rows(rows, source, options)

    @api.model
    def _create_customers(self, rows, options):
        """Customers enter as public; the column's salespeople get them by assign
        moves, with their limits. What is refused stays public, with a warning."""
        owners = {}
        for row in rows:
            # A set that failed comes again in halves: the row keeps its value.
            owners[row] = row.customer.get(OWNER)
            row.checked.pop(OWNER, None)
        result = super()._create_customers(rows, options)
        users = self.env["res.users"].browse(filter(None, set(owners.values())))
        for user in users:
            self._assign_rows([row for row in rows if owners[row] == user.id], user)
        return result

    def _assign_rows(self, rows, user):
        if not rows:
            return
        by_id = {row.partner_id: row for row in rows}
        customers = self.env["res.partner"].browse(by_id)
        # At the moment of their entry: a later one would look like somebody's work
        # and keep the undo of the import from removing them.
        outcome = customers._pool_assign(user, customers[0].create_date)
        for record_id, reason in outcome.refused.items():
            by_id[record_id].add_problem(OWNER, user.name, reason, "warning")
