"""A case and its duplicate, merged as the page does it, and everything that a case has."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.domain.duplicates import Side
from cases.domain.enums import CallSafety, IntakeChannel, Source
from cases.domain.intake import SafeContact, StatisticsInput
from cases.marks import Recusal
from cases.models import Case, Identity, Merge, Note, Phone
from contacts.compare import compare
from contacts.models import Callback, Contact, Draft
from contacts.services.merging import merge
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, open_case
from volunteers.models import User

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLIER = MONDAY - 2 * DAY
LATER = MONDAY + 5 * HOUR
ONE, TWO, THREE = "+46701740612", "+46701740613", "+46701740614"


def a_case(karin: User) -> Case:
    return open_case(by=karin, phones=(ONE, TWO), name="Amina Påhittad", email="amina@example.se")


def its_duplicate(karin: User) -> Case:
    """The same person, two days before, by herself."""
    return open_case(
        by=karin,
        received_at=EARLIER,
        phones=(TWO, THREE),
        name="Påhittad, Amina",
        source=Source.OWN,
        channel=IntakeChannel.EMAIL,
        k_number="5000-K1-26",
        call_safety=CallSafety.CONDITIONS,
        safe=SafeContact(say_nothing=True, safe_note="Bara dagtid"),
        statistics=StatisticsInput(gender="woman", hate_crime=True, district_code="farsta"),
    )


def merged(kept: Case, other: Case, by: User, *, now: datetime = LATER, **sides: Side) -> Merge:
    fresh = [Case.objects.select_related("terms").get(pk=one.pk) for one in (kept, other)]
    pair = compare(*fresh)
    chosen = {line.name: line.side for line in pair.choices} | sides
    return merge(kept=kept, other=other, sides=chosen, seen=pair.stamp, by=by, now=now)


def refused(kept: Case, other: Case, by: User, **more: Any) -> set[Any]:
    with pytest.raises(RefusedError) as raised:
        merged(kept, other, by, **more)
    return set(raised.value.refusals)


def everything(case: Case) -> dict[str, Any]:
    """All that the case is and has, as one reads it."""
    row = Case.objects.get(pk=case.pk)
    identity = Identity.objects.filter(case=row).first()
    said: dict[str, Any] = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
    }
    said["readers"] = set(row.protected_readers.values_list("pk", flat=True))
    if identity:
        said |= {
            f"identity.{field.attname}": getattr(identity, field.attname)
            for field in identity._meta.concrete_fields
        }
    said["phones"] = [
        (p.pk, p.number, p.order, p.found_wrong_at) for p in Phone.objects.filter(case=row)
    ]
    said["contacts"] = [
        (c.pk, c.note, c.draft_id, c.undone_at, c.replaced_by_id)
        for c in Contact.objects.filter(case=row).order_by("pk")
    ]
    said["drafts"] = [(d.pk, d.content) for d in Draft.objects.filter(case=row).order_by("pk")]
    said["callbacks"] = list(
        Callback.objects.filter(case=row)
        .order_by("pk")
        .values_list("pk", "settled_at", "settled_by")
    )
    said["notes"] = [(n.pk, n.text) for n in Note.objects.filter(case=row).order_by("pk")]
    said["recusals"] = list(Recusal.objects.filter(case=row).values_list("user", "lifted_at"))
    return said
