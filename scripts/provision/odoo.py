"""Odoo 19.0: given, importable, from Debian's package, or from its repository."""

import importlib.util
import os
import re
import shutil
from pathlib import Path

from provision.system import check_space, has
from tell import Problem, run, say, step
from workspace import cache_folder

SERIES = "19.0"
DEBIAN_SUITE = "sid"
# The package links to files of the other three.
DEBIAN_PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
)
REPOSITORY = "https://github.com/odoo/odoo.git"
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
GIVE_IT = (
    "Point ODOO_HOME at an Odoo 19.0 source checkout or installed tree, "
    "or unset it to have Odoo fetched."
)


def read_series(package):
    """Return the series ('19.0') of the ``odoo`` package in a folder, or None."""
    release = Path(package) / "release.py"
    if not release.is_file():
        return None
    match = re.search(
        r"^version_info = \(['\"]?([\w~]+)['\"]?, (\d+)",
        release.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return f"{match[1]}.{match[2]}" if match else None


def find_odoo():
    """Return the folder of an ``odoo`` 19.0 package, fetching it as a last resort."""
    if os.environ.get("ODOO_HOME"):
        return _from_home(Path(os.environ["ODOO_HOME"]).expanduser().resolve())
    return _importable() or _fetched() or _fetch()


def _from_home(home):
    for package in (
        home / "odoo",
        home,
        home / "usr/lib/python3/dist-packages/odoo",
    ):
        series = read_series(package)
        if series == SERIES:
            return package
        if series:
            raise Problem(f"ODOO_HOME={home} holds Odoo {series}. {GIVE_IT}")
    raise Problem(f"ODOO_HOME={home} holds no Odoo (no odoo/release.py). {GIVE_IT}")


def _importable():
    spec = importlib.util.find_spec("odoo")
    for package in (spec and spec.submodule_search_locations) or ():
        series = read_series(package)
        if series == SERIES:
            # Resolved, for it may be reached through a link of our own.
            return Path(package).resolve()
        if series:
            say(f"· The importable Odoo is {series}, not {SERIES}: fetching our own.")
    return None


def _fetched():
    for package in (
        cache_folder() / "odoo-deb/usr/lib/python3/dist-packages/odoo",
        cache_folder() / "odoo-git/odoo",
    ):
        if read_series(package) == SERIES:
            return package
    return None


def _fetch():
    check_space(cache_folder())
    why = []
    for fetch in (_fetch_debian, _fetch_git):
        try:
            return fetch()
        except Problem as problem:
            why.append(str(problem))
    raise Problem("Odoo 19.0 could not be had.\n" + "\n".join(why) + f"\n{GIVE_IT}")


def debian_mirrors(targets):
    """Return mirror addresses to try, from ``apt-get indextargets`` lines.

    A line is 'SITE LABEL' ('Debian' only once apt has lists; empty before).
    """
    sites = {}
    for line in targets.splitlines():
        site, _space, label = line.strip().partition(" ")
        if site and "security" not in site:
            sites[site] = label == "Debian" or sites.get(site, False)
    return sorted(sites, key=lambda site: not sites[site])


def _apt_options(folder, mirror):
    """Return options for an apt that leaves the system's own state alone."""
    for name in ("state/lists/partial", "cache/archives/partial", "etc"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    keyring = next((path for path in KEYRINGS if Path(path).exists()), None)
    signed = f"[signed-by={keyring}] " if keyring else ""
    (folder / "etc/sources.list").write_text(
        f"deb {signed}{mirror} {DEBIAN_SUITE} main\n", encoding="utf-8"
    )
    settings = {
        "Dir::State": folder / "state",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": folder / "etc/sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::Etc::preferencesparts": "-",
        "Acquire::Languages": "none",
        # The mirror may be a snapshot, whose Release file is past its date. The
        # signature is checked all the same.
        "Acquire::Check-Valid-Until": "false",
        # The files go to a folder of ours that apt's own user cannot enter.
        "APT::Sandbox::User": "root",
    }
    return [f"-o{name}={value}" for name, value in settings.items()]


def _fetch_debian():
    if not has("apt-get") or not has("dpkg"):
        raise Problem("Debian's package: there is no apt here.")
    listed = run(
        [
            *("apt-get", "indextargets", "--format", "$(SITE) $(LABEL)"),
            "Created-By: Packages",
        ],
        "apt",
    )
    why = "Debian's package: apt knows no mirror here."
    for mirror in debian_mirrors(listed.stdout):
        try:
            return _unpack_debian(mirror)
        except Problem as problem:
            why = f"Debian's package from {mirror}: {problem}"
    raise Problem(why)


def _unpack_debian(mirror):
    folder = cache_folder() / "apt"
    options = _apt_options(folder, mirror)
    target = cache_folder() / "odoo-deb"
    fresh = cache_folder() / "odoo-deb.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with step("Fetching Odoo 19 (Debian's package, about 120 MB)"):
        run(["apt-get", *options, "-qq", "update"], "apt")
        run(
            ["apt-get", *options, "-qq", "download", *DEBIAN_PACKAGES],
            "apt",
            cwd=folder,
        )
    with step("Unpacking Odoo 19"):
        for package in sorted(folder.glob("*.deb")):
            run(["dpkg", "-x", package, fresh], "apt")
            package.unlink()
    # Python-only twins of the addons, without their data, which Odoo would take for
    # the community addons of a checkout.
    shutil.rmtree(fresh / "usr/lib/python3/dist-packages/addons", ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    shutil.rmtree(folder)
    return target / "usr/lib/python3/dist-packages/odoo"


def _fetch_git():
    if not has("git"):
        raise Problem("Odoo's repository: git is not installed.")
    target = cache_folder() / "odoo-git"
    fresh = cache_folder() / "odoo-git.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with step(f"Fetching Odoo {SERIES} from its repository"):
        run(
            ["git", "clone", "-q", "--depth=1", "-b", SERIES, REPOSITORY, fresh],
            "git",
            env={"GIT_TERMINAL_PROMPT": "0"},
        )
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return target / "odoo"
