"""The role of coordinator: proposed by one person, confirmed by another."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.refusals import refuse_if_any
from volunteers.domain.role_rules import (
    PROPOSAL_LENGTH,
    ProposalOutcome,
    RoleRefusal,
    answering_refusals,
    confirming_refusals,
    is_expired,
    proposing_refusals,
)
from volunteers.domain.roles import Role
from volunteers.models import Invitation, RoleProposal, User


def hold_coordinators(*people: User) -> frozenset[int]:
    """Lock the rows of the active coordinators, and of `people`, until the transaction ends. Gives
    the numbers of the active coordinators.

    Whatever gives or takes the role goes through here, always in the same order, so two who end
    each other's work at the same moment do it one after the other. The numbers are read once the
    locks are held: a lock that had to wait shows the groups as they were before.
    """
    coordinators = User.objects.active().with_role(Role.COORDINATOR)
    rows = User.objects.get_queryset().filter(
        Q(pk__in=coordinators.values("pk")) | Q(pk__in=[person.pk for person in people])
    )
    list(rows.order_by("pk").select_for_update(no_key=True))
    return frozenset(coordinators.values_list("pk", flat=True))


def is_still_active(person: User) -> bool:
    """As the row says now, not as it said when the page was read."""
    return User.objects.active().filter(pk=person.pk).exists()


def propose_coordinator(*, person: User, by: User, now: datetime) -> RoleProposal:
    """Propose that `person` be made a coordinator; another person decides. Raises
    `RefusedError`.
    """
    with transaction.atomic():
        coordinators = hold_coordinators(person)
        earlier = RoleProposal.objects.unanswered().filter(person=person, role=Role.COORDINATOR)
        pending = earlier.first()
        refuse_if_any(
            proposing_refusals(
                by_is_coordinator=by.pk in coordinators,
                is_active=is_still_active(person),
                has_role=person.pk in coordinators,
                is_pending=pending is not None and not is_expired(pending.asked_at, now=now),
            )
        )
        earlier.update(decided_at=now, outcome=ProposalOutcome.LAPSED)
        proposal = RoleProposal.objects.create(
            person=person, role=Role.COORDINATOR, asked_at=now, asked_by=by
        )
        audit.record(by_id=by.pk, action=Action.ROLE_ASKED, now=now, reason=Role.COORDINATOR.value)
    return proposal


def confirm_proposal(*, proposal: RoleProposal, by: User, now: datetime) -> None:
    """Say yes to somebody else's proposal: the person is a coordinator from now on. Raises
    `RefusedError`.
    """
    with transaction.atomic():
        coordinators = hold_coordinators(proposal.person, by)
        row = _held(proposal)
        is_proposer = row.asked_by_id == by.pk
        refuse_if_any(
            _against_answering(row, by, coordinators, now)
            | confirming_refusals(
                is_proposer=is_proposer,
                is_active=is_still_active(row.person),
                has_role=row.person_id in coordinators,
                has_link_from_proposer=not is_proposer and _let_in_by_proposer(row, by),
            )
        )
        _decide(row, ProposalOutcome.CONFIRMED, by, now)
        row.person.groups.add(Group.objects.get_or_create(name=Role.COORDINATOR.value)[0])
        audit.record(by_id=by.pk, action=Action.PERSON_CHANGED, now=now, fields=["roles"])


def refuse_proposal(*, proposal: RoleProposal, by: User, now: datetime) -> None:
    """Say no, or take back one's own proposal. Raises `RefusedError`."""
    with transaction.atomic():
        coordinators = hold_coordinators(proposal.person, by)
        row = _held(proposal)
        refuse_if_any(_against_answering(row, by, coordinators, now))
        is_own = row.asked_by_id == by.pk
        outcome = ProposalOutcome.WITHDRAWN if is_own else ProposalOutcome.REFUSED
        _decide(row, outcome, by, now)
        audit.record(by_id=by.pk, action=Action.ROLE_REFUSED, now=now, reason=outcome.value)


def proposals_for(user: User, *, now: datetime) -> list[RoleProposal]:
    """What a coordinator may see; to the board only what nobody else can answer. The oldest first,
    with the people.
    """
    found = RoleProposal.objects.pending(now).select_related("person", "asked_by")
    pending = list(found.order_by("asked_at", "pk"))
    if user.is_coordinator or not pending:
        return pending
    coordinators = frozenset(
        User.objects.active().with_role(Role.COORDINATOR).values_list("pk", flat=True)
    )
    return [
        one
        for one in pending
        if one.person_id != user.pk and not coordinators - {one.asked_by_id, one.person_id}
    ]


def let_lapse(*, person: User, now: datetime) -> None:
    """End what is unanswered about, or was proposed by, somebody who leaves. Call it inside a
    transaction that holds the person.
    """
    RoleProposal.objects.unanswered().filter(Q(person=person) | Q(asked_by=person)).update(
        decided_at=now, outcome=ProposalOutcome.LAPSED
    )


def _held(proposal: RoleProposal) -> RoleProposal:
    rows = RoleProposal.objects.select_for_update(of=("self",)).select_related("person")
    found: RoleProposal = rows.get(pk=proposal.pk)
    return found


def _against_answering(
    proposal: RoleProposal, by: User, coordinators: frozenset[int], now: datetime
) -> set[RoleRefusal]:
    is_board = User.objects.active().with_role(Role.BOARD).filter(pk=by.pk).exists()
    return answering_refusals(
        is_pending=proposal.decided_at is None,
        asked_at=proposal.asked_at,
        by_is_coordinator=by.pk in coordinators,
        by_is_board=is_board,
        is_person=proposal.person_id == by.pk,
        others_can=bool(coordinators - {proposal.asked_by_id, proposal.person_id}),
        now=now,
    )


def _let_in_by_proposer(proposal: RoleProposal, by: User) -> bool:
    since = proposal.asked_at - PROPOSAL_LENGTH
    links = Invitation.objects.filter(user=by, made_by=proposal.asked_by_id, made_at__gt=since)
    return links.exists()


def _decide(row: RoleProposal, outcome: ProposalOutcome, by: User, now: datetime) -> None:
    row.decided_at, row.decided_by, row.outcome = now, by, outcome
    row.save(update_fields=["decided_at", "decided_by", "outcome"])
