"""What is recorded when a case comes in, as plain values between the form and the service."""

from dataclasses import dataclass, field
from datetime import date, datetime

from cases.domain.enums import (
    AgeBand,
    CallSafety,
    IntakeChannel,
    ReachBy,
    Source,
    WishedGender,
)
from cases.domain.safe_hours import ALWAYS, SafeHours


@dataclass(frozen=True, slots=True)
class StatisticsInput:
    """The answers of the statistics; empty texts are "nobody has answered yet"."""

    relation: str = ""
    gender: str = ""
    born: date | None = None
    birth_year: int | None = None
    age_band: AgeBand | None = None
    district_code: str = ""
    crime_type: str = ""
    in_close_relation: bool = False
    honour_related: bool = False
    hate_crime: bool = False
    school_related: bool = False
    police_report: str = ""
    language: str = ""
    needs_interpreter: bool = False

    @property
    def says_age(self) -> bool:
        """Something about age has been answered, exactly or not."""
        return bool(self.born or self.birth_year or self.age_band)


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How contact can be made without harm."""

    may_leave_message: bool = False
    may_send_sms: bool = False
    say_nothing: bool = False
    hidden_number: bool = False
    hours: SafeHours = ALWAYS
    wished_gender: WishedGender = WishedGender.NONE
    safe_note: str = ""


@dataclass(frozen=True, slots=True)
class IdentityInput:
    """Who it is. `phones` are E.164 in the order to try them; `k_number` in its stored form."""

    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    other_way: str = ""
    k_number: str = ""
    guardian: str = ""
    safe: SafeContact = field(default_factory=SafeContact)

    @property
    def is_empty(self) -> bool:
        """Nothing that would tell who it is has been given."""
        return not (
            self.name
            or self.phones
            or self.email
            or self.other_way
            or self.k_number
            or self.guardian
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """One case as it comes in. `received_at` is aware."""

    received_at: datetime
    source: Source
    channel: IntakeChannel
    reach_by: ReachBy
    call_safety: CallSafety
    is_anonymous: bool = False
    is_protected: bool = False
    identity: IdentityInput = field(default_factory=IdentityInput)
    statistics: StatisticsInput = field(default_factory=StatisticsInput)
    first_note: str = ""
