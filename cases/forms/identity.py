"""Who the person is, how to reach them, and how to do it without harm."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from cases.domain.enums import CallSafety, ReachBy, WishedGender
from cases.domain.intake import IdentityInput, SafeContact
from cases.domain.k_number import parse_k_number
from cases.domain.rules import CaseRefusal
from cases.domain.seen import SeenRefusal
from cases.forms.base import radios, tick
from cases.forms.hours import HOUR_FIELDS, HourFields, hour_row, hours_initial
from cases.models import Case, Identity
from cases.seen import stored_of
from jourcase.kernel.fields import PhoneField, PlainTextField
from jourcase.kernel.refusals import Refusal

LONGEST_NAME = 120
LONGEST_LINE = 200
LONGEST_PARAGRAPH = 1_000
PHONE_FIELDS = ("phone", "phone_2")

_REACH_UNANSWERED = "Svara på hur vi når personen: telefon, annan väg, eller att personen ringer."
_SAFETY_UNANSWERED = "Svara på om det är tryggt att ringa."
_WAY_MISSING = "Skriv hur vi når personen, till exempel en e-postadress."
_YES_WITH_CONDITIONS = (
    "Du har svarat Ja men också skrivit villkor. Välj Ja, på vissa villkor, eller ta bort det "
    "du skrivit."
)
_BAD_K_NUMBER = "K-numret går inte att läsa. Det skrivs som 5000-K123456-26."


class IdentityFields(HourFields):
    """The fields; `identity` gives them as values once the form is valid."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {CaseRefusal.PHONE_MISSING: "phone"}

    # Whether who may be contacted stands beside the age, where a page asks for both.
    asks_guardian_with_age: ClassVar[bool] = False

    name = PlainTextField(
        label="Namn eller det vi kallar personen",
        required=False,
        max_length=LONGEST_NAME,
        help_text="Frivilligt. Ett påhittat namn går bra.",
    )
    reach_by = radios("Hur når vi personen?", ReachBy)
    phone = PhoneField(label="Telefon", required=False)
    phone_2 = PhoneField(label="Ett nummer till", required=False)
    email = forms.EmailField(
        label="E-post",
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Adressen går inte att läsa. Skriv som namn@exempel.se."},
    )
    other_way = PlainTextField(
        label="Annan väg",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Till exempel genom en kurator, eller ett konto i sociala medier.",
    )
    k_number = PlainTextField(
        label="Polisens K-nummer",
        required=False,
        max_length=40,
        help_text="Som 5000-K123456-26.",
    )
    guardian = PlainTextField(
        label="Under 18: vem får vi kontakta?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Vårdnadshavare eller annan vuxen, namn och nummer.",
    )
    call_safety = radios("Är det tryggt att ringa?", CallSafety)
    may_leave_message = tick("Vi får lämna meddelande")
    may_send_sms = tick("Vi får skicka sms")
    safe_from, safe_to, safe_days = hour_row("Ring bara")
    safe_from_2, safe_to_2, safe_days_2 = hour_row("Eller")
    safe_from_3, safe_to_3, safe_days_3 = hour_row("Eller")
    say_nothing = tick("Säg inte varifrån du ringer om någon annan svarar")
    hidden_number = tick("Ring med dolt nummer")
    safe_note = PlainTextField(
        label="Annat att tänka på",
        required=False,
        max_length=LONGEST_PARAGRAPH,
        lines=2,
        help_text="Till exempel: svara bara om barnen inte är hemma.",
    )
    wished_gender = radios("Vill personen helst tala med någon särskild?", WishedGender)

    def clean_k_number(self) -> str:
        typed: str = self.cleaned_data["k_number"]
        number = parse_k_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(_BAD_K_NUMBER, code="invalid")
        return number

    def clean_identity(self) -> None:
        """The checks that look at several fields; `clean` of each form decides when they apply."""
        self._clean_reach_by()
        self._clean_safety()
        self.clean_hours()

    def _clean_reach_by(self) -> None:
        if self.has_error("reach_by"):
            return
        if not self.typed.get("reach_by") and self.has_phone:
            self.cleaned_data["reach_by"] = ReachBy.PHONE.value
        match self.typed.get("reach_by"):
            case "":
                self.add_error("reach_by", _REACH_UNANSWERED)
            case ReachBy.PHONE if not self.has_phone:
                self.refuse({CaseRefusal.PHONE_MISSING})
            case ReachBy.OTHER_WAY if not self._has_other_way:
                self.add_error("other_way", _WAY_MISSING)

    @property
    def has_phone(self) -> bool:
        """A number was typed, readable or not (an unreadable one has its own sentence)."""
        return any(self.typed.get(name) or self.has_error(name) for name in PHONE_FIELDS)

    @property
    def _has_other_way(self) -> bool:
        names = ("other_way", "email")
        return any(self.typed.get(name) or self.has_error(name) for name in names)

    def _clean_safety(self) -> None:
        if not self.typed.get("call_safety"):
            if not self.has_error("call_safety"):
                self.add_error("call_safety", _SAFETY_UNANSWERED)
        elif self.typed["call_safety"] == CallSafety.YES and self.has_conditions:
            self.add_error("call_safety", _YES_WITH_CONDITIONS)

    @property
    def has_conditions(self) -> bool:
        """Something has been typed that narrows how the person may be rung."""
        names = (*HOUR_FIELDS, "say_nothing", "hidden_number", "safe_note")
        return any(self[name].value() for name in names)

    def identity(self, *, kept_phones: tuple[str, ...] = ()) -> IdentityInput:
        """The values. `kept_phones` are numbers that the form has no room to show."""
        data = self.cleaned_data
        typed = tuple(data[name] for name in PHONE_FIELDS if data[name])
        return IdentityInput(
            name=data["name"],
            phones=tuple(dict.fromkeys((*typed, *kept_phones))),
            email=data["email"],
            other_way=data["other_way"],
            k_number=data["k_number"],
            guardian=data["guardian"],
            safe=SafeContact(
                may_leave_message=data["may_leave_message"],
                may_send_sms=data["may_send_sms"],
                say_nothing=data["say_nothing"],
                hidden_number=data["hidden_number"],
                hours=self.hours(),
                wished_gender=WishedGender(data["wished_gender"]),
                safe_note=data["safe_note"],
            ),
        )


class IdentityForm(IdentityFields):
    """Puts right who it is and how to make contact. Shows what is known."""

    declines_phone = tick(
        "Personen vill inte bli uppringd",
        help_text="Då görs inga fler telefonförsök; använd den andra vägen.",
    )

    # The stamp of what the page shows: everything is replaced, and by nobody who has not seen it.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case) -> None:
        self._case, self.was_anonymous = case, case.is_anonymous
        stored = stored_of(case)
        self.kept_phones = tuple(stored.numbers[len(PHONE_FIELDS) :])
        self.wrong_numbers = any(phone.found_wrong_at for phone in stored.phones)
        initial = _initial(case, stored.identity, stored.numbers) | {"seen": stored.stamp}
        super().__init__(data, initial=initial)
        # What the page is to carry: the stamp that came with it, until the changes have been shown.
        self.stamp: str = self["seen"].value() or ""
        self.changed: list[tuple[str, str]] = []

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """What was changed meanwhile is shown beside what was typed; saved again, it is known."""
        found = set(refusals)
        super().refuse(found)
        if SeenRefusal.CHANGED_MEANWHILE in found:
            self._case.refresh_from_db()
            stored = stored_of(self._case)
            self.changed, self.stamp = stored.changed(self.stamp), stored.stamp

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_identity()
        shown = ("name", "email", "other_way", "k_number", "guardian", *PHONE_FIELDS)
        if self.was_anonymous and not any(self[name].value() for name in shown):
            self.add_error(
                "name", "Skriv ett namn eller ett sätt att nå personen. Annars är den anonym än."
            )
        return self.cleaned_data


def _initial(case: Case, identity: Identity | None, numbers: list[str]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "reach_by": case.reach_by,
        "call_safety": case.call_safety,
        "declines_phone": case.declines_phone,
        **dict(zip(PHONE_FIELDS, numbers, strict=False)),
    }
    if identity is None:
        return initial
    initial |= hours_initial(identity.hours)
    kept = set(IdentityFields.base_fields) - set(initial) - set(PHONE_FIELDS)
    return initial | {name: getattr(identity, name) for name in kept}
