"""From what a person says ("Tallkrogen") to the city's district (Farsta).

A postal town is not a district: Johanneshov as a postal town reaches into two. So the answer is a
tuple of candidates, and a person chooses when there is more than one.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from jourcase.kernel.labelled import Labelled

MOST_CANDIDATES = 8


class DistrictKind(Labelled):
    """What a row in the list of districts stands for."""

    CITY_DISTRICT = "stadsdelsomrade", "Stadsdelsområde"
    OTHER_MUNICIPALITY = "annan_kommun", "Annan kommun"
    UNKNOWN = "okant", "Okänt"


@dataclass(frozen=True, slots=True)
class Place:
    """A name that a person may say, and the district that it lies in."""

    name: str
    district_code: str
    is_postal_town: bool = False


def normalised(name: str) -> str:
    """The name as it is compared: lower case, one space between words, hyphens as spaces."""
    text = unicodedata.normalize("NFC", name).casefold()
    for hyphen in "-\u2010\u2011\u2013":
        text = text.replace(hyphen, " ")
    return " ".join(text.split())


def candidates(said: str, places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that `said` may mean, at most one a name and district, at most eight.

    The exact name is the whole answer when there is one ("Örby" is not "Örby slott"); else the
    name without its dots and rings ("orby"); else names in which a word begins so. Real parts
    of the city stand before postal towns, then by name. Fewer than two letters find nothing.
    """
    wanted, bare = normalised(said), _bare(said)
    if len(bare) < 2:
        return ()
    known = sorted(places, key=lambda place: (place.is_postal_town, normalised(place.name)))
    by_name = [place for place in known if normalised(place.name) == wanted]
    by_bare = [place for place in known if _bare(place.name) == bare]
    by_word = [place for place in known if f" {bare}" in f" {_bare(place.name)}"]
    return _one_each(by_name or by_bare or by_word)[:MOST_CANDIDATES]


def _bare(name: str) -> str:
    parts = unicodedata.normalize("NFD", normalised(name))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _one_each(places: Iterable[Place]) -> tuple[Place, ...]:
    """The first place of each (name, district)."""
    first: dict[tuple[str, str], Place] = {}
    for place in places:
        first.setdefault((normalised(place.name), place.district_code), place)
    return tuple(first.values())
