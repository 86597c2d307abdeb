from typing import NamedTuple

from psycopg2.extensions import adapt

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


class Now:
    """The time at which a statement is executed, in SQL that may be kept."""

    def __conform__(self, protocol):
        return adapt(fields.Datetime.now())


class Shared(NamedTuple):
    """Customers that somebody shared to the user at hand, and their contacts, for
    record rules.

    Rules are cached: neither the user, nor ids, nor the time of day may be evaluated
    into them. So all three are asked for with every statement, and a share counts
    from the next one on and ends by itself. The few rows of a user are read once a
    statement, into an array for which the index on the field serves.
    """

    access: tuple[str, ...]

    def to_sql(self, model, alias, query):
        # what is not held any more is shared to nobody, whatever the table says
        return SQL(
            "(%(customer)s IS NOT NULL AND %(customer)s = ANY(ARRAY("
            "SELECT s.customer_id FROM crm_pool_share s"
            "  JOIN res_partner c ON c.id = s.customer_id AND c.pool_place = 'held'"
            " WHERE s.user_id = %(user)s AND s.ended_at IS NULL"
            "   AND s.access IN %(access)s"
            "   AND (s.ends_at IS NULL OR s.ends_at > %(now)s))))",
            customer=model._field_to_sql(alias, "customer_id", query),
            user=model.env.uid,
            access=self.access,
            now=Now(),
        )

    def matches(self, record):
        # sudo: this is the rule itself
        customer = record.sudo().customer_id
        if customer.pool_place != "held":
            return False
        now = fields.Datetime.now()
        return any(
            share.user_id.id == record.env.uid
            and share.access in self.access
            and share._is_open(now)
            for share in customer.open_share_ids
        )


def shared_domain(*access):
    """Return the domain of the partners that are shared to the user at hand.

    :param access: which kinds of share count, of ``read`` and ``work``
    """
    shared = Shared(access)
    return Domain.custom(to_sql=shared.to_sql, predicate=shared.matches)
