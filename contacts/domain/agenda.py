"""Coming events of a case: what may be planned, and when somebody is reminded.

Instants are aware; they are kept in UTC, and calendar days are those of Stockholm. A local time
that the clock change skips, or that comes twice, is refused or asked about where it is typed
(`jourcase.kernel.fields.LocalDateTimeField`), so that a rule here only meets real instants.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import at_local, local_date
from jourcase.kernel.refusals import Refusal

FARTHEST = timedelta(days=731)
LONGEST = timedelta(hours=24)
UNDO_WITHIN = timedelta(minutes=10)
# How long what has been and was never told of stands on the lists.
FOLLOWED_UP_FOR = timedelta(days=30)
DAY_BEFORE_AT = time(9, 0)
SHORTLY_BEFORE = timedelta(hours=2)


class AgendaKind(Labelled):
    """What is going to happen. A promised call is a `Callback`, made when a contact is logged."""

    COURT = "court", "Rättegång"
    POLICE = "police", "Polisförhör"
    MEETING = "meeting", "Personligt möte"
    ACCOMPANIMENT = "accompany", "Medföljning"
    OTHER = "other", "Annat möte"


class AgendaEnd(Labelled):
    """How a planned event left the lists. A moved one goes on as another row."""

    CANCELLED = "cancelled", "Inställt"
    MOVED = "moved", "Flyttat"
    DONE = "done", "Genomfört"


class Reminder(Labelled):
    """The two times that whoever is responsible is reminded."""

    DAY_BEFORE = "day", "Dagen före"
    SHORTLY_BEFORE = "hours", "Två timmar före"


class AgendaRefusal(Refusal):
    IN_PAST = "in_past"
    TOO_FAR = "too_far"
    ENDS_BEFORE_START = "ends_before_start"
    LASTS_TOO_LONG = "lasts_too_long"
    CASE_IS_CLOSED = "case_is_closed"
    NOBODY_RESPONSIBLE = "nobody_responsible"
    NOT_APPROVED_THAT_DAY = "not_approved_that_day"
    CANNOT_SEE_CASE = "cannot_see_case"
    ALREADY_ENDED = "already_ended"
    NOTHING_CHANGED = "nothing_changed"
    NOT_BEGUN = "not_begun"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TOO_LATE_TO_UNDO = "too_late_to_undo"


@dataclass(frozen=True, slots=True)
class Responsible:
    """Whoever is to be there, as far as the rules care."""

    was_approved: bool  # on the local day of the event
    may_see: bool


def planning_refusals(
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    is_closed: bool,
    responsible: Responsible | None,
    now: datetime,
) -> set[AgendaRefusal]:
    """What stands against an event being planned, or moved to this time.

    Source: only a person approved on the day of the contact may be assigned (domain rule
    "Volunteers"), and that is the day of the event. `responsible` is None when nobody is.
    """
    found: set[AgendaRefusal] = set()
    if is_closed:
        found.add(AgendaRefusal.CASE_IS_CLOSED)
    if starts_at <= now:
        found.add(AgendaRefusal.IN_PAST)
    elif starts_at > now + FARTHEST:
        # A mistyped year would hide it from every list that anybody reads.
        found.add(AgendaRefusal.TOO_FAR)
    if ends_at is not None and ends_at <= starts_at:
        found.add(AgendaRefusal.ENDS_BEFORE_START)
    elif ends_at is not None and ends_at > starts_at + LONGEST:
        found.add(AgendaRefusal.LASTS_TOO_LONG)
    if responsible is None:
        found.add(AgendaRefusal.NOBODY_RESPONSIBLE)
    elif not responsible.may_see:
        found.add(AgendaRefusal.CANNOT_SEE_CASE)
    elif not responsible.was_approved:
        found.add(AgendaRefusal.NOT_APPROVED_THAT_DAY)
    return found


def changing_refusals(*, is_ended: bool, is_closed: bool) -> set[AgendaRefusal]:
    """Only what is still going to happen can be moved or cancelled, in an open case."""
    found: set[AgendaRefusal] = set()
    if is_ended:
        found.add(AgendaRefusal.ALREADY_ENDED)
    if is_closed:
        found.add(AgendaRefusal.CASE_IS_CLOSED)
    return found


def doing_refusals(
    *, is_ended: bool, is_closed: bool, starts_at: datetime, now: datetime
) -> set[AgendaRefusal]:
    """Nothing is done before it begins."""
    found = changing_refusals(is_ended=is_ended, is_closed=is_closed)
    if starts_at > now:
        found.add(AgendaRefusal.NOT_BEGUN)
    return found


def undoing_refusals(
    *, ended_at: datetime | None, is_closed: bool, went_on: bool, now: datetime
) -> set[AgendaRefusal]:
    """Within ten minutes, as with a contact. `went_on`: what it became has itself been changed
    since, or a contact has been logged of it.
    """
    found: set[AgendaRefusal] = set()
    if ended_at is None or went_on:
        found.add(AgendaRefusal.NOTHING_TO_UNDO)
    elif now - ended_at > UNDO_WITHIN:
        found.add(AgendaRefusal.TOO_LATE_TO_UNDO)
    if is_closed:
        found.add(AgendaRefusal.CASE_IS_CLOSED)
    return found


def reminder_times(starts_at: datetime) -> dict[Reminder, datetime]:
    """The instants (UTC) at which whoever is responsible is reminded of what begins then: at nine
    the local day before, and two hours before, whatever the clock does that night.
    """
    day_before = local_date(starts_at) - timedelta(days=1)
    return {
        Reminder.DAY_BEFORE: at_local(day_before, DAY_BEFORE_AT),
        Reminder.SHORTLY_BEFORE: starts_at - SHORTLY_BEFORE,
    }


def due_reminder(*, starts_at: datetime, planned_at: datetime, now: datetime) -> Reminder | None:
    """The reminder that is to have gone out at `now`, the latest if both are.

    None before the first, from the beginning of the event on, and when its time had passed
    already as the event was planned: whoever has just written it down knows of it.
    """
    if starts_at <= now:
        return None
    times = reminder_times(starts_at)
    due = [(at, one) for one, at in times.items() if planned_at < at <= now]
    return max(due, key=lambda found: found[0])[1] if due else None


# Nothing later than this from now can have a reminder that is due: from nine the day before to
# the last minute of the day, and the hour that an autumn day has more.
REMINDED_AHEAD = timedelta(hours=41)
