"""The method notes of a follow-up: period, evening, rounding, and what is not shown."""

from collections.abc import Sequence

from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.swedish import long_date
from reporting.domain.disclosure import PERCENT_OF_PART_FROM, STEP
from reporting.domain.figures import PERCENT_FROM
from reporting.measures.specs import Context
from reporting.words import period_label


def notes(context: Context, without_figures: Sequence[Measure]) -> tuple[str, ...]:
    """What a reader needs to know of every figure."""
    found = [
        f"Perioden är {long_date(context.period.first)} till och med "
        f"{long_date(context.period.last)}. Dagar och klockslag är svensk tid.",
        "Tabeller om ärenden räknar dem som kom in under perioden. Tabeller om det som gjordes "
        "räknar kontakter och aktiviteter under perioden, också kontakter i äldre ärenden. De två "
        "blandas aldrig.",
        *_evenings(context.all_terms),
        "Procent har en decimal, avrundade uppåt vid hälften, och är räknade på oavrundade tal. "
        f"Med färre än {PERCENT_FROM} ärenden ges ingen procent.",
        "Siffrorna beskriver vilka jouren har hjälpt, inte hur mycket brott som begås.",
    ]
    if context.previous is not None:
        found.append(f"Föregående period är {period_label(context.previous)}.")
    if context.today <= context.period.last:
        found.append("Perioden pågår, så siffrorna kan ändras.")
    if without_figures:
        names = ", ".join(measure.label for measure in without_figures)
        found.append(f"Åtaganden som ännu inte har siffror här: {names}.")
    return tuple(found)


def city_notes(threshold: int) -> tuple[str, ...]:
    """What is done to the figures before they leave the jour."""
    return (
        "Uppgifterna innehåller inga personuppgifter.",
        f"I fördelningar visas 0–{threshold - 1} som ”färre än {threshold}”, och andra antal är "
        f"avrundade till närmaste {STEP}. Varje antal är avrundat för sig, så raderna behöver "
        "inte ge totalen. Totaler och mått för hela jouren är exakta.",
        "Procent för en del av jouren ges bara för stadsdelsområden, i hela procent, och inte "
        f"när det gäller färre än {PERCENT_OF_PART_FROM} ärenden eller när någon av sidorna är "
        f"färre än {threshold}.",
        "Medarbetare är få: också deras totaler är avrundade, och redovisas ej när någon del är "
        f"färre än {threshold}.",
        "Skyddade och okända uppgifter redovisas ej i fördelningar, men ingår i totalerna.",
    )


def _evenings(versions: Sequence[Terms]) -> list[str]:
    return [
        f"Kvällstid är från och med kl. {terms.evening_start:%H.%M} men före "
        f"kl. {terms.evening_end:%H.%M}"
        + (f" för ärenden från {long_date(terms.valid_from)}." if len(versions) > 1 else ".")
        for terms in versions
    ]
