"""Any case with any contacts, as hypothesis draws them: dense around what decides.

Clock times are drawn from the borders (17:00, 22:00, midnight and a second to either side), days
from both change nights, Whitsun, Midsummer and New Year as well as from anywhere in three years.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.safe_hours import (
    ALL_DAYS,
    ALWAYS,
    MOST_SPANS,
    WEEKEND,
    WORKDAYS,
    SafeHours,
    SafeSpan,
)
from contacts.domain.counting import Attempt, possible_results
from contacts.domain.enums import Channel, Direction, Result
from contacts.domain.promise import CaseFacts
from jourcase.agreement.domain.terms import DayCount, Terms
from jourcase.kernel.local_time import at_local

SECOND = timedelta(seconds=1)
LONGEST = timedelta(days=40)

_FEASTS = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 5, 25),
    date(2026, 6, 19),
    date(2026, 12, 31),
    date(2027, 3, 28),
)
_days = st.one_of(
    st.dates(date(2025, 4, 1), date(2027, 12, 31)),
    st.builds(
        lambda feast, off: feast + timedelta(days=off), st.sampled_from(_FEASTS), st.integers(-4, 1)
    ),
)
_BORDERS = (
    *(time(hour, 30) for hour in (9, 12, 15, 17, 18, 20)),
    *(time(hour, 0) for hour in (0, 1, 2, 3, 8, 17, 21, 22)),
    *(time(hour, 59, 59) for hour in (1, 2, 7, 16, 20, 21, 23)),
)
_clocks = st.one_of(
    st.sampled_from(_BORDERS), st.times().map(lambda clock: clock.replace(microsecond=0))
)
moments = st.builds(at_local, _days, _clocks)

_whole_minutes = st.builds(time, st.integers(4, 23), st.sampled_from((0, 15, 30, 45)))
_clocks_apart = st.tuples(_whole_minutes, _whole_minutes).filter(lambda span: span[0] < span[1])
_day_sets = st.one_of(
    st.sampled_from((ALL_DAYS, WORKDAYS, WEEKEND)),
    st.frozensets(st.integers(1, 7), min_size=1),
)
safe_spans = st.builds(lambda days, clocks: SafeSpan(days, *clocks), _day_sets, _clocks_apart)
# Nothing said, the same every day, or anything that the form can say.
safe_hours = st.one_of(
    st.just(ALWAYS),
    st.builds(lambda clocks: SafeHours.daily(*clocks), _clocks_apart),
    st.lists(safe_spans, min_size=1, max_size=MOST_SPANS).map(SafeHours.of),
)


class Story(NamedTuple):
    """A case with its contacts, the terms it is judged by, and a moment."""

    facts: CaseFacts
    attempts: list[Attempt]
    terms: Terms
    now: datetime


def attempts_after(received_at: datetime) -> st.SearchStrategy[Attempt]:
    """A contact that can be logged on a case received then."""

    @st.composite
    def draw_one(draw: st.DrawFn) -> Attempt:
        channel = draw(st.sampled_from([Channel.PHONE, Channel.PHONE, Channel.PHONE, *Channel]))
        direction = draw(st.sampled_from([Direction.OUT, Direction.OUT, Direction.IN]))
        result = draw(st.sampled_from(sorted(possible_results(channel, direction))))
        day = draw(st.integers(0, 30))
        on = received_at.date() + timedelta(days=day)
        at = at_local(on, draw(_clocks))
        return Attempt(max(at, received_at), channel, direction, result)

    return draw_one()


any_terms = st.builds(
    Terms,
    valid_from=st.just(date(2025, 4, 1)),
    first_contact_days=st.integers(0, 7),
    first_contact_day_count=st.sampled_from(DayCount),
    minimum_phone_attempts=st.integers(1, 5),
    minimum_evening_attempts=st.integers(0, 1),
    evening_start=st.sampled_from([time(12), time(17), time(18, 30), time(21)]),
    evening_end=st.sampled_from([time(22), time(23, 30)]),
    follow_through_days=st.integers(1, 30),
)
# Most stories are told by the terms of the annex.
terms = st.one_of(st.just(Terms(valid_from=date(2025, 4, 1))), any_terms)


@st.composite
def facts_received_at(draw: st.DrawFn, received_at: datetime) -> CaseFacts:
    """Any case received then that the database would accept."""
    is_anonymous = draw(st.sampled_from([False, False, False, True]))
    closed_after = draw(
        st.one_of(st.none(), st.none(), st.integers(0, int(LONGEST.total_seconds())))
    )
    safe = draw(safe_hours)
    callback_after = draw(st.one_of(st.none(), st.none(), st.integers(60, 20 * 86_400)))
    return CaseFacts(
        received_at=received_at,
        reach_by=(
            ReachBy.CALLS_US
            if is_anonymous
            else draw(st.sampled_from([ReachBy.PHONE, ReachBy.PHONE, *ReachBy]))
        ),
        call_safety=draw(st.sampled_from([CallSafety.YES, CallSafety.YES, *CallSafety])),
        has_working_phone=not is_anonymous and draw(st.sampled_from([True, True, True, False])),
        closed_at=(None if closed_after is None else received_at + timedelta(seconds=closed_after)),
        close_reason=None if closed_after is None else draw(st.sampled_from(CloseReason)),
        is_anonymous=is_anonymous,
        declines_phone=draw(st.sampled_from([False, False, False, True])),
        is_paused=draw(st.sampled_from([False, False, False, True])),
        is_protected=draw(st.sampled_from([False, False, False, True])),
        person_was_there=draw(st.sampled_from([False, False, False, True])),
        callback_at=(
            None if callback_after is None else received_at + timedelta(seconds=callback_after)
        ),
        safe=safe,
    )


@st.composite
def any_stories(draw: st.DrawFn) -> Story:
    """A case, up to six contacts, terms, and a moment up to forty days after it came in."""
    received_at = draw(moments)
    facts = draw(facts_received_at(received_at))
    attempts = draw(st.lists(attempts_after(received_at), max_size=6))
    if len(attempts) > 1 and draw(st.booleans()):
        # Two that began in the same second.
        attempts[1] = replace(attempts[1], occurred_at=attempts[0].occurred_at)
    day = received_at.date() + timedelta(days=draw(st.integers(0, 40)))
    now = max(at_local(day, draw(_clocks)), received_at)
    return Story(facts, attempts, draw(terms), now)


_UNANSWERED = (Result.NO_ANSWER, Result.NO_ANSWER, Result.BUSY, Result.MESSAGE_LEFT)


@st.composite
def chases(draw: st.DrawFn) -> Story:
    """The everyday story: an open case that may be rung, and calls that nobody answers."""
    received_at = draw(moments)
    received_on = received_at.date()
    safe = draw(safe_hours)
    attempts = []
    for day in sorted(draw(st.lists(st.integers(0, 9), max_size=4))):
        at = at_local(received_on + timedelta(days=day), draw(_clocks))
        result = draw(st.sampled_from((*_UNANSWERED, *_UNANSWERED, Result.WRONG_NUMBER)))
        attempts.append(Attempt(max(at, received_at), Channel.PHONE, Direction.OUT, result))
    callback_at = None
    if draw(st.sampled_from((False, False, True))):
        promised_at = max([received_at, *(a.occurred_at for a in attempts[:1])])
        attempts.append(Attempt(promised_at, Channel.PHONE, Direction.OUT, Result.CALL_LATER))
        callback_at = promised_at + timedelta(minutes=draw(st.integers(1, 3000)))
    facts = CaseFacts(
        received_at=received_at,
        reach_by=ReachBy.PHONE,
        call_safety=draw(st.sampled_from((CallSafety.YES, CallSafety.UNKNOWN))),
        has_working_phone=True,
        callback_at=callback_at,
        safe=safe,
    )
    today = received_on + timedelta(days=draw(st.integers(0, 16)))
    now = max(at_local(today, draw(_clocks)), received_at)
    return Story(facts, attempts, draw(terms), now)


def stories() -> st.SearchStrategy[Story]:
    """Half of them anything that can happen, half of them everyday work."""
    return st.one_of(any_stories(), chases())
