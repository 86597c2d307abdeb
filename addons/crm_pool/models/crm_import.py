from odoo import api, models
from odoo.exceptions import UserError

from .moves import HELD, PUBLIC
from .sent import is_id

BY_COLUMN = "salesperson"
OWNER = "user_id"
LONGEST_SHOWN = 50  # characters of a wrong value that its error repeats
IMPORT_PLACES = (PUBLIC, HELD, BY_COLUMN)


class CrmImport(models.Model):
    """An import asks for pool and place: public, held by the one who imports, or
    assigned as the column Salesperson says."""

    _inherit = "crm.import"

    @api.model
    def _prepare_entry_values(self, options):
        values = super()._prepare_entry_values(options)
        if pool_id := self._get_chosen_pool_id(options):
            values["pool_id"] = pool_id
        place = options.get("pool_place")
        if place == HELD:
            values.update(pool_place=HELD, user_id=self.env.uid)
        elif place in (PUBLIC, BY_COLUMN):
            values["pool_place"] = PUBLIC
        return values

    @api.model
    def _get_chosen_pool_id(self, options):
        """Return the id of the pool that was chosen, or None.

        :raises UserError: what was sent is none
        """
        value = options.get("pool_id")
        if not value:
            return None
        # The screen sends what its list says, which is text.
        pool_id = int(value) if isinstance(value, str) and value.isdecimal() else value
        if not is_id(pool_id):
            raise UserError(
                self.env._(
                    "Pool: “%(value)s” is the id of no pool. Choose one of your pools,"
                    " or leave it empty for the default pool.",
                    value=str(value)[:LONGEST_SHOWN],
                )
            )
        return pool_id

    @api.model
    def _check_place(self, options):
        """:raises UserError: the place that was chosen is none"""
        place = options.get("pool_place")
        if place and place not in IMPORT_PLACES:
            raise UserError(
                self.env._(
                    "Place: “%(value)s” is none. Choose one of %(places)s, or leave it"
                    " empty.",
                    value=str(place)[:LONGEST_SHOWN],
                    places=", ".join(IMPORT_PLACES),
                )
            )

    @api.model
    def _get_moved_fields_taken(self):
        taken = super()._get_moved_fields_taken()
        if self.env.user._is_customer_supervisor():
            return taken | {OWNER}
        return taken

    @api.model
    def _import_rows(self, rows, source, options):
        """Imports by the column Salesperson need that column, others must not have it.

        :raises UserError: file and choice do not fit, or the choice is none
        """
        self._get_chosen_pool_id(options)
        self._check_place(options)
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
