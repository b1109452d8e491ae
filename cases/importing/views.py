"""Importera lista: bring a file, say what its columns are, look through, take in."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.domain.import_states import RowState
from cases.forms.importing import ColumnsForm, FileForm
from cases.importing.left import FILE_KINDS
from cases.importing.models import ListImport
from cases.importing.page import ROWS_SHOWN, all_found, samples_of, shown_rows, tally
from cases.importing.plan import plan_of
from cases.importing.reading import MOST_BYTES, Unreadable, UnreadableFileError
from cases.importing.words import FILES
from cases.services import list_job, lists
from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.uploads import takes_file, was_too_large
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_coordinator = roles(Role.COORDINATOR)
_GONE = "Listan kan inte visas. Släng den och lämna in filen igen."
_BUSY = "Listan tas in just nu. Vänta tills det är klart."
_CHANGED = "Listan ändrades medan den granskades. Granska den igen."


@takes_file(most_bytes=MOST_BYTES)
@_coordinator
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The file, and the lists that were begun before."""
    user = person(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if was_too_large(request):
        form.errors["file"] = form.error_class([FILES[Unreadable.TOO_LARGE]])
    elif form.is_bound and form.is_valid():
        try:
            brought = lists.bring(form.cleaned_data["file"].read(), by=user, now=clock.now())
        except UnreadableFileError as error:
            form.add_error("file", _words(error))
        else:
            return redirect("cases:list_columns", brought.pk)
    begun = ListImport.objects.unfinished_by(user).only("id", "touched_at", "row_count")
    return render(request, "cases/import.html", {"form": form, "begun": list(begun)})


def _words(error: UnreadableFileError) -> str:
    where = f" Felet är vid rad {error.line}." if error.line else ""
    return f"{FILES[error.why]}{where}"


@opens_cases
@_coordinator
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """What each column is; then every row is looked through."""
    user, now = person(request), clock.now()
    brought = _mine(user, list_id)
    plan = plan_of(brought)
    if plan is None:
        return _gone(request)
    if lists.running_job(brought) is not None:
        messages.info(request, _BUSY)
        return redirect(brought)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, plan=plan, today=local_date(now))
    if form.is_bound and form.is_valid():
        chosen, defaults = form.columns(), form.defaults()
        if lists.check(brought, plan, columns=chosen, defaults=defaults, now=now):
            return redirect(brought)
        messages.warning(request, _CHANGED)
        return redirect("cases:list_columns", brought.pk)
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["list_import"])
    fields = zip(form.column_fields, samples_of(brought, plan), strict=True)
    context = {"form": form, "brought": brought, "plan": plan, "fields": list(fields)}
    return render(request, "cases/import_columns.html", context)


@_coordinator
@require_GET
def show(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """Every row and what was found of it, fifty at a time."""
    user = person(request)
    brought = _mine(user, list_id)
    plan = plan_of(brought)
    if plan is None:
        return _gone(request)
    if brought.checked_at is None:
        return redirect("cases:list_columns", brought.pk)
    found = all_found(brought)
    chosen = next((one for one in RowState if one.value == request.GET.get("visa")), None)
    wanted = [one for one in found if chosen is None or one.verdict.state is chosen]
    page = Paginator(wanted, ROWS_SHOWN).get_page(request.GET.get("sida"))
    rows = shown_rows(brought, plan, list(page.object_list), user)
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=clock.now(), fields=["list_import"])
    context: dict[str, Any] = {
        "brought": brought,
        "plan": plan,
        "tally": tally(found),
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "can_choose": any(row.can_be_chosen for row in rows),
        "job": lists.running_job(brought),
        "file_kinds": FILE_KINDS,
        "query": f"visa={chosen.value}&" if chosen else "",
    }
    return render(request, "cases/import_rows.html", context)


@_coordinator
@require_POST
def take(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    """All rows that nothing speaks against, or those that are ticked."""
    user, now = person(request), clock.now()
    brought = _mine(user, list_id)
    chosen: list[int] | None = None
    if request.POST.get("which") != "all":
        said = request.POST.getlist("row")
        chosen = [int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 8]
        if not chosen:
            messages.warning(request, "Kryssa för de rader som ska tas in.")
            return redirect(brought)
    job = list_job.start(brought, chosen=chosen, by=user, now=now)
    if job is None:
        messages.warning(request, "Granska listan först.")
        return redirect(brought)
    return redirect("job", job.pk)


@_coordinator
@require_GET
def left(request: HttpRequest, list_id: uuid.UUID, kind: str) -> HttpResponse:
    """The rows that are not in Jourcase, as a file; fetching it leaves a trace."""
    user, now = person(request), clock.now()
    brought = _mine(user, list_id)
    plan, file = plan_of(brought), FILE_KINDS.get(kind)
    if plan is None or file is None or brought.checked_at is None:
        raise Http404
    content = file.make(brought, plan)
    audit.record(by_id=user.pk, action=Action.LIST_FETCHED, now=now, fields=[kind])
    response = HttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="inte-intagna.{kind}"'
    return response


@_coordinator
@require_POST
def throw(request: HttpRequest, list_id: uuid.UUID) -> HttpResponse:
    user = person(request)
    brought = _mine(user, list_id)
    if not lists.throw(brought, by=user, now=clock.now()):
        messages.info(request, _BUSY)
        return redirect(brought)
    messages.info(request, "Listan är slängd. Det som är intaget finns kvar som ärenden.")
    return redirect("cases:import")


def _mine(user: User, list_id: uuid.UUID) -> ListImport:
    """A list is its bringer's own. 404 otherwise."""
    brought = ListImport.objects.unfinished_by(user).filter(pk=list_id).first()
    if brought is None:
        raise Http404
    return brought


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _GONE)
    return redirect("cases:import")
