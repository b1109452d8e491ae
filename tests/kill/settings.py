"""The tests' settings for a server that will be killed at a chosen point."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, MIDDLEWARE

# First of all, so that it sees requests before anything else and answers after everything.
MIDDLEWARE = ["tests.infrastructure.fault_points.FaultPoints", "tests.kill.work.Work", *MIDDLEWARE]
# As in production, where a test does not ask for something else.
OUTBOX_TIMER_SECONDS = float(os.environ.get("JOURCASE_KILL_TIMER", "0"))
MAIL_IS_SENT = False
# Files that this server would write beside the project.
AUDIT_ANCHOR_FILE = os.path.join(os.environ["JOURCASE_KILL_FOLDER"], "anchors.jsonl")

if os.environ.get("JOURCASE_KILL_PLAIN_SQLITE"):
    # The control: SQLite as Django sets it up by itself.
    for _database in DATABASES.values():
        _database["OPTIONS"] = {}
