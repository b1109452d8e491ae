"""What each measure counts, on cases few enough to count by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cases.domain.enums import CloseReason, IntakeChannel, ReachBy, Source
from cases.domain.intake import StatisticsInput
from cases.services import life
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from contacts.leaving import end_person
from contacts.services import log
from jourcase.agreement.models import Undertaking
from jourcase.kernel.local_time import at_local
from reporting.domain.figures import (
    Audience,
    Banded,
    Cell,
    Count,
    FollowUp,
    Kronor,
    Median,
    Share,
    Table,
    TableKind,
    Unreported,
)
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup
from tests import factories
from tests.integration.reporting.conftest import FIRST_PERIOD, NOW, YEAR_2026, Jour
from volunteers.domain.roles import Engagement, Role
from volunteers.models import User
from volunteers.services import withdraw_approval

# A Tuesday at noon.
START = datetime(2026, 1, 13, 11, 0, tzinfo=UTC)


def followup(period: ReportPeriod = YEAR_2026, audience: Audience = Audience.INTERNAL) -> FollowUp:
    return make_followup(period=period, within=agreement_spans()[0], audience=audience, now=NOW)


def table(code: str, made: FollowUp | None = None) -> Table:
    return {t.code: t for t in (made or followup()).tables}[code]


def figure(code: str, row: str, column: str = "outcome") -> Cell:
    return table(code).cell(row, column)


def test_duplicates_withdrawn_and_forwarded_untouched_are_left_out(people: Jour) -> None:
    by = people.coordinator
    kept = factories.open_case(by=by, received_at=START)
    soon = START + timedelta(days=1)
    double = factories.open_case(by=by, received_at=START)
    factories.closed_as_duplicate(double, of=kept, by=by, now=soon)
    for reason in (CloseReason.WITHDRAWN, CloseReason.FORWARDED):
        case = factories.open_case(by=by, received_at=START)
        life.close(case=case, reason=reason, by=by, now=soon)
    late = factories.open_case(by=by, received_at=START)
    life.close(case=late, reason=CloseReason.FORWARDED, by=by, now=NOW)
    touched = factories.open_case(by=by, received_at=START)
    factories.log_contact(touched, people.volunteer, at=START + timedelta(hours=1))
    life.close(case=touched, reason=CloseReason.TO_STODCENTRUM, by=by, now=NOW)

    received = table("received")
    assert [row.cells[0] for row in received.rows] == [
        Count(6),
        Count(1),
        Count(1),
        Count(1),
        Count(3),
    ]


def test_a_case_belongs_to_the_local_day_it_came_in(people: Jour) -> None:
    last_second = at_local(date(2025, 12, 31), time(23, 59, 59))
    factories.open_case(by=people.coordinator, received_at=last_second, now=NOW)
    factories.open_case(
        by=people.coordinator, received_at=last_second + timedelta(seconds=1), now=NOW
    )
    assert table("received", followup(FIRST_PERIOD)).cell("received", "outcome") == Count(1)
    assert table("received").cell("received", "outcome") == Count(1)
    assert table("received").cell("received", "previous") == Count(1)


def test_first_contact_has_both_readings_and_its_exemptions(people: Jour) -> None:
    by, volunteer = people.coordinator, people.volunteer
    tried_then_reached_late = factories.open_case(by=by, received_at=START)
    factories.log_contact(tried_then_reached_late, volunteer, at=START + timedelta(hours=2))
    factories.log_contact(
        tried_then_reached_late, volunteer, Result.REACHED, at=START + timedelta(days=5)
    )
    factories.open_case(by=by, received_at=START)  # nobody rang
    factories.open_case(by=by, received_at=START, reach_by=ReachBy.CALLS_US)
    factories.open_case(by=by, received_at=NOW - timedelta(hours=1), now=NOW)

    first = table("first-contact")
    assert first.cell("taken-met", "outcome") == Share(1, 2)
    assert first.cell("taken-missed", "outcome") == Count(1)
    assert first.cell("taken-pending", "outcome") == Count(1)
    assert first.cell("taken-exempt", "outcome") == Count(1)
    assert first.cell("reached-met", "outcome") == Share(0, 2)
    assert first.cell("reached-missed", "outcome") == Count(2)
    assert figure("contact-exemptions", "no_way", "taken") == Count(1)
    assert figure("contact-exemptions", "total", "taken") == Count(1)


def test_the_median_needs_ten_cases_and_is_the_one_in_the_middle(people: Jour) -> None:
    for hours in range(1, 10):
        case = factories.open_case(by=people.coordinator, received_at=START)
        factories.log_contact(case, people.volunteer, at=START + timedelta(hours=hours))
    assert figure("first-contact", "taken-median") == Median(None, 9)
    case = factories.open_case(by=people.coordinator, received_at=START)
    factories.log_contact(case, people.volunteer, at=START + timedelta(hours=30))
    assert figure("first-contact", "taken-median") == Median(5 * 60 + 30, 10)


def test_tries_are_counted_of_those_not_reached(people: Jour) -> None:
    by, volunteer = people.coordinator, people.volunteer
    evening = at_local(date(2026, 1, 14), time(18, 0))
    enough = factories.open_case(by=by, received_at=START)
    by_day_only = factories.open_case(by=by, received_at=START)
    for day in range(3):
        at = START + timedelta(days=day, hours=1)
        factories.log_contact(by_day_only, volunteer, at=at)
        factories.log_contact(enough, volunteer, at=evening + timedelta(days=day))
    reached = factories.open_case(by=by, received_at=START)
    factories.log_contact(reached, volunteer, at=START + timedelta(hours=1))
    factories.log_contact(reached, volunteer, Result.REACHED, at=START + timedelta(hours=6))
    no_number = factories.open_case(by=by, received_at=START)
    factories.log_contact(no_number, volunteer, Result.WRONG_NUMBER, at=START + timedelta(hours=2))

    tries = table("tries")
    assert tries.cell("met", "outcome") == Share(1, 2)
    assert tries.cell("enough-tries", "outcome") == Share(2, 2)
    assert tries.cell("enough-evening", "outcome") == Share(1, 2)
    assert tries.cell("missed", "outcome") == Count(1)
    assert tries.cell("reached", "outcome") == Count(1)
    assert tries.cell("exempt", "outcome") == Count(1)
    made = table("tries-made")
    assert [row.cells[0] for row in made.rows] == [
        Count(1), Count(0), Count(1), Count(2), Count(0), Count(0), Count(4),
    ]  # fmt: skip
    assert figure("reached-on", "2", "reached") == Count(1)
    assert figure("reached-on", "total", "reached") == Count(1)
    assert figure("tries-exemptions", "no_number", "exempt") == Count(1)


def test_who_rings_in_is_reached_but_on_no_try(people: Jour) -> None:
    factories.open_case(
        by=people.coordinator,
        received_at=START,
        source=Source.OWN,
        channel=IntakeChannel.PHONE,
    )
    assert figure("reached-on", "other", "reached") == Count(1)


def test_a_meeting_is_offered_to_those_who_got_support(people: Jour) -> None:
    volunteer = people.volunteer
    for offer in (MeetingOffer.DECLINED, MeetingOffer.NOT_TODAY):
        case = factories.open_case(by=people.coordinator, received_at=START)
        factories.log_contact(
            case,
            volunteer,
            Result.REACHED,
            at=START + timedelta(hours=2),
            support_codes=("stodsamtal",),
            meeting_offer=offer,
        )
    unsupported = factories.open_case(by=people.coordinator, received_at=START)
    factories.log_contact(
        unsupported,
        volunteer,
        Result.REACHED,
        at=START + timedelta(hours=2),
        meeting_offer=MeetingOffer.ACCEPTED,
    )
    assert figure("meeting", "offered") == Share(1, 2)


def test_activities_are_counted_on_the_day_they_happened(people: Jour) -> None:
    by, volunteer = people.coordinator, people.volunteer
    came_in_2025 = datetime(2025, 12, 20, 9, 0, tzinfo=UTC)
    case = factories.open_case(by=by, received_at=came_in_2025, now=came_in_2025)
    for at in (came_in_2025 + timedelta(days=2), START, START + timedelta(days=1)):
        factories.log_contact(
            case,
            volunteer,
            Result.REACHED,
            at=at,
            channel=Channel.MEETING,
            support_codes=("stodsamtal", "ersattning"),
        )
    undone = factories.log_contact(case, volunteer, Result.REACHED, at=START + timedelta(days=2))

    log.undo(contact=undone, by=volunteer, now=START + timedelta(days=2, minutes=3))

    assert figure("received", "received") == Count(0)
    assert figure("meetings-held", "meetings") == Count(2)
    assert figure("meetings-held", "cases") == Count(1)
    assert figure("meetings-held", "meetings", "previous") == Count(1)
    forms = table("support-forms")
    assert forms.cell("stodsamtal", "times") == forms.cell("ersattning", "times") == Count(2)
    assert forms.cell("ersattning", "cases") == Count(1)
    assert "total" not in {row.code for row in forms.rows}
    assert figure("channels", "meeting", "contacts") == Count(2)
    assert figure("channels", "phone", "contacts") == Count(0)


def test_what_comes_in_and_what_goes_out_are_told_apart(people: Jour) -> None:
    case = factories.open_case(by=people.coordinator, received_at=START)
    factories.log_contact(case, people.volunteer, at=START + timedelta(hours=1))
    factories.log_contact(
        case,
        people.volunteer,
        Result.REACHED,
        at=START + timedelta(hours=2),
        channel=Channel.EMAIL,
        direction=Direction.IN,
    )
    assert figure("channels", "phone", "attempts") == Count(1)
    assert figure("channels", "email", "contacts") == Count(1)


def test_gender_has_four_columns_and_a_total(people: Jour) -> None:
    for gender in ("woman", "woman", "man", "other", "unknown", ""):
        factories.open_case(
            by=people.coordinator, received_at=START, statistics=StatisticsInput(gender=gender)
        )
    factories.open_case(
        by=people.coordinator,
        received_at=START,
        is_protected=True,
        statistics=StatisticsInput(gender="woman"),
    )
    row = table("gender").rows[0]
    assert [column.code for column in table("gender").columns] == [
        "woman", "man", "other", "protected", "total",
    ]  # fmt: skip
    assert row.cells == (Count(2), Count(1), Count(3), Count(1), Count(7))


def test_staff_are_those_approved_or_employed_on_the_last_day(people: Jour) -> None:
    factories.someone("Lars-Erik Man", Role.VOLUNTEER, approved=True, gender="man")
    factories.someone("Kim Okänd", Role.VOLUNTEER, approved=True)
    factories.someone("Noor Blivande", Role.VOLUNTEER)
    left = factories.someone("Ove Slutade", Role.VOLUNTEER, approved=True, gender="man")
    withdraw_approval(user=left, last_day=date(2025, 12, 31), by=None, now=NOW)
    late = factories.someone("Siv Ny", engagement=Engagement.EMPLOYEE, gender="woman")
    User.objects.filter(pk=late.pk).update(started_on=date(2026, 3, 1))

    staff = table("staff")
    assert staff.kind is TableKind.PEOPLE
    assert [row.cells for row in staff.rows] == [
        (Count(1), Count(1), Count(1), Count(3)),
        (Count(1), Count(0), Count(0), Count(1)),
    ]
    last_year = table("staff", followup(FIRST_PERIOD))
    assert last_year.cell("support-persons", "man") == Count(2)


def test_who_has_left_is_counted_on_the_days_before(people: Jour) -> None:
    volunteer = factories.someone("Ove Slutade", Role.VOLUNTEER, approved=True, gender="man")
    employee = factories.someone("Siv Slutade", engagement=Engagement.EMPLOYEE, gender="man")
    for whom in (volunteer, employee):
        end_person(person=whom, by=people.coordinator, now=NOW - timedelta(days=1))
    now, then = table("staff"), table("staff", followup(FIRST_PERIOD))
    for row in ("support-persons", "employees"):
        assert (now.cell(row, "man"), then.cell(row, "man")) == (Count(0), Count(1))


def test_gender_is_optional_and_no_answer_stands_with_other(people: Jour) -> None:
    User.objects.filter(pk=people.coordinator.pk).update(gender="")
    assert table("staff").rows[1].cells == (Count(0), Count(0), Count(1), Count(1))


def test_of_a_small_staff_the_city_learns_nothing_small(people: Jour) -> None:
    staff = table("staff", followup(audience=Audience.CITY))
    fewer = Banded(5)
    assert [row.cells for row in staff.rows] == [(fewer, fewer, fewer, Unreported())] * 2


def test_the_rest_of_the_city_stands_together_and_a_protected_case_nowhere(people: Jour) -> None:
    for code in ("farsta", "farsta", "bromma", "sodermalm", "annan-kommun", "okant", ""):
        factories.open_case(
            by=people.coordinator,
            received_at=START,
            statistics=StatisticsInput(district_code=code),
        )
    factories.open_case(by=people.coordinator, received_at=START, is_protected=True)
    counts = {row.code: row.cells[0] for row in table("districts").rows}
    assert counts["farsta"] == counts["rest-of-city"] == counts["unknown"] == Count(2)
    assert counts["elsewhere"] == counts["protected"] == Count(1)
    assert counts["total"] == Count(8)


@pytest.mark.usefixtures("people")
def test_the_budget_stands_for_12_months_and_for_the_nine_of_the_first_period() -> None:
    made = followup(FIRST_PERIOD)
    reimbursement, own = table("reimbursement", made), table("own-financing", made)
    assert reimbursement.rows[-1].cells == (Kronor(1_241_000), Kronor(930_750))
    assert own.rows[-1].cells == (Kronor(119_500), Kronor(89_625))
    assert [column.title for column in reimbursement.columns] == [
        "12 månader, kronor",
        "9 av 12 månader, kronor",
    ]
    for priced in (reimbursement, own):
        for place in (0, 1):
            cells = [row.cells[place] for row in priced.rows]
            amounts = [cell.kr for cell in cells if isinstance(cell, Kronor)]
            assert sum(amounts[:-1]) == amounts[-1]


@pytest.mark.usefixtures("people")
def test_an_undertaking_that_no_longer_runs_takes_its_measure_with_it() -> None:

    Undertaking.objects.filter(measure="personal_meeting").update(valid_to=date(2025, 12, 31))
    assert "personal_meeting" in {section.code for section in followup(FIRST_PERIOD).sections}
    assert "personal_meeting" not in {section.code for section in followup().sections}


@pytest.mark.usefixtures("people")
def test_the_sections_follow_the_order_of_the_undertakings() -> None:
    assert [section.code for section in followup().sections] == [
        "support_to_all",
        "first_contact",
        "phone_tries",
        "personal_meeting",
        "evening_opening",
        "support_forms",
        "approved_volunteers",
        "development",
        "cooperation",
        "information",
        "equality",
        "economy",
        "breakdowns",
    ]
