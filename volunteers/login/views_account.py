"""Min inloggning: the person's own passkeys, app, codes, passphrase and log-ins."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from jourcase.kernel import clock
from jourcase.kernel.practice import only_invented
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import UnreadableError
from volunteers.access import for_everyone, person
from volunteers.domain.logins import KeyName
from volunteers.forms import (
    WRONG_CODE,
    WRONG_PROOF,
    CodeForm,
    KeyNameForm,
    NewPassphraseForm,
    VerifyForm,
)
from volunteers.login import factors, passkeys, passphrases, proof, sessions, totp
from volunteers.login.account_page import account_page, qr_path
from volunteers.login.gate import before_second_factor, may_go_on
from volunteers.login.limits import told_to_wait
from volunteers.login.views_door import next_page, read_or_send
from volunteers.words import REFUSALS

# The sealed secret of an app that is being added, until its first code is typed.
_PENDING = "login_pending_app"


def fresh_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask the person to show who they are, if that was more than five minutes ago.

    What was sent is not kept meanwhile: it may be a passphrase.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.is_proved(request, now=clock.now()):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("volunteers:account")
        return redirect(f"{reverse('volunteers:verify')}?{urlencode({'next': back})}")

    return asked


def _say(request: HttpRequest, refused: RefusedError) -> None:
    for refusal in refused.refusals:
        messages.warning(request, REFUSALS[refusal])


def _added(request: HttpRequest, factor: Authenticator) -> HttpResponse:
    """After a factor was added. The first one opens the session wholly: it was just shown."""
    user = person(request)
    if not sessions.is_full(request):
        record_authentication(request, user, "mfa", type=factor.type)
        sessions.renew_key(request)
        kept = request.session.session_key
        sessions.end_all(user=user, by=user, now=clock.now(), but=kept)
    if factors.codes_left(user) is None:
        return _show_codes(request)
    messages.success(request, "Sparat. Du kan logga in så från och med nu.")
    return redirect("volunteers:account")


def _show_codes(request: HttpRequest) -> HttpResponse:
    """In the answer itself and nowhere else: they cannot be asked for again."""
    codes = factors.make_codes(user=person(request), now=clock.now())
    return render(request, "volunteers/codes.html", {"codes": codes})


@before_second_factor
@for_everyone
@require_GET
def enrol(request: HttpRequest) -> HttpResponse:
    """The first time: choose a second factor."""
    if sessions.is_full(request):
        return redirect("volunteers:account")
    if factors.has_factor(person(request)) and not may_go_on(request):
        return redirect("volunteers:verify")
    return render(request, "volunteers/enrol.html")


@for_everyone
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """All about one's own log-in."""
    return render(request, "volunteers/account.html", account_page(request, now=clock.now()))


@before_second_factor
@for_everyone
@sensitive_post_parameters("passphrase", "code")
@read_or_send
@told_to_wait
def verify(request: HttpRequest) -> HttpResponse:
    """Show again who one is, by any one way; then back."""
    user, going_to = person(request), next_page(request)
    needs_factor = not may_go_on(request) and factors.has_factor(user)
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = {
            "passphrase": "" if needs_factor else form.cleaned_data["passphrase"],
            "code": form.cleaned_data["code"],
            "assertion": request.POST.get("credential", ""),
        }
        if any(typed.values()) and proof.verify_again(request, user, **typed, now=clock.now()):
            return redirect(going_to or "volunteers:account")
        form.add_error(None, WRONG_PROOF)
    context = {"form": form, "next": going_to, "needs_factor": needs_factor}
    return render(request, "volunteers/verify.html", context)


@before_second_factor
@for_everyone
@fresh_only
@read_or_send
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The page where a passkey is made, and where it arrives."""
    if request.method != "POST":
        return render(request, "volunteers/passkey.html", {"names": KeyName.choices()})
    try:
        credential = passkeys.new_credential(request, request.POST.get("credential", ""))
        name = KeyName(request.POST.get("name", ""))
        added = factors.add_passkey(
            user=person(request),
            credential=credential,
            name=name,
            is_full=sessions.is_full(request),
            now=clock.now(),
        )
    except (passkeys.PasskeyRefusedError, ValueError):
        context = {"names": KeyName.choices(), "passkey_refused": True}
        return render(request, "volunteers/passkey.html", context)
    except RefusedError as refused:
        _say(request, refused)
        return redirect("volunteers:account")
    return _added(request, added)


@before_second_factor
@for_everyone
@fresh_only
@require_POST
def new_passkey_question(request: HttpRequest) -> HttpResponse:
    """A challenge for a passkey that is about to be made."""
    return JsonResponse(passkeys.creation_options(person(request)))


@for_everyone
@fresh_only
@require_POST
def rename_passkey(request: HttpRequest) -> HttpResponse:
    form = KeyNameForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["name"]:
        raise Http404
    name = KeyName(form.cleaned_data["name"])
    try:
        factors.rename_passkey(user=person(request), pk=form.cleaned_data["key"], name=name)
    except Authenticator.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "Namnet är ändrat.")
    return redirect("volunteers:account")


def _remove(request: HttpRequest, kind: str, pk: int | None) -> HttpResponse:
    try:
        factors.remove(
            user=person(request),
            kind=kind,
            pk=pk,
            one_is_needed=not only_invented(),
            now=clock.now(),
        )
    except Authenticator.DoesNotExist as error:
        raise Http404 from error
    except RefusedError as refused:
        _say(request, refused)
    else:
        messages.success(request, "Borttaget. Det går inte längre att logga in så.")
    return redirect("volunteers:account")


@for_everyone
@fresh_only
@require_POST
def remove_passkey(request: HttpRequest) -> HttpResponse:
    form = KeyNameForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _remove(request, Authenticator.Type.WEBAUTHN, form.cleaned_data["key"])


@for_everyone
@fresh_only
@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    return _remove(request, Authenticator.Type.TOTP, None)


@before_second_factor
@for_everyone
@fresh_only
@sensitive_post_parameters("code")
@read_or_send
@told_to_wait
def app(request: HttpRequest) -> HttpResponse:
    """An app with six-digit codes: begin, show the square, type the first code."""
    if request.method == "POST" and "code" not in request.POST:
        request.session[_PENDING] = totp.new_secret()
        return redirect("volunteers:app")
    pending = request.session.get(_PENDING)
    form = CodeForm(request.POST or None)
    if pending and form.is_valid():
        code, user, now = form.cleaned_data["code"], person(request), clock.now()
        if proof.is_new_code(request, user=user, stored=pending, code=code, now=now):
            del request.session[_PENDING]
            return _add_app(request, pending)
        form.add_error("code", WRONG_CODE)
    return render(request, "volunteers/app.html", {"form": form, **_square(request, pending)})


def _add_app(request: HttpRequest, stored: str) -> HttpResponse:
    user, is_full = person(request), sessions.is_full(request)
    try:
        added = factors.add_app(user=user, stored_secret=stored, is_full=is_full, now=clock.now())
    except RefusedError as refused:
        _say(request, refused)
        return redirect("volunteers:account")
    return _added(request, added)


def _square(request: HttpRequest, pending: str | None) -> dict[str, Any]:
    """The secret as a square to photograph and as text to type."""
    try:
        secret = totp.open_secret(pending) if pending else ""
    except UnreadableError:
        secret = ""
    if not secret:
        return {"secret": ""}
    address = get_adapter().build_totp_url(person(request), secret)
    groups = [secret[i : i + 4] for i in range(0, len(secret), 4)]
    return {"secret": " ".join(groups), "app_address": address, "square": qr_path(address)}


@for_everyone
@fresh_only
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old."""
    if not factors.has_factor(person(request)):
        raise Http404
    return _show_codes(request)


@for_everyone
@fresh_only
@sensitive_post_parameters("passphrase", "again")
@read_or_send
def passphrase(request: HttpRequest) -> HttpResponse:
    """Change the passphrase; the person's other log-ins end."""
    user = person(request)
    form = NewPassphraseForm(request.POST or None, user=user)
    if form.is_valid():
        passphrases.change(request, user=user, to=form.cleaned_data["passphrase"], now=clock.now())
        messages.success(request, "Lösenordet är bytt. Andra inloggningar är avslutade.")
        return redirect("volunteers:account")
    return render(request, "volunteers/passphrase.html", {"form": form})


@for_everyone
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own log-ins, or all but this one."""
    user, now = person(request), clock.now()
    if request.POST.get("which") == "others":
        sessions.end_all(user=user, by=user, now=now, but=request.session.session_key)
        messages.success(request, "Alla andra inloggningar är avslutade.")
        return redirect("volunteers:account")
    try:
        public_id = UUID(request.POST.get("which", ""))
    except ValueError as error:
        raise Http404 from error
    if not sessions.end_one(user=user, public_id=public_id, by=user, now=now):
        raise Http404
    messages.success(request, "Inloggningen är avslutad.")
    return redirect("volunteers:account")
