"""Which rows of a list may be about somebody who has a case already.

As `cases.hints.similar_hints` finds them one at a time, here for many rows at once: the same
digests, and the same rule for what may be told.
"""

from collections import defaultdict
from collections.abc import Sequence

from cases.domain.duplicates import Likeness, Prints
from cases.domain.intake import IdentityInput
from cases.importing.plan import HIDDEN
from cases.models import Case
from cases.services.duplicates import alike_rows, prints_of, told
from volunteers.models import User


def digests_of(who: IdentityInput) -> list[str]:
    """By what a person is known again."""
    found = _prints(who)
    return [digest for digest in (*sorted(found.phones), found.k_number, found.name) if digest]


def _prints(who: IdentityInput) -> Prints:
    return prints_of(phones=who.phones, k_number=who.k_number, name=who.name)


def cases_alike(people: Sequence[IdentityInput], user: User) -> list[list[int]]:
    """The ids of at most three cases for each, the most telling first (three queries).

    What the user may not see is `HIDDEN`, alone; a protected case of others and the user's own
    jäv leave nothing at all: the same that the hints of "Nytt ärende" tell.
    """
    wanted = [_prints(who) for who in people]
    cases_of: dict[tuple[str, str], set[int]] = defaultdict(set)
    for case_id, why, digest in alike_rows(
        phones={digest for one in wanted for digest in one.phones},
        k_numbers={one.k_number for one in wanted if one.k_number},
        names={one.name for one in wanted if one.name},
    ):
        cases_of[why, digest].add(case_id)
    ids = {pk for found in cases_of.values() for pk in found}
    known = Case.objects.kept().filter(pk__in=ids).free_of_recusal(user)
    by_id = {case.pk: case for case in known.only("received_at", "is_protected")}
    seen = set(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    rows = []
    for one in wanted:
        alike = _alike(one, cases_of)
        shown, hidden = told(alike, (by_id[pk] for pk in alike if pk in by_id), seen)
        rows.append([HIDDEN] if hidden is not None else [case.pk for case in shown])
    return rows


def _alike(
    one: Prints, cases_of: dict[tuple[str, str], set[int]]
) -> dict[int, frozenset[Likeness]]:
    keys = [(Likeness.PHONE, digest) for digest in one.phones]
    keys += [(Likeness.K_NUMBER, one.k_number), (Likeness.NAME, one.name)]
    found: dict[int, set[Likeness]] = defaultdict(set)
    for why, digest in keys:
        for pk in cases_of.get((why.value, digest), ()) if digest else ():
            found[pk].add(why)
    return {pk: frozenset(whys) for pk, whys in found.items()}
