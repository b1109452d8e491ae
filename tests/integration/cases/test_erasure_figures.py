"""Every figure is the same before and after every case has been erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from cases.concern import ChildConcern
from cases.domain.coarse import kept_wait
from cases.domain.enums import CloseReason, EarlyClose
from cases.models import Case
from cases.services import life, retention
from cases.services.concern import settle_without_report
from contacts.models import Contact
from contacts.queue import Moment
from contacts.services.checking import check_promises
from jourcase.kernel.local_time import at_local
from reporting.dashboard import dashboard
from reporting.demo.build import build
from reporting.demo.plan import make_plan
from reporting.domain.figures import Audience, Table
from reporting.domain.periods import ReportPeriod
from reporting.render.tidy import tidy
from reporting.services import agreement_spans, make_followup, span_of
from tests import factories
from volunteers.domain.roles import Role
from volunteers.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
CLOSED = at_local(TODAY, datetime.min.time().replace(hour=18))
LATE = CLOSED + timedelta(days=91)
SIZE = 200
Figures = dict[tuple[str, str, str, str, str], object]


@dataclass(frozen=True)
class Lived:
    coordinator: User


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Lived]:
    """The demonstration's story, with whatever is still open closed in the end."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        transaction.atomic(using="keys"),
    ):
        factories.agreement()
        with override_settings(DEMO=True):
            build(make_plan(seed=5, today=TODAY, cases=SIZE), progress=lambda done, total: None)
        karin = User.objects.active().with_role(Role.COORDINATOR).order_by("pk")[0]
        reasons = [r for r in CloseReason if r is not CloseReason.DUPLICATE]
        for number, case in enumerate(Case.objects.open().order_by("pk")):
            reason = reasons[number % len(reasons)]
            life.close(case=case, reason=reason, early=EarlyClose.NO_TIME, by=karin, now=CLOSED)
        for worry in ChildConcern.objects.unsettled():  # an erasure waits for the answer
            settle_without_report(concern=worry, by=karin, now=CLOSED)
        yield Lived(karin)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


def periods() -> list[ReportPeriod]:
    """Every agreed period, every month and every fortnight of the agreement so far."""
    found: list[ReportPeriod] = []
    for span in agreement_spans():
        found += [span.span, *span.agreed]
        first, last = span.span.first, min(span.span.last, TODAY)
        month = first.replace(day=1)
        while month <= last:
            after = (month + timedelta(days=32)).replace(day=1)
            found.append(ReportPeriod(max(month, first), min(after - timedelta(days=1), last)))
            month = after
        for days in range(0, (last - first).days - 14, 140):
            begins = first + timedelta(days=days)
            found.append(ReportPeriod(begins, begins + timedelta(days=13)))
    return list(dict.fromkeys(found))


def cells(tables: tuple[Table, ...]) -> Iterator[tuple[str, str, str, object]]:
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                yield table.code, row.code, column.code, tidy(cell)


def figures(chosen: list[ReportPeriod]) -> Figures:
    found: Figures = {}
    spans = agreement_spans()
    for period in chosen:
        within = span_of(period, spans)
        assert within is not None
        for audience in Audience:
            followup = make_followup(period=period, within=within, audience=audience, now=LATE)
            for table, row, column, value in cells(followup.tables):
                found[period.key, audience.value, table, row, column] = value
    return found


def first_page(user: User) -> object:
    page = dashboard(user, Moment.at(LATE))
    return [(c.selection, c.label, c.number) for c in page.counters], page.rows, page.days


def test_every_figure_is_the_same_before_and_after_every_case_is_erased(lived: Lived) -> None:
    before, page = figures(periods()), first_page(lived.coordinator)
    # Something was counted, in every kind of table, and some medians were told.
    assert len(before) > 5_000
    assert any(
        "median" in row and "timm" in str(value) for (_, _, _, row, _), value in before.items()
    )

    doubles = Case.objects.filter(close_reason=CloseReason.DUPLICATE).count()
    assert doubles
    done = retention.gallra(now=LATE)
    assert (done.failed, done.held) == (0, 0)
    assert Case.objects.kept().count() == 0
    assert Case.objects.erased().count() == SIZE

    after = figures(periods())
    assert {
        key: (value, after.get(key)) for key, value in before.items() if after.get(key) != value
    } == {}
    assert after.keys() == before.keys()
    assert first_page(lived.coordinator) == page
    assert check_promises().all_right


def test_the_comparison_sees_a_single_moved_day_and_a_lost_contact(lived: Lived) -> None:
    """The negative control: what an erasure must not do shows."""
    some = periods()[:4]
    before = figures(some)
    with transaction.atomic():
        first = Case.objects.order_by("received_at")[0]
        Case.objects.filter(pk=first.pk).update(received_at=F("received_at") + timedelta(days=31))
        assert figures(some) != before
        transaction.set_rollback(True)
    with transaction.atomic():
        one = Contact.objects.effective().exclude(case__close_reason=CloseReason.WITHDRAWN)[0]
        Contact.objects.filter(pk=one.pk).update(undone_at=LATE)
        assert figures(some) != before
        transaction.set_rollback(True)


def test_a_wait_that_is_kept_is_the_one_that_the_median_is_made_of(lived: Lived) -> None:
    for case in Case.objects.kept().exclude(reached_at=None)[:20]:
        assert case.reached_at is not None
        wait = kept_wait(case.received_at, case.reached_at)
        assert wait is not None
        assert timedelta(0) <= case.reached_at - case.received_at - wait < timedelta(minutes=1)
