"""Reading the agreement for a day, and loading an agreement file into the database."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from jourcase.agreement.domain.agreement_file import AgreementFile
from jourcase.agreement.domain.districts import Place, candidates
from jourcase.agreement.domain.file_problems import FileProblem
from jourcase.agreement.domain.money import BudgetTable, PricedTable, price_table
from jourcase.agreement.domain.period import Period, months_in
from jourcase.agreement.domain.terms import TermsHistory
from jourcase.agreement.loading import Loading, LoadOutcome, conflict_with_stored
from jourcase.agreement.models import Agreement, BudgetRow, District, Neighbourhood, TermsVersion
from jourcase.kernel.audit import Action, record


class NoTermsOn(LookupError):
    """No version of the terms had begun on a date: the agreement has not been loaded for it."""

    def __init__(self, on: date) -> None:
        super().__init__(f"no terms are in force on {on}")
        self.on = on


class LoadRefused(Exception):
    """An agreement file goes against what is stored. Nothing was changed."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__(f"{len(problems)} conflicts with what is stored")
        self.problems = problems


def terms_on(on: date) -> TermsVersion:
    """The terms in force on a local date: one query each time, nothing is remembered.

    Raises `NoTermsOn` before the first version. For many cases take `terms_history()`.
    """
    version = TermsVersion.objects.begun(on).first()
    if version is None:
        raise NoTermsOn(on)
    return version


def terms_history() -> TermsHistory:
    """All versions in one query, for work that judges many cases."""
    return TermsHistory.of(version.to_domain() for version in TermsVersion.objects.all())


def agreement_on(on: date) -> Agreement | None:
    """The newest agreement that had begun on a local date, or None.

    It may have ended: ask `period.runs_on(agreement.dates(), on, agreement.notice_received_on)`.
    """
    return Agreement.objects.begun(on).first()


def budget_tables(agreement: Agreement, period: Period) -> dict[BudgetTable, PricedTable]:
    """Both budget tables for a period, with 12-month and pro rata amounts.

    The rows are those in force on the period's first day: the annex changes amounts by period.
    """
    rows = list(
        BudgetRow.objects.valid_on(period.starts_on).filter(agreement=agreement).order_by("order")
    )
    return {
        table: price_table([row.to_line() for row in rows if row.table == table], months_in(period))
        for table in BudgetTable
    }


def find_districts(said: str) -> tuple[tuple[Place, District], ...]:
    """The places that `said` may mean, each with its district; several when it is not certain.

    The districts' own names are places too. See `domain.districts.candidates` for the order.
    """
    places = [row.to_place() for row in Neighbourhood.objects.select_related("district")]
    districts = {district.code: district for district in District.objects.select_related("office")}
    places += [Place(district.name, district.code) for district in districts.values()]
    return tuple((place, districts[place.district_code]) for place in candidates(said, places))


def load_agreement(
    file: AgreementFile, *, by_id: int | None, now: datetime, replace: bool = False
) -> LoadOutcome:
    """Store a checked file: create what is missing, and leave the rest as it is.

    A stored row that differs from the file was changed by the board, and is kept and reported;
    with `replace` the file's values are written over it. Nothing is ever deleted. Loading the
    same file again changes nothing. One transaction; raises `LoadRefused` when the file goes
    against what is stored.
    """
    try:
        with transaction.atomic():
            loading = Loading(replace=replace)
            loading.store(file)
            problems = loading.conflicts()
            if problems:
                raise LoadRefused(problems)
            if loading.outcome.has_changes:
                record(
                    by_id=by_id,
                    action=Action.AGREEMENT_LOADED,
                    now=now,
                    fields=sorted(loading.outcome.written),
                )
    except IntegrityError as error:
        raise LoadRefused([conflict_with_stored(loading.at)]) from error
    return loading.outcome
