"""The short list on the closing page: what is done and what is missing, in words."""

from dataclasses import dataclass
from datetime import datetime

from cases.concern import OPEN_CONCERN
from cases.domain.closing import unfinished_promises
from cases.domain.rules import StatisticsFacts, statistics_gaps
from cases.models import Case
from cases.services.life import promise_facts
from cases.words import GAPS, UNFINISHED
from jourcase.kernel.swedish import near_instant, sentence


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """One line. `kind` is the look of its tag; `url_name` leads to where it is mended."""

    title: str
    detail: str
    kind: str
    status: str
    url_name: str = ""


def gaps_in_words(case: Case) -> list[str]:
    """The unanswered statistics of a case, in the order of the form."""
    facts = StatisticsFacts(
        gender=case.gender,
        age_known=bool(case.age_band),
        has_district=case.district_id is not None,
        crime_type=case.crime_type,
        relation=case.relation,
        police_report=case.police_report,
        is_protected=case.is_protected,
    )
    return [GAPS[gap] for gap in statistics_gaps(facts)]


def closing_tasks(case: Case, *, now: datetime) -> list[ClosingTask]:
    """Promises, statistics and the personal meeting, from what is stored on the case; and a call
    that somebody waits for.
    """
    tasks = [_promises(case), _statistics(case), _meeting(case)]
    if getattr(case, OPEN_CONCERN, None):
        tasks.append(ClosingTask("Oro för barn", "Har inget svar än.", "today", "Inte klart"))
    return tasks if case.callback_at is None else [*tasks, _callback(case.callback_at, now)]


def _callback(at: datetime, now: datetime) -> ClosingTask:
    said = f"Personen väntar sig att bli uppringd {near_instant(at, now=now)}"
    return ClosingTask("Utlovat samtal", sentence(said), "today", "Inte klart")


def _promises(case: Case) -> ClosingTask:
    missing = unfinished_promises(promise_facts(case))
    if not missing:
        return ClosingTask("Löftena", "", "ok", "Klart")
    words = ", ".join(UNFINISHED[one] for one in missing)
    return ClosingTask("Löftena", f"{words[0].upper()}{words[1:]}.", "today", "Inte klart")


def _statistics(case: Case) -> ClosingTask:
    gaps = gaps_in_words(case)
    if not gaps:
        return ClosingTask("Statistikuppgifter", "", "ok", "Klart")
    detail = f"{', '.join(gaps)} (”vet inte” räcker)"
    return ClosingTask(
        "Statistikuppgifter", detail, "neutral", f"{len(gaps)} kvar", "cases:statistics"
    )


def _meeting(case: Case) -> ClosingTask:
    if case.meeting_offered:
        return ClosingTask("Möte erbjudet", "", "ok", "Klart")
    if case.reached_at is None:
        return ClosingTask("Möte erbjudet", "Personen är inte nådd.", "neutral", "Gäller inte")
    return ClosingTask("Möte erbjudet", "", "neutral", "Inte erbjudet")
