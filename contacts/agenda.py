"""Coming events of a case: a trial, a questioning, a meeting, somebody's company on the way."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from contacts.domain.agenda import UNDO_WITHIN, AgendaEnd, AgendaKind
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

if TYPE_CHECKING:
    from contacts.models import Draft


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def planned(self) -> Self:
        """Neither cancelled, moved nor done, in a case that is open."""
        return self.filter(ended_at__isnull=True, case__closed_at__isnull=True)

    def of_person(self, user: User) -> Self:
        """Those that the person is responsible for."""
        return self.filter(
            Q(responsible=user) | Q(responsible__isnull=True, case__assigned_to=user)
        )


class AgendaItem(SealedModel):
    """One planned event. It is never changed in place: moving it ends it and begins another, so
    that what was said stands.
    """

    sealed_row = "public_id"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda")
    kind = models.CharField("vad", max_length=12, choices=AgendaKind.choices())
    starts_at = models.DateTimeField("börjar")
    ends_at = models.DateTimeField("slutar", null=True, blank=True)
    # Empty: whoever is responsible for the case at the time, so that it follows the case.
    responsible = models.ForeignKey(
        User,
        verbose_name="ansvarig",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda",
    )
    place = SealedTextField("plats", blank=True)
    about = SealedTextField("att tänka på", blank=True)
    planned_at = models.DateTimeField("inlagt")
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("avslutat", null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end = models.CharField("hur", max_length=12, choices=AgendaEnd.choices(), blank=True)
    moved_to = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="moved_from"
    )
    # Where what happened is told: the draft that "logga kontakt" began, and so its contact.
    told_in: "models.ForeignKey[Draft | None, Draft | None]" = models.ForeignKey(
        "contacts.Draft", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "kommande händelse"
        verbose_name_plural = "kommande händelser"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="agenda_has_length",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end="")),
                name="agenda_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(end=AgendaEnd.MOVED.value, moved_to__isnull=False)
                | (~Q(end=AgendaEnd.MOVED.value) & Q(moved_to__isnull=True)),
                name="agenda_moved_to_somewhere",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["starts_at"],
                condition=Q(ended_at__isnull=True),
                name="agenda_planned",
            ),
            models.Index(fields=["case", "starts_at"], name="agenda_case_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"

    @property
    def effective_responsible(self) -> User | None:
        """Whoever is to be there; no query when `responsible` and the case's were selected."""
        return self.responsible or self.case.assigned_to

    def can_be_undone(self, now: datetime) -> bool:
        """What the page offers; the service asks the whole rule."""
        return self.ended_at is not None and now - self.ended_at <= UNDO_WITHIN
