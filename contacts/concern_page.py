"""What the page "Oro för barn" shows, words and possibilities already chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings

from cases.concern import ChildConcern
from cases.domain.concern import (
    ConcernAct,
    ConcernRefusal,
    ConcernState,
    concern_refusals,
    is_the_same,
)
from cases.forms.base import RefusableForm
from cases.models import Case
from contacts.models import Draft
from jourcase.kernel.fields import SwedishDateField
from jourcase.kernel.local_time import local_date
from jourcase.kernel.phones import parse_phone, show_phone
from jourcase.kernel.refusals import Refusal
from volunteers.models import User

_LOOKS = {
    ConcernState.WAITING: "late",
    ConcernState.TAKEN: "today",
    ConcernState.REPORTED: "ok",
    ConcernState.NOT_NEEDED: "ok",
    ConcernState.WITHDRAWN: "neutral",
}


class ReportForm(RefusableForm):
    """The day of the orosanmälan, and nothing else about it."""

    field_of_refusal: ClassVar[dict[Refusal, str]] = {
        ConcernRefusal.REPORTED_IN_FUTURE: "reported_on",
        ConcernRefusal.REPORTED_LONG_BEFORE: "reported_on",
    }
    reported_on = SwedishDateField(
        label="Orosanmälan gjord den",
        error_messages={"required": "Skriv vilken dag orosanmälan gjordes."},
    )

    def __init__(self, data: Any = None, *, concern: ChildConcern, now: datetime) -> None:
        # Several may stand on one page.
        super().__init__(
            data,
            prefix=f"oro-{concern.pk}",
            initial={"reported_on": concern.reported_on or local_date(now)},
        )


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One worry: who said so, who took it on, and what can be done by whoever looks."""

    concern: ChildConcern
    state: ConcernState
    look: str
    is_new: bool  # nobody has answered it
    can_undo: bool
    can_take: bool
    can_withdraw: bool
    form: ReportForm | None
    may_say_not_needed: bool


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """`may_raise` is False while one of today is open: saying it again would be the same one."""

    case: Case
    is_seen: bool
    lines: list[ConcernLine]
    may_raise: bool
    call: Draft | None  # the call that they were in the midst of


def concern_page(
    case: Case, user: User, *, is_seen: bool, now: datetime, bound: ReportForm | None = None
) -> ConcernPage:
    """Whoever does not see the case sees what they said themselves (two queries)."""
    found = ChildConcern.objects.with_taker().filter(case=case)
    if not is_seen:
        found = found.filter(raised_by=user)
    rows = list(
        found.select_related("raised_by", "taken_by", "withdrawn_by").order_by("-raised_at", "-pk")
    )
    may_answer = is_seen and user.is_coordinator
    return ConcernPage(
        case=case,
        is_seen=is_seen,
        lines=list(_lines(rows, user, may_answer, now, bound)),
        may_raise=not any(is_the_same(row.facts, now=now) for row in rows),
        call=call_going_on(case, user),
    )


def told_words(user: User, told: int) -> str:
    """What to do now that nobody, or somebody, has been written to."""
    if told:
        return "Samordnaren har fått veta."
    if user.is_coordinator:
        return (
            "Det står först på Samordning, men ingen annan har fått mejl: ta hand om det eller "
            "ring en annan samordnare nu."
        )
    number = parse_phone(settings.HELP_PHONE)
    shown = show_phone(number) if number else settings.HELP_PHONE
    at = f" på {shown}" if shown else ""
    return f"Det står först på Samordning, men ingen har fått mejl: ring samordnaren nu{at}."


def call_going_on(case: Case, user: User) -> Draft | None:
    """The call that this person is in the midst of with this case."""
    found = Draft.objects.unfinished_by(user).filter(case=case, released_at__isnull=True)
    draft: Draft | None = found.only("pk").first()
    return draft


def _lines(
    rows: list[ChildConcern],
    user: User,
    may_answer: bool,
    now: datetime,
    bound: ReportForm | None,
) -> Iterable[ConcernLine]:
    for row in rows:
        facts, state = row.facts, row.state
        is_own = row.raised_by_id == user.pk
        may = {act: not concern_refusals(act, facts, is_own=is_own, now=now) for act in ConcernAct}
        form = ReportForm(concern=row, now=now) if may_answer and may[ConcernAct.REPORT] else None
        if form and bound and bound.prefix == form.prefix:
            form = bound
        yield ConcernLine(
            concern=row,
            state=state,
            look=_LOOKS[state],
            is_new=state.is_open,
            can_undo=may[ConcernAct.UNDO],
            can_take=may_answer and may[ConcernAct.TAKE],
            can_withdraw=may_answer and may[ConcernAct.WITHDRAW],
            form=form,
            may_say_not_needed=may_answer and may[ConcernAct.NOT_NEEDED],
        )
