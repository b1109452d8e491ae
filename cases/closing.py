"""The short list on the closing page: what is done and what is missing, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.agenda_port import Coming, agenda
from cases.concern import OPEN_CONCERN
from cases.domain.closing import unfinished_promises
from cases.domain.referral_codes import ReferralState
from cases.domain.rules import StatisticsFacts, statistics_gaps
from cases.models import Case
from cases.promise_facts import promise_facts
from cases.referrals.letter import recipient_name
from cases.referring import Referral
from cases.words import GAPS, UNFINISHED
from jourcase.kernel.swedish import near_instant, sentence


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """One line. `kind` is the look of its tag; `url` leads to where it is mended."""

    title: str
    detail: str
    kind: str
    status: str
    url: str = ""


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
    """Promises, statistics and the personal meeting, from what is stored on the case; and what is
    still going on: a call that somebody waits for, what is coming, a referral without an answer.
    """
    tasks = [_promises(case), _statistics(case), _meeting(case)]
    if getattr(case, OPEN_CONCERN, None):
        tasks.append(ClosingTask("Oro för barn", "Har inget svar än.", "today", "Inte klart"))
    if case.callback_at is not None:
        tasks.append(_callback(case.callback_at, now))
    tasks += [_coming(case, one, now) for one in agenda().planned(case, now=now)]
    return [*tasks, *_referrals(case)]


def after_undoing(case: Case, *, closed_at: datetime | None) -> str:
    """What does not come back when a case is opened again; empty for nothing (one query)."""
    count = agenda().cancelled_with(case, closed_at=closed_at) if closed_at else 0
    if not count:
        return ""
    what = "En kommande händelse" if count == 1 else f"{count} kommande händelser"
    return f" {what} ställdes in med avslutet och kommer inte tillbaka. Lägg in det som ska bli av."


def _callback(at: datetime, now: datetime) -> ClosingTask:
    said = f"Personen väntar sig att bli uppringd {near_instant(at, now=now)}"
    following = "Ingen påminns om det i ett avslutat ärende."
    return ClosingTask("Utlovat samtal", f"{sentence(said)} {following}", "today", "Inte klart")


def _coming(case: Case, one: Coming, now: datetime) -> ClosingTask:
    url = reverse("contacts:agenda", args=[case.public_id])
    when = near_instant(one.at, now=now)
    if one.has_been:
        return ClosingTask(one.what, sentence(f"Var {when}"), "today", "Inte loggat", url)
    said = f"{sentence(f'Är {when}')} Ställs in när ärendet avslutas: säg till dem det gäller."
    return ClosingTask(one.what, said, "today", "Ställs in", url)


_WAITS: dict[str, tuple[str, str]] = {
    ReferralState.OFFERED: ("Personen har inte svarat än.", "Inte klart"),
    ReferralState.ACCEPTED: ("Personen har sagt ja. Inget är lämnat än.", "Inte klart"),
    ReferralState.HANDED_OVER: (
        "Mottagaren har inte svarat. Ni påminns också sedan ärendet är avslutat.",
        "Väntar på svar",
    ),
}


def _referrals(case: Case) -> list[ClosingTask]:
    """Those that somebody has still to answer. Whoever said yes and rings there themselves has
    nothing more to wait for.
    """
    rows = Referral.objects.filter(case=case, state__in=_WAITS).order_by("offered_at", "pk")
    tasks = []
    for row in rows:
        row.case = case
        if row.state == ReferralState.ACCEPTED and not row.has_consent:
            continue
        detail, status = _WAITS[row.state]
        title = f"Hänvisning till {recipient_name(row)}"
        tasks.append(ClosingTask(title, detail, "today", status, row.get_absolute_url()))
    return tasks


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
    url = reverse("cases:statistics", args=[case.public_id])
    return ClosingTask("Statistikuppgifter", detail, "neutral", f"{len(gaps)} kvar", url)


def _meeting(case: Case) -> ClosingTask:
    if case.meeting_offered:
        return ClosingTask("Möte erbjudet", "", "ok", "Klart")
    if case.reached_at is None:
        return ClosingTask("Möte erbjudet", "Personen är inte nådd.", "neutral", "Gäller inte")
    return ClosingTask("Möte erbjudet", "", "neutral", "Inte erbjudet")
