"""The coordinator's dashboard: counters that are links, what to mend first, seven days ahead."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models import Case as Choose

from cases.assignees import Choices, choices_for
from cases.models import Case, NumberQuery, Referral
from contacts import words
from contacts.cards import STEP_COLUMNS
from contacts.domain.next_step import NextStep, Step
from contacts.evening.models import SilenceLook
from contacts.queue import Moment
from contacts.selections import Selection, condition, counts, select
from contacts.services.promise_columns import standing_of
from jourcase.kernel.local_time import end_of_local_day, local, local_date, start_of_local_day
from jourcase.kernel.swedish import WEEKDAYS_SHORT, near_instant, short_date
from reporting.inflow import silent_sources
from reporting.notices import Notices, notices
from volunteers.domain.weeks import Week
from volunteers.models import Shift, User

ROWS_SHOWN = 20
DAYS_AHEAD = 7

# What costs most if it is left lying comes first; the same order sorts "Åtgärda först".
_URGENT = (
    Selection.OVERDUE,
    Selection.DUE_TODAY,
    Selection.CALLBACKS,
    Selection.PAUSED,
    Selection.WRONG_NUMBER,
    Selection.BEFORE_NEXT_SHIFT,
    Selection.UNASSIGNED,
)
_COUNTERS: tuple[tuple[Selection, str, str, str], ...] = (
    # selection, words, words when zero, look
    (Selection.OVERDUE, "Försenade", "Inget är försenat", "late"),
    (Selection.DUE_TODAY, "Sista dag i dag", "Inget går ut i dag", "today"),
    (Selection.BEFORE_NEXT_SHIFT, "Hinner inte före nästa pass", "Alla hinner nästa pass", "today"),
    (Selection.EVENING, "Kväll saknas", "Ingen väntar på kvällen", "evening"),
    (Selection.CALLBACKS, "Utlovade uppringningar nu", "Ingen utlovad uppringning nu", "today"),
    (Selection.PAUSED, "Någon annan svarade", "Inga samtal är pausade", "late"),
    (Selection.WRONG_NUMBER, "Inget nummer fungerar", "Alla har ett nummer", ""),
    (Selection.UNASSIGNED, "Utan ansvarig", "Alla har en ansvarig", ""),
    (Selection.OFFER_CLOSING, "Försöken är gjorda", "Inget väntar på avslut", ""),
    (Selection.TO_COMPLETE, "Att komplettera", "All statistik är ifylld", ""),
)
_LATE_FOR_SHIFT = "Hinner inte före nästa pass"
# What the choice of who is responsible shows of the one who is.
_ASSIGNED = tuple(f"assigned_to__{name}" for name in ("public_id", "full_name", "is_active"))


@dataclass(frozen=True, slots=True)
class CounterCard:
    """One counter: the link's selection, its words and number."""

    selection: Selection
    label: str
    number: int
    look: str


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A counter that leads to a page of its own; the route's name and what follows the address."""

    route: str
    query: str
    label: str
    number: int
    look: str


@dataclass(frozen=True, slots=True)
class UrgentRow:
    """One line of "Åtgärda först"."""

    case: Case
    tone: str
    icon: str
    why: str
    due: str
    tries: str


@dataclass(frozen=True, slots=True)
class Day:
    """One of the next seven days: promises against staffing."""

    name: str
    deadlines: int
    hours: str
    callbacks: int
    is_bare: bool


@dataclass(frozen=True, slots=True)
class OwnShift:
    """A shift of ours and how many hold it."""

    starts_at: datetime
    ends_at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The whole page."""

    today: str
    next_shift: str
    counters: list[CounterCard]
    tasks: list[TaskCard]
    rows: list[UrgentRow]
    days: list[Day]
    choices: Choices
    bare_evenings: list[str]
    notices: Notices
    silent: list[str]


def dashboard(user: User, moment: Moment) -> Dashboard:
    """Reads what this coordinator may see (ten queries, whatever the number of cases)."""
    visible = Case.objects.visible_to(user).open()
    numbers = counts(visible, [s for s, *_ in _COUNTERS], moment=moment, user=user)
    shifts, urgent = _shifts(moment.now), _urgent(visible, moment, user)
    return Dashboard(
        today=short_date(local_date(moment.now)),
        next_shift=_next_shift(moment),
        counters=[
            CounterCard(selection, many if numbers[selection] else none, numbers[selection], look)
            for selection, many, none, look in _COUNTERS
        ],
        tasks=_tasks(user, visible, moment),
        rows=[_row(case, moment) for case in urgent],
        days=_days(visible, shifts, moment.now),
        choices=choices_for(urgent, moment.now),
        bare_evenings=[
            short_date(local_date(shift.starts_at)) for shift in shifts if not shift.people
        ],
        notices=notices(user, visible, now=moment.now),
        silent=silent_sources(user, now=moment.now),
    )


def _tasks(user: User, visible: QuerySet[Case], moment: Moment) -> list[TaskCard]:
    """What others are to be asked or reminded of, and the week's look at those who have gone
    silent, until it is done: counted together (one query).
    """
    now, week = moment.now, Week.of(local_date(moment.now))
    looked = SilenceLook.objects.filter(year=week.year, week=week.number)
    unheard = select(visible, Selection.SILENT, moment=moment, user=user)
    asked: dict[str, QuerySet[Any]] = {
        "numbers": NumberQuery.objects.visible_to(user).to_act_on(now),
        "referrals": Referral.objects.visible_to(user).silent(now),
        "silent": unheard.filter(~Exists(looked)),
    }
    parts: list[QuerySet[Any, Any]] = [
        rows.order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(number=Count("pk"))
        .values_list("what", "number")
        for what, rows in asked.items()
    ]
    found = dict(parts[0].union(*parts[1:], all=True))
    numbers, referrals, silent = (found.get(what, 0) for what in asked)
    return [
        TaskCard(
            "cases:number_queries",
            "visa=att-gora",
            "Fel nummer att fråga om" if numbers else "Inget fel nummer att fråga om",
            numbers,
            "today",
        ),
        TaskCard(
            "cases:referrals",
            "visa=tysta",
            "Hänvisningar utan svar" if referrals else "Ingen hänvisning utan svar",
            referrals,
            "today",
        ),
        TaskCard(
            "contacts:silent",
            "",
            "Tysta att gå igenom" if silent else "Inga tysta att gå igenom",
            silent,
            "today",
        ),
    ]


def _next_shift(moment: Moment) -> str:
    if moment.next_shift_at is None:
        return "inget bemannat pass inplanerat"
    return near_instant(moment.next_shift_at, now=moment.now)


def _urgent(visible: QuerySet[Case], moment: Moment, user: User) -> list[Case]:
    """What is urgent stands first, so what is not is cut off after reading, not sought twice."""
    conditions = [condition(s, moment=moment, user=user) for s in _URGENT]
    rank = Choose(
        *(When(found, then=Value(place)) for place, found in enumerate(conditions)),
        default=Value(len(conditions)),
        output_field=IntegerField(),
    )
    ranked = visible.annotate(urgency=rank).order_by("urgency", "deadline_at", "id")
    first = ranked.select_related("assigned_to").only(*STEP_COLUMNS, *_ASSIGNED, "language")[
        :ROWS_SHOWN
    ]
    return [case for case in first if case.urgency < len(conditions)]


def _row(case: Case, moment: Moment) -> UrgentRow:
    step: NextStep = moment.step(case)
    standing, terms = standing_of(case), moment.terms[case.terms_id]
    due = case.callback_at or (None if case.first_contact_at else case.deadline_at)
    tone = words.tone(step)
    why = words.why(step, standing, received_at=case.received_at, now=moment.now)
    if step.step == Step.SUPPORT and case.assigned_to_id is None:
        why = "Nådd, men ingen är ansvarig"
    is_before_shift = _URGENT[case.urgency] is Selection.BEFORE_NEXT_SHIFT  # type: ignore[attr-defined]
    if is_before_shift and case.first_contact_at is not None:
        tone, why, due = "today", _LATE_FOR_SHIFT, _unreached_until(case, moment.now)
    return UrgentRow(
        case=case,
        tone=tone,
        icon=words.ICONS[tone],
        why=why,
        due=near_instant(due, now=moment.now) if due else "",
        tries=f"{case.phone_tries} av {terms.minimum_phone_attempts}",
    )


def _unreached_until(case: Case, now: datetime) -> datetime | None:
    """The last moment to reach somebody in time, and then of the tries."""
    is_in_time = case.deadline_at is not None and case.deadline_at >= now
    return case.deadline_at if is_in_time else case.follow_through_until


def _shifts(now: datetime) -> list[OwnShift]:
    """Our shifts of the seven days (one query)."""
    since = start_of_local_day(local_date(now))
    before = end_of_local_day(local_date(now) + timedelta(days=DAYS_AHEAD - 1))
    found = (
        Shift.objects.between(since, before)
        .not_closed()
        .filter(office__is_own=True)
        .annotate(signed_up=Count("signups"))
        .values_list("starts_at", "ends_at", "signed_up")
    )
    return [OwnShift(*row) for row in found]


def _days(visible: QuerySet[Case], shifts: list[OwnShift], now: datetime) -> list[Day]:
    today = local_date(now)
    last = end_of_local_day(today + timedelta(days=DAYS_AHEAD - 1))
    owed = Q(first_contact_at__isnull=True, contact_exemption="", deadline_at__range=(now, last))
    promised = Q(callback_at__range=(now, last))
    deadlines, callbacks = Counter[date](), Counter[date]()
    # The key comes along so that equal instants of different cases stay apart.
    for _, is_owed, deadline_at, is_promised, callback_at in (
        visible.filter(owed | promised)
        .annotate(is_owed=_holds(owed), is_promised=_holds(promised))
        .values_list("pk", "is_owed", "deadline_at", "is_promised", "callback_at")
    ):
        if is_owed and deadline_at:
            deadlines[local_date(deadline_at)] += 1
        if is_promised and callback_at:
            callbacks[local_date(callback_at)] += 1
    found = []
    for ahead in range(DAYS_AHEAD):
        on = today + timedelta(days=ahead)
        staffed = _staffed(shifts, on)
        found.append(
            Day(
                name=f"{WEEKDAYS_SHORT[on.weekday()]} {on.day}",
                deadlines=deadlines[on],
                hours=staffed or "–",
                callbacks=callbacks[on],
                is_bare=bool(deadlines[on]) and not staffed,
            )
        )
    return found


def _holds(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _staffed(shifts: list[OwnShift], on: date) -> str:
    """ "3 × 2": hours times people of ours on that day, empty when nobody."""
    return ", ".join(
        f"{(local(shift.ends_at) - local(shift.starts_at)).seconds // 3600} × {shift.people}"
        for shift in shifts
        if shift.people and local_date(shift.starts_at) == on
    )
