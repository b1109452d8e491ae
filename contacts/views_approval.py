"""Godkännande: the board decides, and whoever ends an approval is told what is left to move.

Stands here because open cases are counted, which only a coordinator is told of.
"""

import uuid
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.models import Case
from contacts.services.makers import then_judged
from jourcase.kernel import clock
from jourcase.kernel.acts import done
from jourcase.kernel.local_time import local_date
from volunteers.access import person, roles
from volunteers.development.people import people, support_people
from volunteers.domain.roles import Role
from volunteers.domain.steps import Step, missing_steps
from volunteers.models import Approval, User
from volunteers.steps.forms import ApprovalForm, EndForm
from volunteers.steps.services import correct_approval, decide_approval, end_approval


@roles(Role.COORDINATOR, Role.BOARD)
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve, put the first day right, or end the approval."""
    user, now = person(request), clock.now()
    whom = support_people().filter(public_id=public_id, is_active=True).first()
    if whom is None:
        raise Http404
    running = whom.approvals.filter(until__isnull=True).first()
    act = request.POST.get("act") if request.method == "POST" else None
    said = request.POST
    days = people(User.objects.get_queryset().filter(pk=whom.pk))[0].days
    give = ApprovalForm(said if act == "give" else None, initial={"since": local_date(now)})
    first = {"since": running.since} if running else {}
    right = ApprovalForm(said if act == "right" else None, initial=first, prefix="ratt")
    end = EndForm(said if act == "end" else None, initial={"last_day": local_date(now)})
    if _act(request, whom, running, give, right, end, now):
        return redirect("volunteers:steps", public_id)
    missing = missing_steps(days)
    context = {
        "whom": whom,
        "running": running,
        "give": give,
        "right": right,
        "end": end,
        "missing": [step.label for step in missing],
        "may_give": user.is_board,
        "is_self": whom.pk == user.pk,
        "last_step_on": _last(days),
        "open_cases": _open_cases(whom, user) if user.is_coordinator else None,
    }
    return render(request, "contacts/approval.html", context)


def _act(
    request: HttpRequest,
    whom: User,
    running: Approval | None,
    give: ApprovalForm,
    right: ApprovalForm,
    end: EndForm,
    now: datetime,
) -> bool:
    """True when something was done; otherwise the form that was sent says why not."""
    user = person(request)
    name = whom.short_name
    if done(
        give,
        lambda: then_judged(
            whom,
            lambda: decide_approval(
                person=whom, since=give.cleaned_data["since"], by=user, now=now
            ),
        ),
    ):
        messages.success(request, f"{name} är godkänd.")
        return True
    if running is not None and done(
        right,
        lambda: then_judged(
            whom,
            lambda: correct_approval(
                approval=running, since=right.cleaned_data["since"], by=user, now=now
            ),
        ),
    ):
        messages.success(request, "Godkännandet är rättat. Det som stod finns kvar under det.")
        return True
    if not done(
        end,
        lambda: then_judged(
            whom,
            lambda: end_approval(
                person=whom, last_day=end.cleaned_data["last_day"], by=user, now=now
            ),
        ),
    ):
        return False
    messages.success(request, f"Godkännandet för {name} är avslutat.")
    _tell_of_cases(request, whom, user)
    return True


def _tell_of_cases(request: HttpRequest, whom: User, user: User) -> None:
    """How many cases are left with somebody who may not be given any. The board is told no number:
    it sees no case, not even that there is one.
    """
    if not user.is_coordinator:
        messages.info(request, "Samordnarna ser på sin sida om något behöver flyttas.")
        return
    count = _open_cases(whom, user)
    if count:
        have = "ett öppet ärende" if count == 1 else f"{count} öppna ärenden"
        messages.warning(
            request, f"{whom.short_name} har {have}. Flytta dem under Godkännande, Flytta ärenden."
        )


def _open_cases(whom: User, user: User) -> int:
    return Case.objects.visible_to(user).open().assigned_to_person(whom).count()


def _last(days: dict[Step, date]) -> date | None:
    return max(days.values(), default=None)
