"""What a person is given: how each value is said, and the file that carries it."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.domain.extract import Extract, Held, LeftOut, Section, as_data, held, held_phone

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs/utdrag.schema.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text", "plain"),
    [
        (True, "Ja", True),
        (False, "Nej", False),
        (0, "0", 0),
        (NOW, "23 november 2026 kl. 14.00", "2026-11-23T14:00:00+01:00"),
        (date(2026, 5, 2), "2 maj 2026", "2026-05-02"),
        (time(17, 30), "17.30", "17:30:00"),
        (timedelta(hours=5), "5 timmar", 18000),
        ("Amina", "Amina", "Amina"),
    ],
)
def test_a_value_is_said_to_people_and_to_machines(value: Any, text: str, plain: Any) -> None:
    found = held("x", "Ord", value)
    assert found == Held("x", "Ord", text, plain)


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_not_held_is_not_said(value: Any) -> None:
    assert held("x", "Ord", value) is None
    assert held_phone("x", "Ord", "") is None


def test_a_code_is_said_with_its_word_and_keeps_its_code() -> None:
    assert held("x", "Kön", "woman", {"woman": "Kvinna"}) == Held(
        "x", "Kön", "Kvinna", "Kvinna", "woman"
    )
    # A code that the list has lost is given as it stands, not hidden.
    assert held("x", "Kön", "old", {"woman": "Kvinna"}) == Held("x", "Kön", "old", "old", "old")


def test_a_number_is_grouped_for_people() -> None:
    found = held_phone("x", "Nummer", "+46701740612")
    assert found is not None
    assert (found.text.replace("\u00a0", " "), found.value) == ("070-174 06 12", "+46701740612")


words = st.text(max_size=20)
values = st.one_of(st.booleans(), st.integers(0, 9999), words.filter(bool), st.dates(), st.times())
things = st.builds(held, words, words, values).filter(lambda one: one is not None)
extracts = st.builds(
    Extract,
    reference=words.filter(bool),
    made_at=st.just(NOW),
    sections=st.lists(
        st.builds(
            Section,
            code=words,
            title=words,
            purpose=words,
            rows=st.lists(st.lists(things, min_size=1, max_size=4).map(tuple), max_size=3).map(
                tuple
            ),
        ),
        max_size=3,
    ).map(tuple),
    left_out=st.lists(st.builds(LeftOut, words, words), max_size=2).map(tuple),
    about=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)


@given(extracts)
def test_the_file_is_what_its_description_says_and_loses_nothing(extract: Extract) -> None:
    data = json.loads(json.dumps(as_data(extract), ensure_ascii=False))
    jsonschema.validate(data, SCHEMA)
    assert [
        [[(one["label"], one["value"]) for one in row] for row in section["rows"]]
        for section in data["sections"]
    ] == [
        [[(one.label, one.value) for one in row] for row in section.rows]
        for section in extract.sections
    ]


def test_a_file_of_another_version_is_not_what_the_description_says() -> None:
    data = as_data(Extract("2026-0001", NOW, (), (), ())) | {"version": 2}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)
