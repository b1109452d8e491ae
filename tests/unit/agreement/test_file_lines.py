"""The line that a problem points to."""

import pytest

from jourcase.agreement.domain.file_lines import Lines
from jourcase.agreement.domain.file_problems import Path

TEXT = """\
# a comment
[agreement]
code = "a" # [not an array]

[[terms]]
days = 3

[[terms]]
days = 4
[[budgets]]
rows = [
    { name = "Övrigt (a, b)", amount = 1 },
    # a "comment" { in an array }
    { name = "två", amount = 2 },
]
total = 3
[[budgets]]
rows = [{ name = "tre" }, { name = "fyra" }]
names = ["a",
    "b", "c"]
after = 1
[[budgets.notes]]
text = "x"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("agreement",), 2),
        (("agreement", "code"), 3),
        (("agreement", "missing"), 2),
        (("terms", 0, "days"), 6),
        (("terms", 1), 8),
        (("terms", 1, "days"), 9),
        (("budgets", 0, "rows"), 11),
        (("budgets", 0, "rows", 0, "amount"), 12),
        (("budgets", 0, "rows", 1), 14),
        (("budgets", 0, "total"), 16),
        (("budgets", 1, "rows", 1), 18),
        (("budgets", 1, "names", 0), 19),
        (("budgets", 1, "names", 2), 20),
        (("budgets", 1, "after"), 21),
        (("budgets", 1, "notes", 0, "text"), 23),
        (("budgets",), 10),
        (("nowhere", 3), None),
        ((), None),
    ],
)
def test_a_place_is_found_on_its_line_or_on_the_nearest_around_it(
    path: Path, line: int | None
) -> None:
    assert Lines(TEXT).of(path) == line
