"""Kan vara samma person: what looks alike, two cases side by side, one made of them, taken back."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import case_for
from cases.domain.duplicates import ANSWERS, PairKind, Side
from cases.models import Case, Merge
from cases.services import duplicates
from cases.services.linking import forget_pair, mark_pair
from cases.words import REFUSALS
from contacts.access import record_list
from contacts.compare import Compared, compare
from contacts.services.merging import merge, undo_merge
from jourcase.kernel import audit, clock
from jourcase.kernel.acts import sentences, warn
from jourcase.kernel.phones import show_phone
from jourcase.kernel.refusals import RefusedError
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_PAIRED = {
    PairKind.LINKED: "Ärendena är länkade: de hör ihop.",
    PairKind.APART: "Noterat: inte samma person. De föreslås inte igen.",
}


@roles(Role.COORDINATOR)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Open cases that may be about the same person as another."""
    user = person(request)
    record_list(user, now=clock.now())
    found = duplicates.overview(user)
    context = {"pairs": found.pairs, "is_cut": found.is_cut}
    return render(request, "contacts/merge_overview.html", context)


@opens_cases
@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def same_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What looks like one case, what it belongs together with, and what it was merged with. Posted:
    the number of another case to compare it with.
    """
    user, now = person(request), clock.now()
    with transaction.atomic(), audit.written_last():
        case = case_for(user, public_id, now=now)
        record_list(user, now=now)
    typed, problem = " ".join(request.POST.get("number", "").split())[:20], ""
    if request.method == "POST":
        found = Case.objects.visible_to(user).kept().filter(reference=typed.replace("\x00", ""))
        other = found.exclude(pk=case.pk).first()
        if other is not None:
            return redirect("contacts:compare", public_id, other.public_id)
        problem = (
            "Det finns inget annat ärende med det numret som du kan se."
            if typed
            else "Skriv ärendets nummer, till exempel 2026-0147."
        )
    merges = Merge.objects.standing().filter(Q(case=case) | Q(other=case))
    context = {
        "case": case,
        "around": duplicates.around(case, user),
        "merges": _merge_rows(merges, case, user, now),
        "typed": typed,
        "problem": problem,
    }
    return render(request, "contacts/merge_same.html", context)


def _merge_rows(merges: Any, case: Case, user: User, now: datetime) -> list[dict[str, Any]]:
    """Those with a case that the person may know of."""
    seen = Case.objects.visible_to(user).values("pk")
    merges = merges.filter(case__in=seen, other__in=seen)
    return [
        {
            "merge": one,
            "partner": one.other if one.case_id == case.pk else one.case,
            "is_kept": one.case_id == case.pk,
            "can_undo": one.can_be_undone(now),
            "until": one.undo_until,
        }
        for one in merges.select_related("case", "other", "merged_by").order_by("-merged_at", "-pk")
    ]


@roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def compare_two(request: HttpRequest, public_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """Two cases side by side. The first is the one that is kept; posted: make one of them."""
    user, now = person(request), clock.now()
    with transaction.atomic(), audit.written_last():
        kept = case_for(user, public_id, now=now)
        other = case_for(user, other_id, now=now)
    refused: list[str] = []
    sides = {name: Side(said) for name, said in request.POST.items() if said in set(Side)}
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            merge(kept=kept, other=other, sides=sides, seen=seen, by=user, now=now)
        except RefusedError as error:
            refused = sentences(error, REFUSALS)
        else:
            messages.success(
                request,
                f"{other.name_for_lists} är sammanslaget med {kept.name_for_lists}. "
                "Det kan ångras i 24 timmar under Kan vara samma person.",
            )
            return redirect("contacts:case", kept.public_id)
    pair = compare(kept, other)
    context = {"pair": pair, "refused": refused, **_columns(pair, sides)}
    return render(request, "contacts/merge_compare.html", context)


def _columns(pair: Compared, sides: dict[str, Side]) -> dict[str, Any]:
    """The lines that are chosen from, with what the person marked already, and those that agree."""
    lines = pair.choices
    return {
        "kept_phones": [show_phone(phone.number) for phone in pair.kept_phones],
        "other_phones": [show_phone(phone.number) for phone in pair.other_phones],
        "earliest": min(pair.kept.received_at, pair.other.received_at),
        "differing": [(line, sides.get(line.name, line.side)) for line in lines if line.differs],
        "equal": [line for line in lines if not line.differs],
    }


@roles(Role.COORDINATOR)
@require_POST
def pair(request: HttpRequest, public_id: uuid.UUID, other_id: uuid.UUID) -> HttpResponse:
    """They belong together, are not the same person, or neither has been said."""
    user, now = person(request), clock.now()
    one, two = _two_seen(user, public_id, other_id)
    said = request.POST.get("kind", "")
    try:
        if said in ANSWERS:
            mark_pair(one=one, two=two, kind=PairKind(said), by=user, now=now)
            messages.success(request, _PAIRED[PairKind(said)])
        elif forget_pair(one=one, two=two, by=user, now=now):
            messages.success(request, "Märkningen är borttagen.")
    except RefusedError as error:
        warn(request, error, REFUSALS)
    if request.POST.get("back") == "all":
        return redirect("contacts:alike")
    return redirect("contacts:same_person", public_id)


def _two_seen(user: User, public_id: uuid.UUID, other_id: uuid.UUID) -> tuple[Case, Case]:
    """Both, or 404: nothing of what they tell is shown."""
    found = {
        case.public_id: case
        for case in Case.objects.visible_to(user).filter(public_id__in=[public_id, other_id])
    }
    if public_id not in found or other_id not in found:
        raise Http404
    return found[public_id], found[other_id]


@roles(Role.COORDINATOR)
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID, merge_id: uuid.UUID) -> HttpResponse:
    """Two cases again."""
    user, now = person(request), clock.now()
    seen = Case.objects.visible_to(user).values("pk")
    made = (
        Merge.objects.filter(public_id=merge_id, case__in=seen, other__in=seen)
        .filter(Q(case__public_id=public_id) | Q(other__public_id=public_id))
        .select_related("other")
        .first()
    )
    if made is None:
        raise Http404
    try:
        left = undo_merge(merge=made, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
    else:
        messages.success(
            request, f"Sammanslagningen är ångrad. {made.other.name_for_lists} är ett eget ärende."
        )
        for one in left:
            messages.warning(
                request,
                f"{one.case.name_for_lists} saknar ansvarig. {one.was} hade det före "
                f"sammanslagningen, men: {' '.join(REFUSALS[why] for why in one.why)}",
            )
    return redirect("contacts:same_person", public_id)
