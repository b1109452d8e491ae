"""What is done by the clock: once each turn, whoever looks, with no broker and no beat."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app, shared_task
from django.conf import LazySettings
from django.utils.module_loading import autodiscover_modules

from jourcase.outbox.domain.patience import STUCK_AFTER, wait_after
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.periodic import LONG_LEASE, do_round
from jourcase.outbox.services import stuck

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
called: list[str] = []
broken: set[str] = set()


@shared_task(name="test.hourly")
def hourly() -> None:
    called.append("hourly")
    if "hourly" in broken:
        raise ValueError


@shared_task(name="test.daily")
def daily() -> None:
    called.append("daily")


@pytest.fixture(autouse=True)
def schedule(settings: LazySettings) -> None:
    called.clear()
    broken.clear()
    settings.PERIODIC_TASKS = {
        "hourly": {"task": "test.hourly", "schedule": 3600},
        "daily": {"task": "test.daily", "schedule": 24 * 3600},
    }


def test_each_task_has_its_turn_once_however_often_somebody_looks() -> None:
    for minute in range(0, 120, 5):
        do_round(now=NIGHT + timedelta(minutes=minute))
    assert sorted(called) == ["daily", "hourly", "hourly"]


def test_after_a_time_away_a_task_runs_once_and_not_once_for_each_turn_missed() -> None:
    do_round(now=NIGHT)
    do_round(now=NIGHT + 5 * DAY)
    assert sorted(called) == ["daily", "daily", "hourly", "hourly"]


def test_one_that_fails_is_tried_again_until_its_next_turn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken.add("hourly")
    do_round(now=NIGHT)
    do_round(now=NIGHT + wait_after(1))
    assert called.count("hourly") == 2
    broken.clear()
    do_round(now=NIGHT + HOUR)
    assert called.count("hourly") == 3
    assert not OutboxRow.objects.waiting().exists(), "the old turn is over with the new one"
    failures = [str(record.__dict__["failure"]) for record in caplog.records]
    assert [failure.partition(" ")[0] for failure in failures] == ["ValueError"] * 2


def test_one_that_fails_all_day_is_told_of(expects_error_log: list[logging.LogRecord]) -> None:
    broken.add("hourly")
    row_kind = "outbox.periodic"
    at = NIGHT
    for tries in range(1, STUCK_AFTER + 1):
        OutboxRow.objects.filter(key__startswith="periodic:hourly").update(
            key=f"periodic:hourly:{int(at.timestamp() // 3600)}"
        )
        do_round(now=at)
        at += wait_after(tries)
    assert stuck(at) == {row_kind: 1}


def test_a_task_that_is_no_more_leaves_nothing_behind(settings: LazySettings) -> None:
    broken.add("hourly")
    do_round(now=NIGHT)
    settings.PERIODIC_TASKS = {}
    do_round(now=NIGHT + wait_after(1))
    assert not OutboxRow.objects.waiting().exists()


def test_a_task_that_takes_long_is_not_begun_again_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow() -> None:
        called.append("slow")
        do_round(now=NIGHT + LONG_LEASE - timedelta(seconds=1))

    monkeypatch.setattr(current_app.tasks["test.daily"], "run", slow)
    do_round(now=NIGHT)
    assert called.count("slow") == 1


def test_every_task_of_the_schedule_exists() -> None:
    from jourcase import settings as project

    autodiscover_modules("tasks")
    for entry in project.PERIODIC_TASKS.values():
        assert entry["task"] in current_app.tasks
    for entry in project.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in current_app.tasks
