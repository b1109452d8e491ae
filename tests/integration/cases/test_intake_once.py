"""Nytt ärende, sent twice: the same page, the same key, at the same moment."""

import uuid

import pytest
from django.test import Client

from cases.domain.enums import CallSafety, IntakeChannel, ReachBy, Source
from cases.domain.intake import IdentityInput, Intake
from cases.models import Case
from cases.services import front_desk
from tests import factories
from tests.integration.cases.sending import NEW, filled, take_in, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db


def test_the_same_page_sent_twice_is_one_case(desk: Client) -> None:
    data = filled()
    first = desk.post(NEW, data)
    second = desk.post(NEW, data, follow=True)
    case = Case.objects.get()
    assert first["Location"] == f"/arenden/{case.public_id}/"
    assert f"{case.reference} var redan sparat." in text_of(second)


def test_somebody_elses_key_opens_a_case_of_ones_own(
    desk: Client, evening: Client, karin: User
) -> None:
    theirs = factories.open_case(by=karin)
    answer = take_in(evening, key=str(theirs.public_id))
    assert Case.objects.count() == 2
    assert str(theirs.public_id) not in answer["Location"]


@pytest.mark.parametrize("key", ["", "inget", "\x00", None])
def test_a_page_without_a_proper_key_is_saved_all_the_same(desk: Client, key: str | None) -> None:
    take_in(desk, key=key)
    assert Case.objects.count() == 1


def test_a_form_that_arrives_twice_at_once_answers_with_the_first(
    karin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The faster one is written after the slower one has looked and found nothing."""
    intake = _intake()
    key = uuid.uuid4()
    original = front_desk._opened_before
    calls: list[int] = []

    def late(key: uuid.UUID, by: User) -> Case | None:
        calls.append(1)
        if len(calls) == 1:
            front_desk.take_in(key=key, intake=intake, by=by, now=factories.MONDAY)
            return None
        return original(key, by)

    monkeypatch.setattr(front_desk, "_opened_before", late)
    monkeypatch.setattr(front_desk, "_free", lambda key: key)
    case, is_new = front_desk.take_in(key=key, intake=intake, by=karin, now=factories.MONDAY)
    assert Case.objects.get() == case
    assert not is_new


def _intake() -> Intake:
    return Intake(
        received_at=factories.MONDAY,
        source=Source.POLICE,
        channel=IntakeChannel.REFERRAL,
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.YES,
        identity=IdentityInput(phones=("+46701740612",)),
    )
