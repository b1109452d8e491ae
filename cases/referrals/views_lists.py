"""Hänvisningar: what waits for an answer; and the letter, on paper and as PDF."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from cases.access import referral_for
from cases.domain.referral_codes import Recipient, ReferralRefusal
from cases.referrals.letter import PDF_MISSING, letter_context, letter_pdf
from cases.referrals.page import referral_page, row_of
from cases.referrals.words import REFERRAL_REFUSALS
from cases.referring import Referral
from cases.services.referral import counts, reminders
from jourcase.kernel import audit, clock
from jourcase.kernel.acts import warn
from jourcase.kernel.audit import Action
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date, start_of_local_day
from jourcase.kernel.pdf import PdfMissingError
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role

PAGE_SIZE = 50
_MOMENT = timedelta(microseconds=1)
_coordinators = roles(Role.COORDINATOR)


class Selection(Labelled):
    """What may stand as ?visa= in the address."""

    WAITING = "vantar", "Väntar på svar"
    SILENT = "tysta", "Inget svar på sju dagar"
    UNDER_WAY = "pagar", "Erbjudna, inte lämnade"
    ALL = "alla", "Alla"


@_coordinators
@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    """All of what this person may see, the longest wait first."""
    user, now = person(request), clock.now()
    audit.record(by_id=user.pk, action=Action.LIST_VIEWED, now=now, fields=["referrals"])
    asked = request.GET.get("visa", "")
    selection = Selection(asked) if asked in set(Selection) else Selection.WAITING
    seen = Referral.objects.visible_to(user).select_related("case")
    found = {
        Selection.WAITING: lambda: seen.waiting().order_by("handed_over_at", "pk"),
        Selection.SILENT: lambda: seen.silent(now).order_by("handed_over_at", "pk"),
        Selection.UNDER_WAY: lambda: seen.under_way().order_by("offered_at", "pk"),
        Selection.ALL: lambda: seen.order_by("-offered_at", "-pk"),
    }[selection]()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("sida"))
    year = local_date(now).replace(month=1, day=1)
    context = {
        "page": page,
        "rows": [row_of(one, now=now) for one in page.object_list],
        "selection": selection,
        "selections": list(Selection),
        "query": f"visa={selection.value}&",
        "silent": reminders(user, now=now),
        "year": year.year,
        "counts": counts(start_of_local_day(year), now, recipient=Recipient.STODCENTRUM),
    }
    return render(request, "cases/referrals.html", context)


@_coordinators
@require_GET
def letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The letter to print; without a consent that stands, or with a number that has to stay, there
    is none.
    """
    return _letter(request, public_id, as_pdf=False)


@_coordinators
@require_GET
def letter_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same as PDF."""
    return _letter(request, public_id, as_pdf=True)


def _letter(request: HttpRequest, public_id: uuid.UUID, *, as_pdf: bool) -> HttpResponse:
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    context = letter_context(referral, referral.case, now=now)
    page = referral_page(referral, user, passed=context["passed"], now=now)
    if not page.has_letter:
        stopped = page.stopped or {ReferralRefusal.CONSENT_MISSING}
        warn(request, RefusedError(stopped), REFERRAL_REFUSALS)
        return redirect(referral)
    audit.record(
        by_id=user.pk, action=Action.REFERRAL_PRINTED, now=now, case_ids=[referral.case_id]
    )
    if not as_pdf:
        return render(request, "cases/referral_letter.html", context)
    try:
        content = letter_pdf(context)
    except PdfMissingError:
        messages.warning(request, PDF_MISSING)
        return redirect("cases:referral_letter", public_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="hanvisning-{referral.code}.pdf"'
    return response
