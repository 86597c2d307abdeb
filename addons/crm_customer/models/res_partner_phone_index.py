from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import make_identifier

INDEXED = ("phone", "mobile")
SUFFIXES = ("partial_tgm", "partial_gin_idx")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def init(self):
        """Do without the indexes that core makes for ``phone_mobile_search``.

        No screen searches partners by it. Each update of a partner that touches
        any index writes into these too: two trigram and two expression indexes
        were three fifths of the time of a move.
        """
        result = super().init()
        names = [
            SQL.identifier(make_identifier(f"{self._table}_{name}_{suffix}"))
            for name in INDEXED
            for suffix in SUFFIXES
        ]
        self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL(", ").join(names)))
        return result
