"""What the evening's pages show: who is here, what the others do now, and the card at the end."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from cases.models import Case
from cases.safe_words import safe_contact
from contacts import words
from contacts.cards import first_name, selected_identity
from contacts.domain.enums import Result
from contacts.domain.evening import (
    COMES_BEFORE,
    Handed,
    HandFacts,
    handed,
    is_tonight,
)
from contacts.domain.next_step import no_call
from contacts.evening.models import EveningStay
from contacts.evening.services import shift_of_tonight, stay_of
from contacts.models import Contact, ContactQuerySet, Draft
from contacts.queue import Moment, callable_cases
from contacts.selections import Selection, condition
from contacts.services.promise_columns import standing_of, step_facts_of
from jourcase.kernel.local_time import end_of_local_day, local_date
from jourcase.kernel.swedish import near_instant
from volunteers.models import Shift, ShiftSignup, User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of tonight, and what they do just now."""

    name: str
    doing: str
    calls: int
    is_me: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class HandedLine:
    """One case of the card; nothing of it but what the call list shows."""

    case: Case
    name: str
    tried: str
    next: str
    safe: str  # how it is safe to ring
    may_open: bool


@dataclass(frozen=True, slots=True)
class HandedPart:
    title: str
    lines: list[HandedLine]


@dataclass(frozen=True, slots=True)
class Card:
    """What was done this evening and what others must take over."""

    parts: list[HandedPart]
    calls: int
    hidden: int  # cases that the person may not see any more
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class EveningPage:
    shift: Shift | None
    people: list[Person]
    stay: EveningStay | None
    may_come: bool
    waiting: int
    evening_only: int
    before_next: int
    next_shift: str


FAR = datetime.max.replace(tzinfo=UTC)
_TITLES = {
    Handed.MUST_RING: "Måste ringas före nästa pass",
    Handed.PROMISED: "Lovat senare",
    Handed.DONE: "Försökt i kväll",
}


def evening_page(user: User, moment: Moment) -> EveningPage:
    """The evening as it is now (six queries, however many are there)."""
    now = moment.now
    shift = shift_of_tonight(now)
    moment = after_tonight(moment, shift)
    stay = stay_of(user, now)
    people = _people(shift, user, now) if shift else []
    left = _left(user, moment)
    signed_up = any(one.is_me for one in people)
    return EveningPage(
        shift=shift,
        people=people,
        stay=stay,
        may_come=stay is None and signed_up and shift is not None and _is_open(shift, now),
        waiting=left["waiting"],
        evening_only=left["evening_only"],
        before_next=left["before_next"],
        next_shift=near_instant(moment.next_shift_at, now=now) if moment.next_shift_at else "",
    )


def _left(user: User, moment: Moment) -> dict[str, int]:
    """How much is left of what this person may be given to ring, counted together (one query)."""
    now, is_due = moment.now, Q(next_due_at__lte=moment.now)
    by_day = is_due & (Q(next_is_evening_only=False) | Q(terms__in=moment.evening_terms))
    today = Q(next_due_at__lte=end_of_local_day(local_date(now)), next_is_evening_only=True)
    before = condition(Selection.BEFORE_NEXT_SHIFT, moment=moment, user=user)
    return callable_cases(user, now=now).aggregate(
        waiting=Count("pk", filter=by_day),
        evening_only=Count("pk", filter=today),
        before_next=Count("pk", filter=before),
    )


def after_tonight(moment: Moment, shift: Shift | None) -> Moment:
    """The moment with the next evening of ours that has people, this one left out (one query)."""
    if shift is None:
        return moment
    later = Shift.objects.staffed_by_us().filter(starts_at__gte=shift.ends_at)
    starts = later.order_by("starts_at").values_list("starts_at", flat=True).first()
    return replace(moment, next_shift_at=starts)


def _is_open(shift: Shift, now: datetime) -> bool:
    is_near = is_tonight(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now)
    return is_near and now < shift.ends_at


def _people(shift: Shift, user: User, now: datetime) -> list[Person]:
    """Whoever is signed up or has checked in, those who are here first (one query)."""
    mine = EveningStay.objects.filter(shift=shift, user=OuterRef("pk"))
    made = (
        made_tonight(shift, now)
        .filter(made_by=OuterRef("pk"))
        .order_by()
        .values("made_by")
        .annotate(number=Count("pk"))
    )
    signed_up = ShiftSignup.objects.filter(shift=shift).values("user")
    everybody = User.objects.get_queryset().filter(
        Q(pk__in=signed_up) | Q(pk__in=EveningStay.objects.filter(shift=shift).values("user"))
    )
    found: QuerySet[Any, Any] = everybody.annotate(
        is_ringing=Exists(Draft.objects.live(now).filter(user=OuterRef("pk"))),
        has_come=Exists(mine),
        is_here=Exists(mine.here()),
        made=Subquery(made.values("number"), output_field=IntegerField()),
    )
    lines = [
        Person(
            name=one.short_name,
            doing=_doing(one.has_come, one.is_here, one.is_ringing),
            calls=one.made or 0,
            is_me=one.pk == user.pk,
            is_here=one.is_here,
        )
        for one in found
    ]
    return sorted(lines, key=lambda one: (not one.is_me, not one.is_here, one.name))


def _doing(has_come: bool, is_here: bool, is_ringing: bool) -> str:
    if is_ringing:
        return "ringer nu"
    if not has_come:
        return "har inte kommit än"
    return "mellan två samtal" if is_here else "klar för i kväll"


def made_tonight(shift: Shift, now: datetime) -> ContactQuerySet:
    """Contacts that stand, logged on this evening."""
    rows: ContactQuerySet = Contact.objects.effective().filter(
        logged_at__gte=shift.starts_at - COMES_BEFORE, logged_at__lte=now
    )
    return rows


def hand_over_card(user: User, shift: Shift, moment: Moment, *, of_everybody: bool = False) -> Card:
    """What this person has done this evening, or everybody; each case once, by its latest contact.
    Cases that have been protected since, or are of the person's own jäv, are counted and not
    shown (five queries).
    """
    moment, made = after_tonight(moment, shift), made_tonight(shift, moment.now)
    if not of_everybody:
        made = made.filter(made_by=user)
    rows = list(made.order_by("logged_at", "pk").values_list("case", "result"))
    latest = dict(rows)
    may_open = set(Case.objects.visible_to(user).filter(pk__in=latest).values_list("pk", flat=True))
    shown = Case.objects.filter(pk__in=latest, erased_at__isnull=True).free_of_recusal(user)
    shown = shown.filter(Q(is_protected=False) | Q(pk__in=may_open))
    cases = list(shown.select_related("identity"))
    parts: dict[Handed, list[HandedLine]] = {part: [] for part in Handed}
    for case in sorted(cases, key=_due):
        part = handed(_facts(case), next_shift_at=moment.next_shift_at)
        parts[part].append(_line(case, latest[case.pk], moment, case.pk in may_open))
    drafts = Draft.objects.unfinished_by(user).exclude(content="").select_related("case")
    return Card(
        parts=[HandedPart(_TITLES[part], lines) for part, lines in parts.items() if lines],
        calls=len(rows),
        hidden=len(latest) - len(cases),
        drafts=[] if of_everybody else list(drafts[:5]),
    )


def _due(case: Case) -> tuple[datetime, int]:
    return min(at for at in (case.callback_at, case.deadline_at, FAR) if at is not None), case.pk


def _facts(case: Case) -> HandFacts:
    is_owed = case.first_contact_at is None and not case.contact_exemption
    return HandFacts(
        callback_at=case.callback_at,
        deadline_at=case.deadline_at if is_owed else None,
        calls_may_go_on=case.closed_at is None and no_call(step_facts_of(case)) is None,
    )


def _line(case: Case, result: str, moment: Moment, may_open: bool) -> HandedLine:
    step, standing = moment.step(case), standing_of(case)
    return HandedLine(
        case=case,
        name="" if case.is_protected else first_name(case),
        tried=Result(result).label,
        next=words.why(step, standing, received_at=case.received_at, now=moment.now),
        safe=" ".join(safe_contact(case, selected_identity(case), now=moment.now)),
        may_open=may_open,
    )
