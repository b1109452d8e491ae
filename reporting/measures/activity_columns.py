"""What the measures of the activity log share: the period, and the previous one beside it."""

from jourcase.kernel.swedish import capitalised
from reporting.activities.services import activities_of
from reporting.counting import OUTCOME, PREVIOUS
from reporting.domain.activities import Activity, ActivityKind
from reporting.domain.figures import Column
from reporting.measures.specs import Context
from reporting.words import period_label


def columns_of(context: Context) -> tuple[Column, ...]:
    """As the tables of the whole jour have them."""
    if context.previous is None:
        return (Column(OUTCOME, "Utfall"),)
    title = capitalised(period_label(context.previous))
    return (Column(OUTCOME, "Utfall"), Column(PREVIOUS, title, period=context.previous))


def in_each(context: Context, kind: ActivityKind) -> list[list[Activity]]:
    """The activities of each column (one query)."""
    periods = [context.period, *([context.previous] if context.previous else [])]
    return activities_of(kind, periods)
