"""The activity log: cooperation and information, and what is counted of them.

Source: domain rule "Activity log", and the annex, section 3: cooperation with those who meet
victims of crime; whoever informs tells of the other parties too when it is relevant, and tells them
of what is planned. All dates are local civil dates.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

LONGEST_SUBJECT = 200
MOST_REACHED = 100_000
UNDO_WITHIN = timedelta(hours=24)


class ActivityKind(Labelled):
    """The two kinds of the log."""

    COOPERATION = "cooperation", "Samverkan"
    INFORMATION = "information", "Informationsinsats"


class PartnerType(Labelled):
    """With what kind of party. A meeting is counted once, so several at once are a network."""

    POLICE = "police", "Polisen"
    SOCIAL_SERVICES = "social_services", "Socialtjänsten och staden"
    STODCENTRUM = "stodcentrum", "Stödcentrum"
    OTHER_JOUR = "other_jour", "Annan brottsofferjour"
    COURT = "court", "Åklagare och domstol"
    HEALTH_CARE = "health_care", "Vården"
    SCHOOL = "school", "Skolan"
    ASSOCIATION = "association", "Förening eller samfund"
    NETWORK = "network", "Nätverk med flera parter"
    OTHER = "other", "Annan part"


class AudienceGroup(Labelled):
    """Whom the information was for."""

    PUBLIC = "public", "Allmänheten"
    VICTIMS = "victims", "Brottsutsatta och anhöriga"
    YOUNG = "young", "Barn och unga"
    ELDERLY = "elderly", "Äldre"
    PROFESSIONALS = "professionals", "Yrkesverksamma"
    ASSOCIATIONS = "associations", "Föreningar och samfund"
    MEDIA = "media", "Media och sociala medier"
    OTHER = "other", "Annan målgrupp"


class ActivityRefusal(Refusal):
    """Why an activity cannot be entered, corrected, removed or brought back."""

    IN_FUTURE = "in_future"
    BEFORE_AGREEMENT = "before_agreement"
    PARTNER_MISSING = "partner_missing"
    SUBJECT_MISSING = "subject_missing"
    SUBJECT_TOO_LONG = "subject_too_long"
    AUDIENCE_MISSING = "audience_missing"
    REACHED_OUT_OF_RANGE = "reached_out_of_range"
    NAMED_MISSING = "named_missing"
    TOLD_MISSING = "told_missing"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ALREADY_REMOVED = "already_removed"
    NOT_REMOVED = "not_removed"
    TOO_LATE_TO_UNDO = "too_late_to_undo"


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity as a person tells it. `reached` is None when nobody counted; the two answers
    are None when they have not been given.
    """

    kind: ActivityKind
    held_on: date
    partner: PartnerType | None = None
    subject: str = ""
    audience: AudienceGroup | None = None
    reached: int | None = None
    named_others: bool | None = None
    told_others: bool | None = None


def tidied(activity: Activity) -> Activity:
    """Without what is no part of its kind, and with the subject on one line."""
    subject = " ".join(activity.subject.split())
    if activity.kind is ActivityKind.COOPERATION:
        return Activity(activity.kind, activity.held_on, activity.partner, subject)
    return replace(activity, subject=subject, partner=None)


def activity_refusals(
    activity: Activity, *, today: date, earliest: date | None
) -> set[ActivityRefusal]:
    """What stands against saving a tidied activity; `earliest` is the agreement's first day."""
    found: set[ActivityRefusal] = set()
    if activity.held_on > today:
        found.add(ActivityRefusal.IN_FUTURE)
    if earliest is not None and activity.held_on < earliest:
        found.add(ActivityRefusal.BEFORE_AGREEMENT)
    if len(activity.subject) > LONGEST_SUBJECT:
        found.add(ActivityRefusal.SUBJECT_TOO_LONG)
    if activity.kind is ActivityKind.COOPERATION:
        return found | _cooperation_refusals(activity)
    return found | _information_refusals(activity)


def _cooperation_refusals(activity: Activity) -> set[ActivityRefusal]:
    found = set()
    if activity.partner is None:
        found.add(ActivityRefusal.PARTNER_MISSING)
    if not activity.subject:
        found.add(ActivityRefusal.SUBJECT_MISSING)
    return found


def _information_refusals(activity: Activity) -> set[ActivityRefusal]:
    found = set()
    if activity.audience is None:
        found.add(ActivityRefusal.AUDIENCE_MISSING)
    if activity.reached is not None and not 0 <= activity.reached <= MOST_REACHED:
        found.add(ActivityRefusal.REACHED_OUT_OF_RANGE)
    if activity.named_others is None:
        found.add(ActivityRefusal.NAMED_MISSING)
    if activity.told_others is None:
        found.add(ActivityRefusal.TOLD_MISSING)
    return found


def correction_refusals(*, is_latest: bool, is_removed: bool) -> set[ActivityRefusal]:
    """For a correction or a removal: `is_latest` tells that the person saw what stands now."""
    if is_removed:
        return {ActivityRefusal.ALREADY_REMOVED}
    return set() if is_latest else {ActivityRefusal.CHANGED_MEANWHILE}


def undo_refusals(*, removed_at: datetime | None, now: datetime) -> set[ActivityRefusal]:
    """For bringing back what was removed; up to and with the last second of the 24 hours."""
    if removed_at is None:
        return {ActivityRefusal.NOT_REMOVED}
    return {ActivityRefusal.TOO_LATE_TO_UNDO} if now > removed_at + UNDO_WITHIN else set()


def copied(activity: Activity, *, today: date) -> Activity:
    """The same once more, today. How many were reached is counted anew each time."""
    return replace(activity, held_on=today, reached=None)


def changed_fields(before: Activity, after: Activity) -> list[str]:
    """The names of what differs, for the audit log."""
    names = ("held_on", "partner", "subject", "audience", "reached", "named_others", "told_others")
    return [name for name in names if getattr(before, name) != getattr(after, name)]


@dataclass(frozen=True, slots=True)
class CooperationCounts:
    """Meetings, all and by the kind of party; every kind is there."""

    meetings: int
    by_partner: Mapping[PartnerType, int]


@dataclass(frozen=True, slots=True)
class InformationCounts:
    """Activities of information. `reached` is the sum over the `counted` that have a number; a
    person who was there twice is in it twice.
    """

    activities: int
    counted: int
    reached: int
    named_others: int
    told_others: int
    by_audience: Mapping[AudienceGroup, int]
    reached_by_audience: Mapping[AudienceGroup, int]


def cooperation_counts(activities: Iterable[Activity]) -> CooperationCounts:
    """Measure 10. Takes only what is cooperation."""
    found = Counter(one.partner for one in _of(ActivityKind.COOPERATION, activities))
    by_partner = {partner: found[partner] for partner in PartnerType}
    return CooperationCounts(sum(by_partner.values()), by_partner)


def information_counts(activities: Iterable[Activity]) -> InformationCounts:
    """Measure 11. Takes only what is information."""
    rows = list(_of(ActivityKind.INFORMATION, activities))
    number = Counter(one.audience for one in rows)
    reached: Counter[AudienceGroup | None] = Counter()
    for one in rows:
        reached[one.audience] += one.reached or 0
    return InformationCounts(
        activities=len(rows),
        counted=sum(one.reached is not None for one in rows),
        reached=sum(reached.values()),
        named_others=sum(one.named_others is True for one in rows),
        told_others=sum(one.told_others is True for one in rows),
        by_audience={group: number[group] for group in AudienceGroup},
        reached_by_audience={group: reached[group] for group in AudienceGroup},
    )


def _of(kind: ActivityKind, activities: Iterable[Activity]) -> Iterable[Activity]:
    return (one for one in activities if one.kind is kind)
