"""The way to approval: which step may be noted on which day, and when the board may approve.

Source: domain rule "Volunteers" (steps towards approval), and the undertaking that all support
persons have passed the basic training. Of an extract from the register only the day it was shown
is known here: no file and no result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal
from volunteers.domain.approval import ApprovalRefusal, Approved, approval_refusals


class Step(Labelled):
    """In the order in which they are taken. The approval itself comes last and is no step."""

    INTERESTED = "interested", "Intresseanmäld"
    INTERVIEWED = "interviewed", "Intervjuad"
    ADMITTED = "admitted", "Antagen"
    TRAINED = "trained", "Grundutbildning genomförd"
    PASSED = "passed", "Grundutbildning godkänd"
    PLEDGED = "pledged", "Tystnadslöfte signerat"
    MEMBER = "member", "Medlem"
    EXTRACT_SHOWN = "extract_shown", "Registerutdrag uppvisat"


Days = Mapping[Step, date]

# Each of these rests on the one before it, and is on the same day or later.
CHAIN = (Step.INTERESTED, Step.INTERVIEWED, Step.ADMITTED, Step.TRAINED, Step.PASSED)
# What is done before somebody begins, or may have been.
_BEFORE_BEGINNING = {Step.INTERESTED, Step.INTERVIEWED, Step.ADMITTED, Step.MEMBER}
# Further ahead a year is more likely mistyped than planned.
_LONGEST_AHEAD = timedelta(days=731)
_DAY = timedelta(days=1)


class StepRefusal(Refusal):
    IN_FUTURE = "in_future"
    BEFORE_BEGINNING = "before_beginning"
    EARLIER_IS_MISSING = "earlier_is_missing"
    BEFORE_EARLIER = "before_earlier"
    APPROVAL_RESTS_ON_IT = "approval_rests_on_it"
    AFTER_APPROVAL = "after_approval"
    BEGAN_TOO_LATE = "began_too_late"


class DecisionRefusal(Refusal):
    """What stands against an approval by the board, besides `ApprovalRefusal`."""

    NOT_BOARD = "not_board"
    MAY_NOT_END = "may_not_end"
    OWN_APPROVAL = "own_approval"
    NOTED_TRAINING = "noted_training"
    HAS_LEFT = "has_left"
    STEPS_MISSING = "steps_missing"
    BEFORE_PASSED = "before_passed"
    BEFORE_A_STEP = "before_a_step"
    BEFORE_BEGINNING = "before_beginning"
    UNCHANGED = "unchanged"


class PauseRefusal(Refusal):
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAPS = "overlaps"
    BEFORE_BEGINNING = "before_beginning"
    TOO_FAR_AHEAD = "too_far_ahead"
    HAS_LEFT = "has_left"
    NOT_PAUSED = "not_paused"
    RETURN_IN_FUTURE = "return_in_future"
    RETURN_BEFORE_PAUSE = "return_before_pause"


def missing_steps(days: Days) -> tuple[Step, ...]:
    """What is not noted yet, in order. The board approves when nothing is."""
    return tuple(step for step in Step if step not in days)


def step_refusals(
    before: Days,
    after: Days,
    *,
    began_on: date,
    approvals: Iterable[Approved],
    today: date,
) -> dict[Step, set[StepRefusal]]:
    """What stands against the steps being `after` instead of `before`; local dates. Only what is
    new or changed is judged, so that something old and odd stops nobody from noting the next step.
    """
    approved = tuple(approvals)
    rested = bool(approved) and not missing_steps(before)
    found: dict[Step, set[StepRefusal]] = {}
    for step in Step:
        if before.get(step) == after.get(step):
            continue
        against = (
            _taking_away(step, after, rested)
            if step not in after
            else _noting(step, before, after, began_on, approved, today)
        )
        if against:
            found[step] = against
    return found


def _taking_away(step: Step, after: Days, rested: bool) -> set[StepRefusal]:
    if rested:
        return {StepRefusal.APPROVAL_RESTS_ON_IT}
    later = CHAIN[CHAIN.index(step) + 1 :] if step in CHAIN else ()
    return {StepRefusal.EARLIER_IS_MISSING} if any(one in after for one in later) else set()


def _noting(
    step: Step,
    before: Days,
    after: Days,
    began_on: date,
    approved: Iterable[Approved],
    today: date,
) -> set[StepRefusal]:
    on = after[step]
    found: set[StepRefusal] = set()
    if on > today:
        found.add(StepRefusal.IN_FUTURE)
    if on < began_on and step not in _BEFORE_BEGINNING:
        found.add(StepRefusal.BEFORE_BEGINNING)
    if step in CHAIN:
        place = CHAIN.index(step)
        earlier, later = CHAIN[:place], CHAIN[place + 1 :]
        if any(one not in after for one in earlier):
            found.add(StepRefusal.EARLIER_IS_MISSING)
        if any(after.get(one, on) > on for one in earlier) or any(
            after.get(one, on) < on and after.get(one) == before.get(one) for one in later
        ):
            found.add(StepRefusal.BEFORE_EARLIER)
    if _breaks_an_approval(step, before.get(step), on, approved):
        found.add(StepRefusal.AFTER_APPROVAL)
    return found


def beginning_refusals(
    began_on: date, days: Days, *, approvals: Iterable[Approved], today: date
) -> set[StepRefusal]:
    """What stands against the person having begun on `began_on`."""
    trained = [day for step, day in days.items() if step not in _BEFORE_BEGINNING]
    bounds = [today, *trained, *(period.since for period in approvals)]
    return {StepRefusal.BEGAN_TOO_LATE} if began_on > min(bounds) else set()


def _breaks_an_approval(
    step: Step, before: date | None, on: date, approved: Iterable[Approved]
) -> bool:
    """A day that was in time for an approval would no longer be; and the basic training is never
    passed after it.
    """
    was_in_time = {period.since for period in approved if before and before <= period.since}
    if step == Step.PASSED and before is None:
        was_in_time = {period.since for period in approved}
    return any(on > since for since in was_in_time)


def decision_refusals(
    days: Days,
    since: date,
    *,
    began_on: date,
    history: Iterable[Approved],
    today: date,
    by_is_board: bool,
    is_self: bool,
    by_noted_training: bool,
    is_active: bool,
) -> set[Refusal]:
    """What stands against the board approving somebody from the local date `since` on.

    The board decides, nobody for themselves, and not who noted that the training was passed: what
    the approval rests on is seen by two persons.
    """
    if not by_is_board:
        return {DecisionRefusal.NOT_BOARD}
    found: set[Refusal] = {
        refusal
        for refusal, stands in {
            DecisionRefusal.OWN_APPROVAL: is_self,
            DecisionRefusal.NOTED_TRAINING: by_noted_training,
            DecisionRefusal.HAS_LEFT: not is_active,
        }.items()
        if stands
    }
    return (
        found
        | _day_refusals(days, since, began_on)
        | approval_refusals(history, since, today=today)
    )


def _day_refusals(days: Days, since: date, began_on: date) -> set[Refusal]:
    found: set[Refusal] = set()
    if missing_steps(days):
        found.add(DecisionRefusal.STEPS_MISSING)
    if since < days.get(Step.PASSED, since):
        found.add(DecisionRefusal.BEFORE_PASSED)
    elif any(since < on for on in days.values()):
        found.add(DecisionRefusal.BEFORE_A_STEP)
    if since < began_on:
        found.add(DecisionRefusal.BEFORE_BEGINNING)
    return found


def correction_refusals(
    days: Days,
    old: Approved,
    since: date,
    *,
    began_on: date,
    others: Iterable[Approved],
    today: date,
    by_is_board: bool,
    is_self: bool,
) -> set[Refusal]:
    """What stands against an approval having begun on `since` instead. Somebody who was approved
    before the steps were noted here keeps that: missing steps do not stop the right day.
    """
    if not by_is_board:
        return {DecisionRefusal.NOT_BOARD}
    found: set[Refusal] = _day_refusals(days, since, began_on) - {DecisionRefusal.STEPS_MISSING}
    if is_self:
        found.add(DecisionRefusal.OWN_APPROVAL)
    if since == old.since:
        found.add(DecisionRefusal.UNCHANGED)
    if old.until is not None and since > old.until:
        return found | {ApprovalRefusal.ENDS_BEFORE_START}
    earlier = [one for one in others if one.until is not None and one.since < old.since]
    return found | approval_refusals(earlier, since, today=today)


@dataclass(frozen=True, slots=True)
class Paused:
    """Local dates, both inclusive; `until` None means until the person comes back."""

    since: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def pause_refusals(
    stored: Iterable[Paused], new: Paused, *, began_on: date, is_active: bool, today: date
) -> set[PauseRefusal]:
    """What stands against a pause. Why somebody pauses is never asked."""
    if not is_active:
        return {PauseRefusal.HAS_LEFT}
    if new.until is not None and new.until < new.since:
        return {PauseRefusal.ENDS_BEFORE_START}
    found: set[PauseRefusal] = set()
    if new.since < began_on:
        found.add(PauseRefusal.BEFORE_BEGINNING)
    if max(new.since, new.until or new.since) - today > _LONGEST_AHEAD:
        found.add(PauseRefusal.TOO_FAR_AHEAD)
    if any(_overlap(one, new) for one in stored):
        found.add(PauseRefusal.OVERLAPS)
    return found


def return_refusals(pause: Paused | None, back_on: date, *, today: date) -> set[PauseRefusal]:
    """What stands against the person being back from the local date `back_on` on. On the very day
    that the pause began they never paused.
    """
    if pause is None or (pause.until is not None and pause.until < today):
        return {PauseRefusal.NOT_PAUSED}
    if back_on > today:
        return {PauseRefusal.RETURN_IN_FUTURE}
    if back_on < pause.since and pause.since <= today:
        return {PauseRefusal.RETURN_BEFORE_PAUSE}
    return set()


def ended(pause: Paused, back_on: date) -> Paused | None:
    """The pause as it became; None when nothing is left of it."""
    return Paused(pause.since, back_on - _DAY) if back_on > pause.since else None


def _overlap(one: Paused, two: Paused) -> bool:
    return (one.until is None or two.since <= one.until) and (
        two.until is None or one.since <= two.until
    )


class Standing(Labelled):
    """Where somebody is, today."""

    ACTIVE = "aktiva", "Aktiva"
    PAUSED = "vilande", "Vilande"
    ON_THE_WAY = "pa-vag", "På väg"
    NO_LONGER = "inte-langre", "Inte längre godkända"
    LEFT = "slutat", "Har slutat"


def standing(
    *, is_active: bool, approvals: Iterable[Approved], pauses: Iterable[Paused], on: date
) -> Standing:
    """Exactly one for each person and day. A pause says nothing of the approval."""
    approved = tuple(approvals)
    if not is_active:
        return Standing.LEFT
    if any(pause.covers(on) for pause in pauses):
        return Standing.PAUSED
    if any(period.covers(on) for period in approved):
        return Standing.ACTIVE
    return Standing.NO_LONGER if approved else Standing.ON_THE_WAY
