"""Ärenden: the list behind every counter."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choose
from django.db.models import DateTimeField, F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.domain.enums import CrimeType, Source, Status
from cases.models import Case
from contacts import words
from contacts.access import record_list
from contacts.cards import selected_identity
from contacts.list_filters import STATUS, Asked, Order
from contacts.queue import Moment
from contacts.selections import SAVED_VIEWS, Selection, condition, counts
from contacts.services.promise_columns import standing_of
from jourcase.agreement.models import District
from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import near_date, near_instant
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

ROWS_SHOWN = 50

_EMPTY: dict[Selection, str] = {
    Selection.OPEN: "Inga öppna ärenden",
    Selection.MINE: "Du är inte ansvarig för något öppet ärende",
    Selection.OVERDUE: "Inget är försenat",
    Selection.DUE_TODAY: "Inget går ut i dag",
    Selection.EVENING: "Ingen väntar på ett kvällsförsök",
    Selection.UNASSIGNED: "Alla öppna ärenden har en ansvarig",
    Selection.SILENT: "Inget ärende har varit tyst i 14 dagar",
    Selection.TO_COMPLETE: "All statistik är ifylld",
    Selection.AWAITING: "Ingen hänvisning väntar på svar",
}
# A volunteer sees their own cases only: the selections that tell one apart from another there.
_FOR_VOLUNTEERS = [
    Selection.OPEN,
    Selection.OVERDUE,
    Selection.DUE_TODAY,
    Selection.SILENT,
    Selection.TO_COMPLETE,
    Selection.AWAITING,
    Selection.CLOSED,
    Selection.ALL,
]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line, words already chosen."""

    public_id: str
    reference: str
    name: str
    status: str
    tone: str
    icon: str
    why: str
    due: str
    tries: str
    received: str
    assignee: str


@dataclass(frozen=True, slots=True)
class SavedView:
    """A selection above the list with how many cases it holds."""

    selection: Selection
    count: int


@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of a selection, among those that the person may see."""
    user, moment = person(request), Moment.at(clock.now())
    districts = list(District.objects.all())
    asked = Asked.read(request.GET, districts)
    visible = Case.objects.visible_to(user)
    found = visible.filter(condition(asked.selection, moment=moment, user=user), asked.condition)
    record_list(user, now=moment.now)
    page = Paginator(_ordered(found, asked.order), ROWS_SHOWN).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": _rows(page, moment),
        "asked": asked,
        "selection": asked.selection,
        "selections": _offered(user, asked.selection),
        "order": asked.order,
        "orders": [(order, asked.ordered_by(order).query) for order in Order],
        "statuses": list(STATUS),
        "sources": list(Source),
        "crimes": list(CrimeType),
        "districts": districts,
        "views": _saved_views(visible, user, moment),
        "query": f"{asked.query}&",
        "nothing": _nothing(asked),
    }
    return render(request, "contacts/list.html", context)


def _saved_views(visible: QuerySet[Case], user: User, moment: Moment) -> list[SavedView]:
    """The person's views and their numbers, in one query over the cases that can be in one."""
    mine = SAVED_VIEWS if user.is_coordinator else [v for v in SAVED_VIEWS if v in _FOR_VOLUNTEERS]
    awaiting = condition(Selection.AWAITING, moment=moment, user=user)
    possible = visible.filter(Q(closed_at__isnull=True) | awaiting)
    number = counts(possible, mine, moment=moment, user=user)
    return [SavedView(selection, number[selection]) for selection in mine]


def _nothing(asked: Asked) -> str:
    if asked.is_narrowed:
        return "Inga ärenden stämmer med det du har valt"
    usual = f"Inga ärenden: {asked.selection.label.lower()}"
    return _EMPTY.get(asked.selection, usual)


def _offered(user: User, chosen: Selection) -> list[Selection]:
    if user.is_coordinator:
        return list(Selection)
    return _FOR_VOLUNTEERS if chosen in _FOR_VOLUNTEERS else [chosen, *_FOR_VOLUNTEERS]


def _ordered(cases: QuerySet[Case], order: Order) -> QuerySet[Case]:
    match order:
        case Order.RECEIVED:
            return cases.order_by("-received_at", "-pk")
        case Order.ASSIGNEE:
            by_name = F("assigned_to__full_name").asc(nulls_first=True)
            return cases.order_by(by_name, "-received_at", "-pk")
        case _:
            owed = When(
                closed_at__isnull=True,
                first_contact_at__isnull=True,
                contact_exemption="",
                then=F("deadline_at"),
            )
            due = Choose(
                When(closed_at__isnull=True, callback_at__isnull=False, then=F("callback_at")),
                owed,
                output_field=DateTimeField(),
            )
            return cases.annotate(due=due).order_by(
                F("due").asc(nulls_last=True), "-received_at", "-pk"
            )


def _rows(page: Page[Case], moment: Moment) -> list[CaseRow]:
    cases = page.object_list
    assert isinstance(cases, QuerySet)  # noqa: S101
    return [_row(case, moment) for case in cases.select_related("identity", "assigned_to")]


def _row(case: Case, moment: Moment) -> CaseRow:
    now, status = moment.now, case.status
    identity = selected_identity(case)
    is_over = status in {Status.CLOSED, Status.ERASED}
    step, standing = moment.step(case), standing_of(case)
    due = _due_at(case)
    tone = "neutral" if is_over else words.tone(step)
    return CaseRow(
        public_id=str(case.public_id),
        reference=case.name_for_lists,
        name=identity.first_name if identity and not case.is_protected else "",
        status=status.label,
        tone=tone,
        icon=words.ICONS[tone],
        why=case.get_close_reason_display()
        if is_over
        else words.why(step, standing, received_at=case.received_at, now=now),
        due=near_instant(due, now=now) if due else "–",
        tries=f"{case.phone_tries} av {moment.terms[case.terms_id].minimum_phone_attempts}",
        received=near_date(local_date(case.received_at), today=local_date(now)),
        assignee=case.assigned_to.short_name if case.assigned_to else "Ingen",
    )


def _due_at(case: Case) -> datetime | None:
    """What the person was promised next, as the order by "senast" has it."""
    if case.closed_at is not None:
        return None
    if case.callback_at is not None or case.first_contact_at is not None:
        return case.callback_at
    return None if case.contact_exemption else case.deadline_at
