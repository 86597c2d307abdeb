"""./crm update: bring the database's addons up to date with this checkout."""

import argparse

import database
from odoo_process import install_or_fail
from tell import say, step
from templates import addon_digest
from workspace import DATABASE, manifests, suite_addons


def main(arguments):
    parser = argparse.ArgumentParser("crm update", description=__doc__)
    parser.add_argument("-d", "--database", default=DATABASE)
    name = parser.parse_args(arguments).database
    database.require(name)
    bring_up_to_date(name)
    say("Up to date.")
    return 0


def bring_up_to_date(name):
    """Update every addon of ours in a database, and install those that are new."""
    ours = ",".join(manifests())
    with step(f"Updating {name!r}"):
        # Asked for by name, so that an addon that is new here comes along.
        install_or_fail(name, suite_addons(), log="update", arguments=["-u", ours])
    database.set_mark(name, {**database.get_mark(name), "addons": suite_stamp()})


def suite_stamp():
    """Return what a database remembers of the addons it was made with."""
    return {name: addon_digest(name) for name in manifests()}
