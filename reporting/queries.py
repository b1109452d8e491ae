"""The promise's states and the cohort, as conditions on the stored outcome columns.

`promise_states` is `contacts.domain.promise.judge` said in SQL, and nothing more: a test judges
every case both ways. Written once, for every measure and every list behind a figure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from cases.domain.enums import CloseReason
from cases.models import Case
from contacts.domain.counting import INCOMING_RESULTS
from contacts.domain.enums import ContactExemption, Direction, MeasureState, TriesExemption
from contacts.models import Contact
from jourcase.kernel.local_time import start_of_local_day
from reporting.domain.periods import ReportPeriod

IS_DUPLICATE = Q(close_reason=CloseReason.DUPLICATE.value)
IS_WITHDRAWN = Q(close_reason=CloseReason.WITHDRAWN.value)
# Forwarded before any contact and by the deadline, as the promise decided it. Never asked of
# `closed_at`: of an erased case not even its day is left.
IS_FORWARDED_UNTOUCHED = Q(contact_exemption=ContactExemption.FORWARDED.value)
# Undertakings are followed up on these cases: received, less the three kinds above.
IN_COHORT = ~IS_DUPLICATE & ~IS_WITHDRAWN & ~IS_FORWARDED_UNTOUCHED

IS_REACHED = Q(reached_at__isnull=False)
IS_OPEN = Q(closed_at__isnull=True)
# Of a contact: `contacts.domain.counting.is_two_way`. What may come in is what is two-way.
IS_TWO_WAY = Q(direction=Direction.IN.value) | Q(
    result__in=sorted(result.value for result in INCOMING_RESULTS)
)


@dataclass(frozen=True, slots=True)
class States:
    """The four conditions of one measure: each case meets exactly one."""

    met: Q
    missed: Q
    pending: Q
    exempt: Q

    @property
    def decided(self) -> Q:
        """Met or missed: what a percentage is counted of."""
        return self.met | self.missed

    def of(self, state: MeasureState) -> Q:
        return {
            MeasureState.MET: self.met,
            MeasureState.MISSED: self.missed,
            MeasureState.PENDING: self.pending,
            MeasureState.EXEMPT: self.exempt,
        }[state]


@dataclass(frozen=True, slots=True)
class PromiseStates:
    first_contact: States  # K1a
    reached: States  # K1b
    tries: States  # K2


def promise_states(now: datetime) -> PromiseStates:
    """The conditions of every state at the instant `now` (aware)."""
    return PromiseStates(
        first_contact=_in_time_states("first_contact_at", now),
        reached=_in_time_states("reached_at", now),
        tries=_tries_states(now),
    )


def _in_time_states(column: str, now: datetime) -> States:
    has_not = Q(**{f"{column}__isnull": True})
    late = Q(**{f"{column}__gt": F("deadline_at")})
    applies = Q(contact_exemption="")
    waiting = has_not & IS_OPEN & Q(deadline_at__gte=now)
    return States(
        met=Q(**{f"{column}__lte": F("deadline_at")}),
        missed=applies & (late | (has_not & (~IS_OPEN | Q(deadline_at__lt=now)))),
        pending=applies & waiting,
        exempt=~applies & (has_not | late),
    )


def _tries_states(now: datetime) -> States:
    is_reached = Q(tries_exemption=TriesExemption.REACHED.value)
    enough = Q(has_tried_enough=True)
    applies = Q(tries_exemption="") & ~enough
    waiting = IS_OPEN & Q(follow_through_until__gte=now)
    return States(
        met=enough & ~is_reached,
        missed=applies & (~IS_OPEN | Q(follow_through_until__lt=now)),
        pending=applies & waiting,
        exempt=is_reached | (~Q(tries_exemption="") & ~enough),
    )


def received_in(period: ReportPeriod) -> "QuerySet[Case]":
    """Every case received on a local day of the period."""
    return Case.objects.filter(
        received_at__gte=start_of_local_day(period.first),
        received_at__lt=start_of_local_day(period.last + timedelta(days=1)),
    )


def cohort_of(period: ReportPeriod) -> "QuerySet[Case]":
    """The cases that the undertakings are followed up on."""
    return received_in(period).filter(IN_COHORT)


def contacts_in(period: ReportPeriod) -> "QuerySet[Contact]":
    """Every effective contact that began on a local day of the period."""
    return Contact.objects.effective().filter(
        occurred_at__gte=start_of_local_day(period.first),
        occurred_at__lt=start_of_local_day(period.last + timedelta(days=1)),
    )
