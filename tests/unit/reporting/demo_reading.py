"""Reading a planned demonstration: what still counts in it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from contacts.domain.counting import Attempt
from contacts.domain.entry import ContactEntry
from reporting.demo.events import Closed, Corrected, Logged, Plan, Undone

TODAY = date(2026, 11, 23)


def logged(plan: Plan) -> dict[int, list[ContactEntry]]:
    """The contacts of each case that still count, in the order of logging."""
    found: dict[int, list[ContactEntry | None]] = defaultdict(list)
    for event in plan.events:
        match event.what:
            case Logged(entry):
                found[event.case].append(entry)
            case Undone(nth):
                found[event.case][nth] = None
            case Corrected(nth, entry):
                found[event.case][nth] = entry
    return {case: [e for e in entries if e is not None] for case, entries in found.items()}


def attempts(entries: Iterable[ContactEntry]) -> list[Attempt]:
    found = [Attempt(e.occurred_at, e.channel, e.direction, e.result) for e in entries]
    return sorted(found, key=lambda attempt: attempt.occurred_at)


def closings(plan: Plan) -> dict[int, Closed]:
    return {event.case: event.what for event in plan.events if isinstance(event.what, Closed)}


def share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return 100 * sum(listed) / len(listed)
