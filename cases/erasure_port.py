"""The way down to what stands above when a case is erased: contacts are no matter of this app.

`settings.CASE_DETACHERS` names the functions; each is called in the transaction that erases the
case, with the row that goes and the row of statistics that stays.
"""

from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from cases.models import Case


class Detacher(Protocol):
    def __call__(self, *, case: Case, facts: Case) -> None: ...


@lru_cache(maxsize=8)
def _detacher(path: str) -> Detacher:
    return cast(Detacher, import_string(path))


def detach_all(*, case: Case, facts: Case) -> None:
    for path in settings.CASE_DETACHERS:
        _detacher(path)(case=case, facts=facts)
