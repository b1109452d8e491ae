"""The bytes and digests of the audit log's chain."""

import hashlib
import json
import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel import chain

LINK = chain.Link(
    seq=7,
    previous="a" * 64,
    id=uuid.UUID("11111111-2222-4333-8444-555555555555"),
    at=datetime(2026, 11, 23, 13, 0, tzinfo=UTC),
    by_id=3,
    role="volunteer",
    action="case_viewed",
    case_id=12,
    fields=["name"],
    reason="acute",
    outcome="done",
)
OTHER = {
    "seq": 8,
    "previous": "b" * 64,
    "id": uuid.UUID("11111111-2222-4333-8444-555555555556"),
    "at": datetime(2026, 11, 23, 13, 0, 0, 1, tzinfo=UTC),
    "by_id": None,
    "role": "",
    "action": "case_closed",
    "case_id": None,
    "fields": ["name", ""],
    "reason": "",
    "outcome": "refused",
}


def test_the_bytes_of_an_event_are_those_that_were_agreed() -> None:
    expected = (
        b'["jourcase-audit-1",7,"' + b"a" * 64 + b'","11111111222243338444555555555555",'
        b'"2026-11-23T13:00:00.000000+00:00",3,"volunteer","case_viewed",12,["name"],"acute","done"]'
    )
    assert chain.canonical(LINK) == expected
    assert chain.digest(LINK) == hashlib.sha256(expected).hexdigest()


def test_every_field_counts() -> None:
    assert set(OTHER) == {field.name for field in fields(chain.Link)}
    digests = {chain.digest(replace(LINK, **{name: value})) for name, value in OTHER.items()}  # type: ignore[arg-type]
    assert len(digests | {chain.digest(LINK)}) == len(OTHER) + 1


def test_the_same_instant_in_another_zone_is_the_same_event() -> None:
    moved = LINK.at.astimezone(timezone(timedelta(hours=2)))
    assert chain.digest(replace(LINK, at=moved)) == chain.digest(LINK)


@given(st.text(st.characters()), st.lists(st.text(st.characters()), max_size=3))
def test_no_text_breaks_the_bytes_and_none_moves_into_another_field(
    reason: str, names: list[str]
) -> None:
    said = json.loads(chain.canonical(replace(LINK, reason=reason, fields=names)))
    assert said[9:] == [names, reason, "done"]


def test_a_naive_time_is_read_as_no_time_at_all() -> None:
    with pytest.raises(AttributeError):
        chain.digest(replace(LINK, at=None))  # type: ignore[arg-type]
