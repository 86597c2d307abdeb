"""Run a function of ``stages`` inside a database, as ``odoo shell`` does."""

import json
import os
import subprocess
from pathlib import Path

from odoo_process import RELAXED
from server_log import read_log

MARK = "lifecycle answer: "
SCRIPT = """\
import json, sys
sys.path.insert(0, {folder!r})
import stages
print({mark!r} + json.dumps(stages.{stage}(env, **{values!r}), default=str))
"""


def run(database, stage, **values):
    """Return what ``stages.<stage>(env, **values)`` returned, in the terms of JSON.

    A warning in the log is a failure.
    """
    script = SCRIPT.format(
        folder=str(Path(__file__).parent), mark=MARK, stage=stage, values=values
    )
    done = subprocess.run(
        ["odoo", "shell", "-d", database, "--no-http", "--max-cron-threads=0"],
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **RELAXED},
    )
    assert not done.returncode, done.stdout
    assert not (bad := read_log(done.stdout).bad), "\n".join(bad)
    answers = [line for line in done.stdout.splitlines() if MARK in line]
    assert answers, f"{stage} gave no answer:\n{done.stdout[-5000:]}"
    return json.loads(answers[-1].partition(MARK)[2])
