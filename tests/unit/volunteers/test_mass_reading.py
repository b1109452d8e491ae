"""The ceilings against mass reading, one below and at each of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.mass_reading import ReadingVerdict, Windows, reading_verdict, windows

V = ReadingVerdict
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("searches", "cases", "all_cases", "expected"),
    [
        (0, 0, 0, V.GO_ON),
        (29, 0, 0, V.GO_ON),
        (30, 0, 0, V.STEP_UP),
        (0, 39, 39, V.GO_ON),
        (29, 39, 39, V.GO_ON),
        (0, 40, 40, V.STEP_UP),
        (0, 39, 79, V.GO_ON),
        (0, 40, 79, V.STEP_UP),
        (0, 0, 80, V.END),
        (30, 40, 80, V.END),
        (30, 39, 79, V.STEP_UP),
    ],
)
def test_what_happens_before_one_more(
    searches: int, cases: int, all_cases: int, expected: ReadingVerdict
) -> None:
    assert reading_verdict(searches=searches, cases=cases, all_cases=all_cases) == expected


@pytest.mark.parametrize(
    ("began", "stepped_up", "expected"),
    [
        pytest.param(None, None, Windows(NOW - 10 * MINUTE, NOW - HOUR, NOW - HOUR), id="plain"),
        pytest.param(
            NOW - 3 * HOUR,
            None,
            Windows(NOW - 10 * MINUTE, NOW - HOUR, NOW - HOUR),
            id="long-session",
        ),
        pytest.param(
            NOW - 5 * MINUTE,
            None,
            Windows(NOW - 5 * MINUTE, NOW - 5 * MINUTE, NOW - 5 * MINUTE),
            id="a-new-log-in-begins-all-counts",
        ),
        pytest.param(
            NOW - 3 * HOUR,
            NOW - 2 * MINUTE,
            Windows(NOW - 2 * MINUTE, NOW - 2 * MINUTE, NOW - HOUR),
            id="a-step-up-does-not-begin-the-last-one",
        ),
        pytest.param(
            NOW - 3 * HOUR,
            NOW - 30 * MINUTE,
            Windows(NOW - 10 * MINUTE, NOW - 30 * MINUTE, NOW - HOUR),
            id="an-earlier-step-up",
        ),
        pytest.param(
            NOW + HOUR,
            NOW + MINUTE,
            Windows(NOW - 10 * MINUTE, NOW - HOUR, NOW - HOUR),
            id="times-that-have-not-come",
        ),
        pytest.param(
            NOW - 3 * HOUR,
            NOW - 2 * HOUR,
            Windows(NOW - 10 * MINUTE, NOW - HOUR, NOW - HOUR),
            id="a-step-up-long-ago",
        ),
    ],
)
def test_from_when_each_count_goes(
    began: datetime | None, stepped_up: datetime | None, expected: Windows
) -> None:
    assert windows(began_at=began, stepped_up_at=stepped_up, now=NOW) == expected


_ago = st.none() | st.timedeltas(timedelta(0), timedelta(hours=9)).map(lambda ago: NOW - ago)


@given(_ago, _ago)
def test_no_window_is_longer_than_its_own_and_none_is_wider_than_the_last(
    began: datetime | None, stepped_up: datetime | None
) -> None:
    found = windows(began_at=began, stepped_up_at=stepped_up, now=NOW)
    assert NOW - 10 * MINUTE <= found.searches_from <= NOW
    assert NOW - HOUR <= found.all_cases_from <= found.cases_from <= NOW


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_reading_more_never_makes_the_verdict_milder(
    searches: int, cases: int, all_cases: int
) -> None:
    order = list(ReadingVerdict)
    here = order.index(reading_verdict(searches=searches, cases=cases, all_cases=all_cases))
    more = reading_verdict(searches=searches + 1, cases=cases + 1, all_cases=all_cases + 1)
    assert order.index(more) >= here
