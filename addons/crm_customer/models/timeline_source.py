from datetime import datetime
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from .customer_source import CustomerSource


class Cursor(NamedTuple):
    """The last entry of a page: the next page begins after it.

    Newest first; at the same time by kind, then the later record first.
    """

    date: str
    kind: str
    record_id: int

    @classmethod
    def parse(cls, text):
        """:raises ValueError: the text is none of :meth:`dump`"""
        date, kind, record_id = text.split("|")
        datetime.fromisoformat(date)
        return cls(date, kind, int(record_id))

    def dump(self):
        return "|".join(map(str, self))


class TimelineSource(NamedTuple):
    """One kind of entry in the timeline of a customer.

    :param str kind: its name over RPC
    :param str label: what readers call many of them
    :param str icon: class of the icon
    :param documents: :class:`CustomerSource` of the records
    :param str date: their stored date or datetime by which they are sorted
    :param tuple fields: what a page reads of them at once
    :param Domain domain: which of the documents appear

    The model has a method ``_get_timeline_entries`` that describes records.
    """

    kind: str
    label: str
    icon: str
    documents: CustomerSource
    date: str
    fields: tuple = ()
    domain: Domain = Domain.TRUE

    @property
    def model(self):
        return self.documents.model

    def is_readable(self, env):
        return self.documents.is_readable(env)

    def select(self, env, partners, cursor, limit, guarded):
        """Return SQL with (date, kind, id) of the newest ``limit`` entries after the
        cursor.

        :param SQL partners: rows of the ids of the customer and its contacts
        :param bool guarded: of what the reader sees alone, else of all there are
        """
        records = self.documents.get_records(env)
        partner = SQL.identifier(records._table, self.documents.partner)
        query = records._search(
            self.documents.domain & self.domain & Domain(self.date, "!=", False),
            bypass_access=not guarded,
        )
        records.flush_model([self.documents.partner])
        query.add_where(SQL("%s = of.id", partner))
        return self.finish(records, query, partners, cursor, limit)

    def describe(self, env, record_ids):
        """Return ``{id: entry}`` of those of the records that the reader sees."""
        records = self.documents.get_records(env).search_fetch(
            Domain("id", "in", record_ids), [self.date, *self.fields], order="id"
        )
        values = records._get_timeline_entries()
        return {
            record.id: {
                "key": f"{self.kind}-{record.id}",
                "kind": self.kind,
                "date": str(record[self.date])[:19],
                "title": "",
                "text": "",
                "person": "",
                "state": "",
                "amount": False,
                "currency_id": False,
                "model": self.model,
                "res_id": record.id,
            }
            | values[record.id]
            for record in records
        }

    def finish(self, records, query, owners, cursor, limit):
        """Return the SQL of a search for records of this kind.

        Owner by owner, so that an index that begins with the owner and goes on with
        the date gives the newest without a look at the others.

        :param query: its condition names the owner as ``of.id``
        :param SQL owners: rows of ids
        """
        date = self._date_sql(records, query)
        record_id = SQL.identifier(query.table, "id")
        if cursor:
            query.add_where(self._after(cursor, date, record_id))
        column = records._field_to_sql(query.table, self.date, query)
        query.order = SQL("%s DESC, %s DESC", column, record_id)
        query.limit = limit
        return SQL(
            """
            SELECT e.date, %s, e.id FROM (%s) AS of (id)
             CROSS JOIN LATERAL (%s) AS e (date, id)
            """,
            self.kind,
            owners,
            query.select(date, record_id),
        )

    def _date_sql(self, records, query):
        """Days begin at the reader's midnight."""
        column = records._field_to_sql(query.table, self.date, query)
        if records._fields[self.date].type == "datetime":
            return column
        return SQL(
            "(%s::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC')",
            column,
            records.env.tz.zone,
        )

    def _after(self, cursor, date, record_id):
        if self.kind < cursor.kind:
            return SQL("%s < %s::timestamp", date, cursor.date)
        if self.kind > cursor.kind:
            return SQL("%s <= %s::timestamp", date, cursor.date)
        return SQL(
            "(%s, %s) < (%s::timestamp, %s)",
            date,
            record_id,
            cursor.date,
            cursor.record_id,
        )
