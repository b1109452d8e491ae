"""Why something may not be done, as values: words are given to them in one place per app."""

from collections.abc import Iterable
from enum import Enum


class Refusal(Enum):
    """Base of each app's refusals. A rule returns a set of members and never a text."""


class RefusedError(Exception):
    """A service was asked for something that its rule refuses; nothing was changed."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = frozenset(refusals)
        super().__init__(", ".join(sorted(refusal.name for refusal in self.refusals)))


def refuse_if_any(refusals: Iterable[Refusal]) -> None:
    """Raise `RefusedError` when a rule has found anything against the act."""
    found = frozenset(refusals)
    if found:
        raise RefusedError(found)
