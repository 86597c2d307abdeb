from odoo import models


class PortalMixin(models.AbstractModel):
    _inherit = "portal.mixin"

    def get_portal_url(self, *args, **kwargs):
        """The address carries a token that opens the document to its bearer."""
        if not self.env.su:
            self.check_access("read")
        return super().get_portal_url(*args, **kwargs)
