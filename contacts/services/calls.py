"""Beginning, keeping and leaving a call. The draft's row is the claim on the case."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from cases.marks import Recusal
from cases.models import Case
from cases.services.life import hold
from contacts.domain.entry import (
    CLAIM_FOR,
    HOLD_SILENT_FOR,
    ContactRefusal,
    beginning_refusals,
    claim_refusals,
    held_refusals,
)
from contacts.models import Contact, Draft
from contacts.queue import Moment, callable_rows
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from jourcase.kernel.sealed import scope_of, token_for
from volunteers.models import User

# How many of the list's first cases are tried before giving up: more than volunteers there are.
_LOOK_AT = 60
# What may become of a case between the list and the claim: then the next one is tried.
_GONE = {
    ContactRefusal.CLAIMED_BY_OTHER,
    ContactRefusal.CASE_IS_CLOSED,
    ContactRefusal.NOT_SEEN_ANY_MORE,
}
_TAKEN_UP = (
    "claimed_until",
    "released_at",
    "from_case",
    "started_at",
    "seen_contact_id",
    "dialled_at",
)


def begin_call(*, case: Case, user: User, now: datetime, from_case: bool = False) -> Draft:
    """Claim the case for twenty minutes and open (or take up again) the user's draft for it.

    Two people at once: the database lets one through, the other gets CLAIMED_BY_OTHER.
    Raises `RefusedError`.
    """
    refuse_if_any(
        beginning_refusals(
            is_closed=case.closed_at is not None,
            is_approved=user.was_approved_on(local_date(now)),
            is_recused=Recusal.objects.hides(case.pk, user),
        )
    )
    return _begin(case, user, now, from_case)


def begin_next(*, user: User, moment: Moment) -> Draft | None:
    """Claim the first case of the list that nobody else has, or None when there is none. The list
    holds open cases only, and none of the person's own jäv. Raises `RefusedError`.
    """
    now = moment.now
    approved = user.was_approved_on(local_date(now))
    refuse_if_any(beginning_refusals(is_closed=False, is_approved=approved, is_recused=False))
    for row in callable_rows(user, moment, limit=_LOOK_AT):
        try:
            return _begin(row.case, user, now, from_case=False)
        except RefusedError as error:
            if not error.refusals <= _GONE:
                raise
    return None


def _begin(case: Case, user: User, now: datetime, from_case: bool) -> Draft:
    with transaction.atomic(), audit.written_last():
        # Their other claim, which is let go of below, is taken in the same order by everyone.
        claims = Draft.objects.claiming().filter(Q(case=case) | Q(user=user)).order_by("pk")
        held = list(claims.select_for_update())
        draft = _claim(case, user, now, from_case, held)
        # Nobody holds two cases: earlier claims are let go, typed text stays as a draft.
        others = [one for one in held if one.user_id == user.pk and one.pk != draft.pk]
        _let_go(others, user.pk, now)
        _refuse_what_has_changed(case, user)
    return draft


def _refuse_what_has_changed(case: Case, user: User) -> None:
    """Drafts before cases: whoever closes or protects the case either meets this claim or has
    been met by it.
    """
    held = hold(case.pk)
    seen = Case.objects.visible_to(user).filter(pk=held.pk)
    is_hidden = held.is_protected and not seen.exists()
    refuse_if_any(held_refusals(is_closed=held.closed_at is not None, is_hidden=is_hidden))


def _claim(case: Case, user: User, now: datetime, from_case: bool, held: list[Draft]) -> Draft:
    holder = next((one for one in held if one.case_id == case.pk), None)
    if holder and holder.claimed_until <= now:
        Draft.objects.claiming().filter(pk=holder.pk).update(released_at=now)
        holder = None
    refuse_if_any(claim_refusals(holder_id=holder.user_id if holder else None, user_id=user.pk))
    draft = holder or Draft.objects.unfinished_by(user).filter(case=case).first()
    try:
        with transaction.atomic():
            if draft is None:
                draft = Draft.objects.create(
                    case=case,
                    user=user,
                    started_at=now,
                    claimed_until=now + CLAIM_FOR,
                    from_case=from_case,
                    seen_contact_id=latest_contact_id(case.pk),
                )
            else:
                if holder is None and not draft.content:
                    # Nothing was written then, so there is no "meanwhile" to ask about.
                    draft.started_at, draft.seen_contact_id = now, latest_contact_id(case.pk)
                    draft.dialled_at = None
                draft.claimed_until, draft.released_at = now + CLAIM_FOR, None
                draft.from_case = from_case
                draft.save(update_fields=_TAKEN_UP)
    except IntegrityError as error:
        # The unique constraint on claims: somebody else was a moment faster.
        raise RefusedError({ContactRefusal.CLAIMED_BY_OTHER}) from error
    audit.record(by_id=user.pk, action=Action.CALL_CLAIMED, now=now, case_ids=[case.pk])
    return draft


def _let_go(held: Iterable[Draft], by_id: int | None, now: datetime) -> int:
    """End these claims; `by_id` is None when they ended by themselves. The drafts stay open for
    what may still be typed after a long call or in another tab: only a person throws one away.
    """
    left = list(held)
    ended = Draft.objects.claiming().filter(pk__in=[draft.pk for draft in left])
    if left and ended.update(released_at=now):
        case_ids = [draft.case_id for draft in left]
        audit.record(by_id=by_id, action=Action.CALL_RELEASED, now=now, case_ids=case_ids)
    return len(left)


def latest_contact_id(case_id: int) -> int | None:
    """The newest contact of a case, undone or not: tells whether anything was logged since."""
    highest: int | None = Contact.objects.filter(case_id=case_id).aggregate(id=Max("pk"))["id"]
    return highest


def renew(*, draft: Draft, now: datetime) -> bool:
    """Hold the claim for another twenty minutes. False when somebody else has taken the case."""
    held = Draft.objects.claiming().filter(pk=draft.pk).update(claimed_until=now + CLAIM_FOR)
    return bool(held)


def dial(*, draft: Draft, now: datetime) -> None:
    """ "Ring" was pressed: the call begins now. Pressing again is one more attempt to get through
    in the same call, so the latest press counts. The claim is renewed.
    """
    with transaction.atomic():
        Draft.objects.unfinished_by(draft.user).filter(pk=draft.pk).update(dialled_at=now)
        keep_alive(draft=draft, now=now)


def keep_alive(*, draft: Draft, now: datetime) -> bool:
    """The page is still open: hold the claim, but not for longer than an hour without a sign of
    life, so that a forgotten page frees its person. Long conversations are silent.
    """
    return now <= draft.started_at + HOLD_SILENT_FOR and renew(draft=draft, now=now)


def autosave(*, draft: Draft, content: dict[str, Any], sequence: int, now: datetime) -> bool:
    """Keep what is being typed; a smaller `sequence` than the stored one is ignored.

    Returns whether it was stored. A finished draft stores nothing. The claim is renewed.
    """
    text = json.dumps(content, ensure_ascii=False)
    sealed_content = token_for(Draft, "content", scope=scope_of(draft), row=draft.pk, text=text)
    with transaction.atomic():
        stored = (
            Draft.objects.unfinished_by(draft.user)
            # Of the case whose key sealed it: a merge may have moved the draft just now.
            .filter(pk=draft.pk, case=draft.case_id, sequence__lt=sequence)
            .update(content=sealed_content, sequence=sequence, saved_at=now)
        )
        renew(draft=draft, now=now)
    return bool(stored)


def release(*, draft: Draft, now: datetime) -> None:
    """Let go of the case without having rung. Typed text stays under "Dina utkast"."""
    with transaction.atomic():
        _let_go(Draft.objects.claiming().filter(pk=draft.pk), draft.user_id, now)


def discard(*, draft: Draft, now: datetime) -> None:
    """Throw away what was typed, because the person asked for it."""
    with transaction.atomic(), audit.written_last():
        _let_go(Draft.objects.claiming().filter(pk=draft.pk), draft.user_id, now)
        Draft.objects.filter(pk=draft.pk, contact__isnull=True).update(discarded_at=now, content="")


def end_forgotten_claims(*, now: datetime) -> int:
    """Free the cases whose claim has run out. They are free anyway; this keeps the table tidy."""
    with transaction.atomic():
        # One that somebody is busy with is not forgotten.
        expired = Draft.objects.claiming().filter(claimed_until__lte=now).order_by("pk")
        return _let_go(expired.select_for_update(skip_locked=True), None, now)


def begin_again(
    *, contact: Contact, said: dict[str, list[str]], user: User, now: datetime
) -> Draft:
    """After an undo: the same case on the screen with what had been `said`, unless something
    else has been typed for it since. Raises `RefusedError`.
    """
    from_case = bool(contact.draft and contact.draft.from_case)
    draft = begin_call(case=contact.case, user=user, now=now, from_case=from_case)
    if not draft.content:
        autosave(draft=draft, content=said, sequence=draft.sequence + 1, now=now)
        draft.refresh_from_db()
    return draft
