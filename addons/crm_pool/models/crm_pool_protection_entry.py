from odoo import fields, models


class CrmEntryMixin(models.AbstractModel):
    """Whoever enters a protected customer again is told, or refused."""

    _inherit = "crm.entry.mixin"

    def _choose_match(self, matches):
        protected = [match for match in matches if self._is_match_protected(match)]
        return super()._choose_match(protected or matches)

    def _duplicate_problem(self, entry, name, spec, answer, match):
        if self._is_match_protected(match) and match.pool_id.protected_entry == (
            "forbid"
        ):
            spec = spec._replace(duplicates="forbid")
        return super()._duplicate_problem(entry, name, spec, answer, match)

    def _is_match_protected(self, match):
        """Whether a record with the same key is protected; a number stands for an
        earlier row of the same list."""
        if "protected_until" not in getattr(match, "_fields", ()):
            return False
        until = match.protected_until
        return bool(until and until > fields.Datetime.now())
