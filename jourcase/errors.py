"""The pages for what went wrong: what happened, what is kept, what to do."""

import secrets

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from volunteers.middleware import RoleRefusedError
from volunteers.models import User


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """An address that only takes a form was opened: a page loaded again, or a late log-in."""
    return render(request, "errors/400.html", status=405)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"words": _words(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    user = getattr(request, "user", None)
    may_search = isinstance(user, User) and (user.is_coordinator or user.is_volunteer)
    context = {"search_url": reverse("cases:search")} if may_search else {}
    return render(request, "errors/404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Made without the request: what broke may be the very thing that fills in the page."""
    context = {
        "error_id": secrets.token_hex(4),
        "user": AnonymousUser(),
        "demo_mode": False,
        "help_phone": "",
        "csrf_token": "",
    }
    return HttpResponse(render_to_string("errors/500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/403_csrf.html", status=403)


def _words(exception: Exception | None) -> str:
    """The sentence that the gate gave with its refusal; only our own gate speaks to people."""
    return str(exception) if isinstance(exception, RoleRefusedError) else ""
