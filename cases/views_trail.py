"""Vem har öppnat ärendet: for the coordinator, and as an extract for the person."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.access import case_behind_its_log
from cases.trail import Selection, events_of, extract_csv, extract_rows, trail_rows
from jourcase.kernel import clock, csv_file
from jourcase.kernel.audit import Action
from volunteers.access import person, roles
from volunteers.domain.roles import Role

PAGE_SIZE = 50


@roles(Role.COORDINATOR)
@require_GET
def openings(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who has opened the case, in which role, when and why; looking at it is logged too."""
    case = case_behind_its_log(person(request), public_id, now=clock.now())
    asked = request.GET.get("visa", "")
    selection = Selection(asked) if asked in set(Selection) else Selection.OPENINGS
    events = events_of(case, selection).select_related("by")
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("sida"))
    context = {
        "case": case,
        "page": page,
        "rows": trail_rows(page.object_list),
        "selection": selection,
        "selections": list(Selection),
        "query": f"visa={selection.value}&",
    }
    return render(request, "cases/trail.html", context)


@roles(Role.COORDINATOR)
@require_GET
def extract(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the person may be given, to print. That it was taken out is logged."""
    now, user = clock.now(), person(request)
    case = case_behind_its_log(user, public_id, now=now, act=Action.LOG_EXTRACTED)
    context = {"case": case, "rows": extract_rows(case), "made_at": now}
    return render(request, "cases/trail_extract.html", context)


@roles(Role.COORDINATOR)
@require_GET
def extract_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    now, user = clock.now(), person(request)
    case = case_behind_its_log(user, public_id, now=now, act=Action.LOG_EXTRACTED)
    response = HttpResponse(extract_csv(extract_rows(case)), content_type=csv_file.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="loggutdrag.csv"'
    return response
