"""Skyddade personuppgifter: a case is seen by the coordinators that are named, and by nobody else.

What was merged into a case is about the same person and follows it. What stands above (calls that
have begun, what is planned) is let go of by `contacts.services.protection`, which calls these.
Source: domain rule "Protected identity"; decision 0108.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cases.domain.protection import (
    Reader,
    protecting_refusals,
    reading_refusals,
    unprotecting_refusals,
)
from cases.marks import Recusal
from cases.models import Case, EventKind
from cases.promise_port import refresh_promise
from cases.services.families import hold_all, merged_into
from cases.services.intake import next_protected_number
from cases.services.life import add_event, refuse_if_merged
from cases.services.recusal import take_from
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.roles import Role
from volunteers.models import User


def coordinators() -> QuerySet[User]:
    """Whoever can be named as a reader of some case, by name."""
    return User.objects.active().with_role(Role.COORDINATOR).order_by("full_name", "pk")


def protect(*, case: Case, readers: Collection[User], by: User, now: datetime) -> list[Case]:
    """Hide the case from all but `readers`, drop its district and take it from whoever is
    responsible and may not see it. Gives the case and what was merged into it. Raises
    `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        family = _hold_family(case)
        held = family[0]
        refuse_if_any(
            protecting_refusals(
                is_erased=held.erased_at is not None,
                is_protected=held.is_protected,
                readers=_as_ruled(held, readers),
            )
        )
        for one in family:
            _hide(one)
            one.protected_readers.set(readers)
            add_event(one, EventKind.PROTECTED, by=by, now=now, readers=_names(readers))
            _take_from_unseeing(one, by, now)
            refresh_promise(one)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_PROTECTED,
            now=now,
            case_ids=[one.pk for one in family],
            fields=["is_protected", "district", "protected_readers"],
        )
    return family


def change_readers(
    *, case: Case, add: Collection[User], remove: Collection[User], by: User, now: datetime
) -> list[Case]:
    """Let more coordinators see the case, and others no longer: said as what is changed, so that
    two who change at once both get what they said. Gives what `protect` gives. Raises
    `RefusedError`.
    """
    with transaction.atomic(), audit.written_last():
        family = _hold_family(case)
        held = family[0]
        before = {one.pk: one for one in held.protected_readers.all()}
        added = [one for one in add if one.pk not in before]
        gone = {one.pk: one for one in remove if one.pk in before}
        left = [one for pk, one in before.items() if pk not in gone] + added
        refuse_if_any(
            reading_refusals(
                is_erased=held.erased_at is not None,
                is_protected=held.is_protected,
                named=_as_ruled(held, added),
                left=_as_ruled(held, left),
            )
        )
        if not added and not gone:
            return family
        for one in family:
            one.protected_readers.set(left)
            said = {"added": _names(added), "removed": _names(gone.values())}
            add_event(one, EventKind.READERS_CHANGED, by=by, now=now, **said)
            _take_from_unseeing(one, by, now)
        audit.record(
            by_id=by.pk,
            action=Action.READERS_CHANGED,
            now=now,
            case_ids=[one.pk for one in family],
            fields=["protected_readers"],
        )
    return family


def unprotect(*, case: Case, reason: str, by: User, now: datetime) -> Case:
    """The case is as others again; its district has to be asked anew. Raises `RefusedError`.

    The number stays with it: it is never given to another case, and comes back if this one is
    protected once more.
    """
    with transaction.atomic(), audit.written_last():
        family = _hold_family(case)
        held = family[0]
        refuse_if_any(
            unprotecting_refusals(
                is_erased=held.erased_at is not None,
                is_protected=held.is_protected,
                reason=reason,
            )
        )
        shown = [one for one in family if one.is_protected]
        for one in shown:
            one.is_protected = False
            one.save(update_fields=["is_protected"])
            one.protected_readers.clear()
            add_event(one, EventKind.UNPROTECTED, by=by, now=now, reason=reason.strip())
            refresh_promise(one)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_UNPROTECTED,
            now=now,
            case_ids=[one.pk for one in shown],
            fields=["is_protected", "protected_readers"],
        )
    return held


def _hold_family(case: Case) -> list[Case]:
    """The case itself comes first."""
    held = hold_all(lambda: merged_into(case.pk))
    refuse_if_merged(held[case.pk])
    return [held.pop(case.pk), *held.values()]


def _as_ruled(held: Case, people: Iterable[User]) -> list[Reader]:
    """Read anew: a role may have ended, or jäv have come about, since the page was shown."""
    wanted = [one.pk for one in people]
    able = set(coordinators().filter(pk__in=wanted).values_list("pk", flat=True))
    recused = set(Recusal.objects.standing().filter(case=held).values_list("user_id", flat=True))
    return [Reader(is_coordinator=pk in able, is_recused=pk in recused) for pk in wanted]


def _hide(held: Case) -> None:
    held.is_protected, held.district = True, None
    if held.protected_number is None:
        held.protected_number = next_protected_number()
    held.save(update_fields=["is_protected", "district", "protected_number"])


def _take_from_unseeing(held: Case, by: User, now: datetime) -> None:
    former = held.assigned_to
    if former is None or Case.objects.visible_to(former).filter(pk=held.pk).exists():
        return
    take_from(held, by, now)


def _names(people: Iterable[User]) -> str:
    return ", ".join(sorted(one.short_name for one in people))
