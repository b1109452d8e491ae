"""Three words, as somebody types what they hear."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.spoken_words import WORDS, code_as_kept, is_said_as_code, misheard

KEPT = "äpple båt sol"


@pytest.mark.parametrize(
    "said",
    [
        "äpple båt sol",
        "  ÄPPLE Båt   sol. ",
        "äpple, båt, sol",
        "äpple-båt-sol",
        "äpple – båt / sol",
        unicodedata.normalize("NFD", "äpple båt sol"),
    ],
)
def test_however_it_is_typed_it_is_the_code_that_is_kept(said: str) -> None:
    assert code_as_kept(said) == KEPT
    assert is_said_as_code(said)


@pytest.mark.parametrize(
    ("said", "is_code", "wrong"),
    [
        ("äpple båt sol", True, ""),
        ("äpple båt sål", True, "sål"),
        ("Amina Sten Björk", True, "amina"),
        ("äpple båt", False, ""),
        ("äpple båt sol hav", False, ""),
        ("äpple svår fin", False, ""),
        ("Amina Påhittad Lind", False, ""),
        ("070-174 06 12", False, ""),
        ("2026-0147", False, ""),
        ("5000-K12-26", False, ""),
        ("", False, ""),
        (" , . ", False, ""),
    ],
)
def test_what_is_answered_as_a_code(said: str, is_code: bool, wrong: str) -> None:
    assert is_said_as_code(said) is is_code
    assert misheard(said) == wrong


@given(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=3),
    st.sampled_from([" ", ", ", "-", ".  "]),
    st.sampled_from(["NFC", "NFD"]),
    st.booleans(),
)
def test_every_code_is_known_again(
    words: list[str], between: str, form: str, is_upper: bool
) -> None:
    typed = unicodedata.normalize(form, between.join(words))  # type: ignore[arg-type]
    typed = typed.upper() if is_upper else typed
    assert code_as_kept(typed) == " ".join(words)
    assert is_said_as_code(typed)
    assert not misheard(typed)


@given(st.text())
def test_whatever_is_typed_is_answered_and_kept_once(said: str) -> None:
    kept = code_as_kept(said)
    assert code_as_kept(kept) == kept
    assert not misheard(said) or is_said_as_code(said)
