from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# what is said when the right is missing; other addons add theirs
OPERATIONS = {
    "import": _lt("import customers or leads"),
    "export": _lt("export customers, contacts or leads"),
    "delete": _lt("delete customers or their contacts"),
    "share": _lt("share customers"),
    "print": _lt("print customers or their contacts"),
    "transfer": _lt("transfer or hand over customers"),
    "urge": _lt("urge others"),
}
REVEAL_ALL_GROUPS = (
    "sales_team.group_sale_manager",
    "crm_customer.group_customer_admin",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _may_operate(self, operation):
        """Tell whether the user has the right of a customer operation.

        :param str operation: as in ``crm_privacy.group_operation_<operation>``
        """
        return self.has_group(f"crm_privacy.group_operation_{operation}")

    def _check_operation(self, operation):
        """Refuse a customer operation that the user has no right to.

        Callers leave it out in superuser mode (``env.user`` itself always is in it).

        :raise AccessError: the user lacks the group
        """
        if self._may_operate(operation):
            return
        label = OPERATIONS[operation]
        raise AccessError(
            self.env._(
                "You may not %(operation)s. Ask an administrator for the right under"
                " “Customer Operations” of your user.",
                operation=self.env._(label),
            )
        )

    def _may_reveal_all(self):
        """Tell whether the user may reveal values of customers of others."""
        return self._has_any_group(REVEAL_ALL_GROUPS)

    @api.model
    def _sync_team_leaders(self, users=None):
        """Give team leaders their operations, and take them from former ones.

        :param users: whom to look at; None: every leader there is or was
        """
        # sudo: who leads a team decides about rights, not who saves the team
        group = self.env.ref("crm_privacy.group_team_leader").sudo()
        teams = self.env["crm.team"].sudo()  # as above
        teams = teams.search([("user_id", "!=", False)])
        leaders = teams.user_id.filtered(lambda user: not user.share)
        # sudo: as above
        concerned = leaders | group.user_ids if users is None else users.sudo()
        added = (leaders & concerned) - group.user_ids
        removed = (concerned - leaders) & group.user_ids
        if added:
            added.write({"group_ids": [(4, group.id)]})
        if removed:
            removed.write({"group_ids": [(3, group.id)]})
