"""What has happened in a case, newest first, as lines with their words."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F

from cases.domain.enums import CloseReason, EarlyClose, GlassReason, RecusalReason, Source
from cases.domain.number_query import NumberOutcome, Step
from cases.domain.recusal import is_new_and_unasked
from cases.domain.referral_codes import Recipient, ReferralState
from cases.models import Case, CaseEvent, EventKind
from contacts.domain.counting import is_phone_try, is_two_way
from contacts.domain.enums import Channel, Direction, MeetingOffer
from contacts.models import Contact
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.swedish import near_instant
from volunteers.models import User


class Kind(Labelled):
    """The tabs above the timeline."""

    ALL = "alla", "Alla"
    TRIES = "forsok", "Försök"
    TALKS = "samtal", "Samtal"
    NOTES = "anteckningar", "Anteckningar"
    SYSTEM = "system", "System"


@dataclass(frozen=True, slots=True)
class Line:
    """One happening. `struck` is a contact that was undone or replaced."""

    kind: Kind
    at: datetime
    when: str
    title: str
    who: str
    text: str = ""
    icon: str = "plus"
    look: str = ""
    struck: bool = False
    correct_id: str = ""


_SOURCE_TEXT = {
    Source.POLICE: "från polisen",
    Source.OWN: "från personen själv",
    Source.HELPLINE_116006: "från 116 006",
    Source.SOCIAL_SERVICES: "från socialtjänsten",
    Source.STODCENTRUM: "från Stödcentrum",
    Source.OTHER_JOUR: "från en annan jour",
    Source.HEALTH_CARE: "från vården",
    Source.SCHOOL: "från skolan",
}

# Who knows the person, and who has looked without being asked to, concerns coordinators only.
_FOR_COORDINATORS = (
    *(EventKind.RECUSED, EventKind.RECUSAL_LIFTED, EventKind.GLASS_BROKEN),
    # So do who reads what is protected, and why it no longer is.
    *(EventKind.PROTECTED, EventKind.READERS_CHANGED, EventKind.UNPROTECTED),
)

_CONTACT_COLUMNS = (
    *("case", "public_id", "occurred_at", "channel", "direction", "result", "minutes"),
    *("meeting_offer", "next_on", "note", "undone_at", "replaced_by", "made_by"),
)
_NOTE_COLUMNS = ("case", "row_key", "written_at", "text", "written_by")
_EVENT_COLUMNS = ("case", "row_key", "at", "kind", "detail", "reason", "by")


def timeline(
    case: Case, user: User, *, now: datetime, events: list[CaseEvent] | None = None
) -> list[Line]:
    """All lines of the case, the newest first (three queries; two when `events` were read)."""
    told = _event_lines(case, events_for(case, user) if events is None else events, now)
    lines = [*_contact_lines(case, user, now), *_note_lines(case, now), *told]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def of_kind(lines: list[Line], kind: Kind) -> list[Line]:
    """The lines of one tab."""
    return lines if kind == Kind.ALL else [line for line in lines if line.kind == kind]


def events_for(case: Case, user: User) -> list[CaseEvent]:
    """The events that the person may read of (one query)."""
    events = case.events.select_related("by").only(*_EVENT_COLUMNS, "by__full_name")
    if not user.is_coordinator:
        events = events.exclude(kind__in=_FOR_COORDINATORS)
    return list(events)


def asks_of_recusal(case: Case, user: User, events: list[CaseEvent]) -> bool:
    """Whether the case was given to this person and they have not said if they know anybody in it
    (no query).
    """
    given = (one.pk for one in events if one.kind == EventKind.ASSIGNED)
    ours = (one for one in events if one.kind == EventKind.NO_RECUSAL and one.by_id == user.pk)
    return is_new_and_unasked(
        is_responsible=case.assigned_to_id == user.pk,
        is_open=case.closed_at is None,
        given=max(given, default=None),
        answered=max((one.pk for one in ours), default=None),
    )


def _contacts(case: Case) -> list[tuple[Contact, list[str]]]:
    """Each contact with the names of the support given, the earliest first: a row for each form
    of support, put together again here.
    """
    found = (
        Contact.objects.filter(case=case)
        .annotate(support=F("support_forms__name"))
        .select_related("made_by")
        .only(*_CONTACT_COLUMNS, "made_by__full_name")
        .order_by("occurred_at", "pk", "support_forms__order")
    )
    return [
        (rows[0], [name for row in rows if (name := getattr(row, "support", None))])
        for rows in (list(same) for _, same in groupby(found, key=lambda row: row.pk))
    ]


def _contact_lines(case: Case, user: User, now: datetime) -> list[Line]:
    lines, number = [], 0
    for contact, support in _contacts(case):
        attempt = contact.attempt
        struck = contact.undone_at is not None or contact.replaced_by_id is not None
        talked = is_two_way(attempt)
        if is_phone_try(attempt) and not struck and not talked:
            number += 1
        may_correct = not struck and (user.is_coordinator or contact.made_by_id == user.pk)
        lines.append(
            Line(
                kind=Kind.TALKS if talked else Kind.TRIES,
                at=contact.occurred_at,
                when=near_instant(contact.occurred_at, now=now),
                title=_contact_title(contact, number, talked=talked, struck=struck),
                who=contact.made_by.short_name,
                text=_contact_text(contact, support),
                icon="telefon" if attempt.channel == Channel.PHONE else "anteckning",
                look="kontakt" if talked else "forsok",
                struck=struck,
                correct_id=str(contact.public_id) if may_correct else "",
            )
        )
    return lines


def _contact_title(contact: Contact, number: int, *, talked: bool, struck: bool) -> str:
    result = contact.get_result_display().lower()
    channel = contact.get_channel_display()
    if contact.direction == Direction.IN:
        title = f"{channel} – personen hörde av sig"
    elif talked:
        title = f"{'Samtal' if contact.channel == Channel.PHONE else channel} – {result}"
    elif is_phone_try(contact.attempt):
        title = f"Försök – {result}" if struck else f"Försök {number} – {result}"
    else:
        title = f"{channel} – {result}"
    if contact.undone_at is not None:
        title += " (ångrat)"
    elif contact.replaced_by_id is not None:
        title += " (rättat)"
    return title


def _contact_text(contact: Contact, support: list[str]) -> str:
    parts = list(support)
    if contact.minutes:
        parts.append("1 minut" if contact.minutes == 1 else f"{contact.minutes} minuter")
    if contact.meeting_offer in {MeetingOffer.ACCEPTED, MeetingOffer.DECLINED}:
        wants = "vill" if contact.meeting_offer == MeetingOffer.ACCEPTED else "vill inte"
        parts.append(f"personligt möte erbjudet, personen {wants}")
    if contact.next_on:
        parts.append(f"vi hörs igen {contact.next_on.isoformat()}")
    facts = ", ".join(parts)
    return "\n".join(text for text in (contact.note, facts) if text)


def _note_lines(case: Case, now: datetime) -> list[Line]:
    notes = case.notes.select_related("written_by").only(*_NOTE_COLUMNS, "written_by__full_name")
    return [
        Line(
            kind=Kind.NOTES,
            at=note.written_at,
            when=near_instant(note.written_at, now=now),
            title="Anteckning",
            who=note.written_by.short_name,
            text=note.text,
            icon="anteckning",
        )
        for note in notes
    ]


def _event_lines(case: Case, events: list[CaseEvent], now: datetime) -> list[Line]:
    lines = []
    for event in events:
        at = case.received_at if event.kind == EventKind.RECEIVED else event.at
        lines.append(
            Line(
                kind=Kind.SYSTEM,
                at=at,
                when=near_instant(at, now=now),
                title=_event_title(event),
                who=event.by.short_name if event.by else "",
                text=_event_text(event, now),
                icon="info",
            )
        )
    return lines


def _event_title(event: CaseEvent) -> str:
    title = event.get_kind_display()
    if event.kind == EventKind.RECEIVED:
        return f"{title} {_SOURCE_TEXT.get(event.detail.get('source'), '')}".strip()
    if event.kind in {EventKind.RECUSED, EventKind.RECUSAL_LIFTED}:
        return f"{title}: {event.detail.get('who', '')}"
    if event.kind == EventKind.CONCERN_TAKEN and "answer" in event.detail:
        return f"{EventKind.CONCERN_RAISED.label}: ingen anmälan behövdes"
    if event.kind == EventKind.CONCERN_REPORTED:
        return f"{title} {event.detail['on']}"
    if event.kind == EventKind.ASSIGNED:
        return f"Ansvarig: {event.detail.get('to', '')}"
    if event.kind == EventKind.REFERRED:
        to = Recipient(event.detail["recipient"]).label
        undone = " (det senaste ångrades)" if "undone" in event.detail else ""
        return f"{title} till {to}: {ReferralState(event.detail['state']).label.lower()}{undone}"
    if event.kind in {EventKind.NUMBER_ASKED, EventKind.NUMBER_ANSWERED}:
        return _number_title(title, event)
    if event.kind == EventKind.CLOSED:
        reason = event.detail.get("close_reason", "")
        return f"{title}: {CloseReason(reason).label.lower()}" if reason else title
    return title


def _number_title(title: str, event: CaseEvent) -> str:
    if "undone" in event.detail:
        return f"{title} (ångrat)"
    if event.detail.get("step") == Step.REMIND:
        return "Källan påmindes om rätt nummer"
    outcome = event.detail.get("outcome", "")
    return f"{title}: {NumberOutcome(outcome).label.lower()}" if outcome else title


def _event_text(event: CaseEvent, now: datetime) -> str:
    if event.kind == EventKind.RECEIVED_CORRECTED:
        earlier = datetime.fromisoformat(event.detail["earlier"])
        return f"Tidigare: {near_instant(earlier, now=now)}. {event.reason}"
    if event.kind == EventKind.PROTECTED:
        return f"Får se ärendet: {event.detail.get('readers', '')}"
    if event.kind == EventKind.READERS_CHANGED:
        return _readers_text(event.detail)
    if event.kind == EventKind.RECUSED:
        return RecusalReason(event.detail["code"]).label
    if event.kind == EventKind.CLOSED and "early" in event.detail:
        return f"I förtid. {EarlyClose(event.detail['early']).label}."
    if event.kind == EventKind.GLASS_BROKEN:
        return GlassReason(event.detail["code"]).label
    return event.reason


def _readers_text(detail: dict[str, str]) -> str:
    said = {"Får se ärendet": detail.get("added"), "Ser det inte längre": detail.get("removed")}
    return " ".join(f"{what}: {names}" for what, names in said.items() if names)
