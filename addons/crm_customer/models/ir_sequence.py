from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _next_codes(self, code, count):
        """Return the next ``count`` codes; one statement where the sequence allows.

        :raise UserError: its prefix or suffix has unknown placeholders
        """
        companies = [self.env.company.id, False]
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", companies)],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _number in range(count)]
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        prefix, suffix = sequence._get_prefix_suffix()
        return [
            f"{prefix}{number:0{sequence.padding}d}{suffix}" for (number,) in numbers
        ]
