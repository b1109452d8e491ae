"""The way to approval as rows: the day of each step and who noted it, pauses, and what an approval
said before it was changed. Days only: no file, no result of an extract, no reason for a pause.

A row is never changed. What was wrong is replaced, and stays with who replaced it and when.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from volunteers.domain.steps import Paused, Step


class StepNoteQuerySet(models.QuerySet["StepNote"]):
    def standing(self) -> Self:
        return self.filter(replaced_at__isnull=True)


class StepNote(models.Model):
    """That a step was taken on a local date."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="step_notes",
    )
    step = models.CharField("steg", max_length=16, choices=Step.choices())
    on = models.DateField("dag")
    noted_at = models.DateTimeField("noterat")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="noterat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    replaced_at = models.DateTimeField("ersatt", null=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ersatt av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects: ClassVar = StepNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "steg mot godkännande"
        verbose_name_plural = "steg mot godkännande"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "step"],
                condition=Q(replaced_at__isnull=True),
                name="step_note_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=False) | Q(replaced_by__isnull=True),
                name="step_note_replaced_whole",
            ),
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in Step]), name="step_note_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.on}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def standing(self) -> Self:
        return self.filter(replaced_at__isnull=True)

    def on(self, day: date) -> Self:
        """Standing and covering the local date `day`."""
        return self.standing().filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Pause(models.Model):
    """A time when the person gives no support though nothing is ended. Kept, unlike an absence:
    nothing is owed of regular development meanwhile.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="pauses",
    )
    since = models.DateField("från och med")
    until = models.DateField("till och med", null=True, blank=True)
    noted_at = models.DateTimeField("noterat")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="noterat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    replaced_at = models.DateTimeField("ersatt", null=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ersatt av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects: ClassVar = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = "paus"
        verbose_name_plural = "pauser"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="pause_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(until__isnull=True, replaced_at__isnull=True),
                name="pause_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=False) | Q(replaced_by__isnull=True),
                name="pause_replaced_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since}–{self.until or ''}"

    def days(self) -> Paused:
        """As the rules take it."""
        return Paused(self.since, self.until)


class ApprovalChange(models.Model):
    """What an approval said before it was ended or corrected, who changed it, and when."""

    approval = models.ForeignKey(
        "volunteers.Approval",
        verbose_name="godkännande",
        on_delete=models.PROTECT,
        related_name="changes",
    )
    since = models.DateField("gällde från och med")
    until = models.DateField("gällde till och med", null=True)
    changed_at = models.DateTimeField("ändrat")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ändrat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "ändrat godkännande"
        verbose_name_plural = "ändrade godkännanden"

    def __str__(self) -> str:
        return f"{self.since}–{self.until or ''}"
