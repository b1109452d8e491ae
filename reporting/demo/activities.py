"""The activity log of the demonstration: a meeting a month and a talk every other, the same ones in
every demonstration of the same length.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

from jourcase.kernel.local_time import at_local, local_date
from reporting.activities.services import note_activity
from reporting.demo.draw import FIRST_DAY
from reporting.demo.people import COORDINATOR
from reporting.domain.activities import Activity, ActivityKind, AudienceGroup, PartnerType
from volunteers.models import User

_MEETINGS = (
    (PartnerType.POLICE, "Rutin för att fråga om samtycke"),
    (PartnerType.NETWORK, "Samråd om brottsofferstöd i söderort"),
    (PartnerType.STODCENTRUM, "Länkning kring 21-årsgränsen"),
    (PartnerType.SOCIAL_SERVICES, "Vad jouren kan göra, och när"),
    (PartnerType.OTHER_JOUR, "Gemensamma jourkvällar"),
    (PartnerType.COURT, "Vittnesstöd och väntrum"),
    (PartnerType.SCHOOL, "Vem eleven kan ringa"),
)
_TALKS = (
    (AudienceGroup.ELDERLY, "Bedrägerier per telefon", 35, True, True),
    (AudienceGroup.PUBLIC, "Öppet hus på biblioteket", 60, True, False),
    (AudienceGroup.PROFESSIONALS, "Så hänvisar du till jouren", 18, True, True),
    (AudienceGroup.YOUNG, "Besök på fritidsgård", 22, False, True),
    (AudienceGroup.MEDIA, "Inlägg på internationella brottsofferdagen", None, True, False),
)

Step = tuple[datetime, Callable[[], None]]


def activity_steps(people: Mapping[str, User], *, now: datetime) -> Iterator[Step]:
    """Each written down the morning after."""
    for number, day in enumerate(_days(local_date(now))):
        partner, subject = _MEETINGS[number % len(_MEETINGS)]
        meeting = Activity(ActivityKind.COOPERATION, day, partner=partner, subject=subject)
        yield _step(people, meeting)
        if number % 2 == 0:
            group, about, reached, named, told = _TALKS[number // 2 % len(_TALKS)]
            yield _step(
                people,
                Activity(
                    ActivityKind.INFORMATION,
                    day + timedelta(days=2),
                    subject=about,
                    audience=group,
                    reached=reached,
                    named_others=named,
                    told_others=told,
                ),
            )


def _days(today: date) -> Iterator[date]:
    """A day in every fourth week, none of them so late that the talk would lie ahead."""
    day = FIRST_DAY + timedelta(days=15)
    while day + timedelta(days=3) < today:
        yield day
        day += timedelta(weeks=4)


def _step(people: Mapping[str, User], activity: Activity) -> Step:
    at = at_local(activity.held_on + timedelta(days=1), time(9, 15))
    return at, partial(_note, people, activity, at)


def _note(people: Mapping[str, User], activity: Activity, now: datetime) -> None:
    note_activity(activity=activity, by=people[COORDINATOR], now=now)
