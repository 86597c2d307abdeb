from odoo import fields, models


class CrmServiceFind(models.TransientModel):
    """The dialog of an agent on the phone: who calls, and a ticket for them."""

    _name = "crm.service.find"
    _description = "Look Up a Customer"

    text = fields.Char(string="Phone, Email or Code", required=True)
    subject = fields.Char(default=lambda self: self.env._("Phone call"))
    line_ids = fields.One2many("crm.service.find.line", "find_id", readonly=True)
    is_answered = fields.Boolean()

    def action_look_up(self):
        """Show who it is; see ``crm.service.lookup.action_find``."""
        self.ensure_one()
        answers = self.env["crm.service.lookup"].action_find(self.text)
        self.line_ids.unlink()
        self.line_ids.create(
            [
                {
                    "find_id": self.id,
                    "lookup_id": answer["id"],
                    "name": answer["name"],
                    "level": answer["level"],
                    "owner": answer["owner"],
                }
                for answer in answers
            ]
        )
        self.is_answered = True
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class CrmServiceFindLine(models.TransientModel):
    _name = "crm.service.find.line"
    _description = "Customer Found"

    find_id = fields.Many2one("crm.service.find", required=True, ondelete="cascade")
    lookup_id = fields.Integer()
    name = fields.Char(string="Customer")
    level = fields.Char()
    owner = fields.Char()

    def action_open_ticket(self):
        self.ensure_one()
        lookup = self.env["crm.service.lookup"].browse(self.lookup_id)
        return lookup.action_open_ticket({"name": self.find_id.subject})
