"""The Swedish words of the rota: refusals, the reason on a choice, and weeks."""

from collections.abc import Iterable
from datetime import date, time

from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import short_date
from volunteers.domain.calendar_events import EventProblem
from volunteers.domain.calendar_match import Outcome
from volunteers.domain.closed_days import closed_day
from volunteers.domain.evenings import ClosedBecause, EveningRefusal, EveningState, PlanChange
from volunteers.domain.shifts import ShiftRefusal
from volunteers.domain.weeks import HalfYear, Week

EVENING_REFUSALS: dict[Refusal, str] = {
    ShiftRefusal.AWAY: "Frånvaro eller paus är inlagd den dagen. Ta bort den först.",
    ShiftRefusal.FULL: "Passet är redan fullt. Någon annan hann före.",
    ShiftRefusal.CLOSED: "Kvällen är stängd.",
    ShiftRefusal.UNDECIDED: "Kvällen är på en helgdag. Samordnaren avgör först om den är öppen.",
    ShiftRefusal.LEFT_TOO_LATE: (
        "Det är mindre än 48 timmar kvar. Välj Hitta ersättare, eller ring samordnaren."
    ),
    ShiftRefusal.NOT_HELD: "Passet är inte ditt längre.",
    ShiftRefusal.NOT_OFFERED: "Passet söker inte ersättare längre.",
    ShiftRefusal.HELD_ALREADY: "Du har redan det passet.",
    EveningRefusal.ENDS_BEFORE_START: "Kvällen måste sluta efter att den börjat, samma dag.",
    EveningRefusal.BEGINS_BEFORE_NOON: "En kväll börjar tidigast kl. 12.",
    EveningRefusal.NO_OFFICE: "Välj minst en jour.",
    EveningRefusal.HALF_IS_OVER: "Det halvåret är slut. Välj ett som pågår eller kommer.",
    EveningRefusal.TOO_FAR_AHEAD: "Det är mer än två år bort. Välj ett närmare.",
    EveningRefusal.HAS_BEGUN: (
        "Kvällen har börjat eller varit, eller den nya tiden har gått. Då ändras den inte."
    ),
    EveningRefusal.HAS_PEOPLE: "Någon är anmäld. Ta bort anmälningarna först, eller stäng kvällen.",
    EveningRefusal.IS_OURS: "Kvällen är vår egen och bekräftas av dem som anmäler sig.",
    EveningRefusal.IS_CLOSED: "Kvällen är stängd. Öppna den först.",
    EveningRefusal.NOT_PROPOSED: "Frågan om helgdagen är redan besvarad.",
}
# What stands on a choice that cannot be made; the weightiest first.
_REASONS: tuple[tuple[ShiftRefusal, str], ...] = (
    (ShiftRefusal.HELD_ALREADY, "redan anmäld"),
    (ShiftRefusal.NOT_APPROVED, "inte godkänd den dagen"),
    (ShiftRefusal.AWAY, "frånvarande den dagen"),
    (ShiftRefusal.UNDECIDED, "helgdagen är inte avgjord"),
    (ShiftRefusal.FULL, "passet är fullt"),
)
PROBLEMS: dict[EventProblem, str] = {
    EventProblem.UNREADABLE: "raden går inte att läsa",
    EventProblem.NO_START: "tiden då den börjar saknas eller går inte att läsa",
    EventProblem.BAD_END: "den slutar innan den börjar, eller sluttiden går inte att läsa",
    EventProblem.UNKNOWN_ZONE: "tidszonen är okänd, så klockslaget kan vara fel",
    EventProblem.MISSING_HOUR: "klockslaget finns inte den natten då klockan ställs fram",
    EventProblem.RECURRENCE: (
        "upprepningen går inte att läsa; be om kvällarna var för sig, eller bekräfta för hand"
    ),
    EventProblem.TOO_LONG: "den är längre än ett dygn och kan inte vara en jourkväll",
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.CONFIRMS: "stämmer med schemat",
    Outcome.CONFIRMED_ALREADY: "redan bekräftad",
    Outcome.CLOSED_HERE: "stängd i vårt schema; öppna kvällen först om de har öppet",
    Outcome.NO_EVENING: "jouren har ingen kväll i schemat då",
    Outcome.CANCELLED: "inställd enligt filen",
    Outcome.CANCELLED_BUT_CONFIRMED: (
        "inställd enligt filen, men bekräftad här: fråga jouren, och ta bort bekräftelsen"
    ),
    Outcome.OUTSIDE: "för länge sedan eller för långt fram, så den läses inte",
    Outcome.UNREADABLE: "",
}


def reason(refusals: Iterable[ShiftRefusal]) -> str:
    """Why a shift cannot be taken, in a few words; empty when it can."""
    found = set(refusals)
    return next((words for one, words in _REASONS if one in found), "")


def week_text(week: Week, *, today: date) -> str:
    """v. 48, with the ISO year when it is not this one: v. 1 2027."""
    text = f"v. {week.number}"
    return text if week.year == Week.of(today).year else f"{text} {week.year}"


def half_text(half: HalfYear) -> str:
    return f"{'Våren' if half.half == 1 else 'Hösten'} {half.year}"


def hours_text(opens: time, closes: time) -> str:
    """17–20, or 17.30–20 when it is not on the hour."""
    return f"{_clock(opens)}–{_clock(closes)}"


def _clock(at: time) -> str:
    return f"{at.hour}" if not at.minute else f"{at.hour}.{at.minute:02d}"


def state_text(state: EveningState, *, missing: int, is_over: bool) -> str:
    """Fullt, 1 saknas; of an evening that has been how it was."""
    if state is EveningState.MISSING:
        return f"{missing} saknades" if is_over else f"{missing} saknas"
    return state.label


def holder_note(against: Iterable[ShiftRefusal], *, is_offered: bool) -> str:
    """What stands after a name: why it does not count, or that a colleague is sought."""
    return reason(against) or ("söker ersättare" if is_offered else "")


def why_closed(state: EveningState | None, because: str, on: date | None) -> str:
    """Why a week had no open evening: a code and the name of a holiday, nothing that a person has
    written. `state` None when the week had no evening at all.
    """
    if state is None or on is None:
        return "ingen kväll planerad"
    if state is not EveningState.CLOSED:
        return _WHY_NOT_OPEN[state]
    holiday = closed_day(on) if because == ClosedBecause.HOLIDAY else ""
    label = ClosedBecause(because).label.lower()
    return f"stängt: {label}{f', {holiday}' if holiday else ''}"


_WHY_NOT_OPEN = {
    EveningState.FULL: "ingen anmäld",
    EveningState.MISSING: "ingen anmäld",
    EveningState.CONFIRMED: "inte bekräftad",
    EveningState.UNCONFIRMED: "inte bekräftad",
    EveningState.PROPOSED: "helgdagen inte avgjord",
}


def gap_text(week: Week, why: str) -> str:
    """v. 52 2025 (stängt: helgdag, Julafton)."""
    return f"v. {week.number} {week.year} ({why})"


def change_text(half: HalfYear, change: PlanChange) -> str:
    """What a plan did to the rota, and what it asks."""
    new, changed = len(change.new), len(change.changed)
    parts = [f"{half_text(half)}: {_evenings(new)} tillagda"]
    if changed:
        parts.append(f"{_evenings(changed)} ändrade")
    if change.kept:
        parts.append(f"{_evenings(change.kept)} står kvar som de är")
    planned = [*change.new, *(one for _, one in change.changed)]
    days = sum(bool(one.closed_day) for one in planned)
    asks = ""
    if days:
        asks = " En helgdag att avgöra." if days == 1 else f" {days} helgdagar att avgöra."
    return f"{', '.join(parts)}.{asks}"


def _evenings(count: int) -> str:
    return f"{count} {'kväll' if count == 1 else 'kvällar'}"


def day_text(on: date, *, today: date) -> str:
    return short_date(on, today=today)


def and_text(names: list[str]) -> str:
    """A, B och C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
