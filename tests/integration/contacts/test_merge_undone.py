"""What a merge that is taken back does not simply put back: caution about calls, and a person who
may not be responsible any more.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.duplicates import Side
from cases.domain.enums import CallSafety, RecusalReason
from cases.domain.rules import CaseRefusal
from cases.models import Case, CaseEvent, EventKind
from cases.services import life
from cases.services.recusal import set_recusal
from contacts.domain.enums import Result
from contacts.services import log
from contacts.services.merging import undo_merge
from contacts.services.promise_columns import differences
from jourcase.kernel import clock
from tests import factories
from tests.factories import log_contact, open_case
from tests.integration.cases.sending import text_of
from tests.integration.contacts.pairs import HOUR, LATER, ONE, merged
from volunteers.models import User
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
LAST = LATER + 3 * HOUR


@pytest.fixture
def karin(db: None) -> User:
    return factories.coordinator()


@pytest.fixture
def lars(karin: User) -> User:
    return factories.volunteer("Lars Nilsson")


def two(karin: User, **other: object) -> tuple[Case, Case]:
    return open_case(by=karin, phones=(ONE,)), open_case(by=karin, phones=(ONE,), **other)  # type: ignore[arg-type]


def again(*cases: Case) -> tuple[Case, ...]:
    return tuple(Case.objects.select_related("terms").get(pk=case.pk) for case in cases)


# --- Calls --------------------------------------------------------------------------------------


def test_a_pause_that_a_later_call_confirmed_stays(karin: User) -> None:
    kept, other = two(karin)
    log_contact(other, karin, Result.OTHER_PERSON, at=LATER - HOUR)
    made = merged(kept, other, karin)
    log_contact(kept, karin, Result.OTHER_PERSON, at=LATER + HOUR)
    undo_merge(merge=made, by=karin, now=LAST)
    kept, other = again(kept, other)
    assert kept.calls_paused_at is not None
    assert other.calls_paused_at is not None
    assert differences(kept) == differences(other) == []


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_pause_that_only_the_merge_brought_is_lifted(karin: User, is_taken_back: bool) -> None:
    kept, other = two(karin)
    log_contact(other, karin, Result.OTHER_PERSON, at=LATER - HOUR)
    made = merged(kept, other, karin)
    if is_taken_back:
        later = log_contact(kept, karin, Result.OTHER_PERSON, at=LATER + HOUR)
        log.undo(contact=later, by=karin, now=LATER + HOUR + timedelta(minutes=3))
    undo_merge(merge=made, by=karin, now=LAST)
    kept, other = again(kept, other)
    assert kept.calls_paused_at is None
    assert other.calls_paused_at is not None


def test_a_decision_about_the_pause_stands(karin: User) -> None:
    kept, other = two(karin)
    log_contact(other, karin, Result.OTHER_PERSON, at=LATER - HOUR)
    made = merged(kept, other, karin)
    life.decide_calls(case=kept, may_continue=True, reason="Tryggt", by=karin, now=LATER + HOUR)
    undo_merge(merge=made, by=karin, now=LAST)
    kept, other = again(kept, other)
    assert kept.calls_paused_at is None
    assert other.calls_paused_at is not None


def test_a_no_that_was_said_again_is_no_still(karin: User) -> None:
    """Before the merge it was safe; the other case said no, and then the coordinator did."""
    kept, other = two(karin, call_safety=CallSafety.NO)
    log_contact(kept, karin, Result.OTHER_PERSON, at=LATER - HOUR)
    made = merged(kept, other, karin)
    life.decide_calls(case=kept, may_continue=False, reason="Otryggt", by=karin, now=LATER + HOUR)
    undo_merge(merge=made, by=karin, now=LAST)
    assert again(kept)[0].call_safety == CallSafety.NO


def test_a_no_that_only_the_merge_brought_goes_with_it(karin: User) -> None:
    kept, other = two(karin, call_safety=CallSafety.NO)
    made = merged(kept, other, karin)
    undo_merge(merge=made, by=karin, now=LAST)
    assert again(kept)[0].call_safety == CallSafety.YES


# --- Who is responsible -------------------------------------------------------------------------


def test_whoever_may_gets_the_case_back_and_is_told(karin: User, lars: User) -> None:
    kept, other = two(karin)
    birgitta = factories.volunteer("Birgitta Öberg")
    life.assign(case=kept, to=lars, by=karin, now=LATER - HOUR)
    life.assign(case=other, to=birgitta, by=karin, now=LATER - HOUR)
    made = merged(kept, other, karin, assigned_to=Side.OTHER)
    assert again(kept)[0].assigned_to == birgitta
    assert undo_merge(merge=made, by=karin, now=LAST) == []
    kept, other = again(kept, other)
    assert (kept.assigned_to, other.assigned_to) == (lars, birgitta)
    to = [event.detail.get("to") for event in kept.events.filter(kind=EventKind.ASSIGNED)]
    assert to == ["Lars N.", "Birgitta Ö.", "Lars N."]


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("approval", CaseRefusal.ASSIGNEE_NOT_APPROVED),
        ("left", CaseRefusal.ASSIGNEE_NOT_APPROVED),
        ("recused", CaseRefusal.ASSIGNEE_IS_RECUSED),
    ],
)
@pytest.mark.parametrize("side", ["kept", "other"])
def test_whoever_may_not_any_more_leaves_it_without(
    karin: User, lars: User, what: str, why: CaseRefusal, side: str
) -> None:
    kept, other = two(karin)
    theirs = kept if side == "kept" else other
    life.assign(case=theirs, to=lars, by=karin, now=LATER - HOUR)
    if side == "kept":
        life.assign(case=other, to=karin, by=karin, now=LATER - HOUR)
    made = merged(kept, other, karin, assigned_to=Side.OTHER if side == "kept" else Side.KEPT)
    if what == "approval":
        withdraw_approval(user=lars, last_day=(LATER - 24 * HOUR).date(), by=karin, now=LATER)
    elif what == "left":
        User.objects.filter(pk=lars.pk).update(is_active=False)
    else:
        reason = next(iter(RecusalReason))
        set_recusal(case=theirs, user=lars, reason=reason, by=karin, now=LATER + HOUR)
    left = undo_merge(merge=made, by=karin, now=LAST)
    # A recusal in their own case has made it nobody's already.
    is_gone = (side, what) == ("other", "recused")
    said = [(one.case.pk, one.was, one.why) for one in left]
    assert said == ([] if is_gone else [(theirs.pk, "Lars N.", (why,))])
    assert again(theirs)[0].assigned_to is None
    assert CaseEvent.objects.filter(case=theirs, kind=EventKind.UNASSIGNED).exists()


def test_the_page_says_that_nobody_is_responsible(karin: User, lars: User) -> None:
    kept, other = two(karin)
    life.assign(case=other, to=lars, by=karin, now=LATER - HOUR)
    made = merged(kept, other, karin, assigned_to=Side.KEPT)
    User.objects.filter(pk=lars.pk).update(is_active=False)
    client = Client()
    client.force_login(karin)
    url = reverse("contacts:undo_merge", args=[kept.public_id, made.public_id])
    with clock.fixed(LAST):
        page = text_of(client.post(url, follow=True))
    assert f"{other.name_for_lists} saknar ansvarig. Lars N. hade det före sammanslagningen" in page
    assert "inte godkänd som stödperson i dag" in page
