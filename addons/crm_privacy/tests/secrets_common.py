from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

from .keys import KEY, given_keys

SALESMAN = "base.group_user,sales_team.group_sale_salesman"
SUPERVISOR = "base.group_user,sales_team.group_sale_manager"
ID_NUMBER = "110101199003076536"
OTHER_NUMBER = "110101199003075613"


class SecretsCase(TransactionCase):
    """People and a customer with an id number; the server has a key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = given_keys(KEY)
        keys.start()
        cls.addClassCleanup(keys.stop)
        cls.owner = new_test_user(cls.env, "secrets_owner", groups=SALESMAN)
        cls.colleague = new_test_user(cls.env, "secrets_colleague", groups=SALESMAN)
        cls.supervisor = new_test_user(cls.env, "secrets_supervisor", groups=SUPERVISOR)
        cls.executive = new_test_user(
            cls.env, "secrets_executive", groups="crm_customer.group_executive"
        )
        cls.administrator = new_test_user(
            cls.env, "secrets_admin", groups="crm_customer.group_customer_admin"
        )
        cls.customer = cls.create_held("Wang Zq", id_number=ID_NUMBER)

    @classmethod
    def create_held(cls, name, **values):
        """Create an individual customer of the owner, with or without a pool."""
        customer = cls.env["res.partner"].create(
            {"name": name, "customer_state": "potential", **values}
        )
        cls.set_owner(customer, cls.owner)
        return customer

    @classmethod
    def set_owner(cls, customers, user):
        # the rules are about columns, whoever writes them
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = ANY(%s)",
            (user.id, customers.ids),
        )
        cls.env.invalidate_all()

    @contextmanager
    def refused(self, pattern="", exception=UserError):
        """Check that what runs inside is refused with such a message."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    def stored(self, partner):
        """Return what the database holds: the encrypted value and its hash."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id_number, id_number_digest FROM res_partner WHERE id = %s",
            (partner.id,),
        )
        return self.env.cr.fetchone()

    def plain(self, partner):
        return partner._fields["id_number"].get_plain(partner)
