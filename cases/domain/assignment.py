"""Whom to propose for a case: what bars a person today, what speaks for them, and in which order.

Source: domain rules "Volunteers" (approved on the day, languages, absence), "Intake" (a wish to
talk to a woman or a man) and the security design, "Jäv". Advice, apart from what
`assignment_refusals` refuses: absence guides and never forbids, so that a slip can be put back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto


class Bar(Enum):
    """Why a person is not offered, the weightiest first: only the first is shown."""

    NOT_APPROVED = auto()
    RECUSED = auto()
    MAY_NOT_SEE = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person of the case asks for. Empty means nothing."""

    languages: frozenset[str] = frozenset()
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might be responsible, as they stand on the day."""

    key: int
    name: str
    languages: frozenset[str] = frozenset()
    gender: str = ""
    open_cases: int = 0
    bars: frozenset[Bar] = field(default_factory=frozenset)

    @property
    def bar(self) -> Bar | None:
        """The reason to show; None when the person can be chosen."""
        return min(self.bars, key=lambda one: one.value, default=None)


def speaks(wish: Wish, one: Candidate) -> bool:
    """The person speaks a language that is asked for."""
    return bool(wish.languages & one.languages)


def is_as_wished(wish: Wish, one: Candidate) -> bool:
    """A gender is asked for and is the person's. Nobody is barred by it."""
    return bool(wish.gender) and wish.gender == one.gender


def rank(wish: Wish, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those who can be chosen first: by language, wish, fewest open cases, name. The same people in
    and out.

    Language before gender: without a common language there is no talk at all.
    """
    return sorted(
        candidates,
        key=lambda one: (
            one.bar is not None,
            not speaks(wish, one),
            not is_as_wished(wish, one),
            one.open_cases,
            one.name,
            one.key,
        ),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A case to find somebody for. `barred` are the persons who can never have this one."""

    key: int
    wish: Wish = Wish()
    barred: frozenset[int] = frozenset()


def proposals(rows: Sequence[Row], candidates: Sequence[Candidate]) -> dict[int, int | None]:
    """One person per case, or None when nobody can: the first by `rank`, the load of each growing
    with what is proposed, so that one person is not given everything.
    """
    load = {one.key: one.open_cases for one in candidates}
    found: dict[int, int | None] = {}
    for row in rows:
        free = [
            replace(one, open_cases=load[one.key])
            for one in candidates
            if one.bar is None and one.key not in row.barred
        ]
        best = next(iter(rank(row.wish, free)), None)
        found[row.key] = best.key if best else None
        if best:
            load[best.key] += 1
    return found
