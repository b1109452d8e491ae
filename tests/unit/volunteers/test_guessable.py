"""Long and still easily guessed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from volunteers.domain.guessable import OWN_WORDS, is_guessable

COMMON = {"password", "iloveyou", "banana", "coffee", "summer", "flower"}


@pytest.mark.parametrize(
    "passphrase",
    [
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "banana coffee 2026!",
        "Brottsofferjouren2026",
        "brottsofferjouren-sommaren",
        "iloveyouiloveyou",
        "Jourcase Jourcase 1",
        "passwordpassword1",
        "qwertyuiop123456789",
        "Samordnare!Stockholm!26",
        "123456789012345",
        "zxcvbnmasdfghjkl",
        "Sommaren 2026 Farsta",
        "               ",
    ],
)
def test_what_is_easily_guessed_though_long(passphrase: str) -> None:
    assert is_guessable(passphrase, common=COMMON)


@pytest.mark.parametrize(
    "passphrase",
    [
        "en lång lösenfras för prov",
        "banana coffee summer flower",
        "kork penna tisdag regn",
        "brottsofferjouren kork penna",
        "73920184659102837",
        "j8Kp2mQ9xW4vT7zL",
        "häst batteri häftklammer rätt",
        "密码安全很重要请使用长密码短语",
    ],
)
def test_what_is_not(passphrase: str) -> None:
    assert not is_guessable(passphrase, common=COMMON)


def test_the_words_are_as_they_are_compared() -> None:
    assert all(word == word.casefold() and word.isalpha() for word in OWN_WORDS)


@given(st.text(max_size=200))
@example("é" * 40)
def test_nothing_that_can_be_typed_breaks_it(passphrase: str) -> None:
    assert is_guessable(passphrase, common=COMMON) in {True, False}


@given(st.sampled_from(sorted(OWN_WORDS)), st.integers(0, 99_999), st.sampled_from(" -!_."))
def test_a_word_of_ours_with_a_number_is_always_refused(word: str, number: int, sign: str) -> None:
    assert is_guessable(f"{word}{sign}{number}", common=())
