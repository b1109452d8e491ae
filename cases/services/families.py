"""The cases that merges have tied together, and their rows, taken in one order by everybody."""

from collections.abc import Callable, Collection

from django.db.models import Q

from cases.models import Case, Merge
from cases.services.life import hold


def merged_into(case_id: int) -> set[int]:
    """The case, and the cases that were merged into it or into one of those."""
    found, new = {case_id}, {case_id}
    while new:
        below = Merge.objects.standing().filter(case__in=new)
        new = set(below.values_list("other_id", flat=True)) - found
        found |= new
    return found


def same_person(case_id: int) -> set[int]:
    """The cases that merges have tied to this one, up and down, itself among them."""
    found, new = {case_id}, {case_id}
    while new:
        pairs = Merge.objects.standing().filter(Q(case__in=new) | Q(other__in=new))
        new = {pk for pair in pairs.values_list("case_id", "other_id") for pk in pair} - found
        found |= new
    return found


def hold_all(find: Callable[[], Collection[int]]) -> dict[int, Case]:
    """The rows of what is found, by number and in that order, as a merge takes them; and of what
    was merged to them while they were waited for.
    """
    held = {pk: hold(pk) for pk in sorted(find())}
    return held | {pk: hold(pk) for pk in sorted(find()) if pk not in held}
