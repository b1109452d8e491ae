"""Headers that every answer carries, and pages in place of bare answers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import is_valid_path
from django_htmx.http import HttpResponseClientRedirect

from jourcase import errors
from jourcase.kernel.answers import ConflictError, TooManyRequestsError
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import key_ring
from volunteers.login.locking import ON_THE_SPOT

# All that a browser can be asked for is refused but passkeys, here and in frames. The list is of
# what Chromium knows today; a name that it does not know makes it complain on every page.
_REFUSED_FEATURES = (
    "accelerometer autoplay browsing-topics camera clipboard-read clipboard-write "
    "cross-origin-isolated display-capture encrypted-media fullscreen gamepad geolocation "
    "gyroscope hid identity-credentials-get idle-detection keyboard-map local-fonts magnetometer "
    "microphone midi otp-credentials payment picture-in-picture screen-wake-lock serial "
    "storage-access sync-xhr usb window-management xr-spatial-tracking"
).split()
PERMISSIONS_POLICY = ", ".join(
    [
        *(f"{name}=()" for name in _REFUSED_FEATURES),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)
# Cookies are those of the whole domain: the practice does not log anybody out of the jour's own.
CLEAR_SITE_DATA = '"cache", "storage"' if settings.PRACTICE else '"cache", "cookies", "storage"'


class PrivateAnswers:
    """No page is kept by a browser or proxy, and none may be embedded by another site. The answer
    that ends a session, whoever gives it, tells the browser to forget all that it had of us.

    Static files are answered before this and keep their own caching.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if settings.PRACTICE and "Content-Disposition" in response.headers:
            named = response.headers["Content-Disposition"]
            response.headers["Content-Disposition"] = named.replace(
                'filename="', 'filename="ovning-'
            )
        if _ends_session(request, response):
            response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Who it was before the page did anything."""
        request.META[_WAS_SOMEONE] = request.user.is_authenticated


_WAS_SOMEONE = "jourcase.was_someone"


def _ends_session(request: HttpRequest, response: HttpResponse) -> bool:
    """The person has been logged out, or the session was over already and its cookie is taken away.

    In the second case not with a page that hands out a form's token: its cookie would be cleared
    too, and the next log-in refused.
    """
    if request.META.get(_WAS_SOMEONE) and not request.user.is_authenticated:
        return True
    session = response.cookies.get(settings.SESSION_COOKIE_NAME)
    is_over = session is not None and not session.value
    return is_over and settings.CSRF_COOKIE_NAME not in response.cookies


class KeyRing:
    """The keys that a request opens are kept until its answer is made, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with key_ring():
            return self.get_response(request)


class PlainAnswers:
    """Nobody is left with an empty page, or with the log-in page inside another one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = errors.wrong_method(request)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        login = resolve_url(settings.LOGIN_URL)
        going_to, _, rest = response.headers.get("Location", "").partition("?")
        if going_to == login and ON_THE_SPOT in request.headers:
            # The page keeps what stands on it and asks for a new log-in there.
            return HttpResponse(status=401)
        if going_to == login and "HX-Request" in request.headers:
            return HttpResponseClientRedirect(f"{login}?{urlencode({'next': _here(request)})}")
        if going_to == login and rest:
            # Where to go on, without what stood after the path: anything may have been put there.
            response.headers["Location"] = f"{login}?{urlencode({'next': request.path})}"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view could not answer, and that is nobody's fault."""
        if isinstance(exception, ConflictError | RefusedError):
            return errors.conflict(request)
        if isinstance(exception, TooManyRequestsError):
            return errors.too_many(request, exception.wait_seconds)
        return None


def _here(request: HttpRequest) -> str:
    """The page that asked, as the browser tells; the start page if that is no page of ours."""
    try:
        path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    except ValueError:
        return "/"
    return path if is_valid_path(path) else "/"
