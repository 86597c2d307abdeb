import logging

from odoo.exceptions import UserError


class DuplicateWarning(UserError):
    """Only warnings stand against saving; saving again with
    ``ignore_duplicates=True`` in the context goes through."""

    # a question to the user, nothing that an administrator has to look at
    loglevel = logging.INFO
