"""Who has opened a case, as the audit log tells it: for the coordinator, and for the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases.domain.enums import GlassReason, GlassVerdict, RecusalReason
from cases.domain.referral_codes import Recipient, ReferralState
from cases.models import Case
from jourcase.kernel.audit import READS, Action, AuditEvent, Outcome
from jourcase.kernel.csv_file import csv_bytes, safe_text
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local
from volunteers.words import role_word

# What showed somebody something of the case, and who has looked at its log.
OPENINGS = READS | {
    Action.FIGURES_LISTED,
    Action.LOG_VIEWED,
    Action.LOG_EXTRACTED,
    Action.DATA_EXTRACTED,
}
# What a person may be told: who of the staff has had their case before them.
_TOLD_TO_THE_PERSON = READS | {Action.FIGURES_LISTED}
_REASONS = {
    member.value: member.label
    for codes in (GlassReason, GlassVerdict, RecusalReason, ReferralState, Recipient)
    for member in codes
}
_CSV_HEADER = ("Datum", "Klockslag", "Namn", "Roll", "Vad")


class Selection(Labelled):
    """What may stand as ?visa= in the address."""

    OPENINGS = "oppnat", "Öppningar"
    ALL = "allt", "Allt som har gjorts"


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One line, words already chosen."""

    code: str
    at: datetime
    who: str
    role: str
    what: str
    reason: str
    outcome: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One line of what the person is given."""

    on: str
    clock: str
    who: str
    role: str
    what: str


def events_of(case: Case, selection: Selection) -> QuerySet[AuditEvent]:
    """The latest first."""
    events = AuditEvent.objects.filter(case_id=case.pk).order_by("-at", "-seq")
    return events.filter(action__in=OPENINGS) if selection == Selection.OPENINGS else events


def trail_rows(events: Iterable[AuditEvent]) -> list[TrailRow]:
    """The rows of a page; `by` should come with the events."""
    return [
        TrailRow(
            code=event.code,
            at=event.at,
            who=who_of(event),
            role=role_word(event.role),
            what=event.get_action_display(),
            reason=reason_word(event.reason),
            outcome=event.get_outcome_display(),
            is_refused=event.outcome != Outcome.DONE,
        )
        for event in events
    ]


def who_of(event: AuditEvent) -> str:
    """The whole name: in a log nobody may be taken for somebody else."""
    if event.by is None:
        return "Okänd" if event.role == "nobody" else "Systemet"
    return str(event.by.full_name)


def reason_word(reason: str) -> str:
    """The words for a code; other reasons stand as they were given."""
    return _REASONS.get(reason, reason)


def extract_rows(case: Case) -> list[ExtractRow]:
    """Who of the staff has had the case before them and when, the earliest first."""
    events = (
        AuditEvent.objects.filter(
            case_id=case.pk,
            action__in=_TOLD_TO_THE_PERSON,
            outcome=Outcome.DONE,
            by__isnull=False,
        )
        .select_related("by")
        .order_by("at", "seq")
    )
    return [
        ExtractRow(
            on=local(event.at).date().isoformat(),
            clock=f"{local(event.at):%H.%M}",
            who=who_of(event),
            role=role_word(event.role),
            what=event.get_action_display(),
        )
        for event in events
    ]


def extract_csv(rows: Iterable[ExtractRow]) -> bytes:
    """The same as a file."""
    lines = [[safe_text(text) for text in (r.on, r.clock, r.who, r.role, r.what)] for r in rows]
    return csv_bytes([list(_CSV_HEADER), *lines])
