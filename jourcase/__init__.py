"""Jourcase: case management for a victim-support association."""

from jourcase.celery import app as celery_app

__all__ = ["celery_app"]
