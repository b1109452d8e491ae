"""Taking back a slip in a referral: what can be, by whom and for how long.

Source: every press that is easily made wrong can be undone (ux design, "Undo instead of asking").
The day is that of a closing and of a merge.
"""

from datetime import datetime, timedelta

from cases.domain.referral_codes import ReferralRefusal, ReferralState

UNDO_WITHIN = timedelta(hours=24)
_S = ReferralState
# To what each state may go back. What was handed over a second time does not: of the first time
# nothing is kept to go back to.
BACK: dict[ReferralState, frozenset[ReferralState]] = {
    _S.DECLINED: frozenset({_S.OFFERED}),
    _S.NOT_RELEVANT: frozenset({_S.OFFERED}),
    _S.HANDED_OVER: frozenset({_S.ACCEPTED}),
    _S.WITHDRAWN: frozenset(
        {_S.ACCEPTED, _S.HANDED_OVER, _S.NO_FEEDBACK, _S.NEVER_ARRIVED, _S.CONFIRMED}
    ),
}


def undoing_refusals(
    *,
    state: ReferralState,
    before: ReferralState | None,
    at: datetime,
    is_own: bool,
    is_coordinator: bool,
    now: datetime,
) -> set[ReferralRefusal]:
    """`before`, `at` and `is_own` are of the latest step; `before` is None when that step cannot be
    taken back, as when the recipient has answered since.
    """
    if before is None or before not in BACK.get(state, frozenset()):
        return {ReferralRefusal.NOTHING_TO_UNDO}
    found: set[ReferralRefusal] = set()
    if not is_own and not is_coordinator:
        found.add(ReferralRefusal.NOT_YOURS_TO_UNDO)
    if now - at > UNDO_WITHIN:
        found.add(ReferralRefusal.TOO_LATE_TO_UNDO)
    return found
