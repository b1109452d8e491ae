"""What looks like an address, and what only sounds like one. Every address here is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.address_like import is_address_like
from cases.domain.note_warnings import NoteWarning, note_warnings


@pytest.mark.parametrize(
    "text",
    [
        "Bor på Påhittsgatan 12",
        "påhittsgatan 12",
        "Påhittsvägen 3 B, 2 tr",
        "Påhittsvägen 45C",
        "PÅHITTSGATAN 7",
        "S:t Påhittsgatan 101",
        "Påhittsgatan 12–14",
        "Nya vägen 5",
        "Stora torget 3",
        "Gamla gränd 4",
        "Påhittsgränd 9",
        "Skogsstigen 21",
        "Lilla Påhittstorget 2",
        "Påhittsallén 8",
        "Påhittsbacken 6",
        "Hon hämtas vid Påhittsplatsen 4",
        "Påhittsplan 15",
        "Skolvägen 3",
        "Bor på Påhittsgatan\n12",
        "123 45 Påhittstad",
        "12345 Påhittstad",
        "SE-123 45 Påhittstad",
        "123 45 påhittstad",
        "Kl. 18.30 på Påhittsgatan 12.",
        "Påhittsgatan 5. Ring först",
        "Påhittsgatan 5 och sedan hem",
    ],
)
def test_what_looks_like_an_address(text: str) -> None:
    assert is_address_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vill helst ha sms före. Ringer själv på torsdag kl. 18.30.",
        "På väg 18.30",
        "är på väg 10 minuter sen",
        "på vägen 5",
        "På vägen 5 saker att göra",
        "Hon kom en omväg 3 gånger",
        "motorvägen 4",
        "Riksväg 40 var avstängd",
        "Väg 73",
        "E4 vid Påhittsgatan",
        "Påhittsgatan",
        "Träffades på Påhittstorget 17.30",
        "Träffades på Påhittstorget 17:30",
        "Påhittstorget 23 november",
        "Påhittstorget 23/11",
        "promenad längs Påhittsvägen 45 minuter",
        "Påhittsbacken 3 dagar i rad",
        "Stod i gränden 2 timmar",
        "plan 3, rum 12",
        "Plan 3",
        "Arbetsplats 2 är tryggare",
        "parkeringsplats 14",
        "Vårdplan 2 gäller",
        "vårdplan 2",
        "höjden 3",
        "hans skolväg 2 är",
        "Kostade Påhittsgatan 500 kr",
        "sal 12, våning 4",
        "Ärende 2026-0147, K-nummer 5000-K123456-26",
        "Nås på 070-174 06 12 Fråga efter henne",
        "Nås på 070 174 06 12 helst",
        "Fick 15 000 kr i skadestånd",
        "12500 SEK",
        "12500 kronor",
        "125 00 kr",
        "avsnitt 12345",
        "Påhittsgatan 2026",
    ],
)
def test_what_only_sounds_like_one(text: str) -> None:
    assert not is_address_like(text)


NAMES = st.text(alphabet="abcdefghijklmnoprstuvyåäö", min_size=4, max_size=12)
ENDS = st.sampled_from(["gatan", "vägen", "gränd", "stigen", "torget", "allén"])
AROUND = st.text(alphabet=" \n.,!?-", max_size=8)


@given(AROUND, NAMES, ENDS, st.integers(1, 999), AROUND)
def test_a_street_by_name_with_a_number_is_warned_about_whatever_stands_around(
    before: str, name: str, end: str, number: int, after: str
) -> None:
    # A name, as a person writes it: none of the words that are no street.
    text = f"{before} X{name}{end} {number} {after}"
    assert NoteWarning.ADDRESS in note_warnings(text, is_protected=True)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"]), max_size=200))
def test_without_a_figure_there_is_no_address(text: str) -> None:
    assert not is_address_like(text)


@given(st.text(max_size=200) | st.just("Påhittsgatan 12, 123 45 Påhittstad"))
def test_protection_adds_the_address_and_takes_nothing_away(text: str) -> None:
    usual, protected = note_warnings(text), note_warnings(text, is_protected=True)
    assert NoteWarning.ADDRESS not in usual
    assert [one for one in protected if one is not NoteWarning.ADDRESS] == usual


def test_a_long_note_is_read_quickly() -> None:
    for text in ("gatan " * 20_000, "1 " * 50_000, "a" * 100_000, "Agatan  1. " * 10_000):
        is_address_like(text)
