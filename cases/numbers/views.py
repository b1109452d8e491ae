"""Fel nummer: which sources are to be asked for the right number, and what they answered."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cases.access import number_query_for
from cases.domain.number_query import NumberOutcome, Step
from cases.number_query import NumberQuery
from cases.numbers.page import Order, Selection, listed, query_page, row_of
from cases.numbers.words import NUMBER_REFUSALS, UNDONE
from cases.services import number_query as service
from jourcase.kernel import audit, clock
from jourcase.kernel.acts import pressed
from jourcase.kernel.audit import Action
from jourcase.kernel.labelled import Labelled
from volunteers.access import person, roles
from volunteers.domain.roles import Role

PAGE_SIZE = 50
_coordinators = roles(Role.COORDINATOR)
Code = TypeVar("Code", bound=Labelled)


@_coordinators
@require_GET
def queries(request: HttpRequest) -> HttpResponse:
    """All of what this person may see, source by source."""
    user, now = person(request), clock.now()
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["number_queries"])
    selection = _code(request, "visa", Selection.OPEN)
    order = _code(request, "ordning", Order.OLDEST)
    found = listed(user, selection, order, now=now)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": [row_of(one, now=now) for one in page.object_list],
        "selection": selection,
        "selections": list(Selection),
        "order": order,
        "orders": list(Order),
        "query": f"visa={selection.value}&ordning={order.value}&",
    }
    return render(request, "cases/number_queries.html", context)


def _code(request: HttpRequest, name: str, usual: Code) -> Code:
    codes = type(usual)
    asked = request.GET.get(name, "")
    return codes(asked) if asked in set(codes) else usual


@_coordinators
@require_GET
def query(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One question: the text to the source, and what to do."""
    user, now = person(request), clock.now()
    found = number_query_for(user, public_id, now=now)
    page = query_page(found, now=now)
    context = {"page": page, "row": page.row, "case": found.case}
    return render(request, "cases/number_query.html", context)


@_coordinators
@require_POST
def ask(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The source has been asked today."""
    told = "Noterat: källan är tillfrågad. Vi påminner om sju dagar om numret inte har kommit."
    return _act(request, public_id, service.ask, told)


@_coordinators
@require_POST
def remind(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The source has been asked once more."""
    return _act(request, public_id, service.remind, "Noterat: källan är påmind.")


def _act(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[..., NumberQuery], told: str
) -> HttpResponse:
    user, now = person(request), clock.now()
    found = number_query_for(user, public_id, now=now)
    pressed(request, lambda: act(query=found, by=user, now=now), told, NUMBER_REFUSALS)
    return redirect(_back(request, found))


@_coordinators
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How it ended without a new number."""
    user, now = person(request), clock.now()
    found = number_query_for(user, public_id, now=now)
    said = request.POST.get("svar", "")
    if said not in set(NumberOutcome):
        return redirect(found)
    outcome = NumberOutcome(said)
    pressed(
        request,
        lambda: service.answer(query=found, outcome=outcome, by=user, now=now),
        f"Klart: {outcome.label.lower()}.",
        NUMBER_REFUSALS,
    )
    return redirect(_back(request, found))


@_coordinators
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The last step was a slip. The button says which step it takes back."""
    user, now = person(request), clock.now()
    found = number_query_for(user, public_id, now=now)
    said = request.POST.get("steg", "")
    if said not in set(Step):
        return redirect(found)
    step = Step(said)
    pressed(
        request,
        lambda: service.undo(query=found, step=step, by=user, now=now),
        UNDONE[step],
        NUMBER_REFUSALS,
    )
    return redirect(_back(request, found))


def _back(request: HttpRequest, found: NumberQuery) -> str:
    """To the page that the button stood on."""
    if request.POST.get("fran") == "lista":
        return reverse("cases:number_queries")
    return found.get_absolute_url()
