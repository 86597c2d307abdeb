from odoo import models
from odoo.exceptions import MissingError


def name_or_gone(records, compute):
    """Compute display names; records that are gone are named as such.

    The ledger keeps the ids of what was removed since, and has to stay readable.

    :param records: recordset whose ``display_name`` is asked for
    :param compute: function ``recordset -> None``, the model's own computation
    """
    try:
        compute(records)
    except MissingError:
        known = records.exists()
        compute(known)
        for gone in records - known:
            gone.display_name = records.env._("Removed (%(id)s)", id=gone.id)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _compute_display_name(self):
        return name_or_gone(self, lambda records: super()._compute_display_name())


class ResUsers(models.Model):
    _inherit = "res.users"

    def _compute_display_name(self):
        # Every list names owners: core would read all columns of them and of their
        # partners. sudo: names of colleagues are no secret, and core's are sudo too
        users = self.sudo()
        users.fetch(["partner_id"])
        users.partner_id.fetch(["name"])
        return name_or_gone(self, lambda records: super()._compute_display_name())


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _compute_display_name(self):
        return name_or_gone(self, lambda records: super()._compute_display_name())


class CrmPool(models.Model):
    _inherit = "crm.pool"

    def _compute_display_name(self):
        return name_or_gone(self, lambda records: super()._compute_display_name())


class CrmPoolRule(models.Model):
    _inherit = "crm.pool.rule"

    def _compute_display_name(self):
        return name_or_gone(self, lambda records: super()._compute_display_name())
