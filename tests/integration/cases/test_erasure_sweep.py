"""A destroyed key is gone from the database's files too, whatever the server does meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections

from cases.domain.enums import CloseReason
from cases.models import Case
from cases.services import life, retention
from jourcase.kernel.vacuum import Swept
from jourcase.keystore.models import DataKey, Erasure
from tests.factories import MONDAY, coordinator, open_case
from tests.infrastructure import remains

pytestmark = pytest.mark.django_db(transaction=True)
LATE = MONDAY + timedelta(days=91)


@pytest.fixture
def case() -> Case:
    karin = coordinator()
    made = open_case(by=karin, received_at=MONDAY - timedelta(days=2))
    return life.close(case=made, reason=CloseReason.DECLINED, by=karin, now=MONDAY)


def wrapped_key(case: Case) -> bytes:
    return bytes(DataKey.objects.get(scope=case.key_scope).wrapped)


@contextmanager
def somebody_is_in(alias: str, *, saying: str) -> Iterator[None]:
    """In a transaction that began before the erasure."""
    other = connections[alias].copy()
    other.ensure_connection()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(saying)
            yield
            cursor.execute("COMMIT")
    finally:
        other.close()


def test_while_somebody_may_still_see_the_key_the_sweep_waits(case: Case) -> None:
    """PostgreSQL writes a dead row anew as long as an older transaction might ask for it."""
    if connection.vendor == "sqlite":
        return  # its reader is in test_erasure_stops.py
    wrapped = wrapped_key(case)
    with somebody_is_in("keys", saying="SELECT COUNT(*) FROM django_migrations"):  # as a dump is
        assert retention.gallra(now=LATE).swept is Swept.LATER
        assert Erasure.objects.get().done_at is None
        assert remains.bytes_in_files([wrapped]) == {wrapped}, "why it has to wait"
    assert retention.gallra(now=LATE).swept is Swept.DONE
    assert Erasure.objects.get().done_at == LATE
    assert remains.bytes_in_files([wrapped]) == set()


def test_who_writes_in_another_database_of_the_server_is_not_waited_for(case: Case) -> None:
    if connection.vendor == "sqlite":
        return  # there one writer waits for the other
    wrapped = wrapped_key(case)
    with somebody_is_in("default", saying="UPDATE django_migrations SET name = name"):
        assert retention.gallra(now=LATE).swept is Swept.DONE
        assert remains.bytes_in_files([wrapped]) == set()


def test_what_the_server_knows_of_a_column_holds_no_key(case: Case) -> None:
    """ANALYZE, which PostgreSQL runs by itself, keeps samples of a column's values."""
    for _ in range(4):
        open_case(by=coordinator())
    wrapped = wrapped_key(case)
    with connections["keys"].cursor() as cursor:
        cursor.execute("ANALYZE")
    assert retention.gallra(now=LATE).swept is Swept.DONE
    assert remains.bytes_in_files([wrapped]) == set()
