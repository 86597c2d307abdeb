from psycopg2.errors import ForeignKeyViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.crm_customer.tools.system_mark import marked

from .moves import BINNED
from .outcome import Outcome
from .res_partner import PURGE_KEY

LEADS_NAMED = 5


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
        customers = self.sudo().exists()
        outcome.refuse((self - customers).ids, self._pool_not_binned_message())
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
        if refusal := self._pool_is_binned_now() or self._pool_lead_refusal():
            outcome = Outcome()
            outcome.refuse(self.ids, refusal)
            return outcome
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                outcome = self._pool_move(
                    "purge", now, reason=reason, may=self._pool_is_binned
                )
                self.browse(outcome.done)._pool_remove(reason, now)
                self.env.flush_all()
                return outcome
        except (ForeignKeyViolation, UserError) as error:
            self.env.invalidate_all()
            outcome = Outcome()
            outcome.refuse(
                self.ids,
                self.env._(
                    "Other records still refer to it (%(what)s): anonymise it instead.",
                    what=self._pool_describe_error(error),
                ),
            )
            return outcome

    def _pool_describe_error(self, error):
        """Return what refers to a customer that could not be removed."""
        if isinstance(error, UserError):
            return str(error)
        table = error.diag.table_name
        names = [name for name, model in self.env.items() if model._table == table]
        # sudo: what a model is called is no secret
        labels = self.env["ir.model"].sudo().search([("model", "in", names)], limit=1)
        return labels.name or table

    def _pool_lead_refusal(self):
        """Say which leads of the customer lie in a pool, if so."""
        leads = self._pool_get_leads().filtered(
            lambda lead: lead.pool_place not in (False, BINNED)
        )
        if not leads:
            return None
        return self.env._(
            "Leads of it lie in %(pools)s: %(leads)s. Delete these first, or mark them"
            " as lost; or anonymise it instead.",
            pools=", ".join(leads.pool_id.mapped("name")),
            leads=", ".join(leads[:LEADS_NAMED].mapped("name"))
            + ("…" if len(leads) > LEADS_NAMED else ""),
        )

    def _pool_get_leads(self):
        """Return the leads and opportunities of customers and their contacts."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        return leads.search([("partner_id", "in", self._pool_get_tree().ids)])

    def _pool_remove(self, reason, now):
        if not self:
            return
        tree = self._pool_get_tree()
        leads = self._pool_get_leads()
        # Those in the recycle bin go with it, with a row of their own.
        leads.filtered("pool_place")._pool_move("purge", now, reason=reason)
        leads.unlink()
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
