"""Measure 2: first contact in time (K1a taken, K1b reached)."""

from django.db.models import Q

from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.domain.undertakings import Measure
from reporting.measures import dimensions
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Context,
    Figure,
    SectionSpec,
    SplitTable,
    WholeTable,
)
from reporting.queries import States

MEASURE = Measure.FIRST_CONTACT


def section(context: Context) -> SectionSpec:
    taken, reached = context.states.first_contact, context.states.reached
    return SectionSpec(
        definitions=_definitions(context.terms),
        tables=(
            WholeTable(
                "first-contact",
                "Första kontakt tagen, och nådd",
                Base.COHORT,
                (
                    *_states("taken", "Första kontakt tagen", taken, "first_contact_at"),
                    *_states("reached", "Nådd", reached, "reached_at"),
                    Figure("cohort", "Ärenden i uppföljningen", EVERY_ROW),
                ),
            ),
            SplitTable(
                "contact-exemptions",
                "Undantag första kontakt",
                Base.COHORT,
                (
                    Figure("taken", "Första kontakt tagen", taken.exempt),
                    Figure("reached", "Nådd", reached.exempt),
                ),
                dimensions.by_contact_exemption(),
                note="Ärenden där målet inte gäller, efter skäl.",
            ),
        ),
    )


def _states(code: str, title: str, states: States, column: str) -> tuple[Figure, ...]:
    return (
        Figure(f"{code}-met", f"{title} i tid", states.met, of=states.decided),
        Figure(f"{code}-missed", f"{title}: inte i tid", states.missed),
        Figure(f"{code}-pending", f"{title}: tiden har inte gått ut", states.pending),
        Figure(f"{code}-exempt", f"{title}: målet gäller inte", states.exempt),
        Figure(
            f"{code}-median",
            f"{title}: tid från att ärendet kom in",
            Q(**{f"{column}__isnull": False}),
            median=("received_at", column, f"{column.removesuffix('_at')}_wait"),
        ),
    )


def _definitions(terms: Terms) -> tuple[str, ...]:
    return (
        "Första kontakt är tagen när jouren har ringt till ett rimligt nummer, skickat ett "
        "meddelande, eller när personen själv har hört av sig. Fel nummer räknas inte.",
        f"I tid är senast kl. 23.59 den {terms.first_contact_days}:e dagen efter den dag då "
        f"ärendet kom in ({terms.first_contact_day_count.label}). Ett ärende bedöms efter de "
        "villkor som gällde den dag det kom in.",
        "Överenskommelsen kan läsas på två sätt. Därför visas både när jouren tog första "
        "kontakten och när personen blev nådd.",
        "Andelen är räknad på de ärenden som är avgjorda, i tid eller inte i tid. De som ännu "
        "har tid kvar och de där målet inte gäller står för sig. De fyra läggs ihop till alla "
        "ärenden i uppföljningen.",
        "Tiden är medianen för alla ärenden där kontakten har tagits, räknad från att ärendet kom "
        "in: hälften gick fortare och hälften långsammare.",
    )
