"""./crm update: bring the database's addons up to date with this checkout."""

import argparse

import database
from commands.run import suite_stamp
from odoo_process import install_or_fail
from tell import say, step
from workspace import DATABASE, manifests, suite_addons


def main(arguments):
    parser = argparse.ArgumentParser("crm update", description=__doc__)
    parser.add_argument("-d", "--database", default=DATABASE)
    name = parser.parse_args(arguments).database
    database.require(name)
    ours = ",".join(manifests())
    with step(f"Updating {name!r}"):
        # Asked for by name, so that an addon that is new here comes along.
        install_or_fail(name, suite_addons(), log="update", arguments=["-u", ours])
    database.set_mark(name, {**database.get_mark(name), "addons": suite_stamp()})
    say("Up to date.")
    return 0
