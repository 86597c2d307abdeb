import re
import unicodedata

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import keyring
from ..tools.keyring import KeyProblem, get_keyring

HIDDEN = "******"  # what is shown of a value that this server has no key for
STAR = "*"
VALUES_PER_SEARCH = 10  # a search is no tool for trying numbers out


class Token(str):
    """An encrypted value in the cache; a text from outside never is one."""

    __slots__ = ()


class Masked(str):
    """What everybody sees of an encrypted value; code may copy it to a record."""

    __slots__ = ("token",)

    def __new__(cls, text, token):
        masked = super().__new__(cls, text)
        masked.token = Token(token)
        return masked


def fold_plain(text):
    return text.strip()


def fold_number(text):
    """Return an id number as it is kept and compared.

    >>> fold_number(" １１０101 19900307 123x")
    '11010119900307123X'
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def mask(text):
    """Return a text with its middle hidden.

    >>> mask("110101199003071234"), mask("E12345678"), mask("abc")
    ('110***********1234', 'E******78', '***')
    """
    length = len(text)
    first, last = (3, 4) if length >= 15 else (1, 2) if length >= 8 else (0, 0)
    hidden = length - first - last
    return text[:first] + STAR * hidden + text[length - last :]


class EncryptedChar(fields.Char):
    """A text that is encrypted in the database and masked for everybody.

    Reading a record gives the mask, whoever asks and by whichever way; the text
    itself comes from :meth:`get_plain` alone. It can be searched by the exact value
    and never be ordered, grouped or searched by a part. Beside it the model needs a
    stored ``Char`` computed by :meth:`compute_digest`, named by ``digest_field``.

    :param digest_field: name of the field with the keyed hash
    :param fold: function by which texts are brought into the form that is kept
    """

    digest_field = None
    fold = None

    @property
    def bound_to(self):
        """What values are bound to: one copied to another field is refused."""
        base = self.base_field
        return f"{base.model_name}.{base.name}"

    def mask_text(self, text):
        return mask(self.fold_text(text))

    def fold_text(self, text):
        return (self.base_field.fold or fold_plain)(text)

    # conversions

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, Token):
            return value
        if isinstance(value, Masked):
            return value.token
        text = super().convert_to_cache(value, record, validate)
        text = text and self.fold_text(text)
        if not text:
            return None
        stored = self._peek(record)
        if stored and text in (self._mask_token(stored), self._try_decrypt(stored)):
            return Token(stored)
        if STAR in text:
            return text  # refused when saved; a form may carry it until then
        return Token(guarded(record.env, self._encrypt, text))

    def convert_to_column(self, value, record, values=None, validate=True):
        token = self.convert_to_cache(value, record, validate)
        if token is None:
            return None
        if not isinstance(token, Token):
            raise UserError(
                record.env._(
                    "%(field)s: “%(value)s” is a masked number. Type the whole number,"
                    " or leave the field as it is.",
                    field=self._description_string(record.env),
                    value=value,
                )
            )
        return str(token)

    def convert_to_record(self, value, record):
        if value is None:
            return False
        if keyring.is_token(value):
            return Masked(self._mask_token(value), value)
        return value if STAR in value else HIDDEN

    def convert_to_read(self, value, record, use_display_name=True):
        return str(value) if value else False

    def convert_to_export(self, value, record):
        return str(value) if value else ""

    def convert_to_write(self, value, record):
        return value

    def write(self, records, value):
        if self.store:
            self._check_stored(records)
        return super().write(records, value)

    # reading what is inside

    def get_plain(self, record):
        """Return the text of one record, False if it is empty.

        Whoever calls this decides who may see it and logs it.

        :raise UserError: no key, another key, or the value was tampered with
        """
        token = self._fetch_token(record)
        return guarded(record.env, self._decrypt, token) if token else False

    def compute_digest(self, records):
        """Set the keyed hash of each record beside its value.

        :raise UserError: the key given is not the one that the table's values have
        """
        self._check_table(records)
        for record in records:
            token = self._fetch_token(record)
            if not token:
                record[self.digest_field] = False
                continue
            text = guarded(record.env, self._decrypt, token)
            record[self.digest_field] = get_keyring().digest(text, self.bound_to)

    def _encrypt(self, text):
        return get_keyring().encrypt(text, self.bound_to)

    def _decrypt(self, token):
        return get_keyring().decrypt(token, self.bound_to)

    def _try_decrypt(self, token):
        try:
            return self._decrypt(token)
        except KeyProblem:
            return None

    def _mask_token(self, token):
        text = self._try_decrypt(token)
        return HIDDEN if text is None else mask(text)

    def _peek(self, record):
        """Return the token of a single record if the cache has it."""
        if len(record) != 1:
            return None
        cache = self._get_cache(record.env)
        value = cache.get(record.id) or cache.get(record._origin.id)
        return value if keyring.is_token(value) else None

    def _fetch_token(self, record):
        value = record[self.name]
        return value.token if isinstance(value, Masked) else None

    def _check_stored(self, records):
        """Refuse to overwrite what cannot be read: it would be lost."""
        for record in records:
            token = record.id and self._fetch_token(record)
            if token:
                guarded(record.env, self._decrypt, token)

    def _check_table(self, records):
        """Refuse a key beside which the values that are there cannot be read."""
        if not any(map(self._fetch_token, records)):
            return
        rows = records.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT 1",
                SQL.identifier(self.name),
                SQL.identifier(records._table),
                SQL.identifier(self.digest_field),
            )
        )
        if rows and rows[0][0]:
            guarded(records.env, self._decrypt, rows[0][0])

    # searching

    def _description_sortable(self, env):
        return False

    def _description_groupable(self, env):
        return False

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        access = model._field_to_sql(alias, field_expr, query)  # checks the access
        if operator not in ("in", "not in"):
            raise self.exact_only_error(model.env)
        digest = SQL.identifier(
            alias, self.digest_field, to_flush=model._fields[self.digest_field]
        )
        digests, has_empty = self._get_wanted(model, value)
        found = SQL("%s IN %s", digest, tuple(digests)) if digests else SQL("FALSE")
        if has_empty:
            found = SQL("(%s OR %s IS NULL)", found, access)
        if operator == "not in":
            return SQL("(%s) IS NOT TRUE", found)
        return SQL("(%s)", found)

    def filter_function(self, records, field_expr, operator, value):
        if operator != "in":
            raise self.exact_only_error(records.env)
        texts = {self.fold_text(str(text)) for text in value if text}
        has_empty = len(texts) < len(value)

        def is_wanted(record):
            token = self._fetch_token(record)
            return self._try_decrypt(token) in texts if token else has_empty

        return is_wanted

    def _get_wanted(self, model, values):
        texts = [self.fold_text(str(text)) for text in values if text]
        if not model.env.su:
            if len(texts) > VALUES_PER_SEARCH:
                raise UserError(
                    model.env._(
                        "%(field)s: at most %(count)s numbers can be searched at once.",
                        field=self._description_string(model.env),
                        count=VALUES_PER_SEARCH,
                    )
                )
            if texts:
                model._count_encrypted_search(len(texts))
        ring = guarded(model.env, get_keyring) if texts else None
        digests = [d for text in texts for d in ring.digests(text, self.bound_to)]
        return digests, any(not text for text in values)

    def exact_only_error(self, env):
        return UserError(
            env._(
                "%(field)s is encrypted: it can be searched by the whole number alone,"
                " and neither sorted nor grouped. Use “is equal to”.",
                field=self._description_string(env),
            )
        )


def guarded(env, function, *args):
    """Return the result of ``function``; problems with keys become a UserError."""
    try:
        return function(*args)
    except KeyProblem as problem:
        raise UserError(describe_problem(env, problem)) from problem


def describe_problem(env, problem):
    """Return what is wrong with the keys and what to do, for a KeyProblem."""
    kind, detail = problem.args
    if kind == keyring.MISSING:
        return env._(
            "No encryption key is set, so id numbers can be neither saved nor shown."
            " Ask the system administrator to set GONGHAI_KEY_FILE (or key_file in the"
            " section [gonghai] of odoo.conf) and to restart Odoo."
        )
    if kind == keyring.UNREADABLE:
        return env._(
            "The key file %(path)s cannot be read. Ask the system administrator to make"
            " it readable for Odoo; no value has been changed.",
            path=detail,
        )
    if kind == keyring.MALFORMED:
        return env._(
            "The encryption key that is set is no key: 32 random bytes in base64 are"
            " expected. Ask the system administrator to correct it; no value has been"
            " changed."
        )
    if kind == keyring.UNKNOWN:
        return env._(
            "The values here were encrypted with the key %(key)s, which this server"
            " does not have. Ask the system administrator to add it below the present"
            " key; no value has been changed.",
            key=detail,
        )
    return env._(
        "An encrypted value was changed outside Odoo or belongs to another field (key"
        " %(key)s). Restore it from a backup; no value has been changed.",
        key=detail,
    )
