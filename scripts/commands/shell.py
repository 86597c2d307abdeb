"""./crm shell: a Python prompt inside the database."""

import argparse
import os

import database
from workspace import DATABASE


def main(arguments):
    parser = argparse.ArgumentParser("crm shell", description=__doc__)
    parser.add_argument("-d", "--database", default=DATABASE)
    options, rest = parser.parse_known_args(arguments)
    database.require(options.database)
    os.execvp("odoo", ["odoo", "shell", "--no-http", "-d", options.database, *rest])
