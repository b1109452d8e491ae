"""A list while others look it through, take it in, throw it away and let it go stale: real
connections, on both databases.
"""

from datetime import timedelta

import pytest

from cases.domain.import_states import RowState
from cases.importing.models import KEPT_FOR, ListImport
from cases.importing.plan import plan_of
from cases.models import Case
from cases.services import list_job, lists
from jourcase.keystore.models import DataKey
from jourcase.outbox.models import Job
from jourcase.outbox.services import drain
from tests.factories import MONDAY, coordinator
from tests.integration.cases.lists import states, workbook
from tests.integration.contacts.test_parallel_audit import all_at_once, assert_one_chain

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
HOUR = timedelta(hours=1)


def row(turn: int, nth: int) -> tuple[str, ...]:
    name = f"Amina{'abcdef'[turn]} Påhittad{'abcdef'[nth]}"
    return (name, f"070-174 06 {10 + 10 * turn + nth}", "", "", "2026-11-20")


def check(brought: ListImport) -> bool:
    plan = plan_of(brought)
    assert plan is not None
    return lists.check(brought, plan, columns=plan.columns, defaults=plan.defaults, now=MONDAY)


def test_looked_through_while_it_is_taken_in_and_thrown_nothing_is_half() -> None:
    karin = coordinator()
    for turn in range(ROUNDS):
        before = Case.objects.count()
        brought = lists.bring(workbook([row(turn, n) for n in range(3)]), by=karin, now=MONDAY)
        assert check(brought)
        one, two = (ListImport.objects.get(pk=brought.pk) for _ in range(2))
        all_at_once(
            [
                lambda: list_job.start(one, chosen=None, by=karin, now=MONDAY),  # noqa: B023
                lambda: check(two),  # noqa: B023
                lambda: drain(now=MONDAY),
                lambda: lists.throw(one, by=karin, now=MONDAY),  # noqa: B023
            ]
        )
        for later in range(5):
            drain(now=MONDAY + timedelta(minutes=1 + later))
        assert not Job.objects.filter(failed_at__isnull=False).exists()
        assert not Job.objects.filter(done_at__isnull=True).exists()
        held = ListImport.objects.get(pk=brought.pk)
        if held.over_at is None:
            assert set(states(held)) == {RowState.DONE}
            assert Case.objects.count() == before + 3
        else:
            assert Case.objects.count() == before
            assert not held.chunks.exists()
    assert_one_chain()


def test_a_list_goes_stale_or_is_gone_on_with_never_both() -> None:
    karin = coordinator()
    late = MONDAY + KEPT_FOR + HOUR
    for turn in range(ROUNDS):
        brought = lists.bring(workbook([row(turn, 0)]), by=karin, now=MONDAY)
        assert check(brought)
        fresh = ListImport.objects.get(pk=brought.pk)
        started = []
        all_at_once(
            [
                lambda: lists.throw_stale(now=late),
                lambda: started.append(  # noqa: B023
                    list_job.start(fresh, chosen=None, by=karin, now=late)  # noqa: B023
                ),
            ]
        )
        has_key = DataKey.objects.filter(scope=f"import:{brought.pk}").exists()
        assert has_key == (started[0] is not None)
        assert ListImport.objects.filter(pk=brought.pk).exists() == has_key
        drain(now=late)
        assert not Job.objects.filter(failed_at__isnull=False).exists()
        assert Case.objects.filter(listed_row__isnull=False).count() <= turn + 1
