"""Coming events: the page of a case, and the list of everything that is coming for a person."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import case_for
from cases.models import Case
from contacts import words
from contacts.access import record_list
from contacts.agenda import AgendaItem
from contacts.agenda_forms import AgendaForm
from contacts.agenda_page import agenda_page
from contacts.coming import Scope, coming, row_of
from contacts.services import agenda as service
from contacts.services.promise_columns import selected_hours
from jourcase.kernel import clock
from jourcase.kernel.acts import done, pressed, warn
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.login.locking import in_call

ROWS_SHOWN = 50
_callers = roles(Role.COORDINATOR, Role.VOLUNTEER)


@_callers
@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is coming in a case, and the form for one event more."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = _form(request, case)

    def plan() -> None:
        key = form.cleaned_data["key"] or uuid.uuid4()
        service.plan(case=case, plan=form.plan(), key=key, by=user, now=now)

    if _done(form, plan):
        messages.success(request, "Det är inlagt.")
        return redirect("contacts:agenda", public_id)
    context = {"case": case, "form": form, "page": agenda_page(case, now=now)}
    return render(request, "contacts/agenda.html", context)


@_callers
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Move an event, or say something else of it. The earlier stays, as moved."""
    user, now = person(request), clock.now()
    case, item = _of_case(request, public_id, item_id)
    form = _form(request, case, item)
    if _done(form, lambda: service.change(item=item, plan=form.plan(), by=user, now=now)):
        messages.success(request, "Ändringen är sparad. Den går att ångra i tio minuter.")
        return redirect("contacts:agenda", public_id)
    return render(request, "contacts/agenda_change.html", {"case": case, "form": form})


@_callers
@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """It does not take place; to be undone for ten minutes."""
    user, (_, item) = person(request), _of_case(request, public_id, item_id)
    return _act(
        request,
        public_id,
        lambda: service.cancel(item=item, by=user, now=clock.now()),
        "Det är inställt. Det går att ångra i tio minuter.",
    )


@_callers
@require_POST
def tick_off(request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """It took place, and there is nothing to log."""
    user, (_, item) = person(request), _of_case(request, public_id, item_id)
    return _act(
        request,
        public_id,
        lambda: service.tick_off(item=item, by=user, now=clock.now()),
        "Det är markerat som genomfört. Det går att ångra i tio minuter.",
    )


@_callers
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """Take back that it was cancelled, moved or done."""
    user, (_, item) = person(request), _of_case(request, public_id, item_id)
    return _act(
        request,
        public_id,
        lambda: service.undo(item=item, by=user, now=clock.now()),
        "Ångrat. Det ligger kvar som det var.",
    )


@_callers
@in_call
@require_POST
def tell(request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponse:
    """It took place: on to "logga kontakt", with its time filled in."""
    user, (_, item) = person(request), _of_case(request, public_id, item_id)
    try:
        draft = service.tell_of(item=item, by=user, now=clock.now())
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        return redirect("contacts:agenda", public_id)
    return redirect("contacts:call", draft.pk)


@_callers
@require_GET
def coming_list(request: HttpRequest) -> HttpResponse:
    """Everything that is coming for the person; for a coordinator also for everybody."""
    user, now = person(request), clock.now()
    is_all = request.GET.get("urval") == Scope.ALL and user.is_coordinator
    scope = Scope.ALL if is_all else Scope.MINE
    record_list(user, now=now)
    page = Paginator(coming(user, scope, now=now), ROWS_SHOWN).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": [row_of(found, now=now) for found in page.object_list],
        "scope": scope,
        "scopes": list(Scope) if user.is_coordinator else [],
        "query": f"urval={scope.value}&",
    }
    return render(request, "contacts/coming.html", context)


# --- What the pages share ------------------------------------------------------------------------


def _of_case(
    request: HttpRequest, public_id: uuid.UUID, item_id: uuid.UUID
) -> tuple[Case, AgendaItem]:
    """The event with its case, through the one door; 404 when either may not be known."""
    case = case_for(person(request), public_id, now=clock.now())
    found = AgendaItem.objects.filter(case=case, public_id=item_id)
    item = found.select_related("responsible").first()
    if item is None:
        raise Http404
    item.case = case
    return case, item


def _form(request: HttpRequest, case: Case, item: AgendaItem | None = None) -> AgendaForm:
    return AgendaForm(
        request.POST if request.method == "POST" else None,
        case=case,
        people=service.possible_people(case),
        safe=selected_hours(case),
        now=clock.now(),
        item=item,
    )


def _done(form: AgendaForm, act: Callable[[], object]) -> bool:
    """True when it was saved; otherwise the form says why not, or asks once more."""
    is_asked = form.is_bound and form.is_valid() and (form.warnings or form.outside)
    return not is_asked and done(form, act)


def _act(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[[], None], text: str
) -> HttpResponse:
    pressed(request, act, text, words.REFUSALS)
    return redirect("contacts:agenda", public_id)
