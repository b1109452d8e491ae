"""Personens rättigheter: the extract, what to put right, what to erase, and what was asked for."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.access import case_for
from cases.domain.duplicates import Advice
from cases.models import Case
from cases.services import life
from cases.services.duplicates import around
from contacts.cards import safe_contact, selected_identity
from contacts.rights.files import extract_json, extract_pdf
from contacts.rights.gather import extract_of, free_texts
from contacts.rights.plan import LEFT_OUT
from contacts.rights.wishes import Wish, WishForm
from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.kernel.pdf import NEEDS_PANGO, PdfMissingError
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_coordinators = roles(Role.COORDINATOR)


@_coordinators
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the person can ask for and where it is done; what was asked for is noted."""
    user, now = person(request), clock.now()
    case = _kept_case(user, public_id, now)
    form = WishForm(request.POST if request.method == "POST" else None)
    form.is_of_protected = case.is_protected
    if form.is_bound and form.is_valid() and not form.warnings and _noted(form, case, user, now):
        messages.success(request, "Det är antecknat i ärendet.")
        if form.cleaned_data["wish"] == Wish.ERASURE:
            return redirect("cases:ask_erasure", case.public_id)
        return redirect("contacts:rights", case.public_id)
    return _page(request, case, user, form=form)


def _kept_case(user: User, public_id: uuid.UUID, now: datetime) -> Case:
    """404 too when it is erased: nothing is held then."""
    case = case_for(user, public_id, now=now)
    if case.erased_at is not None:
        raise Http404
    return case


def _noted(form: WishForm, case: Case, user: User, now: datetime) -> bool:
    try:
        life.write_note(case=case, text=form.note, by=user, now=now)
    except RefusedError as error:
        form.refuse(error.refusals)
        return False
    return True


def _page(
    request: HttpRequest, case: Case, user: User, *, form: WishForm, status: int = 200
) -> HttpResponse:
    same = [one for one in around(case, user).suggestions if one.advice is Advice.MERGE]
    context = {
        "case": case,
        "form": form,
        "safe_contact": safe_contact(case, selected_identity(case), now=clock.now()),
        "left_out": LEFT_OUT,
        "texts": free_texts(case),
        "same": same,
        "pdf_missing": NEEDS_PANGO if status == 503 else "",
    }
    return render(request, "contacts/rights.html", context, status=status)


@_coordinators
@require_GET
def extract(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Utdrag till personen, as PDF. That it was made is logged before anything is given."""
    user, now = person(request), clock.now()
    case = _kept_case(user, public_id, now)
    try:
        made = extract_pdf(extract_of(case, now=now, without=_kept_back(request)))
    except PdfMissingError:
        return _page(request, case, user, form=WishForm(), status=503)
    return _given(made, case, user, now, kind="pdf", content_type="application/pdf")


@_coordinators
@require_GET
def extract_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same as JSON (`docs/utdrag.schema.json`), for the person to take along."""
    user, now = person(request), clock.now()
    case = _kept_case(user, public_id, now)
    made = extract_json(extract_of(case, now=now, without=_kept_back(request)))
    return _given(made, case, user, now, kind="json", content_type="application/json")


def _kept_back(request: HttpRequest) -> frozenset[uuid.UUID]:
    """The texts that were ticked. 404 for what is no id: nothing is given by mistake."""
    try:
        return frozenset(uuid.UUID(said) for said in request.GET.getlist("utan"))
    except ValueError:
        raise Http404 from None


def _given(
    made: bytes, case: Case, user: User, now: datetime, *, kind: str, content_type: str
) -> HttpResponse:
    """The file's name says nothing of the person: it is seen where files are kept."""
    audit.record(
        by_id=user.pk, action=Action.DATA_EXTRACTED, now=now, case_ids=[case.pk], fields=[kind]
    )
    response = HttpResponse(made, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="utdrag.{kind}"'
    return response
