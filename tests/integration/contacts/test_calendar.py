"""The calendar in one's telephone: whose address it is, and that it tells times and no more."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from cases.domain.enums import CloseReason, RecusalReason
from cases.models import Case
from cases.services import life
from contacts.calendar_file import Slot, Title, written
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.leaving import end_person
from contacts.services import agenda
from contacts.services.agenda import Plan
from contacts.services.recusal import recuse
from jourcase.kernel import clock
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.local_time import STOCKHOLM
from tests.factories import (
    MONDAY,
    board,
    coordinator,
    evening_shift,
    log_contact,
    open_case,
    volunteer,
)
from tests.integration.attacks.world import canary, personal
from volunteers.calendar import CalendarFeed
from volunteers.calendar_services import calendar_owner, close_calendar, open_calendar
from volunteers.login.invitations import invite
from volunteers.login.limits import RATES
from volunteers.models import User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = MONDAY + 2 * DAY


@pytest.fixture
def karin(db: None, fixed_clock: Callable[[datetime], None]) -> User:
    fixed_clock(MONDAY)
    cache.clear()
    return coordinator()


@pytest.fixture
def birgitta(karin: User) -> User:
    return volunteer()


@pytest.fixture
def case(karin: User, birgitta: User) -> Case:
    found = open_case(
        by=karin, phones=("+46701740640",), k_number="5000-K987654-26",
        **personal("birgitta", canary),
    )  # fmt: skip
    return life.assign(case=found, to=birgitta, by=karin, now=MONDAY)


def planned(case: Case, by: User, at: datetime = AT, **more: object) -> None:
    said = {"kind": AgendaKind.COURT, "starts_at": at, "place": canary("birgitta", "plats")}
    said |= {"about": canary("birgitta", "tanke")} | more
    agenda.plan(case=case, plan=Plan(**said), key=uuid.uuid4(), by=by, now=MONDAY)  # type: ignore[arg-type]


def address(token: uuid.UUID) -> str:
    return reverse("contacts:feed", args=[token])


def events(text: str) -> list[Any]:
    """The lines of a file, as a calendar program reads them."""
    calendar: Any = Calendar.from_ical(text)
    return list(calendar.walk("VEVENT"))


def fetched(user: User) -> list[Any]:
    answer = Client().get(address(open_calendar(person=user, now=MONDAY)))
    assert answer.status_code == 200
    return events(answer.content.decode())


def titles(found: list[Any]) -> list[str]:
    return [str(event["SUMMARY"]) for event in found]


def test_it_has_the_persons_meetings_calls_and_evenings_and_only_theirs(
    case: Case, karin: User, birgitta: User
) -> None:
    planned(case, birgitta)
    planned(case, karin, AT + HOUR, responsible=karin)
    log_contact(case, birgitta, Result.CALL_LATER, at=MONDAY, callback_at=AT + 3 * HOUR)
    evening_shift(birgitta, starts_at=MONDAY + 4 * HOUR, by=karin)
    evening_shift(karin, starts_at=MONDAY + DAY, by=karin)
    found = fetched(birgitta)
    assert titles(found) == ["Jourpass", "Jourcase: möte", "Jourcase: samtal"]
    evening, meeting, call = found
    assert meeting["DTSTART"].dt == AT
    assert meeting["DTEND"].dt == AT + HOUR
    assert call["DTEND"].dt - call["DTSTART"].dt == timedelta(minutes=30)
    assert evening["DTEND"].dt - evening["DTSTART"].dt == 3 * HOUR
    assert titles(fetched(karin)) == ["Jourpass", "Jourcase: möte"]


def test_it_holds_nothing_personal_and_no_id_of_ours(
    case: Case, karin: User, birgitta: User
) -> None:
    planned(case, birgitta)
    planned(case, birgitta, AT + DAY, kind=AgendaKind.POLICE)
    log_contact(
        case, birgitta, Result.CALL_LATER, at=MONDAY, callback_at=AT,
        note=canary("birgitta", "samtal"),
    )  # fmt: skip
    token = open_calendar(person=birgitta, now=MONDAY)
    answer = Client().get(address(token))
    whole = answer.content.decode() + repr(sorted(answer.items()))
    unfolded = whole.replace("\r\n ", "")
    ids = [str(one) for one in (case.public_id, birgitta.public_id, token)]
    ids += [one.replace("-", "") for one in ids]
    items = [str(one.public_id) for one in case.agenda.all()]
    told = ["Kanarie", "Zq", "0701740640", "46701740640", "070-174", "K987654", case.reference]
    told += ["Birgitta", "Nilsson", birgitta.email, "Karin", *ids, *items]
    told += [one.replace("-", "") for one in items]
    told += ["Rätteg", "rhör"]
    assert [text for text in told if text.lower() in unfolded.lower()] == []
    lines = answer.content.decode().split("\r\n")
    assert {re.split("[:;]", line)[0] for line in lines} == {
        "BEGIN", "END", "VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "",
    }  # fmt: skip
    assert set(titles(events(answer.content.decode()))) <= {one.label for one in Title}


def test_an_event_keeps_its_uid_and_two_people_have_different_ones(
    case: Case, karin: User, birgitta: User
) -> None:
    evening_shift(karin, birgitta, starts_at=MONDAY + 4 * HOUR, by=karin)
    planned(case, birgitta)

    def uids(user: User) -> list[str]:
        return [str(event["UID"]) for event in fetched(user)]

    assert uids(birgitta) == uids(birgitta)
    assert len(set(uids(birgitta))) == 2
    assert not set(uids(karin)) & set(uids(birgitta))
    assert all(re.fullmatch("[0-9a-f]{32}", uid) for uid in uids(birgitta))


@pytest.mark.parametrize(
    ("local_start", "utc"),
    [
        (datetime(2026, 11, 25, 9, 0, tzinfo=STOCKHOLM), "20261125T080000Z"),
        (datetime(2026, 7, 1, 9, 0, tzinfo=STOCKHOLM), "20260701T070000Z"),
        # spring: the last minute before and the first after the gap
        (datetime(2027, 3, 28, 1, 59, tzinfo=STOCKHOLM), "20270328T005900Z"),
        (datetime(2027, 3, 28, 3, 0, tzinfo=STOCKHOLM), "20270328T010000Z"),
        # autumn: the same clock twice
        (datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=0), "20261025T003000Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1), "20261025T013000Z"),
    ],
)
def test_a_time_is_the_same_instant_on_both_nights_of_the_clock_change(
    local_start: datetime, utc: str
) -> None:
    starts_at = local_start.astimezone(UTC)
    slot = Slot("a" * 32, Title.MEETING, starts_at, starts_at + HOUR)
    text = written([slot], now=MONDAY).decode()
    assert f"DTSTART:{utc}\r\n" in text
    [event] = events(text)
    assert event["DTSTART"].dt == starts_at
    assert event["DTEND"].dt == starts_at + HOUR
    assert "TZID" not in text, "UTC needs no zone of its own"


def hidden_by_closing(case: Case, karin: User, birgitta: User) -> None:
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)


def hidden_by_assigning(case: Case, karin: User, birgitta: User) -> None:
    life.assign(case=case, to=volunteer("Lars Nilsson"), by=karin, now=MONDAY)


def hidden_by_jav(case: Case, karin: User, birgitta: User) -> None:
    recuse(case=case, user=birgitta, reason=RecusalReason.RELATED, by=karin, now=MONDAY)


@pytest.mark.parametrize("act", [hidden_by_closing, hidden_by_assigning, hidden_by_jav])
def test_what_is_not_theirs_any_more_is_gone(
    case: Case, karin: User, birgitta: User, act: Callable[[Case, User, User], None]
) -> None:
    planned(case, birgitta)
    log_contact(case, birgitta, Result.CALL_LATER, at=MONDAY, callback_at=AT)
    assert len(titles(fetched(birgitta))) == 2
    act(case, karin, birgitta)
    assert titles(fetched(birgitta)) == []


# --- The address ----------------------------------------------------------------------------------


def test_only_a_digest_is_stored_and_fetching_leaves_a_trace(birgitta: User) -> None:
    token = open_calendar(person=birgitta, now=MONDAY)
    row = CalendarFeed.objects.values().get()
    assert str(token) not in repr(row)
    assert token.hex not in repr(row)
    assert token.version == 4
    assert calendar_owner(token, now=MONDAY) == birgitta
    event = AuditEvent.objects.get(action=Action.CALENDAR_FETCHED)
    assert (event.by_id, event.case_id, event.role) == (birgitta.pk, None, "volunteer")
    assert not AuditEvent.objects.filter(reason__contains=str(token)).exists()


def renewed(birgitta: User, karin: User) -> None:
    open_calendar(person=birgitta, now=MONDAY)


def taken_away(birgitta: User, karin: User) -> None:
    close_calendar(person=birgitta, by=birgitta, now=MONDAY)


def ended(birgitta: User, karin: User) -> None:
    end_person(person=birgitta, by=karin, now=MONDAY)
    assert not CalendarFeed.objects.exists()


def switched_off(birgitta: User, karin: User) -> None:
    User.objects.filter(pk=birgitta.pk).update(is_active=False)


def given_a_new_link(birgitta: User, karin: User) -> None:
    invite(person=birgitta, by=karin, now=MONDAY)


@pytest.mark.parametrize("act", [renewed, taken_away, ended, switched_off, given_a_new_link])
def test_an_address_dies_with_what_made_it(
    karin: User, birgitta: User, act: Callable[[User, User], None]
) -> None:
    token = open_calendar(person=birgitta, now=MONDAY)
    assert Client().get(address(token)).status_code == 200
    act(birgitta, karin)
    dead = Client().get(address(token))
    unknown = Client().get(address(uuid.uuid4()))
    assert dead.status_code == unknown.status_code == 404
    assert AuditEvent.objects.filter(action=Action.CALENDAR_FETCHED).count() == 1


def test_the_answer_is_a_calendar_that_nobody_keeps(birgitta: User) -> None:
    path = address(open_calendar(person=birgitta, now=MONDAY))
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three in place of the real limit, for a test that does not take its time."""
    assert RATES["calendar"] == "30/m/ip,30/h/key"
    monkeypatch.setitem(RATES, "calendar", "3/m/ip,3/h/key")


def test_a_program_gone_wild_is_told_to_wait(few: None, birgitta: User) -> None:
    path = address(open_calendar(person=birgitta, now=MONDAY))
    assert [Client().get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert Client().get(path)["Retry-After"] == "3600"
    assert AuditEvent.objects.filter(action=Action.CALENDAR_FETCHED).count() == 3


def test_guessing_is_told_to_wait(few: None, birgitta: User) -> None:
    codes = [Client().get(address(uuid.uuid4())).status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]


# --- The page -------------------------------------------------------------------------------------


def test_an_address_is_made_shown_once_renewed_and_taken_away(
    client: Client, birgitta: User
) -> None:
    client.force_login(birgitta)
    page = reverse("contacts:calendar")
    assert "Gör en adress" in client.get(page).content.decode()
    made = client.post(reverse("contacts:make_calendar")).content.decode()
    shown = re.search(r'value="https?://[^/"]+(/kalender/[0-9a-f-]{36}/jourcase\.ics)"', made)
    assert shown
    assert Client().get(shown[1]).status_code == 200
    again = client.get(page).content.decode()
    assert shown[1] not in again
    assert "Gör en ny adress" in again
    client.post(reverse("contacts:make_calendar"))
    assert Client().get(shown[1]).status_code == 404
    answer = client.post(reverse("contacts:end_calendar"), follow=True)
    assert "Adressen är borttagen" in answer.content.decode()
    assert not CalendarFeed.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="calendar_").order_by("seq")
    assert [one.action for one in actions] == [
        "calendar_opened", "calendar_fetched", "calendar_opened", "calendar_closed",
    ]  # fmt: skip


def test_whoever_has_not_shown_who_they_are_is_asked_first(client: Client, birgitta: User) -> None:
    client.force_login(birgitta)
    session = client.session
    session["login_proved"] = int((MONDAY - HOUR).timestamp())
    session.save()
    with clock.fixed(MONDAY):
        answer = client.post(reverse("contacts:make_calendar"))
    assert answer.status_code == 302
    assert answer["Location"] == "/konto/bekrafta/?next=%2Fkommande%2Fkalender%2F"
    assert not CalendarFeed.objects.exists()


def test_the_account_page_leads_there_for_those_who_have_times(client: Client, karin: User) -> None:
    for user, has in ((karin, True), (volunteer(), True), (board(), False)):
        client.force_login(user)
        text = client.get(reverse("volunteers:account")).content.decode()
        assert (reverse("contacts:calendar") in text) is has
