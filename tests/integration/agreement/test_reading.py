"""What the other apps ask of the agreement, and what the database itself refuses."""

from collections.abc import Callable
from datetime import date, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

import jourcase.agreement
from jourcase.agreement.domain.money import BudgetTable
from jourcase.agreement.domain.period import periods
from jourcase.agreement.domain.terms import NUMBER_LIMITS, Terms
from jourcase.agreement.models import (
    Agreement,
    BudgetRow,
    District,
    Neighbourhood,
    Office,
    TermsVersion,
    Undertaking,
)
from jourcase.agreement.services import (
    NoTermsOn,
    agreement_on,
    budget_tables,
    find_districts,
    terms_history,
    terms_on,
)

pytestmark = pytest.mark.django_db

DATA = Path(jourcase.agreement.__file__).parent / "data" / "sodra-stockholm-2025.toml"


@pytest.fixture(autouse=True)
def loaded() -> None:
    call_command("load_agreement", str(DATA), stdout=StringIO())


def test_the_terms_of_a_day_are_the_newest_that_had_begun() -> None:
    later = TermsVersion.objects.get()
    later.pk, later.valid_from, later.first_contact_days = None, date(2026, 1, 1), 2
    later.save(force_insert=True)
    assert terms_on(date(2025, 4, 1)).to_domain() == Terms(valid_from=date(2025, 4, 1))
    assert terms_on(date(2025, 12, 31)).first_contact_days == 3
    assert terms_on(date(2026, 1, 1)).first_contact_days == 2
    assert terms_history().on(date(2026, 1, 1)) == later.to_domain()


def test_before_the_first_terms_there_are_none_and_it_is_said() -> None:
    with pytest.raises(NoTermsOn, match="2025-03-31"):
        terms_on(date(2025, 3, 31))
    assert terms_history().on(date(2025, 3, 31)) is None


def test_reading_terms_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        terms_on(date(2026, 1, 1))
    with django_assert_num_queries(1):
        terms_history()


def test_the_agreement_of_a_day_is_the_newest_that_had_begun() -> None:
    assert agreement_on(date(2025, 3, 31)) is None
    agreement = Agreement.objects.get()
    assert agreement_on(date(2025, 4, 1)) == agreement
    # also when it has ended: whether it runs is another question
    assert agreement_on(date(2028, 1, 1)) == agreement


def test_the_first_period_is_worth_930_750_and_89_625_kronor() -> None:
    agreement = Agreement.objects.get()
    first, second, _ = periods(agreement.dates())
    tables = budget_tables(agreement, first)
    assert tables[BudgetTable.REIMBURSEMENT].twelve_months_kr == 1_241_000
    assert tables[BudgetTable.REIMBURSEMENT].pro_rata_kr == 930_750
    assert tables[BudgetTable.OWN_FINANCING].twelve_months_kr == 119_500
    assert tables[BudgetTable.OWN_FINANCING].pro_rata_kr == 89_625
    assert budget_tables(agreement, second)[BudgetTable.REIMBURSEMENT].pro_rata_kr == 1_241_000


def test_a_budget_row_that_has_ended_is_not_in_the_next_period() -> None:
    agreement = Agreement.objects.get()
    BudgetRow.objects.filter(name="Konsulter").update(valid_to=date(2025, 12, 31))
    first, second, _ = periods(agreement.dates())
    names = [
        [line.name for line in budget_tables(agreement, period)[BudgetTable.REIMBURSEMENT].lines]
        for period in (first, second)
    ]
    assert "Konsulter" in names[0]
    assert "Konsulter" not in names[1]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Tallkrogen", ["Farsta"]),
        ("Enskededalen", ["Skarpnäck"]),
        ("Örby slott", ["Hägersten-Älvsjö"]),
        ("Örby", ["Enskede-Årsta-Vantör"]),
        ("orby slott", ["Hägersten-Älvsjö"]),
        ("Bromma", ["Bromma"]),
        ("Järva", ["Järva"]),
        ("enskede", ["Enskede-Årsta-Vantör", "Farsta", "Skarpnäck"]),
        ("Johanneshov", ["Enskede-Årsta-Vantör", "Skarpnäck"]),
        ("Vårby", ["Annan kommun"]),
        ("Vårberg", ["Skärholmen"]),
        ("Malmö", []),
    ],
)
def test_a_stadsdel_finds_its_district_and_a_postal_town_all_of_its_districts(
    said: str, found: list[str]
) -> None:
    assert sorted({district.name for _, district in find_districts(said)}) == found


def test_looking_up_a_district_is_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        assert [district.office for _, district in find_districts("Tallkrogen")]


def test_undertakings_of_a_day_leave_out_those_that_ended() -> None:
    Undertaking.objects.filter(code="jourkvall").update(valid_to=date(2025, 12, 31))
    on = {day: Undertaking.objects.valid_on(day) for day in (date(2025, 12, 31), date(2026, 1, 1))}
    counts = [undertakings.count() for undertakings in on.values()]
    assert counts[0] - counts[1] == 1


def test_what_is_pointed_at_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        Agreement.objects.get().delete()
    with pytest.raises(ProtectedError):
        District.objects.get(code="farsta").delete()
    with pytest.raises(ProtectedError):
        Office.objects.get(is_own=True).delete()


def change_terms(**values: object) -> Callable[[], object]:
    return lambda: TermsVersion.objects.update(**values)


REFUSED_BY_THE_DATABASE: dict[str, Callable[[], object]] = {
    "agreement_first_period_ends_after_start": lambda: Agreement.objects.update(
        first_period_ends_on=date(2025, 3, 31)
    ),
    "agreement_last_end_after_first_period": lambda: Agreement.objects.update(
        last_end_on=date(2025, 12, 30)
    ),
    "agreement_notice_day_in_calendar": lambda: Agreement.objects.update(notice_month=13),
    "agreement_paid_basis_known": lambda: Agreement.objects.update(paid_basis="annat"),
    "agreement_undertaking_ends_after_start": lambda: Undertaking.objects.update(
        valid_to=date(2025, 3, 31)
    ),
    "agreement_undertaking_measure_known": lambda: Undertaking.objects.update(measure="annat"),
    "agreement_terms_day_count_known": change_terms(first_contact_day_count="annat"),
    "agreement_terms_evening_window": change_terms(evening_end=time(17)),
    "agreement_terms_evening_among_tries": change_terms(minimum_evening_attempts=4),
    **{
        f"agreement_terms_{field}_in_range": change_terms(**{field: high + 1})
        for field, (_, high) in NUMBER_LIMITS.items()
        if field != "minimum_evening_attempts"  # both of its constraints refuse 21
    },
    "agreement_office_one_own": lambda: Office.objects.update(is_own=True),
    "agreement_district_kind_known": lambda: District.objects.filter(office=None).update(
        kind="annat"
    ),
    "agreement_district_office_in_city": lambda: District.objects.filter(code="okant").update(
        office=Office.objects.get(is_own=True)
    ),
    "agreement_neighbourhood_in_one_district": lambda: Neighbourhood.objects.filter(
        is_postal_town=True, name="Spånga"
    ).update(is_postal_town=False),
    "agreement_postal_town_once_a_district": lambda: Neighbourhood.objects.filter(
        is_postal_town=True, name="Enskede"
    ).update(district=District.objects.get(code="farsta")),
    "agreement_budget_row_ends_after_start": lambda: BudgetRow.objects.update(
        valid_to=date(2025, 3, 31)
    ),
    "agreement_budget_row_table_known": lambda: BudgetRow.objects.filter(earmarked=False).update(
        table="annat"
    ),
    "agreement_budget_row_earmark_own_only": lambda: BudgetRow.objects.filter(
        name="Lokaler"
    ).update(earmarked=True),
}


@pytest.mark.parametrize("name", REFUSED_BY_THE_DATABASE)
def test_the_database_itself_refuses_what_contradicts_the_rules(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        REFUSED_BY_THE_DATABASE[name]()
    told = str(refused.value)
    # SQLite names the columns of a broken unique constraint, PostgreSQL its name.
    assert name in told or "UNIQUE constraint failed: agreement_" in told


def again(row: Undertaking | BudgetRow, **values: object) -> Callable[[], None]:
    row.pk = None
    for field, value in values.items():
        setattr(row, field, value)
    return lambda: row.save(force_insert=True)


def test_the_database_refuses_the_same_version_twice_and_two_open_ones() -> None:
    later, ended = date(2026, 1, 1), date(2025, 12, 31)
    copies = (
        again(Undertaking.objects.get(code="jourkvall"), valid_to=ended),
        again(Undertaking.objects.get(code="jourkvall"), valid_from=later),
        again(BudgetRow.objects.get(name="Lokaler"), valid_to=ended),
        again(BudgetRow.objects.get(name="Lokaler"), valid_from=later),
    )
    for insert in copies:
        with pytest.raises(IntegrityError), transaction.atomic():
            insert()
