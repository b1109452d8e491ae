"""Oro för barn: who is told, what is stored, and what each act leaves behind."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cases.concern import ChildConcern
from cases.domain.concern import ConcernRefusal, ConcernState
from cases.domain.enums import CloseReason, RecusalReason
from cases.domain.retention import ErasureReason
from cases.domain.rules import CaseRefusal
from cases.models import Case, CaseEvent, EventKind
from cases.notices import CONCERN_SUBJECT, CONCERN_TEXT
from cases.services import asked_erasure, life, retention
from cases.services.concern import (
    raise_concern,
    report_concern,
    settle_without_report,
    take_concern,
    undo_concern,
    withdraw_concern,
)
from contacts.leaving import drop_coordinator, end_person
from contacts.services.merging import undo_merge
from contacts.services.protection import change_readers, protect
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.services import drain
from reporting.notices import notices
from tests.factories import MONDAY, coordinator, open_case, volunteer
from tests.infrastructure.mail_sink import MailSink
from tests.integration.contacts.pairs import a_case, its_duplicate, merged
from volunteers.models import User

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=1)
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=2)
TODAY = date(2026, 11, 23)
CONCERNS = {
    EventKind.CONCERN_RAISED,
    EventKind.CONCERN_TAKEN,
    EventKind.CONCERN_REPORTED,
    EventKind.CONCERN_WITHDRAWN,
}


@pytest.fixture
def karin(db: None) -> User:
    return coordinator()


@pytest.fixture
def maj(karin: User) -> User:
    return coordinator("Maj Samordnare")


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin)


@pytest.fixture
def concern(case: Case, birgitta: User) -> ChildConcern:
    return raise_concern(case=case, by=birgitta, now=NOW)


def refused(act: Callable[[], object]) -> set[object]:
    with pytest.raises(RefusedError) as raised:
        act()
    return set(raised.value.refusals)


def told(case: Case) -> list[str]:
    """What the case's history and the log say of it, in order."""
    events = CaseEvent.objects.filter(case=case, kind__in=CONCERNS).order_by("at", "pk")
    return [event.kind for event in events]


# --- Saying it ----------------------------------------------------------------------------------


def test_every_coordinator_who_may_see_the_case_is_told_at_once_and_nothing_more(
    mail_sink: MailSink, karin: User, maj: User, birgitta: User, case: Case
) -> None:
    concern = raise_concern(case=case, by=birgitta, now=NOW)
    rows = OutboxRow.objects.filter(kind="cases.concern")
    assert [set(row.payload) for row in rows] == [{"user", "concern"}] * 2, "ids only"
    assert drain(now=NOW) == 2, "without waiting"
    assert sorted(mail_sink.recipients) == sorted([karin.email, maj.email])
    for letter in mail_sink.letters:
        assert letter["Subject"] == CONCERN_SUBJECT
        assert letter.get_content().replace("\r", "") == CONCERN_TEXT
        whole = letter.as_string()
        for word in ("Amina", case.reference, str(case.public_id), "barn", "Birgitta", "http"):
            assert word not in whole
    assert concern.state is ConcernState.WAITING


def test_who_has_jav_and_who_may_not_see_a_protected_case_is_not_told(
    mail_sink: MailSink, karin: User, maj: User, birgitta: User, case: Case
) -> None:
    recuse(case=case, user=maj, reason=RecusalReason.KNOWS_PERSON, by=maj, now=MONDAY)
    raise_concern(case=case, by=birgitta, now=NOW)
    hidden = open_case(by=maj, is_protected=True)
    raise_concern(case=hidden, by=maj, now=NOW)
    drain(now=NOW)
    assert mail_sink.recipients == [karin.email]


def test_who_says_it_is_not_told_and_nobody_is_told_what_somebody_took_meanwhile(
    mail_sink: MailSink, karin: User, maj: User, case: Case
) -> None:
    concern = raise_concern(case=case, by=karin, now=NOW)
    assert OutboxRow.objects.filter(kind="cases.concern").count() == 1
    take_concern(concern=concern, by=karin, now=NOW)
    drain(now=NOW)
    assert mail_sink.letters == []


def test_nobody_is_told_who_has_left_or_got_jav_before_it_is_sent(
    mail_sink: MailSink, karin: User, maj: User, birgitta: User, case: Case
) -> None:
    raise_concern(case=case, by=birgitta, now=NOW)
    recuse(case=case, user=maj, reason=RecusalReason.KNOWS_PERSON, by=maj, now=NOW)
    User.objects.filter(pk=karin.pk).update(is_active=False)
    drain(now=NOW)
    assert mail_sink.letters == []


def test_said_twice_the_same_day_it_is_one_and_nobody_is_told_twice(
    mail_sink: MailSink, karin: User, birgitta: User, case: Case, concern: ChildConcern
) -> None:
    assert raise_concern(case=case, by=karin, now=LATER) == concern
    assert ChildConcern.objects.count() == 1
    assert told(case) == [EventKind.CONCERN_RAISED]
    tomorrow = NOW + timedelta(days=1)
    another = raise_concern(case=case, by=birgitta, now=tomorrow)
    assert another != concern, "another day something may have happened"
    settle_without_report(concern=another, by=karin, now=tomorrow)
    third = raise_concern(case=case, by=birgitta, now=tomorrow + timedelta(minutes=1))
    assert third not in {concern, another}, "nor one that has its answer"


def test_it_can_be_said_of_a_closed_case_and_not_of_an_erased_or_merged_one(
    karin: User, birgitta: User, case: Case
) -> None:
    closed = life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=NOW)
    assert raise_concern(case=closed, by=birgitta, now=SOON).pk
    kept, other = a_case(karin), its_duplicate(karin)
    merged(kept, other, karin)
    assert refused(lambda: raise_concern(case=other, by=karin, now=LATER))
    third = open_case(by=karin)
    life.close(case=third, reason=CloseReason.DECLINED, by=karin, now=NOW)
    retention.gallra(now=NOW + timedelta(days=200))
    left = Case.objects.erased().first()
    assert left is not None
    assert refused(lambda: raise_concern(case=left, by=karin, now=LATER)) == {CaseRefusal.IS_ERASED}


# --- Taking it on, answering --------------------------------------------------------------------


def test_taken_and_reported_only_the_date_is_stored(
    case: Case, karin: User, birgitta: User, concern: ChildConcern
) -> None:
    take_concern(concern=concern, by=karin, now=SOON)
    report_concern(concern=concern, on=TODAY, by=karin, now=LATER)
    row = ChildConcern.objects.get()
    assert (row.raised_by, row.taken_by, row.settled_by) == (birgitta, karin, karin)
    assert (row.taken_at, row.reported_on) == (SOON, TODAY)
    assert row.state is ConcernState.REPORTED
    assert told(case) == [
        EventKind.CONCERN_RAISED,
        EventKind.CONCERN_TAKEN,
        EventKind.CONCERN_REPORTED,
    ]
    log = AuditEvent.objects.filter(case_id=case.pk).order_by("seq")
    said = [(event.action, event.by_id) for event in log]
    assert said[-3:] == [
        (Action.CONCERN_RAISED, birgitta.pk),
        (Action.CONCERN_HANDLED, karin.pk),
        (Action.CONCERN_HANDLED, karin.pk),
    ]


def test_the_date_is_put_right_and_the_answer_changed(karin: User, concern: ChildConcern) -> None:
    report_concern(concern=concern, on=TODAY, by=karin, now=LATER)
    row = ChildConcern.objects.get()
    assert (row.taken_by, row.taken_at) == (karin, LATER), "whoever answers has taken it on"
    report_concern(concern=row, on=TODAY - timedelta(days=1), by=karin, now=LATER)
    assert ChildConcern.objects.get().reported_on == TODAY - timedelta(days=1)
    settle_without_report(concern=row, by=karin, now=LATER)
    row.refresh_from_db()
    assert (row.reported_on, row.state) == (None, ConcernState.NOT_NEEDED)


def test_a_refused_act_changes_nothing(
    case: Case, karin: User, maj: User, birgitta: User, concern: ChildConcern
) -> None:
    take_concern(concern=concern, by=karin, now=SOON)
    before = ChildConcern.objects.values().get()
    events, traces = CaseEvent.objects.count(), AuditEvent.objects.count()
    tomorrow = TODAY + timedelta(days=1)
    assert refused(lambda: take_concern(concern=concern, by=maj, now=LATER)) == {
        ConcernRefusal.ALREADY_TAKEN
    }
    assert refused(lambda: report_concern(concern=concern, on=tomorrow, by=karin, now=LATER)) == {
        ConcernRefusal.REPORTED_IN_FUTURE
    }
    assert refused(lambda: undo_concern(concern=concern, by=birgitta, now=SOON)) == {
        ConcernRefusal.UNDONE_AFTER_TAKEN
    }
    assert ChildConcern.objects.values().get() == before
    assert (CaseEvent.objects.count(), AuditEvent.objects.count()) == (events, traces)


def test_a_mistake_is_undone_by_who_said_it_or_withdrawn_by_a_coordinator(
    case: Case, karin: User, birgitta: User, concern: ChildConcern
) -> None:
    assert ConcernRefusal.NOT_YOURS in refused(
        lambda: undo_concern(concern=concern, by=karin, now=SOON)
    )
    undo_concern(concern=concern, by=birgitta, now=SOON)
    assert ChildConcern.objects.get().state is ConcernState.WITHDRAWN
    again = raise_concern(case=case, by=birgitta, now=LATER)
    assert again != concern
    withdraw_concern(concern=again, by=karin, now=LATER + timedelta(hours=1))
    assert not ChildConcern.objects.unsettled().exists()
    assert told(case)[-1] == EventKind.CONCERN_WITHDRAWN


# --- Erasure and merging ------------------------------------------------------------------------


def test_an_erasure_waits_for_the_answer_and_then_takes_it_all(
    case: Case, karin: User, maj: User, concern: ChildConcern
) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=LATER)
    late = LATER + timedelta(days=120)
    assert retention.gallra(now=late).held == 1
    [line] = retention.upcoming(karin, now=late)
    assert (line.is_worried, line.is_held) == (True, False)
    asked = asked_erasure.ask_erasure(
        case=case, reason=ErasureReason.PERSON_ASKS, close_reason=None, by=karin, now=late
    )
    assert refused(lambda: asked_erasure.grant_erasure(asked=asked, by=maj, now=late)) == {
        CaseRefusal.CONCERN_UNSETTLED
    }
    report_concern(concern=concern, on=TODAY, by=karin, now=late)
    assert retention.gallra(now=late).erased == 1
    assert not ChildConcern.objects.exists()


def test_a_merge_takes_it_along_and_an_undone_one_gives_it_back(
    karin: User, birgitta: User
) -> None:
    kept, other = a_case(karin), its_duplicate(karin)
    concern = raise_concern(case=other, by=birgitta, now=NOW)
    made = merged(kept, other, karin)
    concern.refresh_from_db()
    assert concern.case == kept
    stale = ChildConcern.objects.get()
    stale.case = other
    take_concern(concern=stale, by=karin, now=LATER)
    assert CaseEvent.objects.get(kind=EventKind.CONCERN_TAKEN).case == kept
    undo_merge(merge=made, by=karin, now=LATER)
    concern.refresh_from_db()
    assert (concern.case, concern.state) == (other, ConcernState.TAKEN)


# --- Whoever took it on goes away ---------------------------------------------------------------


def _leaves_sight_of_readers(case: Case, karin: User, maj: User) -> None:
    protect(case=case, readers=[karin, maj], by=karin, now=SOON)
    change_readers(case=case, add=[], remove=[maj], by=karin, now=LATER)


GONE: dict[str, Callable[[Case, User, User], object]] = {
    "ended": lambda case, karin, maj: end_person(person=maj, by=karin, now=LATER),
    "dropped": lambda case, karin, maj: drop_coordinator(person=maj, by=karin, now=LATER),
    "recused": lambda case, karin, maj: recuse(
        case=case, user=maj, reason=RecusalReason.KNOWS_PERSON, by=maj, now=LATER
    ),
    "protected": lambda case, karin, maj: protect(case=case, readers=[karin], by=karin, now=LATER),
    "readers": _leaves_sight_of_readers,
    # No service has let go of it: what stands is asked all the same.
    "by-hand": lambda case, karin, maj: User.objects.filter(pk=maj.pk).update(is_active=False),
}


@pytest.mark.parametrize("way", GONE)
def test_what_somebody_who_goes_away_had_taken_on_waits_for_the_others(
    mail_sink: MailSink, karin: User, maj: User, concern: ChildConcern, way: str
) -> None:
    take_concern(concern=concern, by=maj, now=NOW)
    drain(now=NOW)

    def seen() -> list[bool]:
        found = notices(karin, Case.objects.visible_to(karin).open(), now=LATER).worries
        return [worry.is_own for worry in found]

    assert seen() == []
    before = len(mail_sink.recipients)
    GONE[way](concern.case, karin, maj)
    assert seen() == [False], "it waits for anybody"
    drain(now=LATER)
    told_anew = [] if way == "by-hand" else [karin.email]
    assert mail_sink.recipients[before:] == told_anew
    take_concern(concern=concern, by=karin, now=LATER)
    assert ChildConcern.objects.get().taken_by == karin
    assert seen() == [True]


def test_a_merge_into_a_protected_case_that_the_taker_does_not_read(karin: User, maj: User) -> None:
    kept, other = a_case(karin), its_duplicate(karin)
    concern = raise_concern(case=other, by=karin, now=NOW)
    take_concern(concern=concern, by=maj, now=NOW)
    protect(case=kept, readers=[karin], by=karin, now=NOW)
    merged(kept, other, karin)
    row = ChildConcern.objects.get()
    assert (row.case, row.taken_by, row.state) == (kept, None, ConcernState.WAITING)
