"""The case page and the correction of a contact."""

import uuid
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.access import case_to_read
from cases.closing import gaps_in_words
from cases.concern import OPEN_CONCERN
from cases.domain.closing import undo_closing_refusals
from cases.domain.concern import ConcernState
from cases.domain.enums import CloseReason, Status
from cases.domain.rules import CaseRefusal, reopening_refusals
from cases.domain.safe_hours import ALWAYS
from cases.left import facts_left
from cases.minors import lacks_guardian
from cases.models import Case, Identity, Merge, Phone
from cases.referrals.page import Notice, case_notice
from contacts import access, words
from contacts.cards import safe_contact, saved_notice, selected_identity
from contacts.clock_boxes import PromiseClock, promise_clock
from contacts.domain.enums import Result
from contacts.domain.next_step import Step
from contacts.domain.promise import has_tried_one_day_only
from contacts.forms import ContactForm, initial_from_contact
from contacts.models import Callback, Contact, Draft
from contacts.queue import Moment
from contacts.services import log
from contacts.services.promise_columns import standing_of
from contacts.timeline import Kind, Line, asks_of_recusal, events_for, of_kind, timeline
from jourcase.agreement.models import SupportForm
from jourcase.kernel import clock
from jourcase.kernel.phones import show_phone
from jourcase.kernel.refusals import RefusedError
from volunteers.access import person, roles
from volunteers.domain.roles import Role
from volunteers.models import User

STATISTICS_ASKED = 6


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the case page, words already chosen."""

    case: Case
    heading: str
    identity: Identity | None
    phones: list[tuple[str, str, bool]]  # E.164, shown, found wrong
    clock: PromiseClock
    safe_contact: list[str]
    why: str
    tone: str
    window: str
    offer_closing: bool
    tried_one_day_only: bool
    has_tried_enough: bool
    can_begin: bool
    rung_by: str
    gaps: list[str]
    answered: int
    asked: int
    circumstances: list[str]
    can_reopen: bool
    can_undo_closing: bool
    is_closed_long_ago: bool
    referral: Notice | None
    continued_in: Case | None  # of a duplicate, if the person may know of it
    is_merged: bool
    concern: ConcernState | None  # of a worry about a child that has no answer
    lacks_guardian: bool
    can_act: bool = True  # False in a nödöppning: the page is read, and nothing is done with it


def case_page(case: Case, user: User, moment: Moment) -> CasePage:
    """Reads phones and the claim; the rest came with the case."""
    identity = selected_identity(case)
    step, standing = moment.step(case), standing_of(case)
    phones = Phone.objects.filter(identity=identity) if identity else []
    live = (
        Draft.objects.live(moment.now)
        .filter(case=case)
        .exclude(user=user)
        .select_related("user")
        .first()
    )
    gaps = gaps_in_words(case)
    reopening = reopening_refusals(
        closed_at=case.closed_at,
        erased_at=case.erased_at,
        reopen_within_days=case.terms.reopen_within_days,
        now=moment.now,
    )
    undo_closing = not undo_closing_refusals(
        closed_at=case.closed_at, erased_at=case.erased_at, now=moment.now
    )
    is_double = case.close_reason == CloseReason.DUPLICATE
    is_merged = is_double and Merge.objects.standing().filter(other=case).exists()
    kept = Case.objects.visible_to(user).filter(pk__in=[case.duplicate_of_id])
    heading = "Anonym" if case.is_anonymous else (identity.name if identity else "")
    return CasePage(
        case=case,
        heading=heading or "Namn saknas",
        identity=identity,
        phones=[(p.number, show_phone(p.number), p.found_wrong_at is not None) for p in phones],
        clock=promise_clock(case, moment.terms[case.terms_id], now=moment.now),
        safe_contact=safe_contact(case, identity, now=moment.now),
        why=words.why(step, standing, received_at=case.received_at, now=moment.now),
        tone=words.tone(step),
        window=words.window(step, now=moment.now),
        offer_closing=step.step == Step.OFFER_CLOSING,
        tried_one_day_only=step.step == Step.OFFER_CLOSING and _tried_one_day_only(case),
        has_tried_enough=standing.has_tried_enough,
        can_begin=case.status not in {Status.CLOSED, Status.ERASED},
        rung_by=live.user.short_name if live else "",
        gaps=gaps,
        answered=STATISTICS_ASKED - len(gaps),
        asked=STATISTICS_ASKED,
        circumstances=_circumstances(case),
        can_reopen=user.is_coordinator and not (undo_closing or reopening or is_merged),
        can_undo_closing=undo_closing and not is_merged,
        is_closed_long_ago=CaseRefusal.REOPENED_TOO_LATE in reopening,
        referral=case_notice(case, identity, now=moment.now),
        continued_in=kept.first() if is_double and user.is_coordinator else None,
        is_merged=is_merged,
        concern=ConcernState(said) if (said := getattr(case, OPEN_CONCERN, None)) else None,
        lacks_guardian=lacks_guardian(case, identity, now=moment.now),
    )


def read_only(page: CasePage) -> CasePage:
    """As it stands in a nödöppning."""
    return replace(
        page,
        can_act=False,
        can_begin=False,
        can_reopen=False,
        can_undo_closing=False,
        is_closed_long_ago=False,
        window="",
    )


def _tried_one_day_only(case: Case) -> bool:
    attempts = [one.attempt for one in Contact.objects.effective().filter(case=case)]
    return has_tried_one_day_only(standing_of(case), attempts)


def _circumstances(case: Case) -> list[str]:
    said = {
        "Nära relation": case.in_close_relation,
        "Hedersrelaterat": case.honour_related,
        "Hatbrott": case.hate_crime,
        "Skolrelaterat": case.school_related,
    }
    return [word for word, holds in said.items() if holds]


@roles(Role.COORDINATOR, Role.VOLUNTEER, and_system=True)
@require_GET
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One case: promises, how to make contact safely, what has happened, facts."""
    user, moment = person(request), Moment.at(clock.now())
    shown, is_glass = case_to_read(user, public_id, now=moment.now)
    if shown.erased_at is not None:
        return render(request, "contacts/erased.html", {"facts": facts_left(shown)})
    wanted = request.GET.get("visa", "")
    kind = Kind(wanted) if wanted in set(Kind) else Kind.ALL
    events = events_for(shown, user)
    lines: list[Line] = of_kind(timeline(shown, user, now=moment.now, events=events), kind)
    page = case_page(shown, user, moment)
    context = {
        "page": read_only(page) if is_glass else page,
        "asks_of_recusal": not is_glass and asks_of_recusal(shown, user, events),
        "lines": lines,
        "kinds": list(Kind),
        "kind": kind,
        "saved": saved_notice(user, moment),
        "with_names": request.GET.get("namn") == "1",
    }
    return render(request, "contacts/case.html", context)


@roles(Role.COORDINATOR, Role.VOLUNTEER)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a logged contact right. The earlier entry is kept, struck through."""
    user, moment = person(request), Moment.at(clock.now())
    contact = access.contact_to_correct(user, public_id, now=moment.now)
    form = _correction_form(contact, moment, request)
    if request.method == "POST" and form.is_valid() and not form.must_ask:
        try:
            log.correct(contact=contact, entry=form.entry(), by=user, now=moment.now)
        except RefusedError as error:
            form.refuse(error.refusals)
        else:
            return redirect(access.page_after(user, contact.case))
    context = {"form": form, "contact": contact}
    return render(request, "contacts/correct.html", context)


def _correction_form(contact: Contact, moment: Moment, request: HttpRequest) -> ContactForm:
    identity = Identity.objects.filter(case=contact.case_id).first()
    may_leave_message = identity is None or identity.may_leave_message
    promised = Callback.objects.filter(promised_in=contact).first()
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        now=moment.now,
        support_forms=list(SupportForm.objects.all()),
        # What was said cannot be unsaid: a message that was left may be kept as it stands.
        may_leave_message=may_leave_message or contact.result == Result.MESSAGE_LEFT,
        next_shift_at=moment.next_shift_at,
        initial=initial_from_contact(contact, promised.due_at if promised else None),
        occurred_at=contact.occurred_at,
        safe=identity.hours if identity else ALWAYS,
    )
    form.is_of_protected = contact.case.is_protected
    return form
