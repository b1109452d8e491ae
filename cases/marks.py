"""Marks on a case that change who sees it: jäv, and a case opened for once (nödöppning).

Apart from `cases.models`, which stands on them: the one filter of what may be seen asks here.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from cases.domain.enums import GlassReason, GlassVerdict, RecusalReason
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def hidden_from(self, user: User) -> "models.QuerySet[Recusal, Any]":
        """The ids of the cases that this person has nothing to do with, for a subquery."""
        return self.standing().of(user).values("case")

    def hides(self, case_id: int, user: User) -> bool:
        """Whether this person has nothing to do with this case (one query)."""
        return self.standing().of(user).filter(case_id=case_id).exists()


class Recusal(models.Model):
    """Jäv: this person has nothing to do with this case and does not see it. Kept when lifted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="recusals"
    )
    user = models.ForeignKey(
        User, verbose_name="vem", on_delete=models.PROTECT, related_name="recusals"
    )
    reason = models.CharField("skäl", max_length=16, choices=RecusalReason.choices())
    set_at = models.DateTimeField("markerat")
    set_by = models.ForeignKey(
        User, verbose_name="markerat av", on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField("hävt", null=True)
    lifted_by = models.ForeignKey(
        User, verbose_name="hävt av", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = "jäv"
        verbose_name_plural = "jäv"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=Q(lifted_at__isnull=True),
                name="recusal_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="recusal_lifted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("user")),
                name="recusal_not_lifted_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            # Asked with every list: which cases are hidden from this person.
            models.Index(
                fields=["user", "case"],
                condition=Q(lifted_at__isnull=True),
                name="recusal_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} i {self.case_id}"


class GlassBreakQuerySet(models.QuerySet["GlassBreak"]):
    def open_for(self, user: User, now: datetime) -> Self:
        """What this person may read at `now` on the strength of it."""
        return self.filter(user=user, opened_at__lte=now, until__gt=now)

    def unjudged(self) -> Self:
        return self.filter(judged_at__isnull=True)


class GlassBreak(SealedModel):
    """Nödöppning: one case, read by one person, for half an hour, with what came of it."""

    sealed_row = "public_id"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="glass_breaks"
    )
    user = models.ForeignKey(
        User, verbose_name="vem", on_delete=models.PROTECT, related_name="glass_breaks"
    )
    reason_code = models.CharField("skäl", max_length=16, choices=GlassReason.choices())
    reason_text = SealedTextField("varför")
    opened_at = models.DateTimeField("öppnat")
    until = models.DateTimeField("öppet till")
    judged_at = models.DateTimeField("bedömt", null=True)
    judged_by = models.ForeignKey(
        User, verbose_name="bedömt av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    verdict = models.CharField(
        "bedömning", max_length=12, choices=GlassVerdict.choices(), blank=True
    )
    comment = SealedTextField("kommentar", blank=True)

    objects: ClassVar = GlassBreakQuerySet.as_manager()

    class Meta:
        verbose_name = "nödöppning"
        verbose_name_plural = "nödöppningar"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("opened_at")), name="glass_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(judged_at__isnull=True, judged_by__isnull=True, verdict="")
                | (Q(judged_at__isnull=False, judged_by__isnull=False) & ~Q(verdict="")),
                name="glass_judged_with_verdict",
            ),
            models.CheckConstraint(
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("user")),
                name="glass_not_judged_by_oneself",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "until"], name="glass_user_until"),
            models.Index(
                fields=["opened_at"], condition=Q(judged_at__isnull=True), name="glass_unjudged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.opened_at:%Y-%m-%d}"
