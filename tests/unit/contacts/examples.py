"""Cases and contacts in few words, for the tests of the promise and of the call list."""

from datetime import UTC, date, datetime
from typing import Any

from cases.domain.enums import CallSafety, ReachBy
from cases.domain.safe_hours import SafeHours
from contacts.domain.counting import Attempt
from contacts.domain.enums import Channel, Direction, Result
from contacts.domain.next_step import NextStep, StepFacts, next_step
from contacts.domain.promise import CaseFacts, Promise, judge, stand
from jourcase.agreement.domain.terms import DayCount, Terms
from jourcase.kernel.local_time import Resolved, resolve_local

TERMS = Terms(valid_from=date(2025, 4, 1))
WORKING_DAYS = Terms(valid_from=date(2025, 4, 1), first_contact_day_count=DayCount.WORKING)

PHONE, SMS, EMAIL, LETTER = Channel.PHONE, Channel.SMS, Channel.EMAIL, Channel.LETTER


def utc(text: str) -> datetime:
    """An instant written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sthlm(text: str) -> datetime:
    """An instant written on Stockholm's clock; must not be missing or ambiguous there."""
    resolved = resolve_local(datetime.fromisoformat(text))
    assert isinstance(resolved, Resolved), text
    return resolved.at


def call(when: str | datetime, result: Result = Result.NO_ANSWER) -> Attempt:
    """An outgoing call; a text is local time."""
    return contact(when, PHONE, result)


def contact(
    when: str | datetime,
    channel: Channel,
    result: Result = Result.SENT,
    direction: Direction = Direction.OUT,
) -> Attempt:
    """A contact in any channel, outgoing unless said otherwise."""
    at = sthlm(when) if isinstance(when, str) else when
    return Attempt(at, channel, direction, result)


def incoming(when: str | datetime, channel: Channel = PHONE) -> Attempt:
    """The person made contact."""
    return contact(when, channel, Result.REACHED, Direction.IN)


def case(received: str | datetime = "2026-11-20 09:30", **changes: Any) -> CaseFacts:
    """An ordinary case: open, with a number that is safe to ring. Friday 20 November 2026.

    `safe_from` and `safe_to` are safe hours that are the same every day.
    """
    if "safe_from" in changes:
        changes["safe"] = SafeHours.daily(changes.pop("safe_from"), changes.pop("safe_to"))
    values: dict[str, Any] = {
        "received_at": sthlm(received) if isinstance(received, str) else received,
        "reach_by": ReachBy.PHONE,
        "call_safety": CallSafety.YES,
        "has_working_phone": True,
    }
    return CaseFacts(**(values | changes))


def judged(
    facts: CaseFacts, *attempts: Attempt, now: str | datetime, terms: Terms = TERMS
) -> Promise:
    """The three measures at `now`; a text is local time."""
    at = sthlm(now) if isinstance(now, str) else now
    return judge(stand(facts, attempts, terms), now=at)


def step_facts(facts: CaseFacts) -> StepFacts:
    """The same case as the next step asks about it."""
    return StepFacts(
        received_at=facts.received_at,
        reach_by=facts.reach_by,
        call_safety=facts.call_safety,
        has_working_phone=facts.has_working_phone,
        declines_phone=facts.declines_phone,
        is_paused=facts.is_paused,
        is_protected=facts.is_protected,
        safe=facts.safe,
    )


def next_of(
    facts: CaseFacts,
    *attempts: Attempt,
    now: str | datetime,
    terms: Terms = TERMS,
    next_shift_at: datetime | None = None,
) -> NextStep:
    """The next step at `now`; a text is local time."""
    return next_step(
        step_facts(facts),
        stand(facts, attempts, terms),
        terms,
        now=sthlm(now) if isinstance(now, str) else now,
        next_shift_at=next_shift_at,
    )
