"""Practice for the basic training: an installation of its own, never mixed with real data.

The mark stands in the database itself, so that a practice server started on the jour's database, or
the jour's server on a practice one (a restored copy, a mistyped address), stops before it answers.
Source: agreement, the undertaking that only volunteers with approved basic training meet people.
"""

from enum import Enum, auto
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models

WATERMARK = "Övning – påhittade personer"


def only_invented() -> bool:
    """Whether everybody here is to be invented: printed log-ins or one password, no second step."""
    return bool(settings.DEMO or settings.PRACTICE)


class PracticeMark(models.Model):
    """One row where all people are invented for practice; none where they are not."""

    made_at = models.DateTimeField("gjord")
    seed = models.PositiveIntegerField("frö")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = "övningsmärke"
        verbose_name_plural = "övningsmärken"

    def __str__(self) -> str:
        return f"Övning, frö {self.seed}"


class WrongDatabase(Enum):
    """Why this process and this database do not belong together."""

    NOT_FOR_PRACTICE = auto()
    FOR_PRACTICE_ONLY = auto()


SENTENCES = {
    WrongDatabase.NOT_FOR_PRACTICE: (
        "JOURCASE_PRACTICE är 1, men databasen är inte gjord för övning. Inget startas. Peka ut en "
        "egen databas för övningen och kör manage.py practice_data."
    ),
    WrongDatabase.FOR_PRACTICE_ONLY: (
        "Databasen är gjord för övning, men JOURCASE_PRACTICE är 0. Inget startas. Kontrollera "
        "DATABASE_URL."
    ),
}


def wrong_database(*, is_practice: bool, is_marked: bool) -> WrongDatabase | None:
    """What is wrong with running like this on a database like that."""
    if is_practice == is_marked:
        return None
    return WrongDatabase.NOT_FOR_PRACTICE if is_practice else WrongDatabase.FOR_PRACTICE_ONLY


def is_marked() -> bool:
    """False also where there are no tables yet: nothing is practised there."""
    try:
        return bool(PracticeMark.objects.exists())
    except DatabaseError:
        return False


def refuse_wrong_database() -> None:
    """For everything that serves or works by itself. Raises `ImproperlyConfigured` in words."""
    found = wrong_database(is_practice=settings.PRACTICE, is_marked=is_marked())
    connection.close()  # whoever serves from here on opens their own
    if found is not None:
        raise ImproperlyConfigured(SENTENCES[found])
