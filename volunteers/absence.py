"""The days on which somebody is away. Which days, and nothing of why."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Covering the local date `day`."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def coming(self, today: date) -> Self:
        """Not over, the nearest first."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=today)).order_by("since", "pk")

    def over(self, today: date) -> Self:
        return self.filter(until__lt=today)


class Absence(models.Model):
    """One period, local dates, both inclusive. A person's periods never meet: what is entered is
    made one with what it touches. A row that is over is thrown away.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="absences",
    )
    since = models.DateField("från och med")
    until = models.DateField("till och med", null=True, blank=True)

    objects: ClassVar = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "frånvaro"
        verbose_name_plural = "frånvaro"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="absence_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(until__isnull=True), name="absence_one_open_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}–{self.until or ''}"
