"""The long run in short: everything is killed at random, and the sums are right."""

import dataclasses

from tests.kill.soak import Tally, soak


def test_twenty_seconds_of_random_kills_lose_and_double_nothing(on_postgresql: bool) -> None:
    tally = soak(seconds=20, on_postgresql=on_postgresql, clients=4, seed=3)
    told = "\n".join(tally.lines())
    assert sum(tally.kills.values()) >= 2, told
    assert tally.acknowledged > 10, told
    assert tally.is_good, told


def test_the_sums_tell_what_is_wrong() -> None:
    good = Tally(acknowledged=5, stored=5, work_put=10, work_done=10)
    assert good.is_good
    wrong = [
        {"stored": 4},
        {"stored": 6},
        {"lost": 1, "doubled": 1},
        {"doubled": 1},
        {"drafts_lost": 1},
        {"work_done": 9},
        {"is_sound": False},
        {"acknowledged": 0, "stored": 0},
    ]
    for change in wrong:
        assert not dataclasses.replace(good, **change).is_good, change  # type: ignore[arg-type]
