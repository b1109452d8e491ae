"""What counts as an identity at all, and the words of the spoken code."""

import re

import pytest

from cases.domain.intake import IdentityInput, SafeContact
from cases.domain.spoken_words import WORDS


@pytest.mark.parametrize(
    "identity",
    [
        IdentityInput(name="Kim"),
        IdentityInput(phones=("+46701740605",)),
        IdentityInput(email="kim@example.se"),
        IdentityInput(other_way="genom biblioteket"),
        IdentityInput(k_number="5000-K1-26"),
        IdentityInput(guardian="mormor"),
    ],
    ids=["name", "phone", "email", "other-way", "k-number", "guardian"],
)
def test_anything_that_tells_who_it_is_makes_an_identity(identity: IdentityInput) -> None:
    assert not identity.is_empty


def test_safe_contact_alone_tells_nobody_who_it_is() -> None:
    assert IdentityInput(safe=SafeContact(say_nothing=True, safe_note="bara vardagar")).is_empty


def test_safe_contact_is_careful_until_somebody_says_otherwise() -> None:
    assert not SafeContact().may_leave_message
    assert not SafeContact().may_send_sms


def test_spoken_words_are_plain_and_all_different() -> None:
    assert all(re.fullmatch(r"[a-zåäö]{2,10}", word) for word in WORDS)
    assert len(set(WORDS)) == len(WORDS)
    assert len(WORDS) ** 3 > 10_000_000
