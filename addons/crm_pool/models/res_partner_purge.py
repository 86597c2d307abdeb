from psycopg2.errors import ForeignKeyViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.crm_customer.tools.system_mark import marked

from .outcome import Outcome
from .res_partner import PURGE_KEY


class ResPartner(models.Model):
    """Purge 彻底删除: what lies in the recycle bin is removed for good."""

    _inherit = "res.partner"

    @check_identity
    def action_pool_purge(self, reason):
        """Remove customers from the recycle bin for good, with contacts, messages
        and leads. The ledger keeps their ids.

        Customers with orders or invoices stay: anonymise these.

        :param str reason: why, kept in the ledger
        :returns: ``{"done": [ids], "refused": {"id": "reason"}}``, or the dialog
            that asks for the password
        :raises UserError: without a reason, or not over HTTP
        :raises AccessError: the caller is no customer administrator
        """
        return self._pool_purge(reason, fields.Datetime.now()).as_dict()

    def _pool_purge(self, reason, now):
        self._pool_check_administrator()
        reason = self._pool_check_reason(reason)
        outcome = Outcome()
        # The caller's right was checked; the gate writes for administrators too.
        customers = self.sudo()
        documents = customers._pool_count_documents()
        for customer in customers:
            if refusal := self._pool_kept_message(documents.get(customer.id, {})):
                # Only who may see the bin is told what hangs on a customer.
                step = customer._pool_is_binned_now() or refusal
                outcome.refuse(customer.ids, step)
                continue
            step = customer._pool_purge_one(reason, now)
            outcome.done += step.done
            outcome.refused.update(step.refused)
        return outcome

    def _pool_is_binned_now(self):
        row = {"pool_place": self.pool_place, "company_id": self.company_id.id}
        return self._pool_is_binned(row)

    def _pool_purge_one(self, reason, now):
        """Purge one customer; if something holds on to it, it stays whole."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                outcome = self._pool_move(
                    "purge", now, reason=reason, may=self._pool_is_binned
                )
                self.browse(outcome.done)._pool_remove()
                self.env.flush_all()
                return outcome
        except (ForeignKeyViolation, UserError):
            self.env.invalidate_all()
            outcome = Outcome()
            outcome.refuse(
                self.ids,
                self.env._("Other records still refer to it: anonymise it instead."),
            )
            return outcome

    def _pool_remove(self):
        if not self:
            return
        tree = self._pool_get_tree()
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("partner_id", "in", tree.ids)]).unlink()
        marked(tree - self, PURGE_KEY).unlink()
        marked(self, PURGE_KEY).unlink()

    def _pool_get_tree(self):
        """Return the customers with all their contacts, archived ones too."""
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search([("customer_id", "in", self.ids)])

    @api.model
    def _pool_lasting_documents(self):
        """Return ``{model: name of the document}`` of what is kept whatever becomes
        of its customer; other addons add theirs."""
        return {
            "sale.order": self.env._("orders"),
            "account.move": self.env._("invoices"),
        }

    def _pool_count_documents(self):
        """Return ``{customer id: {model: number of lasting documents}}``."""
        counts = {}
        for name in self._pool_lasting_documents():
            model = self.env[name]
            model.flush_model(["partner_id"])
            rows = self.env.execute_query(
                SQL(
                    "SELECT p.customer_id, count(*) FROM %s d"
                    " JOIN res_partner p ON p.id = d.partner_id"
                    " WHERE p.customer_id = ANY(%s) GROUP BY 1",
                    SQL.identifier(model._table),
                    self.ids,
                )
            )
            for customer_id, count in rows:
                counts.setdefault(customer_id, {})[name] = count
        return counts

    def _pool_kept_message(self, counts):
        if not counts:
            return None
        labels = self._pool_lasting_documents()
        what = ", ".join(
            f"{labels[name]}: {counts[name]}" for name in labels if counts.get(name)
        )
        return self.env._(
            "It cannot be purged, documents need it (%(documents)s): anonymise it"
            " instead.",
            documents=what,
        )
