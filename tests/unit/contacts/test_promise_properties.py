"""What holds for every case, whatever happened to it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import CallSafety, CloseReason, ReachBy
from contacts.domain.counting import Attempt, is_phone_try
from contacts.domain.enums import Channel, Direction, MeasureState, Result, TriesExemption
from contacts.domain.hours import CALLBACK_GRACE, DECENT
from contacts.domain.next_step import Bucket, NextStep, next_step, order_key
from contacts.domain.promise import Promise, Verdict, judge, stand
from jourcase.kernel.local_time import at_local, local_date
from tests.unit.contacts.examples import step_facts
from tests.unit.contacts.strategies import SECOND, Story, attempts_after, chases, stories

MEASURES = ("first_contact", "reached", "tries")
MET, PENDING = MeasureState.MET, MeasureState.PENDING


def judged(story: Story) -> Promise:
    return judge(stand(story.facts, story.attempts, story.terms), now=story.now)


def step_of(story: Story) -> NextStep:
    standing = stand(story.facts, story.attempts, story.terms)
    return next_step(step_facts(story.facts), standing, story.terms, now=story.now)


def verdicts(promise: Promise) -> list[Verdict]:
    return [getattr(promise, measure) for measure in MEASURES]


@given(stories())
def test_every_case_has_one_state_per_measure_and_a_reason_exactly_when_exempt(
    story: Story,
) -> None:
    for verdict in verdicts(judged(story)):
        assert isinstance(verdict.state, MeasureState)
        assert (verdict.reason is not None) == (verdict.state == MeasureState.EXEMPT)


@given(stories(), st.data())
def test_one_more_contact_never_breaks_a_kept_promise(story: Story, data: st.DataObject) -> None:
    before = judged(story)
    more = data.draw(attempts_after(story.facts.received_at))
    after = judged(story._replace(attempts=[*story.attempts, more]))
    for measure in ("first_contact", "reached"):
        if getattr(before, measure).state == MET:
            assert getattr(after, measure) == Verdict(MET)
    if before.tries.state == MET:
        assert after.tries in (Verdict(MET), Verdict(MeasureState.EXEMPT, TriesExemption.REACHED))


@given(chases(), st.data())
def test_one_more_contact_never_undoes_enough_tries(story: Story, data: st.DataObject) -> None:
    received_at = story.facts.received_at
    evening = at_local(local_date(received_at) + timedelta(days=1), story.terms.evening_start)
    enough = [
        Attempt(evening, Channel.PHONE, Direction.OUT, Result.NO_ANSWER)
        for _ in range(story.terms.minimum_phone_attempts)
    ]
    kept = story._replace(attempts=[*story.attempts, *enough])
    more = data.draw(st.one_of(attempts_after(received_at), st.sampled_from(enough)))
    for promise in (judged(kept), judged(kept._replace(attempts=[*kept.attempts, more]))):
        assert promise.tries in (
            Verdict(MET),
            Verdict(MeasureState.EXEMPT, TriesExemption.REACHED),
        )


@given(stories(), st.data())
def test_one_more_contact_never_moves_first_contact_or_reaching_later(
    story: Story, data: st.DataObject
) -> None:
    before = stand(story.facts, story.attempts, story.terms)
    more = data.draw(attempts_after(story.facts.received_at))
    after = stand(story.facts, [*story.attempts, more], story.terms)
    for earlier, later in (
        (after.first_contact_at, before.first_contact_at),
        (after.reached_at, before.reached_at),
    ):
        assert later is None or (earlier is not None and earlier <= later)


@given(st.lists(stories(), max_size=12))
def test_the_four_states_add_up_to_the_cohort(cohort: list[Story]) -> None:
    promises = [judged(story) for story in cohort]
    for measure in MEASURES:
        counts = Counter(getattr(promise, measure).state for promise in promises)
        assert sum(counts[state] for state in MeasureState) == len(cohort)


@given(stories())
def test_the_denominator_of_the_tries_is_the_cases_not_reached(story: Story) -> None:
    promise = judged(story)
    is_reached = promise.standing.reached_at is not None
    assert (promise.tries.reason == TriesExemption.REACHED) == is_reached


@given(stories())
def test_reached_in_time_means_first_contact_in_time(story: Story) -> None:
    promise = judged(story)
    if promise.reached.state == MET:
        assert promise.first_contact.state == MET


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_in_which_contacts_were_logged_does_not_matter(
    story: Story, random: Random
) -> None:
    shuffled = list(story.attempts)
    random.shuffle(shuffled)
    assert stand(story.facts, story.attempts, story.terms) == stand(
        story.facts, shuffled, story.terms
    )


@given(stories(), st.integers(0, 60 * 86_400))
def test_time_alone_turns_pending_into_missed_and_nothing_else(story: Story, later: int) -> None:
    after = judged(story._replace(now=story.now + timedelta(seconds=later)))
    for before, then in zip(verdicts(judged(story)), verdicts(after), strict=True):
        if before.state == PENDING:
            assert then.state in {PENDING, MeasureState.MISSED}
        else:
            assert then == before


@given(stories())
def test_nothing_pends_for_ever(story: Story) -> None:
    in_a_year = judged(story._replace(now=story.now + timedelta(days=366)))
    assert all(verdict.state != PENDING for verdict in verdicts(in_a_year))


@given(stories())
def test_a_closed_case_has_nothing_pending(story: Story) -> None:
    if story.facts.closed_at is not None:
        assert all(verdict.state != PENDING for verdict in verdicts(judged(story)))


@given(stories())
def test_counts_agree_with_each_other(story: Story) -> None:
    standing = stand(story.facts, story.attempts, story.terms)
    calls = sum(1 for attempt in story.attempts if is_phone_try(attempt))
    assert 0 <= standing.evening_tries <= standing.phone_tries <= calls
    if standing.reached_on_try is not None:
        assert standing.reached_at is not None
        assert 1 <= standing.reached_on_try <= standing.phone_tries
    if standing.first_contact_at is None:
        assert standing.reached_at is None
        assert standing.phone_tries == 0


# ---- the call list ---------------------------------------------------------------------------


FORBIDDING: list[dict[str, Any]] = [
    {"call_safety": CallSafety.NO},
    {"is_paused": True},
    {"is_protected": True},
    {"has_working_phone": False},
    {"declines_phone": True},
    {"reach_by": ReachBy.CALLS_US, "callback_at": None},
]


@given(chases(), st.sampled_from(FORBIDDING))
def test_a_case_that_may_not_be_rung_is_never_listed(story: Story, why: dict[str, Any]) -> None:
    forbidden = story._replace(facts=replace(story.facts, **why))
    standing = stand(forbidden.facts, forbidden.attempts, forbidden.terms)
    assert standing.next_due_at is None
    assert step_of(forbidden).bucket == Bucket.NOT_LISTED
    assert not step_of(forbidden).can_ring_now


@given(chases(), st.sampled_from(CloseReason))
def test_a_closed_case_is_never_listed(story: Story, reason: CloseReason) -> None:
    facts = replace(story.facts, closed_at=story.facts.received_at, close_reason=reason)
    assert step_of(story._replace(facts=facts)).bucket == Bucket.NOT_LISTED
    assert stand(facts, story.attempts, story.terms).next_due_at is None


@given(stories())
def test_a_case_is_listed_exactly_when_it_is_due_some_time(story: Story) -> None:
    standing = stand(story.facts, story.attempts, story.terms)
    assert (step_of(story).bucket != Bucket.NOT_LISTED) == (standing.next_due_at is not None)


@given(stories())
def test_nobody_who_is_reached_is_rung_without_a_promise(story: Story) -> None:
    standing = stand(story.facts, story.attempts, story.terms)
    if standing.reached_at is not None and standing.callback_at is None:
        assert step_of(story).bucket == Bucket.NOT_LISTED


@given(stories())
def test_every_open_case_owed_a_call_by_phone_is_listed(story: Story) -> None:
    promise = judged(story)
    has_evening = not story.facts.safe
    if promise.tries.state == PENDING and story.facts.may_be_rung and has_evening:
        assert promise.standing.next_due_at is not None or story.facts.callback_at is not None


@given(stories())
def test_a_call_is_proposed_only_in_safe_and_decent_hours(story: Story) -> None:
    facts, now = story.facts, story.now
    if not step_of(story).can_ring_now:
        return
    promised = facts.callback_at
    if promised is not None and promised - timedelta(minutes=15) <= now < promised + CALLBACK_GRACE:
        return  # the person chose the time
    if facts.safe:
        assert facts.safe.is_safe_at(now)
    elif not (story.terms.evening_start.hour >= 21):
        assert DECENT.holds(now)


@given(stories())
def test_a_promise_outside_hours_that_were_said_later_is_never_proposed_outside_them(
    story: Story,
) -> None:
    facts = replace(story.facts, hours_said_later=True)
    promised = facts.callback_at
    if promised is None or facts.safe.is_safe_at(promised):
        return
    if step_of(story._replace(facts=facts)).can_ring_now:
        assert facts.safe.is_safe_at(story.now)


@given(stories(), st.integers(0, 15 * 60 - 1))
def test_nobody_is_rung_again_within_a_quarter_of_an_hour(story: Story, seconds: int) -> None:
    calls = [attempt.occurred_at for attempt in story.attempts if is_phone_try(attempt)]
    if not calls or story.facts.callback_at is not None:
        return
    now = max(calls) + timedelta(seconds=seconds)
    until_now = [attempt for attempt in story.attempts if attempt.occurred_at <= now]
    assert not step_of(story._replace(attempts=until_now, now=now)).can_ring_now


@given(stories())
def test_the_window_opens_when_the_person_can_be_rung(story: Story) -> None:
    step = step_of(story)
    if step.bucket == Bucket.NOT_LISTED:
        return
    assert step.opens_at is not None
    assert step.closes_at is not None
    assert story.now <= step.opens_at < step.closes_at
    assert step_of(story._replace(now=step.opens_at)).can_ring_now
    assert step.can_ring_now == (step.opens_at == story.now)


@given(stories())
def test_a_listed_case_cannot_be_rung_before_its_window_opens(story: Story) -> None:
    step = step_of(story)
    if step.opens_at is not None and step.opens_at > story.now:
        assert not step_of(story._replace(now=step.opens_at - SECOND)).can_ring_now


@given(st.lists(stories(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_list_is_total_and_stable(cohort: list[Story], random: Random) -> None:
    now = cohort[0].now
    keys = {}
    for case_id, story in enumerate(cohort):
        there = story._replace(now=now)
        standing = stand(there.facts, there.attempts, there.terms)
        keys[case_id] = order_key(step_facts(there.facts), standing, step_of(there), case_id)
    shuffled = list(keys)
    random.shuffle(shuffled)
    assert len(set(keys.values())) == len(cohort)
    ordered = sorted(shuffled, key=lambda case_id: keys[case_id])
    assert ordered == sorted(keys, key=lambda case_id: keys[case_id])
    can_ring = [step_of(cohort[case_id]._replace(now=now)).can_ring_now for case_id in ordered]
    assert can_ring == sorted(can_ring, reverse=True)
