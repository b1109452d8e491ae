"""The board's administration: whom it opens for, what it lists, and what is decided in it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.admin.checks import ModelAdminChecks
from django.db import connection
from django.db.models import Field, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jourcase.agreement.deciding import Decision, decide_terms, terms_seen
from jourcase.agreement.domain.money import BudgetTable
from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.models import Agreement, BudgetRow, TermsVersion, Undertaking
from jourcase.agreement.services import terms_on
from jourcase.kernel.audit import Action, AuditEvent
from reporting.board.urls import site
from tests.factories import MONDAY, board, coordinator, open_case, someone, volunteer
from tests.integration.cases.sending import text_of
from volunteers.domain.roles import Role
from volunteers.models import User
from volunteers.routes import Route, routes

pytestmark = pytest.mark.django_db
LISTS = [
    "overenskommelse",
    "villkor",
    "ataganden",
    "budgetrader",
    "godkannanden",
    "utbildningskrav",
    "kvallsplaner",
]
OF_CASES = {"cases", "contacts"}


@pytest.fixture(autouse=True)
def _clock(fixed_clock: Callable[[datetime], None]) -> None:
    fixed_clock(MONDAY)


@pytest.fixture
def styrbjorn() -> User:
    return board()


@pytest.fixture
def page(client: Client, styrbjorn: User) -> Client:
    client.force_login(styrbjorn)
    return client


def own_routes() -> list[Route]:
    return [route for route in routes() if route.name.startswith("board:")]


def filled(page: Client, address: str, **changed: Any) -> dict[str, Any]:
    """The boxes of a form as the page shows them, and what is typed over them."""
    form = page.get(address).context["form"]
    shown = {box.name: box.value() for box in form}
    return {name: value for name, value in (shown | changed).items() if value not in {None, ""}}


# --- No way to a person in a case -------------------------------------------------------------


def reached(model: type[Model], seen: set[type[Model]]) -> Iterator[type[Model]]:
    """Every table that a row of this one points to, by any number of foreign keys."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model._meta.get_fields():
        is_forward = isinstance(field, Field) and field.is_relation
        if is_forward and isinstance(field.related_model, type):
            yield from reached(field.related_model, seen)


@pytest.mark.parametrize("model", list(site._registry), ids=lambda one: one.__name__)
def test_no_listed_table_points_to_a_person_in_a_case(model: type[Model]) -> None:
    assert {one._meta.app_label for one in reached(model, set())}.isdisjoint(OF_CASES)


def test_the_walk_over_foreign_keys_would_find_a_case() -> None:
    from contacts.models import Callback

    labels = {one._meta.app_label for one in reached(Callback, set())}
    assert labels >= OF_CASES


@pytest.mark.parametrize("shown", list(site._registry.values()), ids=lambda one: one.address)
def test_a_list_spans_no_relation_and_may_only_be_read(shown: Any, rf: Any, page: Client) -> None:
    request = rf.get("/")
    request.user = board()
    assert all("__" not in name and hasattr(shown, name) for name in shown.list_display)
    assert not shown.search_fields
    assert not shown.inlines
    for name in ("pk", "case", "assigned_cases__id", "user__case", "noted_by"):
        assert not shown.lookup_allowed(name, "1", request)
    assert shown.has_view_permission(request)
    for may in (shown.has_add_permission, shown.has_change_permission, shown.has_delete_permission):
        assert not may(request)
    assert not list(ModelAdminChecks().check(shown))


@pytest.mark.parametrize("name", LISTS)
def test_the_address_narrows_nothing(page: Client, name: str) -> None:
    """Django would take `?pk=1` or `?approvals__user=3`, and `?e=1` is a page of its own."""
    address = reverse(f"board:{name}")
    plain = page.get(address)
    asked = "?id=999&pk=999&user=999&user__id=999&e=1&all=1&_to_field=id&_popup=1&o=-9&q=x"
    for query in (asked, "?sida=99999", "?sida=-1", "?sida=٣", "?sida=999999999999", "?visa=zzz"):
        answer = page.get(address + query)
        assert answer.status_code == 200
        assert len(answer.context["rows"]) == len(plain.context["rows"])


def test_no_page_shows_or_links_to_a_person_in_a_case(page: Client, client: Client) -> None:
    karin = coordinator()
    case = open_case(by=karin, name="Kanarie Påhittad")
    open_case(by=karin, name="Anka Påhittad", is_protected=True)
    for address in every_address():
        shown = page.get(address).content.decode()
        assert "Påhittad" not in shown
        assert case.reference not in shown
        assert str(case.public_id) not in shown
        linked = re.findall(r'href="(/[^"]*)"', shown)
        assert not [to for to in linked if to.startswith(("/arenden", "/kontakter", "/sok"))]


def every_address() -> list[str]:
    code = Undertaking.objects.filter(valid_to__isnull=True).values_list("code", flat=True)[0]
    return [
        *(reverse(f"board:{name}") for name in ("index", *LISTS, "new-terms", "new-budget")),
        reverse("board:undertaking", args=[code]),
        reverse("board:notice", args=[Agreement.objects.get().code]),
    ]


def test_every_page_of_the_site_is_listed_here(page: Client) -> None:
    assert len(every_address()) == len(own_routes())


# --- The door -------------------------------------------------------------------------------------


def test_the_board_alone_comes_in(client: Client) -> None:
    board()
    system = someone("Driftansvarig Nilsson")
    system.is_superuser = True
    system.save(update_fields=["is_superuser"])
    for user in (coordinator(), volunteer(), system):
        client.force_login(user)
        for address in every_address():
            assert client.get(address).status_code == 403, address
            assert client.post(address).status_code == 403, address


def test_whoever_has_two_roles_has_both_menus_and_comes_in(client: Client) -> None:
    client.force_login(someone("Maj Dubbel", Role.COORDINATOR, Role.BOARD))
    assert client.get(reverse("board:index")).status_code == 200


def test_every_page_asks_for_the_board_and_is_kept_nowhere(page: Client) -> None:
    assert {frozenset({Role.BOARD})} == {route.declared.roles for route in own_routes()}
    for address in every_address():
        answer = page.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"]
        assert "<style" not in answer.content.decode()


def test_a_page_asks_twelve_queries_at_most_and_no_more_with_many_rows(page: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            page.get(address)
        return len(found)

    page.get(reverse("board:index"))
    few = {address: asked(address) for address in every_address()}
    for _ in range(30):
        volunteer()
        open_case(by=coordinator())
    many = {address: asked(address) for address in every_address()}
    assert many == few
    assert {one: count for one, count in many.items() if count > 12} == {}


# --- Läget ----------------------------------------------------------------------------------------


def test_six_figures_stand_first_and_are_those_of_the_report(page: Client) -> None:
    open_case(by=coordinator())
    answer = page.get(reverse("board:index"))
    figures = {one.label: one.text for one in answer.context["standing"].figures}
    assert len(figures) == 6
    assert figures["Ärenden som kom in"] == "1"
    assert "–" not in figures.values()
    assert reverse("volunteers:support_persons") in answer.content.decode()


def test_the_strip_stands_here_too(
    page: Client, styrbjorn: User, fixed_clock: Callable[[datetime], None]
) -> None:
    fixed_clock(datetime(2026, 9, 23, 10, tzinfo=UTC))
    page.force_login(styrbjorn)
    assert "Uppsägning ska ha kommit in senast" in text_of(page.get(reverse("board:index")))


def test_before_an_agreement_there_is_a_page_all_the_same(page: Client) -> None:
    for model in (Undertaking, BudgetRow, Agreement):
        model.objects.all().delete()
    assert "Ingen överenskommelse" in text_of(page.get(reverse("board:index")))
    assert page.get(reverse("board:new-budget")).status_code == 404


# --- Decisions ------------------------------------------------------------------------------------

TERMS = "/administration/villkor/nya/"


def test_new_terms_hold_from_their_day_with_reason_and_trace(page: Client, styrbjorn: User) -> None:
    typed = filled(
        page, TERMS, valid_from="2027-01-01", first_contact_days="5", reason="Möte 2026-11-20"
    )
    assert page.post(TERMS, typed).status_code == 302
    row = TermsVersion.objects.get(valid_from=date(2027, 1, 1))
    assert (row.first_contact_days, row.reason, row.noted_by) == (5, "Möte 2026-11-20", styrbjorn)
    assert terms_on(date(2026, 12, 31)).first_contact_days == 3
    assert terms_on(date(2027, 1, 1)).first_contact_days == 5
    event = AuditEvent.objects.filter(action=Action.SETTING_CHANGED).get()
    assert (event.by, event.fields, event.reason) == (styrbjorn, ["terms"], "")
    assert "Möte 2026-11-20" in text_of(page.get(reverse("board:villkor")))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"valid_from": "2026-11-23"}, "från i morgon"),
        ({"valid_from": "2027-02-29"}, "Skriv"),
        ({"valid_from": "11/12/2027"}, "Menar du"),
        ({"reason": " "}, "Skriv varför"),
        ({"first_contact_days": "61"}, "från 0 till 60"),
        ({"evening_end": "16:00"}, "Kvällen slutar innan"),
        ({"minimum_evening_attempts": "4"}, "Fler försök krävs på kvällstid"),
        ({"first_contact_day_count": "moons"}, "Välj ett av alternativen"),
        ({}, "Inget skiljer sig"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    page: Client, typed: dict[str, str], told: str
) -> None:
    usual = {"valid_from": "2027-03-01", "reason": "Möte i november"}
    said = filled(page, TERMS, **(usual | typed))
    answer = page.post(TERMS, said)
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert said.get("reason", "").strip() in answer.content.decode()
    assert TermsVersion.objects.count() == 1
    assert not AuditEvent.objects.filter(action=Action.SETTING_CHANGED).exists()


def test_terms_are_not_put_before_what_is_decided(page: Client, styrbjorn: User) -> None:
    decided(styrbjorn, date(2027, 3, 1), first_contact_days=5)
    said = filled(page, TERMS, valid_from="2027-02-01", first_contact_days="4", reason="Möte")
    assert "Ett senare beslut finns redan" in text_of(page.post(TERMS, said))
    assert page.post(TERMS, said | {"valid_from": "2027-03-01"}).status_code == 302
    assert TermsVersion.objects.get(valid_from=date(2027, 3, 1)).first_contact_days == 4
    assert TermsVersion.objects.count() == 2


def test_of_two_at_the_same_time_the_later_is_told_and_may_go_on(page: Client) -> None:
    said = filled(page, TERMS, valid_from="2027-02-01", first_contact_days="4", reason="Mitt möte")
    decided(board("Signe Styrelse"), date(2027, 1, 1), first_contact_days=5)
    answer = page.post(TERMS, said)
    assert "Någon annan sparade ett beslut medan du skrev" in text_of(answer)
    assert "Mitt möte" in answer.content.decode()
    assert TermsVersion.objects.count() == 2
    again = {box.name: box.value() for box in answer.context["form"]}
    assert page.post(TERMS, again).status_code == 302
    assert TermsVersion.objects.count() == 3


def decided(user: User, on: date, **said: Any) -> None:
    decision = Decision(on, "Beslut", user.pk, terms_seen())
    decide_terms(new=Terms(on, **said), decision=decision, now=MONDAY)


def test_an_undertaking_gets_other_words_and_the_old_ones_stay(page: Client) -> None:
    old = Undertaking.objects.filter(valid_to__isnull=True)[0]
    address = reverse("board:undertaking", args=[old.code])
    said = filled(page, address, valid_from="2027-01-01", text="I andra ord", reason="Möte")
    assert page.post(address, said).status_code == 302
    old.refresh_from_db()
    new = Undertaking.objects.get(code=old.code, valid_from=date(2027, 1, 1))
    assert (old.valid_to, new.text, new.order) == (date(2026, 12, 31), "I andra ord", old.order)
    assert "Inget skiljer sig" in text_of(
        page.post(address, filled(page, address, valid_from="2027-02-01", reason="Möte"))
    )


def test_an_undertaking_ends_once(page: Client) -> None:
    old = Undertaking.objects.filter(valid_to__isnull=True)[0]
    address = reverse("board:undertaking", args=[old.code])
    said = filled(page, address, valid_from="2027-01-01", reason="Struket", is_dropped="on")
    assert page.post(address, said).status_code == 302
    old.refresh_from_db()
    assert (old.valid_to, old.end_reason) == (date(2026, 12, 31), "Struket")
    assert page.post(address, said).status_code == 404
    assert page.get(reverse("board:ataganden"), {"visa": "nu"}).status_code == 200


BUDGET = "/administration/budgetrader/nya/"


def test_new_amounts_from_a_period_with_their_sum(page: Client) -> None:
    said = filled(page, BUDGET, reason="Ny bilaga", rad1="1 085 500")
    agreed = f"summa-{BudgetTable.REIMBURSEMENT.value}"
    assert "Summan är 1 000 kr för lite" in text_of(page.post(BUDGET, said)).replace("\xa0", " ")
    assert BudgetRow.objects.filter(valid_to__isnull=False).count() == 0
    assert page.post(BUDGET, said | {agreed: "1.242.000 kr"}).status_code == 302
    first = BudgetRow.objects.get(amount_kr=1_085_500)
    assert (first.valid_from, first.valid_to, first.reason) == (date(2027, 1, 1), None, "Ny bilaga")
    assert BudgetRow.objects.filter(valid_to=date(2026, 12, 31)).count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"valid_from": "2027-01-02"}, "Välj periodens första dag"),
        ({"valid_from": "2028-01-01"}, "utanför överenskommelsens tid"),
        ({"rad1": "-5"}, "hela kronor"),
        ({"rad1": "١٢"}, "hela kronor"),
        ({"rad1": "9" * 5000}, "hela kronor"),
    ],
)
def test_odd_amounts_and_days_are_told(page: Client, typed: dict[str, str], told: str) -> None:
    said = filled(page, BUDGET, reason="Ny bilaga", rad1="1 085 500")
    said[f"summa-{BudgetTable.REIMBURSEMENT.value}"] = "1 242 000"
    assert told in text_of(page.post(BUDGET, said | typed))
    assert BudgetRow.objects.filter(valid_to__isnull=False).count() == 0


def test_notice_is_noted_and_taken_back(page: Client) -> None:
    agreement = Agreement.objects.get()
    address = reverse("board:notice", args=[agreement.code])
    assert "senast i dag" in text_of(
        page.post(address, filled(page, address, received_on="2026-11-24"))
    )
    assert page.post(address, filled(page, address, received_on="2026-09-30")).status_code == 302
    assert Agreement.objects.get().notice_received_on == date(2026, 9, 30)
    assert "2025-04-01 – 2026-12-31" in text_of(page.get(reverse("board:overenskommelse")))
    assert page.post(address, filled(page, address, received_on="")).status_code == 302
    assert Agreement.objects.get().notice_received_on is None
    assert AuditEvent.objects.filter(action=Action.SETTING_CHANGED).count() == 2
