"""What a person meets at the ceilings against mass reading."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from volunteers.access import for_everyone, person
from volunteers.ceilings import GOING_TO, STEPPED_UP
from volunteers.forms import WRONG_PROOF, VerifyForm
from volunteers.login import proof
from volunteers.login.limits import told_to_wait


@for_everyone
@sensitive_post_parameters("passphrase", "code")
@require_http_methods(["GET", "POST"])
@told_to_wait
def step_up(request: HttpRequest) -> HttpResponse:
    """Show again who one is, after much reading; then on."""
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_proved(request, form):
            return redirect(request.session.pop(GOING_TO, "") or "home")
        form.add_error(None, WRONG_PROOF)
    return render(request, "volunteers/step_up.html", {"form": form})


def _is_proved(request: HttpRequest, form: VerifyForm) -> bool:
    user, now = person(request), clock.now()
    typed = {
        "passphrase": form.cleaned_data["passphrase"],
        "code": form.cleaned_data["code"],
        "assertion": request.POST.get("credential", ""),
    }
    if not any(typed.values()) or not proof.verify_again(request, user, **typed, now=now):
        return False
    request.session[STEPPED_UP] = now.timestamp()
    audit.record(by_id=user.pk, action=Action.STEP_UP_DONE, now=now)
    return True


@login_not_required
@require_GET
def ended(request: HttpRequest) -> HttpResponse:
    """Why one was logged out, and what to do."""
    return render(request, "volunteers/ended.html")
