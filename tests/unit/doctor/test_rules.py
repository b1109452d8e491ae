"""The doctor's limits."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.doctor.domain import rules
from jourcase.doctor.domain.finding import Level

ROOT = Path(__file__).resolve().parents[3]
GB = 1024**3


@pytest.mark.parametrize("name", list(rules.QUIET_LOG))
def test_each_setting_that_would_write_what_people_typed_is_found(name: str) -> None:
    said = {**rules.QUIET_LOG, name: "other"}
    assert rules.loud_log_settings(said) == [f"{name} = {rules.QUIET_LOG[name]}"]
    assert rules.loud_log_settings(rules.QUIET_LOG) == []


@pytest.mark.parametrize("name", list(rules.DURABLE))
def test_each_setting_that_would_lose_what_was_saved_is_found(name: str) -> None:
    said = dict.fromkeys(rules.DURABLE, "on")
    assert rules.undurable_settings(said) == []
    assert rules.undurable_settings({**said, name: "off"}) == [name]


def test_the_file_for_postgresql_says_what_the_doctor_asks_for() -> None:
    text = (ROOT / "deploy/postgresql/jourcase.conf").read_text("utf-8")
    said = dict(re.findall(r"^(\w+) = '?([^'\s#]+)'?", text, re.MULTILINE))
    assert rules.QUIET_LOG.items() <= said.items()
    assert rules.undurable_settings(said) == []
    assert rules.DURABLE.keys() <= said.keys()


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (50 * GB, 100 * GB, Level.OK),
        (9 * GB, 100 * GB, Level.WARN),
        (1 * GB, 4 * GB, Level.WARN),
        (2 * GB, 100 * GB, Level.FAIL),
        (GB // 4, GB, Level.FAIL),
        (0, 0, Level.FAIL),
    ],
)
def test_the_disk(free: int, total: int, level: Level) -> None:
    assert rules.disk(free, total).level is level


@pytest.mark.parametrize(
    ("secret", "weak"),
    [("0123456789abcdef" * 3, False), ("0123456789abcdef", True), ("hemlig" * 10, True)],
)
def test_a_secret_is_long_and_drawn_by_lot(secret: str, weak: bool) -> None:
    assert rules.is_weak(secret) is weak


@given(st.integers(0, 0o7777))
def test_private_is_the_owners_alone(mode: int) -> None:
    assert rules.is_private(mode) is (f"{mode & 0o777:03o}"[1:] == "00")
