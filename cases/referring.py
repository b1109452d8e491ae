"""A referral of a case: what the person said, what may be passed, what was, and what came of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.domain.enums import AgeBand
from cases.domain.referral import PASSED_ON, UNDER_WAY, silent_before
from cases.domain.referral_codes import (
    ConsentHow,
    HandOverWay,
    Item,
    NotRelevant,
    Recipient,
    ReferralState,
)
from jourcase.kernel.sealed import SealedModel, SealedTextField
from volunteers.models import User

if TYPE_CHECKING:
    from cases.models import Case


# What `cases.access` writes on a case: whether Stödcentrum has been spoken of.
SETTLED = "is_stodcentrum_settled"


def _codes(states: Iterable[ReferralState]) -> list[str]:
    """In one order, so that a migration is the same each time."""
    return sorted(state.value for state in states)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def to_stodcentrum(self) -> Self:
        return self.filter(recipient=Recipient.STODCENTRUM)

    def under_way(self) -> Self:
        """Asked or answered yes, and nothing passed yet."""
        return self.filter(state__in=UNDER_WAY)

    def waiting(self) -> Self:
        """Handed over without an answer so far."""
        return self.filter(state=ReferralState.HANDED_OVER)

    def silent(self, now: datetime) -> Self:
        """Waiting for seven days or more."""
        return self.waiting().filter(handed_over_at__lt=silent_before(now))

    def visible_to(self, user: User) -> Self:
        """Of the cases that this person may know of, and that are not erased."""
        from cases.models import Case

        return self.filter(case__in=Case.objects.visible_to(user).kept().values("pk"))

    def begun_between(self, first: datetime, last: datetime) -> Self:
        return self.filter(offered_at__gte=first, offered_at__lte=last)


class Referral(SealedModel):
    """To Stödcentrum, another jour or a kommun. When the case is erased, what is counted of it goes
    over to the row of statistics.
    """

    sealed_row = "public_id"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        "cases.Case", verbose_name="ärende", on_delete=models.PROTECT, related_name="referrals"
    )
    recipient = models.CharField("till", max_length=16, choices=Recipient.choices())
    to_whom = SealedTextField("mottagare", blank=True)
    state = models.CharField("läge", max_length=16, choices=ReferralState.choices())
    # On the day of the decision; empty when it went to someone for whom age is no matter.
    age_band = models.CharField("ålder", max_length=8, choices=AgeBand.choices(), blank=True)
    offered_at = models.DateTimeField("erbjuden")
    offered_by = models.ForeignKey(
        User, verbose_name="erbjuden av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    why_not = models.CharField(
        "varför inte", max_length=16, choices=NotRelevant.choices(), blank=True
    )
    reason = SealedTextField("skäl", blank=True)

    # The consent. Nothing is passed without one.
    consent_at = models.DateTimeField("samtycke", null=True)
    consent_how = models.CharField("hur", max_length=12, choices=ConsentHow.choices(), blank=True)
    may_pass_first_name = models.BooleanField("förnamn får lämnas", default=False)
    may_pass_phone = models.BooleanField("telefon får lämnas", default=False)
    may_pass_event = models.BooleanField("vad som har hänt får lämnas", default=False)
    may_pass_safe_contact = models.BooleanField("trygg kontakt får lämnas", default=False)
    event = SealedTextField("vad som har hänt", blank=True)

    handed_over_at = models.DateTimeField("överförd", null=True)
    handed_over_by = models.ForeignKey(
        User, verbose_name="överförd av", on_delete=models.PROTECT, null=True, related_name="+"
    )
    way = models.CharField("sätt", max_length=12, choices=HandOverWay.choices(), blank=True)
    passed = SealedTextField("lämnade uppgifter", blank=True)
    answered_at = models.DateTimeField("senaste svaret", null=True)

    objects: ClassVar = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "recipient"],
                condition=Q(state__in=_codes(UNDER_WAY)),
                name="referral_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True) | Q(consent_at__isnull=False),
                name="referral_passed_with_consent",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=False) | ~Q(state__in=_codes(PASSED_ON)),
                name="referral_answered_after_hand_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.NOT_RELEVANT.value) | ~Q(why_not=""),
                name="referral_not_relevant_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "offered_at"], name="referral_case_offered"),
            models.Index(fields=["state", "handed_over_at"], name="referral_waiting"),
        ]

    def __str__(self) -> str:
        return f"Hänvisning av {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("cases:referral", args=[self.public_id])

    @property
    def code(self) -> str:
        """What the recipient can name it by; it says nothing of the case."""
        return f"H-{self.public_id.hex[:8].upper()}"

    @property
    def items(self) -> frozenset[Item]:
        """What may be passed."""
        return frozenset(item for item in Item if getattr(self, f"may_pass_{item.value}"))

    @property
    def has_consent(self) -> bool:
        return self.consent_at is not None
