"""How long the suggestions of duplicates take among very many cases.

The cases are copies of one, made by the database itself: their texts cannot be opened, which the
suggestions never do. Ten share a name, one in five a telephone number with another.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from statistics import median

from django.db import connection, models

from cases.hints import similar_hints
from cases.models import Case, Identity, Phone
from cases.services.duplicates import around, overview
from jourcase.kernel.sealed import lookup_digest
from volunteers.models import User

ALIKE_BUDGET_MS = 50
ROUNDS = 200
# A number from the series reserved for fiction, and a name, that some of the copies have.
_PHONE, _NAME = "+46701740612", "kim påhittad"


@dataclass(frozen=True, slots=True)
class AlikeTime:
    """`median` and `slowest` of a hundred (p99) in milliseconds."""

    what: str
    median: float
    slowest: float


def copy_case(pattern: Case, how_many: int) -> None:
    """Store so many more cases with identity and telephone. PostgreSQL only."""
    if connection.vendor != "postgresql":
        raise RuntimeError("the copies are made by PostgreSQL: add --postgresql")
    first = (Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    number = f"(n + {first})"
    typed_phone, typed_name = lookup_digest("phone", _PHONE), lookup_digest("name", _NAME)
    _copy(
        pattern,
        how_many,
        id=number,
        public_id="gen_random_uuid()",
        reference="'K-' || n",
        next_due_at="NULL",
        protected_number="NULL",
        is_protected="FALSE",
    )
    _copy(
        pattern.identity,
        how_many,
        id=f"n + {first * 10}",
        case_id=number,
        name_lookup=f"CASE WHEN n %% 50000 = 7 THEN '{typed_name}' ELSE md5('n' || n %% 50000) END",
        k_number_lookup="md5('k' || n)",
    )
    _copy(
        Phone.objects.filter(case=pattern).get(),
        how_many,
        id=f"n + {first * 10}",
        case_id=number,
        identity_id=f"n + {first * 10}",
        row_key="gen_random_uuid()",
        number_lookup=f"CASE WHEN n %% 250000 = 9 THEN '{typed_phone}'"
        " ELSE md5('p' || n * 9 / 10) END",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(pattern: models.Model, how_many: int, **changed: str) -> None:
    table, columns = (
        pattern._meta.db_table,
        [str(one.column) for one in pattern._meta.concrete_fields],
    )
    chosen = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {table},"  # noqa: S608
            f" generate_series(0, {int(how_many) - 1}) AS n WHERE {table}.id = %s",
            [pattern.pk],
        )


def alike_times(user: User) -> list[AlikeTime]:
    """At intake, of a case on its page, and the overview of the newest open cases."""
    newest = list(Case.objects.select_related("identity").order_by("-pk")[:ROUNDS])
    turn = count()

    def of_a_case() -> object:
        return around(newest[next(turn) % ROUNDS], user)

    typed = similar_hints([_PHONE], "5000-K1-26", user, name=_NAME)
    if not typed or not around(newest[0], user).suggestions:
        raise RuntimeError("nothing was found, so the times say nothing")
    return [
        _timed("at intake", lambda: similar_hints([_PHONE], "5000-K1-26", user, name=_NAME)),
        _timed("of a case", of_a_case),
        _timed("overview", lambda: overview(user), rounds=ROUNDS // 10),
    ]


def _timed(what: str, act: Callable[[], object], *, rounds: int = ROUNDS) -> AlikeTime:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return AlikeTime(what, median(took), took[int(len(took) * 0.99) - 1])


def pattern_case() -> Case:
    """One with an identity and one telephone that is not protected."""
    numbered = Identity.objects.filter(phones__isnull=False, case__is_protected=False)
    return Case.objects.select_related("identity").get(pk=numbered.order_by("pk")[0].case_id)
