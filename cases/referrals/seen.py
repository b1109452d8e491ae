"""What the page of a consent shows, as prints that tell whether it is still so, and in words.

Source: domain rule "Referrals": nothing is passed on without the person's consent, and what they
agreed to last is what holds. As `cases.seen` does it for who the person is.
"""

import json
from datetime import datetime

from cases.domain.referral import Consent
from cases.domain.referral_codes import ConsentHow, Item, ReferralState
from cases.domain.seen import changed_since, write_stamp
from cases.referring import Referral
from jourcase.kernel.sealed import lookup_digest
from jourcase.kernel.swedish import near_instant

_ITEMS, _EVENT, _GIVEN, _STATE = "items", "event", "given", "state"
_LENGTH = 20  # hex: 80 bits


def consent_prints(referral: Referral) -> dict[str, str]:
    """Keyed, and of this referral alone: they tell nothing of what they were made of."""
    at = referral.consent_at
    said: dict[str, object] = {
        _ITEMS: sorted(item.value for item in referral.items),
        _EVENT: referral.event,
        _GIVEN: [referral.consent_how, at.timestamp() if at else None],
        _STATE: referral.state,
    }
    domain = f"seen-referral-{referral.pk}"
    return {
        name: lookup_digest(domain, json.dumps([name, one]))[:_LENGTH] for name, one in said.items()
    }


def consent_stamp(referral: Referral) -> str:
    """What goes along with the page."""
    return write_stamp(consent_prints(referral))


def consent_changed(referral: Referral, seen: str, *, now: datetime) -> list[tuple[str, str]]:
    """What is no longer as it was shown: label, and what is stored now in words."""
    return [
        _line(name, referral, now=now) for name in changed_since(seen, consent_prints(referral))
    ]


def is_as_given(referral: Referral, consent: Consent) -> bool:
    """A second press on the button: it is stored already."""
    return (
        referral.state == ReferralState.ACCEPTED
        and referral.consent_at == consent.given_at
        and referral.consent_how == consent.how
        and referral.items == consent.items
        and referral.event == (consent.event.strip() if Item.EVENT in consent.items else "")
    )


def _line(name: str, referral: Referral, *, now: datetime) -> tuple[str, str]:
    if name == _ITEMS:
        allowed = [item.label for item in Item if item in referral.items]
        return "Får lämnas", ", ".join(allowed).capitalize() or "Inget"
    if name == _EVENT:
        return Item.EVENT.label, referral.event or "–"
    if name == _STATE:
        return "Läget", ReferralState(referral.state).label
    if referral.consent_at is None:
        return "Samtycke", "Inget"
    how = ConsentHow(referral.consent_how).label
    return "Samtycke", f"{how}, {near_instant(referral.consent_at, now=now)}"
