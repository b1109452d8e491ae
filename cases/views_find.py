"""Searching for a case. What is searched for is posted and never stands in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import record_search
from cases.services.look_up import MOST_READ, Found, answer_code, find_by_number, find_cases
from jourcase.kernel import clock
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role


@opens_cases
@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """One hit opens its case; several are listed; none says what can be searched for. The three
    words of a case that one may not see lead to "Personen ringer oss", which is a press of its own.
    """
    user, said, found, code = person(request), _said(request), Found([]), None
    if request.method == "POST":
        now = clock.now()
        record_search(user, now=now)
        found = find_cases(said, user=user)
        if not found.cases and not user.is_coordinator:
            code = answer_code(said, user=user, now=now)
    if len(found.cases) == 1 and not found.is_partly_read:
        return redirect("contacts:case", found.cases[0].public_id)
    context = {"q": said, "found": found, "most_read": MOST_READ, "code": code}
    return render(request, "cases/search.html", context)


@opens_cases
@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """The cases of a number while it is typed, so that an arrow and Enter lead there. A number
    alone: what else is searched for waits for Enter.
    """
    user = person(request)
    record_search(user, now=clock.now())
    context = {"found": find_by_number(_said(request), user=user)}
    return render(request, "cases/_hits.html", context)


def _said(request: HttpRequest) -> str:
    return request.POST.get("q", "").replace("\x00", "")[:120]
