"""What cannot be read is refused before anything tries, instead of breaking something further in.

Two of these made Django answer 500 when they were tried: a form in parts that says it is in the
encoding "zip" or "undefined", and, with PostgreSQL, a session cookie that holds NUL. Files are
refused too, since Django would write a large one to a temporary folder; a page that takes one
(`jourcase.kernel.uploads`) gets it in memory, and only from those whose page it is.
"""

from collections.abc import Callable
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from jourcase.kernel.uploads import InMemory
from volunteers.models import User

_UTF_8 = {"utf-8", "utf8"}


class ReadableRequests:
    """Stands outside all that reads the body, the query or the cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not a refusal: whoever has a broken cookie is a stranger and may log in again.
        for name in [name for name, value in request.COOKIES.items() if not value.isprintable()]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        """Before the first that reads the body, which is the check of the form's token; by now it
        is known who asks, for the trace.
        """
        if request.content_params and not _is_utf_8(request.content_params):
            raise BadRequest("encoding")
        most_bytes = getattr(view, "takes_file", None)
        if most_bytes is not None:
            # Of others nothing is kept; the doors further in tell them what is wrong.
            most_bytes = most_bytes if _may_open(request, view) else 0
            request.upload_handlers = [InMemory(request, most_bytes=most_bytes)]
        _read_body(request)


def _may_open(request: HttpRequest, view: Any) -> bool:
    user = request.user
    return isinstance(user, User) and bool(user.roles & getattr(view, "allowed_roles", set()))


def _is_utf_8(content_params: dict[str, str]) -> bool:
    return content_params.get("charset", "utf-8").lower() in _UTF_8


def _read_body(request: HttpRequest) -> None:
    try:
        _ = request.POST
    except (LookupError, ValueError, UnreadablePostError):
        # A refusal by Django itself (too large, too many fields) is none of these and passes on.
        raise BadRequest("body") from None


class NoFiles(FileUploadHandler):
    """Refuses a form with a file before any of it is written to a temporary folder. A page that
    takes one sets a handler of its own.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise BadRequest("file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        return None
