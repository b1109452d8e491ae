"""What a walk through the audit log finds: every kind of tampering, and nothing else."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel import chain
from jourcase.kernel.anchors import Anchor
from jourcase.kernel.proof import Finding, Flaw, Walk

Row = tuple[chain.Link, str]


def log(count: int, *, reason: str = "") -> list[Row]:
    rows: list[Row] = []
    previous = chain.BEGINNING
    for seq in range(1, count + 1):
        link = chain.Link(
            seq=seq,
            previous=previous,
            id=uuid.UUID(int=seq),
            at=datetime(2026, 11, 23, 13, 0, tzinfo=UTC),
            by_id=seq % 3,
            role="volunteer",
            action="case_viewed",
            case_id=seq,
            fields=[],
            reason=reason,
            outcome="done",
        )
        previous = chain.digest(link)
        rows.append((link, previous))
    return rows


def anchored(rows: list[Row], *seqs: int) -> dict[int, Anchor]:
    return {seq: Anchor(date(2026, 11, 23), seq, rows[seq - 1][1]) for seq in seqs}


def walked(rows: list[Row], anchors: dict[int, Anchor] | None = None) -> list[Finding]:
    walk = Walk(anchors or {})
    found = [finding for link, digest in rows for finding in walk.step(link, digest)]
    return [*found, *walk.end()]


def test_an_untouched_log_holds() -> None:
    rows = log(8)
    assert walked(rows, anchored(rows, 3, 8)) == []
    assert walked([]) == []


def without(*seqs: int) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [row for row in rows if row[0].seq not in seqs]


def altered(rows: list[Row]) -> list[Row]:
    rows[3] = (replace(rows[3][0], by_id=9), rows[3][1])
    return rows


def altered_with_its_digest(rows: list[Row]) -> list[Row]:
    link = replace(rows[3][0], by_id=9)
    rows[3] = (link, chain.digest(link))
    return rows


def swapped(rows: list[Row]) -> list[Row]:
    """What two rows tell of changes places, numbers and digests stay."""
    one, two = rows[2][0], rows[5][0]
    rows[2] = (replace(one, case_id=two.case_id), rows[2][1])
    rows[5] = (replace(two, case_id=one.case_id), rows[5][1])
    return rows


def renumbered(rows: list[Row]) -> list[Row]:
    """Two rows change places with all that they hold but their numbers."""
    (one, one_digest), (two, two_digest) = rows[2], rows[5]
    rows[2], rows[5] = (replace(two, seq=3), two_digest), (replace(one, seq=6), one_digest)
    return rows


def put_in(rows: list[Row]) -> list[Row]:
    """A made-up row after the fourth, the rest moved up."""
    made = replace(rows[3][0], seq=5, id=uuid.UUID(int=99), previous=rows[3][1])
    moved = [(replace(link, seq=link.seq + 1), digest) for link, digest in rows[4:]]
    return [*rows[:4], (made, chain.digest(made)), *moved]


def put_at_the_end(rows: list[Row]) -> list[Row]:
    made = replace(rows[-1][0], seq=9, id=uuid.UUID(int=99))
    return [*rows, (made, chain.digest(made))]


def put_before_the_first(rows: list[Row]) -> list[Row]:
    made = replace(rows[0][0], seq=0, id=uuid.UUID(int=99))
    return [(made, chain.digest(made)), *rows]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (without(3), [Finding(Flaw.MISSING, 3, 3)]),
        (without(3, 4, 5), [Finding(Flaw.MISSING, 3, 5)]),
        (without(1), [Finding(Flaw.MISSING, 1, 1)]),
        (without(2, 6), [Finding(Flaw.MISSING, 2, 2), Finding(Flaw.MISSING, 6, 6)]),
        (altered, [Finding(Flaw.ALTERED, 4, 4)]),
        (altered_with_its_digest, [Finding(Flaw.UNCHAINED, 5, 5)]),
        (swapped, [Finding(Flaw.ALTERED, 3, 3), Finding(Flaw.ALTERED, 6, 6)]),
        (put_at_the_end, [Finding(Flaw.UNCHAINED, 9, 9)]),
        (put_before_the_first, [Finding(Flaw.OUT_OF_LINE, 0, 0)]),
        (without(7, 8), [Finding(Flaw.CUT_OFF, 7, 8)]),
        (without(*range(1, 9)), [Finding(Flaw.CUT_OFF, 1, 8)]),
        (lambda rows: log(8, reason="x"), [Finding(Flaw.UNANCHORED, 8, 8)]),
        (lambda rows: [*rows[:6], *log(9, reason="x")[6:]], [
            Finding(Flaw.UNCHAINED, 7, 7), Finding(Flaw.UNANCHORED, 8, 8)]),
    ],
)  # fmt: skip
def test_each_kind_of_tampering_is_found_where_it_is(
    tamper: Callable[[list[Row]], list[Row]], expected: list[Finding]
) -> None:
    rows = log(8)
    anchors = anchored(rows, 8)
    assert walked(tamper(rows), anchors) == expected


@pytest.mark.parametrize("tamper", [renumbered, put_in])
def test_moved_rows_are_found_from_the_first_one_on(
    tamper: Callable[[list[Row]], list[Row]],
) -> None:
    found = walked(tamper(log(8)))
    assert found
    assert found[0].first in {3, 6}
    assert {finding.flaw for finding in found} <= {Flaw.ALTERED, Flaw.UNCHAINED}


def test_an_unreadable_row_is_told_of_once() -> None:
    rows, walk = log(4), Walk({})
    found = [*walk.step(*rows[0]), *walk.unreadable(2, rows[1][1]), *walk.step(*rows[2])]
    assert found == [Finding(Flaw.UNREADABLE, 2, 2)]


@given(st.integers(1, 12), st.data())
def test_no_row_can_be_taken_out_or_changed_unseen(count: int, data: st.DataObject) -> None:
    rows = log(count)
    anchors = anchored(rows, count)
    at = data.draw(st.integers(0, count - 1))
    assert walked(rows[:at] + rows[at + 1 :], anchors)
    link, digest = rows[at]
    changed = (replace(link, reason="annat"), data.draw(st.sampled_from([digest, "0" * 64])))
    assert walked([*rows[:at], changed, *rows[at + 1 :]], anchors)
