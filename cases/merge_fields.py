"""The answers of which one stays when two cases are merged: which columns they are, and their words
on the page. What is united instead (telephones, circumstances, attempts) does not stand here.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from cases.domain.duplicates import Side, suggested_side
from cases.domain.enums import AgeGroup, CallSafety
from cases.models import Case, Identity

# What is no answer; of several together, "no" is none either (an interpreter is not needed).
_UNSAID = ("", None, "unknown", False)


@dataclass(frozen=True, slots=True)
class MergeField:
    """One choice: columns of the case and of its identity that go together. `along` are digests
    that follow them.
    """

    name: str
    label: str
    case: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    care: tuple[Hashable, ...] = ()
    is_from_first: bool = False

    def answer(self, case: Case, identity: Identity | None) -> Hashable:
        """For comparing: None when nothing has been answered."""
        values = [getattr(case, name) for name in self.case]
        values += [getattr(identity, name) if identity else None for name in self.identity]
        if len(values) == 1:
            is_said = values[0] not in _UNSAID[:3] or self.name == "call_safety"
            return values[0] if is_said else None
        return tuple(values) if any(one not in _UNSAID for one in values) else None


_CAREFUL_TO_RING = (CallSafety.NO, CallSafety.CONDITIONS, CallSafety.UNKNOWN, CallSafety.YES)

FIELDS = (
    MergeField("name", "Namn", identity=("name",), along=("name_lookup",)),
    MergeField("k_number", "K-nummer", identity=("k_number",), along=("k_number_lookup",)),
    MergeField("email", "E-post", identity=("email",)),
    MergeField("other_way", "Annan väg", identity=("other_way",)),
    MergeField("guardian", "Vem som får kontaktas", identity=("guardian",)),
    MergeField("reach_by", "Nås genom", case=("reach_by",)),
    MergeField("call_safety", "Tryggt att ringa", case=("call_safety",), care=_CAREFUL_TO_RING),
    MergeField("safe_hours", "Trygga tider", identity=("safe_hours",)),
    MergeField("safe_note", "Trygg kontakt", identity=("safe_note",)),
    MergeField(
        "may_leave_message",
        "Meddelande får lämnas",
        identity=("may_leave_message",),
        care=(False, True),
    ),
    MergeField("may_send_sms", "Sms får skickas", identity=("may_send_sms",), care=(False, True)),
    MergeField(
        "say_nothing", "Säg inte varifrån du ringer", identity=("say_nothing",), care=(True, False)
    ),
    MergeField(
        "hidden_number", "Ring med dolt nummer", identity=("hidden_number",), care=(True, False)
    ),
    MergeField(
        "declines_phone", "Vill inte bli uppringd", case=("declines_phone",), care=(True, False)
    ),
    MergeField("wished_gender", "Vill tala med", identity=("wished_gender",)),
    MergeField("assigned_to", "Ansvarig", case=("assigned_to_id",)),
    MergeField("source", "Kom genom", case=("source", "channel"), is_from_first=True),
    MergeField("relation", "Den stödsökande är", case=("relation",)),
    MergeField("gender", "Kön", case=("gender",)),
    MergeField("age", "Ålder", case=("age_group", "age_band"), identity=("born",)),
    MergeField("district", "Stadsdel", case=("district_id",)),
    MergeField("crime_type", "Gäller", case=("crime_type",)),
    MergeField("police_report", "Polisanmält", case=("police_report",)),
    MergeField("language", "Språk", case=("language", "needs_interpreter")),
)
BY_NAME = {field.name: field for field in FIELDS}
# True in either case means true in the one that is kept.
UNITED_FLAGS = ("in_close_relation", "honour_related", "hate_crime", "school_related")


def fields_of(kept: Case) -> list[MergeField]:
    """A protected case has no place."""
    return [field for field in FIELDS if not (kept.is_protected and field.name == "district")]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the comparison, words chosen. Without `differs` there is nothing to choose."""

    name: str
    label: str
    kept: str
    other: str
    differs: bool
    side: Side


def choices(
    kept: Case, kept_identity: Identity | None, other: Case, other_identity: Identity | None
) -> list[Choice]:
    """The lines in the order of the page; what neither case answers is left out."""
    lines = []
    for field in fields_of(kept):
        if kept_identity is None and field.identity and not field.case:
            continue
        one, two = field.answer(kept, kept_identity), field.answer(other, other_identity)
        if one is None and two is None:
            continue
        side = suggested_side(
            one,
            two,
            care=field.care,
            is_from_first=field.is_from_first,
            kept_came_first=kept.received_at <= other.received_at,
        )
        if other_identity is None and field.identity and not field.case:
            side, two = Side.KEPT, one
        lines.append(
            Choice(
                name=field.name,
                label=field.label,
                kept=shown(field, kept, kept_identity),
                other=shown(field, other, other_identity),
                differs=one != two,
                side=side,
            )
        )
    return lines


def shown(field: MergeField, case: Case, identity: Identity | None) -> str:
    """The answer in words; "–" for none."""
    words = _WORDS.get(field.name)
    if words is not None:
        return words(case, identity) or "–"
    row: Any = case if field.case else identity
    if row is None:
        return "–"
    name = (field.case or field.identity)[0]
    value = getattr(row, name)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    display = getattr(row, f"get_{name}_display", None)
    return str((display() if display and value else value) or "–")


def _hours(case: Case, identity: Identity | None) -> str:
    return identity.hours.words if identity else ""


def _age(case: Case, identity: Identity | None) -> str:
    is_known = case.age_group != AgeGroup.UNKNOWN
    said = case.get_age_group_display() if is_known else case.get_age_band_display()
    born = identity.born if identity else ""
    return f"{said}, född {born}" if born else (said if case.age_band or is_known else "")


def _language(case: Case, identity: Identity | None) -> str:
    interpreter = "behöver tolk" if case.needs_interpreter else ""
    return ", ".join(word for word in (case.language, interpreter) if word)


_WORDS: dict[str, Callable[[Case, Identity | None], str]] = {
    "safe_hours": _hours,
    "age": _age,
    "language": _language,
    "district": lambda case, identity: case.district.name if case.district else "",
    "assigned_to": lambda case, identity: case.assigned_to.short_name if case.assigned_to else "",
    "source": lambda case, identity: (
        f"{case.get_source_display()}, {case.get_channel_display().lower()}"
    ),
}
