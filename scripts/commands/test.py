"""./crm test (being written)."""

import os
import sys


def main(arguments):
    os.environ["GONGHAI_TESTS"] = "1"
    os.execvp(sys.executable, [sys.executable, "-m", "pytest", *arguments])
