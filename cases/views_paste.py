"""A pasted referral: what it seems to say, confirmed piece by piece, into "Nytt ärende".

The text is read in memory and in nothing else: it is not stored, not logged, and not sent back.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.domain.enums import AgeBand, CrimeType, Gender, ReachBy
from cases.domain.referral_text import LONGEST_TEXT, Field, Proposal, proposals
from cases.models import Case
from cases.services.lists import known_places
from cases.views_intake import typed_page
from jourcase.agreement.models import District, TermsVersion
from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from jourcase.kernel.phones import show_phone
from volunteers.access import person, roles
from volunteers.domain.roles import Role

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
_NOTHING = "Vi hittade inget att föreslå. Texten är kvar där du kopierade den. Fyll i för hand."


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A proposal in words. `name` and `value` are the form's."""

    name: str
    value: str
    label: str
    said: str
    because: str


@_staff
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The box to paste in; then what the text seems to say, nothing of it ticked."""
    text = request.POST.get("text", "") if request.method == "POST" else ""
    context = {"key": key, "longest": LONGEST_TEXT, "said": ""}
    if not text.strip():
        if request.method == "POST":
            context["said"] = "Klistra in texten först."
        return render(request, "cases/paste.html", context)
    found = _found(text)
    if not found:
        context["said"] = _NOTHING
        return render(request, "cases/paste.html", context)
    return render(request, "cases/proposals.html", {"key": key, "proposals": found})


def _found(text: str) -> list[ShownProposal]:
    today = local_date(clock.now())
    terms = TermsVersion.objects.begun(today).first()
    found = proposals(
        text,
        today=today,
        referral_age=terms.referral_age if terms else 21,
        places=known_places(),
    )
    districts = dict(District.objects.values_list("code", "name"))
    return [_shown(one, districts) for one in found]


def _shown(one: Proposal, districts: dict[str, str]) -> ShownProposal:
    words: dict[Field, Callable[[str], str]] = {
        Field.PHONE: show_phone,
        Field.PHONE_2: show_phone,
        Field.CRIME: lambda code: CrimeType(code).label,
        Field.GENDER: lambda code: Gender(code).label,
        Field.AGE_BAND: lambda code: AgeBand(code).label,
        Field.DISTRICT: lambda code: districts.get(code, code),
        Field.INTERPRETER: lambda _: "Ja",
        Field.RECEIVED: lambda at: at.replace("T", " kl. ").replace(":", "."),
    }
    said = words[one.field](one.value) if one.field in words else one.value
    return ShownProposal(one.field.value, one.value, one.field.label, said, one.because)


@_staff
@require_POST
def fill(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The page of the new case with what was ticked, beside what was typed on it before. It is
    saved no more than if it had been typed.
    """
    user, now = person(request), clock.now()
    case = Case.objects.visible_to(user).filter(public_id=key).first()
    if case is not None:
        return redirect("contacts:case", case.public_id)
    taken = {one.value: said for one in Field if (said := request.POST.get(one.value, "")[:200])}
    if "email" in taken and "phone" not in taken:
        taken["reach_by"] = ReachBy.OTHER_WAY.value
    return typed_page(request, key, user, now, taken=taken)
