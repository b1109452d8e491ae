"""An erasure that is stopped between any two steps is finished by the next run: by an error in the
same process, and by SIGKILL to a process of its own.
"""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from cases.domain.enums import CloseReason
from cases.models import Case, Identity, Note
from cases.services import life, retention
from cases.services.erasure import Step, Watch, finish_begun, sweep
from contacts.models import Contact
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.roles import grant
from jourcase.kernel.vacuum import Swept
from jourcase.keystore.models import DataKey, Erasure
from tests.factories import MONDAY, coordinator, log_contact, open_case
from tests.infrastructure.celery_worker import join_databases

ROOT = Path(__file__).resolve().parents[3]
LATE = MONDAY + timedelta(days=91)


class StoppedError(Exception):
    """The power is gone."""


def stopping(at: Step) -> Watch:
    def watch(step: Step) -> None:
        if step is at:
            raise StoppedError

    return watch


@pytest.fixture
def case() -> Case:
    karin = coordinator()
    made = open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    log_contact(made, karin, at=MONDAY - timedelta(days=1))
    life.write_note(case=made, text="Ring efter fem", by=karin, now=MONDAY)
    return life.close(case=made, reason=CloseReason.DECLINED, by=karin, now=MONDAY)


def has_key(case: Case) -> bool:
    return DataKey.objects.filter(scope=case.key_scope).exists()


def is_complete(case: Case) -> bool:
    """Nothing of it is left, and its statistics are there once."""
    entry = Erasure.objects.get()
    gone = not Case.objects.filter(pk=case.pk).exists()
    texts = Identity.objects.exists() or Note.objects.exists() or has_key(case)
    once = Case.objects.erased().count() == 1 and Contact.objects.count() == 1
    told = AuditEvent.objects.filter(action=Action.CASE_ERASED).count() == 1
    return gone and not texts and once and told and entry.rows_gone_at is not None


@pytest.mark.django_db
def test_the_ledger_comes_first_then_the_key_goes_and_then_the_rows(case: Case) -> None:
    seen = []

    def watch(step: Step) -> None:
        rows = Case.objects.filter(pk=case.pk).exists()
        seen.append((step.name, Erasure.objects.exists(), has_key(case), rows))

    retention.gallra(now=LATE, watch=watch)
    assert seen == [
        ("LEDGER", True, True, True),
        ("KEY", True, False, True),
        ("ROWS", True, False, False),
        ("NOTED", True, False, False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("at", list(Step))
def test_stopped_by_an_error_the_next_run_finishes(
    case: Case, at: Step, expects_error_log: list[object]
) -> None:
    done = retention.gallra(now=LATE, watch=stopping(at))
    assert done.failed == 1
    assert not is_complete(case) or at is Step.NOTED
    again = retention.gallra(now=LATE + timedelta(days=1))
    assert again.failed == 0
    assert is_complete(case)


@pytest.mark.django_db
def test_once_the_ledger_knows_of_it_even_an_opened_case_is_erased(
    case: Case, expects_error_log: list[object]
) -> None:
    """Its key is gone: opening it again would give an empty case."""
    retention.gallra(now=LATE, watch=stopping(Step.KEY))
    Case.objects.filter(pk=case.pk).update(closed_at=None, close_reason="")
    assert finish_begun(now=LATE) == 1
    assert is_complete(case)


@pytest.fixture
def killed(
    transactional_db: None, case: Case, request: pytest.FixtureRequest
) -> subprocess.CompletedProcess[bytes]:
    """A process of its own that kills itself after a step."""
    for one in connections.all():
        one.close()
    return _run_and_kill(request.param, LATE)


def _run_and_kill(at: Step, now: datetime) -> subprocess.CompletedProcess[bytes]:
    program = f"""
import django, os, signal
django.setup()
from datetime import datetime
from cases.services.erasure import Step
from cases.services.retention import gallra

def watch(step):
    if step is Step.{at.name}:
        os.kill(os.getpid(), signal.SIGKILL)

gallra(now=datetime.fromisoformat({now.isoformat()!r}), watch=watch)
"""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        **join_databases(),
    }
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, check=False, timeout=60
    )


@pytest.mark.parametrize("killed", list(Step), indirect=True, ids=lambda step: step.name)
def test_killed_after_any_step_the_next_run_finishes(
    killed: subprocess.CompletedProcess[bytes], case: Case
) -> None:
    assert killed.returncode == -signal.SIGKILL
    assert not is_complete(case) or Erasure.objects.get().done_at is None
    retention.gallra(now=LATE + timedelta(days=1))
    assert is_complete(case)
    assert Erasure.objects.get().done_at is not None


@pytest.mark.django_db(transaction=True)
def test_the_free_space_is_swept_and_that_is_noted(case: Case) -> None:
    done = retention.gallra(now=LATE)
    assert done.swept is Swept.DONE
    assert Erasure.objects.get().done_at == LATE
    assert sweep(now=LATE) is Swept.DONE


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_the_journal_makes_the_sweep_wait(case: Case) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL's tables are swept beside their readers
    import sqlite3

    reader = sqlite3.connect(connections["default"].settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM cases_case").fetchone()
    try:
        assert retention.gallra(now=LATE).swept is Swept.LATER
        assert Erasure.objects.get().done_at is None
    finally:
        reader.close()
    assert retention.gallra(now=LATE).swept is Swept.DONE
    assert Erasure.objects.get().done_at == LATE


@pytest.mark.django_db(transaction=True)
def test_a_role_that_does_not_own_the_tables_says_so_and_leaves_them_to_the_owner(
    case: Case,
) -> None:
    if connection.vendor == "sqlite":
        return  # SQLite has no roles
    for one in connections.all():
        with transaction.atomic(using=one.alias):
            grant("jourcase_sweeper", on=one)
        with one.cursor() as cursor:
            cursor.execute("SET ROLE jourcase_sweeper")
    try:
        assert retention.gallra(now=LATE).swept is Swept.NOT_OURS
    finally:
        for one in connections.all():
            with one.cursor() as cursor:
                cursor.execute("RESET ROLE")
    assert is_complete(case)
    assert Erasure.objects.get().done_at is None
    assert retention.gallra(now=LATE).swept is Swept.DONE
    assert Erasure.objects.get().done_at == LATE
