"""The evenings of the rota, who holds them, and the pattern that a half-year was planned by."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from jourcase.agreement.models import Office
from jourcase.kernel.local_time import STOCKHOLM
from volunteers.absence import Absence
from volunteers.domain.evenings import ClosedBecause, ConfirmedThrough
from volunteers.steps.models import Pause


class ShiftQuerySet(models.QuerySet["Shift"]):
    def not_closed(self) -> Self:
        """Those that are held, or are to be as far as anybody has decided."""
        return self.filter(closed_at__isnull=True, closing_proposed="")

    def running(self, now: datetime) -> Self:
        return self.not_closed().filter(starts_at__lte=now, ends_at__gt=now)

    def upcoming(self, now: datetime) -> Self:
        """Not over yet, the nearest first."""
        return self.not_closed().filter(ends_at__gt=now).order_by("starts_at", "id")

    def between(self, since: datetime, before: datetime) -> Self:
        """Closed ones too, since they stand in the rota."""
        return self.filter(starts_at__gte=since, starts_at__lt=before).order_by("starts_at", "id")

    def staffed_by_us(self) -> Self:
        """Our own evening with at least one person signed up who is approved that day, and not
        known to be away: as the rota counts them (`volunteers.evenings.rota`).
        """
        able = (
            ShiftSignup.objects.filter(shift=OuterRef("pk"), user__is_active=True)
            .annotate(on=TruncDate("shift__starts_at", tzinfo=STOCKHOLM))
            .filter(
                Q(user__approvals__until__isnull=True) | Q(user__approvals__until__gte=F("on")),
                user__approvals__since__lte=F("on"),
            )
        )
        for kind in (Absence.objects.all(), Pause.objects.standing()):
            until = Q(until__isnull=True) | Q(until__gte=OuterRef("on"))
            away = kind.filter(until, user=OuterRef("user"), since__lte=OuterRef("on"))
            able = able.exclude(Exists(away))
        return self.not_closed().filter(Exists(able), office__is_own=True)


class Shift(models.Model):
    """One evening (or other staffed hours); one of the three jourer holds it for all."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField("börjar", db_index=True)
    ends_at = models.DateTimeField("slutar")
    office = models.ForeignKey(Office, verbose_name="jour", on_delete=models.PROTECT)
    needed = models.PositiveSmallIntegerField("behövs", default=2)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="ShiftSignup",
        verbose_name="anmälda",
        related_name="shifts",
    )
    # Made by a plan, and nobody has decided anything about it since.
    is_from_plan = models.BooleanField("som planen gjorde det", default=False)
    # The holiday that the plan proposes to be closed on; empty when there is nothing to answer.
    closing_proposed = models.CharField("förslag: stängt", max_length=60, blank=True, default="")
    closed_at = models.DateTimeField("stängt", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="stängt av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closed_because = models.CharField(
        "varför", max_length=16, choices=ClosedBecause.choices(), blank=True, default=""
    )
    closed_note = models.CharField("kommentar", max_length=160, blank=True, default="")
    confirmed_at = models.DateTimeField("bekräftat", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="bekräftat av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_through = models.CharField(
        "bekräftat genom", max_length=8, choices=ConfirmedThrough.choices(), blank=True, default=""
    )

    objects: ClassVar = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = "kvällspass"
        verbose_name_plural = "kvällspass"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_because="", closed_note="")
                | Q(closed_at__isnull=False, closing_proposed="") & ~Q(closed_because=""),
                name="shift_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_through="")
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_through=""),
                name="shift_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class ShiftSignup(models.Model):
    """Somebody who holds a shift. When `offered_at` is set they ask others to take it over, and
    hold it until somebody does.
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="signups")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signups"
    )
    signed_up_at = models.DateTimeField("anmäld")
    offered_at = models.DateTimeField("söker ersättare", null=True, blank=True)

    class Meta:
        verbose_name = "anmälan till pass"
        verbose_name_plural = "anmälningar till pass"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shift", "user"], name="shift_signup_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.shift}"


class EveningPlan(models.Model):
    """The pattern that a half-year was last planned by. Says nothing of how the evenings became."""

    year = models.PositiveSmallIntegerField("år")
    half = models.PositiveSmallIntegerField("halvår")
    weekday = models.PositiveSmallIntegerField("veckodag")  # 0 is Monday
    opens = models.TimeField("börjar")
    closes = models.TimeField("slutar")
    needed = models.PositiveSmallIntegerField("behövs")
    offices = models.JSONField("jourer i tur och ordning", default=list)  # codes
    planned_at = models.DateTimeField("planerat")
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="planerat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "kvällsplan"
        verbose_name_plural = "kvällsplaner"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "half"], name="evening_plan_one_each_half"),
            models.CheckConstraint(
                condition=Q(half__in=(1, 2), weekday__lte=6), name="evening_plan_in_calendar"
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="evening_plan_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.half}"
