from collections.abc import Collection

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import search_keys
from ..tools.search_keys import escape_pattern

NAME_FIELDS = ("complete_name", "name", "customer_code")
NUMBER_FIELDS = ("phone", "mobile", "fax")
WORD_FIELDS = ("email", "vat", "ref", "company_registry")
SEARCHED_FIELDS = (*NAME_FIELDS, *NUMBER_FIELDS, *WORD_FIELDS)


def _trigram_index(column):
    def definition(registry):
        return f"USING gin ({column} gin_trgm_ops)" if registry.has_trigram else ""

    return definition


class CrmSearchKey(models.Model):
    """What people may type to find a customer, in a narrow table of its own.

    One row per customer and contact. ``names`` holds what the window of a pool shows
    too, ``numbers`` what only readers of the customer may search; one key a line.
    Kept by set statements; read through searches of other models alone, whose rules
    decide which of the found ones a user sees.
    """

    _name = "crm.search.key"
    _description = "Search Key"
    _log_access = False
    _order = "id"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    customer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    names = fields.Text(help="Name, pinyin in full, initials, customer code.")
    numbers = fields.Text(help="Digits of phones, email, tax number, references.")
    bigrams = fields.Text(help="Each two neighbouring Chinese characters of the name.")

    _partner_uniq = models.UniqueIndex("(partner_id)")
    _names_idx = models.Index(_trigram_index("names"))
    _numbers_idx = models.Index(_trigram_index("numbers"))
    # A trigram index cannot serve two characters, of which most Chinese words are.
    _bigrams_idx = models.Index("USING gin (string_to_array(bigrams, ' '))")

    @api.model
    def _get_texts(self, value):
        """Return the texts of a condition, which may compare with anything."""
        is_list = isinstance(value, Collection) and not isinstance(value, str)
        return [str(text) for text in (value if is_list else [value]) if text]

    @api.model
    def _build_search(self, text, column, numbers=True):
        """Build the statement that finds what ``text`` names.

        It knows no rule: use it inside a search of a model that has them.

        :param str text: as typed; % and _ mean themselves
        :param str column: ``partner_id``, or ``customer_id`` for whose it is
        :param bool numbers: by phone, email and tax number too
        :return: SQL that selects ``column``; None where nothing is left of ``text``
        """
        key = search_keys.search_key(text)
        if not key:
            return None
        conditions = [self._build_name_match(key)]
        if numbers and not search_keys.CHINESE_RUN.search(key):
            digits = search_keys.dialled_digits(text) or key
            conditions.append(self._build_number_match(digits))
        return SQL(
            "SELECT %s FROM crm_search_key k WHERE %s",
            SQL.identifier("k", column),
            SQL(" OR ").join(conditions),
        )

    def _build_name_match(self, key):
        if search_keys.bigrams(key) == [key]:
            return SQL("string_to_array(k.bigrams, ' ') @> ARRAY[%s::text]", key)
        return self._build_match("names", key)

    def _build_number_match(self, key):
        return self._build_match("numbers", key)

    def _build_match(self, column, key):
        pattern = f"%{escape_pattern(key)}%"
        return SQL("%s LIKE %s", SQL.identifier("k", column), pattern)

    @api.model
    def _update_customers(self, customers):
        """Bring the rows of ``customers`` and of all their contacts up to date."""
        if not customers:
            return
        rows = list(map(self._prepare_row, self._fetch_partners(customers.ids)))
        self._delete_stale(customers.ids, [row[0] for row in rows])
        if rows:
            self._store(rows)
        self.invalidate_model()

    def _fetch_partners(self, customer_ids):
        self.env["res.partner"].flush_model([*SEARCHED_FIELDS, "customer_id"])
        columns = (SQL.identifier(name) for name in SEARCHED_FIELDS)
        return self.env.execute_query_dict(
            SQL(
                "SELECT id, customer_id, %s FROM res_partner"
                " WHERE customer_id = ANY(%s) ORDER BY id",
                SQL(", ").join(columns),
                list(customer_ids),
            )
        )

    @api.model
    def _prepare_row(self, row):
        """Return (partner id, customer id, names, numbers, bigrams) of a partner."""
        name = search_keys.search_key(row["complete_name"] or row["name"] or "")
        code = search_keys.search_key(row["customer_code"] or "")
        names = [name, *search_keys.pinyin_keys(row["name"] or ""), code]
        numbers = [
            number
            for field_name in NUMBER_FIELDS
            for number in search_keys.number_keys(row[field_name] or "")
        ]
        words = [search_keys.search_key(row[field] or "") for field in WORD_FIELDS]
        return (
            row["id"],
            row["customer_id"],
            self._join(names),
            self._join(numbers + words),
            " ".join(search_keys.bigrams("\n".join((name, code)))),
        )

    @api.model
    def _join(self, keys):
        return "\n".join(dict.fromkeys(filter(None, keys)))

    def _delete_stale(self, customer_ids, partner_ids):
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_search_key WHERE customer_id = ANY(%s)"
                " AND NOT partner_id = ANY(%s) RETURNING id",
                list(customer_ids),
                partner_ids,
            )
        )

    def _store(self, rows):
        """Insert what is new, rewrite only what differs: a GIN index costs."""
        partners, customers, names, numbers, bigrams = map(
            list, zip(*rows, strict=True)
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_search_key AS k
                       (partner_id, customer_id, names, numbers, bigrams)
                SELECT * FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[],
                                     %s::text[])
                    ON CONFLICT (partner_id) DO UPDATE
                   SET customer_id = EXCLUDED.customer_id, names = EXCLUDED.names,
                       numbers = EXCLUDED.numbers, bigrams = EXCLUDED.bigrams
                 WHERE (k.customer_id, k.names, k.numbers, k.bigrams)
                       IS DISTINCT FROM (EXCLUDED.customer_id, EXCLUDED.names,
                                         EXCLUDED.numbers, EXCLUDED.bigrams)
                RETURNING k.id
                """,
                partners,
                customers,
                names,
                numbers,
                bigrams,
            )
        )
