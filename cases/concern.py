"""Oro för barn: that somebody was worried, who took it on, and the day of an orosanmälan.

No text has a place here: what it is about is said to the coordinator, never written.
"""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Case as Choose
from django.db.models import OuterRef, Q, Subquery, Value, When

from cases.domain.concern import ConcernFacts, ConcernState, state_of
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case

# The name under which `open_state` comes with a case.
OPEN_CONCERN = "open_concern"


class ChildConcernQuerySet(models.QuerySet["ChildConcern"]):
    def waiting(self) -> Self:
        """Nobody has taken it on."""
        return self.unsettled().filter(taken_at__isnull=True)

    def unsettled(self) -> Self:
        """Somebody has something left to do: `ConcernState.is_open`."""
        return self.filter(withdrawn_at__isnull=True, settled_at__isnull=True)


class ChildConcern(models.Model):
    """One worry. A mistake is withdrawn and kept, without a word of what it was."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="concerns"
    )
    raised_at = models.DateTimeField("sagt")
    raised_by = models.ForeignKey(
        User, verbose_name="sagt av", on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField("taget om hand", null=True)
    taken_by = models.ForeignKey(
        User, verbose_name="taget om hand av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # The answer: with a date an orosanmälan was made, without one none was needed.
    settled_at = models.DateTimeField("klart", null=True)
    settled_by = models.ForeignKey(
        User, verbose_name="klart enligt", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_on = models.DateField("orosanmälan gjord", null=True)
    withdrawn_at = models.DateTimeField("taget tillbaka", null=True)
    withdrawn_by = models.ForeignKey(
        User,
        verbose_name="taget tillbaka av",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects: ClassVar = ChildConcernQuerySet.as_manager()

    class Meta:
        verbose_name = "oro för barn"
        verbose_name_plural = "oro för barn"
        constraints: ClassVar = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"concern_{act}_by_somebody",
                )
                for act in ("taken", "settled", "withdrawn")
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(settled_at__isnull=False),
                name="concern_reported_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(taken_at__isnull=False),
                name="concern_settled_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(reported_on__isnull=True),
                name="concern_withdrawn_not_reported",
            ),
        ]
        indexes: ClassVar = [
            # Asked with the dashboard and with each case.
            models.Index(
                fields=["case"],
                condition=Q(withdrawn_at__isnull=True, settled_at__isnull=True),
                name="concern_unsettled",
            )
        ]

    def __str__(self) -> str:
        return f"Oro för barn i {self.case_id}"

    @property
    def facts(self) -> ConcernFacts:
        return ConcernFacts(
            raised_at=self.raised_at,
            taken_at=self.taken_at,
            settled_at=self.settled_at,
            reported_on=self.reported_on,
            withdrawn_at=self.withdrawn_at,
        )

    @property
    def state(self) -> ConcernState:
        return state_of(self.facts)


def open_state() -> Subquery:
    """WAITING or TAKEN of a case whose worry is not settled, the former first; otherwise null. To
    annotate cases with, so that their pages need no query more.
    """
    said = Choose(
        When(taken_at__isnull=True, then=Value(ConcernState.WAITING.value)),
        default=Value(ConcernState.TAKEN.value),
        output_field=models.CharField(),
    )
    of_case = ChildConcern.objects.unsettled().filter(case=OuterRef("pk"))
    return Subquery(of_case.annotate(said=said).order_by("-said").values("said")[:1])
