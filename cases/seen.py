"""What a page shows of a person, as prints that tell whether it is still so, and in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from cases.domain.seen import changed_since, write_stamp
from cases.merge_fields import BY_NAME, MergeField, shown
from cases.models import Case, Identity, Phone
from jourcase.kernel.phones import show_phone
from jourcase.kernel.sealed import lookup_digest

# In the event of a change of who it is: when it is safe to ring was said anew.
HOURS_SAID = "hours_said"
_PHONES, _CALLS = "phones", "calls"
# What "Om personen" replaces, gravest first; the telephones and a pause stand beside these.
_NAMES = (
    *("call_safety", "declines_phone", "say_nothing", "hidden_number", "safe_hours", "safe_note"),
    *("may_leave_message", "may_send_sms", "guardian", "reach_by", "other_way", "email"),
    *("name", "k_number", "wished_gender"),
)
_FIELDS = tuple(BY_NAME[name] for name in _NAMES)
_LENGTH = 20  # hex: 80 bits, and a page has seventeen of them


def answers_of(
    fields: Iterable[MergeField], case: Case, identity: Identity | None
) -> dict[str, str]:
    """Each answer as text that only serves to be compared."""
    return {field.name: str(field.answer(case, identity)) for field in fields}


def phone_prints(phones: Iterable[Phone]) -> list[tuple[str, str]]:
    """The numbers in their order, and which were found wrong."""
    return [(phone.number_lookup, str(phone.found_wrong_at)) for phone in phones]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of who it is and how to make contact, read at one moment."""

    case: Case
    identity: Identity | None
    phones: list[Phone]

    @property
    def numbers(self) -> list[str]:
        return [phone.number for phone in self.phones]

    def hours_said(self, later: Identity) -> dict[str, str]:
        """What the event says of the hours when `later` is stored."""
        earlier = self.identity.safe_hours if self.identity else ""
        return {HOURS_SAID: "anew"} if later.safe_hours != earlier else {}

    @property
    def prints(self) -> dict[str, str]:
        """Keyed, and of this case alone: they tell nothing of what they were made of."""
        said: dict[str, object] = {
            _CALLS: str(self.case.calls_paused_at),
            _PHONES: phone_prints(self.phones),
            **answers_of(_FIELDS, self.case, self.identity),
        }
        domain = f"seen-{self.case.pk}"
        return {
            name: lookup_digest(domain, json.dumps([name, one]))[:_LENGTH]
            for name, one in said.items()
        }

    @property
    def stamp(self) -> str:
        return write_stamp(self.prints)

    def changed(self, seen: str) -> list[tuple[str, str]]:
        """What is no longer as it was shown: label, and what is stored now in words."""
        return [self._line(name) for name in changed_since(seen, self.prints)]

    def _line(self, name: str) -> tuple[str, str]:
        if name == _CALLS:
            is_paused = self.case.calls_paused_at is not None
            return "Samtal", "Pausade: någon annan svarade" if is_paused else "Inte pausade"
        if name == _PHONES:
            return "Telefon", ", ".join(_number(phone) for phone in self.phones) or "–"
        field = BY_NAME[name]
        return field.label, shown(field, self.case, self.identity)


def stored_of(case: Case) -> Stored:
    """Two queries beside the case itself."""
    return Stored(
        case=case,
        identity=Identity.objects.filter(case=case).first(),
        phones=list(Phone.objects.filter(case=case)),
    )


def _number(phone: Phone) -> str:
    return show_phone(phone.number) + (" (stämde inte)" if phone.found_wrong_at else "")
