from odoo import api, models

REBUILD_BATCH = 2000  # customers per transaction when keys are built anew
SEARCH_KEYS_FORM = 1  # raise it where search keys are made in another way
BUILT = "crm_customer.customer_keys_built"
AFTER = "crm_customer.customer_keys_after"


class CrmDuplicateKey(models.Model):
    """Building the keys of all that is there, in the background: when the rules
    compare other fields, and when keys are made in another way than before."""

    _inherit = "crm.duplicate.key"

    @api.model
    def _request_rebuild(self):
        """Build the keys anew in the background if those that are there are others."""
        # sudo: plumbing, not a setting that anybody reads
        params = self.env["ir.config_parameter"].sudo()
        if self._get_wanted_form() == params.get_param(BUILT):
            return
        # the position of the run is kept per database
        params.set_param(AFTER, "0")
        cron = self.env.ref(
            "crm_customer.ir_cron_duplicate_keys", raise_if_not_found=False
        )
        if cron:
            # sudo: whoever may change a rule starts the run that it needs
            cron.sudo()._trigger()

    @api.model
    def _get_wanted_form(self):
        kinds = sorted(self._get_kept_kinds().items())
        forms = [f"{kind}={int(exclusive)}" for kind, exclusive in kinds]
        return ",".join([*forms, f"search keys={SEARCH_KEYS_FORM}"])

    @api.model
    def _cron_rebuild(self):
        """Build the keys of one bounded set of customers and leads after another."""
        params = self.env["ir.config_parameter"].sudo()  # plumbing
        after = int(params.get_param(AFTER, "-1"))
        if after < 0:
            return
        last = self._rebuild_after(after)
        if last is None:
            params.set_param(BUILT, self._get_wanted_form())
        params.set_param(AFTER, "-1" if last is None else str(last))
        self.env["ir.cron"]._commit_progress(
            REBUILD_BATCH, remaining=0 if last is None else REBUILD_BATCH
        )

    def _rebuild_after(self, last_id):
        """Rebuild the next set of records by id.

        :return: the last id handled, None when nothing is left
        """
        # sudo and archived: keys are made of every customer and lead
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        # sudo: as above
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        customers = partners.search(
            [("customer_state", "!=", False), ("id", ">", last_id)],
            order="id",
            limit=REBUILD_BATCH,
        )
        domain = [("id", ">", last_id)]
        if customers:
            domain.append(("id", "<=", customers[-1].id))
        leads = leads.search(domain, order="id", limit=REBUILD_BATCH)
        if customers and len(leads) == REBUILD_BATCH:
            customers = customers.filtered(lambda c: c.id <= leads[-1].id)
        if not customers and not leads:
            return None
        self._update_customers(customers.customer_id, afresh=True)
        self.env["crm.search.key"]._update_customers(customers.customer_id)
        self._update_leads(leads, afresh=True)
        return max([*customers.ids[-1:], *leads.ids[-1:]])
