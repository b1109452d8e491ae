"""What goes along with a telephone number that leaves the jour.

Source: domain §4 (safe contact: how to ring, and what to do when nobody has asked) and §5 (somebody
else answered: nobody rings until the coordinator has decided). Whoever gets a number rings it. So
the words about safe contact go with it, unless nothing at all limits how the person is reached, and
a number that we do not ring ourselves is not given to anybody else to ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.domain.enums import CallSafety
from cases.domain.intake import SafeContact
from cases.domain.referral_codes import Item, ReferralRefusal


@dataclass(frozen=True, slots=True)
class HowToCall:
    """What is known of ringing the person. `is_paused`: somebody else answered and the coordinator
    has not decided yet; `has_guardian`: somebody else is to be contacted.
    """

    safety: CallSafety
    is_paused: bool = False
    declines_phone: bool = False
    has_guardian: bool = False
    safe: SafeContact = field(default_factory=SafeContact)


# The one answer that leaves nothing to beware of: whatever differs from it has to be told.
UNRESTRICTED = HowToCall(
    CallSafety.YES, safe=SafeContact(may_leave_message=True, may_send_sms=True)
)


def needs_safe_contact(how: HowToCall) -> bool:
    """Whoever gets the number must know that there is something to beware of, or that we do not
    know.
    """
    return how != UNRESTRICTED


def bare_number_refusals(items: Iterable[Item], how: HowToCall) -> set[ReferralRefusal]:
    """A number without its safe contact: nothing to agree to, and nothing to hand over."""
    allowed = frozenset(items)
    is_bare = Item.PHONE in allowed and Item.SAFE_CONTACT not in allowed
    return {ReferralRefusal.NUMBER_WITHOUT_SAFETY} if is_bare and needs_safe_contact(how) else set()


def number_refusals(items: Iterable[Item], how: HowToCall) -> set[ReferralRefusal]:
    """What keeps the number here now, though the person has agreed to it."""
    allowed = frozenset(items)
    found = bare_number_refusals(allowed, how)
    if how.is_paused and Item.PHONE in allowed:
        found.add(ReferralRefusal.CALLS_PAUSED)
    return found


def passable(items: Iterable[Item], how: HowToCall) -> tuple[Item, ...]:
    """What may be passed of what the person has agreed to, in the order of the letter: the safe
    contact straight after the number. A number that has to stay is not among it.
    """
    allowed = frozenset(items)
    kept = {Item.PHONE} if number_refusals(allowed, how) else set()
    return tuple(item for item in Item if item in allowed - kept)
