"""Nonsense in every field of every form of this app: an answer in Swedish, never a crash."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cases.forms.acts import CloseForm, DecideCallsForm, ReceivedForm
from cases.forms.identity import IdentityForm
from cases.forms.intake import IntakeForm
from cases.forms.notes import NoteForm
from cases.forms.statistics import StatisticsForm
from cases.models import Case
from tests import factories
from tests.integration.cases.sending import NEW, filled, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db
NONSENSE = {
    "nothing": "",
    "spaces": " \t\r\n ",
    "nul": "\x00",
    "text": "<script>alert('å')</script>",
    "quotes": "'; DROP TABLE cases_case; --\"",
    "bidi": "\u202e\u2066abc\u2069",
    "combining": "Z\u0351\u036b\u0343" * 20,
    "emoji": "👩🏽\u200d🚒",
    "private": "\ue000\uffff\U000f0000",
    "arabic-digits": "٢٠٢٦-١١-٢٣",
    "negative": "-1",
    "huge-number": "9" * 400,
    "fraction": "1e309",
    "early": "0001-01-01T00:00",
    "late": "9999-12-31T23:59",
    "leap": "2025-02-29",
    "skipped-hour": "2026-03-29T02:30",
    "doubled-hour": "2026-10-25T02:30",
    "template": "{{ 7|add:7 }}{% debug %}",
    "long": "å" * 2_000,
}
FORMS: dict[str, Any] = {
    "statistics": StatisticsForm,
    "identity": IdentityForm,
    "received": ReceivedForm,
    "close": CloseForm,
    "decide_calls": DecideCallsForm,
    "note": NoteForm,
}


@pytest.fixture
def case(karin: User) -> Case:
    return factories.open_case(by=karin)


def target(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.public_id])


@pytest.mark.parametrize("typed", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_all_fields_of_a_new_case_is_answered(desk: Client, typed: str) -> None:
    answer = desk.post(NEW, dict.fromkeys(IntakeForm.base_fields, typed))
    assert answer.status_code == 200
    assert text_of(answer).startswith("Fel: Nytt ärende")
    assert "<script>alert" not in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("field", sorted(IntakeForm.base_fields))
def test_nonsense_in_one_field_of_a_new_case_is_saved_or_explained(
    desk: Client, field: str
) -> None:
    for name in ("nul", "bidi", "combining", "private", "negative", "late", "huge-number"):
        answer = desk.post(NEW, filled(**{field: NONSENSE[name]}))
        assert answer.status_code in {200, 302}, name
        if answer.status_code == 200:
            form = answer.context["form"]
            assert form.errors or form.warnings, name


@pytest.mark.parametrize("typed", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_the_forms_of_a_case_is_answered(desk: Client, case: Case, typed: str) -> None:
    for name, form in FORMS.items():
        answer = desk.post(target(name, case), dict.fromkeys(form.base_fields, typed))
        assert answer.status_code in {200, 302}, name
    case.refresh_from_db()
    assert case.closed_at is None


@pytest.mark.parametrize("typed", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_a_search_finds_nothing(desk: Client, case: Case, typed: str) -> None:
    answer = desk.post(reverse("cases:search"), {"q": typed})
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_an_address_shows_the_usual_list(desk: Client, case: Case, typed: str) -> None:
    said = typed[:2000]
    page = desk.get(
        f"{reverse('contacts:list')}?{urlencode({'urval': said, 'ordning': said, 'sida': said})}"
    )
    assert case.reference in text_of(page)


def test_broken_characters_are_answered(desk: Client) -> None:
    """A lone surrogate and half a letter, as bytes that are no UTF-8."""
    body = urlencode(filled()) + "&name=%ED%A0%80%C3&language=%FF"
    answer = desk.post(NEW, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert Case.objects.count() == 1


def test_a_megabyte_is_turned_away_in_words(desk: Client) -> None:
    answer = desk.post(
        NEW, urlencode(filled(first_note="x" * 1_000_000)), "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "<html" in answer.content.decode()
    assert not Case.objects.exists()
