from odoo.exceptions import UserError


class DuplicateWarning(UserError):
    """Only warnings stand against saving; saving again with
    ``ignore_duplicates=True`` in the context goes through."""
