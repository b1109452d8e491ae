"""A new case, and the small answers that its page asks for while it is filled in."""

import uuid
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import own_intake, record_search
from cases.domain.enums import AgeBand, CallSafety
from cases.domain.rules import may_be_called
from cases.forms.identity import PHONE_FIELDS
from cases.forms.intake import IntakeForm, content_of, initial_of
from cases.forms.statistics import StatisticsFields
from cases.hints import (
    Deadline,
    SimilarHint,
    deadline_of,
    district_answer,
    similar_hints,
    transfer_hints,
)
from cases.models import Case, IntakeDraft
from cases.services import intake_drafts
from cases.services.front_desk import take_in
from cases.services.intake_drafts import typed_in
from cases.words import deadline_words
from jourcase.agreement.models import District, TermsVersion
from jourcase.kernel import clock
from jourcase.kernel.fields import LocalDateTimeWidget
from jourcase.kernel.refusals import RefusedError
from volunteers import ceilings
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)


@_staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Nytt ärende. An empty page has an address of its own, so that Back and a page loaded again
    lead to the same case and not to one more.
    """
    if request.method == "GET":
        return redirect("cases:typed", uuid.uuid4())
    user, now = person(request), clock.now()
    districts = _districts()
    form = _form(user, districts, now, data=request.POST)
    if form.is_valid() and not form.warnings:
        key, intake = form.cleaned_data["key"], form.intake()
        try:
            case, is_new = take_in(key=key, intake=intake, by=user, now=now)
        except RefusedError as error:
            form.refuse(error.refusals)
        else:
            return _after(request, case, user, is_new=is_new)
    return render(request, "cases/new.html", _context(form, districts, user, now))


@_staff
@require_GET
def typed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page with what has been typed in it; once saved, it leads to the case."""
    user, now = person(request), clock.now()
    case = Case.objects.visible_to(user).filter(public_id=key).first()
    if case is not None:
        return redirect("contacts:case", case.public_id)
    draft = IntakeDraft.objects.unfinished_by(user).filter(pk=key).first()
    said = typed_in(draft) if draft else {}
    if said is None:
        messages.warning(request, "Det du började på kan inte visas. Släng det och börja om.")
    districts = _districts()
    form = _form(user, districts, now, initial=initial_of(said or {}) | {"key": key})
    return render(request, "cases/new.html", _context(form, districts, user, now, draft))


@_staff
@require_POST
def autosave(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what is being typed. Always 204: a late one after the real save is ignored."""
    sequence = request.POST.get("sequence", "")
    if sequence.isascii() and sequence.isdigit() and len(sequence) < 9:
        intake_drafts.autosave(
            key=key,
            user=person(request),
            content=content_of(request.POST),
            sequence=int(sequence),
            now=clock.now(),
        )
    return HttpResponse(status=204)


@_staff
@require_POST
def throw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw away what was typed and begin on an empty page."""
    intake_drafts.throw(key=key, user=person(request), now=clock.now())
    messages.info(request, "Det du började på är kastat.")
    return redirect("cases:new")


def _districts() -> list[District]:
    return list(District.objects.select_related("office"))


def _form(
    user: User,
    districts: list[District],
    now: datetime,
    *,
    data: Any = None,
    initial: dict[str, Any] | None = None,
) -> IntakeForm:
    oldest = TermsVersion.objects.order_by("valid_from").values_list("valid_from", flat=True)
    return IntakeForm(
        data,
        user=user,
        districts=districts,
        first_terms_on=oldest.first() or date.max,
        now=now,
        typed_before=initial,
    )


def _context(
    form: IntakeForm,
    districts: list[District],
    user: User,
    now: datetime,
    draft: IntakeDraft | None = None,
) -> dict[str, Any]:
    phones = [form.typed.get(name) or "" for name in PHONE_FIELDS]
    k_number = form.typed.get("k_number") or ""
    key = form.shown_key
    return {
        "form": form,
        "key": key,
        "draft": draft,
        "sequence": draft.sequence if draft else 0,
        "others": list(IntakeDraft.objects.unfinished_by(user).exclude(pk=key)),
        "deadline": deadline_of(form["received_at"].value(), now=now),
        "transfers": transfer_hints(districts),
        "similar": _hints(phones, k_number, user, now) if form.is_bound else [],
        "answer": None,
        "place": "",
    }


def _hints(phones: list[str], k_number: str, user: User, now: datetime) -> list[SimilarHint]:
    """A hint tells that there is a case with this number, and is a search: logged, and not given
    to whoever has searched very much. What they are writing is left alone.
    """
    if not any(phones) and not k_number:
        return []
    if not ceilings.may_go_on(user, now=now):
        return []
    record_search(user, now=now)
    return similar_hints(phones, k_number, user)


def _after(request: HttpRequest, case: Case, user: User, *, is_new: bool) -> HttpResponse:
    """To the call, to the spoken code, or to the case."""
    is_visible = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    if case.is_anonymous or not is_visible:
        return redirect("cases:saved", case.public_id)
    _tell(request, case, is_new=is_new)
    can_ring = case.has_working_phone and may_be_called(CallSafety(case.call_safety))
    if request.POST.get("then") == "call" and (can_ring or case.person_was_there):
        # The same form, sent on: a call begins by POST, and so it does without JavaScript too.
        return redirect("contacts:begin", case.public_id, preserve_request=True)
    return redirect("contacts:case", case.public_id)


def _tell(request: HttpRequest, case: Case, *, is_new: bool) -> None:
    name = case.name_for_lists
    if not is_new:
        messages.info(request, f"{name} var redan sparat. Ändra uppgifterna här på ärendets sida.")
        return
    text = f"{name} är sparat."
    if case.first_contact_at is None and case.deadline_at and not case.contact_exemption:
        text = f"{text} {deadline_words(case.deadline_at)}."
    messages.success(request, text)
    if case.age_band == AgeBand.UNDER:
        messages.info(
            request,
            "Under 21 år: berätta att Stödcentrum tar emot unga. Personen får välja oss ändå.",
        )


@_staff
@require_GET
def saved(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The receipt of a case without a page to go to: the spoken code, or who takes over."""
    user, now = person(request), clock.now()
    case = own_intake(user, public_id, now=now)
    is_visible = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    return render(request, "cases/saved.html", {"case": case, "is_visible": is_visible})


@_staff
@require_POST
def deadline(request: HttpRequest) -> HttpResponse:
    """The last moment for first contact, for the received time that is being typed."""
    typed = LocalDateTimeWidget().value_from_datadict(request.POST, {}, "received_at")
    found: Deadline = deadline_of(typed, now=clock.now())
    return render(request, "cases/_deadline.html", {"deadline": found})


@_staff
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Cases that may be about the same person: number, status and why, nothing more."""
    phones = [request.POST.get(name, "") for name in PHONE_FIELDS]
    found = _hints(phones, request.POST.get("k_number", ""), person(request), clock.now())
    return render(request, "cases/_similar.html", {"similar": found})


@_staff
@require_POST
def find_district(request: HttpRequest) -> HttpResponse:
    """Which district a named place lies in. Without JavaScript it answers in a page of its own."""
    place = request.POST.get("place", "")
    answer = district_answer(place)
    chosen = answer.only_code or request.POST.get("district", "")
    form = StatisticsFields(initial={"district": chosen})
    form.offer_districts(_districts())
    template = "cases/_district.html" if request.htmx else "cases/place.html"  # type: ignore[attr-defined]
    return render(request, template, {"form": form, "answer": answer, "place": place[:80]})
