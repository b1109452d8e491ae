"""The saved views and the choices above the list: the same as the rules, the same as the numbers,
and nothing but codes in the address.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.test import Client

from cases.domain.enums import CloseReason, Source, Status
from cases.domain.intake import StatisticsInput
from cases.domain.referral_codes import Recipient, ReferralState
from cases.models import Case, Note, Referral
from cases.services import life
from contacts.domain.enums import Result
from contacts.domain.silence import SilenceFacts, is_silent
from contacts.list_filters import STATUS
from contacts.models import Contact
from contacts.queue import Moment
from contacts.selections import Selection, select
from contacts.services import log
from tests import factories
from tests.factories import MONDAY, log_contact, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LIST = "/arenden/"


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return factories.coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def reached(karin: User, *, ago: timedelta) -> Case:
    case = open_case(by=karin, received_at=MONDAY - 30 * DAY, now=MONDAY - 30 * DAY)
    log_contact(case, karin, Result.REACHED, at=MONDAY - ago)
    return case


def waiting(case: Case, karin: User) -> Referral:
    return Referral.objects.create(
        case=case,
        recipient=Recipient.STODCENTRUM,
        state=ReferralState.HANDED_OVER,
        offered_at=MONDAY - DAY,
        offered_by=karin,
        consent_at=MONDAY - DAY,
        handed_over_at=MONDAY - DAY,
    )


@pytest.fixture
def silences(karin: User) -> dict[str, Case]:
    """Cases on both sides of every edge of the rule."""
    cases = {
        "silent": reached(karin, ago=20 * DAY),
        "on the day": reached(karin, ago=14 * DAY),
        "a minute less": reached(karin, ago=14 * DAY - MINUTE),
        "tried since": reached(karin, ago=20 * DAY),
        "noted since": reached(karin, ago=20 * DAY),
        "noted long ago": reached(karin, ago=20 * DAY),
        "undone since": reached(karin, ago=20 * DAY),
        "closed": reached(karin, ago=20 * DAY),
        "never reached": open_case(by=karin, received_at=MONDAY - 30 * DAY),
    }
    log_contact(cases["tried since"], karin, at=MONDAY - 2 * DAY)
    life.write_note(case=cases["noted since"], text="Ringde", by=karin, now=MONDAY - DAY)
    life.write_note(case=cases["noted long ago"], text="Ringde", by=karin, now=MONDAY - 19 * DAY)
    taken_back = log_contact(cases["undone since"], karin, at=MONDAY - 2 * MINUTE)
    log.undo(contact=taken_back, by=karin, now=MONDAY)
    life.close(case=cases["closed"], reason=CloseReason.SUPPORT_ENDED, by=karin, now=MONDAY)
    return cases


def by_rule(case: Case) -> bool:
    contacts = Contact.objects.effective().filter(case=case).order_by("occurred_at")
    notes = Note.objects.filter(case=case).order_by("written_at")
    last_contact, last_note = contacts.last(), notes.last()
    facts = SilenceFacts(
        closed_at=case.closed_at,
        reached_at=case.reached_at,
        has_support=case.has_support,
        last_contact_at=last_contact.occurred_at if last_contact else None,
        last_note_at=last_note.written_at if last_note else None,
    )
    return is_silent(facts, now=MONDAY)


def test_the_silent_are_those_of_the_rule(karin: User, silences: dict[str, Case]) -> None:
    visible = Case.objects.visible_to(karin)
    found = set(select(visible, Selection.SILENT, moment=Moment.at(MONDAY), user=karin))
    assert found == {case for case in visible if by_rule(case)}
    names = {name for name, case in silences.items() if case in found}
    assert names == {"silent", "on the day", "noted long ago", "undone since"}


def test_who_waits_for_an_answer_is_found_also_when_the_case_is_closed(
    inside: Client, karin: User
) -> None:
    here, gone, answered = (open_case(by=karin) for _ in range(3))
    waiting(here, karin)
    waiting(gone, karin)
    Referral.objects.filter(pk=waiting(answered, karin).pk).update(
        state=ReferralState.CONFIRMED, answered_at=MONDAY
    )
    life.close(case=gone, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    page = inside.get(LIST, {"urval": "vantar-svar"})
    found = {row.reference for row in page.context["rows"]}
    assert found == {here.reference, gone.reference}


def test_each_view_says_how_long_its_list_is(
    inside: Client, karin: User, silences: dict[str, Case]
) -> None:
    waiting(silences["closed"], karin)
    life.assign(case=silences["silent"], to=karin, by=karin, now=MONDAY)
    shown = {view.selection: view.count for view in inside.get(LIST).context["views"]}
    assert list(shown) == [
        *(Selection.MINE, Selection.UNASSIGNED, Selection.SILENT),
        *(Selection.TO_COMPLETE, Selection.AWAITING),
    ]
    for selection, count in shown.items():
        page = inside.get(LIST, {"urval": selection.value})
        assert page.context["page"].paginator.count == count, selection
    assert shown[Selection.MINE] == shown[Selection.AWAITING] == 1


def test_a_volunteer_has_the_views_of_their_own_cases(
    client: Client, karin: User, silences: dict[str, Case]
) -> None:
    birgitta = factories.volunteer()
    life.assign(case=silences["silent"], to=birgitta, by=karin, now=MONDAY)
    client.force_login(birgitta)
    views = {view.selection: view.count for view in client.get(LIST).context["views"]}
    assert views == {Selection.SILENT: 1, Selection.TO_COMPLETE: 1, Selection.AWAITING: 0}


def test_the_status_in_the_database_is_the_status_of_the_rule(karin: User) -> None:
    """Every mix of the facts that decide it."""
    case = open_case(by=karin)
    ends: list[dict[str, object]] = [
        {"closed_at": None, "close_reason": ""},
        {"closed_at": MONDAY, "close_reason": CloseReason.DECLINED},
    ]
    for end, reached_at, has_support, tries, assigned in product(
        ends, (None, MONDAY), (True, False), (0, 2), (None, karin)
    ):
        Case.objects.filter(pk=case.pk).update(
            **end,
            next_due_at=None,
            reached_at=reached_at,
            has_support=has_support,
            phone_tries=tries,
            assigned_to=assigned,
        )
        case.refresh_from_db()
        holds = [code for code in STATUS if Case.objects.filter(STATUS[code], pk=case.pk).exists()]
        assert holds == [case.status]


def test_choices_narrow_the_list_and_stand_in_every_link(inside: Client, karin: User) -> None:
    farsta = StatisticsInput(district_code="farsta", crime_type="theft")
    wanted = open_case(by=karin, source=Source.SCHOOL, statistics=farsta)
    open_case(by=karin, source=Source.SCHOOL)
    open_case(by=karin, statistics=farsta)
    choices = {"kalla": "school", "stadsdel": "farsta", "brott": "theft", "lage": "received"}
    page = inside.get(LIST, choices | {"urval": "alla", "ordning": "mottaget"})
    assert [row.reference for row in page.context["rows"]] == [wanted.reference]
    html = page.content.decode()
    for code in ("lage=received", "kalla=school", "brott=theft", "stadsdel=farsta"):
        assert html.count(code) >= 3, code  # one for each order
    assert 'href="?urval=alla&amp;ordning=mottaget"' in html


def test_nothing_that_fits_says_so_and_how_to_see_all(inside: Client, karin: User) -> None:
    open_case(by=karin)
    html = inside.get(LIST, {"lage": Status.IN_SUPPORT.value}).content.decode()
    assert "Inga ärenden stämmer med det du har valt" in html
    assert "Ta bort valen" in html


PARAMETERS = ("urval", "ordning", "lage", "kalla", "brott", "stadsdel", "sida")
NO_CODES = ("Amina Påhittad", "070-174 06 12", "\x00'\"><b>", "erased", "é" * 999)


def test_what_is_no_code_is_as_nothing_and_is_not_said_again(inside: Client, karin: User) -> None:
    case = open_case(by=karin, name="Berit Annan")
    for name, said in product(PARAMETERS, NO_CODES):
        page = inside.get(LIST, {name: said})
        assert page.status_code == 200, (name, said)
        assert [row.reference for row in page.context["rows"]] == [case.reference], (name, said)
        assert said not in page.content.decode(), (name, said)
