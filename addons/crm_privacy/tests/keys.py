"""Encryption keys for tests, in the environment and nowhere else."""

import base64
import os
from unittest.mock import patch

KEY = base64.b64encode(b"1" * 32).decode()
NEW_KEY = base64.b64encode(b"2" * 32).decode()
OTHER_KEY = base64.b64encode(b"3" * 32).decode()


def given_keys(*keys):
    """Return a patch under which the server has these keys, the first one in use."""
    return patch.dict(
        os.environ, {"GONGHAI_KEY": ",".join(keys), "GONGHAI_KEY_FILE": ""}
    )
