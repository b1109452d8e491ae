"""A request that a case be erased now, which one person makes and another answers."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from cases.domain.enums import CloseReason
from cases.domain.retention import ErasureReason
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def pending(self) -> Self:
        return self.filter(answered_at__isnull=True)


class ErasureRequest(models.Model):
    """Asked, and then refused or taken back. One that was granted is gone with its case: what
    happened stands in the audit log.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("skäl", max_length=16, choices=ErasureReason.choices())
    # An open case is closed when it is erased, and the figures need to know how it ended.
    close_reason = models.CharField(
        "avslutas som", max_length=20, choices=CloseReason.choices(), blank=True
    )
    asked_at = models.DateTimeField("begärt")
    asked_by = models.ForeignKey(
        User, verbose_name="begärt av", on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("besvarat", null=True)
    answered_by = models.ForeignKey(
        User, verbose_name="besvarat av", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om gallring"
        verbose_name_plural = "begäranden om gallring"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True),
                name="erasure_one_pending_request",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="erasure_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="erasure_answered_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"Begäran om {self.case_id}"
