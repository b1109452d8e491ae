"""Läget, and the pages on which the board enters what it has decided."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jourcase.agreement import deciding
from jourcase.agreement.domain.deciding import next_period_start
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import Agreement, TermsVersion, Undertaking
from jourcase.agreement.services import agreement_on
from jourcase.kernel import clock
from jourcase.kernel.acts import SaysWhy, done
from jourcase.kernel.local_time import local_date
from reporting.board import forms
from reporting.board.figures import standing
from reporting.reminding import board_strip
from reporting.services import agreement_spans
from volunteers.access import person


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Six figures, the strip, and where everything is."""
    now, spans = clock.now(), agreement_spans()
    context = {
        "standing": standing(spans, now=now),
        "strip": board_strip(person(request), spans, local_date(now)),
    }
    return render(request, "reporting/board/index.html", context)


@require_http_methods(["GET", "POST"])
def new_terms(request: HttpRequest) -> HttpResponse:
    """Terms from a day ahead."""
    user, now = person(request), clock.now()
    current = TermsVersion.objects.order_by("-valid_from").first()
    if current is None:
        raise Http404
    form = forms.TermsForm(
        request.POST or None, now_seen=deciding.terms_seen(), initial=forms.terms_typed(current)
    )

    def act() -> None:
        deciding.decide_terms(new=form.said(), decision=form.decision(user.pk), now=now)

    told = f"I dag är de senast beslutade villkoren de som gäller från {current.valid_from}."
    return _page(request, form, act, title="Nya villkor", told=told, back="villkor")


@require_http_methods(["GET", "POST"])
def undertaking(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for an undertaking, or the end of it."""
    user, now = person(request), clock.now()
    agreement = _agreement()
    current = (
        Undertaking.objects.filter(agreement=agreement, code=code).order_by("-valid_from").first()
    )
    if current is None or current.valid_to is not None:
        raise Http404
    form = forms.UndertakingForm(
        request.POST or None,
        now_seen=deciding.undertaking_seen(code, agreement),
        initial={"text": current.text, "measure": current.measure},
    )

    def act() -> None:
        said, decision = form.cleaned_data, form.decision(user.pk)
        if said["is_dropped"]:
            deciding.drop_undertaking(current=current, decision=decision, now=now)
            return
        deciding.decide_undertaking(
            current=current,
            text=said["text"],
            measure=Measure(said["measure"]),
            decision=decision,
            now=now,
        )

    told = f"Det som står här gäller från {current.valid_from}. Det som har gällt står kvar."
    return _page(request, form, act, title="Ändra åtagandet", told=told, back="ataganden")


@require_http_methods(["GET", "POST"])
def new_budget(request: HttpRequest) -> HttpResponse:
    """Amounts from an agreement period on, with the sums as they were decided."""
    user, now = person(request), clock.now()
    agreement = _agreement()
    start = next_period_start(agreement.dates(), local_date(now), agreement.notice_received_on)
    form = forms.BudgetForm(
        request.POST or None,
        now_seen=deciding.budget_seen(agreement),
        rows=deciding.open_budget_rows(agreement),
        initial={"valid_from": start},
    )

    def act() -> None:
        deciding.decide_budget(
            agreement=agreement, amounts=form.amounts(), decision=form.decision(user.pk), now=now
        )

    told = "Beloppen gäller 12 månader, från första dagen i en avtalsperiod."
    if start is None:
        told = "Överenskommelsen har ingen period kvar. En ny överenskommelse behövs."
    return _page(request, form, act, title="Nya belopp", told=told, back="budgetrader")


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The day on which notice came in."""
    user, now = person(request), clock.now()
    agreement = Agreement.objects.filter(code=code).first()
    if agreement is None:
        raise Http404
    form = forms.NoticeForm(
        request.POST or None,
        now_seen=deciding.notice_seen(agreement),
        initial={"received_on": agreement.notice_received_on},
    )

    def act() -> None:
        deciding.note_notice(
            agreement=agreement,
            received_on=form.day(),
            by_id=user.pk,
            seen=form.cleaned_data["seen"],
            now=now,
        )

    told = f"{agreement.name}. Uppsägning räknas den dag den kommer in."
    return _page(request, form, act, title="Uppsägning", told=told, back="overenskommelse")


def _page(
    request: HttpRequest,
    form: forms.SeenForm,
    act: Callable[[], None],
    *,
    title: str,
    told: str,
    back: str,
) -> HttpResponse:
    """A form that says why it was refused with what was typed still in it; else to the list."""
    says: SaysWhy = form
    if done(says, act):
        messages.success(request, "Beslutet är sparat.")
        return redirect(f"board:{back}")
    context = {"form": form, "title": title, "told": told, "back": f"board:{back}"}
    return render(request, "reporting/board/form.html", context)


def _agreement() -> Agreement:
    found = agreement_on(local_date(clock.now()))
    if found is None:
        raise Http404
    return found
