from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class PrivatePortal(CustomerPortal):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """Core renders the page in superuser mode for whoever may read the document."""
        document = super()._document_check_access(
            model_name, document_id, access_token=access_token
        )
        document.with_env(request.env)._check_portal_view()
        return document
