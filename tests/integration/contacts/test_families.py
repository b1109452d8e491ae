"""What merges have tied together is one person: jäv and sight hold for all of it."""

import uuid

import pytest

from cases.domain.enums import RecusalReason
from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind
from contacts.models import Draft
from contacts.services import agenda, calls, protection
from contacts.services.agenda import Plan
from contacts.services.merging import undo_merge
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from tests.factories import MONDAY, coordinator, open_case
from tests.integration.contacts.pairs import DAY, HOUR, LATER, ONE, merged
from volunteers.models import User

pytestmark = pytest.mark.django_db
KNOWS = RecusalReason.KNOWS_PERSON


@pytest.fixture
def olle(karin: User) -> User:
    return coordinator("Olle Annan")


@pytest.fixture
def two(karin: User) -> tuple[Case, Case]:
    """Kept, and its duplicate."""
    return open_case(by=karin, phones=(ONE,)), open_case(by=karin, phones=(ONE,))


def planned(case: Case, responsible: User, by: User) -> AgendaItem:
    plan = Plan(AgendaKind.COURT, LATER + DAY, responsible=responsible)
    return agenda.plan(case=case, plan=plan, key=uuid.uuid4(), by=by, now=MONDAY)


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


@pytest.mark.parametrize("told_of", [0, 1], ids=["the kept case", "its duplicate"])
def test_jav_in_the_one_lets_go_of_calls_and_plans_in_both(
    karin: User, olle: User, two: tuple[Case, Case], told_of: int
) -> None:
    kept, other = two
    merged(kept, other, karin)
    item = planned(kept, olle, karin)
    draft = calls.begin_call(
        case=Case.objects.get(pk=kept.pk), user=olle, now=LATER, from_case=True
    )
    recuse(case=two[told_of], user=olle, reason=KNOWS, by=karin, now=LATER + HOUR)
    item.refresh_from_db()
    draft.refresh_from_db()
    assert (item.responsible, draft.released_at) == (None, LATER + HOUR)
    assert not sees(olle, kept)
    assert not sees(olle, other)
    assert AuditEvent.objects.get(action=Action.CALL_RELEASED).case_id == kept.pk


def test_jav_leaves_what_others_have_begun_and_planned(
    karin: User, olle: User, two: tuple[Case, Case]
) -> None:
    kept, other = two
    merged(kept, other, karin)
    item = planned(kept, karin, karin)
    begun = calls.begin_call(
        case=Case.objects.get(pk=kept.pk), user=karin, now=LATER, from_case=True
    )
    recuse(case=other, user=olle, reason=KNOWS, by=karin, now=LATER + HOUR)
    item.refresh_from_db()
    assert item.responsible == karin
    assert Draft.objects.claiming().get() == begun


def test_a_merge_into_a_case_that_one_may_not_see_lets_go_of_plans(
    karin: User, olle: User, two: tuple[Case, Case]
) -> None:
    kept, other = two
    item, hers = planned(other, olle, karin), planned(other, karin, karin)
    protection.protect(case=kept, readers=[karin], by=karin, now=MONDAY)
    made = merged(kept, other, karin)
    item.refresh_from_db()
    hers.refresh_from_db()
    assert (item.case_id, item.responsible) == (kept.pk, None)
    assert (hers.case_id, hers.responsible) == (kept.pk, karin)
    # Taken back, it is as for any plan that was let go: with whoever has the case.
    undo_merge(merge=made, by=karin, now=LATER + HOUR)
    item.refresh_from_db()
    assert (item.case_id, item.responsible) == (other.pk, None)


def test_a_merge_with_a_case_of_ones_jav_lets_go_of_plans(
    karin: User, olle: User, two: tuple[Case, Case]
) -> None:
    kept, other = two
    recuse(case=kept, user=olle, reason=KNOWS, by=karin, now=MONDAY)
    item = planned(other, olle, karin)
    merged(kept, other, karin)
    item.refresh_from_db()
    assert item.responsible is None
    assert not sees(olle, other)
