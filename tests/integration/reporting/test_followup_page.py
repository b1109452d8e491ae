"""The page: who sees what, each number opens its list, and what was typed is kept."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.domain.enums import RecusalReason
from cases.models import Case
from cases.services.recusal import set_recusal
from jourcase.agreement.models import Agreement
from jourcase.kernel.audit import Action, AuditEvent
from reporting.domain.figures import Audience
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup
from tests.factories import coordinator
from tests.integration.reporting import reading
from tests.integration.reporting.conftest import FIRST_PERIOD, NOW, YEAR_2026, Jour, LogIn


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("reporting:followup"), query)
    assert response.status_code == 200
    return response.content.decode()


def figure_url(row: str = "received", period: ReportPeriod = YEAR_2026) -> str:
    return reverse("reporting:figure", args=(period, "received", row, "outcome"))


# --- Who sees what --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reporting:followup", "reporting:budget"])
def test_a_volunteer_has_neither_report_nor_budget(
    client: Client, people: Jour, log_in: LogIn, name: str
) -> None:
    log_in(people.volunteer)
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["reporting:followup", "reporting:budget"])
def test_nobody_is_sent_to_log_in(client: Client, people: Jour, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert reverse("volunteers:login") in response.headers["Location"]


def test_the_board_sees_exactly_what_the_city_sees(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.board)
    made = make_followup(
        period=YEAR_2026, within=agreement_spans()[0], audience=Audience.CITY, now=NOW
    )
    expected = reading.shown_only(reading.expected(made))
    for query in ({}, {"vy": "internt"}, {"vy": "staden"}):
        html = page(client, **query)
        assert reading.read_page(html, made) == expected
        assert reading.figure_links(html) == {}
        assert "Internt" not in html


def test_the_coordinator_sees_the_exact_page_and_can_look_at_the_city_s(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    for audience, word in ((Audience.INTERNAL, ""), (Audience.CITY, "staden")):
        made = make_followup(
            period=YEAR_2026, within=agreement_spans()[0], audience=audience, now=NOW
        )
        found = reading.read_page(page(client, vy=word), made)
        assert found == reading.shown_only(reading.expected(made))


def test_the_board_opens_no_list_and_no_exact_file(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.board)
    answer = client.get(figure_url())
    assert answer.status_code == 403
    assert "Styrelsen ser siffror, inte personer." in answer.content.decode()
    for audience, status in (("internt", 403), ("staden", 200), ("alla", 404)):
        url = reverse("reporting:download", args=(YEAR_2026, audience, "json"))
        assert client.get(url).status_code == status


# --- The lists behind the numbers -----------------------------------------------------------


def test_each_number_opens_a_list_of_that_many(client: Client, jour: Jour, log_in: LogIn) -> None:
    log_in(jour.coordinator)
    links = reading.figure_links(page(client))
    assert len(links) > 150
    for url, number in links.items():
        response = client.get(url)
        assert response.status_code == 200, url
        assert response.context["page"].paginator.count == number, url


# Of colleagues, evenings and money: no case stands behind the figure.
WITHOUT_CASES = {
    "approved-volunteers",
    "development",
    "evening-opening",
    "own-financing",
    "reimbursement",
    "staff",
}


def test_every_number_but_zero_staff_and_money_can_be_opened(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    html = page(client)
    linked = set()
    for url in reading.figure_links(html):
        linked.add(tuple(url.strip("/").removesuffix("/av").split("/")[-3:]))
    made = make_followup(
        period=YEAR_2026, within=agreement_spans()[0], audience=Audience.INTERNAL, now=NOW
    )
    for (table, row, column), cell in reading.expected(made).items():
        if table in WITHOUT_CASES:
            continue
        is_some = (cell.numerator or cell.denominator or cell.value or 0) > 0
        column = "outcome" if column == "previous" else column
        if is_some:
            assert (table, row, column) in linked, (table, row, column)


def test_the_list_shows_case_numbers_and_a_protected_case_neutrally(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    html = client.get(figure_url()).content.decode()
    cases = Case.objects.filter(received_at__gte=NOW - timedelta(days=46))
    protected = cases.filter(is_protected=True)
    assert protected.exists()
    for case in protected:
        assert case.name_for_lists in html
        assert case.reference not in html
        assert str(case.public_id) not in html
    assert all(case.reference in html for case in cases.filter(is_protected=False))
    assert "Amina" not in html


def test_the_list_is_paged_and_leaves_a_trace_of_each_case_shown(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    url = figure_url(period=ReportPeriod(date(2025, 11, 1), date(2026, 2, 28)))
    first = client.get(url)
    shown = [row.case_id for row in first.context["rows"]]
    assert len(shown) == 50
    events = AuditEvent.objects.filter(action=Action.FIGURES_LISTED)
    assert {event.case_id for event in events} == set(shown)
    assert len(events) == len(shown)
    assert {event.by_id for event in events} == {jour.coordinator.pk}
    assert events[0].fields == ["received", "received", "outcome"]
    second = client.get(url, {"sida": "2"})
    assert len(second.context["rows"]) == len(jour.cases) - 50
    assert not {row.case_id for row in second.context["rows"]} & set(shown)


@pytest.mark.parametrize(
    "path",
    [
        "rapport/2026-01-01--2026-12-31/siffra/inget/received/outcome/",
        "rapport/2026-01-01--2026-12-31/siffra/received/inget/outcome/",
        "rapport/2026-01-01--2026-12-31/siffra/received/received/previous/",
        "rapport/2026-01-01--2026-12-31/siffra/received/received/outcome/av/",
        "rapport/2026-01-01--2026-12-31/siffra/staff/employees/total/",
        "rapport/2026-01-01--2026-12-31/siffra/support-forms/total/times/",
        "rapport/2024-01-01--2024-12-31/siffra/received/received/outcome/",
        "rapport/2026-12-31--2026-01-01/siffra/received/received/outcome/",
        "rapport/2026-13-01--2026-13-31/siffra/received/received/outcome/",
        "rapport/2026-01-01--2026-12-31/staden/fil/word/",
        "rapport/2024-01-01--2024-12-31/staden/fil/json/",
    ],
)
def test_an_address_of_no_figure_is_not_found(
    client: Client, people: Jour, log_in: LogIn, path: str
) -> None:
    log_in(people.coordinator)
    assert client.get(f"/{path}").status_code == 404


# --- The period -----------------------------------------------------------------------------


def test_the_period_of_today_is_shown_unless_another_is_chosen(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    assert "IOP-uppföljning 2026</h1>" in page(client)
    assert "IOP-uppföljning april–december 2025 (9 månader)</h1>" in page(
        client, period=FIRST_PERIOD.key
    )


def test_days_of_one_s_own_can_be_chosen_and_named_in_an_address(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    chosen = page(client, period="egen", fran="2026-01-10", till="2026-02-03")
    named = page(client, period="2026-01-10--2026-02-03")
    title = "IOP-uppföljning 10 januari 2026 – 3 februari 2026</h1>"
    assert title in chosen
    assert title in named
    assert 'value="2026-01-10"' in named
    for url, number in list(reading.figure_links(chosen).items())[::8]:
        assert client.get(url).context["page"].paginator.count == number


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"fran": "2025-03-31", "till": "2025-06-30"},
            "Perioden börjar före överenskommelsens första dag, 1 april 2025.",
        ),
        (
            {"fran": "2026-03-31", "till": "2028-01-01"},
            "Perioden slutar efter överenskommelsens sista dag, 31 december 2027.",
        ),
        ({"fran": "2026-05-02", "till": "2026-05-01"}, "Perioden slutar innan den börjar."),
        ({"fran": "2026-05-02", "till": ""}, "Skriv ett datum."),
        ({"fran": "2026-05-02", "till": "i går"}, "Skriv datumet som år-månad-dag"),
        ({"fran": "2026-05-02", "till": "11/12/2026"}, "Skriv datumet som år-månad-dag"),
    ],
)
def test_days_that_cannot_be_reported_are_refused_and_kept(
    client: Client, people: Jour, log_in: LogIn, query: dict[str, str], sentence: str
) -> None:
    log_in(people.coordinator)
    html = page(client, period="egen", **query)
    assert sentence in html
    assert "<title>Fel: Rapport" in html
    for typed in query.values():
        assert f'value="{typed}"' in html or not typed
    assert "tabell-received" not in html


@pytest.mark.parametrize("period", ["nonsens", "2026", "", "2026-01-01"])
def test_a_period_that_is_not_in_the_list_is_refused(
    client: Client, people: Jour, log_in: LogIn, period: str
) -> None:
    log_in(people.coordinator)
    assert "Välj en av perioderna i listan." in page(client, period=period)


def test_a_named_period_outside_the_agreement_is_refused_in_words(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    html = page(client, period="2024-01-01--2024-12-31")
    assert "Perioden börjar före överenskommelsens första dag, 1 april 2025." in html


def test_an_empty_period_asks_whether_it_is_the_right_one(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    log_in(people.board)
    html = page(client, period="2027-01-01--2027-12-31")
    assert "Det finns inga ärenden i perioden. Är rätt period vald?" in html
    assert "tabell-received" not in html


def test_without_an_agreement_the_page_says_what_is_missing(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    agreement = Agreement.objects.get()
    agreement.undertakings.all().delete()
    agreement.budget_rows.all().delete()
    agreement.delete()
    assert "Ingen överenskommelse är inläst" in page(client)


def test_notice_ends_the_periods_that_can_be_chosen(
    client: Client, people: Jour, log_in: LogIn
) -> None:
    Agreement.objects.update(notice_received_on=date(2026, 9, 30))
    log_in(people.coordinator)
    assert 'value="2027-01-01--2027-12-31"' not in page(client)


# --- Words that must stand there --------------------------------------------------------------


def test_each_measure_says_how_it_counts(client: Client, jour: Jour, log_in: LogIn) -> None:
    log_in(jour.coordinator)
    html = page(client)
    assert html.count("Så räknar vi") == 13
    assert "från och med kl. 17.00 men före kl. 22.00" in html
    assert "Med färre än 10 ärenden ges ingen procent." in html
    assert "inte hur mycket brott som begås" in html
    assert "Raderna ska inte läggas ihop." in html


def test_the_city_s_page_says_what_is_done_to_small_numbers(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.board)
    html = page(client)
    assert "I fördelningar visas 0–4 som ”färre än 5”" in html
    assert "redovisas ej" in html
    assert "Uppgifterna innehåller inga personuppgifter." in html


def test_no_name_number_or_case_is_in_title_or_address(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    html = client.get(figure_url()).content.decode()
    title = re.findall(r"<title>(.*?)</title>", html, re.DOTALL)[0]
    assert title.strip() == "Ärendena bakom en siffra – Jourcase"


# --- Budget -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["coordinator", "board"])
def test_the_budget_page_shows_both_sums_with_the_basis_in_words(
    client: Client, people: Jour, log_in: LogIn, who: str
) -> None:
    log_in(getattr(people, who))
    response = client.get(reverse("reporting:budget"), {"period": FIRST_PERIOD.key})
    html = response.content.decode().replace("\u00a0", " ")
    for text in ("1 241 000", "930 750", "119 500", "89 625", "9 av 12 månader", "1 084 500"):
        assert text in html
    assert "Projektmedel från Brottsoffermyndigheten (öronmärkt: ex vidareutbildningar" in html


def test_a_budget_has_agreement_periods_only(client: Client, people: Jour, log_in: LogIn) -> None:
    log_in(people.board)
    response = client.get(reverse("reporting:budget"), {"period": "2026-05-01--2026-05-31"})
    assert "Välj en av perioderna i listan." in response.content.decode()


# --- Files ----- -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["excel", "csv", "json"])
def test_fetching_a_file_leaves_a_trace(
    client: Client, people: Jour, log_in: LogIn, kind: str
) -> None:
    log_in(people.board)
    url = reverse("reporting:download", args=(FIRST_PERIOD, "staden", kind))
    assert f'href="{url}"' in page(client, period=FIRST_PERIOD.key)
    response = client.get(url)
    assert response.status_code == 200
    assert "IOP-uppfoljning-2025-apr-dec" in response.headers["Content-Disposition"]
    event = AuditEvent.objects.get(action=Action.FIGURES_EXPORTED)
    assert event.fields == [kind, "city", FIRST_PERIOD.key]
    assert event.case_id is None


def test_nothing_is_changed_by_looking(client: Client, people: Jour, log_in: LogIn) -> None:
    log_in(people.coordinator)
    assert client.post(reverse("reporting:followup")).status_code == 405
    assert client.post(figure_url()).status_code == 405


def test_a_case_of_one_s_own_jav_is_counted_and_not_listed(
    client: Client, jour: Jour, log_in: LogIn
) -> None:
    log_in(jour.coordinator)
    before = client.get(figure_url()).context["page"].paginator.count
    hidden = Case.objects.filter(received_at__year=2026, is_protected=False).latest("pk")
    coordinator("Olle Annan")
    set_recusal(
        case=hidden,
        user=jour.coordinator,
        reason=RecusalReason.RELATED,
        by=jour.coordinator,
        now=NOW,
    )
    answer = client.get(figure_url())
    assert answer.context["page"].paginator.count == before - 1
    assert hidden.reference not in answer.content.decode()
    assert "Ärenden som du är jävig i räknas i siffran" in answer.content.decode()
    assert figure_url() in reading.figure_links(page(client))
