"""A number that turned out wrong, and the question to whoever sent the case.

Source: domain rule "Contact attempts": a wrong number is no try, and asks for the right number.
What is stored are instants and the answer; where the question stands is computed from them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from cases.domain.enums import Source
from cases.domain.referral import REMINDER_DAYS
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date, start_of_local_day
from jourcase.kernel.refusals import Refusal


class NumberOutcome(Labelled):
    """How a question for the right number ended."""

    NEW_NUMBER = "new_number", "Nytt nummer"
    NO_OTHER = "no_other", "Källan har inget annat nummer"
    SAME_NUMBER = "same_number", "Källan uppger samma nummer"
    NO_ANSWER = "no_answer", "Källan svarar inte"
    NOT_NEEDED = "not_needed", "Behövs inte"


class QueryState(Labelled):
    """Where the question stands."""

    TO_ASK = "to_ask", "Att fråga"
    ASKED = "asked", "Tillfrågad"
    TO_REMIND = "to_remind", "Att påminna"
    DONE = "done", "Klar"


class Step(Labelled):
    """What a coordinator does with it. The answer comes with its `NumberOutcome`."""

    ASK = "ask", "Frågad i dag"
    REMIND = "remind", "Påmind i dag"
    ANSWER = "answer", "Svar kom"


class NumberRefusal(Refusal):
    """Why a step cannot be taken."""

    NOBODY_TO_ASK = "nobody_to_ask"
    ASKED_ALREADY = "asked_already"
    NOT_ASKED = "not_asked"
    TODAY_ALREADY = "today_already"
    DONE_ALREADY = "done_already"
    CASE_CLOSED = "case_closed"
    NUMBER_NOT_ENTERED = "number_not_entered"
    CHANGED_MEANWHILE = "changed_meanwhile"
    OTHER_STANDS = "other_stands"


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """What is stored of a question. Instants are aware."""

    source: Source = Source.POLICE
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    closed_at: datetime | None = None
    is_case_open: bool = True

    @property
    def last_asked_at(self) -> datetime | None:
        return self.reminded_at or self.asked_at


def has_referrer(source: Source) -> bool:
    """Whether somebody else sent the case, who can be asked."""
    return source is not Source.OWN


def reminder_on(last_asked_at: datetime) -> date:
    """The first local day on which somebody is reminded."""
    return local_date(last_asked_at) + timedelta(days=REMINDER_DAYS)


def asked_before(now: datetime) -> datetime:
    """The same turned round, for a query: asked at an earlier instant than this."""
    return start_of_local_day(local_date(now) - timedelta(days=REMINDER_DAYS - 1))


def state_of(facts: QueryFacts, *, now: datetime) -> QueryState:
    if facts.closed_at is not None:
        return QueryState.DONE
    if facts.last_asked_at is None:
        return QueryState.TO_ASK
    if local_date(now) >= reminder_on(facts.last_asked_at):
        return QueryState.TO_REMIND
    return QueryState.ASKED


def last_step(facts: QueryFacts) -> Step | None:
    """What was done last, and can be taken back."""
    if facts.closed_at is not None:
        return Step.ANSWER
    if facts.reminded_at is not None:
        return Step.REMIND
    return Step.ASK if facts.asked_at is not None else None


def step_refusals(
    step: Step, facts: QueryFacts, *, now: datetime, outcome: NumberOutcome | None = None
) -> set[NumberRefusal]:
    """Against a step now. `outcome` belongs to an answer; a new number is entered where numbers
    are, and that closes the question by itself.
    """
    found: set[NumberRefusal] = set()
    if not facts.is_case_open:
        found.add(NumberRefusal.CASE_CLOSED)
    if facts.closed_at is not None:
        return found | {NumberRefusal.DONE_ALREADY}
    if step is Step.ASK:
        return found | _ask_refusals(facts)
    if step is Step.REMIND:
        return found | _remind_refusals(facts, now)
    if outcome is NumberOutcome.NEW_NUMBER:
        found.add(NumberRefusal.NUMBER_NOT_ENTERED)
    if outcome is NumberOutcome.NO_ANSWER and facts.asked_at is None:
        found.add(NumberRefusal.NOT_ASKED)
    return found


def _ask_refusals(facts: QueryFacts) -> set[NumberRefusal]:
    if not has_referrer(facts.source):
        return {NumberRefusal.NOBODY_TO_ASK}
    return {NumberRefusal.ASKED_ALREADY} if facts.asked_at is not None else set()


def _remind_refusals(facts: QueryFacts, now: datetime) -> set[NumberRefusal]:
    if facts.last_asked_at is None:
        return {NumberRefusal.NOT_ASKED}
    is_today = local_date(facts.last_asked_at) == local_date(now)
    return {NumberRefusal.TODAY_ALREADY} if is_today else set()


def undo_refusals(step: Step, facts: QueryFacts, *, has_other_open: bool) -> set[NumberRefusal]:
    """Against taking a step back. Only the last may be, so that a page that was left open takes
    nothing back that somebody else has done since; and one question of a case stands at a time.
    """
    found: set[NumberRefusal] = set()
    if not facts.is_case_open:
        found.add(NumberRefusal.CASE_CLOSED)
    if last_step(facts) is not step:
        found.add(NumberRefusal.CHANGED_MEANWHILE)
    elif step is Step.ANSWER and has_other_open:
        found.add(NumberRefusal.OTHER_STANDS)
    return found


class NamedBy(Enum):
    """By what a case is named to its source."""

    K_NUMBER = "k_number"
    REFERENCE = "reference"


def named_by(source: Source, *, has_k_number: bool) -> NamedBy:
    """The K-nummer is told to the police alone, whose it is: to anybody else it would say that
    there is a police report.
    """
    return NamedBy.K_NUMBER if source is Source.POLICE and has_k_number else NamedBy.REFERENCE


def question(called: str, *, is_k_number: bool, office: str) -> str:
    """The text to the source: what the case is called, and nothing of the person."""
    what = f"K-nummer {called}" if is_k_number else f"vårt ärende {called}"
    return (
        f"Hej!\n\nTelefonnumret som vi fick i {what} stämmer inte. Kan ni se om det finns ett "
        "annat nummer och höra av er till oss? Skriv inte namn eller nummer i mejl: ring oss.\n\n"
        f"Med vänlig hälsning\n{office}"
    )
