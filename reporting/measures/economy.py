"""Measure 13: the two budget tables of the agreement, for 12 months and pro rata."""

from functools import partial

from jourcase.agreement.domain.money import BudgetTable, PaidBasis, PricedTable
from jourcase.agreement.domain.period import period_on
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.services import budget_tables
from jourcase.agreement.words import basis_text
from reporting.domain.figures import Column, Kronor, Role, Row, Table, TableKind
from reporting.domain.periods import ReportPeriod
from reporting.measures.specs import Context, ReadyTable, SectionSpec
from reporting.words import period_label

MEASURE = Measure.ECONOMY

CODES = {BudgetTable.REIMBURSEMENT: "reimbursement", BudgetTable.OWN_FINANCING: "own-financing"}


def section(context: Context) -> SectionSpec:
    tables = _Budget(context)
    return SectionSpec(
        definitions=(
            "Överenskommelsens belopp är för 12 månader. Bredvid står samma belopp räknat på "
            "avtalsperiodens månader, med grunden i ord.",
            "Delbeloppen är hela kronor och läggs alltid ihop till sin summa.",
            "Öronmärkta medel får bara användas till det som står inom parentes.",
        ),
        tables=tuple(ReadyTable(CODES[kind], partial(tables.table, kind)) for kind in BudgetTable),
    )


class _Budget:
    """Both tables, read once when the first of them is wanted."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._priced: dict[BudgetTable, PricedTable] | None = None

    def table(self, kind: BudgetTable) -> Table:
        agreement = self._context.agreement
        dates, notice_on = agreement.dates(), agreement.notice_received_on
        agreed = period_on(dates, self._context.period.first, notice_on)
        if agreed is None:
            raise ValueError("a follow-up lies inside its agreement")
        if self._priced is None:
            self._priced = budget_tables(agreement, agreed)
        label = period_label(ReportPeriod(agreed.starts_on, agreed.ends_on))
        return _table(kind, self._priced[kind], label, PaidBasis(agreement.paid_basis))


def _table(kind: BudgetTable, priced: PricedTable, label: str, paid: PaidBasis) -> Table:
    basis = basis_text(priced.basis)
    rows = tuple(
        Row(str(number), line.name, (Kronor(line.twelve_months_kr), Kronor(line.pro_rata_kr)))
        for number, line in enumerate(priced.lines, start=1)
    )
    total = Row(
        "total", "Summa", (Kronor(priced.twelve_months_kr), Kronor(priced.pro_rata_kr)), Role.TOTAL
    )
    note = f"Avtalsperioden {label}: {basis}."
    if priced.twelve_months_kr == priced.pro_rata_kr:
        note = f"{note} Beloppen är därför lika."
    if kind is BudgetTable.REIMBURSEMENT:
        note = f"{note} Det som betalas är {paid.label}."
    return Table(
        code=CODES[kind],
        title=kind.label,
        kind=TableKind.MONEY,
        columns=(
            Column("twelve-months", "12 månader, kronor"),
            Column("pro-rata", f"{basis}, kronor"),
        ),
        rows=(*rows, total),
        note=note,
    )
