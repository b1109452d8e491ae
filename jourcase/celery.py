"""The task worker's door: `celery -A jourcase worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
app = Celery("jourcase")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
