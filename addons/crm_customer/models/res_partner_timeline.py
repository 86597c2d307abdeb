from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .timeline_source import Cursor

MOST_ENTRIES = 100  # a page


class ResPartner(models.Model):
    """All that happened with a customer, newest first."""

    _inherit = "res.partner"

    @api.model
    def _get_timeline_sources(self):
        """Return the kinds of entries: each addon adds its own.

        :rtype: list of TimelineSource
        """
        return []

    @api.readonly
    def get_timeline(self, kinds=None, before=None, limit=20):
        """Return a page of what happened with this customer and its contacts, newest
        first: of each kind what the reader may see.

        :param list kinds: names of kinds; none: all
        :param str before: ``next`` of the page before
        :param int limit: 1 to 100
        :return: ``{"entries": […], "next": str or False, "kinds": [{"kind", "label",
            "icon"}]}``; an entry has ``key``, ``kind``, ``date`` ("2026-01-31" or
            "2026-01-31 08:00:00" in UTC), ``title``, ``text``, ``person``, ``state``,
            ``amount``, ``currency_id``, and ``model`` and ``res_id`` of what it opens
        :raises AccessError: the caller may not read the customer, or is no employee
        :raises UserError: naming the argument that is wrong
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The timeline is for employees."))
        sources = {
            source.kind: source
            for source in self._get_timeline_sources()
            if source.is_readable(self.env)
        }
        self._check_timeline_limit(limit)
        chosen = self._choose_timeline_sources(sources, kinds)
        entries, following = self._read_timeline(
            chosen, self._parse_timeline_cursor(before), limit
        )
        return {
            "entries": entries,
            "next": following,
            "kinds": [
                {"kind": source.kind, "label": source.label, "icon": source.icon}
                for source in sources.values()
            ],
        }

    def _check_timeline_limit(self, limit):
        if not isinstance(limit, int) or not 1 <= limit <= MOST_ENTRIES:
            raise UserError(
                self.env._(
                    "limit: “%(value)s” is no number from 1 to %(most)s.",
                    value=limit,
                    most=MOST_ENTRIES,
                )
            )

    def _choose_timeline_sources(self, sources, kinds):
        """A kind that the reader may not read is chosen in vain, not refused."""
        known = [source.kind for source in self._get_timeline_sources()]
        asked = kinds if isinstance(kinds, list | tuple) else [kinds]
        if kinds and (unknown := [kind for kind in asked if kind not in known]):
            raise UserError(
                self.env._(
                    "kinds: there is no “%(kind)s”. There are: %(known)s.",
                    kind=unknown[0],
                    known=", ".join(known),
                )
            )
        return [
            source for kind, source in sources.items() if not kinds or kind in asked
        ]

    def _parse_timeline_cursor(self, before):
        if not before:
            return None
        try:
            return Cursor.parse(before)
        except (AttributeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "before: “%(value)s” is not the “next” of a page.", value=before
                )
            ) from error

    def _read_timeline(self, sources, cursor, limit):
        """Return the entries of a page, and the cursor of the next one or False.

        Whoever sees a customer mostly sees all that hangs on it, and rules are dear: a
        page is found without them and read with them. A kind of which something turns
        out to be hidden is searched again by its rules.
        """
        guarded = set()
        while True:
            rows = self._find_timeline(sources, cursor, limit, guarded)
            entries, hidden = self._describe_timeline(sources, rows)
            if hidden <= guarded:
                break
            guarded |= hidden
        more = len(rows) > limit
        return entries[:limit], more and Cursor(*rows[limit - 1]).dump()

    def _find_timeline(self, sources, cursor, limit, guarded=()):
        """Return (date, kind, id) of one entry more than a page: one statement, to
        which no kind gives more than that."""
        if not sources:
            return []
        partners = self._select_timeline_partners()
        parts = [
            SQL(
                "(%s)",
                source.select(
                    self.env, partners, cursor, limit + 1, source.kind in guarded
                ),
            )
            for source in sources
        ]
        return self.env.execute_query(
            SQL(
                """
                SELECT e.date, e.kind, e.id FROM (%s) AS e (date, kind, id)
                 ORDER BY e.date DESC, e.kind COLLATE "C", e.id DESC LIMIT %s
                """,
                SQL(" UNION ALL ").join(parts),
                limit + 1,
            )
        )

    def _select_timeline_partners(self):
        """A customer's contacts are part of it."""
        if self.customer_id != self:
            return SQL("SELECT %s", self.id)
        self.flush_model(["customer_id"])
        return SQL("SELECT id FROM res_partner WHERE customer_id = %s", self.id)

    def _describe_timeline(self, sources, rows):
        """Return the entries of these rows, in their order, and the kinds of which the
        reader does not see them all."""
        ids = {}
        for _date, kind, record_id in rows:
            ids.setdefault(kind, []).append(record_id)
        entries, hidden = {}, set()
        for source in sources:
            record_ids = ids.get(source.kind, [])
            described = source.describe(self.env, record_ids) if record_ids else {}
            if len(described) < len(record_ids):
                hidden.add(source.kind)
            entries[source.kind] = described
        found = (entries[kind].get(record_id) for _date, kind, record_id in rows)
        return list(filter(None, found)), hidden
