"""Keeping what is typed in "Nytt ärende" until it is saved or thrown away."""

import json
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.drafts import KEPT_FOR, IntakeDraft
from cases.models import Case
from jourcase.kernel.sealed import Unreadable, forget_keys, scope_of, token_for
from jourcase.keystore import store
from volunteers.models import User

# A page left open can send what was typed in it for so long after it is over.
_LATE_SAVES = timedelta(days=1)


def autosave(
    *, key: uuid.UUID, user: User, content: dict[str, Any], sequence: int, now: datetime
) -> bool:
    """Keep what is being typed on the page `key`; a smaller `sequence` than the stored is ignored.

    Returns whether it was stored. Nothing is once the case is saved or the draft thrown away, nor
    on a page that is somebody else's.
    """
    if Case.objects.filter(public_id=key).exists():
        return False
    draft = IntakeDraft.objects.filter(pk=key).first() or _begin(key, user, now)
    if draft.user_id != user.pk or draft.over_at is not None:  # then there is no key to seal with
        return False
    text = json.dumps(content, ensure_ascii=False)
    sealed = token_for(IntakeDraft, "content", scope=scope_of(draft), row=draft.pk, text=text)
    mine = IntakeDraft.objects.unfinished_by(user).filter(pk=key, sequence__lt=sequence)
    return bool(mine.update(content=sealed, sequence=sequence, saved_at=now))


def _begin(key: uuid.UUID, user: User, now: datetime) -> IntakeDraft:
    draft = IntakeDraft(id=key, user=user, started_at=now, saved_at=now)
    scope = scope_of(draft)
    store.mint(scope, now=now)  # committed on its own, before what it seals
    forget_keys([scope])
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return IntakeDraft.objects.get(pk=key)  # two at once: the other was faster
    return draft


def typed_in(draft: IntakeDraft) -> dict[str, list[str]] | None:
    """What was typed, as the form's fields; None when it cannot be read any more."""
    text = draft.content
    if isinstance(text, Unreadable):
        return None
    said: dict[str, list[str]] = json.loads(text) if text else {}
    return said


def finish(*, key: uuid.UUID, user: User, now: datetime) -> None:
    """It has become a case, or was thrown away: the text goes at once, and its key after the
    commit. Call it in the transaction that makes it so.
    """
    mine = IntakeDraft.objects.unfinished_by(user).filter(pk=key)
    if mine.update(content="", over_at=now):
        # Whatever befalls the key store, the case is saved; `throw_stale` destroys what is left.
        transaction.on_commit(partial(_destroy, [f"draft:{key}"]), robust=True)


def throw(*, key: uuid.UUID, user: User, now: datetime) -> None:
    """Throw away what was typed, because the person asked for it."""
    with transaction.atomic():
        finish(key=key, user=user, now=now)


def _destroy(scopes: list[str]) -> None:
    store.destroy(scopes)
    forget_keys(scopes)


def throw_stale(*, now: datetime) -> int:
    """Delete what nobody has touched for two weeks, and the rows of those that are over, with the
    keys of both. Gives how many rows. May be stopped anywhere and run again.
    """
    before = now - KEPT_FOR
    stale = IntakeDraft.objects.filter(Q(saved_at__lt=before) | Q(over_at__lt=now - _LATE_SAVES))
    ids = list(stale.values_list("pk", flat=True))
    _destroy([f"draft:{one}" for one in ids])
    IntakeDraft.objects.filter(pk__in=ids).delete()
    return len(ids)
