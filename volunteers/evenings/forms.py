"""The half-year's pattern, one evening, why it is closed, and a partner's calendar file."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from jourcase.agreement.models import Office
from jourcase.kernel.fields import (
    NO_SUCH_CHOICE,
    UNREADABLE_CLOCK,
    UNREADABLE_DATE,
    ClockField,
    PlainTextField,
    SwedishDateField,
)
from jourcase.kernel.local_time import at_local, local, local_date
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import WEEKDAYS, capitalised
from volunteers.domain.evenings import MOST_NEEDED, ClosedBecause, EveningRefusal, Pattern
from volunteers.domain.shifts import ShiftRefusal
from volunteers.domain.weeks import HalfYear
from volunteers.evenings import words
from volunteers.models import EveningPlan, Shift
from volunteers.words import REFUSALS

MOST_BYTES = 1024 * 1024
USUAL = Pattern(weekday=2, opens=time(17), closes=time(20), needed=2, offices=())
_FIELD_OF: dict[Refusal, str] = {
    EveningRefusal.ENDS_BEFORE_START: "closes",
    ShiftRefusal.ENDS_BEFORE_START: "closes",
    EveningRefusal.BEGINS_BEFORE_NOON: "opens",
    EveningRefusal.NO_OFFICE: "turn_1",
    EveningRefusal.HALF_IS_OVER: "half",
    EveningRefusal.TOO_FAR_AHEAD: "half",
    EveningRefusal.HAS_BEGUN: "on",
}
_TURNS = ("Första veckan", "Andra veckan", "Tredje veckan", "Fjärde veckan")


def _clock(label: str) -> ClockField:
    return ClockField(label=label, error_messages={"required": UNREADABLE_CLOCK})


def _choice(label: str, choices: Iterable[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    errors = {"required": NO_SUCH_CHOICE, "invalid_choice": NO_SUCH_CHOICE}
    return forms.ChoiceField(label=label, choices=list(choices), error_messages=errors, **more)


def _needed() -> forms.IntegerField:
    told = f"Skriv ett helt tal från 1 till {MOST_NEEDED}."
    return forms.IntegerField(
        label="Så många behövs",
        min_value=1,
        max_value=MOST_NEEDED,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
    )


class _Form(forms.Form):
    """Puts a refusal on the box that it is about, when the form has that box."""

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        for refusal in sorted(refusals, key=lambda one: one.name):
            field = _FIELD_OF.get(refusal, "")
            self.add_error(field if field in self.fields else None, REFUSALS[refusal])


class PlanForm(_Form):
    """What comes again every week of a half-year."""

    weekday = _choice("Veckodag", ((str(n), capitalised(day)) for n, day in enumerate(WEEKDAYS)))
    opens = _clock("Öppnar")
    closes = _clock("Stänger")
    needed = _needed()

    def __init__(self, data: Any, *, offices: Sequence[Office], today: date, **more: Any) -> None:
        super().__init__(data, **more)
        this = HalfYear.of(today)
        halves = [this, this.next, this.next.next, this.next.next.next]
        chosen = {"half": _choice("Halvår", ((one.key, words.half_text(one)) for one in halves))}
        self.fields = chosen | self.fields
        offered = [("", "Ingen"), *((office.code, office.name) for office in offices)]
        self._turns = [f"turn_{place}" for place in range(1, len(_TURNS) + 1)]
        for name, label in zip(self._turns, _TURNS, strict=True):
            self.fields[name] = _choice(label, offered, required=False)

    @property
    def turns(self) -> list[forms.BoundField]:
        return [self[name] for name in self._turns]

    def half(self) -> HalfYear:
        found = HalfYear.read(self.cleaned_data["half"])
        if found is None:
            raise ValueError("the choices are half-years")
        return found

    def pattern(self) -> Pattern:
        said = self.cleaned_data
        return Pattern(
            weekday=int(said["weekday"]),
            opens=said["opens"],
            closes=said["closes"],
            needed=said["needed"],
            offices=tuple(said[name] for name in self._turns if said[name]),
        )


def planned_by(plan: EveningPlan | None, offices: Sequence[Office], half: HalfYear) -> Any:
    """What stands in the boxes: as it was planned last, or Wednesdays in turn."""
    if plan is None:
        pattern, codes = USUAL, [office.code for office in offices]
    else:
        pattern = Pattern(plan.weekday, plan.opens, plan.closes, plan.needed, ())
        codes = list(plan.offices)
    return {
        "half": half.key,
        "weekday": str(pattern.weekday),
        "opens": pattern.opens,
        "closes": pattern.closes,
        "needed": pattern.needed,
        **{f"turn_{place}": code for place, code in enumerate(codes[: len(_TURNS)], start=1)},
    }


class EveningForm(_Form):
    """Day, hours, jour and how many."""

    on = SwedishDateField(label="Dag", error_messages={"required": UNREADABLE_DATE})
    opens = _clock("Öppnar")
    closes = _clock("Stänger")
    needed = _needed()

    def __init__(self, data: Any, *, offices: Sequence[Office], **more: Any) -> None:
        super().__init__(data, **more)
        self._offices = {office.code: office for office in offices}
        choices = [(office.code, office.name) for office in offices]
        self.fields["office"] = _choice("Jour", choices)

    def office(self) -> Office:
        return self._offices[self.cleaned_data["office"]]

    def starts_at(self) -> datetime:
        return at_local(self.cleaned_data["on"], self.cleaned_data["opens"])

    def ends_at(self) -> datetime:
        return at_local(self.cleaned_data["on"], self.cleaned_data["closes"])

    def said(self) -> dict[str, Any]:
        return {
            "starts_at": self.starts_at(),
            "ends_at": self.ends_at(),
            "office": self.office(),
            "needed": self.cleaned_data["needed"],
        }


def stored(shift: Shift) -> dict[str, Any]:
    """What stands in the boxes of an evening."""
    return {
        "on": local_date(shift.starts_at),
        "opens": local(shift.starts_at).time(),
        "closes": local(shift.ends_at).time(),
        "needed": shift.needed,
        "office": shift.office.code,
    }


class CloseForm(_Form):
    """Why an evening is not held."""

    because = _choice("Varför", ClosedBecause.choices(), widget=forms.RadioSelect)
    note = PlainTextField(
        label="Kommentar",
        max_length=160,
        required=False,
        help_text="Syns i kvällsschemat. Skriv inga namn, och inte vem som är sjuk.",
    )


class FileForm(_Form):
    """A partner's calendar, and whose it is."""

    file = forms.FileField(
        label="Kalenderfil",
        help_text="En .ics-fil från jourens kalender, högst 1 MB. Filen sparas inte.",
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "Välj en fil.")
        | {"empty": "Filen är tom."},
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def __init__(self, *args: Any, partners: Sequence[Office], **more: Any) -> None:
        super().__init__(*args, **more)
        self._partners = {office.code: office for office in partners}
        choices = [(office.code, office.name) for office in partners]
        self.fields = {"office": _choice("Vems kalender", choices)} | self.fields

    def office(self) -> Office:
        return self._partners[self.cleaned_data["office"]]
