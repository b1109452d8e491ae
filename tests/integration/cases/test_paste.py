"""A pasted referral: read in memory, confirmed piece by piece, stored nowhere."""

import io
import logging
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Case, IntakeDraft
from jourcase.logs import LineHandler
from tests import factories
from tests.integration.cases.sending import filled, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("6f1b8a52-0000-4000-8000-000000000001")
LETTER = """Målsägande: Amina Påhittad, 19940312-1234
Telefon: 070-174 06 12
Ärende: 5000-K123456-26
Brott: Misshandel
Stadsdel: Tallkrogen
Inkom: 2026-11-20 09:30
"""
PASTE, FILL = reverse("cases:paste", args=[KEY]), reverse("cases:fill", args=[KEY])


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    ours = next(one for one in logging.root.handlers if isinstance(one, LineHandler))
    written, stream, level = io.StringIO(), ours.stream, logging.root.level
    ours.setStream(written)
    logging.root.setLevel(logging.DEBUG)
    yield written
    logging.root.setLevel(level)
    ours.setStream(stream)


def test_nothing_that_is_proposed_is_ticked_beforehand(desk: Client) -> None:
    answer = desk.post(PASTE, {"text": LETTER})
    page = answer.content.decode()
    for said in ("Amina Påhittad", "070-174 06 12", "Misshandel", "Farsta", "1994-03-12"):
        assert said in page
    assert "checked" not in page
    assert page.count('type="checkbox"') == 7


def test_neither_the_text_nor_the_personnummer_comes_back(desk: Client) -> None:
    page = desk.post(PASTE, {"text": LETTER + "\nHon bor hos sin syster."}).content.decode()
    assert "1234" not in page.replace("123456", "")
    assert "syster" not in page


def test_only_what_is_confirmed_lands_in_the_form(desk: Client) -> None:
    answer = desk.post(FILL, {"name": "Amina Påhittad", "phone": "+46701740612"})
    page = answer.content.decode()
    assert 'value="Amina Påhittad"' in page
    assert 'value="070-174 06 12"' in page
    assert "5000-K123456-26" not in page.replace("Som 5000-K123456-26", "")
    assert f'value="{KEY}"' in page


def test_what_was_typed_before_stays_beside_what_is_confirmed(desk: Client) -> None:
    autosave = reverse("cases:autosave", args=[KEY])
    desk.post(autosave, {"name": "Amina", "safe_note": "Ring sent", "sequence": "1"})
    page = desk.post(FILL, {"phone": "+46701740612"}).content.decode()
    assert 'value="Amina"' in page
    assert "Ring sent" in page
    assert 'value="070-174 06 12"' in page


def test_nothing_is_stored_and_nothing_logged(desk: Client, log: io.StringIO) -> None:
    desk.post(PASTE, {"text": LETTER})
    desk.post(FILL, {"name": "Amina Påhittad", "phone": "+46701740612"})
    assert not IntakeDraft.objects.exists()
    assert not Case.objects.exists()
    assert '"event": "request"' in log.getvalue()
    tables = connection.introspection.table_names()
    for table in (
        one for one in tables if one.startswith(("cases", "kernel", "django_", "outbox"))
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            said = repr(cursor.fetchall())
        assert "Amina" not in said, table
    assert "Amina" not in log.getvalue()
    assert "1740612" not in log.getvalue()


def test_the_filled_page_saves_as_any_other(desk: Client) -> None:
    desk.post(FILL, {"name": "Amina Påhittad", "phone": "+46701740612"})
    sent = filled(key=str(KEY), name="Amina Påhittad", received_at="2026-11-20T09:30")
    assert desk.post(reverse("cases:new"), sent).status_code == 302
    case = Case.objects.get()
    assert case.public_id == KEY
    assert case.received_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert desk.post(FILL, {"name": "Amina"})["Location"] == case.get_absolute_url()


def test_a_case_that_may_be_the_same_is_hinted_at_at_once(desk: Client, karin: User) -> None:
    case = factories.open_case(by=karin, phones=("+46701740612",))
    assert case.reference in text_of(desk.post(FILL, {"phone": "+46701740612"}))


def test_with_an_address_alone_the_person_is_reached_another_way(desk: Client) -> None:
    page = desk.post(FILL, {"email": "amina@example.se"}).content.decode()
    assert page.count('value="other_way"') == 1
    assert 'value="other_way" id="id_reach_by_1" checked' in page.replace("required ", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Klistra in texten först."), ("Hej på dig", "Vi hittade inget att föreslå.")],
)
def test_nothing_to_propose_is_said(desk: Client, text: str, said: str) -> None:
    assert said in text_of(desk.post(PASTE, {"text": text}))


def test_nonsense_in_the_fields_is_shown_and_not_believed(desk: Client) -> None:
    odd = {
        "crime_type": "<b>",
        "district": "ingenstans",
        "received_at": "i somras",
        "born": "x" * 500,
    }
    assert desk.post(FILL, odd).status_code == 200


def test_the_page_of_a_new_case_leads_here_and_a_volunteer_may_come_too(evening: Client) -> None:
    page = evening.get(reverse("cases:typed", args=[KEY])).content.decode()
    assert PASTE in page
    assert evening.get(PASTE).status_code == 200
