from odoo import api, models
from odoo.tools import SQL
from odoo.tools.constants import PREFETCH_MAX

from ..tools.keyring import KeyProblem, get_keyring
from .encrypted_field import EncryptedChar, guarded


class Base(models.AbstractModel):
    """What every model refuses to do with an encrypted field, and how keys change."""

    _inherit = "base"

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_encrypted(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._refuse_encrypted(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        self._refuse_encrypted(field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _refuse_encrypted(self, spec):
        field = self._fields.get(spec.partition(":")[0])
        if isinstance(field, EncryptedChar):
            raise field.exact_only_error(self.env)

    @api.model
    def _count_encrypted_search(self, count):
        """Count numbers that the user looks for: they could be tried out.

        :raise UserError: the quota of the day is used up
        """
        self.env["crm.privacy.quota"]._spend("searches", count)

    @api.model
    def _rotate_encrypted(self, batch=PREFETCH_MAX):
        """Encrypt the values of this model anew with the present key.

        Works in batches, each of which is committed. Values whose key is not given
        stay as they are, so calling it again after adding that key goes on.

        :param int batch: rows per transaction
        :return: ``{"rotated": rows, "unreadable": rows left as they are}``
        :raise UserError: there is no key
        """
        guarded(self.env, get_keyring)
        done = {"rotated": 0, "unreadable": 0}
        for field in self._fields.values():
            if isinstance(field, EncryptedChar) and field.store:
                last_id = 0
                while last_id is not None:
                    last_id = self._rotate_batch(field, last_id, batch, done)
        return done

    def _rotate_batch(self, field, last_id, batch, done):
        """Rotate the rows after ``last_id``; return the last one, None at the end."""
        ring = get_keyring()
        rows = self._fetch_outdated(field, last_id, batch, ring)
        anew = []
        for row_id, token in rows:
            try:
                text = ring.decrypt(token, field.bound_to)
            except KeyProblem:
                done["unreadable"] += 1
                continue
            sealed = ring.encrypt(text, field.bound_to)
            digest = ring.digest(text, field.bound_to)
            anew.append((row_id, token, sealed, digest))
        if anew:
            self._store_rotated(field, anew)
            done["rotated"] += len(anew)
        self.env["ir.cron"]._commit_progress(len(anew))
        return rows[-1][0] if len(rows) == batch else None

    def _fetch_outdated(self, field, last_id, batch, ring):
        self.flush_model([field.name, field.digest_field])
        column = SQL.identifier(field.name)
        return self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id > %s AND %s IS NOT NULL"
                " AND split_part(%s, ':', 2) <> %s ORDER BY id LIMIT %s FOR UPDATE",
                column,
                SQL.identifier(self._table),
                last_id,
                column,
                column,
                ring.current.id,
                batch,
            )
        )

    def _store_rotated(self, field, anew):
        ids, old, sealed, digests = map(list, zip(*anew, strict=True))
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s t SET %(column)s = n.sealed, %(digest)s = n.digest"
                " FROM unnest(%(ids)s, %(old)s, %(sealed)s, %(digests)s)"
                " AS n(id, old, sealed, digest)"
                " WHERE t.id = n.id AND t.%(column)s = n.old",
                table=SQL.identifier(self._table),
                column=SQL.identifier(field.name),
                digest=SQL.identifier(field.digest_field),
                ids=ids,
                old=old,
                sealed=sealed,
                digests=digests,
            )
        )
        records = self.browse(ids)
        records.invalidate_recordset([field.name, field.digest_field], flush=False)
        records._after_rotation(field)

    def _after_rotation(self, field):
        """Bring up to date what else was made with the former key."""
