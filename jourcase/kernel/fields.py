"""Form fields for what people type: telephone numbers, Swedish dates, local times.

Each gives back a stored form, or a humane Swedish sentence; what was typed stays on the screen.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jourcase.kernel.local_time import (
    LocalTimeProblem,
    Resolved,
    local,
    resolve_local,
)
from jourcase.kernel.phones import parse_phone, show_phone

UNREADABLE_PHONE = (
    "Numret ser inte ut som ett telefonnummer. Skriv till exempel 070-174 06 12, "
    "eller välj Annan väg."
)
UNREADABLE_DATE = "Skriv datumet som år-månad-dag, till exempel 2026-11-25."
UNREADABLE_TIME = "Skriv dag och tid som år-månad-dag och klockslag, till exempel 2026-11-25 18:30."
MISSING_HOUR = (
    "Den tiden finns inte: klockan ställdes fram från 02.00 till 03.00 den natten. Skriv tiden "
    "före eller efter."
)
DOUBLED_HOUR = (
    "Klockan ställdes tillbaka den natten, så tiden fanns två gånger. Var det första eller andra "
    "gången?"
)
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


class PhoneField(forms.CharField):
    """Any spelling of a telephone number in, E.164 out; empty stays empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"})
        )
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        number = parse_phone(text)
        if number is None:
            raise ValidationError(UNREADABLE_PHONE, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        """A stored number is shown the Swedish way; what a person typed stays as typed."""
        return show_phone(value) if isinstance(value, str) and value.startswith("+46") else value


class SwedishDateField(forms.DateField):
    """A day, day before month. 11/12/2026 could be either and is asked about, never guessed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {}).setdefault("invalid", UNREADABLE_DATE)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        slashed = _SLASHED.match(value.strip()) if isinstance(value, str) else None
        if slashed:
            first, second, year = (int(part) for part in slashed.groups())
            raise ValidationError(
                f"Menar du {year}-{second:02d}-{first:02d} eller {year}-{first:02d}-{second:02d}? "
                "Skriv år-månad-dag.",
                code="ambiguous",
            )
        found = super().to_python(value)
        if found is not None and not _EARLIEST <= found <= _LATEST:
            raise ValidationError(UNREADABLE_DATE, code="invalid")
        return found


class LocalDateTimeField(forms.Field):
    """A local time of Stockholm as typed, an aware UTC instant out.

    The hour that is skipped in spring is refused with an explanation. The hour that comes twice
    in autumn is asked about: the widget then shows two buttons, posted as `<name>_later`.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", LocalDateTimeWidget())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime | None:
        text, later = value if isinstance(value, tuple) else (value, None)
        if text in self.empty_values:
            if self.required:
                raise ValidationError(UNREADABLE_TIME, code="required")
            return None
        naive = _read_local(str(text))
        if naive is None:
            raise ValidationError(UNREADABLE_TIME, code="invalid")
        resolved = resolve_local(naive, later=later)
        if isinstance(resolved, Resolved):
            return resolved.at
        if resolved == LocalTimeProblem.MISSING:
            raise ValidationError(MISSING_HOUR, code="missing_hour")
        assert isinstance(self.widget, LocalDateTimeWidget)  # noqa: S101
        self.widget.asks_which = True
        raise ValidationError(DOUBLED_HOUR, code="doubled_hour")


class LocalDateTimeWidget(forms.DateTimeInput):
    """A datetime-local box, and two buttons once the answer could be either of two hours."""

    template_name = "components/_local_datetime.html"
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.asks_which = False

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str | None, bool | None]:
        later = {"0": False, "1": True}.get(data.get(f"{name}_later", ""))
        return data.get(name), later

    def format_value(self, value: Any) -> str:
        text, _ = value if isinstance(value, tuple) else (value, None)
        if isinstance(text, datetime):
            text = f"{local(text):%Y-%m-%dT%H:%M}"
        naive = _read_local(str(text or ""))
        # Browsers show an empty box for anything that is not in their own form.
        return f"{naive:%Y-%m-%dT%H:%M}" if naive else str(text or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        later = value[1] if isinstance(value, tuple) else None
        context["widget"]["later"] = later
        context["widget"]["asks_which"] = self.asks_which or later is not None
        if _read_local(context["widget"]["value"] or "") is None and context["widget"]["value"]:
            # Nonsense would vanish from a datetime-local box; keep it visible in a text box.
            context["widget"]["type"] = "text"
        return context


_TIMES = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H.%M",
    "%Y%m%d %H:%M",
    "%d/%m %Y %H:%M",
    "%d/%m %Y %H.%M",
    "%d.%m.%Y %H:%M",
)


def _read_local(text: str) -> datetime | None:
    for shape in _TIMES:
        try:
            found = datetime.strptime(text.strip(), shape).replace(tzinfo=UTC)
        except ValueError:
            continue
        # The zone above only satisfies strptime; a typed time has none until it is resolved.
        naive = found.replace(tzinfo=None, second=0)
        return naive if _EARLIEST <= naive.date() <= _LATEST else None
    return None
