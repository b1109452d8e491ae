"""The follow-up and the budget as pages and files, and the cases behind a figure."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.marks import Recusal
from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel import clock
from jourcase.kernel.local_time import local_date
from reporting.access import (
    AUDIENCE_WORDS,
    agreement_for,
    audience_for_file,
    audience_shown,
    may_see_exact,
)
from reporting.behind import Address, behind_rows, listed, record_listing
from reporting.domain.figures import Audience, FollowUp
from reporting.domain.periods import ReportPeriod
from reporting.forms import PeriodForm, default_period
from reporting.reminding import board_strip
from reporting.render.files import FILE_KINDS, file_name
from reporting.render.page import page_sections
from reporting.render.text import Part
from reporting.services import agreement_spans, declare, make_followup, record_export
from reporting.words import period_label
from volunteers.access import person, roles
from volunteers.domain.roles import Role

PAGE_SIZE = 50


@require_safe
@roles(Role.COORDINATOR, Role.BOARD)
def followup(request: HttpRequest) -> HttpResponse:
    """The follow-up of a period."""
    return _report_page(request, "reporting/followup.html", own_days=True)


@require_safe
@roles(Role.COORDINATOR, Role.BOARD)
def budget(request: HttpRequest) -> HttpResponse:
    """The two budget tables of an agreement period."""
    only = frozenset({Measure.ECONOMY})
    return _report_page(request, "reporting/budget.html", own_days=False, only=only)


def _report_page(
    request: HttpRequest, template: str, *, own_days: bool, only: frozenset[Measure] = frozenset()
) -> HttpResponse:
    now, user, spans = clock.now(), person(request), agreement_spans()
    chosen = default_period(spans, local_date(now))
    if chosen is None:
        return render(request, "reporting/no_agreement.html")
    data = request.GET if "period" in request.GET else {"period": chosen.key}
    form = PeriodForm(data, spans=spans, own=own_days)
    context = {
        "form": form,
        "may_see_exact": may_see_exact(user),
        "strip": board_strip(user, spans, local_date(now)),
    }
    if form.is_valid():
        made = make_followup(
            period=form.chosen,
            within=agreement_for(form.chosen, spans),
            audience=audience_shown(user, request.GET.get("vy", "")),
            now=now,
            only=only,
        )
        context |= _shown(made)
    return render(request, template, context)


def _shown(followup: FollowUp) -> dict[str, object]:
    return {
        "followup": followup,
        "audience_word": AUDIENCE_WORDS[followup.audience],
        "label": period_label(followup.period),
        "sections": page_sections(followup),
        "is_internal": followup.audience is Audience.INTERNAL,
        "file_kinds": [(code, kind.label) for code, kind in FILE_KINDS.items()],
    }


@require_safe
@roles(Role.COORDINATOR, Role.BOARD)
def download(request: HttpRequest, period: ReportPeriod, audience: str, kind: str) -> HttpResponse:
    """The follow-up as a file; fetching it leaves a trace."""
    now, user = clock.now(), person(request)
    if kind not in FILE_KINDS:
        raise Http404
    wanted = audience_for_file(user, audience)
    made = make_followup(period=period, within=agreement_for(period), audience=wanted, now=now)
    record_export(by=user, followup=made, file_kind=kind, now=now)
    file = FILE_KINDS[kind]
    response = HttpResponse(file.make(made), content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(made, file)}"'
    return response


@require_safe
@roles(Role.COORDINATOR)
def figure(
    request: HttpRequest, period: ReportPeriod, table: str, row: str, column: str, part: str
) -> HttpResponse:
    """The cases behind one number, fifty at a time; seeing them leaves a trace."""
    now, user = clock.now(), person(request)
    address = Address(table, row, column, Part(part))
    found = listed(declare(period, agreement_for(period), now=now), address, user=user)
    if found is None:
        raise Http404
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("sida"))
    rows = behind_rows(list(page.object_list))
    record_listing(by=user, address=address, case_ids=[row.case_id for row in rows], now=now)
    context = {
        "found": found,
        "is_incomplete": Recusal.objects.standing().of(user).exists(),
        "page": page,
        "rows": rows,
        "period": period,
        "label": period_label(period),
    }
    return render(request, "reporting/figure.html", context)
