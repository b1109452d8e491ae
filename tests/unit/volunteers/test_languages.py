"""What language a text speaks of, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.languages import (
    Language,
    is_only_swedish,
    known_languages,
    languages_named,
)

L = Language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("svenska", set()),
        ("Arabiska", {L.ARABIC}),
        ("ARABISKA (lite engelska)", {L.ARABIC, L.ENGLISH}),
        ("persiska/dari", {L.PERSIAN, L.DARI}),
        ("farsi", {L.PERSIAN}),
        ("kurdiska", {L.KURMANJI, L.SORANI}),
        ("Serbiska", {L.BOSNIAN}),
        ("teckenspråk", {L.SIGN}),
        ("eller", set()),
        ("klingonska", set()),
    ],
)
def test_the_languages_that_a_text_names(text: str, expected: set[Language]) -> None:
    assert languages_named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), ("  ", True), ("Svenska.", True), ("svenska, arabiska", False), ("lulesa", False)],
)
def test_swedish_alone_asks_for_nothing(text: str, expected: bool) -> None:
    assert is_only_swedish(text) is expected


@pytest.mark.parametrize("one", [one for one in Language if one is not L.BOSNIAN])
def test_every_language_is_found_by_its_own_name(one: Language) -> None:
    assert languages_named(f"Talar {one.label}.") == {one}


@given(st.lists(st.sampled_from(list(Language)) | st.text(max_size=4)))
def test_stored_codes_come_back_once_in_the_order_of_the_list(codes: list[str]) -> None:
    found = known_languages(codes)
    assert list(found) == [one for one in Language if one.value in codes]
