"""Taking back the latest step of a referral. The step itself, as the case's history has it, holds
what to go back to: codes and an instant, never a word of what was passed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.domain.enums import AgeBand
from cases.domain.referral import UNDER_WAY, Offer, offer_refusals
from cases.domain.referral_codes import Item, Recipient, ReferralRefusal, ReferralState
from cases.domain.referral_undo import undoing_refusals
from cases.models import CaseEvent, EventKind
from cases.referring import Referral
from cases.services.life import refuse_if_merged
from cases.services.referral import held_row, tell
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.models import User

_S = ReferralState


@dataclass(frozen=True, slots=True)
class Step:
    """The latest that was done with a referral."""

    at: datetime
    by_id: int | None
    before: ReferralState | None  # None when it cannot be taken back
    answered_at: datetime | None  # the answer that stood there before


def last_step(referral: Referral) -> Step | None:
    """None of a referral whose history is another case's: a merge has moved it (one query)."""
    events = CaseEvent.objects.filter(
        case=referral.case_id,
        kind=EventKind.REFERRED,
        detail__referral=str(referral.public_id),
    )
    found = events.order_by("-pk").values_list("at", "by", "detail").first()
    if found is None:
        return None
    at, by_id, detail = found
    answered = detail.get("answered")
    return Step(
        at=at,
        by_id=by_id,
        before=_S(detail["before"]) if "before" in detail else None,
        answered_at=datetime.fromisoformat(answered) if answered else None,
    )


def stopped(referral: Referral, user: User, *, now: datetime) -> set[ReferralRefusal]:
    """What stands against this person's taking back the latest step (one query)."""
    return _stopped(referral, last_step(referral), user, now)


def _stopped(row: Referral, step: Step | None, user: User, now: datetime) -> set[ReferralRefusal]:
    if step is None:
        return {ReferralRefusal.NOTHING_TO_UNDO}
    return undoing_refusals(
        state=_S(row.state),
        before=step.before,
        at=step.at,
        is_own=step.by_id == user.pk,
        is_coordinator=user.is_coordinator,
        now=now,
    )


def undo(*, referral: Referral, by: User, now: datetime) -> Referral:
    """The referral is as it was before its latest step. A case that was closed with the hand-over
    stays closed. Raises `RefusedError`.
    """
    with transaction.atomic():
        row = held_row(referral)
        refuse_if_merged(row.case)
        step = last_step(row)
        refuse_if_any(_stopped(row, step, by, now))
        if step is None or step.before is None:
            raise RefusedError({ReferralRefusal.NOTHING_TO_UNDO})
        if step.before in UNDER_WAY:
            _refuse_second(row)
        if step.before == _S.OFFERED:
            _refuse_offer(row)
        _go_back(row, step.before, step.answered_at)
        tell(row, by, now, fields=("undone",), more={"undone": "yes"})
    return row


def _refuse_second(row: Referral) -> None:
    """Another to the same recipient has been begun since."""
    others = Referral.objects.filter(case_id=row.case_id, recipient=row.recipient).under_way()
    if others.exclude(pk=row.pk).exists():
        raise RefusedError({ReferralRefusal.ALREADY_UNDER_WAY})


def _refuse_offer(row: Referral) -> None:
    """A no that the age gave does not become an offer."""
    refuse_if_any(
        offer_refusals(
            Offer(Recipient(row.recipient), _S.OFFERED, row.to_whom, None, "-"),
            band=AgeBand(row.age_band) if row.age_band else None,
            is_coordinator=True,
            is_under_way=False,
        )
    )


def _go_back(row: Referral, before: ReferralState, answered_at: datetime | None) -> None:
    changed = ["state"]
    if row.state == _S.HANDED_OVER:
        row.handed_over_at, row.handed_over_by, row.way, row.passed = None, None, "", ""
        changed += ["handed_over_at", "handed_over_by", "way", "passed"]
    elif row.state == _S.WITHDRAWN:
        row.answered_at = answered_at
        changed.append("answered_at")
    else:
        row.why_not, row.consent_at, row.consent_how, row.event = "", None, "", ""
        for item in Item:
            setattr(row, f"may_pass_{item.value}", False)
        changed += ["why_not", "consent_at", "consent_how", "event"]
        changed += [f"may_pass_{item.value}" for item in Item]
    row.state = before
    row.save(update_fields=changed)
