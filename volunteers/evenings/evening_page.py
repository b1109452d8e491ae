"""What stands on the page of one evening: who holds it, and who can."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jourcase.kernel.local_time import local
from volunteers.development.people import support_people
from volunteers.domain.shifts import ShiftRefusal
from volunteers.domain.weeks import Week
from volunteers.evenings import words
from volunteers.evenings.rota import judged
from volunteers.models import Shift


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can be signed up, or why not."""

    key: UUID
    name: str
    reason: str


def evening_page(shift: Shift, *, now: datetime) -> dict[str, Any]:
    """The whole page but its forms (eight queries)."""
    people = list(
        support_people()
        .filter(is_active=True)
        .only("public_id", "full_name")
        .order_by("full_name", "pk")
    )
    rota = judged(Shift.objects.filter(pk=shift.pk), now=now, asked=[one.pk for one in people])
    one = rota.evenings[0]
    held = {holder.user.pk for holder in one.holders}
    is_full = len(one.holders) >= shift.needed
    choices = []
    for user in people:
        against = rota.ability.against(user.pk, one.on)
        if user.pk in held:
            against.add(ShiftRefusal.HELD_ALREADY)
        choices.append(Choice(user.public_id, user.full_name, words.reason(against)))
    is_over = shift.ends_at <= now
    return {
        "shift": shift,
        "week": words.week_text(Week.of(one.on), today=local(now).date()),
        "hours": words.hours_text(local(shift.starts_at).time(), local(shift.ends_at).time()),
        "state": words.state_text(one.state, missing=one.missing, is_over=is_over),
        "holders": [
            (holder.user, words.holder_note(holder.against, is_offered=holder.is_offered))
            for holder in one.holders
        ],
        "choices": choices,
        "is_full": is_full,
        "is_over": is_over,
        "has_begun": shift.starts_at <= now,
        "is_ours": shift.office.is_own,
        "is_closed": one.facts.is_closed,
        "is_proposed": one.facts.is_proposed and not one.facts.is_closed,
        "is_confirmed": one.facts.is_confirmed,
    }
