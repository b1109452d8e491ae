"""Which rows of a list may be about somebody who has a case already.

As `cases.hints.similar_hints` finds them one at a time, here for many rows at once: by telephone
number, K-nummer and name, through their keyed digests. A test holds that both find the same.
"""

from collections import defaultdict
from collections.abc import Sequence

from cases.domain.duplicates import name_key
from cases.domain.intake import IdentityInput
from cases.importing.plan import HIDDEN
from cases.models import Case, Identity, Phone
from jourcase.kernel.sealed import lookup_digest
from volunteers.models import User

MOST = 3


def digests_of(who: IdentityInput) -> list[str]:
    """By what a person is known again."""
    found = [lookup_digest("phone", number) for number in who.phones]
    found += [lookup_digest("k-number", who.k_number), lookup_digest("name", name_key(who.name))]
    return [digest for digest in found if digest]


def cases_alike(people: Sequence[IdentityInput], user: User) -> list[list[int]]:
    """The ids of at most three cases for each, the newest first (five queries).

    What the user may not see is `HIDDEN`, alone; a protected case of others and the user's own
    jäv leave nothing at all: the same that the hints of "Nytt ärende" tell.
    """
    wanted = [digests_of(who) for who in people]
    cases_of = _cases_of({digest for digests in wanted for digest in digests})
    ids = {pk for found in cases_of.values() for pk in found}
    known = Case.objects.kept().filter(pk__in=ids).free_of_recusal(user)
    protected = dict(known.order_by("-received_at", "-pk").values_list("pk", "is_protected"))
    seen = set(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    found = []
    for digests in wanted:
        alike = {pk for digest in digests for pk in cases_of.get(digest, ())}
        shown = [pk for pk in protected if pk in alike and pk in seen][:MOST]
        is_hidden = any(pk in alike and not protected[pk] for pk in protected)
        found.append(shown or ([HIDDEN] if is_hidden else []))
    return found


def _cases_of(digests: set[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    phones = Phone.objects.filter(number_lookup__in=digests)
    for digest, pk in phones.values_list("number_lookup", "case_id"):
        found[digest].add(pk)
    for column in ("k_number_lookup", "name_lookup"):
        people = Identity.objects.filter(**{f"{column}__in": digests})
        for digest, pk in people.values_list(column, "case_id"):
            found[digest].add(pk)
    return found
