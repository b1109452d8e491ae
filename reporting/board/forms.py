"""What the board decides, box by box. A refusal of the rules stands at the box that it is about."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from jourcase.agreement.deciding import Decision
from jourcase.agreement.domain.deciding import DecisionRefusal
from jourcase.agreement.domain.money import BudgetTable
from jourcase.agreement.domain.terms import NUMBER_LIMITS, DayCount, Terms, TermsRefusal
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import BudgetRow, TermsVersion
from jourcase.agreement.words import refusal_text
from jourcase.kernel.fields import NO_SUCH_CHOICE, UNREADABLE_DATE, ClockField, SwedishDateField
from jourcase.kernel.fields import PlainTextField as TextField
from jourcase.kernel.refusals import Refusal
from jourcase.kernel.swedish import kronor
from reporting.board import words

_FIELD_OF: dict[Refusal, str] = {
    DecisionRefusal.NOT_AHEAD: "valid_from",
    DecisionRefusal.OVERLAPS: "valid_from",
    DecisionRefusal.OUTSIDE_AGREEMENT: "valid_from",
    DecisionRefusal.NOT_PERIOD_START: "valid_from",
    DecisionRefusal.NOTICE_IN_FUTURE: "received_on",
    DecisionRefusal.NOTICE_BEFORE_START: "received_on",
    TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS: "evening_end",
    TermsRefusal.EVENING_BEGINS_BEFORE_NOON: "evening_start",
    TermsRefusal.MORE_EVENING_TRIES_THAN_TRIES: "minimum_evening_attempts",
}
_MOST_KR = 1_000_000_000


class SeenForm(forms.Form):
    """Carries what stood there when the page was opened; `now_seen` is what stands there now."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, now_seen: str, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={**(initial or {}), "seen": now_seen})
        self._now_seen = now_seen

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Somebody else's decision is told once; saving again is then a choice of one's own."""
        for refusal in sorted(refusals, key=lambda one: one.name):
            self.add_error(self._place(refusal), refusal_text(refusal))
            if refusal is DecisionRefusal.CHANGED_MEANWHILE:
                typed = QueryDict(mutable=True)
                typed.update(self.data)
                typed["seen"] = self._now_seen
                self.data = typed

    def boxes(self) -> list[forms.BoundField]:
        """As they are filled in; why comes last."""
        return sorted(self.visible_fields(), key=lambda box: box.name == "reason")

    def _place(self, refusal: Refusal) -> str | None:
        place = _FIELD_OF.get(refusal)
        return place if place in self.fields else None


class DecisionForm(SeenForm):
    """From which day, and why."""

    valid_from = SwedishDateField(
        label="Gäller från",
        help_text="Tidigast i morgon.",
        error_messages={"required": UNREADABLE_DATE},
    )
    reason = TextField(
        label="Skäl",
        max_length=200,
        help_text="Varför, och vilket möte som beslutade det. Skriv inga namn.",
        error_messages={"required": words.REASON_MISSING},
    )

    def decision(self, by_id: int) -> Decision:
        said = self.cleaned_data
        return Decision(said["valid_from"], said["reason"], by_id, said["seen"])


def _number(name: str) -> forms.IntegerField:
    low, high = NUMBER_LIMITS[name]
    told = f"Skriv ett helt tal från {low} till {high}."
    return forms.IntegerField(
        label=words.TERMS_LABELS[name],
        min_value=low,
        max_value=high,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), told),
    )


def _clock(name: str) -> ClockField:
    told = "Skriv ett klockslag, till exempel 17:00."
    messages = dict.fromkeys(("required", "invalid"), told)
    return ClockField(label=words.TERMS_LABELS[name], error_messages=messages)


class TermsForm(DecisionForm):
    """All eleven terms: what is not changed stays as it is filled in."""

    first_contact_days = _number("first_contact_days")
    first_contact_day_count = forms.ChoiceField(
        label=words.TERMS_LABELS["first_contact_day_count"],
        choices=DayCount.choices(),
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "required": NO_SUCH_CHOICE},
    )
    minimum_phone_attempts = _number("minimum_phone_attempts")
    minimum_evening_attempts = _number("minimum_evening_attempts")
    evening_start = _clock("evening_start")
    evening_end = _clock("evening_end")
    follow_through_days = _number("follow_through_days")
    referral_age = _number("referral_age")
    reopen_within_days = _number("reopen_within_days")
    retention_days = _number("retention_days")
    small_number_threshold = _number("small_number_threshold")

    def said(self) -> Terms:
        names = ("valid_from", *words.TERMS_LABELS)
        said = {name: self.cleaned_data[name] for name in names}
        said["first_contact_day_count"] = DayCount(said["first_contact_day_count"])
        return Terms(**said)


def terms_typed(current: TermsVersion) -> dict[str, Any]:
    """What stands in the boxes: the terms that hold last."""
    return {name: getattr(current, name) for name in words.TERMS_LABELS}


class UndertakingForm(DecisionForm):
    """Other words, another measure, or no longer an undertaking."""

    text = TextField(
        label="Åtagande",
        max_length=600,
        lines=4,
        error_messages={"required": "Skriv åtagandet."},
    )
    measure = forms.ChoiceField(
        label="Följs upp genom",
        choices=Measure.choices(),
        error_messages={"invalid_choice": NO_SUCH_CHOICE, "required": NO_SUCH_CHOICE},
    )
    is_dropped = forms.BooleanField(label="Åtagandet upphör från den dagen", required=False)


class BudgetForm(DecisionForm):
    """Every row's amount for 12 months, and the sums as they were decided: a typed sum that differs
    is refused with the difference.
    """

    def __init__(self, data: QueryDict | None, *, rows: Sequence[BudgetRow], **rest: Any) -> None:
        super().__init__(data, **rest)
        self._rows = {f"rad{number}": row for number, row in enumerate(rows, start=1)}
        for name, row in self._rows.items():
            about = BudgetTable(row.table).label
            self.fields[name] = _amount(row.name, row.amount_kr, about)
        for table in self._tables():
            total = sum(row.amount_kr for row in rows if row.table == table)
            self.fields[f"summa-{table.value}"] = _amount(
                f"Summa {table.label.lower()}", total, "Som den står i beslutet."
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for table in self._tables():
            names = [name for name, row in self._rows.items() if row.table == table]
            typed = said.get(f"summa-{table.value}")
            if typed is None or any(said.get(name) is None for name in names):
                continue
            difference = typed - sum(said[name] for name in names)
            if difference:
                much = "mycket" if difference > 0 else "lite"
                told = f"Raderna ger {kronor(typed - difference)}."
                told += f" Summan är {kronor(abs(difference))} för {much}."
                self.add_error(f"summa-{table.value}", told)
        return said

    def amounts(self) -> dict[int, int]:
        """By the ids of the rows."""
        return {row.pk: self.cleaned_data[name] for name, row in self._rows.items()}

    def _tables(self) -> list[BudgetTable]:
        return [one for one in BudgetTable if any(row.table == one for row in self._rows.values())]


def _amount(label: str, now: int, about: str) -> "KronorField":
    return KronorField(label=f"{label}, kr", initial=now, help_text=about)


class KronorField(forms.IntegerField):
    """1084500, 1 084 500 and 1.084.500 alike; whole kronor out."""

    def __init__(self, **kwargs: Any) -> None:
        told = "Skriv ett belopp i hela kronor, till exempel 1 084 500."
        names = ("required", "invalid", "min_value", "max_value")
        super().__init__(
            min_value=0,
            max_value=_MOST_KR,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages=dict.fromkeys(names, told),
            **kwargs,
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            text = value.strip().removesuffix("kr")
            value = "".join(sign for sign in text if not sign.isspace() and sign != ".")
            if value and not (value.isascii() and value.isdecimal()):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return kronor(value).removesuffix("kr").strip() if isinstance(value, int) else value


class NoticeForm(SeenForm):
    """The day that notice came in; an empty box takes it back."""

    received_on = SwedishDateField(
        label="Uppsägningen kom in",
        required=False,
        help_text="Dagen den mottogs. Lämna tomt om ingen uppsägning gäller.",
    )

    def day(self) -> date | None:
        found: date | None = self.cleaned_data["received_on"]
        return found
