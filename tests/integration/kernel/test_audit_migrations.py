"""What was recorded before there was a chain is chained by the migration, in the order of time."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jourcase.kernel.audit import AuditEvent
from tests.factories import MONDAY
from tests.infrastructure.append_only import triggers

BEFORE = [("kernel", "0003_actions")]


def migrated(targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def all_migrations_again(transactional_db: None) -> Iterator[None]:
    """Whatever happens in the test, the next one meets a database that is whole."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_earlier_events_are_chained_in_the_order_of_time(
    all_migrations_again: None, capsys: pytest.CaptureFixture[str]
) -> None:
    old = migrated(BEFORE).get_model("kernel", "AuditEvent")
    assert triggers(connection) == {}
    late_first = [MONDAY - timedelta(minutes=n) for n in range(1200)]
    old.objects.bulk_create(
        old(at=at, action="case_viewed", case_id=n, fields=["namn å"], reason="x", role="")
        for n, at in enumerate(late_first)
    )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert AuditEvent.objects.order_by("seq").first().case_id == 1199  # type: ignore[union-attr]
    assert AuditEvent.objects.latest("seq").case_id == 0
    call_command("verify_audit_log")
    assert "1 200 rader" in capsys.readouterr().out.replace("\xa0", " ")
    assert triggers(connection)


@pytest.mark.django_db(transaction=True)
def test_chaining_twice_changes_nothing_and_goes_on_where_it_stopped(
    all_migrations_again: None,
) -> None:
    step = import_module("jourcase.kernel.migrations.0005_chain_earlier_events")
    apps = migrated([("kernel", "0004_chain")])
    events = apps.get_model("kernel", "AuditEvent").objects

    class Editor:
        pass

    editor = Editor()
    editor.connection = connection  # type: ignore[attr-defined]
    for turn in (1, 2):
        events.create(at=MONDAY, action="case_viewed", case_id=turn)
        step.chain_earlier_events(apps, editor)
        chained = list(events.order_by("seq").values_list("seq", "previous", "digest"))
        step.chain_earlier_events(apps, editor)
        assert list(events.order_by("seq").values_list("seq", "previous", "digest")) == chained
    assert [row[0] for row in chained] == [1, 2]
    assert chained[1][1] == chained[0][2]
