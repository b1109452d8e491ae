"""Measures 7 and 8: who was approved, and what everybody took part in, nothing included."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contacts.services.makers import then_judged
from jourcase.kernel.audit import Action, AuditEvent
from reporting.board.figures import standing
from reporting.domain.figures import Audience, Cell, Count, Share, Table, Unreported
from reporting.domain.periods import ReportPeriod
from reporting.measures.development import whole_hours
from reporting.services import agreement_spans, make_followup
from tests.factories import BEGINNING, board, coordinator, log_contact, open_case, volunteer
from volunteers.development.services import note_occasion
from volunteers.domain.development import Kind, Occasion
from volunteers.domain.steps import Paused
from volunteers.models import User
from volunteers.services import approve, withdraw_approval
from volunteers.steps.services import end_approval, pause

pytestmark = pytest.mark.django_db
YEAR_2026 = ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))
# The year is over, and with it what was owed in it.
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
SPRING = date(2026, 3, 4)


def table(code: str, audience: Audience = Audience.INTERNAL) -> Table:
    made = make_followup(period=YEAR_2026, within=agreement_spans()[0], audience=audience, now=NOW)
    return next(one for one in made.tables if one.code == code)


def figure(code: str, row: str, column: str = "outcome") -> Cell:
    return table(code).cell(row, column)


def held(karin: User, kind: Kind, on: date, *people: User, minutes: int = 90) -> None:
    said = Occasion(kind, on, "Sekretess i vardagen", minutes)
    if kind is Kind.CONVERSATION:
        said = Occasion(kind, on)
    note_occasion(said=said, people=people, by=karin, now=NOW)


def test_who_was_approved_that_day_of_all_who_were_active() -> None:
    karin = coordinator()
    kept, left, resting, gone = (volunteer(name) for name in ("Ada A", "Bo B", "Cia C", "Dan D"))
    assert figure("approved-volunteers", "approved") == Share(5, 5)
    last = date(2026, 5, 31)
    for person in (left, resting, gone):
        withdraw_approval(user=person, last_day=last, by=karin, now=NOW)
    pause(person=resting, period=Paused(date(2026, 6, 1)), by=karin, now=NOW)
    User.objects.filter(pk=gone.pk).update(is_active=False, ended_on=last)
    # The coordinator and the one kept are approved; one is left without; two are not active.
    assert figure("approved-volunteers", "approved") == Share(2, 3)
    assert figure("approved-volunteers", "approved", "previous") == Share(5, 5)
    approve(user=left, since=date(2026, 12, 31), by=karin, now=NOW)
    assert figure("approved-volunteers", "approved") == Share(3, 3)
    assert kept.was_approved_on(YEAR_2026.last)


def test_the_city_is_not_told_how_many_colleagues_there_are() -> None:
    """With the exact number the small parts of the table by gender could be worked out."""
    volunteer()
    found = table("approved-volunteers", Audience.CITY).cell("approved", "outcome")
    assert found == Unreported()


def test_the_board_reads_the_same_figure() -> None:
    karin, birgitta = coordinator(), volunteer()
    withdraw_approval(user=birgitta, last_day=date(2026, 5, 31), by=karin, now=NOW)
    found = standing(agreement_spans(), now=NOW)
    assert found is not None
    shown = next(one for one in found.figures if one.label == "Godkända stödpersoner")
    assert (shown.text, shown.more) == ("1", "av 2")
    assert figure("approved-volunteers", "approved") == Share(1, 2)


def test_a_contact_is_judged_by_the_days_as_they_are_decided_last() -> None:
    birgitta, chair = volunteer(), board()
    received = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    case = open_case(by=coordinator(), received_at=received, now=received)
    log_contact(case, birgitta, at=received + timedelta(hours=2))
    log_contact(case, birgitta, at=received + timedelta(days=2))
    assert figure("approved-contacts", "contacts") == Count(2)
    assert figure("approved-contacts", "not-approved") == Count(0)
    day = received.date()
    then_judged(birgitta, lambda: end_approval(person=birgitta, last_day=day, by=chair, now=NOW))
    assert figure("approved-contacts", "not-approved") == Count(1)
    assert AuditEvent.objects.filter(action=Action.PERSON_CHANGED, at=NOW).count() == 1
    after = day + timedelta(days=1)
    then_judged(birgitta, lambda: approve(user=birgitta, since=after, by=chair, now=NOW))
    assert figure("approved-contacts", "not-approved") == Count(0)


def test_what_a_year_adds_up_to_counts_those_with_nothing() -> None:
    karin, birgitta, lars = coordinator(), volunteer(), volunteer("Lars-Erik Ek")
    held(karin, Kind.TRAINING, SPRING, birgitta, lars)
    held(karin, Kind.EXCHANGE, SPRING, birgitta)
    held(karin, Kind.EXCHANGE, date(2026, 9, 2), birgitta, karin, minutes=105)
    held(karin, Kind.EXCHANGE, date(2027, 1, 5), lars)
    held(karin, Kind.CONVERSATION, date(2026, 12, 1), birgitta)
    expected: dict[str, Cell] = {
        "training-occasions": Count(1),
        "training-hours": Count(2),
        "training-took-part": Share(2, 3),
        "training-fulfilled": Share(2, 3),
        "exchange-occasions": Count(2),
        "exchange-hours": Count(3),
        "exchange-took-part": Share(2, 3),
        "exchange-fulfilled": Share(1, 3),
        "conversation-occasions": Count(1),
        "conversation-took-part": Share(1, 3),
        "conversation-fulfilled": Share(1, 3),
    }
    found = table("development")
    assert {row.code: row.cells[0] for row in found.rows} == expected
    # Approved when the agreement began: nothing was owed in the first twelve months.
    assert found.cell("training-fulfilled", "previous") == Share(0, 0)
    assert found.cell("training-took-part", "previous") == Share(0, 3)


def test_an_occasion_that_nobody_approved_came_to_is_one() -> None:
    karin, trainee = coordinator(), volunteer("Ny Person")
    withdraw_approval(user=trainee, last_day=BEGINNING.date(), by=karin, now=NOW)
    held(karin, Kind.TRAINING, SPRING, trainee)
    assert figure("development", "training-occasions") == Count(1)
    assert figure("development", "training-took-part") == Share(0, 1)


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (29, 0), (30, 1), (90, 2), (149, 2)])
def test_half_an_hour_and_more_is_an_hour(minutes: int, hours: int) -> None:
    assert whole_hours(minutes) == hours
