"""A week of the audit log, read once, with what the rules ask about people and cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from cases.models import Case, Identity
from jourcase.kernel import chain, sealed
from jourcase.kernel.audit import READS, Action, AuditEvent, Outcome
from jourcase.kernel.local_time import local_date
from reporting.domain.log_rules import Access, Refused, same_surname
from reporting.domain.log_week import Part, Week
from volunteers.domain.roles import Role
from volunteers.models import User

# Looking is no work: whoever has only looked has to be able to say why.
_LOOKING = READS | {
    Action.CALL_RELEASED,
    Action.FIGURES_LISTED,
    Action.LIST_VIEWED,
    Action.LOG_VIEWED,
    Action.LOG_EXTRACTED,
    Action.DATA_EXTRACTED,
    Action.TEXT_UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What a case is called to whoever checks, with its log's address if they may open it."""

    name: str
    url: str
    is_protected: bool
    assigned_to_id: int | None


@dataclass(frozen=True, slots=True)
class WeekMaterial:
    """The events of one part of the week, in the order of their numbers."""

    events: list[AuditEvent]
    names: dict[int, str]
    cases: dict[int, KnownCase]
    accesses: list[Access]
    refused: list[Refused]
    seed: str


def material_of(week: Week, part: Part, *, seen_by: User) -> WeekMaterial:
    """Five queries and one for keys, however much happened."""
    people = _people()
    coordinators = [pk for pk, (_, is_coordinator) in people.items() if is_coordinator]
    theirs = Q(by__in=coordinators) | Q(role=Role.COORDINATOR)
    during = AuditEvent.objects.filter(at__gte=week.starts_at, at__lt=week.ends_at)
    mine = during.filter(theirs) if part is Part.BOARD else during.exclude(theirs)
    events = list(mine.filter(by__isnull=False).order_by("seq"))
    names = {pk: name for pk, (name, _) in people.items()}
    shown = [event for event in events if is_shown(event)]
    cases = _cases({event.case_id for event in events if event.case_id}, seen_by)
    return WeekMaterial(
        events=events,
        names=names,
        cases=cases,
        accesses=_accesses(shown, events, cases, names),
        refused=[
            Refused(event.at, event.by_id)
            for event in events
            if event.by_id and event.outcome == Outcome.REFUSED
        ],
        seed=_seed(week),
    )


def is_shown(event: AuditEvent) -> bool:
    """Whether somebody was shown a case."""
    return event.action in READS and event.outcome == Outcome.DONE and event.case_id is not None


def _people() -> dict[int, tuple[str, bool]]:
    is_coordinator = Count("pk", filter=Q(groups__name=Role.COORDINATOR))
    rows = User.objects.get_queryset().annotate(coordinating=is_coordinator)
    return {
        pk: (name, bool(coordinating))
        for pk, name, coordinating in rows.values_list("pk", "full_name", "coordinating")
    }


def _cases(ids: Iterable[int], user: User) -> dict[int, KnownCase]:
    """A board member is told nothing of any case; a coordinator no more than elsewhere."""
    visible = Case.objects.visible_to(user).filter(pk=OuterRef("pk"))
    found = Case.objects.filter(pk__in=list(ids)).annotate(is_seen=Exists(visible))
    return {case.pk: _known(case, user) for case in found}


def _known(case: Case, user: User) -> KnownCase:
    is_seen = user.is_coordinator and bool(getattr(case, "is_seen", False))
    is_named = is_seen or (user.is_coordinator and case.is_protected)
    return KnownCase(
        name=case.name_for_lists if is_named else "Ärende som du inte ser",
        url=reverse("cases:trail", args=[case.public_id]) if is_seen else "",
        is_protected=case.is_protected,
        assigned_to_id=case.assigned_to_id,
    )


def _accesses(
    shown: list[AuditEvent],
    events: list[AuditEvent],
    cases: dict[int, KnownCase],
    names: dict[int, str],
) -> list[Access]:
    worked = {
        (event.by_id, event.case_id, local_date(event.at))
        for event in events
        if event.case_id and event.action not in _LOOKING and event.outcome == Outcome.DONE
    }
    kin = _kin({(event.by_id or 0, event.case_id or 0) for event in shown}, names)
    return [
        Access(
            seq=event.seq,
            at=event.at,
            by_id=event.by_id or 0,
            case_id=event.case_id or 0,
            has_cause=_is_theirs(event, cases)
            or (event.by_id, event.case_id, local_date(event.at)) in worked,
            shares_name=(event.by_id or 0, event.case_id or 0) in kin,
        )
        for event in shown
    ]


def _is_theirs(event: AuditEvent, cases: dict[int, KnownCase]) -> bool:
    known = cases.get(event.case_id or 0)
    return known is not None and known.assigned_to_id == event.by_id


def _kin(pairs: set[tuple[int, int]], names: dict[int, str]) -> set[tuple[int, int]]:
    """The pairs of person and case in which both bear one surname."""
    with sealed.key_ring():
        rows = Identity.objects.filter(case__in={case_id for _, case_id in pairs}).exclude(name="")
        persons = {row.case_id: row.name for row in list(rows.only("case", "name"))}
    return {
        (by_id, case_id)
        for by_id, case_id in pairs
        if same_surname(names.get(by_id, ""), persons.get(case_id, ""))
    }


def _seed(week: Week) -> str:
    """The digest of the last event of the week: the same for whoever draws, and whenever."""
    last = AuditEvent.objects.filter(at__lt=week.ends_at).order_by("-seq")
    return last.values_list("digest", flat=True).first() or chain.BEGINNING


def last_proof(*, since: datetime) -> tuple[date, bool] | None:
    """When the chain was last counted again, and whether it held; None when not since then."""
    told = AuditEvent.objects.filter(action=Action.LOG_VERIFIED, at__gte=since).order_by("-at")
    last = told.values_list("at", "outcome").first()
    return (local_date(last[0]), last[1] == Outcome.DONE) if last else None
