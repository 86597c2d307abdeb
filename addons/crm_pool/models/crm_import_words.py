from odoo import api, models


class CrmImportWords(models.AbstractModel):
    _inherit = "crm.import.words"

    @api.model
    def _find(self, field, words, options):
        """Find salespeople by name or login; a name that two have is none."""
        if field.comodel_name != "res.users":
            return super()._find(field, words, options)
        words = list(words)
        users = self.env["res.users"].search(
            [
                ("share", "=", False),
                "|",
                ("name", "in", words),
                ("login", "in", words),
            ]
        )
        by_login = {user.login: user.id for user in users}
        by_name = users.grouped("name")
        known = {
            name: found.id for name, found in by_name.items() if len(found) == 1
        } | by_login
        return {word: known[word] for word in words if word in known}


class CrmImportConverter(models.AbstractModel):
    _inherit = "crm.import.converter"

    def _explain_many2one(self, field, text):
        if field.comodel_name != "res.users":
            return super()._explain_many2one(field, text)
        return self.env._(
            "“%(text)s” is no user of the system, or two have this name: write the"
            " login instead.",
            text=text,
        )
