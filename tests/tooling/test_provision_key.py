"""The key of encrypted fields."""

import base64
import stat

from provision.key import prepare_key


def test_key_is_made_once_and_for_its_owner_alone(monkeypatch, tmp_path):
    """CU-9: the key lies outside the database and is never replaced."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("GONGHAI_KEY", raising=False)
    monkeypatch.delenv("GONGHAI_KEY_FILE", raising=False)
    path = prepare_key()["GONGHAI_KEY_FILE"]
    with open(path) as file:
        key = file.read()
    assert len(base64.b64decode(key)) == 32
    assert stat.S_IMODE((tmp_path / "gonghai" / "gonghai.key").stat().st_mode) == 0o600
    assert prepare_key()["GONGHAI_KEY_FILE"] == path
    with open(path) as file:
        assert file.read() == key


def test_given_key_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("GONGHAI_KEY_FILE", "/etc/elsewhere")
    assert prepare_key() == {}
    assert not (tmp_path / "gonghai").exists()
