"""The doors: log-in by passkey or passphrase, the second step, log-out, an invitation."""

from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jourcase.kernel import clock
from jourcase.kernel.audit import Action
from volunteers.forms import WRONG, WRONG_CODE, CodeForm, LoginForm, NewPassphraseForm
from volunteers.login import invitations, passkeys, proof, sessions
from volunteers.login.limits import take, told_to_wait
from volunteers.login.stages import SecondStep
from volunteers.models import User

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def next_page(request: HttpRequest) -> str:
    """Where the person was going, if that is one of our own pages; else "" """
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # Only the page: what stood after it in the address is not sent on.
    path = wanted.partition("?")[0].partition("#")[0]
    return path if is_ours and is_valid_path(path) else ""


def _enter(request: HttpRequest, user: User, going_to: str) -> HttpResponse:
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=going_to or None))
    return answer


@login_not_required
@sensitive_post_parameters("password")
@read_or_send
@told_to_wait
def log_in(request: HttpRequest) -> HttpResponse:
    """By passphrase. Who has a second factor is then asked for it."""
    going_to = next_page(request)
    if request.user.is_authenticated:
        return redirect(going_to or settings.LOGIN_REDIRECT_URL)
    form = LoginForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        user = proof.by_passphrase(
            request, email=typed["username"], passphrase=typed["password"], now=clock.now()
        )
        if user:
            record_authentication(request, user, "password")
            return _enter(request, user, going_to)
        form.add_error(None, WRONG)
    return render(request, "volunteers/login.html", {"form": form, "next": going_to})


@login_not_required
@require_POST
@told_to_wait
def passkey_question(request: HttpRequest) -> JsonResponse:
    """A challenge that any of our passkeys may answer."""
    take(request, "passkey")
    return JsonResponse(passkeys.request_options())


@login_not_required
@require_POST
@told_to_wait
def log_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """No address is typed: the passkey says whose it is. It is both factors in one."""
    going_to = next_page(request)
    user = proof.by_passkey(request, assertion=request.POST.get("credential", ""), now=clock.now())
    if user is None:
        context = {"form": LoginForm(), "next": going_to, "passkey_refused": True}
        return render(request, "volunteers/login.html", context)
    record_authentication(request, user, "mfa", type="webauthn", passwordless=True)
    return _enter(request, user, going_to)


@login_not_required
@sensitive_post_parameters("code")
@read_or_send
@told_to_wait
def second_step(request: HttpRequest) -> HttpResponse:
    """A code after the passphrase, for fifteen minutes."""
    stage = LoginStageController.enter(request, SecondStep.key)
    if request.user.is_authenticated or stage is None or stage.login.user is None:
        return redirect("volunteers:login")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        user, code = stage.login.user, form.cleaned_data["code"]
        factor = proof.by_code(request, user=user, code=code, now=clock.now())
        if factor:
            record_authentication(request, user, "mfa", type=factor)
            answer: HttpResponse = stage.exit()
            return answer
        form.add_error("code", WRONG_CODE)
    return render(request, "volunteers/second_step.html", {"form": form})


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here and in the database."""
    if request.user.is_authenticated:
        sessions.leave(request, action=Action.LOGGED_OUT, now=clock.now())
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@sensitive_post_parameters("passphrase", "again")
@read_or_send
@told_to_wait
def invitation(request: HttpRequest, token: UUID) -> HttpResponse:
    """Choose a passphrase by a link; then a second factor is asked for."""
    now = clock.now()
    if request.method == "POST":
        take(request, "invitation")
    user = invitations.invited(token, now=now)
    if user is None or request.user.is_authenticated:
        return render(request, "volunteers/invitation_over.html", status=404)
    form = NewPassphraseForm(request.POST or None, user=user)
    if form.is_valid():
        chosen = form.cleaned_data["passphrase"]
        entered = invitations.accept(token=token, passphrase=chosen, now=now)
        if entered:
            record_authentication(request, entered, "password")
            return _enter(request, entered, "")
    return render(request, "volunteers/invitation.html", {"form": form, "invited": user})
