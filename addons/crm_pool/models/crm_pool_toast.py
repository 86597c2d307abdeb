from odoo import models

REFUSALS_SHOWN = 5


class CrmPoolToast(models.AbstractModel):
    """The words in which the screens hear what became of a move."""

    _inherit = "crm.pool.mixin"

    def _pool_toast(self, answer, title, undo_minutes=0, next_action=None):
        """Return the client action that shows the outcome of a move.

        :param dict answer: ``{"done": [ids], "refused": {"id": "reason"}}``
        :param str title: what was done, without number
        :param int undo_minutes: offer *Undo* for as long
        :param dict next_action: run afterwards; else the dialog closes and the view
            below it reloads
        """
        done = answer["done"]
        names = self._pool_known_names()
        text = self.env._(
            "%(title)s: %(what)s", title=title, what=self._pool_count(done, names)
        )
        return {
            "type": "ir.actions.client",
            "tag": "crm_pool_toast",
            "params": {
                "model": self._name,
                "window": self._pool_window,
                "list": self._pool_list_action,
                "done": text if done else "",
                "refused": self._pool_refusals(answer["refused"], names),
                "undo": done if undo_minutes else [],
                "undo_minutes": undo_minutes,
                "lost": list(set(done) - set(self._pool_readable_ids(done))),
                "left_window": [] if next_action else self._pool_left_window(done),
                "next": next_action or {"type": "ir.actions.act_window_close"},
            },
        }

    def _pool_refusals(self, refused, names):
        """Return one line for each reason, with the records that it concerns."""
        by_reason = {}
        for record_id, reason in refused.items():
            by_reason.setdefault(reason, []).append(int(record_id))
        lines = [
            self.env._(
                "%(what)s: %(reason)s", what=self._pool_count(ids, names), reason=reason
            )
            for reason, ids in by_reason.items()
        ]
        hidden = len(lines) - REFUSALS_SHOWN
        if hidden > 0:
            lines[REFUSALS_SHOWN:] = [
                self.env._("and %(count)s other reasons", count=hidden)
            ]
        return lines

    def _pool_count(self, ids, names):
        if len(ids) == 1:
            if name := names.get(ids[0]):
                return self.env._(
                    "%(what)s (%(name)s)", what=self._pool_count_words(1), name=name
                )
        return self._pool_count_words(len(ids))

    def _pool_known_names(self):
        """Return ``{id: name}`` of what the reader sees, in the window or as owner."""
        if len(self) > 200:
            return {}
        domain = [("id", "in", self.ids)]
        window = self.env[self._pool_window]
        records = self.browse().with_context(active_test=False).search(domain)
        names = {record.id: record.name for record in records}
        if window.has_access("read"):
            names.update({row.id: row.name for row in window.search(domain)})
        return names

    def _pool_left_window(self, ids):
        """Return which of the ids the reader's window does not show any more."""
        window = self.env[self._pool_window]
        if not window.has_access("read"):
            return []
        return list(set(ids) - set(window.search([("id", "in", ids)]).ids))

    def _pool_readable_ids(self, ids):
        return self.with_context(active_test=False).search([("id", "in", ids)]).ids
