"""Finding cases by what a person says."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cases.domain.duplicates import name_key
from cases.domain.k_number import parse_k_number
from cases.domain.spoken_words import code_as_kept, is_said_as_code, misheard
from cases.models import AnonymousCode, Case, CaseNumber, Identity, Phone
from jourcase.kernel.phones import parse_phone
from jourcase.kernel.sealed import key_ring, lookup_digest
from volunteers.access import is_on_evening_shift
from volunteers.models import User

MOST_SIMILAR = 3
MOST_FOUND = 50
# Names are read one by one when a part of one is searched for: this many of the latest open cases,
# which takes a third of a second. A whole name is found by its digest among all.
MOST_READ = 2000
_NO_CASE = 0
_REFERENCE = re.compile(r"(?:(\d{4})-)?(\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """`is_cut`: more were found than are given. `is_partly_read`: not every name could be read."""

    cases: list[Case]
    is_cut: bool = False
    is_partly_read: bool = False


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """`case`: the one that may be continued. `misheard`: a word that no code has."""

    is_on_shift: bool
    misheard: str
    case: Case | None


def find_cases(said: str, *, user: User) -> Found:
    """What `said` may mean among the cases that `user` may see, the newest first.

    A case number (or its last part), a telephone number, a K-nummer or an anonymous person's
    three words find exactly. A whole name finds every case of that name, and any words the open
    cases whose name holds them all.
    """
    text = " ".join(said.split())[:120]
    if not text:
        return Found([])
    visible = Case.objects.visible_to(user).select_related("assigned_to", "identity")
    # Asked even when there is none: a hit outside one's scope takes as many queries as no hit.
    exact = _newest(visible, _exactly(text) or {_NO_CASE})
    return _found(exact) if exact else _by_name(text, visible)


def find_by_number(said: str, *, user: User) -> Found:
    """The same for a case number alone, which says nothing of anybody: as somebody types it."""
    visible = Case.objects.visible_to(user).select_related("assigned_to", "identity")
    return _found(_newest(visible, _by_reference(said.strip())))


def _newest(visible: QuerySet[Case], ids: Collection[int]) -> list[Case]:
    """One more than is given, to tell whether there are more."""
    if not ids:
        return []
    return list(visible.filter(pk__in=ids).order_by("-received_at", "-pk")[: MOST_FOUND + 1])


def _found(cases: list[Case], *, is_partly_read: bool = False) -> Found:
    return Found(cases[:MOST_FOUND], len(cases) > MOST_FOUND, is_partly_read)


def find_exactly(said: str) -> QuerySet[Case]:
    """Every case that `said` names as a whole: a case number with its year, a telephone number or
    a K-nummer. Nothing is left out for anybody's sake: the caller shows only what may be shown.
    """
    text = " ".join(said.split())[:40]
    ids = _by_number(text)
    if _REFERENCE.fullmatch(text) and "-" in text:
        ids |= {*Case.objects.filter(reference=text).values_list("pk", flat=True)}
    return Case.objects.filter(pk__in=ids).order_by("-received_at", "-pk")


# Each part is asked by its own index, and the cases by their numbers: one condition over several
# tables would read every case.


def _exactly(text: str) -> set[int]:
    codes = AnonymousCode.objects.filter(words_lookup=_digest_of_code(text))
    return {*codes.values_list("case_id", flat=True)} | _by_number(text) | _by_reference(text)


def _digest_of_code(said: str) -> str:
    return lookup_digest("anonymous-code", code_as_kept(said))


def answer_code(said: str, *, user: User, now: datetime) -> CodeAnswer | None:
    """What three spoken words lead to for somebody who may not see their case: whoever says them is
    to be let on by a volunteer on an evening shift, as whoever is rung from the call list is.

    None when `said` is no code. A case that is closed, protected or of their own jäv is answered
    like words that nobody has, by as many queries.
    """
    if not is_said_as_code(said):
        return None
    is_on_shift = user.is_volunteer and is_on_evening_shift(user, now=now)
    return CodeAnswer(
        is_on_shift, misheard(said), _to_continue(said, user) if is_on_shift else None
    )


def _to_continue(said: str, user: User) -> Case | None:
    open_ones = Case.objects.open().filter(is_anonymous=True, is_protected=False)
    coded = open_ones.filter(anonymous_code__words_lookup=_digest_of_code(said))
    return coded.free_of_recusal(user).first()


def _by_reference(text: str) -> set[int]:
    """By a case number, or its last part in any year: "2026-0147", "0147", "147"."""
    reference = _REFERENCE.fullmatch(text)
    if not reference:
        return set()
    year, number = reference.groups()
    years = [year] if year else CaseNumber.objects.values_list("year", flat=True)
    wanted = [f"{one}-{int(number):04d}" for one in years]
    return {*Case.objects.filter(reference__in=wanted).values_list("pk", flat=True)}


def _by_number(text: str) -> set[int]:
    """By a telephone number or a K-nummer, whole."""
    found: set[int] = set()
    phone = parse_phone(text[:40])
    if phone:
        same = Phone.objects.filter(number_lookup=lookup_digest("phone", phone)).order_by()
        found |= {*same.values_list("case_id", flat=True)}
    k_number = parse_k_number(text)
    if k_number:
        of_crime = Identity.objects.filter(k_number_lookup=lookup_digest("k-number", k_number))
        found |= {*of_crime.values_list("case_id", flat=True)}
    return found


def _by_name(text: str, visible: QuerySet[Case]) -> Found:
    """Names are sealed: a whole one is found by its digest, and the words of one by reading."""
    words = text.casefold().split()
    whole = lookup_digest("name", name_key(text))
    # An empty digest is that of every single name.
    same = Identity.objects.filter(name_lookup=whole) if whole else Identity.objects.none()
    latest = visible.open().exclude(identity__name="").order_by("-received_at", "-pk")  # type: ignore[attr-defined]
    read = list(latest.filter(identity__isnull=False).values_list("pk", flat=True)[: MOST_READ + 1])
    with key_ring():
        names = Identity.objects.filter(case__in=read[:MOST_READ]).only("case", "name")
        hits = [
            row.case_id for row in list(names) if all(word in row.name.casefold() for word in words)
        ]
    ids = {*hits[: MOST_FOUND + 1], *same.values_list("case_id", flat=True)}
    return _found(_newest(visible, ids), is_partly_read=len(read) > MOST_READ)
