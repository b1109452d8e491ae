"""The task worker's door: `celery -A jourcase worker`."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init, worker_ready

from jourcase.logs import reduce_uncaught_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
app = Celery("jourcase")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery's own would print what a task was given, and a failing task's traceback."""
    reduce_uncaught_errors()


@worker_init.connect
@beat_init.connect
def refuse_wrong_database(**_: Any) -> None:
    from jourcase.kernel import practice  # a model of it: only when the apps are loaded

    practice.refuse_wrong_database()


@worker_ready.connect
def tell_ready(**_: Any) -> None:
    logging.getLogger(__name__).info("worker.ready")
