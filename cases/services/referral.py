"""A referral from the first question to the answer of whoever received it.

Jourcase sends nothing by itself: what is passed is passed by a person, and written down here.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from cases.domain.age import age_facts
from cases.domain.enums import AgeBand
from cases.domain.referral import (
    Age,
    Consent,
    Offer,
    age_answer_refusals,
    answer_refusals,
    band_at_receipt,
    band_on,
    close_reason_of,
    consent_refusals,
    hand_over_refusals,
    move_refusals,
    offer_refusals,
    read_born,
    stated_at_receipt,
)
from cases.domain.referral_codes import (
    HandOverWay,
    Item,
    Recipient,
    ReferralRefusal,
    ReferralState,
)
from cases.domain.rules import editing_refusals
from cases.domain.seen import seen_refusals
from cases.models import Case, EventKind, Identity
from cases.referrals.letter import what_is_passed
from cases.referrals.seen import consent_prints, is_as_given
from cases.referring import Referral
from cases.safe_words import how_to_call
from cases.services.life import add_event, close, hold, refuse_if_merged
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.models import User


def age_of(case: Case, identity: Identity | None) -> Age:
    """What is known of the person's age (no query)."""
    born, year = read_born(identity.born) if identity else (None, None)
    if case.asked_band and case.asked_on:
        return Age(born, year, AgeBand(case.asked_band), case.asked_on)
    received_on = local_date(case.received_at)
    stated = stated_at_receipt(
        _kept_band(case), birth_year=year, on=received_on, referral_age=case.terms.referral_age
    )
    return Age(born, year, stated, received_on)


def _kept_band(case: Case) -> AgeBand | None:
    return AgeBand(case.age_band) if case.age_band else None


def band_today(case: Case, identity: Identity | None, *, now: datetime) -> AgeBand | None:
    """On which side of the referral age today; None when nobody has asked."""
    age = age_of(case, identity)
    return band_on(age, on=local_date(now), referral_age=case.terms.referral_age)


def identity_of(case: Case) -> Identity | None:
    return None if case.is_anonymous else Identity.objects.filter(case=case).first()


def answer_age(*, case: Case, band: AgeBand, by: User, now: datetime) -> Case:
    """The one answer that was lacking, of today. The statistics are of the received day and get it
    only if they had none and it tells of that day too. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
        today, received_on = local_date(now), local_date(held.received_at)
        referral_age = held.terms.referral_age
        known = age_of(held, identity_of(held))
        refuse_if_any(age_answer_refusals(band, known, on=today, referral_age=referral_age))
        age = replace(known, stated=band, stated_on=today)
        held.asked_band, held.asked_on = band, today
        before = _kept_band(held)
        after = band_at_receipt(before, age, received_on=received_on, referral_age=referral_age)
        if after is not None and after != before:
            facts = age_facts(
                on=received_on,
                referral_age=referral_age,
                born=age.born,
                birth_year=age.birth_year,
                stated=after,
            )
            held.age_band, held.age_group = facts.band, facts.group
        held.save(update_fields=["asked_band", "asked_on", "age_band", "age_group"])
        add_event(held, EventKind.FACTS_CHANGED, by=by, now=now, what="age_band")
        audit.record(
            by_id=by.pk,
            action=Action.CASE_CHANGED,
            now=now,
            case_ids=[held.pk],
            fields=["age_band"],
        )
    return held


def begin(*, case: Case, offer: Offer, key: uuid.UUID, by: User, now: datetime) -> Referral:
    """A referral, or the decision that there is to be none. `key` is drawn with the page: a second
    press gives the one that the first made. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = hold(case.pk)
        refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
        refuse_if_merged(held)
        made = Referral.objects.filter(case=held, public_id=key).first()
        if made is not None:
            return made
        is_by_age = offer.recipient == Recipient.STODCENTRUM
        band = band_today(held, identity_of(held), now=now) if is_by_age else None
        is_under_way = Referral.objects.filter(case=held, recipient=offer.recipient).under_way()
        refuse_if_any(
            offer_refusals(
                offer,
                band=band,
                is_coordinator=by.is_coordinator,
                is_under_way=is_under_way.exists(),
            )
        )
        row = Referral.objects.create(
            public_id=_unused(key),
            case=held,
            recipient=offer.recipient,
            to_whom=offer.to_whom.strip(),
            state=offer.state,
            age_band=band or "",
            offered_at=now,
            offered_by=by,
            why_not=offer.why_not or "",
            reason=offer.reason.strip(),
        )
        is_no = offer.state in {ReferralState.DECLINED, ReferralState.NOT_RELEVANT}
        tell(row, by, now, more={"before": ReferralState.OFFERED.value} if is_no else None)
    return row


def _unused(key: uuid.UUID) -> uuid.UUID:
    """A key that somebody has made up and that another case has gives a new one."""
    return uuid.uuid4() if Referral.objects.filter(public_id=key).exists() else key


def answer(*, referral: Referral, offer: Offer, by: User, now: datetime) -> Referral:
    """What the person said to the offer, or that it was not relevant. Raises `RefusedError`."""
    with transaction.atomic():
        row = held_row(referral)
        if row.state != ReferralState.OFFERED:
            # Answered already: a consent that was given is taken back, never answered over.
            raise RefusedError({ReferralRefusal.CHANGED_MEANWHILE})
        refuse_if_any(move_refusals(ReferralState(row.state), offer.state) | answer_refusals(offer))
        row.state = offer.state
        row.why_not = offer.why_not or ""
        # What a coordinator wrote at 21 stays; otherwise the reason is that of this answer.
        row.reason = offer.reason.strip() or row.reason
        row.save(update_fields=["state", "why_not", "reason"])
        tell(row, by, now, more={"before": ReferralState.OFFERED.value})
    return row


def give_consent(
    *, referral: Referral, consent: Consent, seen: str, by: User, now: datetime
) -> Referral:
    """How, when and what may be passed; again before the hand-over when it is changed. `seen` is
    the stamp of what was shown: a consent that was narrowed or taken back meanwhile is not put
    back. Raises `RefusedError`.
    """
    with transaction.atomic():
        row = held_row(referral)
        how = how_to_call(row.case, identity_of(row.case))
        received_at = row.case.received_at
        found = move_refusals(ReferralState(row.state), ReferralState.ACCEPTED)
        found |= consent_refusals(consent, received_at=received_at, how_to_call=how, now=now)
        if not found and is_as_given(row, consent):
            return row
        refuse_if_any({*found, *seen_refusals(seen, consent_prints(row))})
        row.state = ReferralState.ACCEPTED
        row.consent_at, row.consent_how = consent.given_at, consent.how
        for item in Item:
            setattr(row, f"may_pass_{item.value}", item in consent.items)
        row.event = consent.event.strip() if Item.EVENT in consent.items else ""
        row.save(
            update_fields=[
                *("state", "consent_at", "consent_how", "event"),
                *(f"may_pass_{item.value}" for item in Item),
            ]
        )
        tell(row, by, now)
    return row


def withdraw(*, referral: Referral, by: User, now: datetime) -> Referral:
    """The person has changed their mind. What has not been passed is not passed any more; what has
    been stays written down, so that it can be asked back. Raises `RefusedError`.
    """
    with transaction.atomic():
        row = held_row(referral)
        refuse_if_any(move_refusals(ReferralState(row.state), ReferralState.WITHDRAWN))
        back = {"before": row.state}
        if row.answered_at is not None:
            back["answered"] = row.answered_at.isoformat()
        row.state, row.answered_at = ReferralState.WITHDRAWN, now
        row.event = ""
        row.save(update_fields=["state", "answered_at", "event"])
        tell(row, by, now, more=back)
    return row


def hand_over(
    *,
    referral: Referral,
    way: HandOverWay,
    seen: str,
    closes: bool,
    by: User,
    now: datetime,
) -> Referral:
    """It has been passed on. `seen` is the digest of what was read before the button was pressed;
    `closes` ends the case as forwarded in the same moment. Raises `RefusedError`: of a consent
    that is gone, or of a text that has changed, nothing is written.
    """
    with transaction.atomic(), audit.written_last():
        row = held_row(referral)
        refuse_if_merged(row.case)
        passed = what_is_passed(row, row.case, anew=True)
        refuse_if_any(
            hand_over_refusals(
                state=ReferralState(row.state),
                has_consent=row.has_consent,
                items=row.items,
                how_to_call=how_to_call(row.case, identity_of(row.case)),
                has_text=bool(passed.lines),
                is_as_seen=passed.digest == seen,
            )
        )
        before, row.state = row.state, ReferralState.HANDED_OVER
        row.handed_over_at, row.handed_over_by = now, by
        row.way, row.passed, row.answered_at = way, passed.as_json(), None
        row.save(
            update_fields=[
                *("state", "handed_over_at", "handed_over_by", "way", "passed", "answered_at"),
            ]
        )
        _event(row, by, now, before=before)
        audit.record(
            by_id=by.pk,
            action=Action.REFERRAL_HANDED_OVER,
            now=now,
            case_ids=[row.case_id],
            fields=sorted(item.value for item in row.items),
            reason=row.recipient,
        )
        if closes and row.case.closed_at is None:
            close(case=row.case, reason=close_reason_of(Recipient(row.recipient)), by=by, now=now)
    return row


def hand_over_stopped(referral: Referral) -> set[ReferralRefusal]:
    """Why there is nothing to hand over now, whatever would be read (one query)."""
    return hand_over_refusals(
        state=ReferralState(referral.state),
        has_consent=referral.has_consent,
        items=referral.items,
        how_to_call=how_to_call(referral.case, identity_of(referral.case)),
        has_text=True,
        is_as_seen=True,
    )


def note_feedback(*, referral: Referral, state: ReferralState, by: User, now: datetime) -> Referral:
    """What the recipient answered, or that nothing has been heard. Raises `RefusedError`."""
    with transaction.atomic():
        row = held_row(referral)
        refuse_if_any(move_refusals(ReferralState(row.state), state))
        row.state, row.answered_at = state, now
        row.save(update_fields=["state", "answered_at"])
        tell(row, by, now)
    return row


def held_row(referral: Referral) -> Referral:
    """The row with the case's row locked before it, like everything that acts on a case."""
    held = hold(referral.case_id)
    refuse_if_any(editing_refusals(is_erased=held.erased_at is not None))
    row: Referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if row.case_id != held.pk:
        # A merge took it along to another case, whose key seals it now.
        raise RefusedError({ReferralRefusal.CHANGED_MEANWHILE})
    row.case = held
    return row


def _event(row: Referral, by: User, now: datetime, **more: str) -> None:
    detail = {"referral": str(row.public_id), "recipient": row.recipient, "state": row.state}
    add_event(row.case, EventKind.REFERRED, by=by, now=now, **detail, **more)


def tell(
    row: Referral,
    by: User,
    now: datetime,
    *,
    fields: tuple[str, ...] = (),
    more: dict[str, str] | None = None,
) -> None:
    """Into the case's history and the log. `more`: what a step that can be undone goes back to."""
    _event(row, by, now, **(more or {}))
    audit.record(
        by_id=by.pk,
        action=Action.REFERRAL_CHANGED,
        now=now,
        case_ids=[row.case_id],
        fields=list(fields),
        reason=row.state,
    )


# --- For other pages -----------------------------------------------------------------------------


def reminders(user: User, *, now: datetime) -> int:
    """How many have waited for seven days or more, of what this person may see: for the dashboard
    (one query).
    """
    return Referral.objects.visible_to(user).silent(now).count()


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of the referrals that were begun in a span of time."""

    offered: int  # all that the person was asked about
    declined: int
    accepted: int
    handed_over: int
    not_relevant: int
    withdrawn: int


def counts(first: datetime, last: datetime, *, recipient: Recipient | None = None) -> Counts:
    """Begun at or after `first` and at or before `last`, erased cases included (one query)."""
    found = Referral.objects.begun_between(first, last)
    if recipient is not None:
        found = found.filter(recipient=recipient)
    rows = list(found.values_list("state", "handed_over_at"))
    states = Counter(ReferralState(state) for state, _ in rows)
    declined, not_relevant = states[ReferralState.DECLINED], states[ReferralState.NOT_RELEVANT]
    offered = len(rows) - not_relevant
    return Counts(
        offered=offered,
        declined=declined,
        accepted=offered - declined - states[ReferralState.OFFERED],
        handed_over=sum(1 for _, at in rows if at is not None),
        not_relevant=not_relevant,
        withdrawn=states[ReferralState.WITHDRAWN],
    )
