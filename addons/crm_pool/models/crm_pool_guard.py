from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sql_arrays import sql_array


class CrmPoolGuard(models.AbstractModel):
    """What nobody writes: owner, pool, place and deadline change by moves alone."""

    _inherit = "crm.pool.mixin"

    # Fields that say who holds a record, or whether it is one of a pool's at all.
    _pool_standing_fields = frozenset({"user_id", "company_id", "active"})

    def _pool_check_write(self, vals):
        """Refuse every change of owner, pool, place and deadline but by a move.

        :raises UserError: naming the field and the way out
        """
        guarded = self._pool_gate_fields & vals.keys()
        if guarded:
            raise self._pool_guard_error(guarded)
        touched = self._pool_standing_fields & vals.keys()
        if not touched:
            return
        if not self.env.su:
            # Or the refusal below would tell who holds what, right or wrong guessed.
            self.check_access("write")
        # Hidden records too are guarded.
        for record in self.sudo():
            changed = record._pool_get_guarded(vals, touched)
            if changed:
                raise self._pool_guard_error(changed)

    def _pool_get_guarded(self, vals, names):
        """Return which of the named fields ``vals`` must not change in this record."""
        return self._pool_get_changed(vals, names) if self.pool_place else set()

    def _pool_get_changed(self, vals, names):
        """Return which of the named fields get another value by ``vals``."""
        self.ensure_one()
        return {
            name
            for name in names
            if self._fields[name].type in ("one2many", "many2many")
            or self[name]
            != self._fields[name].convert_to_record(
                self._fields[name].convert_to_cache(vals[name], self), self
            )
        }

    def _pool_guard_error(self, names):
        labels = [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in sorted(names)
        ]
        return UserError(
            self.env._(
                "%(fields)s: changed by a move alone. Claim, assign, return or recall"
                " it instead.",
                fields=", ".join(labels),
            )
        )

    def _pool_filter_noticed(self, vals):
        """Return the records in which a field changes that a rule's domain reads:
        their owners get the full warning days anew."""
        # The engine reads rules and compares values for whoever writes.
        rules = self.env["crm.pool.rule"].sudo()
        names = rules._get_domain_fields(self._pool_kind) & vals.keys()
        if not names:
            return self.browse()
        # sudo: as above
        roots = self.sudo()._pool_roots()
        changed = roots.filtered(lambda r: r._pool_get_changed(vals, names))
        return changed.sudo(self.env.su)

    def _pool_notice(self, now):
        """Grant the owners the full warning days from ``now`` and recompute."""
        if not self:
            return
        self.flush_model(["reclaim_notice_at"])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET reclaim_notice_at = %s"
                " WHERE id = ANY(%s) AND pool_place = 'held'",
                SQL.identifier(self._table),
                now,
                sql_array("int", self.ids),
            )
        )
        self.invalidate_recordset(["reclaim_notice_at"])
        self._pool_refresh_deadlines()

    def _pool_filter_worked(self, user, now):
        """Return the records whose deadline ``user`` works for at ``now``: what they
        hold; others add by ``super()``."""
        return self.filtered(lambda record: record.user_id == user)

    def _pool_contact_columns(self):
        """Return the columns that a contact moves forward, all alike."""
        return ["last_contact_at"]

    def _pool_contacted(self, when, user):
        """Note that ``user`` contacted the records at ``when`` (naive UTC).

        The last contact moves forward only; the deadline follows in the same
        transaction. Contacts by others than those who work on the record do not move
        the deadline.
        """
        held = self._pool_roots()._pool_filter_worked(user, fields.Datetime.now())
        if not held:
            return
        columns = self._pool_contact_columns()
        held.flush_recordset(columns)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                SQL(", ").join(
                    SQL("%s = GREATEST(%s, %s)", column, column, when)
                    for column in map(SQL.identifier, columns)
                ),
                held.ids,
            )
        )
        held.invalidate_recordset(columns)
        held._pool_refresh_deadlines()
