"""Whom the jour helped: the cohort by district, age, crime and source. No undertaking's own."""

from reporting.measures import dimensions
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Context,
    Dimension,
    Figure,
    SectionSpec,
    SplitTable,
)
from reporting.measures.support_to_all import HAS_SUPPORT
from reporting.queries import IS_REACHED

CODE = "breakdowns"
TITLE = "Vilka jouren hjälpte"

_COUNTS = (
    Figure("cohort", "Ärenden", EVERY_ROW),
    Figure("reached", "Nådda", IS_REACHED),
    Figure("supported", "Fått stöd", HAS_SUPPORT),
)


def section(context: Context) -> SectionSpec:
    states = context.states
    shares = tuple(
        Figure(code, title, state.met, of=state.decided)
        for code, title, state in (
            ("taken-met", "Första kontakt i tid", states.first_contact),
            ("reached-met", "Nådd i tid", states.reached),
            ("tries-met", "Telefonförsök", states.tries),
        )
    )
    return SectionSpec(
        definitions=(
            "Siffrorna beskriver vilka jouren har hjälpt, inte hur mycket brott som begås.",
            "Ålder är hela år den dag då ärendet kom in. Varje ärende har en brottstyp och en "
            "källa.",
            "Ärenden med skyddade uppgifter delas aldrig upp. De finns bara med i totalen.",
        ),
        tables=(
            _table(
                "districts",
                "Stadsdelsområden",
                dimensions.by_district(context.districts),
                (*_COUNTS, *shares),
            ),
            _table("ages", "Åldersgrupper", dimensions.by_age(), _COUNTS),
            _table("crimes", "Brottstyper", dimensions.by_crime(), _COUNTS),
            _table("sources", "Källor", dimensions.by_source(), _COUNTS),
        ),
    )


def _table(code: str, title: str, dimension: Dimension, figures: tuple[Figure, ...]) -> SplitTable:
    return SplitTable(code, title, Base.COHORT, figures, dimension)
