"""Measure 7: all who give support are approved, and who was not on the day of a contact."""

from functools import partial

from django.db.models import Q

from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.swedish import long_date
from reporting.domain.figures import Row, Share, Split, Table, TableKind
from reporting.measures.activity_columns import columns_of
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Context,
    Figure,
    ReadyTable,
    SectionSpec,
    WholeTable,
)
from volunteers.development.people import approved_of_active

MEASURE = Measure.APPROVED_VOLUNTEERS


def section(context: Context) -> SectionSpec:
    return SectionSpec(
        definitions=(
            f"Stödpersoner räknas den {long_date(context.as_of)}, inte över hela perioden. Aktiv "
            "är den som är godkänd av styrelsen den dagen, eller som har varit det, är kvar som "
            "stödperson och inte gör uppehåll. Den som går grundutbildningen räknas inte förrän "
            "den är godkänd.",
            "En kontakt av någon som inte var godkänd den dagen räknas som en kontakt, och "
            "redovisas här. Målet är noll. Det prövas mot godkännandets dagar så som de är "
            "beslutade, också när de har rättats efteråt.",
        ),
        tables=(
            ReadyTable("approved-volunteers", partial(_people, context)),
            WholeTable(
                "approved-contacts",
                "Kontakter och godkännande",
                Base.CONTACTS,
                (
                    Figure("contacts", "Kontakter", EVERY_ROW),
                    Figure(
                        "not-approved",
                        "Därav av någon som inte var godkänd den dagen",
                        Q(maker_was_approved=False),
                    ),
                ),
            ),
        ),
    )


def _people(context: Context) -> Table:
    days = [context.as_of, *([context.previous.last] if context.previous else [])]
    cells = tuple(Share(*approved_of_active(on)) for on in days)
    return Table(
        code="approved-volunteers",
        title="Godkända av aktiva stödpersoner",
        kind=TableKind.PEOPLE,
        columns=columns_of(context),
        rows=(Row("approved", "Godkända stödpersoner", cells),),
        note=f"Läget den {' och den '.join(long_date(on) for on in days)}.",
        # Few, and known to each other: for the city like every other table of colleagues.
        split=Split.OTHER,
    )
