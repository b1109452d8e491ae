"""Locking and unlocking the screen, and going on where one was after a new log-in."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jourcase.kernel import clock
from volunteers.access import for_everyone, person
from volunteers.forms import WRONG_PROOF, VerifyForm
from volunteers.login import locking, proof
from volunteers.login.limits import told_to_wait
from volunteers.login.locking import is_shared, lock, unlock, while_locked
from volunteers.login.views_door import next_page
from volunteers.models import User

_A_YEAR = timedelta(days=365)


@for_everyone
@while_locked
@require_POST
def lock_screen(request: HttpRequest) -> HttpResponse:
    """Lock now: the button, or a page that has been left alone. A script is answered 204."""
    lock(request, now=clock.now())
    if locking.ON_THE_SPOT in request.headers:
        return HttpResponse(status=204)
    return redirect("volunteers:unlock")


@for_everyone
@while_locked
@sensitive_post_parameters("passphrase", "code")
@require_http_methods(["GET", "POST"])
@told_to_wait
def unlock_screen(request: HttpRequest) -> HttpResponse:
    """Show who one is, and go on."""
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        typed = {
            "passphrase": form.cleaned_data["passphrase"],
            "code": form.cleaned_data["code"],
            "assertion": request.POST.get("credential", ""),
        }
        if any(typed.values()) and proof.verify_again(request, person(request), **typed, now=now):
            unlock(request, now=now)
            return redirect(next_page(request) or "home")
        form.add_error(None, WRONG_PROOF)
    return render(
        request, "volunteers/unlock.html", {"form": form, "next": next_page(request) or ""}
    )


@for_everyone
@require_GET
def back_again(request: HttpRequest) -> HttpResponse:
    """Logged in again, or unlocked, in a window of its own, which now closes itself."""
    return render(request, "volunteers/back_again.html")


@login_not_required
@require_GET
def still_here(request: HttpRequest) -> HttpResponse:
    """For a page's own script: who is logged in now, and the token that its forms need."""
    user = request.user
    if not isinstance(user, User) or locking.is_locked(request):
        return JsonResponse({"who": "", "token": ""})
    return JsonResponse({"who": str(user.public_id), "token": get_token(request)})


@for_everyone
@require_POST
def mark_shared(request: HttpRequest) -> HttpResponse:
    """Mark this browser as one that others use too, or take the mark away."""
    response = redirect(f"{reverse('volunteers:account')}#datorn")
    if is_shared(request):
        response.delete_cookie(settings.SHARED_COOKIE_NAME, samesite="Lax")
    else:
        response.set_cookie(
            settings.SHARED_COOKIE_NAME,
            "1",
            max_age=_A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
