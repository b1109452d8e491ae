"""What a view does with an act that may be refused: the form says why, or a message does."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from django.contrib import messages
from django.http import HttpRequest

from jourcase.kernel.refusals import Refusal, RefusedError

Result = TypeVar("Result")


class SaysWhy(Protocol):
    """A form that can show a rule's refusals."""

    @property
    def is_bound(self) -> bool: ...

    def is_valid(self) -> bool: ...

    def refuse(self, refusals: Iterable[Refusal]) -> None: ...


def result_of(form: SaysWhy, act: Callable[[], Result]) -> Result | None:
    """What the act gave; None when the form was wrong or the act was refused, and then the form
    says why.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except RefusedError as error:
        form.refuse(error.refusals)
        return None


def done(form: SaysWhy, act: Callable[[], object]) -> bool:
    """True when the form was right and the act went through; otherwise the form says why not."""

    def went_through() -> bool:
        act()
        return True

    return bool(result_of(form, went_through))


def warn(request: HttpRequest, error: RefusedError, words: Mapping[Refusal, str]) -> None:
    """Say above the next page why an act was refused."""
    for sentence in sentences(error, words):
        messages.warning(request, sentence)


def pressed(
    request: HttpRequest, act: Callable[[], object], told: str, words: Mapping[Refusal, str]
) -> bool:
    """For a button without a form: say that it is done, or why not."""
    try:
        act()
    except RefusedError as error:
        warn(request, error, words)
        return False
    messages.success(request, told)
    return True


def sentences(error: RefusedError, words: Mapping[Refusal, str]) -> list[str]:
    """In one order, whatever order they were found in."""
    return [words[one] for one in sorted(error.refusals, key=lambda one: one.name)]
