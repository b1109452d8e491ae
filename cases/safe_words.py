"""How to make contact without harm, in words: for whoever rings from here, and for whoever takes
over with a referral. Every sentence is written once; the gravest comes first.
"""

from dataclasses import replace
from datetime import datetime

from cases.domain.enums import CallSafety, WishedGender
from cases.domain.intake import SafeContact
from cases.domain.referral_number import HowToCall
from cases.minors import guardian_words
from cases.models import Case, Identity
from jourcase.kernel.sealed import UNREADABLE
from jourcase.kernel.swedish import sentence

_UNKNOWN_HERE = "Vi vet inte om det är tryggt att ringa. Fråga först om personen kan tala ostört."
_PAUSED_OUTSIDE = (
    "Ring inte nu: någon annan än personen har svarat, och samordnaren har inte beslutat än. Fråga "
    "oss först."
)
_OUTSIDE = {
    CallSafety.NO: "Ring inte: det är inte tryggt.",
    CallSafety.UNKNOWN: (
        "Vi vet inte om det är tryggt att ringa. Var försiktiga: säg inte varifrån ni ringer "
        "förrän ni vet att det är rätt person, och fråga först om personen kan tala ostört."
    ),
    CallSafety.CONDITIONS: "Det är tryggt att ringa bara på vissa villkor.",
}
_NOT_READABLE = "Det finns mer att tänka på som vi inte kan läsa just nu. Fråga oss först."


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
    """The same, said to somebody outside, who has nothing but this to go by: what nobody has asked
    is said too. Of an anonymous case only the language is known.
    """
    if identity is None:
        return language_words(case)
    said = [_PAUSED_OUTSIDE] if case.calls_paused_at is not None else []
    safety = CallSafety(case.call_safety)
    if safety in _OUTSIDE:
        said.append(_OUTSIDE[safety])
    if case.declines_phone:
        said.append("Personen vill inte bli uppringd.")
    if identity.say_nothing:
        said.append("Säg inte varifrån ni ringer om någon annan svarar.")
    said += _hours(identity)
    message = "får lämnas" if identity.may_leave_message else "får inte lämnas"
    sms = "får skickas" if identity.may_send_sms else "får inte skickas"
    said += [f"Meddelande {message}.", f"Sms {sms}."]
    own = [_NOT_READABLE if UNREADABLE in text else text for text in _own_words(identity)]
    return [*said, *_number_and_wish(identity), *language_words(case), *own]


def how_to_call(case: Case, identity: Identity | None) -> HowToCall:
    """What the words are made of, for the rule of what has to go with a number (no query)."""
    known = HowToCall(
        safety=CallSafety(case.call_safety),
        is_paused=case.calls_paused_at is not None,
        declines_phone=case.declines_phone,
    )
    if identity is None:
        return known
    safe = SafeContact(
        may_leave_message=identity.may_leave_message,
        may_send_sms=identity.may_send_sms,
        say_nothing=identity.say_nothing,
        hidden_number=identity.hidden_number,
        hours=identity.hours,
        wished_gender=WishedGender(identity.wished_gender),
        safe_note=identity.safe_note,
    )
    return replace(known, has_guardian=bool(identity.guardian), safe=safe)


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
