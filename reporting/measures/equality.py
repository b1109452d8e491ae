"""Measure 12: the measures by gender, and the gender of volunteers and staff."""

from functools import partial

from django.db.models import Count, Q

from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.swedish import long_date
from reporting.domain import figures
from reporting.domain.figures import Column, Role, Row, Split, Table, TableKind
from reporting.measures import dimensions
from reporting.measures.personal_meeting import IS_OFFERED
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Context,
    Figure,
    ReadyTable,
    SectionSpec,
    SplitTable,
)
from reporting.measures.support_to_all import HAS_SUPPORT
from reporting.queries import IS_REACHED
from volunteers.domain.roles import Engagement, PersonGender
from volunteers.models import User

MEASURE = Measure.EQUALITY

_COLUMNS = (
    Column("woman", "Kvinna"),
    Column("man", "Man"),
    Column("other", "Annat eller okänt"),
    Column("total", "Totalt", Role.TOTAL),
)


def section(context: Context) -> SectionSpec:
    states = context.states
    return SectionSpec(
        definitions=(
            "Måtten är desamma som i avsnitten ovan, delade efter den stödsökandes kön. Kön är "
            "det som personen själv uppger; annat och okänt redovisas tillsammans.",
            f"Medarbetare räknas den {long_date(context.as_of)}, inte över hela perioden: "
            "stödpersoner som då är godkända av styrelsen, och anställda som då har börjat och "
            "inte slutat. Att uppge kön är frivilligt, och de som inte har gjort det räknas till "
            "annat eller okänt.",
        ),
        tables=(
            SplitTable(
                "gender",
                "Måtten efter kön",
                Base.COHORT,
                (
                    Figure("cohort", "Ärenden i uppföljningen", EVERY_ROW),
                    Figure("reached", "Nådda", IS_REACHED, of=EVERY_ROW),
                    Figure("supported", "Fått stöd", HAS_SUPPORT, of=EVERY_ROW),
                    Figure(
                        "taken-met",
                        "Första kontakt tagen i tid",
                        states.first_contact.met,
                        of=states.first_contact.decided,
                    ),
                    Figure(
                        "reached-met",
                        "Nådd i tid",
                        states.reached.met,
                        of=states.reached.decided,
                    ),
                    Figure(
                        "tries-met",
                        "Tillräckligt många telefonförsök",
                        states.tries.met,
                        of=states.tries.decided,
                    ),
                    Figure("offered", "Personligt möte erbjudet", IS_OFFERED, of=HAS_SUPPORT),
                ),
                dimensions.by_gender(),
                figures_down=True,
            ),
            ReadyTable("staff", partial(_staff, context)),
        ),
    )


def _staff(context: Context) -> Table:
    """The state of one day, by the history that is stored: whoever has left since is counted on
    the days before, so that the figure of a past day stays.
    """
    on = context.as_of
    volunteers = User.objects.get_queryset().filter(engagement=Engagement.SUPPORT_PERSON)
    employed = (
        User.objects.get_queryset()
        .filter(engagement=Engagement.EMPLOYEE, started_on__lte=on)
        .filter(Q(ended_on__gte=on) | Q(ended_on__isnull=True, is_active=True))
    )
    people = User.objects.filter(
        Q(pk__in=volunteers.approved_on(on).values("pk")) | Q(pk__in=employed.values("pk"))
    )
    found = {
        (row["engagement"], row["gender"]): row["people"]
        for row in people.order_by().values("engagement", "gender").annotate(people=Count("pk"))
    }
    return Table(
        code="staff",
        title="Medarbetare efter kön",
        kind=TableKind.PEOPLE,
        columns=_COLUMNS,
        rows=(
            _row("support-persons", "Stödpersoner", Engagement.SUPPORT_PERSON, found),
            _row("employees", "Anställda", Engagement.EMPLOYEE, found),
        ),
        note=f"Läget den {long_date(on)}.",
        split=Split.OTHER,
    )


def _row(code: str, title: str, engagement: Engagement, found: dict[tuple[str, str], int]) -> Row:
    women, men = (
        found.get((engagement.value, gender.value), 0)
        for gender in (PersonGender.WOMAN, PersonGender.MAN)
    )
    total = sum(count for (kind, _), count in found.items() if kind == engagement.value)
    counts = (women, men, total - women - men, total)
    return Row(code, title, tuple(figures.Count(count) for count in counts))
