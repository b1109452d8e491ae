"""Searching for a case. What is searched for is posted and never stands in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.access import record_search
from cases.services.look_up import MOST_FOUND, find_cases
from jourcase.kernel import clock
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role


@opens_cases
@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """One hit opens its case; several are listed; none says what can be searched for."""
    user, said = person(request), request.POST.get("q", "").replace("\x00", "")[:120]
    found = []
    if request.method == "POST":
        record_search(user, now=clock.now())
        found = find_cases(said, user=user)
    if len(found) == 1:
        return redirect("contacts:case", found[0].public_id)
    context = {"q": said, "found": found, "is_cut": len(found) == MOST_FOUND}
    return render(request, "cases/search.html", context)
