import datetime

from odoo import api, models

from ..tools.text_keys import plain_key
from . import crm_import_columns as columns
from . import crm_import_parsing as parsing

SEVERAL = str.maketrans("，;；、|", ",,,,,")


class CrmImportConverter(models.AbstractModel):
    """Turn the cells of a column into values, all different ones at once.

    Each ``_convert_<type>(field, texts, options)`` returns ``{text: value}`` and
    leaves out what it cannot read; ``_explain_<type>`` says what it expects.
    """

    _name = "crm.import.converter"
    _description = "Cells of a Customer Sheet to Values"

    @api.model
    def _convert(self, rows, paths, options):
        """Fill the rows' values; a cell that cannot be read refuses its row.

        :param rows: list of ``ImportRow``
        :param paths: ``{index of the column: field path}``
        """
        for index, path in paths.items():
            field = self._get_field(path)
            texts = {}
            for row in rows:
                cell = row.cells[index]
                texts.setdefault(cell, self._get_text(field, cell))
            values, reasons = self._convert_column(field, set(texts.values()), options)
            for row in rows:
                text = texts[row.cells[index]]
                if text in values:
                    row.set_value(path, values[text])
                elif text:
                    row.add_problem(path, text, reasons(text))
        for row in rows:
            row.settle_contact()

    @api.model
    def _get_field(self, path):
        return self.env["res.partner"]._fields[path.rsplit("/", 1)[-1]]

    def _get_text(self, field, cell):
        if isinstance(cell, datetime.date):
            return cell.isoformat()
        text = parsing.clean_text(cell)
        return (
            parsing.restore_digits(text)
            if field.name in parsing.DIGIT_FIELDS
            else (text)
        )

    def _convert_column(self, field, texts, options):
        """Return ``({text: value}, function that explains an unreadable text)``."""
        kind = "company_type" if field.name == columns.TYPE else field.type
        broken = {text for text in texts if text in parsing.CELL_ERRORS}
        texts = {text for text in texts - broken if text}
        values = getattr(self, f"_convert_{kind}")(field, texts, options)
        explain = getattr(self, f"_explain_{kind}")

        def reasons(text):
            if text in broken:
                return self.env._("The spreadsheet shows an error instead of a value.")
            return explain(field, text)

        return values, reasons

    def _convert_char(self, field, texts, options):
        limit = parsing.CHAR_LIMIT if field.type == "char" else parsing.TEXT_LIMIT
        return {
            text: text
            for text in texts
            if len(text) <= limit
            and not (field.name in parsing.DIGIT_FIELDS and parsing.is_shortened(text))
        }

    def _explain_char(self, field, text):
        if field.name in parsing.DIGIT_FIELDS and parsing.is_shortened(text):
            return self.env._(
                "The spreadsheet has shortened the number. Format the column as text"
                " and type all digits."
            )
        return self.env._(
            "The text is too long: %(length)s characters.", length=len(text)
        )

    _convert_text = _convert_html = _convert_char
    _explain_text = _explain_html = _explain_char

    def _convert_monetary(self, field, texts, options):
        numbers = ((text, parsing.parse_number(text)) for text in texts)
        return {text: number for text, number in numbers if number is not None}

    def _explain_monetary(self, field, text):
        return self.env._("A number is expected, such as 5000000.")

    _convert_float = _convert_monetary
    _explain_float = _explain_monetary

    def _convert_integer(self, field, texts, options):
        numbers = self._convert_monetary(field, texts, options).items()
        return {
            text: int(number)
            for text, number in numbers
            if number == int(number) and abs(number) < 2**31
        }

    def _explain_integer(self, field, text):
        return self.env._("A whole number is expected.")

    def _convert_date(self, field, texts, options):
        dates = ((text, parsing.parse_date(text)) for text in texts)
        return {text: date for text, date in dates if date}

    def _explain_date(self, field, text):
        return self.env._("A date is expected, such as 2026-03-05.")

    def _convert_boolean(self, field, texts, options):
        values = {text: True for text in texts if plain_key(text) in columns.TRUE_WORDS}
        return values | {
            text: False for text in texts if plain_key(text) in columns.FALSE_WORDS
        }

    def _explain_boolean(self, field, text):
        return self.env._("Yes or no is expected.")

    def _convert_company_type(self, field, texts, options):
        words = dict.fromkeys(columns.COMPANY_WORDS, "company")
        words.update(dict.fromkeys(columns.PERSON_WORDS, "person"))
        return {text: words[key] for text in texts if (key := plain_key(text)) in words}

    def _explain_company_type(self, field, text):
        return self.env._("Company or Individual is expected.")

    def _convert_selection(self, field, texts, options):
        words = {}
        for lang, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=lang).env
            for value, label in field._description_selection(env):
                words[plain_key(value)] = words[plain_key(label)] = value
        return {text: words[key] for text in texts if (key := plain_key(text)) in words}

    def _explain_selection(self, field, text):
        labels = [label for _value, label in field._description_selection(self.env)]
        return self.env._(
            "One of these is expected: %(labels)s.", labels=", ".join(labels)
        )

    def _convert_many2one(self, field, texts, options):
        known = self.env["crm.import.words"]._find(field, texts, options)
        return {text: known[text] for text in texts if text in known}

    def _explain_many2one(self, field, text):
        return self.env._(
            "“%(text)s” is not in the list. Use a value of the list, or let a"
            " customer administrator add it.",
            text=text,
        )

    def _convert_many2many(self, field, texts, options):
        parts = {
            text: [part.strip() for part in text.translate(SEVERAL).split(",")]
            for text in texts
        }
        words = {word for words in parts.values() for word in words if word}
        known = self.env["crm.import.words"]._find(field, words, options)
        return {
            text: [(6, 0, [known[word] for word in words if word])]
            for text, words in parts.items()
            if all(word in known for word in words if word)
        }

    _explain_many2many = _explain_many2one
