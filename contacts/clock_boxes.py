"""The promise clock on the case page: four boxes while contact is sought, one line after."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case
from contacts import words
from contacts.domain.enums import MeasureState
from contacts.domain.promise import Promise, judge
from contacts.services.promise_columns import standing_of
from jourcase.agreement.domain.terms import Terms, is_evening
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import near_date, near_instant, span_text


@dataclass(frozen=True, slots=True)
class Box:
    """One promise: what it is, how it stands, and the tag that says so in words."""

    title: str
    value: str
    kind: str
    tag: str
    note: str = ""
    dots: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class PromiseClock:
    """Either `boxes`, or `folded` sentences (icon, text) when first contact is taken and the
    person is reached."""

    boxes: list[Box]
    folded: list[tuple[str, str]]


def promise_clock(case: Case, terms: Terms, *, now: datetime) -> PromiseClock:
    """The clock of a case from its stored standing; no query."""
    promise = judge(standing_of(case), now=now)
    if promise.standing.reached_at is not None:
        return PromiseClock([], _folded(case, promise, now))
    boxes = [
        _first_contact(promise, now),
        _tries(promise, terms),
        _evening(promise, terms, now),
        _meeting(case),
    ]
    return PromiseClock(boxes, [])


def _first_contact(promise: Promise, now: datetime) -> Box:
    standing, found = promise.standing, promise.first_contact
    note = words.deadline(standing, now=now)
    if found.state == MeasureState.PENDING:
        today = local_date(standing.deadline_at) == local_date(now)
        left = f"{span_text(standing.deadline_at - now)} kvar"
        kind, tag = ("today", "Brådskar") if today else ("neutral", "Pågår")
        return Box("Första kontakt", left, kind, tag, note)
    if found.state == MeasureState.EXEMPT:
        assert found.reason is not None  # noqa: S101
        return Box("Första kontakt", "–", "neutral", "Gäller inte", found.reason.label)
    taken = standing.first_contact_at
    when = f"Tagen {near_instant(taken, now=now)}" if taken else note
    if found.state == MeasureState.MET:
        return Box("Första kontakt", "Tagen", "ok", "Klart i tid", when)
    if taken is not None:
        return Box("Första kontakt", "Tagen", "late", "Klart för sent", when)
    late = f"{span_text(now - standing.deadline_at)} sen"
    return Box("Första kontakt", late, "late", "Försenat", note)


def _tries(promise: Promise, terms: Terms) -> Box:
    needed, done = terms.minimum_phone_attempts, promise.standing.phone_tries
    dots = tuple(number < done for number in range(needed))
    value = f"{done} av {needed}"
    found = promise.tries
    title = "Telefonförsök"
    if found.state == MeasureState.EXEMPT:
        assert found.reason is not None  # noqa: S101
        return Box(title, value, "neutral", "Gäller inte", found.reason.label, dots)
    if done >= needed:
        return Box(title, value, "ok", "Klart", "", dots)
    if found.state == MeasureState.MISSED:
        return Box(title, value, "late", "Inte hållet", "", dots)
    return Box(title, value, "neutral", "Pågår", "", dots)


def _evening(promise: Promise, terms: Terms, now: datetime) -> Box:
    title = "Varav på kvällen"
    needed, done = terms.minimum_evening_attempts, promise.standing.evening_tries
    if done >= needed:
        return Box(title, f"{done} av {needed}", "ok", "Klart")
    if promise.tries.state == MeasureState.EXEMPT:
        return Box(title, f"{done} av {needed}", "neutral", "Gäller inte")
    if promise.tries.state == MeasureState.MISSED:
        return Box(title, "Saknas", "late", "Inte hållet")
    hours = f"{terms.evening_start:%H}–{terms.evening_end:%H}"
    tag = "Ring nu" if is_evening(now, terms) else f"Ring kl. {hours}"
    return Box(title, "Saknas", "evening", tag)


def _meeting(case: Case) -> Box:
    if case.meeting_offered:
        return Box("Personligt möte", "Erbjudet", "ok", "Klart")
    return Box("Personligt möte", "Inte erbjudet än", "neutral", "Fråga när ni pratar")


def _folded(case: Case, promise: Promise, now: datetime) -> list[tuple[str, str]]:
    today = local_date(now)
    taken = promise.standing.first_contact_at
    assert taken is not None  # noqa: S101 - reached means taken
    in_time = promise.first_contact.state
    verdict = {MeasureState.MET: "i tid", MeasureState.MISSED: "för sent"}.get(in_time)
    on = near_date(local_date(taken), today=today)
    said = f"Första kontakt tagen {on}" + (f" – {verdict}" if verdict else "")
    icon = "varning" if in_time == MeasureState.MISSED else "bock"
    meeting = (
        ("bock", "Möte erbjudet") if case.meeting_offered else ("cirkel", "Möte inte erbjudet än")
    )
    reached = promise.standing.reached_at
    assert reached is not None  # noqa: S101
    lines = [(icon, said)]
    if reached != taken:
        lines.append(("bock", f"Nådd {near_date(local_date(reached), today=today)}"))
    return [*lines, meeting]
