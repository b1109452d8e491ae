"""From what a person says to a district."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.districts import MOST_CANDIDATES, Place, candidates, normalised

PLACES = [
    Place("Tallkrogen", "farsta"),
    Place("Farsta", "farsta"),
    Place("Farsta strand", "farsta"),
    Place("Enskededalen", "skarpnack"),
    Place("Enskede gård", "enskede"),
    Place("Gamla Enskede", "enskede"),
    Place("Örby", "enskede"),
    Place("Örby slott", "hagersten"),
    Place("Johanneshov", "skarpnack", is_postal_town=True),
    Place("Johanneshov", "enskede", is_postal_town=True),
    Place("Johanneshov", "enskede"),
]


def names(said: str) -> list[tuple[str, str]]:
    return [(place.name, place.district_code) for place in candidates(said, PLACES)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Tallkrogen", [("Tallkrogen", "farsta")]),
        ("  tallkrogen ", [("Tallkrogen", "farsta")]),
        ("TALLKROGEN", [("Tallkrogen", "farsta")]),
        ("Enskededalen", [("Enskededalen", "skarpnack")]),
        # the exact name is the whole answer
        ("Örby", [("Örby", "enskede")]),
        ("örby  slott", [("Örby slott", "hagersten")]),
        ("Örby-slott", [("Örby slott", "hagersten")]),
        ("Farsta", [("Farsta", "farsta")]),
        # without dots and rings
        ("orby", [("Örby", "enskede")]),
        ("enskede gard", [("Enskede gård", "enskede")]),
        # the beginning of a word
        ("tallk", [("Tallkrogen", "farsta")]),
        ("slo", [("Örby slott", "hagersten")]),
        (
            "enskede",
            [
                ("Enskede gård", "enskede"),
                ("Enskededalen", "skarpnack"),
                ("Gamla Enskede", "enskede"),
            ],
        ),
        # a postal town reaches into several districts: a person chooses
        ("Johanneshov", [("Johanneshov", "enskede"), ("Johanneshov", "skarpnack")]),
        ("krogen", []),
        ("Göteborg", []),
        ("t", []),
        ("", []),
        ("- -", []),
    ],
)
def test_what_is_said_finds_its_districts(said: str, found: list[tuple[str, str]]) -> None:
    assert names(said) == found


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert normalised(unicodedata.normalize("NFD", "Örby")) == normalised("Örby")


def test_no_more_are_offered_than_a_person_can_choose_from() -> None:
    many = [Place(f"Gata {n}", "farsta") for n in range(50)]
    assert len(candidates("gata", many)) == MOST_CANDIDATES


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_look_up(said: str) -> None:
    assert set(candidates(said, PLACES)) <= set(PLACES)
    assert normalised(normalised(said)) == normalised(said)


@given(st.sampled_from(PLACES))
def test_every_known_name_finds_its_own_district(place: Place) -> None:
    assert (place.name, place.district_code) in names(place.name.upper())
