"""What the figures look like once they leave the jour. Pure: exact tables in, safe tables out.

Whole-jour figures and totals are exact. In a table that divides the jour, counts below the
terms' small-number threshold become "fewer than", zero included, and other counts are rounded,
each from its own true value. A percentage of a part is given for districts only, and only when
neither side of it is small. Protected and unknown are not reported at all. Source: the rules of
disclosure control, 3 and 4; the attacker that tries the result comes after this.

Colleagues are few and known to each other, so in a table of people a total is treated as any other
count, and is withheld beside a small part.
"""

from dataclasses import dataclass, replace

from reporting.domain.figures import (
    Audience,
    Banded,
    Cell,
    Count,
    FollowUp,
    Kronor,
    Median,
    Role,
    Rounded,
    RoundedShare,
    Row,
    Section,
    Share,
    Split,
    Table,
    TableKind,
    Unreported,
)

STEP = 5
PERCENT_OF_PART_FROM = 20


@dataclass(frozen=True, slots=True)
class Rules:
    """`threshold`: counts below it are banded (the terms' `small_number_threshold`)."""

    threshold: int


def for_city(followup: FollowUp, rules: Rules, *, notes: tuple[str, ...] = ()) -> FollowUp:
    """The same follow-up as the city and the board may see it; `notes` say what was done."""
    return replace(
        followup,
        audience=Audience.CITY,
        method=(*followup.method, *notes),
        sections=tuple(_section(section, rules) for section in followup.sections),
    )


def disclosed(table: Table, rules: Rules) -> Table:
    """The table without what must not leave the jour; its shape does not depend on its numbers."""
    if table.kind is TableKind.PEOPLE:
        return replace(table, rows=tuple(_of_people(row, table, rules) for row in table.rows))
    if table.split is Split.NONE:
        return replace(table, has_lists=False)
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _cell(cell, _role(row, column.role), table.split, rules)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows, has_lists=False)


def _of_people(row: Row, table: Table, rules: Rules) -> Row:
    """A total beside a small part is withheld: with it the part could be worked out."""
    pairs = list(zip(row.cells, table.columns, strict=True))
    shown = [
        band(cell.value, rules) if isinstance(cell, Count) else Unreported() for cell, _ in pairs
    ]
    has_small = any(
        isinstance(cell, Banded) and column.role is not Role.TOTAL
        for cell, (_, column) in zip(shown, pairs, strict=True)
    )
    cells = (
        Unreported() if has_small and column.role is Role.TOTAL else cell
        for cell, (_, column) in zip(shown, pairs, strict=True)
    )
    return replace(row, cells=tuple(cells))


def band(value: int, rules: Rules) -> Banded | Rounded:
    """A count of a part: banded below the threshold, else to the nearest 5."""
    if value < rules.threshold:
        return Banded(rules.threshold)
    # A rounded count never falls below the threshold, whatever the threshold is.
    return Rounded(max(STEP * ((value + STEP // 2) // STEP), rules.threshold))


def _section(section: Section, rules: Rules) -> Section:
    return replace(section, tables=tuple(disclosed(table, rules) for table in section.tables))


def _role(row: Row, column: Role) -> Role:
    """Where an unreported row meets a total column nothing is reported; else a total wins."""
    if Role.UNREPORTED in {row.role, column}:
        return Role.UNREPORTED
    return Role.TOTAL if Role.TOTAL in {row.role, column} else Role.ORDINARY


def _cell(cell: Cell, role: Role, split: Split, rules: Rules) -> Cell:
    if role is Role.TOTAL or isinstance(cell, Kronor):
        return cell
    if role is Role.UNREPORTED or isinstance(cell, Median):
        return Unreported()
    if isinstance(cell, Count):
        return band(cell.value, rules)
    if isinstance(cell, Share):
        return _share(cell, split, rules)
    return cell


def _share(share: Share, split: Split, rules: Rules) -> RoundedShare:
    rest = share.denominator - share.numerator
    is_safe = (
        split is Split.DISTRICT
        and share.denominator >= PERCENT_OF_PART_FROM
        and min(share.numerator, rest) >= rules.threshold
    )
    return RoundedShare(
        numerator=band(share.numerator, rules),
        denominator=band(share.denominator, rules),
        # Whole percent only: a decimal beside rounded counts would give the counts away.
        percent=_whole_percent(share) if is_safe else None,
    )


def _whole_percent(share: Share) -> int:
    return (200 * share.numerator + share.denominator) // (2 * share.denominator)
