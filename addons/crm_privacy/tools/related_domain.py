from functools import partial
from typing import NamedTuple

from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL


class Related(NamedTuple):
    """A condition on the record that a many2one names, for record rules.

    It becomes an EXISTS on the key of that record. A plain path would join its table
    to the query that the rule is added to, and core has hand-written queries whose
    columns are ambiguous then. It holds no environment, since rules are cached: the
    domain is asked of the user at hand, by the name of a method of ``res.users``.
    """

    field: str
    method: str
    arguments: tuple = ()

    def get_domain(self, user):
        return getattr(user, self.method)(*self.arguments)

    def get_query(self, model, domain=Domain.TRUE):
        # sudo: this is the rule itself
        comodel = model.env[model._fields[self.field].comodel_name].sudo()
        return comodel.with_context(active_test=False)._search(
            domain & self.get_domain(model.env.user)
        )

    def find(self, records):
        """Return the ids of those in the domain that ``records`` name."""
        # sudo: this is the rule itself
        related = records.sudo()[self.field]
        return set(self.get_query(records, Domain("id", "in", related.ids)))

    def to_sql(self, model, alias, query):
        related = self.get_query(model)
        related.add_where(
            SQL(
                "%s = %s",
                SQL.identifier(related.table, "id"),
                model._field_to_sql(alias, self.field),
            )
        )
        return SQL("EXISTS (%s)", related.select(SQL("1")))

    def matches(self, record):
        # sudo: this is the rule itself
        related = record.sudo().with_context(active_test=False)[self.field]
        return bool(related.filtered_domain(self.get_domain(record.env.user)))


def related_domain(field, method, *arguments):
    """Return the domain of records whose ``field`` names a record in the domain that
    ``user.method(*arguments)`` returns."""
    related = Related(field, method, arguments)
    return Domain.custom(to_sql=related.to_sql, predicate=related.matches)


class ListedDomain(DomainCustom):
    """The same for the few records that any one user has: members led, pools managed.

    The ids are read once per statement, into an array for which an index on the field
    serves; a path in a condition of several parts makes PostgreSQL try every row. Most
    users have none, and a part that cannot hold must not count in the plan either:
    that is asked before each statement, in the same snapshot, and never cached.
    """

    __slots__ = ("_parts",)

    def __new__(cls, parts):
        self = super().__new__(cls, partial(_list_sql, parts))
        object.__setattr__(self, "_parts", parts)
        return self

    def __eq__(self, other):
        return isinstance(other, ListedDomain) and self._parts == other._parts

    def __hash__(self):
        return hash(self._parts)

    def _as_predicate(self, records):
        """One question for all ``records``, and none while other conditions hold."""
        named = {}

        def matches(record):
            if not named:
                named.update((part, part.find(records)) for part in self._parts)
            # sudo: this is the rule itself
            return any(record.sudo()[part.field].id in named[part] for part in named)

        return matches


def _list_sql(parts, model, alias, query):
    queries = [part.get_query(model) for part in parts]
    conditions = [
        # no record is no NULL: the condition may be negated
        SQL(
            "(%(column)s IS NOT NULL AND %(column)s = ANY(ARRAY(%(related)s)))",
            column=model._field_to_sql(alias, part.field, query),
            related=related.select(),
        )
        for part, related, is_there in zip(
            parts, queries, _are_there(model.env, queries), strict=True
        )
        if is_there
    ]
    return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")


def _are_there(env, queries):
    """Return for each query whether it finds anything; one part is taken as it is."""
    if len(queries) == 1:
        return [True]
    answers = (SQL("EXISTS (%s)", query.select(SQL("1"))) for query in queries)
    [present] = env.execute_query(SQL("SELECT %s", SQL(", ").join(answers)))
    return present


def listed_domain(*parts):
    """Return the domain of records that one of ``parts`` names, each the arguments of
    :func:`related_domain`, where the other records are few for any user."""
    return ListedDomain(tuple(Related(*part) for part in parts))
