"""The key of encrypted fields: made once, kept apart from database and backups."""

import base64
import os

from workspace import state_folder

KEY_BYTES = 32


def prepare_key():
    """Return the environment that names the key; a given one is left alone.

    The file holds one key a line, the present one first; older ones stay readable.
    """
    if os.environ.get("GONGHAI_KEY") or os.environ.get("GONGHAI_KEY_FILE"):
        return {}
    path = state_folder() / "gonghai.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        key = base64.b64encode(os.urandom(KEY_BYTES)).decode()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{key}\n")
    return {"GONGHAI_KEY_FILE": str(path)}
