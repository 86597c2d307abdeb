"""A row of a customer sheet on its way into the database."""

from typing import NamedTuple

from .crm_import_columns import CONTACT, CONTACT_NAME, NAME

ERROR = "error"
WARNING = "warning"
SHOWN_LENGTH = 2000  # characters of a cell that a report keeps


class RowProblem(NamedTuple):
    """Why a row is refused or what to look at: field path, value and sentence."""

    path: str
    value: str
    message: str
    severity: str = ERROR


class ImportRow:
    """``cells`` as read; ``customer`` and ``contact`` the values to create."""

    __slots__ = (
        "cells",
        "checked",
        "contact",
        "contact_id",
        "customer",
        "fingerprint",
        "is_repeated",
        "number",
        "partner_id",
        "problems",
    )

    def __init__(self, number, cells):
        self.number = number
        self.cells = cells
        self.customer = {}
        self.contact = {}
        self.problems = []
        self.checked = None  # values as the entry rules store them
        self.fingerprint = None
        self.is_repeated = False
        self.partner_id = None
        self.contact_id = None

    @property
    def is_refused(self):
        return any(problem.severity == ERROR for problem in self.problems)

    @property
    def is_warned(self):
        return bool(self.problems) and not self.is_refused

    @property
    def state(self):
        if self.is_refused:
            return "refused"
        return "warned" if self.problems else "created"

    @property
    def told(self):
        """Return the problems that matter: of a refused row why it is refused."""
        if not self.is_refused:
            return self.problems
        return [problem for problem in self.problems if problem.severity == ERROR]

    def add_problem(self, path, value, message, severity=ERROR):
        self.problems.append(RowProblem(path, str(value or ""), message, severity))

    def refuse_repeated(self, message):
        """Refuse the row as one that says nothing new."""
        self.is_repeated = True
        self.add_problem(NAME, self.customer.get(NAME), message)

    def set_value(self, path, value):
        if path.startswith(CONTACT):
            self.contact[path.removeprefix(CONTACT)] = value
        else:
            self.customer[path] = value

    def settle_contact(self):
        """Without a contact's name, the contact's values are the customer's own."""
        if self.contact and not self.contact.get(CONTACT_NAME.removeprefix(CONTACT)):
            for name, value in self.contact.items():
                if value and not self.customer.get(name):
                    self.customer[name] = value
            self.contact = {}

    def get_texts(self):
        """Return the cells as texts, cut to what a report keeps."""
        return [str(cell)[:SHOWN_LENGTH] for cell in self.cells]
