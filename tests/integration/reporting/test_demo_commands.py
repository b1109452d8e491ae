"""The commands of the demonstration: what they make, tell and refuse."""

from datetime import date, time
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.models import AnonymousCode, Case
from contacts.models import Contact
from jourcase.kernel import clock
from jourcase.kernel.local_time import at_local
from reporting.demo.build import build
from reporting.demo.people import DEMO_PASSWORD, login_hints
from reporting.demo.plan import make_plan
from tests import factories
from volunteers.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def demo_mode(settings: LazySettings) -> None:
    settings.DEMO = True


@pytest.fixture
def agreement() -> None:
    factories.agreement()


def run(**options: object) -> str:
    out = StringIO()
    with clock.fixed(at_local(TODAY, time(12, 0))):
        call_command("demo_data", stdout=out, **options)
    return out.getvalue()


def test_the_same_seed_builds_the_same_again(demo_mode: None, agreement: None) -> None:
    first, second = (_stored_after_building() for _ in range(2))
    assert first == second


class _TakenBackError(Exception):
    pass


def _stored_after_building() -> list[object]:
    stored: list[object] = []
    try:
        with transaction.atomic():
            plan = make_plan(seed=6, today=TODAY, cases=40)
            build(plan, progress=lambda done, total: None)
            stored += Case.objects.order_by("reference").values_list(
                "reference",
                "received_at",
                "gender",
                "closed_at",
                "reached_at",
                "assigned_to__email",
            )
            # No two seals are alike: the texts are compared opened.
            stored += sorted(code.words for code in AnonymousCode.objects.all())
            contacts = Contact.objects.order_by("case__reference", "occurred_at", "result")
            stored += contacts.values_list(
                "case__reference", "occurred_at", "result", "made_by__email"
            )
            stored += [contact.note for contact in contacts]
            raise _TakenBackError
    except _TakenBackError:
        return stored


def test_demo_data_tells_how_far_it_has_come_and_what_it_came_to(
    demo_mode: None, agreement: None
) -> None:
    told = run(cases=30, seed=3)
    assert "Hittar på 30 ärenden till och med 2026-11-23" in told
    assert "  50 % efter" in told
    assert "30 ärenden, " in told
    assert "nådd på försök 1" in told
    assert told.endswith("Allt är påhittat.\n")


def test_outside_demo_mode_nothing_is_made(agreement: None) -> None:
    with pytest.raises(CommandError, match=r"bara i demoläge \(JOURCASE_DEMO=1\)"):
        run(cases=5)
    with pytest.raises(CommandError, match="demoläge"):
        run(cases=5, if_empty=True)
    assert not User.objects.get_queryset().exists()


def test_invented_cases_are_not_mixed_with_others(demo_mode: None) -> None:
    factories.someone("Ingrid Riktig")
    with pytest.raises(CommandError, match="inte tom"):
        run(cases=5)
    assert run(cases=5, if_empty=True) == "Det finns redan data. Inget har ändrats.\n"
    assert not Case.objects.exists()


def test_without_an_agreement_the_command_says_what_to_do(demo_mode: None) -> None:
    with pytest.raises(CommandError, match="load_agreement FIL"):
        run(cases=5)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--today", "2026-11-24"], "har inte kommit än"),
        (["--today", "2025-03-31"], "2025-04-01 eller en senare dag"),
        (["--today", "24/11"], "skriv dagen så här: 2026-05-22"),
        (["--cases", "0"], "minst 1"),
        (["--cases", "många"], "minst 1"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(
    demo_mode: None, agreement: None, arguments: list[str], said: str
) -> None:
    with (
        clock.fixed(at_local(TODAY, time(12, 0))),
        pytest.raises(CommandError, match=said),
    ):
        call_command("demo_data", *arguments)


def test_a_failure_halfway_leaves_nothing(demo_mode: None, agreement: None) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        build(make_plan(seed=2, today=TODAY, cases=10), progress=stop)
    assert not Case.objects.exists()
    assert not User.objects.get_queryset().exists()


def test_demo_logins_tells_address_and_one_login_a_role(demo_mode: None) -> None:
    out = StringIO()
    call_command("demo_logins", address="http://127.0.0.1:8001/", stdout=out)
    told = out.getvalue()
    assert told.startswith("Adress: http://127.0.0.1:8001/\n")
    for hint in login_hints():
        assert f"{hint.role:<16} {hint.email}" in told
    assert told.endswith(f"Lösenord för alla: {DEMO_PASSWORD}\n")


def test_demo_logins_are_not_told_outside_demo_mode() -> None:
    with pytest.raises(CommandError, match="demoläge"):
        call_command("demo_logins")
