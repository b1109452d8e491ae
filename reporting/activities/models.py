"""The versions of the activities. A correction is a new row; the earlier one is kept."""

import uuid
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from reporting.domain import activities as rules
from reporting.domain.activities import (
    LONGEST_SUBJECT,
    MOST_REACHED,
    UNDO_WITHIN,
    ActivityKind,
    AudienceGroup,
    PartnerType,
)
from volunteers.models import User


class ActivityQuerySet(models.QuerySet["Activity"]):
    def latest_versions(self) -> Self:
        """What stands, removed ones included."""
        return self.filter(replaced_at__isnull=True)

    def effective(self) -> Self:
        """What counts: the latest version of each, less those removed."""
        return self.latest_versions().filter(removed_at__isnull=True)

    def between(self, first: date, last: date) -> Self:
        """Held on a day of these, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)

    def removed_lately(self, now: datetime) -> Self:
        """Removed, and may still be brought back; the latest first."""
        found = self.latest_versions().filter(removed_at__gte=now - UNDO_WITHIN)
        return found.order_by("-removed_at", "-pk")


class Activity(models.Model):
    """One version of one activity. All versions share `public_id`; one of them is not replaced."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    kind = models.CharField("slag", max_length=12, choices=ActivityKind.choices())
    held_on = models.DateField("datum")
    partner = models.CharField("part", max_length=20, choices=PartnerType.choices(), blank=True)
    subject = models.CharField("ämne", max_length=LONGEST_SUBJECT, blank=True)
    audience = models.CharField(
        "målgrupp", max_length=20, choices=AudienceGroup.choices(), blank=True
    )
    reached = models.PositiveIntegerField("antal som nåddes", null=True, blank=True)
    named_others = models.BooleanField("nämnde övriga parter", null=True)
    told_others = models.BooleanField("informerade övriga parter", null=True)
    noted_at = models.DateTimeField("noterat")
    noted_by = models.ForeignKey(
        User, verbose_name="noterat av", on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField("ersatt av en rättelse", null=True, blank=True)
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)
    removed_by = models.ForeignKey(
        User,
        verbose_name="borttagen av",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        indexes: ClassVar = [models.Index(fields=["held_on"], name="activity_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["public_id"],
                condition=Q(replaced_at__isnull=True),
                name="activity_one_version_stands",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=ActivityKind.COOPERATION.value,
                    audience="",
                    reached__isnull=True,
                    named_others__isnull=True,
                    told_others__isnull=True,
                )
                & ~Q(partner="")
                & ~Q(subject="")
                | Q(
                    kind=ActivityKind.INFORMATION.value,
                    partner="",
                    named_others__isnull=False,
                    told_others__isnull=False,
                )
                & ~Q(audience=""),
                name="activity_whole_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(reached__isnull=True) | Q(reached__lte=MOST_REACHED),
                name="activity_reached_in_range",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="activity_removed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("noted_at")),
                name="activity_replaced_after_noted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def to_domain(self) -> rules.Activity:
        """The values as the rules take them."""
        return rules.Activity(
            kind=ActivityKind(self.kind),
            held_on=self.held_on,
            partner=PartnerType(self.partner) if self.partner else None,
            subject=self.subject,
            audience=AudienceGroup(self.audience) if self.audience else None,
            reached=self.reached,
            named_others=self.named_others,
            told_others=self.told_others,
        )
