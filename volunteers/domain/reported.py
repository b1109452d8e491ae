"""What somebody says that they have taken part in, before a coordinator has confirmed it.

Source: the undertaking that support persons regularly take part in further training and peer
exchange. Only what is confirmed counts, so nobody's word alone changes what is told to the city.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal
from volunteers.domain.development import (
    DevelopmentRefusal,
    Kind,
    Occasion,
    Part,
    occasion_refusals,
)


class ReportState(Labelled):
    """How it stands with what was reported."""

    WAITING = "waiting", "Väntar på bekräftelse"
    CONFIRMED = "confirmed", "Bekräftad"
    DECLINED = "declined", "Inte bekräftad"
    WITHDRAWN = "withdrawn", "Tillbakatagen"


class ReportRefusal(Refusal):
    NOT_YET_HERE = "not_yet_here"
    ALREADY_THERE = "already_there"
    ALREADY_REPORTED = "already_reported"
    CONVERSATION = "conversation"
    TOO_OLD = "too_old"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that waits for an answer, or has got one."""

    kind: Kind
    on: date
    state: ReportState = ReportState.WAITING


def report_refusals(
    said: Occasion,
    *,
    began_on: date,
    parts: Iterable[Part],
    reported: Iterable[Reported],
    today: date,
) -> set[Refusal]:
    """What stands against reporting `said`: local dates; `parts` and `reported` are the person's
    own. What is older than the year before this one belongs to a year that has been told of.
    """
    against: set[Refusal] = set(occasion_refusals(said, began={}, today=today))
    against.discard(DevelopmentRefusal.NOBODY)
    if said.on < began_on:
        against.add(ReportRefusal.NOT_YET_HERE)
    elif said.on.year < today.year - 1:
        against.add(ReportRefusal.TOO_OLD)
    if said.kind is Kind.CONVERSATION:
        against.add(ReportRefusal.CONVERSATION)
    if any(part.kind is said.kind and part.on == said.on for part in parts):
        against.add(ReportRefusal.ALREADY_THERE)
    elif any(
        one.kind is said.kind and one.on == said.on and one.state is ReportState.WAITING
        for one in reported
    ):
        against.add(ReportRefusal.ALREADY_REPORTED)
    return against


def answer_refusals(state: ReportState, answer: ReportState) -> set[ReportRefusal]:
    """What stands against going from one state to the other: what was declined may be confirmed
    after all; what was confirmed is put right where occasions are.
    """
    may_be = {ReportState.WAITING}
    if answer is ReportState.CONFIRMED:
        may_be.add(ReportState.DECLINED)
    return set() if state in may_be else {ReportRefusal.ANSWERED}
