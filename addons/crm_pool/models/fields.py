from odoo import fields


class LooseMany2one(fields.Many2one):
    """A many2one without foreign key: the ledger keeps ids of records that were
    merged or purged since, and nothing may rewrite it."""

    def update_db_foreign_key(self, model, column):
        return
