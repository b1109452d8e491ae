"""Safe hours and language as they are kept: the form, the migration, and the words."""

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CallSafety
from cases.domain.intake import SafeContact, StatisticsInput
from cases.domain.safe_hours import WEEKEND, WORKDAYS, SafeHours, SafeSpan
from cases.models import Case, Identity
from cases.safe_words import safe_contact, safe_contact_outside
from tests.factories import MONDAY, coordinator, open_case, volunteer
from volunteers.domain.languages import Language
from volunteers.models import User
from volunteers.presence_services import set_languages

BEFORE, AFTER = [("cases", "0017_concern")], [("cases", "0018_safe_hours")]
HOURS = SafeHours.of(
    [
        SafeSpan(WORKDAYS, time(17), time(19)),
        SafeSpan(WEEKEND, time(10), time(12)),
        SafeSpan(frozenset({3}), time(7), time(8)),
    ]
)
SAID = "vardagar 17.00–19.00, onsdag 07.00–08.00, lördag–söndag 10.00–12.00"


@pytest.fixture
def karin(db: None) -> User:
    return coordinator()


@pytest.fixture
def desk(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def case_with(by: User, hours: SafeHours, **more: Any) -> Case:
    more.setdefault("call_safety", CallSafety.CONDITIONS)
    return open_case(by=by, safe=SafeContact(hours=hours), **more)


# --- The form ------------------------------------------------------------------------------------


def filled(client: Client, case: Case) -> dict[str, Any]:
    """What a browser would post of the page as it stands."""
    form = client.get(reverse("cases:identity", args=[case.public_id])).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value()}


def test_three_rows_come_back_as_they_were_and_can_be_taken_away(desk: Client, karin: User) -> None:
    case = case_with(karin, HOURS)
    url = reverse("cases:identity", args=[case.public_id])
    shown = filled(desk, case)
    assert (shown["safe_days"], shown["safe_days_2"], shown["safe_days_3"]) == (
        ["work"],
        ["3"],
        ["weekend"],
    )
    assert desk.post(url, shown).status_code == 302
    assert Identity.objects.get().hours == HOURS
    fewer = {name: value for name, value in shown.items() if not name.endswith(("_2", "_3"))}
    fewer["seen"] = filled(desk, case)["seen"]
    assert desk.post(url, fewer).status_code == 302
    assert Identity.objects.get().safe_hours == "1-5 17:00-19:00"
    nothing = {name: value for name, value in fewer.items() if not name.startswith("safe_")}
    nothing["seen"] = filled(desk, case)["seen"]
    assert desk.post(url, nothing).status_code == 302
    assert Identity.objects.get().safe_hours == ""


def test_a_fault_in_the_third_row_opens_it_and_keeps_what_was_typed(
    desk: Client, karin: User
) -> None:
    case = case_with(karin, SafeHours())
    said = filled(desk, case) | {
        "safe_from_3": "halv sju",
        "safe_to_3": "19:15",
        "safe_days_3": ["2", "4"],
    }
    page = desk.post(reverse("cases:identity", args=[case.public_id]), said).content.decode()
    assert "Skriv klockslaget som till exempel 17:30." in page
    assert "halv sju" in page
    assert "19:15" in page
    assert len(re.findall(r"<details class=\"mer\" open>\s*<summary>Lägg till", page)) == 2
    assert Identity.objects.get().safe_hours == ""


def test_an_anonymous_person_has_no_hours_and_no_fault_of_them_stops_it(desk: Client) -> None:
    said = {
        "anonymous": "on",
        "source": "own",
        "channel": "phone",
        "received_at": "2026-11-20T10:00",
        "safe_from_2": "nonsens",
        "safe_days_3": ["klingon"],
    }
    desk.post(reverse("cases:new"), said)
    assert Case.objects.get().is_anonymous


# --- In words ------------------------------------------------------------------------------------


def test_the_same_hours_are_said_here_and_outside(karin: User) -> None:
    case = case_with(karin, HOURS)
    identity = Identity.objects.get()
    assert f"Ring bara {SAID}." in safe_contact(case, identity, now=MONDAY)
    assert f"Ring bara {SAID}." in safe_contact_outside(case, identity)


def test_an_anonymous_case_has_its_own_sentences(desk: Client, karin: User) -> None:
    said = StatisticsInput(language="Somaliska ", needs_interpreter=True)
    case = open_case(by=karin, is_anonymous=True, statistics=said, call_safety=CallSafety.UNKNOWN)
    assert safe_contact(case, None, now=MONDAY) == [
        "Vi vet inte om det är tryggt att ringa. Fråga först om personen kan tala ostört.",
        "Tolk behövs: somaliska.",
    ]
    assert safe_contact_outside(case, None) == ["Tolk behövs: somaliska."]
    page = desk.get(case.get_absolute_url()).content.decode()
    assert "Tolk behövs: somaliska." in page


def test_an_interpreter_is_asked_for_where_somebody_is_chosen(desk: Client, karin: User) -> None:
    said = StatisticsInput(language="dari", needs_interpreter=True)
    for case, words in (
        (open_case(by=karin, statistics=said), "Tolk behövs: dari."),
        (
            open_case(by=karin, statistics=StatisticsInput(needs_interpreter=True)),
            "Tolk behövs: vilket språk är inte antecknat.",
        ),
    ):
        page = desk.get(reverse("cases:assign", args=[case.public_id])).content.decode()
        assert words in page


# --- Languages -----------------------------------------------------------------------------------


def test_a_language_is_kept_as_languages_are_written(karin: User) -> None:
    case = open_case(by=karin, statistics=StatisticsInput(language="  Nord  SAMISKA "))
    assert Case.objects.get(pk=case.pk).language == "nord samiska"


@pytest.mark.parametrize("page", ["new", "statistics"])
def test_what_somebody_here_speaks_is_proposed_first(desk: Client, karin: User, page: str) -> None:
    lars = volunteer()
    set_languages(person=lars, languages=[Language.URDU], by=karin, now=MONDAY)
    args = [open_case(by=karin).public_id] if page == "statistics" else []
    shown = desk.get(reverse(f"cases:{page}", args=args), follow=True).content.decode()
    proposed = re.findall(r'<option value="([^"]+)"></option>', shown)
    assert proposed[:2] == ["urdu", "albanska"]
    assert "kroatiska" in proposed
    assert len(proposed) == len(set(proposed))
    assert 'list="spraklista"' in shown


# --- The migration -------------------------------------------------------------------------------


def migrated(targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def all_migrations_again(transactional_db: None) -> Iterator[None]:
    """Whatever happens in the test, the next one meets a database that is whole."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_one_span_a_day_is_moved_over_and_back_without_loss(all_migrations_again: None) -> None:
    karin = coordinator()
    spans = {
        "plain": (time(17), time(20, 30)),
        "nothing": (None, None),
        "to-the-second": (time(9, 0, 30), time(11, 59, 59)),
        "shorter-than-a-minute": (time(9, 0, 10), time(9, 0, 50)),
        "to-midnight": (time(22), time(23, 59)),
    }
    cases = {name: case_with(karin, SafeHours()).pk for name in spans}
    old = migrated(BEFORE).get_model("cases", "Identity")
    for name, (first, last) in spans.items():
        old.objects.filter(case_id=cases[name]).update(safe_from=first, safe_to=last)
    new = migrated(AFTER).get_model("cases", "Identity")
    held = dict(new.objects.values_list("case_id", "safe_hours"))
    assert {name: held[pk] for name, pk in cases.items()} == {
        "plain": "1-7 17:00-20:30",
        "nothing": "",
        "to-the-second": "1-7 09:01-11:59",
        "shorter-than-a-minute": "1-7 09:00-09:01",
        "to-midnight": "1-7 22:00-23:59",
    }
    assert all(SafeHours.parse(code).code == code for code in held.values())
    again = migrated(BEFORE).get_model("cases", "Identity")
    back = {pk: span for pk, *span in again.objects.values_list("case_id", "safe_from", "safe_to")}
    assert back[cases["plain"]] == [time(17), time(20, 30)]
    assert back[cases["nothing"]] == [None, None]


def test_what_two_columns_cannot_hold_is_not_moved_back(all_migrations_again: None) -> None:
    case_with(coordinator(), HOURS)
    with pytest.raises(RuntimeError, match="cannot be moved back"):
        migrated(BEFORE)
    assert Identity.objects.get().hours == HOURS
