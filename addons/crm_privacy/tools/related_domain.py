from typing import NamedTuple

from odoo.fields import Domain
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

    def to_sql(self, model, alias, query):
        # sudo: this is the rule itself
        comodel = model.env[model._fields[self.field].comodel_name].sudo()
        related = comodel.with_context(active_test=False)._search(
            self.get_domain(model.env.user)
        )
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
