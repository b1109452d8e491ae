"""The receipt: read as it was written, and nothing else is."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.backup.domain import receipt as receipts
from jourcase.backup.domain.receipt import Receipt
from jourcase.backup.domain.refusals import Failure, Refusal
from jourcase.backup.words import failure_words, refusal_words

KEY = receipts.derived_key("a secret of the house")
ONE = Receipt(
    what="data",
    engine="sqlite",
    made_at=datetime(2026, 11, 24, 1, 30, tzinfo=UTC),
    file="jourcase-data.age",
    size=10,
    sha256="0" * 64,
    rows={"cases_case": 2},
    migrations=("cases.0001_initial",),
    chain_seq=7,
    chain_digest="1" * 64,
)


@given(
    st.builds(
        Receipt,
        what=st.sampled_from(["data", "keys"]),
        engine=st.text(),
        made_at=st.datetimes(timezones=st.just(UTC)),
        file=st.text(),
        size=st.integers(min_value=0),
        sha256=st.text(),
        rows=st.dictionaries(st.text(), st.integers()),
        migrations=st.lists(st.text()).map(tuple),
        chain_seq=st.integers(),
        chain_digest=st.text(),
        format=st.just(receipts.FORMAT),
    )
)
def test_it_is_read_as_it_was_written(receipt: Receipt) -> None:
    assert receipts.read(receipts.write(receipt, key=KEY), key=KEY) == receipt


@pytest.mark.parametrize("name", [*json.loads(receipts.write(ONE, key=KEY))])
def test_nothing_in_it_can_be_changed(name: str) -> None:
    said = json.loads(receipts.write(ONE, key=KEY))
    said[name] = "x"
    assert receipts.read(json.dumps(said), key=KEY) is Refusal.RECEIPT_BROKEN
    del said[name]
    assert receipts.read(json.dumps(said), key=KEY) is Refusal.RECEIPT_BROKEN


def test_one_of_another_house_is_not_ours() -> None:
    other = receipts.derived_key("another secret")
    assert receipts.read(receipts.write(ONE, key=other), key=KEY) is Refusal.RECEIPT_BROKEN


def test_one_of_a_later_format_is_told_apart() -> None:
    later = Receipt(**{name: getattr(ONE, name) for name in ONE.__slots__} | {"format": 2})
    assert receipts.read(receipts.write(later, key=KEY), key=KEY) is Refusal.RECEIPT_TOO_NEW


@given(st.text() | st.recursive(st.none() | st.integers(), st.lists).map(json.dumps))
def test_nonsense_is_refused_and_never_raises(text: str) -> None:
    assert receipts.read(text, key=KEY) is Refusal.RECEIPT_BROKEN


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_words(refusal: Refusal) -> None:
    assert refusal_words(refusal, "x").endswith((".", "?", "x"))


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_has_words(failure: Failure) -> None:
    assert failure_words(failure, "x").endswith(".")
