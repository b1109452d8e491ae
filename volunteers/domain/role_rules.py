"""Making a coordinator takes two persons, and the last one can neither leave nor be made less.

Source: docs/hotmodell.md (a coordinator's mistake, a taken-over account) and the data protection
rule that somebody always answers for who may see what.
"""

from datetime import datetime, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

# A proposal that nobody has answered by then says nothing about today.
PROPOSAL_LENGTH = timedelta(days=7)
# While there are fewer, no second person can be asked: the first two come by `add_person`.
COORDINATORS_TO_PROPOSE = 2


class ProposalOutcome(Labelled):
    """How a proposal ended."""

    CONFIRMED = "confirmed", "Bekräftat"
    REFUSED = "refused", "Avslaget"
    WITHDRAWN = "withdrawn", "Återtaget"
    LAPSED = "lapsed", "Gällde inte längre"


class RoleRefusal(Refusal):
    NOT_COORDINATOR = "not_coordinator"
    HAS_LEFT = "has_left"
    HAS_ROLE = "has_role"
    LACKS_ROLE = "lacks_role"
    ALREADY_ASKED = "already_asked"
    NOT_PENDING = "not_pending"
    EXPIRED = "expired"
    OWN_PROPOSAL = "own_proposal"
    OWN_ROLE = "own_role"
    OTHERS_CAN = "others_can"
    LINK_FROM_PROPOSER = "link_from_proposer"
    OWN_ACCOUNT = "own_account"
    LAST_COORDINATOR = "last_coordinator"
    ENOUGH_COORDINATORS = "enough_coordinators"


def is_expired(asked_at: datetime, *, now: datetime) -> bool:
    """True from seven days after it was asked."""
    return now >= asked_at + PROPOSAL_LENGTH


def taking_away_refusals(*, has_role: bool) -> frozenset[Refusal]:
    """What stands against taking the role away, besides what stands against ending somebody."""
    return frozenset() if has_role else frozenset({RoleRefusal.LACKS_ROLE})


def proposing_refusals(
    *, by_is_coordinator: bool, is_active: bool, has_role: bool, is_pending: bool
) -> set[RoleRefusal]:
    """What stands against proposing that somebody be made a coordinator."""
    found = {
        RoleRefusal.NOT_COORDINATOR: not by_is_coordinator,
        RoleRefusal.HAS_LEFT: not is_active,
        RoleRefusal.HAS_ROLE: has_role,
        RoleRefusal.ALREADY_ASKED: is_pending,
    }
    return {refusal for refusal, stands in found.items() if stands}


def answering_refusals(
    *,
    is_pending: bool,
    asked_at: datetime,
    by_is_coordinator: bool,
    by_is_board: bool,
    is_person: bool,
    others_can: bool,
    now: datetime,
) -> set[RoleRefusal]:
    """What stands against answering at all, yes or no. `others_can`: there is an active
    coordinator besides who asked and whom it is about, so that the board has no part in it.
    """
    if not is_pending:
        return {RoleRefusal.NOT_PENDING}
    found = {
        RoleRefusal.EXPIRED: is_expired(asked_at, now=now),
        RoleRefusal.NOT_COORDINATOR: not (by_is_coordinator or by_is_board),
        RoleRefusal.OTHERS_CAN: by_is_board and not by_is_coordinator and others_can,
        RoleRefusal.OWN_ROLE: is_person,
    }
    return {refusal for refusal, stands in found.items() if stands}


def confirming_refusals(
    *, is_proposer: bool, is_active: bool, has_role: bool, has_link_from_proposer: bool
) -> set[RoleRefusal]:
    """What stands against saying yes, besides. Whoever was just let in by a link of the proposer's
    may be the proposer.
    """
    found = {
        RoleRefusal.OWN_PROPOSAL: is_proposer,
        RoleRefusal.HAS_LEFT: not is_active,
        RoleRefusal.HAS_ROLE: has_role,
        RoleRefusal.LINK_FROM_PROPOSER: has_link_from_proposer,
    }
    return {refusal for refusal, stands in found.items() if stands}


def ending_refusals(
    *, by_is_coordinator: bool, is_self: bool, is_active: bool, coordinators_left: int
) -> set[RoleRefusal]:
    """What stands against ending somebody's work here, or their part as a coordinator.

    `coordinators_left` is how many active coordinators there are when it is done.
    """
    found = {
        RoleRefusal.NOT_COORDINATOR: not by_is_coordinator,
        RoleRefusal.OWN_ACCOUNT: is_self,
        RoleRefusal.HAS_LEFT: not is_active,
        RoleRefusal.LAST_COORDINATOR: coordinators_left < 1,
    }
    return {refusal for refusal, stands in found.items() if stands}


def bootstrap_refusals(*, coordinators: int) -> set[RoleRefusal]:
    """What stands against making a coordinator from the command line."""
    if coordinators >= COORDINATORS_TO_PROPOSE:
        return {RoleRefusal.ENOUGH_COORDINATORS}
    return set()
