"""A person of some age, and a referral at some step, for the tests of referrals."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cases.domain.enums import AgeBand
from cases.domain.intake import StatisticsInput
from cases.domain.referral import Consent, Offer
from cases.domain.referral_codes import (
    ConsentHow,
    HandOverWay,
    Item,
    Recipient,
    ReferralRefusal,
    ReferralState,
)
from cases.models import Case
from cases.referrals.letter import what_is_passed
from cases.referrals.seen import consent_stamp
from cases.referring import Referral
from cases.services import referral as service
from tests.factories import (
    MONDAY,
    fictional_number,
    open_case,
)
from volunteers.models import User

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S, R = ReferralState, ReferralRefusal
NUMBER, SHOWN = fictional_number(40), "070-174 06 45"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def aged(karin: User, age: str = "2010-05-02", **given: Any) -> Case:
    """Somebody born then (a date or a year), or of whom only the band is known; received today."""
    said: dict[str, Any] = {}
    if age in set(AgeBand):
        said["age_band"] = AgeBand(age)
    elif len(age) == 4:
        said["birth_year"] = int(age)
    elif age:
        said["born"] = datetime.fromisoformat(age).date()
    usual: dict[str, Any] = {"name": "Amina Påhittad", "phones": (NUMBER,)}
    received = MONDAY - 2 * HOUR
    return open_case(
        by=karin, received_at=received, statistics=StatisticsInput(**said), **(usual | given)
    )


def refer_url(case: Case) -> str:
    return reverse("cases:refer", args=[case.public_id])


def url(referral: Referral, name: str = "referral") -> str:
    return reverse(f"cases:{name}", args=[referral.public_id])


def begun(case: Case, by: User, recipient: Recipient = Recipient.STODCENTRUM) -> Referral:
    to = "" if recipient == Recipient.STODCENTRUM else "Partnerjour 1"
    offer = Offer(recipient, S.OFFERED, to_whom=to, reason="Vill själv dit")
    return service.begin(case=case, offer=offer, key=uuid.uuid4(), by=by, now=MONDAY)


def agreed(
    case: Case,
    by: User,
    *items: Item,
    recipient: Recipient = Recipient.STODCENTRUM,
    event: str = "Rånad på väg hem",
) -> Referral:
    given = Consent(ConsentHow.PHONE, MONDAY, frozenset(items or Item), event)
    return consented_to(begun(case, by, recipient), given, by)


def consented_to(referral: Referral, given: Consent, by: User) -> Referral:
    """By somebody who has just opened the page."""
    seen = consent_stamp(Referral.objects.get(pk=referral.pk))
    return service.give_consent(referral=referral, consent=given, seen=seen, by=by, now=MONDAY)


def handed(
    referral: Referral, by: User, *, closes: bool = False, at: datetime = MONDAY
) -> Referral:
    seen = what_is_passed(referral, Case.objects.get(pk=referral.case_id), anew=True).digest
    return service.hand_over(
        referral=referral, way=HandOverWay.LETTER, seen=seen, closes=closes, by=by, now=at
    )


def state_of(referral: Referral) -> str:
    return Referral.objects.get(pk=referral.pk).state


def offered(**said: str) -> dict[str, str]:
    return {"recipient": "stodcentrum", "to_whom": "", "answer": "later"} | said


def consented(referral: Referral, **said: Any) -> dict[str, Any]:
    """What a page posts that was opened just now."""
    usual = {
        "seen": consent_stamp(Referral.objects.get(pk=referral.pk)),
        "how": "phone",
        "given_at": "2026-11-23 13:30",
        "items": ["first_name", "phone", "safe_contact"],
    }
    return usual | said
