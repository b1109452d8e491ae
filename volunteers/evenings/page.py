"""What stands on Kvällsschema: week by week, each evening with what this person can do about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local, local_date, start_of_local_day
from jourcase.kernel.swedish import capitalised, near_date
from volunteers.domain.evenings import EveningState, Openness, openness
from volunteers.domain.shifts import (
    SLIP_UNDONE_WITHIN,
    ShiftRefusal,
    may_still_leave,
    sign_up_refusals,
)
from volunteers.domain.weeks import HalfYear, Week, weeks_touching
from volunteers.evenings import words
from volunteers.evenings.rota import Evening, Rota, read_rota
from volunteers.models import Shift, User

# How far ahead the rota is read and shown: the longest that can be planned, and a half-year.
_AHEAD = timedelta(days=2 * 366)
_DAY = timedelta(days=1)
COMING = "kommande"
_TONES = {
    EveningState.FULL: "ok",
    EveningState.MISSING: "late",
    EveningState.CONFIRMED: "ok",
    EveningState.UNCONFIRMED: "today",
    EveningState.PROPOSED: "today",
    EveningState.CLOSED: "neutral",
}


class Act(Labelled):
    """What a button of a row does; the value is the name of its page."""

    TAKE = "take_shift", "Ta passet"
    LEAVE = "leave_shift", "Lämna passet"
    OFFER = "offer_shift", "Hitta ersättare"
    KEEP = "keep_shift", "Behåll passet"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    address: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed up, as the row says it; `can_be_relieved` when this person can take over."""

    user: User
    name: str
    note: str
    can_be_relieved: bool


@dataclass(frozen=True, slots=True)
class EveningRow:
    """One evening, words already chosen."""

    shift: Shift
    day: str
    hours: str
    office: str
    needed: str
    people: tuple[Person, ...]
    tone: str
    state: str
    note: str
    buttons: tuple[Button, ...]
    reason: str
    is_mine: bool
    is_ours: bool
    is_proposed: bool
    can_confirm: bool


@dataclass(frozen=True, slots=True)
class WeekRows:
    """One ISO week; without rows it is a gap."""

    name: str
    rows: tuple[EveningRow, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RotaPage:
    """The whole page."""

    weeks: tuple[WeekRows, ...]
    tabs: tuple[Tab, ...]
    title: str
    figure: str
    gaps: tuple[str, ...]
    has_evenings: bool


def rota_page(user: User, shown: str | None, *, now: datetime) -> RotaPage:
    """`shown` is kommande or a half-year's key; anything else is kommande."""
    today = local_date(now)
    half = HalfYear.read(shown or "")
    first = half.first if half else today
    year = date(today.year, 1, 1)
    since = start_of_local_day(Week.of(min(first, year)).monday)
    last = max(half.last, today) if half else today + _AHEAD
    before = start_of_local_day(Week.of(last).sunday + _DAY)
    rota = read_rota(since, before, now=now, asked=[user.pk])
    weeks = _weeks_shown(rota, half, today)
    by_week: dict[Week, list[Evening]] = {}
    for one in rota.evenings:
        by_week.setdefault(one.week, []).append(one)
    return RotaPage(
        weeks=tuple(
            WeekRows(
                words.week_text(week, today=today),
                tuple(_row(one, rota, user, now) for one in by_week.get(week, ())),
            )
            for week in weeks
        ),
        tabs=_tabs(half, today),
        title=words.half_text(half) if half else "Kommande kvällar",
        figure=_figure(open_weeks(rota, year, today, now=now)),
        gaps=gap_texts(rota, open_weeks(rota, year, today, now=now)),
        has_evenings=any(week in by_week for week in weeks),
    )


def open_weeks(rota: Rota, first: date, last: date, *, now: datetime) -> Openness:
    """The weeks of a period; the rota must have been read for the whole of each."""
    return openness(first, last, rota.opened_on(now), today=local_date(now))


def gap_texts(rota: Rota, found: Openness) -> tuple[str, ...]:
    """Each week without an open evening, and why, as far as is known. Of what somebody has written
    only the name of a holiday is told: the rest may be about a person.
    """
    by_week = {one.week: one for one in rota.evenings}
    told = []
    for week in found.gaps:
        one = by_week.get(week)
        if one is None:
            why = words.why_closed(None, "", None)
        else:
            why = words.why_closed(one.state, one.shift.closed_because, one.on)
        told.append(words.gap_text(week, why))
    return tuple(told)


def _figure(found: Openness) -> str:
    if not found.weeks:
        return ""
    weeks = "vecka" if len(found.weeks) == 1 else "veckor"
    return f"Öppna kvällar i år: {found.open} av {len(found.weeks)} {weeks}"


def _weeks_shown(rota: Rota, half: HalfYear | None, today: date) -> list[Week]:
    if half is not None:
        return weeks_touching(half.first, half.last)
    ahead = [one.on for one in rota.evenings if one.week >= Week.of(today)]
    return weeks_touching(today, max(ahead)) if ahead else []


def _tabs(half: HalfYear | None, today: date) -> tuple[Tab, ...]:
    this = HalfYear.of(today)
    halves = [this.next, this, this.previous, this.previous.previous]
    if half is not None and half not in halves:
        halves.append(half)
    return (
        Tab(COMING, "Kommande", half is None),
        *(Tab(one.key, words.half_text(one), one == half) for one in halves),
    )


def _row(one: Evening, rota: Rota, user: User, now: datetime) -> EveningRow:
    shift, mine = one.shift, one.held_by(user)
    is_over = shift.ends_at <= now
    against = _against(one, rota, user, now)
    acts: tuple[Act, ...] = ()
    reason = ""
    if mine is not None:
        acts = _own_acts(one, mine.taken_at, now, is_offered=mine.is_offered)
    elif shift.office.is_own and not is_over and not one.facts.is_closed:
        acts = () if against else (Act.TAKE,)
        # Full stands there already, and whoever answers for the holiday has the question beside.
        said = {ShiftRefusal.FULL} | ({ShiftRefusal.UNDECIDED} if user.is_coordinator else set())
        reason = words.reason(against - said)
    can_take_over = mine is None and not against - {ShiftRefusal.FULL}
    return EveningRow(
        shift=shift,
        day=capitalised(near_date(one.on, today=local_date(now))),
        hours=words.hours_text(local(shift.starts_at).time(), local(shift.ends_at).time()),
        office="Vår jour" if shift.office.is_own else shift.office.name,
        needed=str(shift.needed) if shift.office.is_own else "–",
        people=tuple(
            Person(
                user=holder.user,
                name=holder.user.short_name,
                note=words.holder_note(holder.against, is_offered=holder.is_offered),
                can_be_relieved=holder.is_offered and can_take_over,
            )
            for holder in one.holders
        ),
        tone=_TONES[one.state],
        state=words.state_text(one.state, missing=one.missing, is_over=is_over),
        note=_note(shift),
        buttons=tuple(
            Button(act.label, reverse(f"volunteers:{act.value}", args=[shift.public_id]), not place)
            for place, act in enumerate(acts)
        ),
        reason=reason,
        is_mine=mine is not None,
        is_ours=one.facts.is_own,
        is_proposed=one.state is EveningState.PROPOSED,
        can_confirm=one.state is EveningState.UNCONFIRMED,
    )


def _against(one: Evening, rota: Rota, user: User, now: datetime) -> set[ShiftRefusal]:
    judged = rota.ability.against(user.pk, one.on)
    return sign_up_refusals(
        is_own_office=one.facts.is_own,
        is_approved=ShiftRefusal.NOT_APPROVED not in judged,
        is_away=ShiftRefusal.AWAY in judged,
        is_full=len(one.holders) >= one.shift.needed,
        is_closed=one.facts.is_closed,
        is_undecided=one.facts.is_proposed,
        ends_at=one.shift.ends_at,
        now=now,
    )


def _own_acts(
    one: Evening, taken_at: datetime, now: datetime, *, is_offered: bool
) -> tuple[Act, ...]:
    if one.shift.ends_at <= now:
        return ()
    is_slip = now - taken_at <= SLIP_UNDONE_WITHIN
    can_leave = is_slip or may_still_leave(one.shift.starts_at, now=now)
    asking = Act.KEEP if is_offered else Act.OFFER
    return (Act.LEAVE, asking) if can_leave else (asking,)


def _note(shift: Shift) -> str:
    if shift.closing_proposed:
        return shift.closing_proposed
    if shift.closed_at is None:
        return ""
    why = shift.get_closed_because_display()
    return f"{why}: {shift.closed_note}" if shift.closed_note else why
