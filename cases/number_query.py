"""A wrong number, and whether its source has been asked for the right one."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.domain.enums import Source
from cases.domain.number_query import NumberOutcome, QueryFacts, asked_before
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


class NumberQueryQuerySet(models.QuerySet["NumberQuery"]):
    def open(self) -> Self:
        """A task still: of a case that has been closed it rests."""
        return self.filter(closed_at__isnull=True, case__closed_at__isnull=True)

    def done(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def to_ask(self) -> Self:
        return self.open().filter(asked_at__isnull=True)

    def asked(self) -> Self:
        return self.open().filter(asked_at__isnull=False)

    def to_remind(self, now: datetime) -> Self:
        """Asked, or reminded, seven days ago or more."""
        return self.open().filter(_due(now))

    def to_act_on(self, now: datetime) -> Self:
        """To ask or to remind: what the dashboard counts."""
        return self.open().filter(Q(asked_at__isnull=True) | _due(now))

    def visible_to(self, user: User) -> Self:
        """Of the cases that this person may know of, and that are not erased."""
        from cases.models import Case

        return self.filter(case__in=Case.objects.visible_to(user).kept().values("pk"))


def _due(now: datetime) -> Q:
    before = asked_before(now)
    return Q(reminded_at__lt=before) | Q(reminded_at__isnull=True, asked_at__lt=before)


class NumberQuery(models.Model):
    """One question at a time for each case. Holds instants and codes, never a number. When the case
    is erased, what is counted of it goes over to the row of statistics.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="+"
    )
    # The case's at that time: whose number it was.
    source = models.CharField("källa", max_length=20, choices=Source.choices())
    # When the contact was logged that said so: the same instant as `Phone.found_wrong_at`.
    found_at = models.DateTimeField("visade sig fel")
    asked_at = models.DateTimeField("källan tillfrågad", null=True)
    asked_by = models.ForeignKey(
        User, verbose_name="tillfrågad av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reminded_at = models.DateTimeField("källan påmind", null=True)
    answered_at = models.DateTimeField("källan svarade", null=True)
    outcome = models.CharField(
        "hur det gick", max_length=12, choices=NumberOutcome.choices(), blank=True
    )
    closed_at = models.DateTimeField("klar", null=True)

    objects: ClassVar = NumberQueryQuerySet.as_manager()

    class Meta:
        verbose_name = "fel nummer"
        verbose_name_plural = "fel nummer"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="number_query_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="number_query_closed_says_how",
            ),
            models.CheckConstraint(
                condition=Q(reminded_at__isnull=True) | Q(asked_at__isnull=False),
                name="number_query_reminded_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"Fel nummer i {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("cases:number_query", args=[self.public_id])

    @property
    def facts(self) -> QueryFacts:
        """For the rules (the case must have been selected)."""
        return QueryFacts(
            source=Source(self.source),
            asked_at=self.asked_at,
            reminded_at=self.reminded_at,
            closed_at=self.closed_at,
            is_case_open=self.case.closed_at is None,
        )
