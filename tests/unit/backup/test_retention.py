"""Which backups have had their time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jourcase.backup.domain.retention import Kept, to_prune

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def aged(days: int, *, proved: bool = False) -> Kept:
    return Kept(f"{days:04d}", NOW - timedelta(days=days), proved)


def gone(kept: list[Kept], *, spare: bool = True) -> list[int]:
    names = to_prune(kept, days=14, spare_newest_proved=spare, now=NOW)
    return [int(name) for name in names]


def test_the_days_are_counted_to_the_second() -> None:
    assert gone([aged(14), aged(0)]) == []
    assert gone([aged(15), aged(0)]) == [15]


def test_the_newest_stays_however_old() -> None:
    assert gone([aged(400), aged(300)]) == [400]


def test_the_newest_proved_stays_where_it_is_spared() -> None:
    kept = [aged(500, proved=True), aged(400, proved=True), aged(300), aged(0)]
    assert gone(kept) == [500, 300]
    assert gone(kept, spare=False) == [500, 400, 300]


backups = st.lists(
    st.builds(lambda days, proved: aged(days, proved=proved), st.integers(0, 2000), st.booleans()),
    unique_by=lambda one: one.name,
)


@given(backups, st.booleans(), st.integers(0, 1000))
def test_something_always_stays_and_nothing_young_goes(
    kept: list[Kept], spare: bool, days: int
) -> None:
    names = set(to_prune(kept, days=days, spare_newest_proved=spare, now=NOW))
    left = [one for one in kept if one.name not in names]
    assert bool(left) == bool(kept)
    assert not [o for o in kept if o.name in names and o.made_at >= NOW - timedelta(days=days)]
    if spare and any(one.is_proved for one in kept):
        assert any(one.is_proved for one in left)
