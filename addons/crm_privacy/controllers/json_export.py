from http import HTTPStatus

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers import json

from ..models.crm_export_data import CUSTOMER_MODELS


class JsonExport(json.WebJsonController):
    """Addresses under /json give away what a list shows: an export like any other."""

    @http.route()
    def web_json_1(self, subpath, **kwargs):
        response = super().web_json_1(subpath, **kwargs)
        model = getattr(request, "customer_export_model", None)
        if model in CUSTOMER_MODELS and response.status_code == HTTPStatus.OK:
            self._log_answer(model, response.get_json(force=True), kwargs)
        return response

    def _get_action(self, subpath):
        action, *rest = super()._get_action(subpath)
        if action.res_model in CUSTOMER_MODELS:
            request.env.user._check_operation("export")
            request.customer_export_model = action.res_model
        return action, *rest

    def _log_answer(self, model, answer, kwargs):
        rows = answer.get("records", answer.get("groups", [answer]))
        log = request.env["crm.export.log"]
        log._check_identity_of(len(rows))
        ids = [row["id"] for row in rows if "id" in row]
        log._append_at_once(
            {
                "via": "json",
                "model": model,
                "rows": len(rows),
                "field_names": ", ".join(rows[0]) if rows else "",
                "domain": kwargs.get("domain"),
                "record_ids": ",".join(map(str, ids)),
            }
        )
