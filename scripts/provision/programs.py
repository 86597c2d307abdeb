"""Programs that only some commands need: a browser, fonts, PDF tools, age."""

from provision.system import apt_install, has
from tell import run

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def prepare_test_programs():
    """Install what browser and PDF tests use; Odoo would skip them silently."""
    missing = []
    if not has(*BROWSERS):
        missing.append("chromium")
    if not has("pdftotext"):
        missing.append("poppler-utils")
    if not _has_chinese_font():
        missing.extend(["fontconfig", "fonts-noto-cjk"])
    if missing:
        apt_install(missing, "browser and PDF tests")


def prepare_backup_programs():
    """Install ``age``, which encrypts backups."""
    if not has("age", "age-keygen"):
        apt_install(["age"], "encrypted backups")


def _has_chinese_font():
    return has("fc-list") and bool(run(["fc-list", ":lang=zh"], "fonts").stdout.strip())
