"""Exactly what is passed on with a referral, as lines, and the letter that carries them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cases.domain.referral_codes import Item, Recipient, ReferralRefusal
from cases.domain.referral_number import needs_safe_contact, number_refusals, passable
from cases.models import Case, Identity, Phone
from cases.referring import Referral
from cases.safe_words import how_to_call, safe_contact_outside
from jourcase.agreement.models import Office
from jourcase.kernel.pdf import NEEDS_PANGO, pdf_of
from jourcase.kernel.phones import parse_phone, show_phone
from jourcase.kernel.sealed import UNREADABLE, lookup_digest

_DOMAIN = "referral-text"
PDF_MISSING = f"{NEEDS_PANGO} Skriv ut brevet härifrån så länge."


@dataclass(frozen=True, slots=True)
class Passed:
    """`lines`: label and text in the order of the letter. `missing`: what the person has agreed to
    and is not known. `stopped`: why the number stays here now, on whatever page or paper.
    """

    lines: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()
    stopped: frozenset[ReferralRefusal] = frozenset()

    @property
    def digest(self) -> str:
        """For telling whether it is still what somebody read. Keyed: it tells nothing by itself."""
        return lookup_digest(_DOMAIN, self.as_json()) if self.lines else ""

    def as_json(self) -> str:
        return json.dumps(self.lines, ensure_ascii=False)

    @property
    def as_text(self) -> str:
        """For copying: one line each."""
        return "\n".join(f"{label}: {text}" for label, text in self.lines)


def what_is_passed(referral: Referral, case: Case, *, anew: bool = False) -> Passed:
    """What was passed, when that has been; otherwise, or `anew`, what would be now. Nothing is
    in it that the person has not agreed to, and no number that has to stay (two queries).
    """
    identity = None if case.is_anonymous else Identity.objects.filter(case=case).first()
    how = how_to_call(case, identity)
    stopped = frozenset(number_refusals(referral.items, how))
    if referral.passed and not anew:
        if referral.passed == UNREADABLE:
            return Passed((), ("Det som lämnades",), stopped)
        told = tuple((label, text) for label, text in json.loads(referral.passed))
        return Passed(told, stopped=stopped)
    texts = {
        Item.FIRST_NAME: identity.first_name if identity and _readable(identity.name) else "",
        Item.PHONE: _number(identity),
        Item.EVENT: referral.event,
        Item.SAFE_CONTACT: " ".join(safe_contact_outside(case, identity)),
    }
    agreed = passable(referral.items, how)
    return Passed(
        lines=tuple((item.label, texts[item]) for item in agreed if _readable(texts[item])),
        missing=tuple(item.label for item in agreed if not _readable(texts[item])),
        stopped=stopped,
    )


def with_number(case: Case, identity: Identity | None) -> str:
    """What the recipient reads beside the number, for whoever asks for the consent; empty when
    nothing has to stand there (no query).
    """
    if identity is None or not needs_safe_contact(how_to_call(case, identity)):
        return ""
    return " ".join(safe_contact_outside(case, identity))


def _readable(text: str) -> bool:
    return bool(text) and text != UNREADABLE


def _number(identity: Identity | None) -> str:
    """The first number that works."""
    if identity is None:
        return ""
    first = Phone.objects.filter(identity=identity, found_wrong_at__isnull=True).first()
    return show_phone(first.number) if first and _readable(first.number) else ""


def recipient_name(referral: Referral) -> str:
    """ "Stödcentrum Söder", or only what kind it is."""
    if _readable(referral.to_whom):
        return referral.to_whom
    return Recipient(referral.recipient).label


def stodcentrum_phone() -> tuple[str, str]:
    """The number that the person gets: E.164 and as shown; empty when nobody has set it."""
    number = parse_phone(settings.STODCENTRUM_PHONE)
    return (number, show_phone(number)) if number else ("", settings.STODCENTRUM_PHONE)


def letter_context(
    referral: Referral, case: Case, *, now: datetime, anew: bool = False
) -> dict[str, Any]:
    """What the letter says, on the screen, on paper and as PDF. No case number: it is not asked
    for, and the referral's own code is enough to answer with.
    """
    own = Office.objects.filter(is_own=True).first()
    number = parse_phone(settings.HELP_PHONE)
    return {
        "referral": referral,
        "passed": what_is_passed(referral, case, anew=anew),
        "to": recipient_name(referral),
        "sender": own.name if own else "Brottsofferjouren",
        "sender_phone": show_phone(number) if number else "",
        "dated": now if anew else referral.handed_over_at or now,
    }


_CSS = """
@page { size: A4; margin: 25mm 22mm; }
html { font-family: "Liberation Sans", Arial, sans-serif; font-size: 11pt; line-height: 1.45; }
h1 { font-size: 18pt; margin: 0 0 6mm; }
h2 { font-size: 13pt; margin: 8mm 0 2mm; break-after: avoid; }
p { margin: 0 0 3mm; }
dl { margin: 0; }
dt { font-weight: bold; break-after: avoid; }
dd { margin: 0 0 4mm; white-space: pre-line; }
"""


def letter_pdf(context: dict[str, Any]) -> bytes:
    """The letter as PDF/UA-1. Raises `PdfMissingError` when the machine has no Pango."""
    return pdf_of(render_to_string("cases/referral_pdf.html", context), style=_CSS)
