"""Cases that may be about the same person, found through the digests alone: no text is opened.

Every question is an index look-up; nothing here grows with the number of cases.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet, Value

from cases.domain.duplicates import (
    Advice,
    Likeness,
    PairKind,
    Prints,
    advice,
    in_words,
    name_key,
    strength,
)
from cases.merging import CasePair
from cases.models import Case, Identity, Phone
from cases.services.look_up import MOST_SIMILAR
from jourcase.kernel.sealed import Unreadable, key_ring, lookup_digest
from volunteers.models import User

# So many rows are looked at for one case, the newest first: a very common name has no end.
MOST_ALIKE = 200
# Of one case on its page, and of the overview, which looks at the newest open cases.
MOST_SHOWN, MOST_PAIRS, OPEN_LOOKED_AT, MOST_ROWS = 20, 50, 400, 4000
# Of one case on the overview. What more cases than so share (the number of a switchboard, a very
# common name) says too little by itself to stand there; the case's own page shows it.
MOST_OF_ONE, MOST_SHARED = 3, 5
_AT_A_TIME = 500


def prints_of(*, phones: Iterable[str] = (), k_number: str = "", name: str = "") -> Prints:
    """Of what was typed: E.164, the stored form of a K-nummer, and a name as it is written."""
    return Prints(
        phones=frozenset(lookup_digest("phone", number) for number in phones if number),
        k_number=lookup_digest("k-number", k_number),
        name=lookup_digest("name", name_key(name)),
    )


def stored_prints(case_ids: Collection[int]) -> dict[int, Prints]:
    """Of cases that have an identity, by the case's number (two queries)."""
    phones: dict[int, set[str]] = defaultdict(set)
    numbers = Phone.objects.filter(case__in=case_ids).order_by()
    for case_id, digest in numbers.values_list("case_id", "number_lookup"):
        phones[case_id].add(digest)
    rows = Identity.objects.filter(case__in=case_ids).order_by()
    return {
        case_id: Prints(frozenset(phones[case_id]), k_number, name or "")
        for case_id, k_number, name in rows.values_list("case_id", "k_number_lookup", "name_lookup")
    }


def alike_rows(
    *, phones: Collection[str], k_numbers: Collection[str], names: Collection[str]
) -> "QuerySet[Phone, tuple[int, str, str]]":
    """(case, likeness, digest) of everything with one of these digests, the newest case first: one
    query, each part of it by its index. Nothing is left out for anybody's sake.
    """
    by_phone = _tagged(Phone.objects.filter(number_lookup__in=phones), Likeness.PHONE)
    by_k = _tagged(Identity.objects.filter(k_number_lookup__in=k_numbers), Likeness.K_NUMBER)
    by_name = _tagged(Identity.objects.filter(name_lookup__in=names), Likeness.NAME)
    parts = [
        part for part, wanted in ((by_phone, phones), (by_k, k_numbers), (by_name, names)) if wanted
    ]
    if not parts:
        return by_phone.none()
    joined = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return joined.order_by("-case_id")


_COLUMN = {
    Likeness.PHONE: "number_lookup",
    Likeness.K_NUMBER: "k_number_lookup",
    Likeness.NAME: "name_lookup",
}


def _tagged(rows: "QuerySet[Phone] | QuerySet[Identity]", why: Likeness) -> QuerySet:  # type: ignore[type-arg]
    tagged = rows.order_by().annotate(why=Value(why.value))
    return tagged.values_list("case_id", "why", _COLUMN[why])


def alike(prints: Prints) -> dict[int, frozenset[Likeness]]:
    """What each case has in common with these prints, by the case's number (one query)."""
    rows = alike_rows(
        phones=prints.phones,
        k_numbers=[prints.k_number] if prints.k_number else [],
        names=[prints.name] if prints.name else [],
    )
    found: dict[int, set[Likeness]] = defaultdict(set)
    for case_id, why, _ in rows[:MOST_ALIKE]:
        found[case_id].add(Likeness(why))
    return {case_id: frozenset(whys) for case_id, whys in found.items()}


def told(
    found: Mapping[int, frozenset[Likeness]], known: Iterable[Case], seen: Collection[int]
) -> tuple[list[Case], Case | None]:
    """What may be told of cases that are alike, to whoever takes somebody in: at most three that
    they may see, the most telling first; or one that they may not see, without saying which. Never
    a protected one, and none for a name alone, that everybody may know. `known`: without the cases
    of the person's own jäv and those that are erased.
    """
    in_order = sorted(
        (case for case in known if case.pk in found),
        key=lambda case: (strength(found[case.pk]), case.received_at),
        reverse=True,
    )
    shown = [case for case in in_order if case.pk in seen][:MOST_SIMILAR]
    if shown:
        return shown, None
    telling = (case for case in in_order if found[case.pk] != {Likeness.NAME})
    return [], next((case for case in telling if not case.is_protected), None)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that may be about the same person as another, and what is offered."""

    case: Case
    alike: frozenset[Likeness]
    advice: Advice
    asked_by: str = ""

    @property
    def why(self) -> str:
        return _why(self.asked_by, self.alike)


def _why(asked_by: str, alike: frozenset[Likeness]) -> str:
    """Who has asked, if anybody, and what they have in common."""
    asked = f"{asked_by} tror att det är en dubblett" if asked_by else ""
    return "; ".join(part for part in (asked, in_words(alike)) if part)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a case: what looks like it, and what has been said of others."""

    suggestions: list[Suggestion]
    linked: list[Case]
    apart: list[Case]


def around(case: Case, user: User) -> Around:
    """As far as this person may see; the most telling first. What somebody has said something of is
    no suggestion any more, and what somebody has asked of is one (four queries; `identity` should
    have been selected with the case).
    """
    identity = case.identity if hasattr(case, "identity") else None
    numbers = Phone.objects.filter(case=case).order_by().values_list("number_lookup", flat=True)
    own = identity_prints(identity, numbers)
    found = alike(own)
    said = _said_of(case)
    visible = Case.objects.visible_to(user).kept().filter(pk__in=[*found, *said])
    rows = list(visible.exclude(pk=case.pk).select_related("identity", "assigned_to"))
    suggested = [
        Suggestion(
            case=row,
            alike=found.get(row.pk, frozenset()),
            advice=advice(own, _prints_of(row)),
            asked_by=said[row.pk].by if row.pk in said else "",
        )
        for row in rows
        if (row.pk not in said or said[row.pk].is_question) and row.duplicate_of_id is None
    ]
    suggested.sort(
        key=lambda one: (bool(one.asked_by), strength(one.alike), one.case.received_at),
        reverse=True,
    )
    return Around(
        suggestions=suggested[:MOST_SHOWN],
        linked=[row for row in rows if row.pk in said and said[row.pk].kind == PairKind.LINKED],
        apart=[row for row in rows if row.pk in said and said[row.pk].kind == PairKind.APART],
    )


def identity_prints(identity: Identity | None, numbers: Iterable[str] = ()) -> Prints:
    """Of what is stored; `numbers` are the digests of the phones. Nobody has only those."""
    if identity is None:
        return Prints(frozenset(numbers))
    return Prints(frozenset(numbers), identity.k_number_lookup, identity.name_lookup or "")


def _prints_of(case: Case) -> Prints:
    """Of a case that may be anonymous; without its numbers."""
    return identity_prints(getattr(case, "identity", None))


@dataclass(frozen=True, slots=True)
class _Said:
    kind: str
    by: str

    @property
    def is_question(self) -> bool:
        return self.kind == PairKind.ASKED


def _said_of(case: Case) -> dict[int, _Said]:
    pairs = CasePair.objects.of(case.pk).select_related("made_by")
    return {
        (pair.other_id if pair.case_id == case.pk else pair.case_id): _Said(
            pair.kind, pair.made_by.short_name
        )
        for pair in pairs
    }


@dataclass(frozen=True, slots=True)
class AlikePair:
    """Two cases on the overview; the first is open and came in last."""

    one: Case
    two: Case
    alike: frozenset[Likeness]
    advice: Advice
    asked_by: str = ""
    more: int = 0  # of the same case that are not on the overview; on the last pair shown of it

    @property
    def why(self) -> str:
        return _why(self.asked_by, self.alike)


@dataclass(frozen=True, slots=True)
class Overview:
    pairs: list[AlikePair]
    is_cut: bool  # there are cases of which no pair is shown yet


def overview(user: User) -> Overview:
    """The pairs that somebody has asked of, and those among the newest open cases that this person
    may see and what they look like: the most telling first, at most three of one case that nobody
    has asked of, and none for a number or a name alone that many share, nor for the name alone of
    a closed case (seven queries).
    """
    visible = Case.objects.visible_to(user).kept().filter(duplicate_of__isnull=True)
    newest = visible.filter(closed_at__isnull=True).order_by("-received_at", "-pk")
    open_ids = list(newest.values_list("pk", flat=True)[:OPEN_LOOKED_AT])
    pairs = _alike_pairs(stored_prints(open_ids))
    asked = _asked(visible)
    for numbers in asked:
        pairs.setdefault(numbers, set())
    ids = {number for pair in pairs for number in pair}
    said = CasePair.objects.filter(case__in=ids, other__in=ids)
    for pair in said.exclude(kind=PairKind.ASKED).values_list("case_id", "other_id"):
        pairs.pop(pair, None)
    cases = visible.filter(pk__in=ids).select_related("identity", "assigned_to")
    by_id = {case.pk: case for case in cases}
    found = [
        _pair(by_id[one], by_id[two], frozenset(whys), asked.get((one, two), ""))
        for (one, two), whys in pairs.items()
        if one in by_id and two in by_id
    ]
    telling = [pair for pair in found if pair.asked_by or not _is_name_of_closed(pair)]
    few = _few_of_each(sorted(telling, key=_weight, reverse=True))
    return Overview(few[:MOST_PAIRS], is_cut=len(few) > MOST_PAIRS)


def _is_name_of_closed(pair: AlikePair) -> bool:
    """Two persons of one name are common; of a closed case it takes more to be worth a line."""
    return pair.alike == {Likeness.NAME} and pair.two.closed_at is not None


def _few_of_each(pairs: list[AlikePair]) -> list[AlikePair]:
    """In the order given; the last pair of a case tells how many of it are left out."""
    asked = [pair for pair in pairs if pair.asked_by]
    of_one: dict[int, list[AlikePair]] = defaultdict(list)
    for pair in pairs:
        if not pair.asked_by:
            of_one[pair.one.pk].append(pair)
    few = [
        *(pair for several in of_one.values() for pair in several[: MOST_OF_ONE - 1]),
        *(
            replace(several[MOST_OF_ONE - 1], more=len(several) - MOST_OF_ONE)
            for several in of_one.values()
            if len(several) >= MOST_OF_ONE
        ),
    ]
    return [*asked, *sorted(few, key=_weight, reverse=True)]


def _weight(pair: AlikePair) -> tuple[bool, tuple[int, int], datetime, int, bool]:
    """The most telling last, the pairs of one case together."""
    return (
        bool(pair.asked_by),
        strength(pair.alike),
        pair.one.received_at,
        pair.one.pk,
        not pair.more,
    )


def _asked(visible: "QuerySet[Case]") -> dict[tuple[int, int], str]:
    """The questions that wait for an answer, the newest first, and who asked."""
    seen = visible.values("pk")
    rows = CasePair.objects.asked().filter(case__in=seen, other__in=seen)
    rows = rows.select_related("made_by").order_by("-made_at", "-pk")[:MOST_PAIRS]
    return {(row.case_id, row.other_id): row.made_by.short_name for row in rows}


def _alike_pairs(own: dict[int, Prints]) -> dict[tuple[int, int], set[Likeness]]:
    rows = alike_rows(
        phones={digest for one in own.values() for digest in one.phones},
        k_numbers={one.k_number for one in own.values() if one.k_number},
        names={one.name for one in own.values() if one.name},
    )
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for case_id, why, digest in rows[:MOST_ROWS]:
        groups[(why, digest)].add(case_id)
    pairs: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    telling: set[tuple[int, int]] = set()
    for (why, _), members in groups.items():
        newest = sorted(members, reverse=True)[:MOST_SHOWN]
        for one in members & own.keys():
            for two in newest:
                pair = (min(one, two), max(one, two))
                if one != two:
                    pairs[pair].add(Likeness(why))
                    if len(members) <= MOST_SHARED or why == Likeness.K_NUMBER:
                        telling.add(pair)
    return {pair: whys for pair, whys in pairs.items() if pair in telling or len(whys) > 1}


def _pair(first: Case, second: Case, alike: frozenset[Likeness], asked_by: str) -> AlikePair:
    in_order = (first.closed_at is None, first.received_at, first.pk) > (
        second.closed_at is None,
        second.received_at,
        second.pk,
    )
    one, two = (first, second) if in_order else (second, first)
    return AlikePair(one, two, alike, advice(_prints_of(one), _prints_of(two)), asked_by)


# --- Names from before there was a digest of them -------------------------------------------------


def fill_name_lookups(*, at_most: int = _AT_A_TIME) -> int:
    """Give a digest to the next names that have none, and say how many. 0 when none is left.

    A name that cannot be opened is counted as one without words, so that it is not tried for ever;
    whoever writes it anew gives it its digest. Somebody who is writing just then wins.
    """
    with key_ring():
        rows = list(
            Identity.objects.filter(name_lookup__isnull=True)
            .only("case", "name")
            .order_by("pk")[:at_most]
        )
        for row in rows:
            key = "" if isinstance(row.name, Unreadable) else name_key(row.name)
            Identity.objects.filter(pk=row.pk, name_lookup__isnull=True).update(
                name_lookup=lookup_digest("name", key)
            )
    return len(rows)
