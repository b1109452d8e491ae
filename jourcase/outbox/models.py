"""What must happen after a commit, and long work with its progress."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from jourcase.outbox.domain.patience import STUCK_AFTER


class OutboxRowQuerySet(models.QuerySet["OutboxRow"]):
    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)

    def ready(self, now: datetime) -> Self:
        """To be done now, the longest waiting first. A row that somebody holds is not among them:
        taking it moved its next attempt to the end of the lease.
        """
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "put_at")

    def stuck(self) -> Self:
        return self.waiting().filter(tries__gte=STUCK_AFTER)


class OutboxRow(models.Model):
    """One thing to do, written in the transaction that it follows from.

    `payload` holds ids and codes only, never what identifies a person: the row is read by those
    who run the machine. Done rows are swept after a month.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=64)
    payload = models.JSONField("uppgifter", default=dict)
    # Two that ask for the same thing under the same key ask for it once.
    key = models.CharField("nyckel", max_length=120, null=True, unique=True)  # noqa: DJ001
    put_at = models.DateTimeField("inlagd")
    due_at = models.DateTimeField("tidigast")
    tries = models.PositiveSmallIntegerField("försök", default=0)
    next_try_at = models.DateTimeField("nästa försök")
    done_at = models.DateTimeField("klar", null=True)
    last_error = models.CharField("senaste fel", max_length=200, blank=True)

    objects: ClassVar = OutboxRowQuerySet.as_manager()

    class Meta:
        verbose_name = "rad i utkorgen"
        verbose_name_plural = "rader i utkorgen"
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(done_at__isnull=True),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Job(models.Model):
    """Long work: how far it has come, where to go on after a stop, and what came of it.

    `params`, `cursor` and `result` hold ids, codes and numbers only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("slag", max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="beställare",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    asked_at = models.DateTimeField("beställt")
    params = models.JSONField("villkor", default=dict)
    cursor = models.JSONField("kommit till", default=dict)
    # Counts the steps that are done: a step is stored only upon the one that it was made from.
    steps_done = models.PositiveIntegerField("steg", default=0)
    percent = models.PositiveSmallIntegerField("procent", default=0)
    result = models.JSONField("resultat", default=dict)
    done_at = models.DateTimeField("klart", null=True)
    failed_at = models.DateTimeField("misslyckat", null=True)

    class Meta:
        verbose_name = "långt arbete"
        verbose_name_plural = "långa arbeten"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="job_percent_at_most_100"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(failed_at__isnull=True),
                name="job_done_or_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_over(self) -> bool:
        return self.done_at is not None or self.failed_at is not None
