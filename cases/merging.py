"""Two cases that are about the same person, or belong together."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from cases.domain.duplicates import ANSWERS, UNDO_MERGE_WITHIN, PairKind
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at__isnull=True)

    def undoable(self, now: datetime) -> Self:
        return self.standing().filter(merged_at__gte=now - UNDO_MERGE_WITHIN)

    def between(self, one: int, two: int) -> Self:
        return self.filter(Q(case=one, other=two) | Q(case=two, other=one))


class Merge(SealedModel):
    """`other` was merged into `case`, which is kept. What it takes to undo it stands in `content`,
    under the key of the kept case, for 24 hours.
    """

    sealed_row = "public_id"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="blev kvar", on_delete=models.PROTECT, related_name="merges"
    )
    other: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="dubblett", on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField("sammanslaget")
    merged_by = models.ForeignKey(
        User, verbose_name="sammanslaget av", on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("ångrat", null=True)
    undone_by = models.ForeignKey(
        User, verbose_name="ångrat av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    content = SealedTextField("före sammanslagningen", blank=True)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "sammanslagning"
        verbose_name_plural = "sammanslagningar"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at__isnull=True), name="merge_one_standing"
            ),
            models.CheckConstraint(condition=~Q(case=F("other")), name="merge_of_two_cases"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} i {self.case_id}"

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + UNDO_MERGE_WITHIN

    def can_be_undone(self, now: datetime) -> bool:
        """What the page offers; the service asks the whole rule."""
        return self.undone_at is None and now <= self.undo_until


class CasePairQuerySet(models.QuerySet["CasePair"]):
    def linked(self) -> Self:
        return self.filter(kind=PairKind.LINKED)

    def asked(self) -> Self:
        """Somebody thinks that they are one, and no coordinator has answered."""
        return self.filter(kind=PairKind.ASKED)

    def of(self, *case_ids: int) -> Self:
        """Those in which one of these cases is."""
        return self.filter(Q(case__in=case_ids) | Q(other__in=case_ids))


class CasePair(models.Model):
    """What a person has said of two cases: that they belong together, or only look alike; or asked
    a coordinator to compare.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The lower number first, so that two cases are one pair.
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+"
    )
    other: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        "vad", max_length=8, choices=[(one.value, one.label) for one in ANSWERS]
    )
    made_at = models.DateTimeField("när")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = CasePairQuerySet.as_manager()

    class Meta:
        verbose_name = "par av ärenden"
        verbose_name_plural = "par av ärenden"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(case__lt=F("other")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} och {self.other_id}: {self.get_kind_display()}"
