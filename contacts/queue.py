"""The call list: who is to be rung, in which order, and why.

The order is decided by `contacts.domain.next_step`; here it is written once more as SQL so that
only the first rows are read. A test holds the two equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import (
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.models import Case
from contacts.domain.hours import CALLBACK_LEAD
from contacts.domain.next_step import Bucket, NextStep, next_step
from contacts.models import Draft
from contacts.services.promise_columns import standing_of, step_facts_of
from jourcase.agreement.domain.terms import Terms, is_evening
from jourcase.agreement.models import TermsVersion
from jourcase.kernel.local_time import end_of_local_day, local_date
from volunteers.access import is_on_evening_shift
from volunteers.models import Shift, User

# Mostly the first of them can be rung; the next ones are read only if none can.
_FIRST_CHUNK, _CHUNK = 4, 60


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of the list with what to do."""

    case: Case
    step: NextStep


@dataclass(frozen=True, slots=True)
class Moment:
    """What every row is judged by, read once per page."""

    now: datetime
    terms: dict[int, Terms]
    next_shift_at: datetime | None

    @classmethod
    def at(cls, now: datetime) -> "Moment":
        """One query: all versions of the terms, and beside them when we are next at the phones."""
        coming = Shift.objects.staffed_by_us().upcoming(now).order_by("starts_at")
        next_shift_at = Subquery(coming.values("starts_at")[:1])
        versions = list(TermsVersion.objects.annotate(next_shift_at=next_shift_at))
        return cls(
            now=now,
            terms={row.pk: row.to_domain() for row in versions},
            next_shift_at=getattr(versions[0], "next_shift_at", None) if versions else None,
        )

    @property
    def evening_terms(self) -> list[int]:
        """The versions of the terms by which it is evening now."""
        return [pk for pk, terms in self.terms.items() if is_evening(self.now, terms)]

    def step(self, case: Case) -> NextStep:
        """The next step of one case; `identity` should have been selected with it."""
        return next_step(
            step_facts_of(case),
            standing_of(case),
            self.terms[case.terms_id],
            now=self.now,
            next_shift_at=self.next_shift_at,
        )


def callable_cases(user: User, *, now: datetime) -> QuerySet[Case]:
    """What this person may be given to ring: everything on the list during an evening shift or
    for a coordinator, otherwise what they are responsible for. Protected cases never, nor
    those of their own jäv.
    """
    due = Case.objects.filter(next_due_at__isnull=False, is_protected=False).free_of_recusal(user)
    if user.is_coordinator or (user.is_volunteer and is_on_evening_shift(user, now=now)):
        return due
    if user.is_volunteer:
        return due.filter(assigned_to=user)
    return due.none()


def in_call_order(cases: QuerySet[Case], moment: Moment) -> QuerySet[Case]:
    """Ordered as the list is: what can be rung first, then by bucket and deadline."""
    now, evening = moment.now, moment.evening_terms
    today_ends = end_of_local_day(local_date(now))
    callback_has_come = Q(callback_at__lte=now + CALLBACK_LEAD)
    untouched = Q(first_contact_at__isnull=True, callback_at__isnull=True)
    waits = Q(next_due_at__gt=now) | (Q(next_is_evening_only=True) & ~Q(terms_id__in=evening))
    return cases.annotate(
        waits=Choose(When(waits, then=Value(1)), default=Value(0), output_field=IntegerField()),
        bucket=Choose(
            When(callback_has_come, then=Value(int(Bucket.CALLBACK))),
            When(untouched & Q(deadline_at__lt=now), then=Value(int(Bucket.OVERDUE))),
            When(untouched & Q(deadline_at__lte=today_ends), then=Value(int(Bucket.DUE_TODAY))),
            When(
                Q(next_is_evening_only=True, terms_id__in=evening),
                then=Value(int(Bucket.EVENING_OWED)),
            ),
            default=Value(int(Bucket.BY_DEADLINE)),
            output_field=IntegerField(),
        ),
        due=Choose(
            When(callback_has_come, then=Coalesce("callback_at", "deadline_at")),
            default=F("deadline_at"),
            output_field=DateTimeField(),
        ),
    ).order_by("waits", "bucket", "due", "received_at", "id")


def listed_today(cases: QuerySet[Case], moment: Moment) -> QuerySet[Case]:
    """What belongs on today's list: due now or later today."""
    return cases.filter(next_due_at__lte=end_of_local_day(local_date(moment.now)))


def rows(cases: QuerySet[Case], moment: Moment) -> list[QueueRow]:
    """The rows of an ordered slice; those that cannot be rung this minute come last."""
    found = [QueueRow(case, moment.step(case)) for case in cases.select_related("identity")]
    return sorted(found, key=lambda row: not row.step.can_ring_now)


def callable_rows(user: User, moment: Moment, *, limit: int) -> Iterator[QueueRow]:
    """The cases that this person could ring this minute, in order, claimed ones left out."""
    now = moment.now
    taken = Draft.objects.live(now).filter(case=OuterRef("pk"))
    free = listed_today(callable_cases(user, now=now), moment).filter(~Exists(taken))
    given, start, size = 0, 0, _FIRST_CHUNK
    ordered = in_call_order(free, moment)
    while given < limit:
        chunk = list(ordered.select_related("identity")[start : start + size])
        if not chunk:
            return
        for case in chunk:
            row = QueueRow(case, moment.step(case))
            if row.step.can_ring_now:
                given += 1
                yield row
        start, size = start + size, _CHUNK
