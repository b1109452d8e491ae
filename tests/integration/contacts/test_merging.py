"""One case of two: what goes over, what is counted, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest

from cases.domain.duplicates import MergeRefusal, Side
from cases.domain.enums import (
    CallSafety,
    CloseReason,
    IntakeChannel,
    RecusalReason,
    Source,
)
from cases.domain.intake import StatisticsInput
from cases.marks import Recusal
from cases.models import Case, Identity, Merge, Note, Phone
from cases.services import life
from contacts.domain.enums import Channel, Direction, Result
from contacts.models import Callback, Contact
from contacts.services import calls, log
from contacts.services.merging import undo_merge
from contacts.services.promise_columns import differences
from contacts.services.recusal import recuse
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from reporting.queries import IN_COHORT
from tests import factories
from tests.factories import MONDAY, entry, log_contact, open_case
from tests.integration.contacts.pairs import (
    DAY,
    EARLIER,
    HOUR,
    LATER,
    ONE,
    THREE,
    TWO,
    a_case,
    everything,
    its_duplicate,
    merged,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin(db: None) -> User:
    return factories.coordinator()


@pytest.fixture
def birgitta(db: None) -> User:
    return factories.volunteer()


@pytest.fixture
def kept(karin: User) -> Case:
    return a_case(karin)


@pytest.fixture
def other(karin: User) -> Case:
    return its_duplicate(karin)


# --- What a merge makes -------------------------------------------------------------------------


def test_the_earliest_received_time_governs_and_the_figures_have_one_case(
    kept: Case, other: Case, karin: User
) -> None:
    log_contact(kept, karin, at=MONDAY + HOUR)
    log_contact(other, karin, at=MONDAY + 2 * HOUR, note="Ingen svarade")
    merged(kept, other, karin)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert kept.received_at == EARLIER
    assert (kept.source, kept.channel) == (Source.OWN, IntakeChannel.EMAIL)
    assert kept.phone_tries == 2
    assert kept.first_contact_at == MONDAY + HOUR
    assert other.phone_tries == 0
    assert (other.closed_at, other.close_reason) == (LATER, CloseReason.DUPLICATE)
    assert other.duplicate_of == kept
    assert list(Case.objects.filter(IN_COHORT)) == [kept]
    assert differences(kept) == differences(other) == []


def test_answers_are_chosen_and_telephones_circumstances_united(
    kept: Case, other: Case, karin: User
) -> None:
    merged(kept, other, karin, name=Side.OTHER)
    kept.refresh_from_db()
    identity = Identity.objects.get(case=kept)
    assert identity.name == "Påhittad, Amina"
    assert identity.email == "amina@example.se"
    assert identity.k_number == "5000-K1-26"
    assert identity.k_number_lookup
    assert identity.say_nothing is True
    assert identity.safe_note == "Bara dagtid"
    assert kept.call_safety == CallSafety.CONDITIONS
    assert kept.hate_crime is True
    assert kept.gender == "woman"
    assert getattr(kept.district, "code", "") == "farsta"
    assert [phone.number for phone in Phone.objects.filter(case=kept)] == [ONE, TWO, THREE]
    # The duplicate keeps what it was.
    assert Identity.objects.get(case=other).name == "Påhittad, Amina"


def test_the_terms_are_those_of_the_earliest_day(kept: Case, other: Case, karin: User) -> None:
    from jourcase.agreement.models import TermsVersion

    old = TermsVersion.objects.get()
    TermsVersion.objects.filter(pk=old.pk).update(first_contact_days=5)
    newer = TermsVersion.objects.get(pk=old.pk)
    newer.pk, newer.valid_from, newer.first_contact_days = None, MONDAY.date(), 1
    newer.save()
    Case.objects.filter(pk=kept.pk).update(terms=newer)
    merged(kept, other, karin)
    kept.refresh_from_db()
    assert kept.terms == old
    assert kept.deadline_at is not None
    assert (kept.deadline_at - EARLIER).days == 5


def test_age_is_that_of_the_earliest_day(karin: User) -> None:
    born = StatisticsInput(born=MONDAY.date().replace(year=2005))
    late = open_case(by=karin, statistics=born, phones=(ONE,))
    early = open_case(by=karin, received_at=EARLIER, phones=(ONE,))
    assert late.age_group == "21"
    merged(late, early, karin)
    late.refresh_from_db()
    assert (late.age_group, late.age_band) == ("18-20", "under")


def test_what_was_moved_is_read_under_the_kept_case_alone(
    kept: Case, other: Case, karin: User
) -> None:
    contact = log_contact(other, karin, note="Hemligt om samtalet")
    life.write_note(case=other, text="Hunden heter Bo", by=karin, now=MONDAY)
    merged(kept, other, karin)
    contact.refresh_from_db()
    assert (contact.case, contact.note) == (kept, "Hemligt om samtalet")
    assert [note.text for note in Note.objects.filter(case=kept)] == ["Hunden heter Bo"]
    from jourcase.keystore import store

    store.destroy([other.key_scope])
    assert Contact.objects.get(pk=contact.pk).note == "Hemligt om samtalet"


def test_two_promises_become_one(kept: Case, other: Case, karin: User) -> None:
    for case, hours in ((kept, 20), (other, 30)):
        log_contact(
            case, karin, Result.CALL_LATER, at=MONDAY, callback_at=MONDAY + timedelta(hours=hours)
        )
    merged(kept, other, karin)
    kept.refresh_from_db()
    assert Callback.objects.pending().count() == 1
    assert kept.callback_at == MONDAY + timedelta(hours=30)


def test_somebody_who_rang_later_than_the_police_was_reached_then(karin: User) -> None:
    """The time when they rang themselves is not lost, and not moved to when the police wrote."""
    police = open_case(by=karin, received_at=EARLIER, phones=(ONE,))
    rang = open_case(by=karin, phones=(ONE,), source=Source.OWN, channel=IntakeChannel.PHONE)
    assert rang.reached_at == MONDAY
    before = everything(police), everything(rang)
    made = merged(police, rang, karin)
    police.refresh_from_db()
    assert police.person_was_there is False
    assert police.reached_at == police.first_contact_at == MONDAY
    contact = Contact.objects.get()
    assert (contact.direction, contact.channel) == (Direction.IN, Channel.PHONE)
    undo_merge(merge=made, by=karin, now=LATER)
    assert (everything(police), everything(rang)) == before


def test_who_rang_first_was_reached_first(karin: User) -> None:
    rang = open_case(
        by=karin, received_at=EARLIER, phones=(ONE,), source=Source.OWN, channel=IntakeChannel.PHONE
    )
    police = open_case(by=karin, phones=(ONE,))
    merged(police, rang, karin)
    police.refresh_from_db()
    assert police.person_was_there is True
    assert police.reached_at == EARLIER
    assert not Contact.objects.exists()


def test_jav_holds_for_both(kept: Case, other: Case, karin: User, birgitta: User) -> None:
    recuse(case=other, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    made = merged(kept, other, karin)
    assert Recusal.objects.hides(kept.pk, birgitta)
    undo_merge(merge=made, by=karin, now=LATER)
    assert not Recusal.objects.hides(kept.pk, birgitta)
    assert Recusal.objects.hides(other.pk, birgitta)


def test_the_duplicate_of_a_protected_case_is_protected_too(other: Case, karin: User) -> None:
    maj = factories.coordinator("Maj Annan")
    safe = open_case(by=karin, phones=(TWO,), is_protected=True)
    before = everything(other)
    made = merged(safe, other, karin)
    assert not Case.objects.visible_to(maj).filter(pk__in=[safe.pk, other.pk]).exists()
    safe.refresh_from_db()
    assert safe.district is None
    undo_merge(merge=made, by=karin, now=LATER)
    assert everything(other) == before


def test_it_leaves_a_trace_in_both_cases(kept: Case, other: Case, karin: User) -> None:
    made = merged(kept, other, karin)
    undo_merge(merge=made, by=karin, now=LATER)
    for action in (Action.CASES_MERGED, Action.MERGE_UNDONE):
        rows = AuditEvent.objects.filter(action=action, by=karin)
        assert set(rows.values_list("case_id", flat=True)) == {kept.pk, other.pk}
    kinds = [event.kind for event in kept.events.order_by("pk")]
    assert kinds[-2:] == ["merged", "merge_undone"]


# --- Taking it back -----------------------------------------------------------------------------


def a_lived_in_pair(kept: Case, other: Case, karin: User, birgitta: User) -> None:
    """Everything on both that there can be."""
    for case in (kept, other):
        life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
        draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
        told = entry(at=MONDAY, note=f"Om {case.pk}")
        contact = log.save_draft(draft=draft, entry=told, now=MONDAY + HOUR)
        log.correct(
            contact=contact, entry=entry(Result.BUSY, at=MONDAY), by=birgitta, now=MONDAY + HOUR
        )
        promised = {"callback_at": MONDAY + 3 * DAY}
        log_contact(case, birgitta, Result.CALL_LATER, at=MONDAY + HOUR, **promised)
        life.write_note(case=case, text=f"Nyckel {case.pk}", by=karin, now=MONDAY + HOUR)
        draft = calls.begin_call(case=case, user=karin, now=MONDAY + 2 * HOUR)
        calls.autosave(draft=draft, content={"note": ["halvt"]}, sequence=1, now=MONDAY + 2 * HOUR)
        calls.release(draft=draft, now=MONDAY + 2 * HOUR)
    log_contact(other, birgitta, Result.WRONG_NUMBER, at=MONDAY + 3 * HOUR)
    log_contact(kept, birgitta, Result.OTHER_PERSON, at=MONDAY + 3 * HOUR)


def test_undoing_gives_both_back_exactly(
    kept: Case, other: Case, karin: User, birgitta: User
) -> None:
    a_lived_in_pair(kept, other, karin, birgitta)
    before = everything(kept), everything(other)
    chosen: dict[str, Any] = dict.fromkeys(
        ("name", "assigned_to", "source", "call_safety"), Side.OTHER
    )
    made = merged(kept, other, karin, **chosen)
    assert (everything(kept), everything(other)) != before
    undo_merge(merge=made, by=karin, now=LATER + timedelta(hours=24))
    assert (everything(kept), everything(other)) == before
    for case in (kept, other):
        assert differences(Case.objects.get(pk=case.pk)) == []
    assert Merge.objects.get().content == ""


def test_a_case_that_was_closed_is_closed_as_before(kept: Case, other: Case, karin: User) -> None:
    life.close(case=other, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    before = everything(other)
    made = merged(kept, other, karin)
    assert Case.objects.get(pk=other.pk).closed_at == MONDAY
    undo_merge(merge=made, by=karin, now=LATER)
    assert everything(other) == before


def test_what_is_written_after_the_merge_stays_with_the_kept_case(
    kept: Case, other: Case, karin: User
) -> None:
    moved = log_contact(other, karin, at=MONDAY)
    made = merged(kept, other, karin)
    new = log_contact(kept, karin, Result.REACHED, at=LATER + HOUR)
    moved = Contact.objects.get(pk=moved.pk)
    right = log.correct(
        contact=moved, entry=entry(Result.BUSY, at=MONDAY), by=karin, now=LATER + HOUR
    )
    life.change_statistics(
        case=kept, statistics=StatisticsInput(gender="man"), by=karin, now=LATER + HOUR
    )
    undo_merge(merge=made, by=karin, now=LATER + 2 * HOUR)
    for contact, case in ((new, kept), (moved, other), (right, other)):
        contact.refresh_from_db()
        assert contact.case == case
    kept.refresh_from_db()
    assert kept.gender == "man"
    assert kept.received_at == MONDAY


def test_it_is_undone_within_24_hours_and_once(kept: Case, other: Case, karin: User) -> None:
    made = merged(kept, other, karin)
    with pytest.raises(RefusedError) as raised:
        undo_merge(merge=made, by=karin, now=LATER + timedelta(hours=24, seconds=1))
    assert raised.value.refusals == {MergeRefusal.TOO_LATE_TO_UNDO}
    undo_merge(merge=made, by=karin, now=LATER)
    with pytest.raises(RefusedError) as raised:
        undo_merge(merge=made, by=karin, now=LATER)
    assert raised.value.refusals == {MergeRefusal.ALREADY_UNDONE}


def test_three_of_one_person_are_undone_the_latest_first(
    kept: Case, other: Case, karin: User
) -> None:
    third = open_case(by=karin, received_at=EARLIER - DAY, phones=(ONE,))
    cases = (kept, other, third)
    before = [everything(one) for one in cases]
    first = merged(kept, other, karin)
    second = merged(kept, third, karin)
    with pytest.raises(RefusedError) as raised:
        undo_merge(merge=first, by=karin, now=LATER)
    assert raised.value.refusals == {MergeRefusal.LATER_MERGE_FIRST}
    undo_merge(merge=second, by=karin, now=LATER)
    undo_merge(merge=first, by=karin, now=LATER)
    assert [everything(one) for one in cases] == before


def test_a_chain_is_undone_from_its_end(kept: Case, other: Case, karin: User) -> None:
    third = open_case(by=karin, phones=(ONE,))
    first = merged(kept, other, karin)
    second = merged(third, kept, karin)
    with pytest.raises(RefusedError):
        undo_merge(merge=first, by=karin, now=LATER)
    undo_merge(merge=second, by=karin, now=LATER)
    undo_merge(merge=first, by=karin, now=LATER)
    assert {case.duplicate_of_id for case in Case.objects.all()} == {None}
