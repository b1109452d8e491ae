"""Acts that take several rows, by two people at once: they wait for each other, never in a circle.

Real connections, on both databases. Row locks and unique keys are PostgreSQL's; SQLite lets one
write at a time.
"""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.conf import LazySettings

from cases.domain.enums import RecusalReason
from cases.marks import Recusal
from cases.models import Case, Phone
from cases.services import life
from contacts.services.moving import move_cases
from contacts.services.protection import protect
from contacts.services.recusal import recuse
from jourcase.outbox.models import OutboxRow
from tests.factories import MONDAY, coordinator, open_case, volunteer
from tests.integration.contacts.pairs import LATER, ONE, merged
from tests.integration.contacts.test_parallel_audit import all_at_once
from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def cases_of(person: User, by: User, now: datetime, how_many: int = 6) -> list[Case]:
    return [
        life.assign(case=open_case(by=by), to=person, by=by, now=now - timedelta(minutes=9))
        for _ in range(how_many)
    ]


def test_two_who_move_cases_to_the_same_people(settings: LazySettings) -> None:
    """The one gives to X and then Y, the other to Y and then X; both are told of it."""
    settings.MAIL_IS_SENT = True
    karin, olle = coordinator(), coordinator("Olle Annan")
    x, y, a, b = (volunteer(f"{name} Efternamn") for name in ("Xenia", "Ylva", "Anna", "Bo"))
    for turn in range(ROUNDS):
        now = MONDAY + timedelta(minutes=10 * turn)
        of_a, of_b = cases_of(a, karin, now), cases_of(b, karin, now)
        first = {case.pk: x if number < 3 else y for number, case in enumerate(of_a)}
        second = {case.pk: y if number < 3 else x for number, case in enumerate(of_b)}
        all_at_once(
            [
                partial(move_cases, person=a, moves=first, by=karin, now=now),
                partial(move_cases, person=b, moves=second, by=olle, now=now),
            ]
        )
        for pk, to in (first | second).items():
            assert Case.objects.get(pk=pk).assigned_to == to
    told = set(OutboxRow.objects.values_list("payload__user", flat=True))
    assert {x.pk, y.pk, a.pk, b.pk} <= told


def test_jav_and_protection_of_what_is_merged() -> None:
    karin = coordinator()
    coordinator("Olle Annan")
    for turn in range(ROUNDS):
        other, kept = open_case(by=karin, phones=(ONE,)), open_case(by=karin, phones=(ONE,))
        merged(kept, other, karin)
        knows = volunteer(f"Vera Nummer{turn}")
        reason = RecusalReason.KNOWS_PERSON
        all_at_once(
            [
                partial(recuse, case=kept, user=knows, reason=reason, by=karin, now=LATER),
                partial(protect, case=kept, readers=[karin], by=karin, now=LATER),
            ]
        )
        for case in (kept, other):
            case.refresh_from_db()
            assert case.is_protected
            assert Recusal.objects.hides(case.pk, knows)
        Phone.objects.all().delete()  # the next pair has the number for itself
