from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .secrets_common import SALESMAN, SecretsCase

LIST = "crm_customer.res_partner_view_list_customer"


@tagged("post_install", "-at_install")
class TestOperations(SecretsCase):
    def _operations(self, user):
        names = ("import", "export", "delete")
        return {name for name in names if user._may_operate(name)}

    def test_who_has_what(self):
        """People table: delete for account managers, all for supervisors."""
        expected = {
            self.owner: {"delete"},
            self.supervisor: {"import", "export", "delete"},
            self.administrator: {"import", "delete"},
            self.executive: set(),
        }
        for user, operations in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._operations(user), operations)
        self.assertTrue(self.supervisor.has_group("base.group_allow_export"))
        self.assertFalse(self.owner.has_group("base.group_allow_export"))

    def test_leaders_have_all_while_they_lead(self):
        """People table: given with the team, taken with it, in the same request."""
        leader = new_test_user(self.env, "secrets_leader", groups=SALESMAN)
        everything = {"import", "export", "delete"}
        team, other = self.env["crm.team"].create(
            [{"name": "Zq 1", "user_id": leader.id}, {"name": "Zq 2"}]
        )
        self.assertEqual(self._operations(leader), everything)
        other.user_id = leader
        team.user_id = self.owner
        self.assertEqual(self._operations(leader), everything)
        self.assertEqual(self._operations(self.owner), everything)
        other.active = False
        self.assertEqual(self._operations(leader), {"delete"})
        other.active = True
        self.assertEqual(self._operations(leader), everything)
        other.unlink()
        self.assertEqual(self._operations(leader), {"delete"})

    def test_import_is_refused(self):
        """CU-8: by the screen's methods and by load alike; nothing comes in."""
        partners = self.env["res.partner"].with_user(self.owner)
        rows = [["Load Zq", "potential"]]
        with self.refused("import", AccessError):
            partners.load(["name", "customer_state"], rows)
        with self.assertRaises(AccessError):
            partners.load([".id", "comment"], [[str(self.customer.id), "x"]])
        self.assertTrue(partners.load(["name"], [["Plain Zq"]])["ids"])
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.owner).load(["name"], [["Lead Zq"]])
        wizard = self.env["base_import.import"].with_user(self.owner)
        wizard = wizard.with_context(customer_import=True).create(
            {"res_model": "res.partner", "file": b"name\nZq", "file_type": "text/csv"}
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        with self.assertRaises(AccessError):
            wizard.parse_preview(options)
        with self.assertRaises(AccessError):
            wizard.execute_import(["name"], ["name"], options)
        partners = partners.with_user(self.supervisor)
        update = [[str(self.customer.id), "loaded"]]
        self.assertTrue(partners.load([".id", "comment"], update)["ids"])

    def test_delete_is_refused(self):
        """People table: without the right nothing is deleted."""
        vendor = self.env["res.partner"].create({"name": "Vendor Zq"})
        contact = self.env["res.partner"].create(
            {"name": "Contact Zq", "parent_id": self.customer.id}
        )
        operation = self.env.ref("crm_privacy.group_operation_delete")
        group = self.env.ref("crm_customer.group_customer_admin")
        group.implied_ids -= operation
        with self.refused("delete customers", AccessError):
            contact.with_user(self.administrator).unlink()
        vendor.with_user(self.administrator).unlink()
        group.implied_ids += operation
        contact.with_user(self.administrator).unlink()

    def test_buttons_are_absent(self):
        """People table: no button without the right."""
        view_id = self.env.ref(LIST).id
        partners = self.env["res.partner"]
        arch = partners.with_user(self.owner).get_view(view_id, "list")["arch"]
        self.assertIn('import="0"', arch)
        self.assertNotIn('delete="0"', arch)
        arch = partners.with_user(self.supervisor).get_view(view_id, "list")["arch"]
        self.assertNotIn('import="0"', arch)
        leads = self.env["crm.lead"]
        arch = leads.with_user(self.owner).get_view(view_type="list")["arch"]
        self.assertIn('import="0"', arch)
        plain = partners.with_user(self.owner).get_view(view_type="list")["arch"]
        self.assertNotIn('import="0"', plain)

    def test_granting_counts_at_once(self):
        """Security 27: the right counts in the same process."""
        self.owner.group_ids += self.env.ref("crm_privacy.group_operation_import")
        partners = self.env["res.partner"].with_user(self.owner)
        update = [[str(self.customer.id), "loaded"]]
        self.assertTrue(partners.load([".id", "comment"], update)["ids"])
