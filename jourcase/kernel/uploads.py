"""A page that takes a file says so, and how large; every other page refuses files unread.

The file is kept in memory for as long as the request lasts. Nothing is written to disk, and its
name is not looked at: people put names in names.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# What is larger than this is not even read to its end; the page cannot explain, the error page can.
MOST_READ = 64 * 1024 * 1024
_TOO_LARGE = "jourcase.file_too_large"


def takes_file(*, most_bytes: int) -> Callable[[View], View]:
    """Declare a page whose form has a file of at most `most_bytes`. A larger one is not kept, and
    the page can say so: `was_too_large`.
    """

    def mark(view: View) -> View:
        view.takes_file = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def was_too_large(request: HttpRequest) -> bool:
    return bool(request.META.get(_TOO_LARGE))


class InMemory(FileUploadHandler):
    """Keeps files of at most `most_bytes` together in memory; of a larger one nothing."""

    def __init__(self, request: HttpRequest, *, most_bytes: int) -> None:
        super().__init__(request)
        self._most, self._kept, self._size = most_bytes, BytesIO(), 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MOST_READ:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()  # the size is that of all files together

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > self._most:
            self._kept = BytesIO()
            if self.request is not None:
                self.request.META[_TOO_LARGE] = "yes"
            raise SkipFile
        self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, "fil", self.content_type, file_size, self.charset
        )
