from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from odoo.fields import Domain
from odoo.orm.domains import DomainCustom
from odoo.tools import SQL

LOOK_KEY = "crm_privacy_look"


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

    def get_query(self, model):
        # sudo: this is the rule itself
        comodel = model.env[model._fields[self.field].comodel_name].sudo()
        return comodel.with_context(active_test=False)._search(
            self.get_domain(model.env.user)
        )

    def to_sql(self, model, alias, query):
        kept = model.env.cr.cache.get(LOOK_KEY, {})
        key = (model.env.uid, model._name, self, alias)
        if key not in kept:
            kept[key] = self._build_exists(model, alias)
        return kept[key]

    def _build_exists(self, model, alias):
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

    Their ids are read before each statement, in the same snapshot, and put into it as
    an array for which an index on the field serves; a path in a condition of several
    parts makes PostgreSQL try every row. Most users have none, and a part that cannot
    hold must not count in the plan either. They are kept within :func:`one_look` alone.
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
                listed = _find_listed(self._parts, records)
                named.update((part, set(ids)) for part, ids in listed.items())
            # sudo: this is the rule itself
            return any(record.sudo()[part.field].id in named[part] for part in named)

        return matches


def _list_sql(parts, model, alias, query):
    conditions = [
        # no record is no NULL: the condition may be negated
        SQL(
            "(%(column)s IS NOT NULL AND %(column)s IN %(ids)s)",
            column=model._field_to_sql(alias, part.field, query),
            ids=tuple(ids),
        )
        for part, ids in _find_listed(parts, model).items()
        if ids
    ]
    return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")


def _find_listed(parts, model):
    """Return ``{part: ids of the records that the user at hand has}``."""
    env = model.env
    kept = env.cr.cache.get(LOOK_KEY, {})
    keys = {part: (env.uid, model._name, part) for part in parts}
    missing = [part for part in parts if keys[part] not in kept]
    if missing:
        ask = env.user._build_listed_query
        arrays = (SQL("ARRAY(%s)", ask(model._name, part)) for part in missing)
        [found] = env.execute_query(SQL("SELECT %s", SQL(", ").join(arrays)))
        kept.update((keys[part], ids) for part, ids in zip(missing, found, strict=True))
    return {part: kept[keys[part]] for part in parts}


@contextmanager
def one_look(env):
    """Within a call that only reads, such records are read once, not before each of
    its statements, and conditions are built once: nothing changes meanwhile."""
    cache = env.cr.cache
    if LOOK_KEY in cache:
        yield
        return
    cache[LOOK_KEY] = {}
    try:
        yield
    finally:
        cache.pop(LOOK_KEY, None)


def listed_domain(*parts):
    """Return the domain of records that one of ``parts`` names, each the arguments of
    :func:`related_domain`, where the other records are few for any user."""
    return ListedDomain(tuple(Related(*part) for part in parts))
