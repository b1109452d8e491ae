"""Further training, peer exchange and staff conversations as rows, and what is owed of them.

Of a conversation there is the day and nothing else. A row that was wrong is replaced and kept.
"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from volunteers.domain.development import LIMITS, LONGEST_MINUTES, Kind, Requirements
from volunteers.domain.reported import ReportState

_OF_EVENTS = [Kind.TRAINING.value, Kind.EXCHANGE.value]


class EventQuerySet(models.QuerySet["DevelopmentEvent"]):
    def standing(self) -> Self:
        return self.filter(replaced_at__isnull=True)


class DevelopmentEvent(models.Model):
    """One further training or peer exchange, and who came."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("slag", max_length=16, choices=Kind.choices())
    on = models.DateField("dag", db_index=True)
    title = models.CharField("rubrik", max_length=120)
    minutes = models.PositiveSmallIntegerField("minuter")
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="DevelopmentAttendance",
        through_fields=("event", "user"),
        verbose_name="vilka som kom",
        related_name="development_events",
    )
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

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "utbildningstillfälle"
        verbose_name_plural = "utbildningstillfällen"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=_OF_EVENTS), name="development_event_kind"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_MINUTES)), name="development_event_length"
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=False) | Q(replaced_by__isnull=True),
                name="development_event_replaced_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class DevelopmentAttendance(models.Model):
    """That somebody came."""

    event = models.ForeignKey(DevelopmentEvent, on_delete=models.PROTECT, related_name="attendance")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="development"
    )

    class Meta:
        verbose_name = "deltagande"
        verbose_name_plural = "deltaganden"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "user"], name="development_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.user_id}"


class ReportedTraining(models.Model):
    """What somebody says that they took part in; counted when a coordinator has confirmed it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="reported_trainings",
    )
    kind = models.CharField("slag", max_length=16, choices=Kind.choices())
    on = models.DateField("dag")
    title = models.CharField("rubrik", max_length=120)
    minutes = models.PositiveSmallIntegerField("minuter")
    state = models.CharField(
        "läge", max_length=16, choices=ReportState.choices(), default=ReportState.WAITING.value
    )
    reported_at = models.DateTimeField("anmält")
    answered_at = models.DateTimeField("besvarat", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="besvarat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = "anmäld utbildning"
        verbose_name_plural = "anmälda utbildningar"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=_OF_EVENTS), name="reported_kind"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_MINUTES)), name="reported_length"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.WAITING.value, answered_at__isnull=True)
                | (~Q(state=ReportState.WAITING.value) & Q(answered_at__isnull=False)),
                name="reported_answered_whole",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "on"],
                condition=Q(state=ReportState.WAITING.value),
                name="reported_waiting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class ConversationQuerySet(models.QuerySet["StaffConversation"]):
    def standing(self) -> Self:
        return self.filter(replaced_at__isnull=True)


class StaffConversation(models.Model):
    """That a staff conversation was held on a local date. Nothing of what was said."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="medarbetare",
        on_delete=models.PROTECT,
        related_name="staff_conversations",
    )
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

    objects: ClassVar = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = "medarbetarsamtal"
        verbose_name_plural = "medarbetarsamtal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "on"],
                condition=Q(replaced_at__isnull=True),
                name="staff_conversation_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=False) | Q(replaced_by__isnull=True),
                name="staff_conversation_replaced_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"


def _within_limits(name: str) -> models.CheckConstraint:
    low, high = LIMITS[name]
    return models.CheckConstraint(
        condition=Q(**{f"{name}__range": (low, high)}), name=f"development_{name}_in_range"
    )


class DevelopmentRequirement(models.Model):
    """What is owed of regular development, from a local date until the next version."""

    valid_from = models.DateField("gäller från", unique=True)
    trainings_a_year = models.PositiveSmallIntegerField("vidareutbildningar per kalenderår")
    exchanges_a_year = models.PositiveSmallIntegerField("erfarenhetsutbyten per kalenderår")
    conversation_months = models.PositiveSmallIntegerField("månader mellan medarbetarsamtal")
    free_months = models.PositiveSmallIntegerField("månader i början då inget krävs")
    decided_on = models.DateField("beslutat av styrelsen")
    noted_at = models.DateTimeField("noterat")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="noterat av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "krav på utbildning"
        verbose_name_plural = "krav på utbildning"
        ordering = ("-valid_from",)
        constraints: ClassVar = [_within_limits(name) for name in LIMITS]

    def __str__(self) -> str:
        return f"Krav från {self.valid_from}"

    def to_domain(self) -> Requirements:
        """As the rules take it."""
        return Requirements(
            valid_from=self.valid_from,
            trainings_a_year=self.trainings_a_year,
            exchanges_a_year=self.exchanges_a_year,
            conversation_months=self.conversation_months,
            free_months=self.free_months,
        )
