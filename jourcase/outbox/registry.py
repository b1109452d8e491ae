"""Who does what with a row: one handler a kind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from jourcase.outbox.domain.patience import LEASE
from jourcase.outbox.models import OutboxRow

Handler = Callable[[OutboxRow, datetime], None]
Function = TypeVar("Function", bound=Handler)


class Registered(NamedTuple):
    """A handler, and how long it may be at one row before another may begin on it."""

    function: Handler
    lease: timedelta


_handlers: dict[str, Registered] = {}


class UnknownKindError(LookupError):
    """A kind that this version of the program does not know; its rows wait for one that does."""


class Again(Exception):
    """Raised by a handler that has done a part and wants the row back after `wait`."""

    def __init__(self, wait: timedelta = timedelta(0)) -> None:
        self.wait = wait
        super().__init__()


def handler(kind: str, *, lease: timedelta = LEASE) -> Callable[[Function], Function]:
    """Declare what is done with rows of a kind.

    The handler gets the row and `now`, outside any transaction. It must ask "is this still
    true?", and bear being called again for the same row: whoever is killed after the deed and
    before it is noted leaves the row to be done once more, when the lease has run out.
    """

    def register(function: Function) -> Function:
        known = _handlers.get(kind)
        if known is not None and known.function is not function:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = Registered(function, lease)
        return function

    return register


def handler_of(kind: str) -> Handler:
    try:
        return _handlers[kind].function
    except KeyError:
        raise UnknownKindError(kind) from None


def lease_of(kind: str) -> timedelta:
    known = _handlers.get(kind)
    return known.lease if known else LEASE
