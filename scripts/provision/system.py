"""The machine: Debian packages, disk space, free ports."""

import os
import shutil
import socket

from tell import Problem, run, say

FREE_BYTES = 3 * 1024**3


def has(*programs):
    """Say whether one of ``programs`` is on the PATH."""
    return any(shutil.which(program) for program in programs)


def check_space(folder, needed=FREE_BYTES):
    """Refuse early what would end with a full disk in the middle."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"{folder} has {free / 1024**3:.1f} GiB free, {needed / 1024**3:.1f} are "
            "needed. Free some space, or put the folders elsewhere with XDG_CACHE_HOME "
            "(fetched things) and XDG_STATE_HOME (databases)."
        )


def apt_install(packages, reason):
    """Install Debian packages through root or sudo; ``reason`` ends 'needed for'."""
    names = " ".join(packages)
    if not has("apt-get"):
        raise Problem(f"{names} needed for {reason}: install them by hand.")
    prefix = []
    if os.geteuid() != 0:
        if not has("sudo"):
            raise Problem(
                f"{names} needed for {reason}, and there is neither root nor sudo. "
                f"As root, run  apt-get install {names}"
            )
        prefix = ["sudo", "-n"] if os.environ.get("CI") else ["sudo"]
    say(f"· Installing {names} (for {reason}) ...")
    run([*prefix, "apt-get", "-qq", "update"], "apt")
    run(
        [
            *prefix,
            *("env", "DEBIAN_FRONTEND=noninteractive"),
            *("apt-get", "-qq", "-y", "--no-install-recommends", "install"),
            *packages,
        ],
        "apt",
    )


def is_port_free(port, host="127.0.0.1"):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free_port(wanted, tries=100):
    """Return ``wanted`` or the next free port after it."""
    for port in range(wanted, wanted + tries):
        if is_port_free(port):
            return port
    raise Problem(
        f"No port from {wanted} to {wanted + tries - 1} is free. "
        "Name another with CRM_PORT."
    )


def any_free_port():
    """Return a free port of the kernel's choice: two who ask at once get two."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
