"""Välj ansvarig: who stands first, what is said of each, and who cannot be chosen."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.assignees import choices_for
from cases.domain.enums import WishedGender
from cases.domain.intake import SafeContact, StatisticsInput
from cases.models import Case
from cases.services import life
from tests import factories
from tests.integration.cases.sending import text_of
from volunteers.domain.absence import Away
from volunteers.domain.languages import Language
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.presence_services import add_absence, set_languages

pytestmark = pytest.mark.django_db
MONDAY = factories.MONDAY
TODAY = date(2026, 11, 23)


@pytest.fixture
def lars(karin: User) -> User:
    found = factories.volunteer("Lars Nilsson")
    User.objects.active().filter(pk=found.pk).update(gender="man")
    return found


def speaking(person: User, *languages: Language) -> User:
    set_languages(person=person, languages=languages, by=person, now=MONDAY)
    return person


def away(person: User, until: date | None = None) -> None:
    add_absence(person=person, period=Away(TODAY, until), by=person, now=MONDAY)


def case_of(karin: User, language: str = "", wished: WishedGender = WishedGender.NONE) -> Case:
    return factories.open_case(
        by=karin,
        statistics=StatisticsInput(language=language),
        safe=SafeContact(wished_gender=wished),
    )


def lines(case: Case) -> list[str]:
    """The options as they are read."""
    shown = choices_for([case], MONDAY).options(case)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in shown]


def page_of(desk: Client, case: Case) -> str:
    return text_of(desk.get(reverse("cases:assign", args=[case.public_id])))


def test_a_language_is_found_in_what_was_written_and_stands_first(
    karin: User, birgitta: User, lars: User
) -> None:
    speaking(lars, Language.ARABIC, Language.SOMALI)
    life.assign(case=case_of(karin), to=lars, by=karin, now=MONDAY)
    assert lines(case_of(karin)) == [
        "Birgitta N. · 0 öppna",
        "Karin S. · 0 öppna",
        "Lars N. · 1 öppet",
    ]
    assert lines(case_of(karin, "Arabiska (syrisk)"))[0] == "Lars N. · talar arabiska · 1 öppet"


def test_a_wish_for_a_man_or_a_woman_orders_and_bars_nobody(
    karin: User, birgitta: User, lars: User
) -> None:
    assert lines(case_of(karin, wished=WishedGender.MAN)) == [
        "Lars N. · enligt önskemålet · 0 öppna",
        "Birgitta N. · 0 öppna",
        "Karin S. · 0 öppna",
    ]


def test_whoever_is_away_or_not_approved_stands_last_with_the_reason(
    karin: User, birgitta: User, lars: User
) -> None:
    away(birgitta, date(2026, 11, 30))
    away(lars)
    factories.someone("Noor Ny", Role.VOLUNTEER)
    assert lines(case_of(karin)) == [
        "Karin S. · 0 öppna",
        "Birgitta N. (frånvarande t.o.m. 2026-11-30)",
        "Lars N. (frånvarande tills vidare)",
        "Noor N. (inte godkänd i dag)",
    ]


def test_the_last_day_away_is_away_and_the_day_after_is_not(karin: User, birgitta: User) -> None:
    case = case_of(karin)
    away(birgitta, TODAY)
    tomorrow = MONDAY.replace(day=24)
    assert "Birgitta N. (frånvarande t.o.m. 2026-11-23)" in lines(case)
    shown = choices_for([case], tomorrow).options(case)
    assert not any("frånvarande" in line for line in shown)


def test_absence_guides_and_does_not_forbid_so_that_a_slip_can_be_put_back(
    desk: Client, karin: User, birgitta: User
) -> None:
    case = case_of(karin)
    away(birgitta)
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    case.refresh_from_db()
    assert case.assigned_to == birgitta
    assert "selected> Birgitta N. (frånvarande tills vidare)" in " ".join(
        desk.get(reverse("cases:assign", args=[case.public_id])).content.decode().split()
    )


def test_protected_cases_are_not_counted_in_the_load(karin: User) -> None:
    case = factories.open_case(by=karin, is_protected=True)
    life.assign(case=case, to=karin, by=karin, now=MONDAY)
    assert lines(case_of(karin)) == ["Karin S. · 0 öppna"]


def test_the_page_compares_the_people_and_one_press_chooses(
    desk: Client, karin: User, birgitta: User, lars: User
) -> None:
    speaking(birgitta, Language.SOMALI)
    away(lars, date(2026, 11, 30))
    add_absence(
        person=birgitta,
        period=Away(date(2026, 12, 24), date(2026, 12, 26)),
        by=birgitta,
        now=MONDAY,
    )
    case = case_of(karin, "somaliska", WishedGender.WOMAN)
    page = page_of(desk, case)
    assert "Personen talar somaliska och vill tala med en kvinna." in page
    assert "Birgitta N. Somaliska Samma språk Enligt önskemålet 0 2026-12-24 t.o.m." in page
    assert "Kan inte väljas: frånvarande t.o.m. 2026-11-30" in page
    answer = desk.post(
        reverse("cases:assign", args=[case.public_id]),
        {"assignee": str(birgitta.public_id)},
        follow=True,
    )
    assert "Ansvarig är ändrad." in text_of(answer)
    assert "Ansvarig nu" in page_of(desk, case)


def test_a_language_outside_the_list_is_said_to_be(desk: Client, karin: User) -> None:
    page = page_of(desk, case_of(karin, "Lulesamiska"))
    assert "Språket lulesamiska finns inte bland språken att välja." in page
    assert "finns inte bland språken" not in page_of(desk, case_of(karin, "svenska"))


def test_two_queries_however_many_people(karin: User, birgitta: User) -> None:
    case = case_of(karin, "arabiska", WishedGender.WOMAN)
    case = Case.objects.get(pk=case.pk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            choices_for([case], MONDAY).options(case)
        return len(captured)

    before = asked()
    for index in range(9):
        away(speaking(factories.volunteer(f"Person{index} Påhittad"), Language.ARABIC))
    assert asked() == before == 2
