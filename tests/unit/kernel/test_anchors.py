"""The file that holds the end of the audit log outside the database."""

import json
import os
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from jourcase.kernel import anchors
from jourcase.kernel.anchors import Anchor

KEY = anchors.derived_key("a secret of the tests")
DAY = date(2026, 11, 20)
FOUR = [Anchor(DAY + timedelta(days=n), 10 * n + 5, f"{n}" * 64) for n in range(4)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "anchors.jsonl"
    for anchor in FOUR:
        assert anchors.append(path, anchor, key=KEY)
    return path


def test_what_was_written_is_read_back(file: Path) -> None:
    said = anchors.read(file, key=KEY)
    assert said.anchors == tuple(FOUR)
    assert said.broken_lines == ()


def test_there_need_be_no_file(tmp_path: Path) -> None:
    assert anchors.read(tmp_path / "none", key=KEY).anchors == ()


def test_only_the_owner_may_read_and_write_it(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_day_is_anchored_once(file: Path) -> None:
    assert not anchors.append(file, Anchor(DAY, 99, "f" * 64), key=KEY)
    assert len(file.read_text().splitlines()) == 4


def test_many_at_once_write_one_line(tmp_path: Path) -> None:
    path, results = tmp_path / "anchors.jsonl", []
    threads = [
        threading.Thread(target=lambda: results.append(anchors.append(path, FOUR[0], key=KEY)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results) == [False] * 7 + [True]
    assert anchors.read(path, key=KEY).anchors == (FOUR[0],)


def _changed(line: str, **values: object) -> str:
    return json.dumps({**json.loads(line), **values})


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda lines: [_changed(lines[0], seq=6), *lines[1:]], (1,)),
        (lambda lines: [lines[0], _changed(lines[1], digest="0" * 64), *lines[2:]], (2,)),
        (lambda lines: [lines[0], _changed(lines[1], date="2026-11-19"), *lines[2:]], (2,)),
        # A new HMAC does not help without the key, and the line after does not hold on to it.
        (lambda lines: [lines[0], _changed(lines[1], mac="0" * 64), *lines[2:]], (2, 3)),
        (lambda lines: [lines[0], *lines[2:]], (2,)),
        (lambda lines: lines[1:], (1,)),
        (lambda lines: [lines[1], lines[0], *lines[2:]], (1, 2, 3)),
        (lambda lines: [lines[0], lines[0], *lines[1:]], (2,)),
        (lambda lines: [*lines, "{half a li"], (5,)),
        (lambda lines: [*lines, "[]"], (5,)),
        (lambda lines: [*lines, "null"], (5,)),
        (lambda lines: [*lines, '{"mac": "x"}'], (5,)),
        (lambda lines: [*lines, "\udcff" * 3], (5,)),
        (lambda lines: [*lines, "[" * 100_000], (5,)),
    ],
)  # fmt: skip
def test_a_line_that_is_not_what_was_written_shows(
    file: Path, tamper: object, broken: tuple[int, ...]
) -> None:
    lines = file.read_text().splitlines()
    assert callable(tamper)
    said = anchors.parse(tamper(lines), key=KEY)
    assert said.broken_lines == broken
    assert set(said.anchors) <= set(FOUR)


def test_another_key_signs_nothing_here(file: Path) -> None:
    said = anchors.read(file, key=anchors.derived_key("another secret"))
    assert said.anchors == ()
    assert said.broken_lines == (1, 2, 3, 4)


def test_a_line_cut_off_by_a_crash_does_not_take_the_next_with_it(file: Path) -> None:
    with file.open("a") as half:
        half.write('{"date":"2026-11-2')
    later = Anchor(DAY + timedelta(days=9), 99, "9" * 64)
    assert anchors.append(file, later, key=KEY)
    said = anchors.read(file, key=KEY)
    assert said.anchors == (*FOUR, later)
    assert said.broken_lines == (5,)
