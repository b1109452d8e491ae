"""Finding cases: by what a person says, and those that may be about the same person."""

import re

from django.db.models import Q, QuerySet

from cases.domain.k_number import parse_k_number
from cases.models import Case, CaseQuerySet, Identity
from jourcase.kernel.phones import parse_phone
from jourcase.kernel.sealed import key_ring, lookup_digest
from volunteers.models import User

MOST_SIMILAR = 3
MOST_FOUND = 50
_REFERENCE = re.compile(r"(?:(\d{4})-)?(\d{1,6})", re.ASCII)


def cases_like(*, phones: list[str], k_number: str) -> CaseQuerySet:
    """Cases with one of these numbers (E.164) or this K-nummer, the newest first.

    Nothing is left out for anybody's sake: the caller shows only what its user may see.
    """
    same = Q(pk__in=[])
    if phones:
        digests = [lookup_digest("phone", number) for number in phones]
        same |= Q(identity__phones__number_lookup__in=digests)
    if k_number:
        same |= Q(identity__k_number_lookup=lookup_digest("k-number", k_number))
    found: CaseQuerySet = Case.objects.filter(same).distinct()
    return found.order_by("-received_at", "-pk")


def find_cases(said: str, *, user: User) -> list[Case]:
    """What `said` may mean among the cases that `user` may see, the newest first.

    A case number (or its last part), a telephone number, a K-nummer or an anonymous person's
    three words find exactly; a name finds open cases whose name holds every word.
    """
    text = " ".join(said.split())[:120]
    if not text:
        return []
    visible = Case.objects.visible_to(user).select_related("assigned_to", "identity")
    exact = visible.filter(pk__in=visible.filter(_exactly(text)).values("pk"))
    found = list(exact.order_by("-received_at", "-pk")[:MOST_FOUND])
    return found or _by_name(text, visible)


def find_exactly(said: str) -> QuerySet[Case]:
    """Every case that `said` names as a whole: a case number with its year, a telephone number or
    a K-nummer. Nothing is left out for anybody's sake: the caller shows only what may be shown.
    """
    text = " ".join(said.split())[:40]
    wanted = _by_number(text)
    if _REFERENCE.fullmatch(text) and "-" in text:
        wanted |= Q(reference=text)
    matching = Case.objects.filter(wanted) if text else Case.objects.none()
    return Case.objects.filter(pk__in=matching.values("pk")).order_by("-received_at", "-pk")


def _exactly(text: str) -> Q:
    words = lookup_digest("anonymous-code", text.lower())
    wanted = Q(anonymous_code__words_lookup=words) | _by_number(text)
    reference = _REFERENCE.fullmatch(text)
    if reference:
        year, number = reference.groups()
        tail = f"-{int(number):04d}"
        wanted |= Q(reference=f"{year}{tail}") if year else Q(reference__endswith=tail)
    return wanted


def _by_number(text: str) -> Q:
    """By a telephone number or a K-nummer, whole."""
    wanted = Q(pk__in=[])
    phone = parse_phone(text[:40])
    if phone:
        digest = lookup_digest("phone", phone)
        wanted |= Q(identity__phones__number_lookup=digest)
    k_number = parse_k_number(text)
    if k_number:
        wanted |= Q(identity__k_number_lookup=lookup_digest("k-number", k_number))
    return wanted


def _by_name(text: str, visible: QuerySet[Case]) -> list[Case]:
    """Names are sealed and cannot be searched in the database: they are read one by one."""
    words = text.casefold().split()
    names = Identity.objects.filter(case__in=visible.open()).exclude(name="")  # type: ignore[attr-defined]
    with key_ring():
        hits = [
            row.case_id
            for row in list(names.only("case", "name"))
            if all(word in row.name.casefold() for word in words)
        ]
    return list(visible.filter(pk__in=hits[:MOST_FOUND]).order_by("-received_at", "-pk"))
