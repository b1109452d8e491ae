"""Nothing depends on the time zone of the machine."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given

from contacts.domain.next_step import next_step
from contacts.domain.promise import judge, stand
from jourcase.kernel import clock, swedish
from jourcase.kernel.local_time import iso_week, local_date, resolve_local
from tests.unit.contacts.examples import step_facts
from tests.unit.contacts.strategies import Story, stories

ZONES = (
    "UTC",
    "Europe/Stockholm",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """The machine's own time zone, for as long as the block lasts."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def test_the_machine_really_moves() -> None:
    offsets = set()
    for zone in ZONES:
        with machine_in(zone):
            offsets.add(time.localtime(1_770_000_000).tm_gmtoff)
    assert len(offsets) == len(ZONES)


def everything_said_about(story: Story) -> tuple[object, ...]:
    """All that the rules and the Swedish words make of a story, with each instant as text."""
    facts, attempts, terms, now = story
    standing = stand(facts, attempts, terms)
    with clock.fixed(now):
        read = clock.now()
    naive = now.replace(tzinfo=None)
    return (
        repr(judge(standing, now=now)),
        repr(next_step(step_facts(facts), standing, terms, now=now)),
        swedish.near_instant(standing.deadline_at, now=now),
        iso_week(local_date(now)),
        repr(resolve_local(naive)),
        read.isoformat(),
    )


@given(stories())
def test_every_answer_is_the_same_on_every_machine(story: Story) -> None:
    answers = set()
    for zone in ZONES:
        with machine_in(zone):
            answers.add(everything_said_about(story))
    assert len(answers) == 1


@pytest.mark.parametrize("zone", ZONES)
def test_real_time_is_read_in_utc_on_every_machine(zone: str) -> None:
    with machine_in(zone):
        assert abs(clock.now().timestamp() - time.time()) < 2  # noqa: TID251
