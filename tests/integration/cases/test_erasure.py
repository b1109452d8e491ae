"""What an erasure leaves and what it takes, with the ledger of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from cases import tasks
from cases.domain.enums import CloseReason, EarlyClose, GlassReason, GlassVerdict
from cases.domain.retention import ErasureReason
from cases.models import AnonymousCode, Case, CaseEvent, Identity, Note, Phone
from cases.services import glass, life, look_up, retention
from cases.services.erasure import erase_case, replay
from contacts.domain.enums import Result
from contacts.models import Callback, Contact, Draft
from contacts.services import calls, checking, log
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.keystore import store
from jourcase.keystore.models import DataKey, Erasure
from tests.factories import (
    MONDAY,
    closed_as_duplicate,
    coordinator,
    entry,
    log_contact,
    open_case,
    volunteer,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Closed on the Monday, erased from the 91st day after it.
LATE = MONDAY + 91 * DAY
Closed = Callable[..., Case]


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


def lived(karin: User, birgitta: User, **given: object) -> Case:
    """A case that has been rung, talked to, noted and closed."""
    case = open_case(by=karin, received_at=MONDAY - DAY, now=MONDAY - DAY, **given)  # type: ignore[arg-type]
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY - DAY)
    log_contact(case, birgitta, at=MONDAY - timedelta(hours=20))
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY - timedelta(hours=2))
    calls.autosave(draft=draft, content={"note": ["Hon är rädd"]}, sequence=1, now=MONDAY)
    log.save_draft(
        draft=draft,
        entry=entry(Result.REACHED, at=MONDAY - timedelta(hours=2), note="Hon är rädd"),
        now=MONDAY - timedelta(hours=1),
    )
    life.write_note(case=case, text="Ring efter fem", by=birgitta, now=MONDAY)
    return life.close(case=case, reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY)


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    return lived(karin, birgitta)


def test_a_case_is_erased_the_day_after_its_time_and_not_before(case: Case) -> None:
    before = LATE - DAY
    assert retention.gallra(now=before).erased == 0
    assert retention.gallra(now=LATE, dry_run=True).erased == 1
    assert Case.objects.filter(pk=case.pk).exists()
    assert retention.gallra(now=LATE).erased == 1
    assert not Case.objects.filter(pk=case.pk).exists()
    assert retention.gallra(now=LATE).erased == 0


def test_what_is_left_is_a_row_of_statistics_that_leads_nowhere(case: Case) -> None:
    retention.gallra(now=LATE)
    left = Case.objects.get()
    assert left.pk < 0
    assert left.pk != case.pk
    assert left.public_id != case.public_id
    assert left.reference.startswith("gallrat-")
    assert left.opened_by_id is None
    assert left.assigned_to_id is None
    assert left.erased_at is not None
    assert left.received_at != case.received_at
    assert (left.source, left.close_reason) == (case.source, case.close_reason)
    for model in (Identity, Phone, AnonymousCode, Note, CaseEvent, Draft, Callback):
        assert not model._default_manager.exists(), model
    contacts = Contact.objects.filter(case=left)
    assert contacts.count() == 2
    assert all(one.pk < 0 and one.made_by_id is None and one.note == "" for one in contacts)
    assert not DataKey.objects.filter(scope=case.key_scope).exists()


def test_the_ledger_knows_how_far_it_has_come_and_names_nobody(case: Case) -> None:
    retention.gallra(now=LATE)
    entry = Erasure.objects.get()
    assert (entry.scope, entry.subject) == (f"case:{case.pk}", case.public_id)
    assert entry.reason == "retention"
    assert entry.begun_at == entry.key_gone_at == entry.rows_gone_at == LATE
    event = AuditEvent.objects.get(action=Action.CASE_ERASED)
    assert (event.case_id, event.by_id, event.reason) == (case.pk, None, "retention")


def test_an_erased_scope_is_never_given_a_key_again(case: Case) -> None:
    retention.gallra(now=LATE)
    with pytest.raises(store.ErasedScopeError):
        store.mint(f"case:{case.pk}", now=LATE)


def test_the_search_and_the_lists_find_nothing(case: Case, karin: User) -> None:
    reference, number = case.reference, Phone.objects.get().number
    retention.gallra(now=LATE)
    for said in (reference, reference[-4:], number, "Amina", "gallrat"):
        assert look_up.find_cases(said, user=karin).cases == []


def test_the_promise_is_not_judged_by_coarse_moments(case: Case) -> None:
    retention.gallra(now=LATE)
    assert checking.check_promises().cases == 0


def test_a_case_that_was_opened_again_is_kept(case: Case, karin: User) -> None:
    life.reopen(case=case, by=karin, now=MONDAY + 80 * DAY)
    assert retention.gallra(now=LATE).erased == 0
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY + 85 * DAY)
    assert retention.gallra(now=LATE).erased == 0
    assert retention.gallra(now=MONDAY + 176 * DAY).erased == 1


def test_undone_and_corrected_contacts_are_gone(karin: User, birgitta: User) -> None:
    case = open_case(by=karin, received_at=MONDAY - DAY, now=MONDAY - DAY)
    wrong = log_contact(case, birgitta, at=MONDAY - timedelta(hours=3))
    log.correct(
        contact=wrong,
        entry=entry(Result.BUSY, at=MONDAY - timedelta(hours=3)),
        by=birgitta,
        now=MONDAY,
    )
    at = MONDAY - timedelta(hours=1)
    other = log_contact(case, birgitta, at=at)
    log.undo(contact=other, by=birgitta, now=at + timedelta(minutes=2))
    life.close(
        case=case, reason=CloseReason.NOT_REACHED, early=EarlyClose.NO_TIME, by=karin, now=MONDAY
    )
    retention.gallra(now=LATE)
    assert [one.result for one in Contact.objects.all()] == [Result.BUSY]


def test_a_duplicate_goes_with_the_case_that_counts(karin: User, birgitta: User) -> None:
    first = lived(karin, birgitta)
    double = open_case(by=karin, received_at=MONDAY, now=MONDAY)
    later = MONDAY + 30 * DAY
    closed_as_duplicate(double, of=first, by=karin, now=later)
    assert retention.gallra(now=LATE).erased == 1
    assert Case.objects.kept().count() == 0
    assert Case.objects.erased().count() == 2
    assert Erasure.objects.filter(rows_gone_at__isnull=False).count() == 2
    assert not Case.objects.filter(duplicate_of__isnull=False).exists()


def test_a_protected_and_an_anonymous_case_are_erased_like_others(
    karin: User, birgitta: User
) -> None:
    for given in ({"is_protected": True}, {"is_anonymous": True}):
        case = open_case(by=karin, received_at=MONDAY, now=MONDAY, **given)  # type: ignore[arg-type]
        life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    assert retention.gallra(now=LATE).erased == 2
    protected = Case.objects.get(is_protected=True)
    assert protected.protected_number is None
    assert not protected.protected_readers.exists()


def test_an_opening_that_nobody_has_judged_makes_the_erasure_wait(case: Case, karin: User) -> None:
    lars = volunteer("Lars Nilsson")
    late = LATE - DAY
    glass.break_glass(
        said=case.reference, code=GlassReason.OTHER, reason="Det brådskar nu", by=lars, now=late
    )
    done = retention.gallra(now=LATE)
    assert (done.erased, done.held, done.failed) == (0, 1, 0)
    opened = case.glass_breaks.get()
    glass.judge_glass(
        glass=opened, verdict=GlassVerdict.JUSTIFIED, comment="Ja", by=karin, now=LATE
    )
    assert retention.gallra(now=LATE).erased == 1


def test_one_case_that_fails_is_skipped_and_logged_without_a_word_of_it(
    karin: User,
    birgitta: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    expects_error_log: list[object],
) -> None:
    bad, good = lived(karin, birgitta, name="Vera Kanariefågel"), lived(karin, birgitta)

    def failing(case: Case, **given: object) -> list[str]:
        if case.pk == bad.pk:
            raise RuntimeError(f"Vera Kanariefågel {case.pk}")
        return erase_case(case, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "erase_case", failing)
    done = retention.gallra(now=LATE)
    assert (done.erased, done.failed) == (1, 1)
    assert Case.objects.filter(pk=bad.pk).exists()
    assert not Case.objects.filter(pk=good.pk).exists()
    assert "Vera" not in caplog.text


def test_the_command_says_what_it_did(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.fixed(LATE):
        call_command("gallra", "--dry-run")
        assert "1 ärenden skulle gallras" in capsys.readouterr().out
        assert Case.objects.filter(pk=case.pk).exists()
        call_command("gallra")
    assert "1 ärenden gallrade" in capsys.readouterr().out


def test_the_clock_does_the_same_as_the_command(case: Case) -> None:
    assert settings.PERIODIC_TASKS["gallra"]["task"] == "cases.gallra"
    with clock.fixed(LATE):
        tasks.gallra()
    assert not Case.objects.filter(pk=case.pk).exists()


def test_the_command_erases_one_closed_case_now(
    case: Case, karin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    still_open = open_case(by=karin)
    with clock.fixed(MONDAY + DAY):
        with pytest.raises(CommandError, match="öppet"):
            call_command("gallra", "--now-case", still_open.reference)
        with pytest.raises(CommandError, match="inget sådant"):
            call_command("gallra", "--now-case", "1999-0001")
        call_command("gallra", "--now-case", case.reference)
    assert "gallrat" in capsys.readouterr().out
    assert not Case.objects.filter(pk=case.pk).exists()
    assert Erasure.objects.get().reason == ErasureReason.PERSON_ASKS
    assert Case.objects.filter(pk=still_open.pk).exists()


def test_replaying_erases_what_a_backup_brought_back(case: Case) -> None:
    """The restored backup is played by a savepoint of the data alone, taken before the erasure."""
    with transaction.atomic():
        mark = transaction.savepoint()
        retention.gallra(now=LATE)
        transaction.savepoint_rollback(mark)
    assert Case.objects.filter(pk=case.pk).exists()
    assert not DataKey.objects.filter(scope=case.key_scope).exists()
    done = replay(LATE + DAY)
    assert (done.entries, done.erased) == (1, 1)
    assert not Case.objects.filter(pk=case.pk).exists()
    assert replay(LATE + DAY).erased == 0


def test_a_new_case_never_gets_a_number_that_the_ledger_blocks(case: Case, karin: User) -> None:
    scope = f"case:{case.pk + 40}"
    Erasure.objects.create(
        scope=scope, subject="00000000-0000-4000-8000-00000000000a", reason="x", begun_at=LATE
    )
    replay(LATE)
    assert open_case(by=karin).pk > case.pk + 40
