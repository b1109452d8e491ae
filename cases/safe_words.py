"""How to make contact without harm, in words: for whoever rings from here, and for whoever takes
over with a referral. Every sentence is written once; the gravest comes first.
"""

from datetime import datetime

from cases.domain.enums import CallSafety, WishedGender
from cases.minors import guardian_words
from cases.models import Case, Identity
from jourcase.kernel.sealed import UNREADABLE
from jourcase.kernel.swedish import sentence

_UNKNOWN_HERE = "Vi vet inte om det är tryggt att ringa. Fråga först om personen kan tala ostört."
_UNKNOWN_OUTSIDE = "Det är inte känt om det är tryggt att ringa. Fråga först om det går bra."


def safe_contact(case: Case, identity: Identity | None, *, now: datetime) -> list[str]:
    """The sentences that stand above the number: first whom to contact about somebody who may be
    under 18. An anonymous case has its own: what is known
    of the case itself; an erased one has none.
    """
    if case.erased_at is not None:
        return []
    first = guardian_words(case, identity, now=now)
    said = [first] if first else []
    if case.call_safety == CallSafety.UNKNOWN:
        said.append(_UNKNOWN_HERE)
    if identity is not None:
        if identity.say_nothing:
            said.append("Säg inte varifrån du ringer om någon annan svarar.")
        said += _hours(identity)
        if not identity.may_leave_message:
            said.append("Lämna inget meddelande.")
        if not identity.may_send_sms:
            said.append("Skicka inte sms.")
        said += _number_and_wish(identity)
    said += language_words(case)
    return said + _own_words(identity, with_guardian=not first)


def safe_contact_outside(case: Case, identity: Identity | None) -> list[str]:
    """The same, said to somebody outside. Of an anonymous case only the language is known."""
    if identity is None:
        return language_words(case)
    said = []
    if case.call_safety == CallSafety.NO:
        said.append("Ring inte: det är inte tryggt.")
    if case.call_safety == CallSafety.UNKNOWN:
        said.append(_UNKNOWN_OUTSIDE)
    if identity.say_nothing:
        said.append("Säg inte varifrån ni ringer om någon annan svarar.")
    said += _hours(identity)
    message = "får lämnas" if identity.may_leave_message else "får inte lämnas"
    sms = "får skickas" if identity.may_send_sms else "får inte skickas"
    said += [f"Meddelande {message}.", f"Sms {sms}."]
    own = [text for text in _own_words(identity) if UNREADABLE not in text]
    return [*said, *_number_and_wish(identity), *language_words(case), *own]


def language_words(case: Case) -> list[str]:
    """What language, and whether somebody has to interpret: one sentence or none."""
    if case.needs_interpreter:
        return [f"Tolk behövs: {case.language or 'vilket språk är inte antecknat'}."]
    return [f"Språk: {case.language}."] if case.language else []


def _hours(identity: Identity) -> list[str]:
    return [f"Ring bara {identity.hours.words}."] if identity.hours else []


def _number_and_wish(identity: Identity) -> list[str]:
    said = ["Ring med dolt nummer."] if identity.hidden_number else []
    if identity.wished_gender:
        said.append(f"Vill helst tala med {WishedGender(identity.wished_gender).label.lower()}.")
    return said


def _own_words(identity: Identity | None, *, with_guardian: bool = True) -> list[str]:
    if identity is None:
        return []
    said = []
    if with_guardian and identity.guardian:
        said.append(sentence(f"Får kontaktas: {identity.guardian}"))
    if identity.safe_note:
        said.append(sentence(identity.safe_note))
    return said
