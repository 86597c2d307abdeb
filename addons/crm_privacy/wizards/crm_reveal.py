from odoo import fields, models


class CrmReveal(models.TransientModel):
    """Asks why an encrypted value has to be seen, and shows it once."""

    _name = "crm.reveal"
    _description = "Reveal an Encrypted Value"

    partner_id = fields.Many2one(
        "res.partner", string="Customer or Contact", required=True, readonly=True
    )
    field_name = fields.Char(required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reveal(self):
        """Show the value in a message that stays until it is closed.

        The value goes to the screen alone: it is stored nowhere.

        :raise AccessError: the user may not reveal it
        """
        self.ensure_one()
        text = self.partner_id._reveal(self.field_name, self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._(
                    "%(name)s – shown once, and logged",
                    name=self.partner_id.display_name,
                ),
                "message": text or self.env._("The field is empty."),
                "type": "info",
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
