"""The demonstration in the database, built once for all of these tests through the services."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.db import models, transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from cases.concern import ChildConcern
from cases.domain.concern import ConcernState
from cases.domain.enums import CloseReason
from cases.models import AnonymousCode, Case, CaseEvent, Identity, Merge, Note, Phone
from cases.referring import Referral
from contacts.agenda import AgendaItem
from contacts.evening.models import EveningStay, SilenceLook
from contacts.models import Callback, Contact
from contacts.queue import Moment, callable_cases
from contacts.services.promise_columns import differences
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.local_time import at_local, start_of_local_day
from reporting.activities.models import Activity
from reporting.dashboard import dashboard
from reporting.demo.build import Built, build
from reporting.demo.people import COORDINATOR, DEMO_PASSWORD, VOLUNTEER, login_hints
from reporting.demo.plan import make_plan
from tests import factories
from volunteers.absence import Absence
from volunteers.access import is_on_evening_shift
from volunteers.development.people import people, requirements, support_people
from volunteers.domain.development import State, owed
from volunteers.domain.evenings import EveningState
from volunteers.domain.steps import missing_steps
from volunteers.domain.weeks import Week
from volunteers.evenings.rota import read_rota
from volunteers.models import Shift, User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SIZE = 160


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    keys = transaction.atomic(using="keys")
    with django_db_blocker.unblock(), transaction.atomic(), keys:
        factories.agreement()
        with override_settings(DEMO=True):
            plan = make_plan(seed=2, today=TODAY, cases=SIZE)
            made = build(plan, progress=lambda done, total: None)
        yield made
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


def at(clock_time: time) -> datetime:
    return at_local(TODAY, clock_time)


def test_every_case_stands_as_the_rule_says_with_its_trace(built: Built) -> None:
    cases = list(Case.objects.select_related("terms"))
    assert len(cases) == built.cases == SIZE
    assert [case.reference for case in cases if differences(case)] == []
    traces = Counter(AuditEvent.objects.values_list("action", "case_id"))
    for case in cases:
        assert traces[Action.CASE_OPENED.value, case.pk] == 1
    contacts = Contact.objects.values_list("case_id", flat=True)
    logs = AuditEvent.objects.filter(action=Action.CONTACT_LOGGED)
    corrections = Contact.objects.filter(replaces__isnull=False).count()
    assert logs.count() + corrections == len(contacts)
    assert built.contacts == logs.count()
    assert AuditEvent.objects.filter(action=Action.PERSON_CHANGED).count() >= built.people


def test_all_are_marked_as_invented_and_only_numbers_of_fiction_are_used(built: Built) -> None:
    assert not Case.objects.filter(is_fictional=False).exists()
    assert not User.objects.get_queryset().filter(is_fictional=False).exists()
    allowed = {f"+467017406{last:02d}" for last in range(5, 100)}
    assert {phone.number for phone in Phone.objects.all()} <= allowed
    mails = {row.email for row in Identity.objects.all() if row.email}
    assert mails
    assert all(mail.endswith(("@example.se", "@example.com")) for mail in mails)
    assert all(note.text.startswith("Påhittat: ") for note in Note.objects.all())


def test_things_happened_at_their_own_moments_and_numbers_are_in_order(built: Built) -> None:
    now = at(time(7, 30))
    by_opening = list(Case.objects.order_by("opened_at", "pk").values_list("reference", flat=True))
    assert by_opening == sorted(by_opening)
    assert Case.objects.filter(opened_at__lt=models.F("received_at")).count() == 0
    for model, field in (
        (Contact, "logged_at"),
        (CaseEvent, "at"),
        (Case, "opened_at"),
        (AuditEvent, "at"),
        (Note, "written_at"),
    ):
        latest = model._default_manager.order_by(f"-{field}").values_list(field, flat=True)[0]
        # The agreement itself was loaded when the test ran.
        assert latest <= now or model is AuditEvent
    times = Contact.objects.values_list("occurred_at", "logged_at")
    assert any(logged - occurred > timedelta(hours=8) for occurred, logged in times)


def test_every_state_is_there_on_the_last_morning(built: Built) -> None:
    now = at(time(12, 0))
    moment = Moment.at(now)
    cases = Case.objects.open().select_related("identity")
    steps = Counter(moment.step(case).step.name for case in cases)
    assert set(steps) >= {
        "FIRST_CALL",
        "FIRST_CALL_TODAY",
        "FIRST_CALL_OVERDUE",
        "NEXT_TRY",
        "EVENING_TRY",
        "KEEP_CALLBACK",
        "DECIDE_AFTER_OTHER_PERSON",
        "FIND_NUMBER",
        "OFFER_CLOSING",
        "SUPPORT",
        "USE_OTHER_WAY",
    }
    assert Case.objects.open().unassigned().exists()
    assert Callback.objects.pending().filter(due_at__gt=now).exists()
    assert Contact.objects.filter(undone_at__isnull=False).exists()
    assert Contact.objects.filter(replaced_by__isnull=False).exists()
    assert Case.objects.filter(is_protected=True).exists()
    assert AnonymousCode.objects.count() == Case.objects.filter(is_anonymous=True).count() > 0


def test_the_volunteer_has_own_cases_by_day_and_all_in_the_evening(built: Built) -> None:
    volunteer = User.objects.get(email=VOLUNTEER)
    noon, evening = at(time(12, 0)), at(time(20, 45))
    own = set(callable_cases(volunteer, now=noon))
    assert len(own) >= 4
    assert {case.assigned_to for case in own} == {volunteer}
    assert is_on_evening_shift(volunteer, now=evening)
    assert set(callable_cases(volunteer, now=evening)) > own
    assert Shift.objects.staffed_by_us().upcoming(noon).exists()


def test_the_rota_has_every_kind_of_evening(built: Built) -> None:
    now = at(time(12, 0))
    since = start_of_local_day(date(2025, 3, 31))
    rota = read_rota(since, now + timedelta(days=400), now=now).evenings
    assert {one.state for one in rota} >= {*EveningState} - {EveningState.PROPOSED}
    assert any(holder.is_offered for one in rota for holder in one.holders)
    assert not any(holder.against for one in rota for holder in one.holders)
    weeks = [one.week for one in rota if one.shift.starts_at > now]
    assert len(weeks) > 26
    through = {one.shift.confirmed_through for one in rota if one.facts.is_confirmed}
    assert through == {"hand", "file"}


def test_a_double_is_merged_with_the_case_that_stays(built: Built) -> None:
    doubles = Case.objects.filter(close_reason=CloseReason.DUPLICATE)
    assert {one.pk for one in doubles} == {one.other_id for one in Merge.objects.standing()}
    assert doubles.exists()


def test_there_are_referrals_meetings_languages_and_somebody_away(built: Built) -> None:
    now = at(time(7, 30))
    states = Counter(Referral.objects.values_list("state", flat=True))
    assert (states.pop("handed_over"), states.pop("accepted")) == (1, 1)
    # So few cases may have no third young person; the whole demonstration has.
    assert states in ({}, {"declined": 1})
    waits = Referral.objects.get(state="handed_over").handed_over_at
    assert waits is not None
    assert waits < now - timedelta(days=7)
    planned = AgendaItem.objects.filter(ended_at__isnull=True, starts_at__gt=now)
    assert Counter(planned.values_list("kind", flat=True)) == {
        "meeting": 2,
        "accompany": 1,
        "court": 1,
    }
    assert planned.filter(starts_at__lt=now + timedelta(days=14)).count() == 4
    mine = User.objects.get(email=VOLUNTEER)
    assert planned.filter(case__assigned_to=mine).count() == 2
    assert planned.filter(case__closed_at__isnull=False).count() == 0
    people = User.objects.get_queryset()
    assert people.exclude(languages=[]).count() == 2
    assert Absence.objects.filter(since__lte=TODAY, until__gte=TODAY).count() == 1


def test_there_is_an_activity_log_of_every_kind(built: Built) -> None:
    rows = Activity.objects.effective()
    kinds = Counter(rows.values_list("kind", flat=True))
    assert kinds["cooperation"] > kinds["information"] > 4
    assert not rows.filter(held_on__gte=TODAY).exists()
    assert rows.filter(kind="information").values("named_others").distinct().count() == 2


def test_one_worry_for_a_child_is_answered_and_one_waits_for_the_coordinator(built: Built) -> None:
    reported, waiting = ChildConcern.objects.order_by("raised_at")
    assert (reported.state, waiting.state) == (
        ConcernState.REPORTED,
        ConcernState.WAITING,
    )
    assert waiting.raised_by.email == VOLUNTEER
    assert waiting.raised_at < at(time(7, 30))
    desk = User.objects.get(email=COORDINATOR)
    shown = dashboard(desk, Moment.at(at(time(7, 30)))).notices.worries
    assert [(one.case.public_id, one.is_own) for one in shown] == [(waiting.case.public_id, False)]


def test_each_shown_login_opens_jourcase(built: Built, client: Client) -> None:
    for hint in login_hints():
        assert client.login(username=hint.email, password=DEMO_PASSWORD)
    assert User.objects.get(email="system@example.se").is_superuser
    assert not User.objects.get_queryset().filter(is_staff=True).exists()


def test_colleagues_have_their_way_to_approval_and_something_owed(built: Built) -> None:
    stood = people(support_people())
    approved = [one for one in stood if one.member.is_approved(TODAY)]
    assert len(approved) > 10
    assert all(not missing_steps(one.days) for one in approved)
    history = requirements()
    states = {found.state for one in approved for found in owed(one.member, history, today=TODAY)}
    assert {State.DONE, State.SOON, State.FREE, State.LAPSED} <= states


def test_evenings_that_have_been_were_held_and_last_week_was_looked_at(built: Built) -> None:
    stays = EveningStay.objects.all()
    assert stays.count() > 10
    assert not stays.filter(left_at=None).exists()
    week = Week.of(TODAY)
    assert SilenceLook.objects.exists()
    assert not SilenceLook.objects.filter(year=week.year, week=week.number).exists()
