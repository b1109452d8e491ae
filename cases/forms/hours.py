"""Up to three spans in which it is safe to ring: from, to, and on which days."""

from datetime import time
from typing import Any

from django import forms

from cases.domain.safe_hours import (
    ALL_DAYS,
    MOST_SPANS,
    WEEKEND,
    WORKDAYS,
    SafeHours,
    SafeSpan,
)
from cases.forms.base import RefusableForm
from jourcase.kernel.fields import NO_SUCH_CHOICE, ClockField
from jourcase.kernel.swedish import WEEKDAYS, capitalised

# A suffix a row, as `phone` and `phone_2`.
_ROWS = ("", *(f"_{number}" for number in range(2, MOST_SPANS + 1)))
HOUR_FIELDS = tuple(
    f"{name}{row}" for row in _ROWS for name in ("safe_from", "safe_to", "safe_days")
)
_DAYS = {"work": WORKDAYS, "weekend": WEEKEND} | {
    str(day): frozenset({day}) for day in sorted(ALL_DAYS)
}
_DAY_CHOICES = [
    ("work", "Vardagar"),
    ("weekend", "Lördag och söndag"),
    *((str(day), capitalised(name)) for day, name in enumerate(WEEKDAYS, start=1)),
]

_HOURS_INCOMPLETE = "Skriv både från och till, eller ingetdera."
_HOURS_MISSING = "Skriv från och till för de dagar du har kryssat i, eller ta bort kryssen."
_HOURS_BACKWARDS = "Tiden ska sluta efter att den börjat, samma dag."


def hour_row(label: str) -> tuple[ClockField, ClockField, forms.MultipleChoiceField]:
    """The fields of one span. No day ticked means all of them."""
    days = forms.MultipleChoiceField(
        label="Vilka dagar?",
        choices=_DAY_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Inget kryss betyder alla dagar. Vardagar är inte helgdagar.",
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "invalid_list": NO_SUCH_CHOICE},
    )
    return (
        ClockField(label=f"{label} från", required=False),
        ClockField(label="till", required=False),
        days,
    )


class HourFields(RefusableForm):
    """Mixed into forms that have the rows of `hour_row`, named as in HOUR_FIELDS."""

    def clean_hours(self) -> None:
        """Each row whole or empty; an error stands on its own row, and what was typed stays."""
        for row in _ROWS:
            names = tuple(f"{name}{row}" for name in ("safe_from", "safe_to", "safe_days"))
            if any(self.has_error(name) for name in names):
                continue
            first, last, days = (self.typed.get(name) for name in names)
            if first is None and last is None and days:
                self.add_error(names[0], _HOURS_MISSING)
            elif (first is None) != (last is None):
                self.add_error(names[1] if last is None else names[0], _HOURS_INCOMPLETE)
            elif first is not None and last is not None and _whole(last) <= _whole(first):
                self.add_error(names[1], _HOURS_BACKWARDS)

    def hours(self) -> SafeHours:
        """The value, from a valid form."""
        spans = []
        for row in _ROWS:
            first, last = self.cleaned_data[f"safe_from{row}"], self.cleaned_data[f"safe_to{row}"]
            ticked = self.cleaned_data[f"safe_days{row}"]
            if first is not None and last is not None:
                days = frozenset().union(*(_DAYS[one] for one in ticked)) or ALL_DAYS
                spans.append(SafeSpan(days, _whole(first), _whole(last)))
        return SafeHours.of(spans)

    @property
    def has_days(self) -> bool:
        """Days are ticked in the first row: they must be seen."""
        return self._says("safe_days")

    @property
    def has_second_hours(self) -> bool:
        """Something stands, or is wrong, in the second row or the third."""
        return self.has_third_hours or self._says("safe_from_2", "safe_to_2", "safe_days_2")

    @property
    def has_third_hours(self) -> bool:
        return self._says("safe_from_3", "safe_to_3", "safe_days_3")

    def _says(self, *names: str) -> bool:
        return any(self[name].value() or self.has_error(name) for name in names)


def hours_initial(hours: SafeHours) -> dict[str, Any]:
    """What is stored, as the rows show it."""
    said: dict[str, Any] = dict.fromkeys(HOUR_FIELDS)
    for row, span in zip(_ROWS, hours.spans, strict=False):
        said |= {
            f"safe_from{row}": span.start,
            f"safe_to{row}": span.end,
            f"safe_days{row}": _ticks(span.days),
        }
    return said


def _ticks(days: frozenset[int]) -> list[str]:
    if days == ALL_DAYS:
        return []
    whole = next((name for name in ("work", "weekend") if _DAYS[name] == days), None)
    return [whole] if whole else [str(day) for day in sorted(days)]


def _whole(clock: time) -> time:
    return clock.replace(second=0, microsecond=0)
