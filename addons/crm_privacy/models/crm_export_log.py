import json
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.base.models.res_users import check_identity

IDENTITY_SECONDS = 10 * 60  # as long as core's own check holds
IDS_KEPT = 2000
WEB_EXPORT = "/web/export/"


class CrmExportLog(models.Model):
    """Who took which customers, contacts or leads out, and by which way."""

    _name = "crm.export.log"
    _inherit = "crm.privacy.log"
    _description = "Export of Customer Data"
    _rec_name = "label"
    _log_access = False

    via = fields.Selection(
        [
            ("xlsx", "Excel"),
            ("csv", "CSV"),
            ("pivot", "Pivot table"),
            ("json", "JSON address"),
            ("rpc", "Interface"),
            ("print", "Print"),
        ],
        readonly=True,
    )
    model = fields.Char(readonly=True)
    label = fields.Char(compute="_compute_label", string="What")
    rows = fields.Integer(readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    domain = fields.Text(
        string="Filter", readonly=True, help="As the web client sent it."
    )
    record_ids = fields.Text(
        string="Records", readonly=True, help="Ids of the first 2,000 rows."
    )

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_label(self):
        for row in self:
            # sudo: the name of a model is for everybody who reads the log
            row.label = self.env["ir.model"].sudo()._get(row.model).name

    @api.model
    def _log_records(self, records, field_names):
        details = self._get_web_export()
        return self._append(
            {
                "via": details.get("via", "rpc"),
                "model": records._name,
                "rows": len(records),
                "field_names": ", ".join(field_names),
                "domain": details.get("domain"),
                "record_ids": self._shorten_ids(records.ids),
            }
        )

    def _shorten_ids(self, ids):
        return ",".join(map(str, ids[:IDS_KEPT]))

    @api.model
    def _get_web_export(self):
        """Return what the web client asked for, empty over any other interface."""
        if not request or not request.httprequest.path.startswith(WEB_EXPORT):
            return {}
        asked = json.loads(request.params["data"])
        domain = asked.get("domain")
        return {
            "via": request.httprequest.path.removeprefix(WEB_EXPORT),
            "domain": None if asked.get("ids") else json.dumps(domain, default=str),
        }

    @api.model
    def _check_identity_of(self, count):
        """Refuse a large export without a proof of who sits there.

        :param int count: rows of customers
        :raise UserError: the password was not entered within ten minutes, or this
            is not the web client
        """
        limit = self.env.company.privacy_identity_rows
        if not self._is_large(count) or (self._is_web() and self._is_confirmed()):
            return
        if self._is_web():
            raise UserError(
                self.env._(
                    "%(count)s rows are more than the %(limit)s that can be exported"
                    " without confirming your identity. Start the export from the list"
                    " again and enter your password.",
                    count=count,
                    limit=limit,
                )
            )
        raise UserError(
            self.env._(
                "%(count)s rows are more than the %(limit)s that can be exported over"
                " an interface. Export them in the web client, where you confirm your"
                " identity, or in smaller parts.",
                count=count,
                limit=limit,
            )
        )

    def _is_web(self):
        return bool(request) and request.httprequest.path.startswith(WEB_EXPORT)

    def _is_large(self, count):
        """Tell whether so many customers need a proof of who sits there."""
        limit = self.env.company.privacy_identity_rows
        return bool(limit) and count > limit

    def _is_confirmed(self):
        if not request:
            return False
        checked = request.session.get("identity-check-last", 0)
        return checked > time.time() - IDENTITY_SECONDS

    @api.model
    def get_identity_action(self, model, ids, domain, field_names):
        """Return the password dialog if the export that is meant needs it.

        :param str model: model that is exported
        :param ids: list of ids, or False: all of ``domain``
        :param list domain: the filter of the list
        :param list field_names: fields that are exported
        :return: an action, or False when the export may start
        """
        limit = self.env.company.privacy_identity_rows
        if not limit or model not in self.env:
            return False
        records = self.env[model]
        if ids and len(ids) <= limit:
            return False
        if not ids:
            records = records.search(domain, limit=limit + 1, order="id")
            if len(records) <= limit:
                return False
        else:
            records = records.browse(ids)
        if records._count_exported_customers(field_names) <= limit:
            return False
        action = self.action_confirm_identity()
        return action if action["type"] == "ir.actions.act_window" else False

    @check_identity
    def action_confirm_identity(self):
        """Ask for the password; core keeps the answer for ten minutes."""
        return {"type": "ir.actions.act_window_close"}
