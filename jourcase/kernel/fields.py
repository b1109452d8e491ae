"""Form fields for what people type: plain text, telephone numbers, Swedish dates, local times.

Each gives back a stored form, or a humane Swedish sentence; what was typed stays on the screen.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import DateTimeBaseInput

from jourcase.kernel.local_time import LocalTimeProblem, Resolved, local, resolve_local
from jourcase.kernel.phones import parse_phone, show_phone

UNREADABLE_PHONE = (
    "Numret ser inte ut som ett telefonnummer. Skriv till exempel 070-174 06 12, "
    "eller välj Annan väg."
)
UNREADABLE_DATE = "Skriv datumet som år-månad-dag, till exempel 2026-11-25."
UNREADABLE_TIME = "Skriv dag och tid som år-månad-dag och klockslag, till exempel 2026-11-25 18:30."
UNREADABLE_CLOCK = "Skriv klockslaget som till exempel 17:30."
MISSING_HOUR = (
    "Den tiden finns inte: klockan ställdes fram från 02.00 till 03.00 den natten. Skriv tiden "
    "före eller efter."
)
DOUBLED_HOUR = (
    "Klockan ställdes tillbaka den natten, så tiden fanns två gånger. Var det första eller andra "
    "gången?"
)
TOO_LONG = "Texten är för lång. Korta den till högst %(limit_value)d tecken."
NO_SUCH_CHOICE = "Välj ett av alternativen."

_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", re.ASCII)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)
# Neither keyboards nor databases have use for these; tab and line feed are kept.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_TIMES = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H.%M",
    "%Y%m%d %H:%M",
    "%Y%m%d %H.%M",
    "%d/%m %Y %H:%M",
    "%d/%m %Y %H.%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H.%M",
)


class PlainTextField(forms.CharField):
    """Text as typed, without the characters that nobody can have meant to type."""

    def __init__(self, *, max_length: int, lines: int = 1, **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"autocomplete": "off"}
        widget = forms.Textarea(attrs=attrs | {"rows": lines}) if lines > 1 else None
        kwargs.setdefault("widget", widget or forms.TextInput(attrs=attrs))
        messages = {"max_length": TOO_LONG} | kwargs.pop("error_messages", {})
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        tidy = _UNPRINTABLE.sub("", value) if isinstance(value, str) else value
        return super().to_python(tidy) or ""


class PhoneField(forms.CharField):
    """Any spelling of a telephone number in, E.164 out; empty stays empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        messages = {"max_length": UNREADABLE_PHONE} | kwargs.pop("error_messages", {})
        super().__init__(max_length=40, error_messages=messages, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(_UNPRINTABLE.sub("", value) if isinstance(value, str) else value)
        if not text:
            return ""
        number = parse_phone(text)
        if number is None:
            raise ValidationError(UNREADABLE_PHONE, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        """A stored number is shown the Swedish way; what a person typed stays as typed."""
        is_stored = isinstance(value, str) and value.startswith("+") and parse_phone(value) == value
        return show_phone(value) if is_stored else value


class _NativeInput(DateTimeBaseInput):
    """A browser's own date or time box, with a text box for what such a box would not show."""

    def __init__(self, input_type: str, shape: str) -> None:
        super().__init__(attrs={"autocomplete": "off"}, format=shape)
        self.input_type = input_type

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if isinstance(value, str) and value.strip() and not self._is_native(value):
            context["widget"]["type"] = "text"
        return context

    def _is_native(self, value: str) -> bool:
        try:
            datetime.strptime(value, self.format or "").replace(tzinfo=UTC)
        except ValueError:
            return False
        return True


class SwedishDateField(forms.DateField):
    """A day, day before month. 11/12/2026 could be either and is asked about, never guessed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _NativeInput("date", "%Y-%m-%d"))
        messages = {"invalid": UNREADABLE_DATE} | kwargs.pop("error_messages", {})
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = _without_slashes(value.strip())
        found = super().to_python(value)
        if found is not None and not _EARLIEST <= found <= _LATEST:
            raise ValidationError(UNREADABLE_DATE, code="invalid")
        return found


def _without_slashes(text: str) -> str:
    """25/12/2026 can only be the 25th; 11/12/2026 is asked about."""
    slashed = _SLASHED.match(text)
    if not slashed:
        return text
    first, second, year = (int(part) for part in slashed.groups())
    if first <= 12 and second <= 12 and first != second:
        raise ValidationError(
            f"Menar du {year}-{second:02d}-{first:02d} eller {year}-{first:02d}-{second:02d}? "
            "Skriv år-månad-dag.",
            code="ambiguous",
        )
    return f"{year:04d}-{second:02d}-{first:02d}"


class ClockField(forms.TimeField):
    """A local clock: 17:30, 17.30 or 17."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", _NativeInput("time", "%H:%M"))
        messages = {"invalid": UNREADABLE_CLOCK} | kwargs.pop("error_messages", {})
        shapes = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
        super().__init__(input_formats=shapes, error_messages=messages, **kwargs)


class TypedTime(str):
    """A local time as typed. `later` answers which of the two rounds of the autumn hour."""

    __slots__ = ("later",)
    later: bool | None

    def __new__(cls, text: str, later: bool | None = None) -> "TypedTime":
        typed = super().__new__(cls, text)
        typed.later = later
        return typed


class LocalDateTimeWidget(forms.DateTimeInput):
    """A datetime-local box; two buttons (`<name>_later`) when the time comes twice in autumn."""

    template_name = "components/_local_datetime.html"
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off"} | (attrs or {}))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedTime:
        later = {"0": False, "1": True}.get(data.get(f"{name}_later", ""))
        return TypedTime(data.get(name) or "", later)

    def format_value(self, value: Any) -> str:
        """A readable time in the browser's own form; anything else as it was typed."""
        if isinstance(value, datetime):
            return f"{local(value):%Y-%m-%dT%H:%M}"
        naive = _read_local(str(value or ""))
        return f"{naive:%Y-%m-%dT%H:%M}" if naive else str(value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        later = value.later if isinstance(value, TypedTime) else None
        if isinstance(value, datetime):
            later = bool(local(value).fold)
        shown = context["widget"]["value"] or ""
        naive = _read_local(shown)
        asks = naive is not None and resolve_local(naive) is LocalTimeProblem.AMBIGUOUS
        context["widget"] |= {"asks_which": asks, "later": later}
        if shown and naive is None:
            # Nonsense would vanish from a datetime-local box; keep it visible in a text box.
            context["widget"]["type"] = "text"
        return context


class LocalDateTimeField(forms.Field):
    """A local time of Stockholm as typed, an aware UTC instant out.

    The hour that is skipped in spring is refused with an explanation. The hour that comes twice
    in autumn is asked about: the widget then shows two buttons, posted as `<name>_later`.
    """

    widget = LocalDateTimeWidget

    def clean(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            if self.required:
                raise ValidationError(UNREADABLE_TIME, code="required")
            return None
        naive = _read_local(text)
        if naive is None:
            raise ValidationError(UNREADABLE_TIME, code="invalid")
        found = resolve_local(naive, later=value.later if isinstance(value, TypedTime) else None)
        if isinstance(found, Resolved):
            return found.at
        if found is LocalTimeProblem.MISSING:
            raise ValidationError(MISSING_HOUR, code="missing_hour")
        raise ValidationError(DOUBLED_HOUR, code="doubled_hour")


def _read_local(text: str) -> datetime | None:
    """The naive local time that was typed, to the minute; None when it cannot be read."""
    tidy = " ".join(text.replace("kl.", " ").split())
    for shape in _TIMES:
        try:
            found = datetime.strptime(tidy, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
        # The zone above only satisfies the linter; a typed time has none until it is resolved.
        naive = found.replace(tzinfo=None, second=0)
        return naive if _EARLIEST <= naive.date() <= _LATEST else None
    return None
