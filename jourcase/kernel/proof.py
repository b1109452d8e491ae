"""Does the chain of the audit log hold? Pure: events and anchors in, what is wrong out.

One event is looked at after another, so that a log of any length is walked in constant memory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from jourcase.kernel import chain
from jourcase.kernel.anchors import Anchor


class Flaw(Enum):
    """What can be wrong with a log."""

    ALTERED = auto()  # the event is not what was hashed
    UNREADABLE = auto()  # not even of the right kind
    UNCHAINED = (
        auto()
    )  # it does not hold on to the event before: one was put in, swapped, rewritten
    MISSING = auto()  # numbers that nobody has
    OUT_OF_LINE = auto()  # a number that is not after the one before
    UNNUMBERED = auto()  # what stands for a number is none
    CUT_OFF = auto()  # an anchor is of an event after the last one
    UNANCHORED = auto()  # the whole chain holds, but it is not the one that was anchored
    ANCHOR_BROKEN = auto()  # a line of the anchor file is not what was written
    UNGUARDED = auto()  # the database would let rows be changed


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw and where: numbers from `first` to `last` (of lines, for anchors)."""

    flaw: Flaw
    first: int
    last: int


class Walk:
    """Takes the events in the order of their numbers; tells what is wrong as it goes."""

    def __init__(self, anchors: Mapping[int, Anchor]) -> None:
        self._anchors = anchors
        self.seq = 0
        self._digest = chain.BEGINNING

    def step(self, link: chain.Link, stored_digest: str) -> Iterator[Finding]:
        """The next event, with the digest that stands beside it."""
        yield from self._number(link.seq)
        if link.seq <= self.seq:
            return
        is_next = link.seq == self.seq + 1
        if is_next and link.previous != self._digest:
            yield Finding(Flaw.UNCHAINED, link.seq, link.seq)
        if chain.digest(link) != stored_digest:
            yield Finding(Flaw.ALTERED, link.seq, link.seq)
        anchor = self._anchors.get(link.seq)
        if anchor is not None and anchor.digest != stored_digest:
            yield Finding(Flaw.UNANCHORED, link.seq, link.seq)
        # On from what stands there, so that one flaw is told of once.
        self.seq, self._digest = link.seq, stored_digest

    def unreadable(self, seq: int, stored_digest: str) -> Iterator[Finding]:
        """The next event cannot even be read."""
        yield from self._number(seq)
        yield Finding(Flaw.UNREADABLE, seq, seq)
        self.seq, self._digest = max(seq, self.seq), stored_digest

    def end(self) -> Iterator[Finding]:
        """There are no more events."""
        beyond = max((seq for seq in self._anchors if seq > self.seq), default=None)
        if beyond is not None:
            yield Finding(Flaw.CUT_OFF, self.seq + 1, beyond)

    def _number(self, seq: int) -> Iterator[Finding]:
        if seq <= self.seq:
            yield Finding(Flaw.OUT_OF_LINE, seq, seq)
        elif seq > self.seq + 1:
            yield Finding(Flaw.MISSING, self.seq + 1, seq - 1)
