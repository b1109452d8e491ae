"""A new case, and the small answers that its page asks for while it is filled in."""

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import own_intake, record_search
from cases.domain.duplicates import name_key
from cases.domain.enums import AgeBand, CallSafety, IntakeChannel, Source
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
        page = redirect("cases:typed", uuid.uuid4())
        source = _came_from(request)
        page["Location"] += f"?fran={source.value}" if source else ""
        return page
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
    return typed_page(request, key, user, now, taken={})


def typed_page(
    request: HttpRequest, key: uuid.UUID, user: User, now: datetime, *, taken: dict[str, str]
) -> HttpResponse:
    """The page of a new case with what has been typed in it. `taken`: what stands in its fields
    from elsewhere, as if it had been typed just now.
    """
    draft = IntakeDraft.objects.unfinished_by(user).filter(pk=key).first()
    said = typed_in(draft) if draft else {}
    if said is None:
        messages.warning(request, "Det du började på kan inte visas. Släng det och börja om.")
    districts = _districts()
    preset = {} if said else _preset(_came_from(request))
    initial = preset | initial_of(said or {}) | taken | {"key": key}
    form = _form(user, districts, now, initial=initial)
    context = _context(form, districts, user, now, draft)
    if taken:
        form.focus_on_safety()
        phones = [taken.get(name, "") for name in PHONE_FIELDS]
        told = (phones, taken.get("k_number", ""), taken.get("name", ""))
        context["similar"] = _hints(*told, user, now)
    return render(request, "cases/new.html", context)


def _came_from(request: HttpRequest) -> Source | None:
    """?fran=stodcentrum: a code of who sends somebody, from the page of referrals."""
    said = request.GET.get("fran", "")
    return Source(said) if said in set(Source) else None


def _preset(source: Source | None) -> dict[str, str]:
    """What somebody's referral to us is filled in with."""
    if source is None or source == Source.OWN:
        return {}
    return {"source": source.value, "channel": IntakeChannel.REFERRAL.value}


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
    form = IntakeForm(
        data,
        user=user,
        districts=districts,
        first_terms_on=oldest.first() or date.max,
        now=now,
        typed_before=initial,
    )
    form.offer_languages(User.objects.active().languages_spoken())
    return form


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
        "similar": _hints(phones, k_number, form.typed.get("name") or "", user, now)
        if form.is_bound
        else [],
        "answer": None,
        "place": "",
    }


def _hints(
    phones: list[str], k_number: str, name: str, user: User, now: datetime
) -> list[SimilarHint]:
    """A hint tells that there is a case like this, and is a search: logged, and not given to
    whoever has searched very much. What they are writing is left alone.
    """
    if not any(phones) and not k_number and not name_key(name):
        return []
    if not ceilings.may_go_on(user, now=now):
        return []
    record_search(user, now=now)
    return similar_hints(phones, k_number, user, name=name)


def _after(request: HttpRequest, case: Case, user: User, *, is_new: bool) -> HttpResponse:
    """To the call, to the spoken code, or to the case."""
    is_visible = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    if case.is_anonymous or not is_visible:
        return redirect("cases:saved", case.public_id)
    can_ring = case.has_working_phone and may_be_called(CallSafety(case.call_safety))
    is_called = request.POST.get("then") == "call" and (can_ring or case.person_was_there)
    _tell(request, case, is_new=is_new, is_called=is_called)
    if is_called:
        # The same form, sent on: a call begins by POST, and so it does without JavaScript too.
        return redirect("contacts:begin", case.public_id, preserve_request=True)
    return redirect("contacts:case", case.public_id)


def _tell(request: HttpRequest, case: Case, *, is_new: bool, is_called: bool) -> None:
    name = case.name_for_lists
    if not is_new:
        messages.info(request, f"{name} var redan sparat. Ändra uppgifterna här på ärendets sida.")
        return
    text = f"{name} är sparat."
    if case.first_contact_at is None and case.deadline_at and not case.contact_exemption:
        text = f"{text} {deadline_words(case.deadline_at)}."
    messages.success(request, text)
    # The page of the case says it by itself.
    if case.age_band == AgeBand.UNDER and is_called:
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
    readers = case.protected_readers.order_by("full_name", "pk") if case.is_protected else []
    context = {
        "case": case,
        "is_visible": is_visible,
        "readers": [one.short_name for one in readers],
        "is_mailed": settings.MAIL_IS_SENT,
    }
    return render(request, "cases/saved.html", context)


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
    k_number, name = request.POST.get("k_number", ""), request.POST.get("name", "")
    found = _hints(phones, k_number, name, person(request), clock.now())
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
