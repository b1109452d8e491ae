"""What is left to do when a case is ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.closing import (
    ClosingRefusal,
    PromiseFacts,
    Unfinished,
    asks_early_reason,
    early_close_refusals,
    early_to_keep,
    undo_closing_refusals,
    unfinished_promises,
)
from cases.domain.enums import CloseReason, EarlyClose
from cases.domain.rules import CaseRefusal
from cases.words import REFUSALS, UNFINISHED
from jourcase.kernel.refusals import Refusal

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
FIRST, TRIES = Unfinished.FIRST_CONTACT, Unfinished.TRIES


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [FIRST, TRIES]),
        ({"first_contact_at": AT}, [TRIES]),
        ({"first_contact_at": AT, "has_tried_enough": True}, []),
        ({"first_contact_at": AT, "tries_exemption": "reached"}, []),
        ({"contact_exemption": "no_way", "tries_exemption": "no_number"}, []),
        ({"contact_exemption": "unsafe"}, [TRIES]),
    ],
)
def test_what_is_not_done_is_told(changed: dict[str, Any], expected: list[Unfinished]) -> None:
    facts: dict[str, Any] = {
        "first_contact_at": None,
        "contact_exemption": "",
        "has_tried_enough": False,
        "tries_exemption": "",
    }
    assert unfinished_promises(PromiseFacts(**(facts | changed))) == expected


def test_each_has_its_words() -> None:
    assert set(UNFINISHED) == set(Unfinished)


# --- Not reached before the tries are made --------------------------------------------------------

OWED: dict[str, Any] = {
    "first_contact_at": AT,
    "contact_exemption": "",
    "has_tried_enough": False,
    "tries_exemption": "",
}
TRIED = OWED | {"has_tried_enough": True}
EXEMPT = OWED | {"tries_exemption": "no_number"}
E = EarlyClose
NEEDS = {ClosingRefusal.EARLY_WITHOUT_REASON}


@pytest.mark.parametrize(
    ("reason", "early", "facts", "refused", "kept"),
    [
        pytest.param(CloseReason.NOT_REACHED, None, OWED, NEEDS, None, id="no-reason"),
        pytest.param(CloseReason.NOT_REACHED, E.AWAY, OWED, set(), E.AWAY, id="with-a-reason"),
        pytest.param(CloseReason.NOT_REACHED, None, TRIED, set(), None, id="tries-are-made"),
        pytest.param(CloseReason.NOT_REACHED, E.AWAY, TRIED, set(), None, id="reason-unasked"),
        pytest.param(CloseReason.NOT_REACHED, None, EXEMPT, set(), None, id="no-tries-owed"),
        pytest.param(CloseReason.DECLINED, None, OWED, set(), None, id="another-ending"),
        pytest.param(CloseReason.DECLINED, E.AWAY, OWED, set(), None, id="another-with-reason"),
    ],
)
def test_to_end_as_not_reached_while_tries_are_owed_takes_a_reason(
    reason: CloseReason,
    early: EarlyClose | None,
    facts: dict[str, Any],
    refused: set[Refusal],
    kept: EarlyClose | None,
) -> None:
    said = PromiseFacts(**facts)
    assert early_close_refusals(reason=reason, early=early, facts=said) == refused
    assert early_to_keep(reason=reason, early=early, facts=said) is kept


FACTS = st.builds(
    PromiseFacts,
    first_contact_at=st.none() | st.just(AT),
    contact_exemption=st.sampled_from(["", "unsafe", "no_way"]),
    has_tried_enough=st.booleans(),
    tries_exemption=st.sampled_from(["", "reached", "no_number"]),
)


@given(st.sampled_from(CloseReason), st.none() | st.sampled_from(EarlyClose), FACTS)
def test_what_is_let_through_has_its_tries_an_exemption_or_a_reason(
    reason: CloseReason, early: EarlyClose | None, facts: PromiseFacts
) -> None:
    refused = early_close_refusals(reason=reason, early=early, facts=facts)
    kept = early_to_keep(reason=reason, early=early, facts=facts)
    owed = not facts.has_tried_enough and not facts.tries_exemption
    if reason == CloseReason.NOT_REACHED and owed:
        assert bool(refused) == (kept is None)
    else:
        assert (refused, kept) == (set(), None)
    assert asks_early_reason(reason, facts) == (reason == CloseReason.NOT_REACHED and owed)


# --- A closing taken back -------------------------------------------------------------------------

DAY = timedelta(hours=24)
R, LATE = CaseRefusal, {ClosingRefusal.CLOSED_LONG_AGO}


@pytest.mark.parametrize(
    ("closed_at", "erased_at", "now", "expected"),
    [
        pytest.param(AT, None, AT, set(), id="at-once"),
        pytest.param(AT, None, AT + DAY, set(), id="at-24-hours"),
        pytest.param(AT, None, AT + DAY + timedelta(seconds=1), LATE, id="later"),
        pytest.param(None, None, AT, {R.NOT_CLOSED}, id="open"),
        pytest.param(AT, AT, AT, {R.IS_ERASED}, id="erased"),
        pytest.param(
            # The night of 25 October 2026 has 25 hours by the local clock.
            datetime(2026, 10, 24, 18, 0, tzinfo=UTC),
            None,
            datetime(2026, 10, 25, 18, 0, tzinfo=UTC),
            set(),
            id="autumn-night",
        ),
        pytest.param(
            datetime(2026, 3, 28, 18, 0, tzinfo=UTC),
            None,
            datetime(2026, 3, 29, 18, 0, 1, tzinfo=UTC),
            {ClosingRefusal.CLOSED_LONG_AGO},
            id="spring-night",
        ),
    ],
)
def test_a_closing_is_taken_back_within_24_hours(
    closed_at: datetime | None,
    erased_at: datetime | None,
    now: datetime,
    expected: set[Refusal],
) -> None:
    assert undo_closing_refusals(closed_at=closed_at, erased_at=erased_at, now=now) == expected


@given(st.timedeltas(timedelta(0), timedelta(days=9)))
def test_once_it_is_too_late_it_stays_so(after: timedelta) -> None:
    found = undo_closing_refusals(closed_at=AT, erased_at=None, now=AT + after)
    assert found == ({ClosingRefusal.CLOSED_LONG_AGO} if after > DAY else set())


def test_each_refusal_has_its_words() -> None:
    assert set(ClosingRefusal) <= set(REFUSALS)
