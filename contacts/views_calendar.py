"""The calendar in one's telephone: the file, and the page where its address is made."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST, require_safe

from contacts.calendar_file import calendar_of
from jourcase.kernel import clock
from jourcase.kernel.answers import TooManyRequestsError
from jourcase.kernel.calendar_lines import MEDIA_TYPE
from volunteers.access import person, roles
from volunteers.calendar import CalendarFeed
from volunteers.calendar_services import (
    calendar_owner,
    close_calendar,
    digest_of,
    open_calendar,
)
from volunteers.domain.roles import Role
from volunteers.login import sessions
from volunteers.login.limits import TooManyTriesError, take

_WAIT_SECONDS = 3600
_callers = roles(Role.COORDINATOR, Role.VOLUNTEER)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: UUID) -> HttpResponse:
    """The file, to whoever has the address. An address that does not work is a page that is not.

    Counted by the machine that asks and by the address: a program gone wild stops only itself.
    """
    try:
        take(request, "calendar", key=digest_of(token), counts_get=True)
    except TooManyTriesError as error:
        raise TooManyRequestsError(_WAIT_SECONDS) from error
    now = clock.now()
    user = calendar_owner(token, now=now)
    if user is None:
        raise Http404
    answer = HttpResponse(calendar_of(user, now=now), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="jourcase.ics"'
    return answer


@_callers
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether the person has an address, and what it is for."""
    made = CalendarFeed.objects.filter(user=person(request)).first()
    return render(request, "contacts/calendar.html", {"made": made})


@_callers
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """A new address, in the answer itself and nowhere else: it cannot be asked for again.

    It opens something without a log-in, so whoever asks for it shows first who they are.
    """
    now = clock.now()
    if not sessions.is_proved(request, now=now):
        back = urlencode({"next": reverse("contacts:calendar")})
        return redirect(f"{reverse('volunteers:verify')}?{back}")
    token = open_calendar(person=person(request), now=now)
    address = request.build_absolute_uri(reverse("contacts:feed", args=[token]))
    return render(request, "contacts/calendar_made.html", {"address": address})


@_callers
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """The address works no more."""
    user = person(request)
    if close_calendar(person=user, by=user, now=clock.now()):
        messages.success(request, "Adressen är borttagen. Telefonen får inga fler tider.")
    return redirect("contacts:calendar")
