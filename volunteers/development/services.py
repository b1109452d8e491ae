"""Writing down what people took part in, and deciding what is owed: one transaction each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from volunteers.domain.development import (
    DevelopmentRefusal,
    Kind,
    Occasion,
    Requirements,
    occasion_refusals,
    requirement_refusals,
)
from volunteers.domain.roles import Role
from volunteers.models import (
    DevelopmentAttendance,
    DevelopmentEvent,
    DevelopmentRequirement,
    StaffConversation,
    User,
)


def note_occasion(
    *, said: Occasion, people: Sequence[User], by: User | None, now: datetime
) -> DevelopmentEvent | None:
    """One event with everybody who came; of a conversation the day for each, and no event. The same
    conversation twice is once. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = _hold(people)
        _refuse(said, held, now)
        if said.kind is Kind.CONVERSATION:
            _note_conversations(said.on, held, by, now)
            return None
        event = _make(said, held, by, now)
        _record(by, Action.DEVELOPMENT_NOTED, now, said.kind)
    return event


def correct_occasion(
    *, event: DevelopmentEvent, said: Occasion, people: Sequence[User], by: User, now: datetime
) -> DevelopmentEvent:
    """Another day, title, length or attendance: a new row takes the place of the old one, which is
    kept. Raises `RefusedError`.
    """
    with transaction.atomic():
        held = _hold(people)
        _refuse(said, held, now)
        _replace(event, by, now)
        made = _make(said, held, by, now)
        _record(by, Action.DEVELOPMENT_CHANGED, now, said.kind)
    return made


def take_away_occasion(*, event: DevelopmentEvent, by: User, now: datetime) -> None:
    """It was never held. Raises `RefusedError` when it is replaced already."""
    with transaction.atomic():
        _replace(event, by, now)
        _record(by, Action.DEVELOPMENT_CHANGED, now, Kind(event.kind))


def take_away_conversation(*, conversation: StaffConversation, by: User, now: datetime) -> None:
    """The day was wrong. Twice is the same as once."""
    with transaction.atomic():
        rows = StaffConversation.objects.standing().filter(pk=conversation.pk)
        if rows.update(replaced_at=now, replaced_by=by):
            _record(by, Action.DEVELOPMENT_CHANGED, now, Kind.CONVERSATION)


def set_requirements(
    *, new: Requirements, decided_on: date, by: User, now: datetime
) -> DevelopmentRequirement:
    """What is owed from `new.valid_from` on, as the board has decided. Raises `RefusedError`."""
    with transaction.atomic():
        is_board = User.objects.active().with_role(Role.BOARD).filter(pk=by.pk).exists()
        stored = [row.to_domain() for row in DevelopmentRequirement.objects.all()]
        refuse_if_any(
            requirement_refusals(new, stored, by_is_board=is_board, today=local_date(now))
        )
        row = DevelopmentRequirement.objects.create(
            valid_from=new.valid_from,
            trainings_a_year=new.trainings_a_year,
            exchanges_a_year=new.exchanges_a_year,
            conversation_months=new.conversation_months,
            free_months=new.free_months,
            decided_on=decided_on,
            noted_at=now,
            noted_by=by,
        )
        audit.record(
            by_id=by.pk, action=Action.SETTING_CHANGED, now=now, fields=["development_requirement"]
        )
    return row


def _hold(people: Sequence[User]) -> list[User]:
    """The rows in one order, so that two who write at once wait for each other and no more."""
    keys = [person.pk for person in people]
    rows = User.objects.get_queryset().filter(pk__in=keys)
    return list(rows.order_by("pk").select_for_update(no_key=True))


def _refuse(said: Occasion, people: list[User], now: datetime) -> None:
    whole = replace(said, people=frozenset(one.pk for one in people))
    began = {one.pk: one.started_on for one in people}
    refuse_if_any(occasion_refusals(whole, began=began, today=local_date(now)))


def _make(said: Occasion, people: list[User], by: User | None, now: datetime) -> DevelopmentEvent:
    event: DevelopmentEvent = DevelopmentEvent.objects.create(
        kind=said.kind,
        on=said.on,
        title=said.title.strip(),
        minutes=said.minutes,
        noted_at=now,
        noted_by=by,
    )
    DevelopmentAttendance.objects.bulk_create(
        DevelopmentAttendance(event=event, user=one) for one in people
    )
    return event


def _note_conversations(on: date, people: list[User], by: User | None, now: datetime) -> None:
    rows = StaffConversation.objects.standing().filter(on=on, user__in=people)
    there = set(rows.values_list("user", flat=True))
    new = [one for one in people if one.pk not in there]
    StaffConversation.objects.bulk_create(
        StaffConversation(user=one, on=on, noted_at=now, noted_by=by) for one in new
    )
    if new:
        _record(by, Action.DEVELOPMENT_NOTED, now, Kind.CONVERSATION)


def _replace(event: DevelopmentEvent, by: User, now: datetime) -> None:
    rows = DevelopmentEvent.objects.standing().filter(pk=event.pk)
    if not rows.update(replaced_at=now, replaced_by=by):
        raise RefusedError({DevelopmentRefusal.REPLACED})


def _record(by: User | None, action: Action, now: datetime, kind: Kind) -> None:
    audit.record(by_id=by.pk if by else None, action=action, now=now, fields=[kind.value])
