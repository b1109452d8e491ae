"""A case is protected while others call, write and edit: real connections, on both databases."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from cases.domain.enums import CloseReason
from cases.domain.intake import StatisticsInput
from cases.models import Case, CaseEvent, EventKind, Note
from cases.services import life
from cases.services.protection import unprotect
from contacts.models import Contact, Draft
from contacts.services import calls, log
from contacts.services.promise_columns import differences
from contacts.services.protection import change_readers, protect
from jourcase.kernel.refusals import RefusedError
from tests.factories import MONDAY, coordinator, entry, open_case, volunteer
from tests.integration.contacts.test_parallel_audit import all_at_once, assert_one_chain

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def test_whatever_others_do_meanwhile_it_ends_protected_and_nothing_is_lost() -> None:
    karin, birgitta = coordinator(), volunteer()
    for turn in range(ROUNDS):
        case = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
        now = MONDAY + timedelta(minutes=turn)

        def ring() -> None:
            # Whoever protects first leaves nothing to begin: nothing is told yet.
            with suppress(RefusedError):
                tell()

        def tell() -> None:
            draft = calls.begin_call(case=case, user=birgitta, now=now)  # noqa: B023
            calls.autosave(draft=draft, content={"note": ["x"]}, sequence=1, now=now)  # noqa: B023
            told = entry(at=now, note="Svarade inte")  # noqa: B023
            log.save_draft(draft=draft, entry=told, now=now, confirmed=True)  # noqa: B023

        def edit() -> None:
            said = StatisticsInput(district_code="farsta")
            life.change_statistics(case=case, statistics=said, by=birgitta, now=now)  # noqa: B023
            life.write_note(case=case, text="Ringer sent", by=birgitta, now=now)  # noqa: B023

        def hide() -> None:
            protect(case=case, readers=[karin], by=karin, now=now)  # noqa: B023

        all_at_once([ring, edit, hide])
        held = Case.objects.select_related("terms").get(pk=case.pk)
        assert (held.is_protected, held.district, held.assigned_to) == (True, None, None)
        assert differences(held) == []
        told = [one.note for one in Contact.objects.filter(case=case)]
        assert told == ["Svarade inte"] * Draft.objects.filter(case=case).count()
        assert Note.objects.get(case=case).text == "Ringer sent"
        assert not Case.objects.visible_to(birgitta).filter(pk=case.pk).exists()
    assert_one_chain()


def test_no_claim_is_left_on_what_has_been_protected_meanwhile() -> None:
    karin, birgitta = coordinator(), volunteer()
    for _ in range(2 * ROUNDS):
        case = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)

        def ring() -> None:
            with suppress(RefusedError):
                calls.begin_call(case=case, user=birgitta, now=MONDAY)  # noqa: B023

        all_at_once(
            [ring, lambda: protect(case=case, readers=[karin], by=karin, now=MONDAY)]  # noqa: B023
        )
        assert not Draft.objects.claiming().filter(case=case).exists()
    assert_one_chain()


@pytest.mark.parametrize("what", ["protected", "closed"])
def test_what_has_happened_since_the_case_was_read_stops_the_claim(what: str) -> None:
    karin, birgitta = coordinator(), volunteer()
    as_read = life.assign(case=open_case(by=karin), to=birgitta, by=karin, now=MONDAY)
    if what == "protected":
        protect(case=as_read, readers=[karin], by=karin, now=MONDAY)
    else:
        life.close(case=as_read, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    as_read.closed_at = None
    with pytest.raises(RefusedError):
        calls.begin_call(case=as_read, user=birgitta, now=MONDAY)
    assert not Draft.objects.exists()


def test_many_at_once_get_a_number_each_and_two_of_the_same_case_one() -> None:
    karin, olle = coordinator(), coordinator("Olle Annan")
    cases = [open_case(by=karin) for _ in range(3)]
    hide = partial(protect, readers=[karin], by=karin, now=MONDAY)
    all_at_once(
        [
            *(partial(hide, case=one) for one in cases),
            lambda: protect(case=cases[0], readers=[olle], by=olle, now=MONDAY),
            lambda: open_case(by=olle, is_protected=True),
        ]
    )
    assert set(Case.objects.values_list("protected_number", flat=True)) == {1, 2, 3, 4}
    assert CaseEvent.objects.filter(case=cases[0], kind=EventKind.PROTECTED).count() == 1
    assert cases[0].protected_readers.count() == 1
    assert_one_chain()


def test_of_two_readers_who_take_each_other_away_one_is_left() -> None:
    karin, olle = coordinator(), coordinator("Olle Annan")
    for _ in range(ROUNDS):
        case = open_case(by=karin)
        protect(case=case, readers=[karin, olle], by=karin, now=MONDAY)
        all_at_once(
            [
                lambda: change_readers(case=case, add=[], remove=[olle], by=karin, now=MONDAY),  # noqa: B023
                lambda: change_readers(case=case, add=[], remove=[karin], by=olle, now=MONDAY),  # noqa: B023
            ]
        )
        assert case.protected_readers.count() == 1
    all_at_once([lambda: unprotect(case=case, reason="Fel", by=karin, now=MONDAY)] * 2)
    assert CaseEvent.objects.filter(kind=EventKind.UNPROTECTED).count() == 1
    assert_one_chain()
