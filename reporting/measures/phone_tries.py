"""Measure 3: tries by phone, one of them in the evening (K2)."""

from django.db.models import F, Q

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
from reporting.queries import IS_REACHED

MEASURE = Measure.PHONE_TRIES


def section(context: Context) -> SectionSpec:
    states, terms = context.states.tries, context.terms
    enough_tries = Q(phone_tries__gte=F("terms__minimum_phone_attempts"))
    enough_evening = Q(evening_tries__gte=F("terms__minimum_evening_attempts"))
    exempt_unreached = states.exempt & ~IS_REACHED
    return SectionSpec(
        definitions=_definitions(terms),
        tables=(
            WholeTable(
                "tries",
                "Telefonförsök",
                Base.COHORT,
                (
                    Figure("met", _goal(terms), states.met, of=states.decided),
                    Figure(
                        "enough-tries",
                        f"… minst {terms.minimum_phone_attempts} telefonförsök",
                        states.decided & enough_tries,
                        of=states.decided,
                    ),
                    Figure(
                        "enough-evening",
                        f"… minst {terms.minimum_evening_attempts} försök på kvällstid",
                        states.decided & enough_evening,
                        of=states.decided,
                    ),
                    Figure("missed", "Färre försök än målet", states.missed),
                    Figure("pending", "Försöken pågår", states.pending),
                    Figure("reached", "Målet gäller inte: nådda", states.exempt & IS_REACHED),
                    Figure("exempt", "Målet gäller inte: andra skäl", exempt_unreached),
                    Figure("cohort", "Ärenden i uppföljningen", EVERY_ROW),
                ),
            ),
            SplitTable(
                "tries-made",
                "Antal telefonförsök",
                Base.COHORT,
                (
                    Figure("all", "Alla ärenden"),
                    Figure("not-reached", "Ej nådda", ~IS_REACHED),
                ),
                dimensions.by_tries(),
                note="Försök räknas till dess att personen blev nådd.",
            ),
            SplitTable(
                "reached-on",
                "Nådd på vilket försök",
                Base.COHORT,
                (Figure("reached", "Nådda", IS_REACHED),),
                dimensions.by_try_that_reached(),
            ),
            SplitTable(
                "tries-exemptions",
                "Undantag telefonförsök",
                Base.COHORT,
                (Figure("exempt", "Ej nådda, målet gäller inte", exempt_unreached),),
                dimensions.by_tries_exemption(),
            ),
        ),
    )


def _goal(terms: Terms) -> str:
    return (
        f"Minst {terms.minimum_phone_attempts} telefonförsök, varav minst "
        f"{terms.minimum_evening_attempts} på kvällstid"
    )


def _definitions(terms: Terms) -> tuple[str, ...]:
    start, end = f"{terms.evening_start:%H.%M}", f"{terms.evening_end:%H.%M}"
    return (
        "Ett försök är ett samtal som jouren ringer till ett rimligt nummer, också när ingen "
        "svarar. Fel nummer, sms, e-post och brev är inga telefonförsök.",
        f"Ett kvällsförsök börjar från och med kl. {start} men före kl. {end}, vilken veckodag "
        "som helst. När samtalet började avgör.",
        "Målet gäller dem som jouren inte har nått. Den som är nådd behöver inte ringas fler "
        "gånger, och räknas därför inte i andelen.",
        f"Ett öppet ärende pågår i {terms.follow_through_days} dagar från att det kom in. Därefter "
        "räknas för få försök som att målet inte nåddes.",
        "Målet gäller inte heller den som är anonym, saknar fungerande nummer, har bett att inte "
        "bli uppringd eller inte kan ringas säkert.",
    )
