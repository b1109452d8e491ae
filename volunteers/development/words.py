"""The Swedish sentences about regular development."""

from datetime import date

from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import MONTHS_SHORT, long_date, number
from volunteers.domain.development import (
    DevelopmentRefusal,
    Kind,
    Owed,
    RequirementRefusal,
    Requirements,
    State,
)
from volunteers.domain.reported import ReportRefusal, ReportState

REFUSALS: dict[Refusal, str] = {
    DevelopmentRefusal.IN_FUTURE: "Dagen ligger framåt i tiden. Registrera när det är gjort.",
    DevelopmentRefusal.TITLE_MISSING: "Skriv vad det handlade om, utan namn.",
    DevelopmentRefusal.NO_HOURS: "Skriv hur länge det höll på, till exempel 2 eller 1,5.",
    DevelopmentRefusal.TOO_MANY_HOURS: "Högst 24 timmar. Registrera varje dag för sig.",
    DevelopmentRefusal.NOBODY: "Kryssa för minst en person.",
    DevelopmentRefusal.BEFORE_BEGINNING: "Någon av de ikryssade hade inte börjat då.",
    DevelopmentRefusal.REPLACED: "Någon annan har redan rättat det. Öppna det på nytt.",
    ReportRefusal.NOT_YET_HERE: "Den dagen hade du inte börjat här.",
    ReportRefusal.ALREADY_THERE: "Du finns redan med på ett sådant tillfälle den dagen.",
    ReportRefusal.ALREADY_REPORTED: "Du har redan anmält det. Det väntar på svar.",
    ReportRefusal.CONVERSATION: "Samordnaren noterar medarbetarsamtal. Välj något annat.",
    ReportRefusal.TOO_OLD: "Anmäl det som är från i år eller i fjol. Säg annars till samordnaren.",
    ReportRefusal.ANSWERED: "Någon har redan svarat på anmälan.",
    RequirementRefusal.NOT_BOARD: "Bara styrelsen bestämmer kraven.",
    RequirementRefusal.OUT_OF_RANGE: "Talet är för litet eller för stort.",
    RequirementRefusal.DAY_TAKEN: "Det finns redan krav som gäller från den dagen.",
    RequirementRefusal.YEAR_IS_OVER: "Ett år som är slut räknas som det räknades. Välj i år.",
}

_TONES = {
    State.LAPSED: "late",
    State.SOON: "today",
    State.DUE: "neutral",
    State.DONE: "ok",
    State.FREE: "",
}


_REPORT_TONES = {
    ReportState.WAITING: "today",
    ReportState.CONFIRMED: "ok",
    ReportState.DECLINED: "neutral",
    ReportState.WITHDRAWN: "neutral",
}


def report_tone(state: str) -> str:
    """The look of the tag of something reported."""
    return _REPORT_TONES[ReportState(state)]


def tone(found: Owed) -> str:
    """The look of the tag; empty when plain words are enough."""
    return _TONES[found.state]


def short(found: Owed, *, today: date) -> str:
    """One cell of the list: "14 mars", "1 av 2 senast 31 dec.", "saknas 2025"."""
    if found.state is State.FREE:
        return _day(found.last, today) if found.done and found.last else "Krävs inte nu"
    if found.state is State.DONE:
        return _day(found.last, today) if found.last else "Klart"
    if found.missed:
        return f"Saknas {found.missed}"
    before = f"{found.done} av {found.wanted}, " if found.wanted > 1 else ""
    if found.due is None:
        return "Saknas"
    if found.state is State.LAPSED:
        return f"Saknas sedan {_day(found.due, today)}"
    text = f"{before}senast {_day(found.due, today)}"
    return text[0].upper() + text[1:]


def _day(on: date, today: date) -> str:
    year = "" if on.year == today.year else f" {on.year}"
    return f"{on.day} {MONTHS_SHORT[on.month - 1]}{year}"


def hours(minutes: int) -> str:
    """90 as "1,5", 120 as "2"."""
    whole, rest = divmod(minutes * 100 // 60, 100)
    decimals = f"{rest:02d}".rstrip("0")
    return number(whole) + (f",{decimals}" if decimals else "")


def in_words(wanted: Requirements) -> str:
    """What "regularly" means, as one sentence."""
    exchanges = "erfarenhetsutbyte" if wanted.exchanges_a_year == 1 else "erfarenhetsutbyten"
    trainings = "vidareutbildning" if wanted.trainings_a_year == 1 else "vidareutbildningar"
    return (
        f"{wanted.trainings_a_year} {trainings} och {wanted.exchanges_a_year} {exchanges} varje "
        f"kalenderår, och medarbetarsamtal minst var {wanted.conversation_months}:e månad. Inget "
        f"krävs de första {wanted.free_months} månaderna som godkänd, eller under en paus."
    )


def since_when(decided_on: date) -> str:
    return f"Beslutat av styrelsen {long_date(decided_on)}."


def what_of(kind: Kind) -> str:
    """The kind in the middle of a sentence."""
    return kind.label.lower()
