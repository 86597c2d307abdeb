from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL


class CustomerSource(NamedTuple):
    """Records of one model that belong to customers, by the partner that they name:
    the customer or one of its contacts.

    :param str model: name of the model
    :param str partner: its stored many2one to ``res.partner``
    :param Domain domain: which of its records count
    """

    model: str
    partner: str = "partner_id"
    domain: Domain = Domain.TRUE

    def is_readable(self, env):
        return self.model in env and env[self.model].has_access("read")

    def get_records(self, env):
        """Return the empty recordset through which they are searched: the archived
        belong to the customer too."""
        return env[self.model].with_context(active_test=False)

    def search(self, env, customer_ids):
        """Return (query, SQL of the customer's id) for what the reader sees of what
        belongs to these customers, who are the reader's to see."""
        records = self.get_records(env)
        query = records._search(self.domain)
        alias = query.join(query.table, self.partner, "res_partner", "id", "customer")
        customer = SQL.identifier(alias, "customer_id")
        query.add_where(SQL("%s = ANY(%s)", customer, list(customer_ids)))
        env["res.partner"].flush_model(["customer_id"])
        records.flush_model([self.partner])
        return query, customer

    def count(self, env, customer_ids):
        """Return ``{customer id: how many of them the reader sees}``; none of a model
        that the reader may not read. One statement."""
        if not customer_ids or not self.is_readable(env):
            return {}
        query, customer = self.search(env, customer_ids)
        query.groupby = customer
        return dict(env.execute_query(query.select(customer, SQL("COUNT(*)"))))


PARTNERS = CustomerSource("res.partner", "id")


def select_documents(env, sources, customer_ids):
    """Return SQL with a row (model, id) for each of these customers, their contacts,
    and every record of ``sources`` that the reader sees of them."""
    return SQL(" UNION ALL ").join(
        query.select(SQL("%s", source.model), SQL.identifier(query.table, "id"))
        for source, query, _customer in _search_all(env, sources, customer_ids)
    )


def count_attached(env, sources, customer_ids, table, make_condition):
    """Return ``{customer id: how many rows of a table hang on these documents}``, of
    those that :func:`select_documents` gives. One statement.

    :param str table: it names documents by ``res_model`` and ``res_id``
    :param make_condition: called with the documents' model, in which an empty
        recordset; returns SQL: which rows of the table count, as ``attached``
    """
    if not customer_ids:
        return {}
    # Row by row, by index: how many documents there are nobody can foresee.
    parts = [
        query.select(
            customer,
            SQL(
                """
                (SELECT COUNT(*) FROM %s attached
                  WHERE attached.res_model = %s AND attached.res_id = %s AND %s)
                """,
                SQL.identifier(table),
                source.model,
                SQL.identifier(query.table, "id"),
                make_condition(source.get_records(env)),
            ),
        )
        for source, query, customer in _search_all(env, sources, customer_ids)
    ]
    rows = env.execute_query(
        SQL(
            "SELECT d.id, SUM(d.number)::int FROM (%s) d (id, number) GROUP BY d.id",
            SQL(" UNION ALL ").join(parts),
        )
    )
    return dict(rows)


def _search_all(env, sources, customer_ids):
    for source in (PARTNERS, *sources):
        if source.is_readable(env):
            yield source, *source.search(env, customer_ids)
