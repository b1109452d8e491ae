"""What stands against a merge, and what cannot be done in a case that was merged."""

import pytest

from cases.domain.duplicates import MergeRefusal, Side
from cases.domain.enums import (
    RecusalReason,
)
from cases.domain.intake import StatisticsInput
from cases.domain.retention import ErasureReason
from cases.models import Case
from cases.services import life
from cases.services.asked_erasure import ask_erasure
from contacts.compare import compare
from contacts.domain.entry import ContactRefusal
from contacts.domain.enums import Result
from contacts.models import Contact, Draft
from contacts.services import calls, log
from contacts.services.merging import merge, undo_merge
from contacts.services.recusal import recuse
from jourcase.kernel.refusals import RefusedError
from tests import factories
from tests.factories import MONDAY, entry, log_contact, open_case
from tests.integration.contacts.pairs import (
    HOUR,
    LATER,
    ONE,
    TWO,
    a_case,
    everything,
    its_duplicate,
    merged,
    refused,
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


# --- What stands against it ---------------------------------------------------------------------


def test_two_injured_parties_are_never_merged(karin: User) -> None:
    mother = open_case(by=karin, name="Amina Påhittad", k_number="5000-K1-26", phones=(ONE,))
    child = open_case(by=karin, name="Sami Påhittad", k_number="5000-K1-26", phones=(ONE,))
    assert refused(mother, child, karin) == {MergeRefusal.TWO_INJURED_PARTIES}


def test_first_names_alone_tell_two_injured_parties_apart(karin: User) -> None:
    amina = open_case(by=karin, name="Amina", k_number="5000-K1-26")
    sara = open_case(by=karin, name="Sara", k_number="5000-K1-26")
    whole = open_case(by=karin, name="amina Påhittad", k_number="5000-K1-26")
    assert refused(amina, sara, karin) == {MergeRefusal.TWO_INJURED_PARTIES}
    merged(amina, whole, karin)


def test_a_third_case_is_not_left_behind_uncovered(
    kept: Case, other: Case, karin: User, birgitta: User
) -> None:
    merged(kept, other, karin)
    hidden = open_case(by=karin, phones=(ONE,), is_protected=True)
    assert refused(hidden, kept, karin) == {MergeRefusal.UNCOVERS_A_THIRD}
    fourth = open_case(by=karin, phones=(ONE,))
    recuse(case=fourth, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert refused(fourth, kept, karin) == {MergeRefusal.UNCOVERS_A_THIRD}


def test_nobody_reads_more_protected_cases_than_before(karin: User) -> None:
    olle = factories.coordinator("Olle Annan")
    kept = open_case(by=karin, phones=(ONE,), is_protected=True)
    other = open_case(by=karin, phones=(ONE,), is_protected=True)
    kept.protected_readers.add(olle)
    assert refused(kept, other, karin) == {MergeRefusal.MORE_MAY_SEE}
    other.protected_readers.add(olle)
    merged(kept, other, karin)


def test_jav_in_a_merged_case_hides_what_it_became(
    kept: Case, other: Case, karin: User, birgitta: User
) -> None:
    life.assign(case=kept, to=birgitta, by=karin, now=MONDAY)
    merged(kept, other, karin)
    recuse(case=other, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=LATER)
    assert not Case.objects.visible_to(birgitta).exists()
    assert Case.objects.get(pk=kept.pk).assigned_to is None


def test_not_while_somebody_rings(kept: Case, other: Case, karin: User, birgitta: User) -> None:
    life.assign(case=other, to=birgitta, by=karin, now=MONDAY)
    calls.begin_call(case=other, user=birgitta, now=LATER)
    assert refused(kept, other, karin) == {MergeRefusal.CALL_GOES_ON}
    merged(kept, other, karin, now=LATER + HOUR)  # the claim has run out


def test_what_was_changed_while_one_compared_is_looked_at_again(
    kept: Case, other: Case, karin: User
) -> None:
    stamp = compare(kept, other).stamp
    life.change_statistics(
        case=other, statistics=StatisticsInput(gender="man"), by=karin, now=LATER
    )
    with pytest.raises(RefusedError) as raised:
        merge(kept=kept, other=other, sides={}, seen=stamp, by=karin, now=LATER)
    assert raised.value.refusals == {MergeRefusal.CHANGED_MEANWHILE}


def test_whoever_is_responsible_is_not_recused(
    kept: Case, other: Case, karin: User, birgitta: User
) -> None:
    life.assign(case=kept, to=birgitta, by=karin, now=MONDAY)
    recuse(case=other, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)
    assert refused(kept, other, karin) == {MergeRefusal.RESPONSIBLE_IS_RECUSED}


def test_a_volunteer_is_not_made_responsible_for_a_protected_case(
    other: Case, karin: User, birgitta: User
) -> None:
    safe = open_case(by=karin, phones=(TWO,), is_protected=True)
    life.assign(case=other, to=birgitta, by=karin, now=MONDAY)
    assert refused(safe, other, karin) == {MergeRefusal.RESPONSIBLE_NOT_POSSIBLE}
    merged(safe, other, karin, assigned_to=Side.KEPT)


def test_the_wrong_way_round(kept: Case, other: Case, karin: User) -> None:
    safe = open_case(by=karin, phones=(TWO,), is_protected=True)
    nobody = open_case(by=karin, is_anonymous=True)
    assert refused(kept, safe, karin) == {MergeRefusal.PROTECTED_IS_KEPT}
    assert refused(nobody, kept, karin) == {MergeRefusal.NAMED_IS_KEPT}
    assert refused(kept, kept, karin) == {MergeRefusal.SAME_CASE}
    merged(kept, nobody, karin)
    assert refused(other, nobody, karin) == {MergeRefusal.ALREADY_MERGED}


def test_an_asked_erasure_is_answered_first(kept: Case, other: Case, karin: User) -> None:
    ask_erasure(
        case=other, reason=ErasureReason.PERSON_ASKS, close_reason=None, by=karin, now=MONDAY
    )
    assert refused(kept, other, karin) == {MergeRefusal.ERASURE_PENDING}


def test_a_text_that_does_not_open_is_not_lost(kept: Case, other: Case, karin: User) -> None:
    from jourcase.keystore import store

    log_contact(other, karin, note="Viktigt")
    store.destroy([other.key_scope])
    before = everything(kept)["phones"]
    assert refused(kept, other, karin) == {MergeRefusal.TEXT_UNREADABLE}
    assert everything(kept)["phones"] == before
    assert Contact.objects.get().case == other


# --- Afterwards ---------------------------------------------------------------------------------


def test_nothing_is_written_in_what_was_merged(kept: Case, other: Case, karin: User) -> None:
    merged(kept, other, karin)
    acts = (
        lambda: life.write_note(case=other, text="Ny", by=karin, now=LATER),
        lambda: life.reopen(case=other, by=karin, now=LATER),
        lambda: life.change_statistics(
            case=other, statistics=StatisticsInput(), by=karin, now=LATER
        ),
        lambda: ask_erasure(
            case=other, reason=ErasureReason.PERSON_ASKS, close_reason=None, by=karin, now=LATER
        ),
    )
    for act in acts:
        with pytest.raises(RefusedError) as raised:
            act()
        assert raised.value.refusals == {MergeRefusal.WAS_MERGED}


def test_a_page_that_was_open_saves_its_call_in_the_kept_case(
    kept: Case, other: Case, karin: User, birgitta: User
) -> None:
    life.assign(case=other, to=birgitta, by=karin, now=MONDAY)
    draft = calls.begin_call(case=other, user=birgitta, now=MONDAY)
    calls.autosave(draft=draft, content={"note": ["halvt"]}, sequence=1, now=MONDAY)
    calls.release(draft=draft, now=MONDAY)
    merged(kept, other, karin)
    # Typed under the old key: never stored where the new one would not open it.
    assert not calls.autosave(draft=draft, content={"note": ["mer"]}, sequence=2, now=LATER)
    fresh = Draft.objects.get(pk=draft.pk)
    assert fresh.content == '{"note": ["halvt"]}'
    contact = log.save_draft(draft=draft, entry=entry(at=LATER), now=LATER, confirmed=True)
    assert contact.case == kept
    kept.refresh_from_db()
    assert kept.phone_tries == 1


def test_a_call_begun_at_that_very_moment_is_saved_in_the_kept_case(
    kept: Case, other: Case, karin: User
) -> None:
    merged(kept, other, karin)
    stale = Draft.objects.create(
        case=other, user=karin, started_at=LATER, claimed_until=LATER + HOUR
    )
    contact = log.save_draft(draft=stale, entry=entry(at=LATER, note="Svarade"), now=LATER)
    assert (contact.case, contact.note) == (kept, "Svarade")


def test_a_contact_that_was_moved_is_read_again_before_it_is_corrected(
    kept: Case, other: Case, karin: User
) -> None:
    contact = log_contact(other, karin, at=LATER)
    merged(kept, other, karin)
    for act in (
        lambda: log.undo(contact=contact, by=karin, now=LATER),
        lambda: log.correct(contact=contact, entry=entry(at=LATER), by=karin, now=LATER),
    ):
        with pytest.raises(RefusedError) as raised:
            act()
        assert raised.value.refusals == {ContactRefusal.CASE_WAS_MERGED}


def test_the_promise_columns_are_written_for_both(kept: Case, other: Case, karin: User) -> None:
    log_contact(other, karin, Result.REACHED, at=MONDAY)
    made = merged(kept, other, karin)
    kept.refresh_from_db()
    assert kept.reached_at == MONDAY
    assert kept.deadline_at is not None
    undo_merge(merge=made, by=karin, now=LATER)
    assert Case.objects.get(pk=kept.pk).reached_at is None
