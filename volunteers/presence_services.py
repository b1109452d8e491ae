"""Languages and absence: written by the person or a coordinator, read where a case is given out.
And the person's own answer about gender, which is voluntary.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import refuse_if_any
from volunteers.absence import Absence
from volunteers.domain.absence import Away, absence_refusals, joined
from volunteers.domain.languages import Language, known_languages
from volunteers.domain.roles import PersonGender
from volunteers.models import User


def set_languages(*, person: User, languages: Iterable[Language], by: User, now: datetime) -> None:
    """The languages that the person can give support in besides Swedish."""
    codes = [one.value for one in known_languages(one.value for one in languages)]
    with transaction.atomic():
        held = User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)
        if held.languages == codes:
            return
        held.languages = codes
        held.save(update_fields=["languages"])
        _record(by, now, "languages")


def set_gender(*, person: User, gender: PersonGender | None, now: datetime) -> None:
    """What a person says of themselves, for the equality measure; None takes the answer back."""
    code = gender.value if gender else ""
    with transaction.atomic():
        held = User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)
        if held.gender == code:
            return
        held.gender = code
        held.save(update_fields=["gender"])
        _record(person, now, "gender")


def add_absence(*, person: User, period: Away, by: User, now: datetime) -> Absence:
    """Write a period down, made one with those that it overlaps or lies next to; the row gives the
    whole. Raises `RefusedError`.
    """
    today = local_date(now)
    refuse_if_any(absence_refusals(period, today=today))
    with transaction.atomic():
        # The person's row stands for their periods: two entered at once are joined too.
        User.objects.get_queryset().select_for_update(no_key=True).get(pk=person.pk)
        Absence.objects.filter(user=person).over(today).delete()
        stored = {Away(row.since, row.until): row for row in person.absences.all()}
        whole, taken = joined(stored, period)
        if taken == [whole]:
            return stored[whole]
        Absence.objects.filter(pk__in=[stored[one].pk for one in taken]).delete()
        row = Absence.objects.create(user=person, since=whole.since, until=whole.until)
        _record(by, now, "absence")
    return row


def remove_absence(*, absence: Absence, by: User, now: datetime) -> None:
    """The person is not away after all, or is back. Twice is the same as once."""
    with transaction.atomic():
        gone, _ = Absence.objects.filter(pk=absence.pk).delete()
        if gone:
            _record(by, now, "absence")


def forget_presence(*, person: User) -> None:
    """For when somebody stops working here. Call it in that transaction, the person's row held."""
    Absence.objects.filter(user=person).delete()
    User.objects.get_queryset().filter(pk=person.pk).update(languages=[])


def forget_old_absences(*, now: datetime) -> int:
    """Throw away what is over. Gives how many."""
    gone, _ = Absence.objects.over(local_date(now)).delete()
    return gone


def _record(by: User, now: datetime, field: str) -> None:
    audit.record(by_id=by.pk, action=Action.PERSON_CHANGED, now=now, fields=[field])
