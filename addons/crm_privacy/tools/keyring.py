"""The keys of encrypted fields: from the environment or odoo.conf, never the database.

A key is 32 random bytes in base64. Several may be given: the first one encrypts,
the others are former keys whose values can still be read until they are rotated.
"""

import base64
import binascii
import configparser
import functools
import hashlib
import hmac
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from odoo.tools import config

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = "g1"
TOKEN = re.compile(rf"{VERSION}:[0-9a-f]{{8}}:[A-Za-z0-9_=-]+")
CONFIG_SECTION = "gonghai"


class KeyProblem(Exception):
    """What is wrong with the keys: ``args[0]`` is one of the constants below."""


MISSING = "missing"
MALFORMED = "malformed"
UNREADABLE = "unreadable"
UNKNOWN = "unknown"
TAMPERED = "tampered"


class Key:
    """One key and what is derived from it.

    >>> key = Key(b"k" * 32)
    >>> token = key.encrypt("secret", "model.field")
    >>> key.decrypt(token, "model.field"), token.startswith(f"g1:{key.id}:")
    ('secret', True)
    """

    def __init__(self, secret):
        self._cipher = AESGCM(_derive(secret, b"gonghai encryption"))
        self._hash_key = _derive(secret, b"gonghai search")
        self.id = _derive(secret, b"gonghai key id")[:4].hex()

    def encrypt(self, text, bound_to):
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), self._data(bound_to))
        payload = base64.urlsafe_b64encode(nonce + sealed).decode()
        return f"{VERSION}:{self.id}:{payload}"

    def decrypt(self, token, bound_to):
        try:
            payload = base64.urlsafe_b64decode(token.rsplit(":", 1)[1])
            nonce, sealed = payload[:NONCE_BYTES], payload[NONCE_BYTES:]
            return self._cipher.decrypt(nonce, sealed, self._data(bound_to)).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise KeyProblem(TAMPERED, self.id) from error

    def digest(self, text, bound_to):
        message = f"{bound_to}\0{text}".encode()
        return hmac.new(self._hash_key, message, hashlib.sha256).hexdigest()

    def _data(self, bound_to):
        return f"{VERSION}:{self.id}:{bound_to}".encode()


class Keyring:
    """The present key and the former ones."""

    def __init__(self, secrets):
        self._keys = {key.id: key for key in map(Key, secrets)}
        self.current = next(iter(self._keys.values()))

    def encrypt(self, text, bound_to):
        return self.current.encrypt(text, bound_to)

    def decrypt(self, token, bound_to):
        """Return the text of a token.

        :raise KeyProblem: its key is not among the keys, or the token was changed
            or belongs to another field
        """
        return self._get(token).decrypt(token, bound_to)

    def knows(self, token):
        return key_id(token) in self._keys

    def digest(self, text, bound_to):
        return self.current.digest(text, bound_to)

    def digests(self, text, bound_to):
        """Return the digests of ``text`` under all keys, the present one first."""
        return [key.digest(text, bound_to) for key in self._keys.values()]

    def _get(self, token):
        key = self._keys.get(key_id(token))
        if key is None:
            raise KeyProblem(UNKNOWN, key_id(token))
        return key


def key_id(token):
    return token.split(":", 2)[1]


def is_token(text):
    return isinstance(text, str) and TOKEN.fullmatch(text) is not None


def get_keyring():
    """Return the Keyring of this server.

    :raise KeyProblem: there is none, or what is given is no key
    """
    text = _read_given_keys()
    if not text.strip():
        raise KeyProblem(MISSING, "")
    return _parse(text)


def has_keyring():
    try:
        get_keyring()
    except KeyProblem:
        return False
    return True


def _read_given_keys():
    """The environment comes first: a container may override a shared odoo.conf."""
    text, path = os.environ.get("GONGHAI_KEY"), os.environ.get("GONGHAI_KEY_FILE")
    if not text and not path:
        section = _read_config(config["config"] or "")
        text, path = section.get("key"), section.get("key_file")
    if text:
        return text
    return _read_file(path) if path else ""


def _read_file(path):
    try:
        stamp = os.stat(path).st_mtime_ns
        return _read_file_cached(path, stamp)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyProblem(UNREADABLE, path) from error


@functools.lru_cache(maxsize=4)
def _read_file_cached(path, _stamp):
    return Path(path).read_text(encoding="ascii")


@functools.lru_cache(maxsize=4)
def _read_config(path):
    """Return our section of odoo.conf; Odoo warns of options that it knows not."""
    parser = configparser.RawConfigParser()
    parser.read([path] if path else [])
    return dict(parser[CONFIG_SECTION]) if CONFIG_SECTION in parser else {}


@functools.lru_cache(maxsize=8)
def _parse(text):
    lines = (line.partition("#")[0] for line in text.splitlines())
    words = [word for line in lines for word in re.split(r"[\s,]+", line) if word]
    secrets = [_decode(word) for word in words]
    if not secrets:
        raise KeyProblem(MISSING, "")
    return Keyring(secrets)


def _decode(word):
    try:
        secret = base64.b64decode(word.replace("-", "+").replace("_", "/"))
    except (binascii.Error, ValueError) as error:
        raise KeyProblem(MALFORMED, "") from error
    if len(secret) != KEY_BYTES:
        raise KeyProblem(MALFORMED, "")
    return secret


def _derive(secret, purpose):
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)
