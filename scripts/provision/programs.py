"""Programs that only some commands need: PDF, a browser, age."""

import ctypes

from provision.system import apt_install, has
from tell import Problem, run, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What WeasyPrint calls, by the Debian package that has it.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def prepare_pdf_programs(*, required):
    """Install what printing uses: libraries, and a font with Chinese in it.

    Without them everything but printing works, so a command that prints nothing by
    itself says so and goes on where nobody may install packages.
    """
    missing = [
        package
        for library, package in PDF_LIBRARIES.items()
        if not _has_library(library)
    ]
    if not _has_chinese_font():
        missing.extend(["fontconfig", "fonts-noto-cjk"])
    if not missing:
        return
    try:
        apt_install(missing, "printing")
    except Problem as problem:
        if required:
            raise
        say(f"! Nothing can be printed: {problem}")


def prepare_test_programs():
    """Install what browser and PDF tests use; Odoo would skip them silently."""
    missing = []
    if not has(*BROWSERS):
        missing.append("chromium")
    if not has("pdftotext", "pdftoppm"):
        missing.append("poppler-utils")
    if missing:
        apt_install(missing, "browser and PDF tests")


def prepare_backup_programs():
    """Install ``age``, which encrypts backups."""
    if not has("age", "age-keygen"):
        apt_install(["age"], "encrypted backups")


def _has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _has_chinese_font():
    return has("fc-list") and bool(run(["fc-list", ":lang=zh"], "fonts").stdout.strip())
