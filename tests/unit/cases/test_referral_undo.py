"""What can be taken back in a referral, by whom and for how long."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from cases.domain.referral import may_become
from cases.domain.referral_codes import ReferralRefusal, ReferralState
from cases.domain.referral_undo import BACK, UNDO_WITHIN, undoing_refusals
from cases.referrals.words import REFERRAL_REFUSALS, UNDO_BUTTONS
from tests.factories import MONDAY

S, R = ReferralState, ReferralRefusal
SECOND = timedelta(seconds=1)


def refused(**said: Any) -> set[ReferralRefusal]:
    usual: dict[str, Any] = {
        "state": S.HANDED_OVER,
        "before": S.ACCEPTED,
        "at": MONDAY,
        "is_own": True,
        "is_coordinator": False,
        "now": MONDAY,
    }
    return undoing_refusals(**(usual | said))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, set()),
        ({"state": S.DECLINED, "before": S.OFFERED}, set()),
        ({"state": S.WITHDRAWN, "before": S.CONFIRMED}, set()),
        ({"is_own": False}, {R.NOT_YOURS_TO_UNDO}),
        ({"is_own": False, "is_coordinator": True}, set()),
        ({"now": MONDAY + UNDO_WITHIN}, set()),
        ({"now": MONDAY + UNDO_WITHIN + SECOND}, {R.TOO_LATE_TO_UNDO}),
        ({"before": None}, {R.NOTHING_TO_UNDO}),
        ({"state": S.CONFIRMED}, {R.NOTHING_TO_UNDO}),  # the other side has answered
        ({"before": S.NEVER_ARRIVED}, {R.NOTHING_TO_UNDO}),  # handed over a second time
    ],
)
def test_what_stands_against_undoing(said: dict[str, Any], expected: set[ReferralRefusal]) -> None:
    assert refused(**said) == expected


@for_all(st.sampled_from(S), st.sampled_from(S))
def test_only_a_step_that_can_be_made_is_taken_back(
    state: ReferralState, before: ReferralState
) -> None:
    if not refused(state=state, before=before):
        assert may_become(before, state)


def test_every_state_and_refusal_has_its_words() -> None:
    assert set(UNDO_BUTTONS) == set(BACK)
    assert set(R) <= set(REFERRAL_REFUSALS)
