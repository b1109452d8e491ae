"""Flytta ärenden: somebody falls ill, and their open cases go to others in one press."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.assignees import Assignee, Choices, advantages, choices_for
from cases.domain.assignment import Bar, Row, proposals
from cases.models import Case
from cases.words import REFUSALS
from contacts.access import record_list
from contacts.models import Draft
from contacts.services.moving import Moved, MoveRefusedError, move_cases
from jourcase.kernel import clock
from jourcase.kernel.fields import NO_SUCH_CHOICE
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

STAY, NOBODY = "", "ingen"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a row's select."""

    value: str
    label: str
    is_chosen: bool
    is_barred: bool = False


@dataclass(slots=True)
class MoveRow:
    """One case. `chosen` is what was pressed, or else the proposal; `why` speaks for that."""

    case: Case
    name: str
    is_rung: bool
    proposal: str
    chosen: str
    why: str = ""
    options: list[Option] = field(default_factory=list)
    error: str = ""


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All open cases of one person, with a proposal for each."""
    user, now = person(request), clock.now()
    whom = User.objects.get_queryset().filter(public_id=public_id).first()
    if whom is None:
        raise Http404
    cases = _cases(whom, user)
    choices = choices_for(cases, now)
    said = request.POST if request.method == "POST" else None
    rows = _rows(cases, choices, whom, said)
    if said is not None and (done := _moved(rows, choices, whom, user, now)):
        unseen = set(_chosen(said)) - {row.name for row in rows}
        _tell(request, replace(done, gone=done.gone + len(unseen)))
        return redirect("contacts:move_cases", public_id)
    record_list(user, now=now)
    context = {"whom": whom, "rows": rows, "has_errors": any(row.error for row in rows)}
    return render(request, "contacts/move_cases.html", context)


def _cases(whom: User, user: User) -> list[Case]:
    """What this coordinator may see of it, the nearest promise first."""
    seen = Case.objects.visible_to(user).open().assigned_to_person(whom)
    found = list(seen.order_by("reference"))
    return sorted(found, key=lambda case: (_due(case) is None, _due(case)))


def _due(case: Case) -> datetime | None:
    return case.callback_at or (None if case.first_contact_at else case.deadline_at)


def _rows(cases: list[Case], choices: Choices, whom: User, said: QueryDict | None) -> list[MoveRow]:
    others = [one for one in choices.people if one.pk != whom.pk]
    proposed = proposals(
        [Row(case.pk, choices.wish(case), choices.barred(case)) for case in cases],
        [one.candidate for one in others],
    )
    keys = {one.pk: one.public_id for one in others}
    rung = set(
        Draft.objects.claiming().filter(case__in=cases, user=whom).values_list("case", flat=True)
    )
    rows = []
    for case in cases:
        name, best = f"till-{case.public_id}", proposed[case.pk]
        proposal = keys[best] if best is not None else STAY
        chosen = proposal if said is None else said.get(name, STAY)
        row = MoveRow(case, name, case.pk in rung, proposal, chosen)
        people = [one for one in choices.ranked(case) if one.pk != whom.pk]
        row.options = _options(row, people, choices, whom)
        if chosen not in {option.value for option in row.options}:
            row.error, row.chosen = NO_SUCH_CHOICE, STAY
        rows.append(row)
    return rows


def _options(
    row: MoveRow, people: Iterable[Assignee], choices: Choices, whom: User
) -> list[Option]:
    """Whoever is away stands last and can be chosen: it is how a move is put back."""
    found = [(STAY, f"Står kvar hos {whom.short_name}", False), (NOBODY, "Ingen ansvarig", False)]
    wish = choices.wish(row.case)
    for one in people:
        is_barred = bool(one.candidate.bars - {Bar.AWAY})
        told = [*advantages(wish, one.candidate), one.reason or _load(one)]
        label = " · ".join([one.name, *told])
        if one.public_id == row.proposal:
            row.why = label
        found.append((one.public_id, label, is_barred))
    return [
        Option(value, label, value == row.chosen, is_barred) for value, label, is_barred in found
    ]


def _load(one: Assignee) -> str:
    count = one.candidate.open_cases
    return f"{count} {'öppet' if count == 1 else 'öppna'}"


def _moved(
    rows: list[MoveRow], choices: Choices, whom: User, by: User, now: datetime
) -> Moved | None:
    """What was done; None when a row says why nothing was."""
    if any(row.error for row in rows):
        return None
    wanted = {row.case.pk: row.chosen for row in rows if row.chosen != STAY}
    people = _people(wanted, choices)
    try:
        return move_cases(
            person=whom,
            moves={pk: people.get(value) for pk, value in wanted.items()},
            by=by,
            now=now,
        )
    except MoveRefusedError as error:
        for row in rows:
            found = sorted(error.found.get(row.case.pk, ()), key=lambda one: one.name)
            row.error = " ".join(REFUSALS[one] for one in found)
        return None


def _people(wanted: Mapping[int, str], choices: Choices) -> dict[str, User]:
    pks = [one.pk for one in choices.people if one.public_id in set(wanted.values())]
    return {str(one.public_id): one for one in User.objects.active().filter(pk__in=pks)}


def _chosen(said: QueryDict) -> list[str]:
    """The rows that somebody is chosen for; some may be of cases that are another's by now."""
    return [name for name, value in said.items() if name.startswith("till-") and value != STAY]


def _tell(request: HttpRequest, done: Moved) -> None:
    if done.moved:
        were = "ärende är flyttat" if done.moved == 1 else "ärenden är flyttade"
        messages.success(request, f"{done.moved} {were}. De berörda får ett mejl utan innehåll.")
    if done.left:
        messages.success(request, f"{done.left} {_word(done.left)} saknar nu ansvarig.")
    if done.gone:
        had = f"{done.gone} {_word(done.gone)}"
        messages.info(request, f"{had} hade redan avslutats eller flyttats av någon annan.")
    if not (done.moved or done.left or done.gone):
        messages.info(request, "Inget är flyttat. Välj någon för minst ett ärende.")


def _word(count: int) -> str:
    return "ärende" if count == 1 else "ärenden"
