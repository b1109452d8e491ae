"""Hänvisa: from a case, one referral step by step, and all that wait for an answer."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.access import case_for, referral_for
from cases.domain.enums import AgeBand
from cases.domain.referral import ANSWERS
from cases.domain.referral_codes import HandOverWay, Recipient, ReferralState
from cases.forms.base import RefusableForm
from cases.forms.referral import (
    AgeForm,
    AnswerForm,
    ConsentForm,
    DecisionForm,
    FeedbackForm,
    HandOverForm,
    OfferForm,
)
from cases.models import Case
from cases.referrals.letter import letter_context, stodcentrum_phone, with_number
from cases.referrals.page import advice_box, closing_words, referral_page, row_of
from cases.referrals.words import REFERRAL_REFUSALS
from cases.referring import Referral
from cases.services import referral as service
from cases.services import referral_undo
from jourcase.kernel import clock
from jourcase.kernel.acts import done, pressed, result_of, warn
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

_staff = roles(Role.COORDINATOR, Role.VOLUNTEER)
_coordinators = roles(Role.COORDINATOR)


# --- Beginning -----------------------------------------------------------------------------------


@_staff
@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the age says, what has been done before, and a new referral."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    if request.method == "GET":
        return _refer_page(request, case, user)
    form = OfferForm(request.POST)
    made = result_of(form, lambda: _begin(case, form, user))
    if made is None:
        return _refer_page(request, case, user, offer=form)
    if form.gives_consent:
        return redirect("cases:referral_consent", made.public_id)
    messages.success(request, "Hänvisningen är sparad.")
    return redirect(made)


def _begin(case: Case, form: OfferForm | DecisionForm, user: User) -> Referral:
    key = form.cleaned_data["key"]
    return service.begin(case=case, offer=form.offer(), key=key, by=user, now=clock.now())


@_staff
@require_POST
def say_age(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The one answer about age that was lacking."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = AgeForm(request.POST, possible=ANSWERS, referral_age=case.terms.referral_age)
    made = result_of(
        form,
        lambda: service.answer_age(
            case=case, band=AgeBand(form.cleaned_data["band"]), by=user, now=now
        ),
    )
    if made is None:
        return _refer_page(request, case, user, age=form)
    messages.success(request, "Åldern är sparad.")
    return redirect("cases:refer", public_id)


@_coordinators
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """At exactly 21: who gives the support, and why."""
    user, now = person(request), clock.now()
    case = case_for(user, public_id, now=now)
    form = DecisionForm(request.POST)
    made = result_of(form, lambda: _begin(case, form, user))
    if made is None:
        return _refer_page(request, case, user, decision=form)
    messages.success(request, "Beslutet är sparat.")
    return redirect(made)


def _refer_page(
    request: HttpRequest,
    case: Case,
    user: User,
    *,
    offer: OfferForm | None = None,
    age: AgeForm | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    now = clock.now()
    before = list(Referral.objects.filter(case=case).order_by("-offered_at", "-pk"))
    for row in before:
        row.case = case
    box = advice_box(case, service.identity_of(case), user, before=before, now=now)
    context = {
        "case": case,
        "box": box,
        "offer_form": offer
        or OfferForm(recipient=box.preset, is_decided_above=box.decides or bool(box.waits)),
        "age_form": age or (_age_form(case, box.asks) if box.asks else None),
        "decision_form": decision or (DecisionForm() if box.decides else None),
        "failed": offer or age or decision,
        "before": [row_of(row, now=now) for row in before],
        "phone": stodcentrum_phone(),
    }
    return render(request, "cases/referral_new.html", context)


def _age_form(case: Case, asks: tuple[AgeBand, ...]) -> AgeForm:
    return AgeForm(possible=asks, referral_age=case.terms.referral_age)


# --- One referral --------------------------------------------------------------------------------


@_staff
@require_http_methods(["GET"])
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where it stands, and what may be done now."""
    user = person(request)
    return _page(request, referral_for(user, public_id, now=clock.now()), user)


def _page(
    request: HttpRequest, referral: Referral, user: User, *, failed: RefusableForm | None = None
) -> HttpResponse:
    now = clock.now()
    letter = letter_context(referral, referral.case, now=now)
    page = referral_page(referral, user, passed=letter["passed"], now=now)
    context: dict[str, Any] = {
        "page": page,
        "referral": referral,
        "case": referral.case,
        "answer_form": failed if isinstance(failed, AnswerForm) else AnswerForm(),
        "feedback_form": failed if isinstance(failed, FeedbackForm) else FeedbackForm(),
        "failed": failed,
        "phone": stodcentrum_phone(),
        "letter": letter,
    }
    return render(request, "cases/referral.html", context)


@_staff
@require_POST
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the person says to the offer."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    form = AnswerForm(request.POST)
    if form.is_valid() and form.gives_consent:
        return redirect("cases:referral_consent", public_id)
    to = Recipient(referral.recipient)
    made = result_of(
        form,
        lambda: service.answer(referral=referral, offer=form.answered(to), by=user, now=now),
    )
    if made is None:
        return _page(request, referral_for(user, public_id, now=now), user, failed=form)
    messages.success(request, "Svaret är sparat.")
    return redirect(made)


@_staff
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How, when and what may be passed."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    posted = request.POST if request.method == "POST" else None
    form = ConsentForm(posted, referral=referral, now=now)
    is_said = form.is_bound and form.is_valid() and not form.warnings
    if is_said and done(
        form,
        lambda: service.give_consent(
            referral=referral,
            consent=form.consent(),
            seen=form.cleaned_data["seen"],
            by=user,
            now=now,
        ),
    ):
        messages.success(request, "Samtycket är sparat. Inget är lämnat än.")
        return redirect(referral)
    context = {
        "form": form,
        "row": row_of(referral, now=now),
        "case": referral.case,
        "with_number": with_number(referral.case, service.identity_of(referral.case)),
    }
    return render(request, "cases/referral_consent.html", context)


@_coordinators
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Exactly what is passed, and the button that says that it has been."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        can_close=referral.case.closed_at is None,
    )
    made = result_of(
        form,
        lambda: service.hand_over(
            referral=referral,
            way=HandOverWay(form.cleaned_data["way"]),
            seen=form.cleaned_data["seen"],
            closes=form.cleaned_data.get("closes", False),
            by=user,
            now=now,
        ),
    )
    if made is not None:
        messages.success(request, "Överlämnat. Vi påminner om sju dagar om inget svar har kommit.")
        return redirect(made)
    if form.is_bound:
        referral = referral_for(user, public_id, now=now)  # somebody may have been before
    return _hand_over_page(request, referral, user, form)


def _hand_over_page(
    request: HttpRequest, referral: Referral, user: User, form: HandOverForm
) -> HttpResponse:
    """What is shown is read anew: a text that has changed is read before it is passed. Nothing is
    shown any more when the consent is gone, or while the number has to stay: the page of the
    referral says what to do.
    """
    now = clock.now()
    letter = letter_context(referral, referral.case, now=now, anew=True)
    page = referral_page(referral, user, passed=letter["passed"], now=now)
    if not page.can_hand_over:
        stopped = service.hand_over_stopped(referral)
        warn(request, RefusedError(stopped), REFERRAL_REFUSALS)
        return redirect(referral)
    context = letter | {
        "form": form,
        "page": page,
        "case": referral.case,
        "closing": closing_words(referral.case, now=now),
    }
    return render(request, "cases/referral_hand_over.html", context)


@_coordinators
@require_POST
def feedback(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the recipient answered."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    form = FeedbackForm(request.POST)
    made = result_of(
        form,
        lambda: service.note_feedback(
            referral=referral, state=ReferralState(form.cleaned_data["state"]), by=user, now=now
        ),
    )
    if made is None:
        return _page(request, referral_for(user, public_id, now=now), user, failed=form)
    messages.success(request, "Återkopplingen är sparad.")
    return redirect(made)


@_staff
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The person has changed their mind."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    told = "Samtycket är återtaget. Inget mer lämnas."
    return _pressed(
        request, referral, lambda: service.withdraw(referral=referral, by=user, now=now), told
    )


@_staff
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The latest step was a slip."""
    user, now = person(request), clock.now()
    referral = referral_for(user, public_id, now=now)
    told = "Det är ångrat. Hänvisningen är som den var."
    return _pressed(
        request, referral, lambda: referral_undo.undo(referral=referral, by=user, now=now), told
    )


def _pressed(
    request: HttpRequest, referral: Referral, act: Callable[[], object], told: str
) -> HttpResponse:
    pressed(request, act, told, REFERRAL_REFUSALS)
    return redirect(referral)
