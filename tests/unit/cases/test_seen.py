"""Whether what is stored is still what was shown: a table, and for any prints at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.seen import SeenRefusal, changed_since, seen_refusals, write_stamp

STORED = {"calls": "a1", "phones": "b2", "name": "c3"}
CHANGED = {SeenRefusal.CHANGED_MEANWHILE}

TABLE = [
    ("seen as it is", "calls=a1;phones=b2;name=c3", ()),
    ("in another order", "name=c3;calls=a1;phones=b2", ()),
    ("with something that is not asked for", "calls=a1;phones=b2;name=c3;more=d4", ()),
    ("one is another now", "calls=a1;phones=b0;name=c3", ("phones",)),
    ("two are, in the order of what is stored", "name=c0;phones=b2;calls=a0", ("calls", "name")),
    ("one was never shown", "calls=a1;phones=b2", ("name",)),
    ("nothing was shown", "", ("calls", "phones", "name")),
    ("made up", "hej", ("calls", "phones", "name")),
    ("only the names", "calls;phones;name", ("calls", "phones", "name")),
    ("empty prints", "calls=;phones=;name=", ("calls", "phones", "name")),
    ("said twice, the last counts", "calls=a0;calls=a1;phones=b2;name=c3", ()),
    ("separators alone", ";;==;=", ("calls", "phones", "name")),
]


@pytest.mark.parametrize(
    ("seen", "changed"), [pytest.param(seen, changed, id=name) for name, seen, changed in TABLE]
)
def test_what_has_changed_since_it_was_shown(seen: str, changed: tuple[str, ...]) -> None:
    assert changed_since(seen, STORED) == changed
    assert seen_refusals(seen, STORED) == (CHANGED if changed else set())


NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
PRINTS = st.dictionaries(NAMES, st.text("0123456789abcdef", min_size=20, max_size=20), max_size=17)


@given(PRINTS)
def test_whoever_has_seen_it_may_save(prints: dict[str, str]) -> None:
    assert seen_refusals(write_stamp(prints), prints) == set()


@given(PRINTS, PRINTS)
def test_exactly_what_differs_is_told(shown: dict[str, str], stored: dict[str, str]) -> None:
    differing = {name for name, one in stored.items() if shown.get(name) != one}
    assert set(changed_since(write_stamp(shown), stored)) == differing


@given(st.text(max_size=400), PRINTS.filter(bool))
def test_nothing_that_is_made_up_has_seen_anything(typed: str, prints: dict[str, str]) -> None:
    if typed != write_stamp(prints):
        told = changed_since(typed, prints)
        assert all(f"{name}={prints[name]}" not in typed.split(";") for name in told)
