"""Reading what is held about the person of a case, table by table, as the plan has it."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import ManyToManyField, Model

from cases.domain.enums import CloseReason, Source
from cases.domain.referral_codes import Recipient, ReferralState
from cases.models import Case, Note
from contacts.domain.enums import ContactExemption, TriesExemption
from contacts.domain.extract import Extract, Held, LeftOut, Section, held, held_phone
from contacts.models import Contact
from contacts.rights.plan import GIVEN, LEFT_OUT, TablePlan
from jourcase.agreement.models import Office
from jourcase.kernel.sealed import UNREADABLE, key_ring
from volunteers.domain.roles import Role
from volunteers.models import User

STAFF = "Medarbetare"
_STAFF_WORDS = {Role.VOLUNTEER: "Stödperson", Role.COORDINATOR: "Samordnare"}

# Of what an event tells, the codes and instants; who did it and to whom stands there by name.
_DETAIL: dict[str, tuple[str, Callable[[str], str]]] = {
    "source": ("Kom genom", lambda code: Source(code).label),
    "close_reason": ("Varför", lambda code: CloseReason(code).label),
    "recipient": ("Till", lambda code: Recipient(code).label),
    "state": ("Läge", lambda code: ReferralState(code).label),
}
_INSTANTS = {"earlier": "Tidigare", "received_at": "Kom in"}


# The texts that somebody writes about what was said, and what each row is called by: a coordinator
# can keep one back when it is about somebody else.
_OWN_WORDS = {"contacts.Contact.note": "public_id", "cases.Note.text": "row_key"}
KEPT_BACK = "Utelämnat: handlar om någon annan än dig."


DOUBLE = (
    "Ett till ärende om dig, som har slagits samman med det här. Det som står kvar där finns i ett "
    "eget utdrag, som du får av oss på samma gång."
)


@dataclass(frozen=True, slots=True)
class FreeText:
    """One text that a coordinator reads before the extract is given."""

    key: uuid.UUID
    at: datetime
    what: str
    text: str


def free_texts(case: Case) -> list[FreeText]:
    """Notes, and what stands with contacts, the earliest first (two queries)."""
    contacts = Contact.objects.filter(case=case).exclude(note="")
    with key_ring():
        found = [
            FreeText(row.public_id, row.occurred_at, row.get_result_display(), row.note)
            for row in list(contacts)
        ]
        found += [
            FreeText(row.row_key, row.written_at, "Anteckning", row.text)
            for row in list(Note.objects.filter(case=case))
        ]
    return sorted(found, key=lambda one: one.at)


def extract_of(
    case: Case, *, now: datetime, without: frozenset[uuid.UUID] = frozenset()
) -> Extract:
    """Everything that is held and may be given (three queries, and one or two a table). `without`:
    the free texts that are kept back.
    """
    words = _staff_words()
    with key_ring():
        sections = [_section(plan, case, words, without) for plan in GIVEN]
    left_out = [LeftOut(what, why) for what, why in LEFT_OUT]
    doubles = Case.objects.kept().filter(duplicate_of=case).order_by("pk")
    left_out += [LeftOut(double.name_for_lists, DOUBLE) for double in doubles]
    if without:
        left_out.append(LeftOut("Texter som är utelämnade", "De handlar om någon annan än dig."))
    return Extract(
        reference=case.name_for_lists,
        made_at=now,
        sections=tuple(section for section in sections if section.rows),
        left_out=tuple(left_out),
        about=about(case),
    )


def _staff_words() -> dict[int, str]:
    """What each of the staff is called; a coordinator who also rings is a coordinator."""
    found: dict[int, str] = {}
    for role, word in _STAFF_WORDS.items():
        found |= dict.fromkeys(User.objects.with_role(role).values_list("pk", flat=True), word)
    return found


def _section(
    plan: TablePlan, case: Case, words: dict[int, str], without: frozenset[uuid.UUID]
) -> Section:
    model = apps.get_model(plan.label)
    rows = model._default_manager.filter(**{plan.path: case.pk}).order_by(plan.order, "pk")
    for name, codes in plan.not_rows.items():
        rows = rows.exclude(**{f"{name}__in": codes})
    many = [name for name in plan.given if isinstance(_field(model, name), ManyToManyField)]
    found = [_row(plan, row, words, without) for row in rows.prefetch_related(*many)]
    return Section(plan.label, plan.title, plan.purpose, tuple(row for row in found if row))


def _row(
    plan: TablePlan, row: Model, words: dict[int, str], without: frozenset[uuid.UUID]
) -> tuple[Held, ...]:
    things = []
    for name, label in plan.given.items():
        one = _held(plan.label, row, name, label)
        key = _OWN_WORDS.get(f"{plan.label}.{name}")
        if one is not None and key is not None and getattr(row, key) in without:
            one = replace(one, text=KEPT_BACK, value=KEPT_BACK)
        things.append(one)
    for name, label in plan.roles.items():
        by = getattr(row, f"{name}_id")
        things.append(held(name, label, words.get(by, STAFF) if by else ""))
    return tuple(one for one in things if one is not None)


def _held(table: str, row: Any, name: str, label: str) -> Held | None:
    special = _SPECIAL.get(f"{table}.{name}")
    if special is not None:
        return special(row, name, label)
    field = _field(type(row), name)
    codes = dict(field.flatchoices) if getattr(field, "choices", None) else None
    return held(name, label, getattr(row, name), codes)


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


# --- What is not simply the value of a column -----------------------------------------------------


def _number(row: Any, name: str, label: str) -> Held | None:
    if row.number == UNREADABLE:
        return held(name, label, str(row.number))
    return held_phone(name, label, row.number)


def _support(row: Any, name: str, label: str) -> Held | None:
    return held(name, label, ", ".join(form.name for form in row.support_forms.all()))


def _passed(row: Any, name: str, label: str) -> Held | None:
    if not row.passed or row.passed == UNREADABLE:
        return held(name, label, str(row.passed))
    return held(name, label, "\n".join(f"{what}: {text}" for what, text in json.loads(row.passed)))


def _detail(row: Any, name: str, label: str) -> Held | None:
    said = []
    for key, value in row.detail.items():
        if key in _DETAIL:
            heading, words = _DETAIL[key]
            said.append(f"{heading}: {words(value)}")
        elif key in _INSTANTS:
            at = held(key, "", datetime.fromisoformat(value))
            said.append(f"{_INSTANTS[key]}: {at.text if at else value}")
    return held(name, label, "\n".join(said))


_SPECIAL: dict[str, Callable[[Any, str, str], Held | None]] = {
    "cases.Case.district": lambda row, name, label: held(
        name, label, row.district.name if row.district else ""
    ),
    "cases.Case.contact_exemption": lambda row, name, label: held(
        name, label, row.contact_exemption, dict(ContactExemption.choices())
    ),
    "cases.Case.tries_exemption": lambda row, name, label: held(
        name, label, row.tries_exemption, dict(TriesExemption.choices())
    ),
    "cases.Identity.safe_hours": lambda row, name, label: held(name, label, row.hours.words),
    "cases.Phone.number": _number,
    "cases.CaseEvent.detail": _detail,
    "cases.Referral.passed": _passed,
    "contacts.Contact.support_forms": _support,
    "contacts.Contact.replaced_by": lambda row, name, label: held(
        name, label, row.replaced_by_id is not None or None
    ),
}


def about(case: Case) -> tuple[tuple[str, str], ...]:
    """What the person is told besides (article 15.1 a–h)."""
    own = Office.objects.filter(is_own=True).first()
    return (
        ("Vem som ansvarar", own.name if own else "Brottsofferjouren"),
        (
            "Varför uppgifterna finns",
            "För att ge dig stöd, för att hålla det vi har lovat och för att räkna i uppföljningen "
            "till staden. Där står inga personer.",
        ),
        (
            "Varifrån de kommer",
            f"Ärendet kom genom: {Source(case.source).label.lower()}. Resten har du sagt, eller "
            "vi har skrivit när vi har haft kontakt.",
        ),
        (
            "Vilka som kan få dem",
            "De på jouren som arbetar med ditt ärende. Någon annan får uppgifter bara om du har "
            "sagt ja, vilket står under ”Hänvisningar till andra”, eller om lagen kräver det.",
        ),
        (
            "Hur länge de finns",
            f"De raderas {case.terms.retention_days} dagar efter att ärendet har avslutats. "
            "Kvar blir bara statistik som inte kan kopplas till dig.",
        ),
        (
            "Vad du kan begära",
            "Att något rättas, raderas eller används mindre, och du kan säga emot att det används. "
            "Säg till oss. Är du inte nöjd kan du klaga hos Integritetsskyddsmyndigheten, imy.se.",
        ),
        ("Beslut av datorer", "Inget beslut om dig fattas automatiskt."),
    )
