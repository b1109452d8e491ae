"""docs/asvs.csv: a row for each requirement of OWASP ASVS 5.0.0 at levels 1 and 2 and the chosen
ones at level 3, and a test that exists for each row that is kept (docs/decisions/0080).
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.named_tests import missing

TABLE = Path(__file__).resolve().parents[2] / "docs/asvs.csv"
COLUMNS = ["id", "level", "subject", "applies", "status", "why_not", "how", "tests"]
# How many requirements of levels 1 and 2 each chapter of version 5.0.0 has. Source: the standard's
# own table, OWASP_Application_Security_Verification_Standard_5.0.0_en.csv (70 and 183 in all).
LEVELS = {
    1: (8, 19),
    2: (4, 7),
    3: (8, 11),
    4: (2, 8),
    5: (4, 5),
    6: (13, 22),
    7: (6, 12),
    8: (4, 3),
    9: (4, 3),
    10: (5, 24),
    11: (3, 11),
    12: (3, 6),
    13: (1, 12),
    14: (2, 7),
    15: (3, 10),
    16: (0, 16),
    17: (0, 7),
}
# What is not done, or not in our hands. A new one is a decision, and so is the end of one.
OPEN = {
    "6.2.12",
    "6.5.2",
    "11.5.1",
    "12.2.2",
    "13.2.1",
    "13.3.1",
    "15.2.1",
    "16.4.3",
}
# Level 3 requirements that the design of the protection names.
NAMED = {"2.3.5", "6.3.8", "6.5.6", "7.5.3", "8.2.4", "11.3.4", "13.1.4", "13.3.4", "14.2.7"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        assert reader.fieldnames == COLUMNS
        return list(reader)


ROWS = rows()
IDS = [row["id"] for row in ROWS]


def number(row_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in row_id.split("."))


def test_ids_are_unique_and_in_order() -> None:
    numbers = [number(one) for one in IDS]
    assert numbers == sorted(set(numbers))
    assert all(len(one) == 3 for one in numbers)


def test_every_requirement_of_levels_1_and_2_is_there() -> None:
    found = Counter((number(row["id"])[0], row["level"]) for row in ROWS)
    counted = {chapter: (found[chapter, "1"], found[chapter, "2"]) for chapter in LEVELS}
    assert counted == LEVELS
    assert [sum(both) for both in zip(*LEVELS.values(), strict=True)] == [70, 183]
    assert {chapter for chapter, _ in found} <= set(LEVELS)


def test_no_number_within_a_section_is_left_out_but_those_of_level_3() -> None:
    """What is missing between two rows of a section is only what nobody asked for."""
    last: dict[tuple[int, ...], int] = {}
    for one in map(number, IDS):
        last[one[:2]] = max(last.get(one[:2], 0), one[2])
    left_out = {(*section, n) for section, most in last.items() for n in range(1, most + 1)} - set(
        map(number, IDS)
    )
    # 345 requirements less those of the table; some of level 3 stand last in their section.
    assert len(left_out) <= 345 - len(IDS)


def test_what_the_design_names_is_there() -> None:
    assert set(IDS) >= NAMED


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_row_is_well_formed(row: dict[str, str]) -> None:
    assert None not in row
    assert all(value == value.strip() and "\n" not in value for value in row.values())
    assert row["level"] in {"1", "2", "3"}
    assert 3 <= len(row["subject"]) <= 80
    if row["applies"] == "no":
        assert row["why_not"]
        assert (row["status"], row["how"], row["tests"]) == ("", "", "")
        return
    assert row["applies"] == "yes"
    assert row["how"]
    if row["status"] == "open":
        assert row["why_not"]
        return
    assert row["status"] == "kept"
    assert row["why_not"] == ""
    assert row["tests"]


def test_every_named_test_exists() -> None:
    assert missing({one for row in ROWS for one in row["tests"].split()}) == []


def test_what_is_open_is_known() -> None:
    assert {row["id"] for row in ROWS if row["status"] == "open"} == OPEN


def test_the_check_sees_a_test_that_is_not_there() -> None:
    here = "tests/architecture/test_asvs.py"
    named = {
        f"{here}::test_ids_are_unique_and_in_order",
        f"{here}::test_gone",
        "tests/x.py::test_y",
    }
    assert missing(named) == [f"{here}::test_gone", "tests/x.py::test_y"]
