"""Loggkontroll: what is looked at, by whom, and what nobody is shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from cases.services import life
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, AuditEvent, Outcome
from jourcase.kernel.refusals import RefusedError
from reporting.domain.log_week import (
    CheckOutcome,
    LogCheckRefusal,
    Part,
    Section,
    Week,
    drawn,
)
from reporting.log_page import log_page
from reporting.log_services import check_section
from reporting.models import LogCheck
from tests.factories import MONDAY, board, coordinator, open_case, someone, volunteer
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
# The week before MONDAY; a Wednesday at 14.00 and at 23.30 local time.
WEEK = Week(2026, 47)
DAYTIME = datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
PAGE = "/loggkontroll/"


@pytest.fixture(autouse=True)
def now_is_monday(fixed_clock: Callable[[datetime], None]) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def karin() -> User:
    return coordinator()


@pytest.fixture
def birgitta() -> User:
    return volunteer()


@pytest.fixture
def case(karin: User) -> Case:
    return open_case(by=karin, received_at=MONDAY - timedelta(days=30), name="Amina Nilsson")


def view(
    by: User,
    *cases: Case,
    at: datetime = DAYTIME,
    action: Action = Action.CASE_VIEWED,
    outcome: Outcome = Outcome.DONE,
) -> None:
    audit.record(
        by_id=by.pk, action=action, now=at, case_ids=[c.pk for c in cases], outcome=outcome
    )


def opened(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def section(page: str, of: Section) -> str:
    found = re.search(rf'<section[^>]*id="{of.value}".*?</section>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_the_coordinator_sees_every_opening_outside_the_ordinary(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    hidden = open_case(by=karin, received_at=MONDAY - timedelta(days=30), is_protected=True)
    view(birgitta, case, action=Action.GLASS_BROKEN)
    view(birgitta, case, action=Action.GLASS_BROKEN, outcome=Outcome.REFUSED)
    view(birgitta, hidden)
    page = opened(client, karin)
    assert "vecka 47" in page
    glass = section(page, Section.GLASS)
    assert glass.count("Birgitta Nilsson") == 2
    assert "(nekat)" in glass
    assert case.reference in glass
    protected = section(page, Section.PROTECTED)
    assert "Skyddat ärende 1" in protected
    assert hidden.reference not in page


def test_what_stands_out_is_shown_with_its_reason(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    view(birgitta, case, at=NIGHT)
    for _ in range(5):
        view(birgitta, action=Action.REQUEST_REFUSED, outcome=Outcome.REFUSED)
    found = section(opened(client, karin), Section.RULES)
    assert "Öppnat på natten, kl. 23–05 Birgitta Nilsson ons 18 nov. 1" in found
    assert "Samma efternamn som den stödsökande Birgitta Nilsson" in found
    assert "Nekad många gånger på en dag Birgitta Nilsson ons 18 nov. 5 –" in found


def test_work_and_responsibility_are_a_cause(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    lars = volunteer("Lars Svensson")
    other = open_case(by=karin, received_at=MONDAY - timedelta(days=30))
    life.assign(case=other, to=birgitta, by=karin, now=MONDAY - timedelta(days=20))
    for day in range(3):
        at = DAYTIME + timedelta(days=day)
        view(birgitta, other, at=at)
        view(lars, case, at=at)
        view(lars, other, at=at)
    life.write_note(case=case, text="Ringer sen.", by=lars, now=DAYTIME)
    found = section(opened(client, karin), Section.RULES)
    assert found.count("Samma ärende flera dagar") == 1
    assert f"Lars Svensson ons 18 nov. 3 {other.reference}" in found


def test_one_in_twenty_is_drawn_and_always_the_same(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    for _ in range(60):
        view(birgitta, case)
    view(birgitta, case, at=MONDAY)  # next week's
    page = section(opened(client, karin), Section.DRAW)
    codes = re.findall(r"L-\d+", page)
    assert len(codes) == 3
    assert re.findall(r"L-\d+", section(opened(client, karin), Section.DRAW)) == codes
    # Anyone can draw again, from the log alone.
    last = AuditEvent.objects.filter(at__lt=WEEK.ends_at).latest("seq")
    week = AuditEvent.objects.filter(at__gte=WEEK.starts_at, at__lt=WEEK.ends_at, by=birgitta)
    numbers = drawn(week.values_list("seq", flat=True), seed=last.digest)
    assert codes == [f"L-{number}" for number in sorted(numbers)]


def test_nothing_is_drawn_before_the_week_is_over(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    view(birgitta, case, at=MONDAY)
    page = opened(client, karin, "?vecka=2026-W48")
    assert "Dras när veckan är slut." in section(page, Section.DRAW)
    assert "<select" not in page
    assert "Veckan efter" not in page


def test_the_coordinators_own_openings_are_with_the_board_and_not_with_themselves(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    other = coordinator("Lars-Erik Svensson")
    for person in (karin, other):
        view(person, case, at=NIGHT)
        view(person, case, action=Action.GLASS_BROKEN)
    mine = opened(client, karin)
    assert "Inget den här veckan." in section(mine, Section.GLASS)
    assert "Inget den här veckan." in section(mine, Section.RULES)
    view(birgitta, case, action=Action.GLASS_BROKEN)
    theirs = opened(client, board())
    assert section(theirs, Section.GLASS).count("L-") == 2
    assert section(theirs, Section.RULES).count("Öppnat på natten") == 2


def test_who_was_coordinator_then_or_is_one_now_is_not_their_own_judge(
    client: Client, karin: User, case: Case
) -> None:
    former = volunteer("Former Samordnare")
    with audit.acting(lambda: audit.Actor(former.pk, "coordinator")):
        view(former, case, action=Action.GLASS_BROKEN)
    with audit.acting(lambda: audit.Actor(karin.pk, "volunteer")):
        view(karin, case, action=Action.GLASS_BROKEN)
    assert "Inget den här veckan." in section(opened(client, karin), Section.GLASS)
    assert section(opened(client, board()), Section.GLASS).count("L-") == 2


def test_the_board_is_told_code_time_and_act_and_nothing_of_any_case(
    client: Client, karin: User, birgitta: User, case: Case
) -> None:
    hidden = open_case(by=karin, received_at=MONDAY - timedelta(days=30), is_protected=True)
    for action in (Action.CASE_VIEWED, Action.GLASS_BROKEN):
        view(karin, case, hidden, at=NIGHT, action=action)
        view(birgitta, case, hidden, at=NIGHT, action=action)
    page = opened(client, board())
    content = page[page.index("<main") : page.index("</main>")]
    for told in (
        case.reference, hidden.reference, "Skyddat ärende 1", "Karin", "Birgitta", "Amina",
        str(case.public_id), str(hidden.public_id), "/arenden/", "Ärende som du inte ser",
    ):  # fmt: skip
        assert told not in content, told
    assert re.search(r"L-\d+ 2026-11-18 23\.30 Ärendet visades", section(page, Section.PROTECTED))


def test_the_rows_made_for_the_board_hold_nothing_that_a_page_could_show(
    karin: User, case: Case
) -> None:
    hidden = open_case(by=karin, received_at=MONDAY - timedelta(days=30), is_protected=True)
    for action in (Action.CASE_VIEWED, Action.GLASS_BROKEN):
        view(karin, case, hidden, at=NIGHT, action=action)
    page = log_page(board(), WEEK, now=MONDAY)
    rows = [row for box in page.boxes for row in box.rows]
    found = [hit for box in page.boxes for hit in box.hits]
    assert rows
    assert found
    assert {(row.who, row.case, row.url) for row in rows} == {("", "", "")}
    assert {(hit.who, hit.cases) for hit in found} == {("", ())}


def test_a_coordinator_is_told_of_no_case_that_they_may_not_know(
    client: Client, karin: User, birgitta: User
) -> None:
    other = coordinator("Lars-Erik Svensson")
    hidden = open_case(by=other, received_at=MONDAY - timedelta(days=30), is_protected=True)
    view(birgitta, hidden)
    page = opened(client, karin)
    assert "Skyddat ärende 1" in page
    assert str(hidden.public_id) not in page


def test_looking_is_in_the_log(client: Client, karin: User) -> None:
    opened(client, karin)
    event = AuditEvent.objects.get(action=Action.LOG_VIEWED)
    assert (event.by, event.role) == (karin, "coordinator")
    assert event.fields == ["2026-W47", "coordinator"]


@pytest.mark.parametrize("asked", ["2026-W99", "x", "2026-W47'--", "\x00", "2025-W53"])
def test_an_odd_week_is_the_usual_one(client: Client, karin: User, asked: str) -> None:
    client.force_login(karin)
    answer = client.get(PAGE, {"vecka": asked})
    assert "vecka 47" in answer.content.decode()


# --- Ticking off ---------------------------------------------------------------------------------


def ticked(client: Client, user: User, **data: str) -> str:
    client.force_login(user)
    values = {"key": "2026-W47", "section": "draw", "outcome": "fine", **data}
    answer = client.post(PAGE, values, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_section_is_ticked_off_once_with_what_it_came_to(client: Client, karin: User) -> None:
    for _ in range(2):
        page = ticked(client, karin)
        assert "Stickprov: kontrollerat." in page
    assert "Utan anmärkning Kontrollerat av Karin S." in section(page, Section.DRAW)
    check = LogCheck.objects.get()
    assert (check.year, check.week, check.part) == (2026, 47, Part.COORDINATOR)
    event = AuditEvent.objects.get(action=Action.LOG_CHECKED)
    assert event.reason == "fine"
    assert event.fields == ["2026-W47", "coordinator", "draw"]


def test_another_word_replaces_the_first_and_both_are_in_the_log(
    client: Client, karin: User
) -> None:
    ticked(client, karin, outcome="followed_up")
    ticked(client, karin, outcome="explained")
    assert LogCheck.objects.get().outcome == CheckOutcome.EXPLAINED
    events = AuditEvent.objects.filter(action=Action.LOG_CHECKED).order_by("seq")
    assert [event.reason for event in events] == ["followed_up", "explained"]


def test_the_board_ticks_off_its_own_part(client: Client, karin: User) -> None:
    ticked(client, board())
    assert LogCheck.objects.get().part == Part.BOARD
    assert "Kontrollerat av" not in section(opened(client, karin), Section.DRAW)


@pytest.mark.parametrize(
    "data",
    [
        {"key": "2026-W99"}, {"key": ""}, {"key": "\x00"}, {"section": "all"}, {"outcome": ""},
        {"outcome": "fine\ud800".encode("utf-8", "replace").decode()}, {"key": "2026-W48"},
        {"section": "x" * 100_000},
    ],
)  # fmt: skip
def test_what_cannot_be_ticked_off_changes_nothing(
    client: Client, karin: User, data: dict[str, str]
) -> None:
    ticked(client, karin, **data)
    assert not LogCheck.objects.exists()
    assert not AuditEvent.objects.filter(action=Action.LOG_CHECKED).exists()


@pytest.mark.parametrize("part", list(Part))
def test_the_service_holds_the_rule_whatever_the_page_does(karin: User, part: Part) -> None:
    wrong = board() if part is Part.COORDINATOR else karin
    with pytest.raises(RefusedError) as raised:
        check_section(
            week=WEEK,
            part=part,
            section=Section.DRAW,
            outcome=CheckOutcome.FINE,
            by=wrong,
            now=MONDAY,
        )
    assert raised.value.refusals == {LogCheckRefusal.NOT_YOURS}


def test_whoever_is_both_never_checks_the_coordinators(client: Client, case: Case) -> None:
    both = someone("Bo Både", Role.COORDINATOR, Role.BOARD)
    view(both, case, action=Action.GLASS_BROKEN)
    assert "Inget den här veckan." in section(opened(client, both), Section.GLASS)
    ticked(client, both)
    assert LogCheck.objects.get().part == Part.COORDINATOR


def test_it_is_not_for_volunteers(client: Client, birgitta: User) -> None:
    client.force_login(birgitta)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"key": "2026-W47"}).status_code == 403


@pytest.mark.parametrize("who", [coordinator, board])
def test_the_page_asks_twelve_queries_whatever_happened(
    client: Client, who: Callable[[], User], karin: User, birgitta: User
) -> None:
    def happened() -> None:
        case = open_case(by=karin, received_at=MONDAY - timedelta(days=30), name="Ek Nilsson")
        for person in (karin, birgitta):
            view(person, case, at=NIGHT)
            view(person, case, action=Action.GLASS_BROKEN)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("reporting:log_check"))
        return len(captured)

    happened()
    client.force_login(karin if who is coordinator else who())
    queries()
    with_one = queries()
    for _ in range(30):
        happened()
    assert queries() == with_one <= 12
