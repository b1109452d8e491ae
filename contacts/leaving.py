"""Somebody stops working here, or stops being a coordinator: what they held is let go of at once.

Stands here because it takes what every app below holds: calls, cases, shifts and the account. Rows
are taken in one order (people, drafts, cases) so that whoever saves a call meanwhile only waits.
"""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from cases.concern import ChildConcern
from cases.marks import Recusal
from cases.models import Case
from cases.services.concern import let_go_of_concerns
from cases.services.life import assign, hold, rows_kept
from contacts.models import Draft
from contacts.services.agenda import let_go as let_go_of_agenda
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from jourcase.outbox.services import put_together
from volunteers.domain.role_rules import ending_refusals, taking_away_refusals
from volunteers.domain.roles import Role
from volunteers.login.invitations import end_all_access
from volunteers.models import ShiftSignup, User
from volunteers.presence_services import forget_presence
from volunteers.role_services import hold_coordinators, is_still_active, let_lapse
from volunteers.services import withdraw_approval


def end_person(*, person: User, by: User, now: datetime) -> int:
    """End somebody's work here: nothing opens for them from their next request on. Gives how many
    open cases were left without anybody responsible. Raises `RefusedError`.

    What they have typed and not saved stays theirs: no one else is ever shown it.
    """
    with transaction.atomic(), audit.written_last(), put_together():
        _hold_or_refuse(person, by)
        _let_go_of_calls(person, by, now)
        unassigned = _hand_over(person, Q(), by, now)
        let_go_of_agenda(person=person, by=by, now=now)
        _leave_shifts(person, by, now)
        if person.approvals.filter(until__isnull=True).exists():
            withdraw_approval(user=person, last_day=local_date(now), by=by, now=now)
        let_lapse(person=person, now=now)
        forget_presence(person=person)
        person.is_active, person.ended_on = False, local_date(now)
        person.save(update_fields=["is_active", "ended_on"])
        end_all_access(person=person, by=by, now=now)
        let_go_of_concerns(person=person, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.PERSON_LEFT, now=now)
    return unassigned


def drop_coordinator(*, person: User, by: User, now: datetime) -> int:
    """Take the role of coordinator from somebody who goes on here. Cases that they cannot see any
    more are left without anybody responsible; gives how many. Raises `RefusedError`.
    """
    with transaction.atomic(), audit.written_last(), put_together():
        coordinators = _hold_or_refuse(person, by)
        refuse_if_any(taking_away_refusals(has_role=person.pk in coordinators))
        unseen = Q(is_protected=True) if person.is_volunteer else Q()
        unassigned = _hand_over(person, unseen, by, now)
        let_go_of_agenda(person=person, by=by, now=now)
        let_lapse(person=person, now=now)
        person.groups.remove(Group.objects.get(name=Role.COORDINATOR.value))
        let_go_of_concerns(person=person, by=by, now=now)
        audit.record(by_id=by.pk, action=Action.PERSON_CHANGED, now=now, fields=["roles"])
    return unassigned


def _hold_or_refuse(person: User, by: User) -> frozenset[int]:
    coordinators = hold_coordinators(person, by)
    refuse_if_any(
        ending_refusals(
            by_is_coordinator=by.pk in coordinators,
            is_self=person.pk == by.pk,
            is_active=is_still_active(person),
            coordinators_left=len(coordinators - {person.pk}),
        )
    )
    return coordinators


def _let_go_of_calls(person: User, by: User, now: datetime) -> None:
    held = list(Draft.objects.claiming().filter(user=person).order_by("pk").select_for_update())
    if held:
        Draft.objects.filter(pk__in=[draft.pk for draft in held]).update(released_at=now)
        case_ids = [draft.case_id for draft in held]
        audit.record(by_id=by.pk, action=Action.CALL_RELEASED, now=now, case_ids=case_ids)


def _hand_over(person: User, which: Q, by: User, now: datetime) -> int:
    """Nobody is responsible for the person's open cases (those of `which`) any more, and somebody
    else may read the protected ones.
    """
    theirs = Case.objects.open().assigned_to_person(person).filter(which)
    read = Case.objects.kept().filter(is_protected=True, protected_readers=person)
    open_ids, read_ids = (set(found.values_list("pk", flat=True)) for found in (theirs, read))
    # Their rows are taken here, in order, for what is let go of once the person is gone.
    worries = ChildConcern.objects.unsettled().filter(taken_by=person)
    worried_ids = set(worries.values_list("case", flat=True))
    with rows_kept():
        held = [hold(pk) for pk in sorted(open_ids | read_ids | worried_ids)]
        for case in held:
            if case.pk in read_ids:
                _pass_on(case, person, by, now)
        left = [
            case
            for case in held
            if case.pk in open_ids and case.closed_at is None and case.assigned_to_id == person.pk
        ]
        for case in left:
            assign(case=case, to=None, by=by, now=now)
    return len(left)


def _pass_on(case: Case, person: User, by: User, now: datetime) -> None:
    """A protected case that nobody else could see would be followed up by nobody. Then whoever
    ends the person's work may read it, or, if that one is recused, another coordinator.
    """
    able = User.objects.active().with_role(Role.COORDINATOR).exclude(pk=person.pk)
    able = able.exclude(pk__in=Recusal.objects.standing().filter(case=case).values("user"))
    if case.protected_readers.filter(pk__in=able.values("pk")).exists():
        return
    heir = able.filter(pk=by.pk).first() or able.order_by("pk").first()
    if heir is not None:
        case.protected_readers.add(heir)
        audit.record(
            by_id=by.pk,
            action=Action.CASE_CHANGED,
            now=now,
            case_ids=[case.pk],
            fields=["protected_readers"],
        )


def _leave_shifts(person: User, by: User, now: datetime) -> None:
    left, _ = ShiftSignup.objects.filter(user=person, shift__starts_at__gt=now).delete()
    if left:
        audit.record(by_id=by.pk, action=Action.SHIFT_CHANGED, now=now, fields=["people"])
