"""The project's own settings, but for plain http on this machine and files in a folder of its own.

`bench.__main__` sets the environment that is read here; nothing of `.env` is.
"""

import os
from pathlib import Path

from jourcase.settings import *  # noqa: F403
from jourcase.settings import MIDDLEWARE as _PROJECTS
from jourcase.settings import PERIODIC_TASKS as _BY_THE_CLOCK

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.bare.Bare", *_PROJECTS]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
STATIC_ROOT = Path(os.environ["JOURCASE_BENCH_FOLDER"]) / "static"
# The cases that are measured are old, and stay.
PERIODIC_TASKS = {name: task for name, task in _BY_THE_CLOCK.items() if name != "gallra"}
