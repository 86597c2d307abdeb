from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError

from ..exceptions import DuplicateWarning
from ..tools import values as value_checks
from ..tools.formats import PatternTimeout
from .entry_problem import ERROR, WARNING, EntryProblem

SHOWN_LENGTH = 60  # characters of a bad value in a message
SHOWN_PROBLEMS = 20  # in one message


class Entry(NamedTuple):
    """One record as somebody enters or changes it."""

    index: int  # of the row that it belongs to
    path: str  # in front of its field names: "child_ids/" for contacts of a row
    values: dict  # what is entered or changed
    kind: str  # company, individual, contact or lead
    company_id: int
    country_code: str
    is_new: bool
    own_customer_id: int | None
    own_lead_id: int | None

    @property
    def owner(self):
        """What the keys of this entry are compared as: never with one another."""
        return self.own_customer_id or -1 - self.index


class CrmEntryMixin(models.AbstractModel):
    """Entry rules and duplicate checks for what people type in."""

    _name = "crm.entry.mixin"
    _description = "Record under Entry Rules"

    def _find_entry_problems(self, vals_list):
        """Find what stands against entering or changing records.

        On an empty recordset each item of ``vals_list`` is a new record; else there
        is one item per record of ``self`` with the values that change. Contacts in
        ``child_ids`` are checked with their firm, their fields named
        ``child_ids/mobile``. Values equal within the list count: the later row is
        the bad one.

        :param list vals_list: dicts as for ``create`` or ``write``
        :return: list, in the same order, of lists of :class:`EntryProblem`
        """
        entries = self._prepare_entries(vals_list)
        problems = [[] for _vals in vals_list]
        for entry in entries:
            problems[entry.index] += self._find_value_problems(entry)
        for entry, problem in self._find_duplicate_problems(entries):
            problems[entry.index].append(problem)
        return problems

    def _prepare_entries(self, vals_list):
        """Return the :class:`Entry` items under rules; hook of each model."""
        raise NotImplementedError

    @api.model
    def _get_rule_field(self, spec):
        """Return the field of this model that a rule speaks of, None if it has none."""
        return spec.field if spec.field in self._fields else None

    @api.model
    def _get_entry_specs(self, kind):
        """Return [(field name, RuleSpec)] of the rules for records of ``kind``."""
        return [
            (name, spec)
            for spec in self.env["crm.entry.rule"]._get_specs()
            if kind in spec.kinds and (name := self._get_rule_field(spec))
        ]

    @api.model
    def _clean_entry_values(self, vals, kind, country_code):
        """Return ``vals`` with the values as their formats store them.

        Bad ones stay as they are: :meth:`_find_entry_problems` names them.
        """
        cleaned = dict(vals)
        rules = self.env["crm.entry.rule"]
        for name, spec in self._get_entry_specs(kind):
            value = vals.get(name)
            if not isinstance(value, str):
                continue
            if self._find_fault(name, value):
                continue
            if not value.strip():
                cleaned[name] = False
            elif spec.format and spec.format != "number":
                try:
                    cleaned[name] = rules._clean(spec, value, country_code) or value
                except PatternTimeout:
                    continue
            else:
                cleaned[name] = value.strip()
        return cleaned

    @api.model
    def _find_fault(self, name, value):
        return value_checks.find_fault(self._fields[name], value, self.env)

    def _find_value_problems(self, entry):
        """Return what is wrong with the values of one entry by themselves."""
        problems = []
        faulty = set()
        for name, value in entry.values.items():
            if name in self._fields and (fault := self._find_fault(name, value)):
                faulty.add(name)
                message = self._describe_fault(name, value, fault)
                problems.append(self._problem(entry, name, value, "value", message))
        for name, spec in self._get_entry_specs(entry.kind):
            if name not in faulty and (entry.is_new or name in entry.values):
                problem = self._find_rule_problem(entry, name, spec)
                if problem:
                    problems.append(problem)
        return problems

    def _find_rule_problem(self, entry, name, spec):
        value = entry.values.get(name)
        blank = value is None or value is False or not str(value).strip()
        if blank:
            if not spec.required:
                return None
            message = self.env._(
                "%(field)s is empty. Expected: a value, it is required.",
                field=self._get_label(name),
            )
            return self._problem(entry, name, value, "required", message)
        if not spec.format:
            return None
        try:
            good = self.env["crm.entry.rule"]._clean(
                spec, str(value), entry.country_code
            )
        except PatternTimeout:
            good = None
        if good is not None:
            return None
        message = self.env._(
            "%(field)s: “%(value)s” is not accepted. %(expected)s",
            field=self._get_label(name),
            value=self._shorten(value),
            expected=self.env["crm.entry.rule"]._describe_expected(spec),
        )
        return self._problem(entry, name, value, "format", message)

    def _problem(self, entry, name, value, kind, message, severity=ERROR, match=None):
        return EntryProblem(
            f"{entry.path}{name}", value, severity, message, kind, match
        )

    @api.model
    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    @api.model
    def _shorten(self, value):
        text = str(value).replace("\0", "\\0").encode("utf-8", "replace").decode()
        return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"

    def _describe_fault(self, name, value, fault):
        return self.env._(
            "%(field)s: “%(value)s” is not accepted. %(expected)s",
            field=self._get_label(name),
            value=self._shorten(value),
            expected=self._describe_fault_remedy(fault),
        )

    def _describe_fault_remedy(self, fault):
        return {
            value_checks.NOT_TEXT: self.env._("Expected: a text."),
            value_checks.BROKEN_TEXT: self.env._(
                "Expected: a text without broken characters; type it again."
            ),
            value_checks.TOO_LONG: self.env._(
                "Expected: at most %(length)s characters in one line, more in a note.",
                length=value_checks.CHAR_LENGTH,
            ),
            value_checks.NOT_NUMBER: self.env._("Expected: a number, such as 1200.50."),
            value_checks.OUT_OF_RANGE: self.env._("Expected: a smaller number."),
            value_checks.NOT_CHOICE: self.env._("Expected: one of the choices."),
            value_checks.NOT_DATE: self.env._(
                "Expected: a day of the calendar, such as 2026-02-28."
            ),
            value_checks.NOT_RECORD: self.env._("Expected: an entry of the list."),
        }[fault]

    def _find_duplicate_problems(self, entries):
        """Yield (entry, problem) for each key that somebody else has already."""
        keyed = self._get_entry_keys(entries)
        yield from self._find_stored_duplicates(keyed)
        yield from self._find_batch_duplicates(keyed)

    def _get_entry_keys(self, entries):
        """Return [(entry, field name, spec, kind, key)] of the values compared."""
        keys = self.env["crm.duplicate.key"]
        keyed = []
        for entry in entries:
            for name, spec in self._get_entry_specs(entry.kind):
                if not spec.compares or name not in entry.values:
                    continue
                value = entry.values[name]
                if self._find_fault(name, value):
                    continue
                kind = keys._get_kind(spec.field, entry.kind)
                if key := keys._get_key(kind, value, entry.country_code or "CN"):
                    keyed.append((entry, name, spec, kind, key))
        return keyed

    def _find_stored_duplicates(self, keyed):
        found = self.env["crm.duplicate.key"]._find(
            [
                (e.company_id, kind, key, e.own_customer_id, e.own_lead_id)
                for e, _name, _spec, kind, key in keyed
            ]
        )
        # sudo: the answer tells that it exists and who holds it, nothing else
        partners, leads = self.env["res.partner"].sudo(), self.env["crm.lead"].sudo()
        matches = defaultdict(list)
        for position, customer_id, lead_id in found:
            match = (
                partners.browse(customer_id) if customer_id else (leads.browse(lead_id))
            )
            if not self._is_relative(keyed[position][0], match):
                matches[position].append(match)
        chosen = {i: self._choose_match(found) for i, found in matches.items()}
        answers = self._get_duplicate_answers(
            {(keyed[i][3], keyed[i][4]): match for i, match in chosen.items()}
        )
        for position, match in chosen.items():
            entry, name, spec, kind, key = keyed[position]
            answer = answers[kind, key]
            yield entry, self._duplicate_problem(entry, name, spec, answer, match)

    def _choose_match(self, matches):
        """Return which of several records with the same key the user is told of;
        other addons put those first that weigh most."""
        return matches[0]

    def _is_relative(self, entry, match):
        """Tell whether the match stands above or below in the same group of firms."""
        if match._name != "res.partner" or not entry.own_customer_id:
            return False
        # sudo: what is compared does not depend on what the user may read
        own = self.env["res.partner"].sudo().browse(entry.own_customer_id)
        return self._get_top(own) == self._get_top(match)

    def _get_top(self, partner):
        """Return the highest firm above (a chain of parents has no cycle)."""
        while partner.parent_id:
            partner = partner.parent_id
        return partner

    def _find_batch_duplicates(self, keyed):
        seen = {}
        for entry, name, spec, kind, key in keyed:
            group = (entry.company_id, kind, key)
            first = seen.setdefault(group, entry)
            if first.owner == entry.owner:
                continue
            answer = self.env._(
                "row %(number)s of the same list has it", number=first.index + 1
            )
            yield entry, self._duplicate_problem(entry, name, spec, answer, first.index)

    def _duplicate_problem(self, entry, name, spec, answer, match):
        value = entry.values[name]
        forbidden = spec.duplicates == "forbid"
        if forbidden:
            message = self.env._(
                "%(field)s: “%(value)s” exists already (%(answer)s). Expected: a value"
                " that no other customer has; work with the existing one instead.",
                field=self._get_label(name),
                value=self._shorten(value),
                answer=answer,
            )
        else:
            message = self.env._(
                "%(field)s: “%(value)s” exists already (%(answer)s).",
                field=self._get_label(name),
                value=self._shorten(value),
                answer=answer,
            )
        severity = ERROR if forbidden else WARNING
        return self._problem(entry, name, value, "duplicate", message, severity, match)

    def _get_duplicate_answers(self, matches):
        """Return {(kind, key): sentence} of what the user is told of each match."""
        return self.env["crm.duplicate.log"]._answer(matches)

    def _refuse_entry_problems(self, problems):
        """Raise what stands against saving, log what is saved in spite of a warning.

        :raise ValidationError: values are bad or forbidden
        :raise DuplicateWarning: only warnings stand, and they were not acknowledged
        """
        errors = self._list_messages(problems, ERROR)
        if errors:
            raise ValidationError("\n".join(errors))
        warnings = self._list_messages(problems, WARNING)
        if not warnings:
            return
        if not self.env.context.get("ignore_duplicates"):
            raise DuplicateWarning("\n".join(warnings))
        self.env["crm.duplicate.log"]._log_ignored(
            [p for row in problems for p in row if p.severity == WARNING]
        )

    def _place_message(self, message, index, count):
        """Say which of several records a message is about: new ones have a row."""
        if count == 1:
            return message
        if self:
            name = self[index].display_name
            return self.env._("%(name)s: %(message)s", name=name, message=message)
        return self.env._(
            "Row %(number)s: %(message)s", number=index + 1, message=message
        )

    def _list_messages(self, problems, severity):
        messages = [
            self._place_message(p.message, index, len(problems))
            for index, row in enumerate(problems)
            for p in row
            if p.severity == severity
        ]
        left = len(messages) - SHOWN_PROBLEMS
        if left > 0:
            messages = messages[:SHOWN_PROBLEMS]
            messages.append(self.env._("… and %(count)s more.", count=left))
        return list(dict.fromkeys(messages))
