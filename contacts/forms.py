"""The form for logging a contact: result tiles first, everything else optional."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from cases.domain.safe_hours import ALWAYS, SafeHours
from cases.forms.notes import WarnedNote, voluntary_note
from contacts import words
from contacts.domain.counting import Attempt, is_two_way
from contacts.domain.entry import ContactEntry, ContactRefusal, began_at, callback_chips
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result, WhatNext
from contacts.models import Contact
from contacts.safe_times import OutsideHours, outside_hours, with_safe_time
from jourcase.agreement.models import SupportForm
from jourcase.kernel.fields import LocalDateTimeField, SwedishDateField
from jourcase.kernel.local_time import local
from jourcase.kernel.refusals import Refusal

CHOSEN = "chosen"
NOW, OTHER_TIME = "now", "other"
_MULTIPLE = frozenset({"support_forms"})
# Answers to a question of the page, not something said about the contact.
_NOT_KEPT = frozenset({"confirmed", "note_seen", "hours_seen"})

# What a tile means when something was sent instead of rung.
_SENT_TILES = frozenset({Result.NO_ANSWER, Result.MESSAGE_LEFT})

# The tile under which a result stands that has none of its own.
_TILE_OF = {Result.SENT: Result.NO_ANSWER, Result.NOT_IN_USE: Result.WRONG_NUMBER}

# Which field shows a refusal.
_FIELD_OF: dict[Refusal, str] = {
    ContactRefusal.IN_FUTURE: "occurred_at",
    ContactRefusal.BEFORE_RECEIVED: "occurred_at",
    ContactRefusal.LONG_BEFORE_RECEIVED: "occurred_at",
    ContactRefusal.RESULT_DOES_NOT_FIT: "result",
    ContactRefusal.MESSAGE_NOT_ALLOWED: "result",
    ContactRefusal.SMS_NOT_ALLOWED: "channel",
    ContactRefusal.CALLBACK_WITHOUT_TIME: "callback",
    ContactRefusal.CALLBACK_IN_PAST: "callback_at",
    ContactRefusal.CALLBACK_TOO_FAR: "callback_at",
    ContactRefusal.NEXT_DAY_IN_PAST: "next_on",
    ContactRefusal.MINUTES_OUT_OF_RANGE: "minutes",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One big choice. `reason` says why it cannot be chosen."""

    key: int
    value: str
    label: str
    note: str
    reason: str
    checked: bool


_TILES = (
    (Result.REACHED, "Första kontakt är tagen"),
    (Result.NO_ANSWER, "Räknas som försök"),
    (Result.MESSAGE_LEFT, "Räknas som försök"),
    (Result.BUSY, "Räknas som försök"),
    (Result.CALL_LATER, "Du väljer tid"),
    (Result.WRONG_NUMBER, "Samordnaren får en uppgift"),
    (Result.OTHER_PERSON, "Samtalen pausas"),
    (Result.DECLINED, "Vill inte ha stöd"),
)


class ContactForm(WarnedNote):
    """One contact. `entry` gives it as values once the form is valid."""

    field_of_refusal = _FIELD_OF
    words_of_refusal = words.REFUSALS

    result = forms.ChoiceField(label="Hur gick det?", choices=Result.choices(), required=False)
    channel = forms.ChoiceField(
        label="Hur tog ni kontakt?", choices=Channel.choices(), required=False
    )
    direction = forms.ChoiceField(
        label="Vem tog kontakt?",
        choices=Direction.choices(),
        required=False,
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label="När?",
        choices=[(NOW, "Nyss"), (OTHER_TIME, "En annan tid")],
        required=False,
        widget=forms.RadioSelect,
    )
    occurred_at = LocalDateTimeField(label="När började det?", required=False)
    minutes = forms.IntegerField(
        label="Längd i minuter",
        required=False,
        widget=forms.NumberInput(attrs={"min": 0, "max": 600, "autocomplete": "off"}),
        error_messages={"invalid": words.REFUSALS[ContactRefusal.MINUTES_OUT_OF_RANGE]},
    )
    support_forms = forms.MultipleChoiceField(
        label="Vad gav du för stöd?", required=False, widget=forms.CheckboxSelectMultiple
    )
    meeting_offer = forms.ChoiceField(
        label="Erbjöd du ett personligt möte?",
        choices=MeetingOffer.choices(),
        required=False,
        widget=forms.RadioSelect,
    )
    what_next = forms.ChoiceField(
        label="Vad händer nu?",
        choices=WhatNext.choices(),
        required=False,
        widget=forms.RadioSelect,
    )
    next_on = SwedishDateField(label="Vi hörs igen den", required=False)
    callback = forms.CharField(label="När ska vi ringa igen?", required=False)
    callback_at = LocalDateTimeField(label="Dag och tid", required=False)
    note = voluntary_note("Anteckning")
    confirmed = forms.BooleanField(required=False)
    # The promised time that is kept although the page has warned about it.
    hours_seen = forms.CharField(required=False, max_length=40)

    def __init__(
        self,
        data: Any = None,
        *,
        now: datetime,
        support_forms: Sequence[SupportForm],
        may_leave_message: bool = True,
        next_shift_at: datetime | None = None,
        initial: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
        received_at: datetime | None = None,
        dialled_at: datetime | None = None,
        safe: SafeHours = ALWAYS,
    ) -> None:
        """`occurred_at` is the exact instant of the contact that is put right. `dialled_at` is when
        "Ring" was pressed, and `received_at` when the case came in: "nyss" is never before it.
        """
        defaults = {"channel": Channel.PHONE, "direction": Direction.OUT, "when": NOW}
        data = with_safe_time(data, "callback_at", callback=CHOSEN, result=Result.CALL_LATER.value)
        super().__init__(data, initial=defaults | (initial or {}))
        self.now, self.exactly, self._safe = now, occurred_at, safe
        self._received_at, self._dialled_at = received_at, dialled_at
        self.may_leave_message = may_leave_message
        self.meanwhile: Contact | None = None  # what somebody else logged while this was written
        self._chips = callback_chips(now, next_shift_at)
        field = self.fields["support_forms"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(form.code, form.name) for form in support_forms]

    # --- For the template --------------------------------------------------------------

    def tiles(self) -> list[Tile]:
        """The eight results in their fixed order, with the reason when one cannot be chosen."""
        chosen = self["result"].value()
        forbidden = words.REFUSALS[ContactRefusal.MESSAGE_NOT_ALLOWED]
        return [
            Tile(
                key=key,
                value=result.value,
                label=result.label,
                note=note,
                reason=forbidden
                if result == Result.MESSAGE_LEFT and not self.may_leave_message
                else "",
                checked=chosen == result,
            )
            for key, (result, note) in enumerate(_TILES, start=1)
        ]

    def chips(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) for "ring senare"; the value is the local time, ISO. A time that
        is not safe is not proposed; what was chosen already stays.
        """
        chosen = self["callback"].value()
        found = [(f"{local(at):%Y-%m-%dT%H:%M}", label, at) for label, at in self._chips]
        chips = [
            (value, label)
            for value, label, at in found
            if value == chosen or self._safe.is_safe_at(at)
        ]
        return [(value, label, value == chosen) for value, label in [*chips, (CHOSEN, "Välj tid")]]

    @property
    def outside(self) -> OutsideHours | None:
        """That the promised time is not one that the person has called safe; one that has been
        promised already and is kept is not asked about again.
        """
        if not self.is_bound or self.typed.get("result") != Result.CALL_LATER:
            return None
        at: datetime | None = self.typed.get("callback_at")
        if at is not None and at == self.initial.get("callback_at"):
            return None
        seen = self.typed.get("hours_seen") or ""
        return outside_hours(at, self._safe, seen=seen, now=self.now)

    @property
    def must_ask(self) -> bool:
        """Something is to be asked about before it is saved."""
        return bool(self.warnings or self.outside)

    def _is_filled(self, *names: str) -> bool:
        return any(name in self.errors or self[name].value() for name in names)

    @property
    def is_note_open(self) -> bool:
        """Whether something stands (or is wrong) in the folded fields."""
        return self._is_filled("note", "minutes", "occurred_at")

    @property
    def has_support_open(self) -> bool:
        return self._is_filled("support_forms", "meeting_offer", "what_next", "next_on")

    @property
    def is_other_open(self) -> bool:
        channel, direction = self["channel"].value(), self["direction"].value()
        return bool(channel != Channel.PHONE or direction != Direction.OUT)

    # --- Cleaning ----------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _, direction = self._kind(cleaned)
        unanswered = not cleaned.get("result") and "result" not in self.errors
        if direction == Direction.OUT and unanswered:
            self.refuse({ContactRefusal.RESULT_DOES_NOT_FIT})
        no_time = not cleaned.get("occurred_at") and "occurred_at" not in self.errors
        if cleaned.get("when") == OTHER_TIME and no_time:
            self.add_error("occurred_at", "Skriv dag och tid, till exempel 2026-11-25 18:30.")
        self._clean_callback(cleaned)
        return cleaned

    def _kind(self, cleaned: dict[str, Any]) -> tuple[Channel, Direction]:
        channel = Channel(cleaned.get("channel") or Channel.PHONE)
        return channel, Direction(cleaned.get("direction") or Direction.OUT)

    def _clean_callback(self, cleaned: dict[str, Any]) -> None:
        chip = cleaned.get("callback") or ""
        if chip and chip != CHOSEN:
            field = self.fields["callback_at"]
            cleaned["callback_at"] = field.clean(chip)

    def _occurred_at(self, cleaned: dict[str, Any]) -> datetime:
        """The box shows minutes only: what was not changed there stays exact."""
        typed: datetime | None = cleaned["occurred_at"] if cleaned["when"] == OTHER_TIME else None
        if typed and self.exactly and typed == self.exactly.replace(second=0, microsecond=0):
            return self.exactly
        if typed:
            return typed
        began = began_at(now=self.now, dialled_at=self._dialled_at, minutes=cleaned["minutes"])
        return max(began, self._received_at or began)

    def entry(self) -> ContactEntry:
        """The contact as values. What does not belong to the chosen result is left out."""
        cleaned = self.cleaned_data
        channel, direction = self._kind(cleaned)
        # Somebody who contacts us has been reached, whatever else was said.
        result = Result(cleaned["result"] or Result.REACHED)
        if channel != Channel.PHONE and direction == Direction.OUT and result in _SENT_TILES:
            result = Result.SENT
        at = self._occurred_at(cleaned)
        talked = is_two_way(Attempt(at, channel, direction, result))
        offer, following = cleaned["meeting_offer"], cleaned["what_next"]
        again = talked and following == WhatNext.AGAIN
        return ContactEntry(
            channel=channel,
            direction=direction,
            result=result,
            occurred_at=at,
            minutes=cleaned["minutes"],
            support_codes=tuple(cleaned["support_forms"]) if talked else (),
            meeting_offer=MeetingOffer(offer) if talked and offer else None,
            what_next=WhatNext(following) if talked and following else None,
            next_on=cleaned["next_on"] if again else None,
            callback_at=cleaned["callback_at"] if result == Result.CALL_LATER else None,
            note=cleaned["note"],
        )


def initial_from_draft(content: dict[str, Any]) -> dict[str, Any]:
    """What an autosaved draft holds, as the form's initial values."""
    known = set(ContactForm.base_fields)
    return {
        name: values if name in _MULTIPLE else values[-1]
        for name, values in content.items()
        if name in known and isinstance(values, list) and values
    }


def initial_from_contact(contact: Contact, callback_at: datetime | None) -> dict[str, Any]:
    """What a logged contact says, as the form's initial values."""
    return {
        "result": _TILE_OF.get(Result(contact.result), contact.result),
        "channel": contact.channel,
        "direction": contact.direction,
        "when": OTHER_TIME,
        "occurred_at": contact.occurred_at,
        "minutes": contact.minutes,
        "support_forms": [form.code for form in contact.support_forms.all()],
        "meeting_offer": contact.meeting_offer,
        "what_next": contact.what_next,
        "next_on": contact.next_on,
        "callback": CHOSEN if callback_at else "",
        "callback_at": callback_at,
        "note": contact.note,
    }


def content_from_contact(contact: Contact, callback_at: datetime | None) -> dict[str, list[str]]:
    """The same as a draft keeps it. What was logged "nyss" is so still."""
    said = initial_from_contact(contact, callback_at)
    if contact.occurred_at == contact.logged_at:
        said |= {"when": NOW, "occurred_at": None}
    return {name: _as_typed(value) for name, value in said.items() if value not in (None, "", [])}


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, datetime):
        return [f"{local(value):%Y-%m-%dT%H:%M}"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def content_of(data: Any) -> dict[str, list[str]]:
    """What of a posted form is kept in a draft: the form's own fields and nothing else."""
    return {
        name: data.getlist(name)
        for name in ContactForm.base_fields
        if name in data and name not in _NOT_KEPT
    }
