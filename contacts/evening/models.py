"""Who was there on an evening, and the weekly look at those who have gone silent."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from contacts.domain.evening import COMES_BEFORE, ENDS_AFTER
from volunteers.models import Shift, User


class EveningStayQuerySet(models.QuerySet["EveningStay"]):
    def here(self) -> Self:
        """Checked in and not ended."""
        return self.filter(left_at__isnull=True)

    def tonight(self, now: datetime) -> Self:
        return self.filter(
            shift__starts_at__lte=now + COMES_BEFORE, shift__ends_at__gt=now - ENDS_AFTER
        )


class EveningStay(models.Model):
    """Somebody's evening: from "Jag är här" to "Klart"."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="stays")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stays")
    came_at = models.DateTimeField("kom")
    left_at = models.DateTimeField("klar", null=True)

    objects: ClassVar = EveningStayQuerySet.as_manager()

    class Meta:
        verbose_name = "kväll på plats"
        verbose_name_plural = "kvällar på plats"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "user"], name="stay_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")),
                name="stay_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} kvällen {self.shift_id}"


class SilenceLook(models.Model):
    """A coordinator has gone through those who had been silent for 14 days, in one ISO week."""

    year = models.PositiveSmallIntegerField("år")
    week = models.PositiveSmallIntegerField("vecka")
    looked_at = models.DateTimeField("genomgången")
    looked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    silent = models.PositiveIntegerField("tysta ärenden då")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = "veckans genomgång"
        verbose_name_plural = "veckornas genomgångar"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "week"], name="silence_look_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.year} v. {self.week}"
