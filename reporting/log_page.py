"""The page of the loggkontroll: what there is to look at in a week, words already chosen.

The board is given codes, times and acts, and rows that cannot hold anything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.swedish import short_date
from reporting.domain.log_rules import Hit, hits
from reporting.domain.log_week import CheckOutcome, Part, Section, Week, drawn
from reporting.log_material import WeekMaterial, is_shown, last_proof, material_of
from reporting.models import LogCheck
from volunteers.models import User

_PROOF_WITHIN = timedelta(days=14)
_LEADS = {
    Section.GLASS: "Alla nödöppningar och försök till det.",
    Section.PROTECTED: "Alla som har haft ett skyddat ärende framför sig.",
    Section.RULES: "Skäl att fråga, aldrig en dom.",
    Section.DRAW: (
        "En av tjugo öppningar, dragen av loggens egen kontrollsumma när veckan var slut. "
        "Samma vecka ger alltid samma dragning."
    ),
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One event as the coordinator sees it. For the board `who`, `case` and `url` are empty."""

    code: str
    at: datetime
    what: str
    who: str = ""
    case: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit of a rule. For the board `who` and `cases` are empty."""

    rule: str
    on: str
    count: int
    who: str = ""
    cases: tuple[tuple[str, str], ...] = ()  # what each is called, and its address


@dataclass(frozen=True, slots=True)
class Checked:
    """What has been said of a section."""

    outcome: CheckOutcome
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SectionBox:
    """One section with what is in it."""

    section: Section
    lead: str
    rows: list[LogRow]
    hits: list[HitRow]
    checked: Checked | None
    nothing: str

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.hits)

    @property
    def outcomes(self) -> list[tuple[str, str, bool]]:
        """Code, words, and whether it is what has been said."""
        said = self.checked.outcome if self.checked else None
        return [(one.value, one.label, one is said) for one in CheckOutcome]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The whole page."""

    week: Week
    part: Part
    is_over: bool
    accesses: int
    boxes: list[SectionBox]
    proof: str
    proof_holds: bool

    @property
    def is_for_board(self) -> bool:
        return self.part is Part.BOARD

    @property
    def unchecked(self) -> int:
        return sum(box.checked is None for box in self.boxes)


def part_of(user: User) -> Part:
    """Which part a person checks: whoever is a coordinator never the coordinators'."""
    return Part.COORDINATOR if user.is_coordinator else Part.BOARD


def log_page(user: User, week: Week, *, now: datetime) -> LogPage:
    """Everything to be looked at in a week."""
    part = part_of(user)
    material = material_of(week, part, seen_by=user)
    checks = _checks(week, part)
    found = {
        Section.GLASS: _rows(material, part, map(_is_glass, material.events)),
        Section.PROTECTED: _rows(
            material, part, (_is_protected(event, material) for event in material.events)
        ),
        Section.DRAW: _drawn(material, part) if week.is_over(now) else [],
    }
    proof, holds = _proof(now)
    return LogPage(
        week=week,
        part=part,
        is_over=week.is_over(now),
        accesses=len(material.accesses),
        boxes=[
            SectionBox(
                section=section,
                lead=_LEADS[section],
                rows=found.get(section, []),
                hits=_hits(material, part) if section is Section.RULES else [],
                checked=checks.get(section),
                nothing=_nothing(section, is_over=week.is_over(now)),
            )
            for section in Section
        ],
        proof=proof,
        proof_holds=holds,
    )


def _nothing(section: Section, *, is_over: bool) -> str:
    waits = section is Section.DRAW and not is_over
    return "Dras när veckan är slut." if waits else "Inget den här veckan."


def _is_glass(event: AuditEvent) -> bool:
    return event.action == Action.GLASS_BROKEN


def _is_protected(event: AuditEvent, material: WeekMaterial) -> bool:
    known = material.cases.get(event.case_id or 0)
    return known is not None and known.is_protected and is_shown(event)


def _drawn(material: WeekMaterial, part: Part) -> list[LogRow]:
    numbers = drawn((access.seq for access in material.accesses), seed=material.seed)
    return _rows(material, part, (event.seq in numbers for event in material.events))


def _rows(material: WeekMaterial, part: Part, wanted: Iterable[bool]) -> list[LogRow]:
    chosen = [event for event, is_wanted in zip(material.events, wanted, strict=True) if is_wanted]
    return [_row(event, material, part) for event in chosen]


def _row(event: AuditEvent, material: WeekMaterial, part: Part) -> LogRow:
    what = event.get_action_display()
    if event.outcome != "done":
        what = f"{what} ({event.get_outcome_display().lower()})"
    if part is Part.BOARD:
        return LogRow(code=event.code, at=event.at, what=what)
    known = material.cases.get(event.case_id or 0)
    return LogRow(
        code=event.code,
        at=event.at,
        what=what,
        who=material.names.get(event.by_id or 0, ""),
        case=known.name if known else _no_case(event),
        url=known.url if known else "",
    )


def _no_case(event: AuditEvent) -> str:
    return "–" if event.case_id is None else "Gallrat ärende"


def _hits(material: WeekMaterial, part: Part) -> list[HitRow]:
    return [_hit(hit, material, part) for hit in hits(material.accesses, material.refused)]


def _hit(hit: Hit, material: WeekMaterial, part: Part) -> HitRow:
    on = short_date(hit.on)
    if part is Part.BOARD:
        return HitRow(rule=hit.rule.label, on=on, count=hit.count)
    known = (material.cases.get(case_id) for case_id in hit.case_ids)
    return HitRow(
        rule=hit.rule.label,
        on=on,
        count=hit.count,
        who=material.names.get(hit.by_id, ""),
        cases=tuple((case.name, case.url) for case in known if case is not None),
    )


def _checks(week: Week, part: Part) -> dict[Section, Checked]:
    rows = LogCheck.objects.filter(year=week.year, week=week.number, part=part)
    return {
        Section(row.section): Checked(CheckOutcome(row.outcome), row.checked_by.short_name, row.at)
        for row in rows.select_related("checked_by")
    }


def _proof(now: datetime) -> tuple[str, bool]:
    last = last_proof(since=now - _PROOF_WITHIN)
    if last is None:
        return "Loggens kedja har inte räknats om på två veckor.", False
    on, holds = last
    if holds:
        return f"Loggens kedja räknades om {short_date(on)} och håller.", True
    return f"Loggens kedja räknades om {short_date(on)} och håller inte.", False
