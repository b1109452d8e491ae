"""The file, and what its columns are."""

from datetime import date
from typing import Any

from django import forms

from cases.domain.enums import CallSafety, Source
from cases.domain.import_columns import Column
from cases.domain.import_rows import Defaults
from cases.forms.base import radios, select
from cases.importing.plan import Plan
from jourcase.kernel.fields import NO_SUCH_CHOICE, SwedishDateField

_AHEAD = "Dagen ligger framåt. Skriv när listan kom."
_NO_WAY = "Säg vilken kolumn som är telefon eller e-post. Annars går ingen att nå."
_NO_DAY = "Säg vilken kolumn som är dagen då ärendet kom in, eller skriv en dag för alla rader."


class FileForm(forms.Form):
    """One file, of whatever name."""

    file = forms.FileField(
        label="Fil",
        help_text="Excel (.xlsx) eller CSV, högst 25 MB och 5 000 rader.",
        error_messages={
            "required": "Välj en fil.",
            "missing": "Välj en fil.",
            "invalid": "Välj en fil.",
            "empty": "Filen är tom.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class ColumnsForm(forms.Form):
    """What each column is, and what holds for the rows that do not say it."""

    source = select("Från vem, om listan inte säger det", Source, required="Välj från vem.")
    call_safety = radios(
        "Tryggt att ringa, om listan inte säger det",
        CallSafety,
        required="Svara på om det är tryggt att ringa.",
    )
    received_on = SwedishDateField(
        label="Kom in, om listan inte säger det",
        required=False,
        help_text="Lämna tomt om varje rad har en dag.",
    )

    def __init__(self, data: Any = None, *, plan: Plan, today: date) -> None:
        said = plan.defaults
        super().__init__(
            data,
            initial={
                "source": said.source.value,
                "call_safety": said.call_safety.value,
                "received_on": said.received_on,
            },
        )
        self._today = today
        self._names = [f"column_{place}" for place in range(len(plan.headers))]
        for place, (name, header) in enumerate(zip(self._names, plan.headers, strict=True)):
            guessed = plan.columns.get(place)
            self.fields[name] = forms.ChoiceField(
                label=header,
                choices=[("", "Tas inte in"), *Column.choices()],
                required=False,
                initial=guessed.value if guessed else "",
                error_messages={"invalid_choice": NO_SUCH_CHOICE},
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        taken: dict[str, str] = {}
        for name in self._names:
            code = data.get(name)
            if code and code in taken:
                label = Column(code).label
                self.add_error(name, f"Två kolumner är {label}. Välj något annat för den ena.")
            elif code:
                taken[code] = name
        if not {Column.PHONE, Column.PHONE_2, Column.EMAIL} & set(taken) and not self.errors:
            self.add_error(None, _NO_WAY)
        received_on = data.get("received_on")
        if received_on is not None and received_on > self._today:
            self.add_error("received_on", _AHEAD)
        if (
            received_on is None
            and Column.RECEIVED not in taken
            and "received_on" not in self.errors
        ):
            self.add_error("received_on", _NO_DAY)
        return data

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._names]

    def columns(self) -> dict[int, Column]:
        """By the place of the column, those that are taken in."""
        chosen = ((place, self.cleaned_data[name]) for place, name in enumerate(self._names))
        return {place: Column(code) for place, code in chosen if code}

    def defaults(self) -> Defaults:
        data = self.cleaned_data
        return Defaults(
            source=Source(data["source"]),
            call_safety=CallSafety(data["call_safety"]),
            received_on=data["received_on"],
        )
