from odoo import fields, models
from odoo.tools import SQL

from .moves import BINNED, MOVES


class ResPartner(models.Model):
    """What goes to the recycle bin with a customer, and comes back with it."""

    _inherit = "res.partner"

    archived_with_customer = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="This contact was in use when its customer was deleted.",
    )

    def _pool_apply(self, name, rows, *args):
        result = super()._pool_apply(name, rows, *args)
        move = MOVES[name]
        customers = self.browse([row["id"] for row in rows])
        if name == "merge_away":
            # Contacts and what there is to do go over to the one that remains.
            return result
        if move.target == BINNED:
            customers._pool_bin_contacts()
            customers._pool_close_activities()
        elif BINNED in move.sources:
            customers._pool_restore_contacts()
        return result

    def _pool_bin_contacts(self):
        self.flush_model(["active", "archived_with_customer"])
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET active = FALSE, archived_with_customer = TRUE"
                " WHERE customer_id = ANY(%s) AND customer_id <> id AND active",
                self.ids,
            )
        )
        self.invalidate_model(["active", "archived_with_customer"])

    def _pool_restore_contacts(self):
        """Those archived before the customer was deleted stay so."""
        self.flush_model(["active", "archived_with_customer"])
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET active = TRUE, archived_with_customer = FALSE"
                " WHERE customer_id = ANY(%s) AND customer_id <> id"
                "   AND archived_with_customer",
                self.ids,
            )
        )
        self.invalidate_model(["active", "archived_with_customer"])

    def _pool_close_activities(self):
        """Nobody has anything to do with a deleted customer any more."""
        self.env["mail.activity"].flush_model(["active", "res_model", "res_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity a SET active = FALSE, feedback = %s
                  FROM res_partner p
                 WHERE p.customer_id = ANY(%s) AND a.res_model = 'res.partner'
                   AND a.res_id = p.id AND a.active
                """,
                self.env._("The customer was deleted."),
                self.ids,
            )
        )
        self.env["mail.activity"].invalidate_model()
