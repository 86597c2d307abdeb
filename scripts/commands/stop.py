"""./crm stop: stop the private PostgreSQL server."""

from provision.postgres import Cluster
from tell import say


def main(_arguments):
    stopped = Cluster().stop()
    say("PostgreSQL is stopped." if stopped else "PostgreSQL was not running.")
    return 0
