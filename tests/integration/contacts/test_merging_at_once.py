"""A merge while others call, write and merge: real connections, on both databases."""

from datetime import timedelta

import pytest

from cases.domain.enums import CloseReason
from cases.domain.intake import StatisticsInput
from cases.merging import Merge
from cases.models import Case, Note
from cases.services import life
from contacts.models import Contact, Draft
from contacts.services import calls, log
from contacts.services.merging import undo_merge
from contacts.services.promise_columns import differences
from jourcase.kernel.sealed import Unreadable
from tests.factories import MONDAY, coordinator, entry, log_contact, open_case
from tests.integration.contacts.pairs import LATER, ONE, merged
from tests.integration.contacts.test_parallel_audit import all_at_once, assert_one_chain

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def assert_whole() -> None:
    """Every text opens, and every column is what the rule says."""
    for case in Case.objects.select_related("terms"):
        assert differences(case) == []
    texts = [
        *(row.note for row in Contact.objects.all()),
        *(row.content for row in Draft.objects.all()),
        *(row.text for row in Note.objects.all()),
    ]
    assert not any(isinstance(text, Unreadable) for text in texts)
    assert_one_chain()


def test_two_who_merge_each_other_get_one_case() -> None:
    karin, olle = coordinator(), coordinator("Olle Annan")
    for _ in range(ROUNDS):
        one, two = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
        all_at_once([lambda: merged(one, two, karin), lambda: merged(two, one, olle)])  # noqa: B023
        assert Merge.objects.between(one.pk, two.pk).standing().count() == 1
        states = Case.objects.filter(pk__in=[one.pk, two.pk]).order_by("close_reason")
        assert [case.close_reason for case in states] == ["", CloseReason.DUPLICATE]
    assert_whole()


def test_whatever_others_do_meanwhile_nothing_is_lost_from_sight() -> None:
    karin, olle = coordinator(), coordinator("Olle Annan")
    for turn in range(ROUNDS):
        kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
        contact = log_contact(other, karin, at=MONDAY, note="Först")
        now = LATER + timedelta(minutes=turn)

        def ring() -> None:
            draft = calls.begin_call(case=other, user=olle, now=now)  # noqa: B023
            calls.autosave(draft=draft, content={"note": ["x"]}, sequence=1, now=now)  # noqa: B023
            told = entry(at=now, note="Svarade inte")  # noqa: B023
            log.save_draft(draft=draft, entry=told, now=now, confirmed=True)  # noqa: B023

        def correct() -> None:
            log.correct(contact=contact, entry=entry(at=MONDAY), by=karin, now=now)  # noqa: B023

        def edit() -> None:
            said = StatisticsInput(gender="woman")
            life.change_statistics(case=other, statistics=said, by=olle, now=now)  # noqa: B023
            life.write_note(case=other, text="Ringer sent", by=olle, now=now)  # noqa: B023

        all_at_once([ring, correct, edit, lambda: merged(kept, other, karin, now=now)])  # noqa: B023
        made = Merge.objects.filter(other=other).first()
        if made is not None:
            assert not Contact.objects.filter(case=other).exists()
            assert not Note.objects.filter(case=other).exists()
    assert_whole()


def test_an_undo_and_what_is_logged_meanwhile_both_hold() -> None:
    karin, olle = coordinator(), coordinator("Olle Annan")
    for _ in range(ROUNDS):
        kept, other = (open_case(by=karin, phones=(ONE,)) for _ in range(2))
        moved = log_contact(other, karin, at=MONDAY, note="Från dubbletten")
        made = merged(kept, other, karin)
        all_at_once(
            [
                lambda: undo_merge(merge=made, by=karin, now=LATER),  # noqa: B023
                lambda: undo_merge(merge=made, by=olle, now=LATER),  # noqa: B023
                lambda: log_contact(kept, olle, at=LATER),  # noqa: B023
            ]
        )
        moved.refresh_from_db()
        assert moved.case == other
        assert Contact.objects.filter(case=kept).count() == 1
    assert_whole()
