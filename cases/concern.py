"""Oro för barn: that somebody was worried, who took it on, and the day of an orosanmälan.

No text has a place here: what it is about is said to the coordinator, never written.
"""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from cases.domain.concern import ConcernFacts, ConcernState, state_of
from cases.marks import Recusal
from volunteers.domain.roles import Role
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case

# The name under which `open_state` comes with a case.
OPEN_CONCERN = "open_concern"
# What `with_taker` writes on a worry: whoever took it on cannot answer it any more.
TAKER_IS_GONE = "taker_is_gone"


class ChildConcernQuerySet(models.QuerySet["ChildConcern"]):
    def waiting(self) -> Self:
        """Nobody who can answer it has taken it on."""
        return self.unsettled().filter(Q(taken_at__isnull=True) | Q(taker_gone()))

    def let_go(self) -> Self:
        """Taken on by somebody who cannot answer it any more."""
        return self.unsettled().filter(taker_gone(), taken_at__isnull=False)

    def with_taker(self) -> Self:
        """With whether its taker is gone, which `facts` goes by. A page or an act that asks where a
        worry stands reads it through this.
        """
        return self.annotate(**{TAKER_IS_GONE: taker_gone()})

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

    # How many letters were written when it was raised; of a row that `raise_concern` gives.
    told = 0

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
    def is_let_go(self) -> bool:
        """Taken on by somebody who is gone, and not answered; known of what `with_taker` read."""
        return self.settled_at is None and getattr(self, TAKER_IS_GONE, False)

    @property
    def facts(self) -> ConcernFacts:
        return ConcernFacts(
            raised_at=self.raised_at,
            taken_at=None if self.is_let_go else self.taken_at,
            settled_at=self.settled_at,
            reported_on=self.reported_on,
            withdrawn_at=self.withdrawn_at,
        )

    @property
    def state(self) -> ConcernState:
        return state_of(self.facts)


def taker_gone() -> Combinable:
    """Of a worry: whether whoever took it on is no active coordinator who sees the case any more.
    Asked of what stands now, so that no way of leaving a case can be forgotten. False while nobody
    has taken it on.
    """
    readers = apps.get_model("cases", "Case").protected_readers.through.objects
    able = User.objects.active().with_role(Role.COORDINATOR).filter(pk=OuterRef("taken_by"))
    named = readers.filter(case=OuterRef("case"), user=OuterRef("taken_by"))
    standing: QuerySet[Recusal] = Recusal.objects.standing()
    recused = standing.filter(case=OuterRef("case"), user=OuterRef("taken_by"))
    hidden = Q(case__is_protected=True) & ~Exists(named)
    return Choose(
        When(taken_by__isnull=True, then=Value(value=False)),
        When(~Exists(able) | Exists(recused) | hidden, then=Value(value=True)),
        default=Value(value=False),
        output_field=models.BooleanField(),
    )


def open_state() -> Subquery:
    """WAITING or TAKEN of a case whose worry is not settled, the former first; otherwise null. To
    annotate cases with, so that their pages need no query more.
    """
    said = Choose(
        When(Q(taken_at__isnull=True) | Q(taker_gone()), then=Value(ConcernState.WAITING.value)),
        default=Value(ConcernState.TAKEN.value),
        output_field=models.CharField(),
    )
    of_case = ChildConcern.objects.unsettled().filter(case=OuterRef("pk"))
    return Subquery(of_case.annotate(said=said).order_by("-said").values("said")[:1])
