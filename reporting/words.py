"""The Swedish words for periods, refusals and file names."""

import unicodedata
from collections.abc import Iterable

from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import MONTHS, MONTHS_SHORT, long_date
from reporting.domain.figures import Audience
from reporting.domain.log_week import LogCheckRefusal
from reporting.domain.periods import PeriodRefusal, ReportPeriod

REFUSALS: dict[Refusal, str] = {
    PeriodRefusal.ENDS_BEFORE_START: "Perioden slutar innan den börjar. Byt plats på datumen?",
    PeriodRefusal.BEFORE_AGREEMENT: "Perioden börjar före överenskommelsens första dag, {first}.",
    PeriodRefusal.AFTER_AGREEMENT: "Perioden slutar efter överenskommelsens sista dag, {last}.",
    LogCheckRefusal.WEEK_RUNS: "Veckan är inte slut än. Kontrollera den på måndag.",
    LogCheckRefusal.NOT_YOURS: "Den delen kontrolleras av någon annan än du.",
}


def refusals_text(refusals: Iterable[Refusal]) -> str:
    """A sentence for each, in a fixed order."""
    return " ".join(REFUSALS[one] for one in sorted(refusals, key=lambda one: one.name))


def period_refusal_text(refusal: Refusal, span: ReportPeriod) -> str:
    """One sentence; `span` is how long the agreement runs."""
    return REFUSALS[refusal].format(first=long_date(span.first), last=long_date(span.last))


def period_label(period: ReportPeriod) -> str:
    """2026, april–december 2025 (9 månader), maj 2026, or 10 maj 2026 – 3 juni 2026."""
    months = period.whole_months
    first, last = period.first, period.last
    if months is None:
        return f"{long_date(first)} – {long_date(last)}"
    if months == 12 and first.month == 1:
        return str(first.year)
    if months == 1:
        return f"{MONTHS[first.month - 1]} {first.year}"
    start = MONTHS[first.month - 1] if first.year == last.year else _month(first.month, first.year)
    return f"{start}–{_month(last.month, last.year)} ({months} månader)"


def file_stem(period: ReportPeriod, jour: str, audience: Audience) -> str:
    """IOP-uppfoljning-2025-apr-dec-brottsofferjouren-sodra-stockholm, for a file's name."""
    inside = "" if audience is Audience.CITY else "-internt"
    return f"IOP-uppfoljning-{_period_slug(period)}-{plain_ascii(jour)}{inside}"


def plain_ascii(text: str) -> str:
    """Brottsofferjouren Södra Stockholm: brottsofferjouren-sodra-stockholm."""
    folded = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in kept).split()
    return "-".join(words)


def _month(month: int, year: int) -> str:
    return f"{MONTHS[month - 1]} {year}"


def _period_slug(period: ReportPeriod) -> str:
    months = period.whole_months
    first, last = period.first, period.last
    if months is None or first.year != last.year:
        return period.key
    if months == 12:
        return str(first.year)
    names = [MONTHS_SHORT[on.month - 1].removesuffix(".") for on in (first, last)]
    return f"{first.year}-{'-'.join(dict.fromkeys(names))}"
