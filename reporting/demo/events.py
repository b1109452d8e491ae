"""What happens in the demonstration, as values. Instants are UTC; people are named by e-mail."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from cases.domain.intake import IdentityInput, Intake
from contacts.domain.entry import ContactEntry
from reporting.demo.people import Colleague


@dataclass(frozen=True, slots=True)
class Opened:
    intake: Intake


@dataclass(frozen=True, slots=True)
class Assigned:
    to: str


@dataclass(frozen=True, slots=True)
class Logged:
    entry: ContactEntry


@dataclass(frozen=True, slots=True)
class Undone:
    """Takes back contact number `nth` of the case, counted from 0 in the order of logging."""

    nth: int


@dataclass(frozen=True, slots=True)
class Corrected:
    nth: int
    entry: ContactEntry


@dataclass(frozen=True, slots=True)
class CallsDecided:
    may_continue: bool
    reason: str


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    identity: IdentityInput
    reach_by: ReachBy
    call_safety: CallSafety


@dataclass(frozen=True, slots=True)
class ReceivedCorrected:
    received_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """`duplicate_of` is the index in the plan of the case that stays."""

    reason: CloseReason
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    pass


Happening = (
    Opened
    | Assigned
    | Logged
    | Undone
    | Corrected
    | CallsDecided
    | IdentityChanged
    | ReceivedCorrected
    | NoteWritten
    | Closed
    | Reopened
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that `by` does with case number `case` of the plan at the moment `at`."""

    at: datetime
    case: int
    by: str
    what: Happening


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague with a history. `approved_until` is the last day, None when still approved."""

    colleague: Colleague
    started_on: date
    approved_since: date | None = None
    approved_until: date | None = None

    @property
    def email(self) -> str:
        return self.colleague.email

    def is_approved(self, on: date) -> bool:
        """On the local date `on`."""
        if self.approved_since is None or on < self.approved_since:
            return False
        return self.approved_until is None or on <= self.approved_until


@dataclass(frozen=True, slots=True)
class Evening:
    """A shift, put on the rota at `added_at`; who takes it, and when they said so."""

    added_at: datetime
    starts_at: datetime
    ends_at: datetime
    office_code: str
    needed: int
    signups: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All of the demonstration. `now` is the moment to which everything is told; `seed` draws
    what only the services decide, which is the anonymous callers' words.
    """

    seed: int
    now: datetime
    members: tuple[Member, ...]
    evenings: tuple[Evening, ...]
    events: tuple[Event, ...]

    @property
    def intakes(self) -> dict[int, Intake]:
        """The cases by their index, as they came in."""
        return {
            event.case: event.what.intake for event in self.events if isinstance(event.what, Opened)
        }
