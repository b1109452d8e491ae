"""The planned demonstration: people as there could be, and nothing in it that is impossible."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from cases.domain.enums import CloseReason
from cases.domain.intake import Intake
from cases.domain.rules import identity_refusals, received_refusals
from contacts.domain.entry import entry_refusals, undo_refusals
from contacts.domain.enums import Direction
from jourcase.kernel.local_time import at_local, local, local_date
from reporting.demo.draw import FIRST_DAY
from reporting.demo.events import Corrected, Logged, NoteWritten, Opened, Plan, Undone
from reporting.demo.people import COORDINATOR, VOLUNTEER, login_hints
from reporting.demo.plan import last_day, make_plan, morning_of
from tests.unit.reporting.demo_reading import TODAY, closings, logged, share
from volunteers.domain.roles import Engagement, PersonGender, Role

SIZE = 300
# Whitsun, Midsummer, both clock changes, New Year, a weekend, the first days of all.
DAYS = (
    date(2025, 4, 1),
    date(2025, 4, 12),
    date(2025, 10, 26),
    date(2026, 1, 1),
    date(2026, 3, 29),
    date(2026, 5, 25),
    date(2026, 6, 20),
    date(2026, 12, 31),
    TODAY,
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(seed=4, today=TODAY, cases=SIZE)


@pytest.fixture(scope="module")
def usual() -> Plan:
    return make_plan(seed=1, today=TODAY)


def test_volunteers_have_the_wanted_numbers(plan: Plan) -> None:
    volunteers = [m for m in plan.members if Role.VOLUNTEER in m.colleague.roles]
    active = [m for m in volunteers if m.is_approved(TODAY)]
    assert 20 <= len(active) <= len(volunteers) <= 30
    women = share(m.colleague.gender == PersonGender.WOMAN for m in active)
    new = share(TODAY - m.started_on < timedelta(days=365) for m in active)
    assert women == pytest.approx(70, abs=2)
    assert new == pytest.approx(15, abs=2)
    assert {m.colleague.engagement for m in volunteers} == {Engagement.SUPPORT_PERSON}


def test_every_address_is_somebody_elses_and_each_role_has_its_login(plan: Plan) -> None:
    emails = [m.email for m in plan.members]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith("@example.se") for email in emails)
    hints = {hint.role: hint.email for hint in login_hints()}
    assert set(hints) == {"Samordnare", "Stödperson", "Styrelse", "Systemansvarig"}
    assert set(hints.values()) <= set(emails)


def test_only_approved_people_make_contact_but_for_a_few_deviations(usual: Plan) -> None:
    members = {m.email: m for m in usual.members}
    deviations = [
        event
        for event in usual.events
        if isinstance(event.what, Logged)
        and not members[event.by].is_approved(local_date(event.what.entry.occurred_at))
    ]
    assert len(deviations) == 4
    assert all(members[event.by].approved_until for event in deviations)


@pytest.mark.parametrize("today", DAYS)
def test_the_demo_volunteer_has_an_evening_tonight(today: date) -> None:
    plan = make_plan(seed=3, today=today, cases=20)
    tonight = [
        evening
        for evening in plan.evenings
        if evening.starts_at <= at_local(today, time(17, 0))
        and evening.ends_at >= at_local(today, time(21, 0))
    ]
    assert [VOLUNTEER in dict(evening.signups) for evening in tonight] == [True]


def test_evenings_take_turns_on_wednesdays_until_five_weeks_ahead(usual: Plan) -> None:
    near = {TODAY, TODAY + timedelta(days=1)}
    weekly = sorted(
        (e for e in usual.evenings if local_date(e.starts_at) not in near),
        key=lambda e: e.starts_at,
    )
    assert {local(e.starts_at).weekday() for e in weekly} == {2}
    assert {(local(e.starts_at).hour, local(e.ends_at).hour) for e in weekly} == {(17, 20)}
    assert local_date(weekly[0].starts_at) == date(2025, 4, 2)
    assert local_date(weekly[-1].starts_at) > TODAY + timedelta(weeks=3)
    assert all(e.added_at <= usual.now for e in weekly)
    offices = Counter(e.office_code for e in weekly)
    assert set(offices) == {"egen", "partnerjour-1", "partnerjour-2"}
    assert all(not e.signups for e in weekly if e.office_code != "egen")


@pytest.mark.parametrize("today", DAYS)
def test_on_any_day_everything_lies_behind_and_in_order(today: date) -> None:
    plan = make_plan(seed=9, today=today, cases=80)
    assert len(plan.intakes) == 80
    assert plan.now == morning_of(today)
    moments = [event.at for event in plan.events]
    assert all(before <= after for before, after in pairwise(moments))
    assert moments[-1] <= plan.now
    assert all(at.second == at.microsecond == 0 for at in moments)


@pytest.mark.parametrize("today", DAYS)
def test_the_rules_have_nothing_against_any_case_or_contact(today: date) -> None:
    plan = make_plan(seed=9, today=today, cases=80)
    intakes: dict[int, Intake] = {}
    logged_at: dict[int, list[datetime]] = defaultdict(list)
    for event in plan.events:
        match event.what:
            case Opened(intake):
                intakes[event.case] = intake
                assert refusals_of_intake(intake, now=event.at) == set()
            case Logged(entry) | Corrected(_, entry):
                safe = intakes[event.case].identity.safe
                received_at = intakes[event.case].received_at
                assert not entry_refusals(
                    entry,
                    # A received time that is put right afterwards only gets earlier.
                    received_at=min(received_at, entry.occurred_at),
                    may_leave_message=safe.may_leave_message,
                    may_send_sms=safe.may_send_sms,
                    now=event.at,
                )
                if isinstance(event.what, Logged):
                    logged_at[event.case].append(event.at)
            case Undone(nth):
                assert not undo_refusals(
                    logged_at=logged_at[event.case][nth], is_effective=True, now=event.at
                )


def refusals_of_intake(intake: Intake, *, now: datetime) -> set[object]:
    return {
        *received_refusals(
            intake.received_at, first_terms_on=FIRST_DAY, first_contact_at=None, now=now
        ),
        *identity_refusals(
            is_anonymous=intake.is_anonymous,
            has_identity=not intake.identity.is_empty,
            reach_by=intake.reach_by,
            phone_count=len(intake.identity.phones),
            born=intake.statistics.born,
            today=local_date(now),
        ),
    }


def test_nobody_is_rung_at_indecent_hours_or_outside_their_safe_ones(usual: Plan) -> None:
    intakes = usual.intakes
    outside = 0
    for case, entries in logged(usual).items():
        safe = intakes[case].identity.safe.hours
        for entry in entries:
            if entry.direction == Direction.OUT and entry.channel == "phone":
                clock = local(entry.occurred_at).time()
                assert time(8) <= clock < time(21)
                outside += not safe.is_safe_at(entry.occurred_at)
    # An evening only where the safe hours leave none, and what a person asked for themselves.
    assert outside < 40


def test_a_double_is_the_same_person_and_comes_later(usual: Plan) -> None:
    opened = [event.case for event in usual.events if isinstance(event.what, Opened)]
    doubles = {
        case: closed.duplicate_of
        for case, closed in closings(usual).items()
        if closed.reason == CloseReason.DUPLICATE
    }
    assert doubles
    for case, original in doubles.items():
        assert original is not None
        assert usual.intakes[case].identity.name == usual.intakes[original].identity.name
        assert opened.index(original) < opened.index(case)


def test_the_demo_volunteer_has_open_cases_of_her_own(plan: Plan) -> None:
    responsible: dict[int, str] = {}
    for event in plan.events:
        if hasattr(event.what, "to"):
            responsible[event.case] = event.what.to
    still_open = set(plan.intakes) - set(closings(plan))
    assert sum(responsible.get(case) == VOLUNTEER for case in still_open) >= 8


def test_numbers_and_addresses_are_those_of_fiction(usual: Plan) -> None:
    for intake in usual.intakes.values():
        for phone in intake.identity.phones:
            assert re.fullmatch(r"\+467017406(0[5-9]|[1-9][0-9])", phone)
        if intake.identity.email:
            assert intake.identity.email.endswith(("@example.se", "@example.com"))


def test_an_anonymous_person_has_left_nothing(usual: Plan) -> None:
    anonymous = [i for i in usual.intakes.values() if i.is_anonymous]
    assert anonymous
    assert all(i.identity.is_empty and i.statistics.born is None for i in anonymous)


def test_every_text_says_that_it_is_invented_and_none_holds_a_number(usual: Plan) -> None:
    texts = [i.first_note for i in usual.intakes.values()]
    texts += [i.identity.safe.safe_note for i in usual.intakes.values()]
    for event in usual.events:
        match event.what:
            case Logged(entry) | Corrected(_, entry):
                texts.append(entry.note)
            case NoteWritten(text):
                texts.append(text)
            case _:
                texts.append(getattr(event.what, "reason", ""))
    written = {text for text in texts if text and text not in set(CloseReason)}
    assert len(written) > 20
    assert all(text.startswith("Påhittat: ") for text in written)
    assert not any(re.search(r"\d", text) for text in written)


def test_nothing_is_told_before_the_agreement_or_about_no_cases() -> None:
    with pytest.raises(ValueError, match="2025-04-01"):
        make_plan(seed=1, today=date(2025, 3, 31))
    with pytest.raises(ValueError, match="at least one"):
        make_plan(seed=1, today=TODAY, cases=0)


def test_before_half_past_seven_the_last_day_is_the_one_before() -> None:
    assert last_day(at_local(TODAY, time(7, 29))) == TODAY - timedelta(days=1)
    assert last_day(at_local(TODAY, time(7, 30))) == TODAY
    assert last_day(at_local(TODAY, time(23, 59))) == TODAY


@pytest.mark.parametrize("cases", [1, 4, 5, 30])
def test_a_handful_can_be_told_too(cases: int) -> None:
    plan = make_plan(seed=1, today=TODAY, cases=cases)
    assert len(plan.intakes) == cases
    assert any(m.email == COORDINATOR for m in plan.members)
