"""Silent for 14 days: the table of the rule, its edge, and that time alone makes it so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.domain.silence import SILENT_AFTER, SilenceFacts, is_silent

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
LONG_AGO = NOW - 60 * DAY


def facts(**changed: object) -> SilenceFacts:
    usual: dict[str, object] = {
        "closed_at": None,
        "reached_at": LONG_AGO,
        "has_support": False,
        "last_contact_at": LONG_AGO,
        "last_note_at": None,
    }
    return SilenceFacts(**(usual | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"closed_at": NOW - DAY}, False),
        ({"reached_at": None}, False),
        ({"reached_at": None, "has_support": True}, True),
        ({"last_contact_at": NOW - 14 * DAY}, True),
        ({"last_contact_at": NOW - 14 * DAY + MOMENT}, False),
        ({"last_note_at": NOW - 14 * DAY}, True),
        ({"last_note_at": NOW - DAY}, False),
        ({"last_contact_at": None, "last_note_at": None}, True),
    ],
)
def test_the_table(changed: dict[str, object], expected: bool) -> None:
    assert is_silent(facts(**changed), now=NOW) is expected


moments = st.none() | st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
all_facts = st.builds(
    SilenceFacts,
    closed_at=moments,
    reached_at=moments,
    has_support=st.booleans(),
    last_contact_at=moments,
    last_note_at=moments,
)


@given(all_facts, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_silence_lasts_until_somebody_breaks_it(found: SilenceFacts, later: timedelta) -> None:
    if is_silent(found, now=NOW):
        assert is_silent(found, now=NOW + later)


@given(all_facts)
def test_whatever_is_open_and_reached_is_silent_in_the_end(found: SilenceFacts) -> None:
    begun = found.closed_at is None and (found.has_support or found.reached_at is not None)
    assert is_silent(found, now=NOW + 400 * DAY + SILENT_AFTER) is begun
