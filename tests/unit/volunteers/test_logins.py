"""Length of a log-in, freshness, adding and removing factors."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.devices import UNKNOWN, device_words
from volunteers.domain.logins import (
    FactorRefusal,
    adding_refusals,
    has_ended,
    is_fresh,
    removing_refusals,
)
from volunteers.domain.one_time_codes import TOLERANCE, code_at, matching_step, step_at

# The night when the clock goes back: 02.00 comes twice in Stockholm.
BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("started_at", "now", "expected"),
    [
        (BACK, BACK, False),
        (BACK, BACK + timedelta(hours=8) - SECOND, False),
        (BACK, BACK + timedelta(hours=8), True),
        (None, BACK, True),
    ],
)
def test_a_log_in_lasts_eight_hours_by_the_clock_on_the_wall_or_not(
    started_at: datetime | None, now: datetime, expected: bool
) -> None:
    assert has_ended(started_at, now=now) is expected


@pytest.mark.parametrize(
    ("proved_at", "expected"),
    [
        (BACK, True),
        (BACK - timedelta(minutes=5) + SECOND, True),
        (BACK - timedelta(minutes=5), False),
        (None, False),
    ],
)
def test_a_proof_is_fresh_for_five_minutes(proved_at: datetime | None, expected: bool) -> None:
    assert is_fresh(proved_at, now=BACK) is expected


R = FactorRefusal
# The session has shown a second factor, passkeys, has an app, adds an app.
ADDING: list[tuple[bool, int, bool, bool, set[FactorRefusal]]] = [
    (False, 0, False, False, set()),
    (False, 0, False, True, set()),
    (False, 1, False, False, {R.NEEDS_THE_OTHER}),
    (False, 0, True, False, {R.NEEDS_THE_OTHER}),
    (True, 1, True, False, set()),
    (True, 0, True, True, {R.ALREADY_THERE}),
    (True, 9, False, False, set()),
    (True, 10, False, False, {R.TOO_MANY}),
    (True, 10, False, True, set()),
]
# Passkeys, has an app, one is needed.
REMOVING: list[tuple[int, bool, bool, set[FactorRefusal]]] = [
    (1, False, True, {R.LAST_ONE}),
    (0, True, True, {R.LAST_ONE}),
    (1, True, True, set()),
    (2, False, True, set()),
    (1, False, False, set()),
]


@pytest.mark.parametrize(("is_full", "passkeys", "has_app", "adds_app", "expected"), ADDING)
def test_a_factor_is_added_from_a_session_that_has_shown_the_others(
    is_full: bool, passkeys: int, has_app: bool, adds_app: bool, expected: set[FactorRefusal]
) -> None:
    found = adding_refusals(is_full=is_full, passkeys=passkeys, has_app=has_app, adds_app=adds_app)
    assert found == expected


@pytest.mark.parametrize(("passkeys", "has_app", "one_is_needed", "expected"), REMOVING)
def test_the_last_factor_stays(
    passkeys: int, has_app: bool, one_is_needed: bool, expected: set[FactorRefusal]
) -> None:
    found = removing_refusals(passkeys=passkeys, has_app=has_app, one_is_needed=one_is_needed)
    assert found == expected


# RFC 6238, appendix B, the lines for SHA-1 with six of the eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, step_at(at)) == code
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", now=at) == step_at(at)


@given(
    at=st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2040, 1, 1)),  # noqa: DTZ001
    off=st.integers(min_value=-4, max_value=4),
)
def test_a_code_counts_one_step_either_way_and_no_further(at: datetime, off: int) -> None:
    now = at.replace(tzinfo=UTC)
    step = step_at(now) + off
    found = matching_step(SECRET, code_at(SECRET, step), now=now)
    if abs(off) <= TOLERANCE:
        assert found is not None
    else:
        # A code may by chance be that of another step: once in a million.
        assert found is None or code_at(SECRET, found) == code_at(SECRET, step)


@given(st.text(max_size=12))
def test_no_nonsense_matches_or_raises(code: str) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = matching_step(SECRET, code, now=now)
    assert found is None or code.replace(" ", "").replace("-", "").isdigit()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36",
            "Chrome på Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge på Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko Firefox/120.0", "Firefox på Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari på Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604", "Safari på iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X) Chrome/120 Safari/537", "Chrome på Android"),
        ("Firefox", "Firefox"),
        ("curl/8.0", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_told_of_in_coarse_words(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words


@given(st.text(max_size=300))
def test_the_words_are_always_few_and_our_own(user_agent: str) -> None:
    assert len(device_words(user_agent)) <= 40
