"""Which promise to ring still stands, and which conversation kept it.

A promise stands until the person has been talked to after it was made, or until a newer one is
made. What counts is when things happened and not when they were logged, so that a correction of
an old conversation settles nothing that was promised later.
"""

from collections.abc import Sequence
from datetime import datetime

# When it happened (aware), and the contact's id for two at the same instant.
Moment = tuple[datetime, int]


def kept_by(promise: Moment, talks: Sequence[Moment]) -> Moment | None:
    """The first conversation after the promise was made; None when there is none."""
    return min((talk for talk in talks if talk > promise), default=None)


def standing_promise(promises: Sequence[Moment], talks: Sequence[Moment]) -> Moment | None:
    """The promise that still has to be kept; `promises` are those of contacts that count."""
    latest = max(promises, default=None)
    return None if latest is None or kept_by(latest, talks) is not None else latest
