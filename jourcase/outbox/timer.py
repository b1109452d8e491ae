"""A small timer inside each web worker that drains the outbox, so that nothing else has to run.

One daemon thread a process, started by `jourcase.wsgi` alone: neither commands nor tests that
speak to Django directly have it. It lives on when a round fails, and the process may end at any
moment: a row in the middle is given back by its lease.
"""

import logging
import random
import threading
import time

from django.conf import settings
from django.db import close_old_connections

from jourcase.kernel import clock
from jourcase.outbox import periodic, services

logger = logging.getLogger(__name__)
_started = threading.Lock()


def start() -> threading.Thread | None:
    """Start the thread, once a process. None when it runs already or is switched off."""
    if not settings.OUTBOX_TIMER_SECONDS or not _started.acquire(blocking=False):
        return None
    thread = threading.Thread(
        target=_run, args=(settings.OUTBOX_TIMER_SECONDS,), name="outbox-timer", daemon=True
    )
    thread.start()
    return thread


def _run(seconds: float) -> None:
    while True:
        # Jitter, so that the workers do not all ask in the same moment.
        time.sleep(seconds * random.uniform(0.7, 1.3))  # noqa: S311 - not a secret
        one_round()


def one_round() -> None:
    """Do what is due; a database that is away is a reason to try later and no more."""
    try:
        close_old_connections()
        periodic.do_round(now=clock.now())
    except Exception as error:
        logger.warning("outbox.round.failed", extra={"failure": services.type_and_place(error)})
    finally:
        close_old_connections()
