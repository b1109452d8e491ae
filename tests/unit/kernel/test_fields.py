"""What people type, read; and what cannot be read, explained and kept."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel import fields
from jourcase.kernel.fields import (
    ClockField,
    LocalDateTimeField,
    PhoneField,
    PlainTextField,
    SwedishDateField,
    TypedTime,
)


class Everything(forms.Form):
    text = PlainTextField(required=False, max_length=10)
    phone = PhoneField(required=False)
    day = SwedishDateField(required=False)
    clock = ClockField(required=False)
    at = LocalDateTimeField(required=False)


def form(**typed: str) -> Everything:
    data = QueryDict(mutable=True)
    data.update(typed)
    return Everything(data)


def only_error(name: str, typed: str) -> str:
    return str(form(**{name: typed}).errors[name][0])


@pytest.mark.parametrize(
    "typed",
    [
        "070-174 06 12",
        "0701740612",
        "+46701740612",
        "0046701740612",
        " 070 1740612 ",
        "070–1740612",
    ],
)
def test_every_spelling_of_a_number_is_the_same_number(typed: str) -> None:
    assert form(phone=typed).fields["phone"].clean(typed) == "+46701740612"


@pytest.mark.parametrize("typed", ["07O-174 06 12", "12", "hemnumret", "+46 hej", "0" * 500])
def test_an_unreadable_number_is_explained_and_stays_on_the_screen(typed: str) -> None:
    shown = form(phone=typed)
    assert shown.errors["phone"] == [fields.UNREADABLE_PHONE]
    assert typed in str(shown["phone"])


def test_a_stored_number_is_shown_the_swedish_way() -> None:
    assert "070-174 06 12" in str(Everything(initial={"phone": "+46701740612"})["phone"])


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-05-22", date(2026, 5, 22)),
        ("20260522", date(2026, 5, 22)),
        ("22/5 2026", date(2026, 5, 22)),
        ("22.5.2026", date(2026, 5, 22)),
        ("11/12 2026", date(2026, 12, 11)),
        ("25/12/2026", date(2026, 12, 25)),
        ("5/5/2026", date(2026, 5, 5)),
    ],
)
def test_a_date_is_read_day_before_month(typed: str, day: date) -> None:
    assert SwedishDateField().clean(typed) == day


@pytest.mark.parametrize("typed", ["11/12/2026", "05/06/2026"])
def test_a_date_with_two_meanings_is_asked_about(typed: str) -> None:
    assert only_error("day", typed).startswith("Menar du ")


def test_the_question_names_both_meanings() -> None:
    assert "2026-12-11 eller 2026-11-12" in only_error("day", "11/12/2026")


@pytest.mark.parametrize(
    "typed", ["12/25/2026", "31/4 2026", "0001-01-01", "9999-12-31", "i går", "2026-13-01", "\x00"]
)
def test_nonsense_for_a_date_is_explained_and_stays_on_the_screen(typed: str) -> None:
    shown = form(day=typed)
    assert shown.errors["day"] == [fields.UNREADABLE_DATE]
    if typed.isprintable():
        assert f'value="{typed}"' in str(shown["day"])
        assert 'type="text"' in str(shown["day"]) or typed[4:5] == "-"


@pytest.mark.parametrize(
    ("typed", "clock"), [("17:30", time(17, 30)), ("17.30", time(17, 30)), ("8", time(8))]
)
def test_a_clock_is_read_with_colon_full_stop_or_alone(typed: str, clock: time) -> None:
    assert ClockField().clean(typed) == clock


@pytest.mark.parametrize("typed", ["25:00", "kväll", "17:60", "-1"])
def test_nonsense_for_a_clock_is_explained_and_stays_on_the_screen(typed: str) -> None:
    shown = form(clock=typed)
    assert shown.errors["clock"] == [fields.UNREADABLE_CLOCK]
    assert 'type="text"' in str(shown["clock"])


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-11-23T18:42", datetime(2026, 11, 23, 17, 42, tzinfo=UTC)),
        ("2026-07-01 18:42", datetime(2026, 7, 1, 16, 42, tzinfo=UTC)),
        ("23/11 2026 kl. 18.42", datetime(2026, 11, 23, 17, 42, tzinfo=UTC)),
        ("2026-11-23T18:42:59", datetime(2026, 11, 23, 17, 42, tzinfo=UTC)),
        ("2026-03-29T01:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_becomes_an_instant(typed: str, at: datetime) -> None:
    assert LocalDateTimeField().clean(typed) == at


@pytest.mark.parametrize("typed", ["2026-03-29T02:00", "2026-03-29T02:30", "2027-03-28 02:59"])
def test_the_hour_that_is_skipped_in_spring_is_explained(typed: str) -> None:
    assert only_error("at", typed) == fields.MISSING_HOUR


def test_the_hour_that_comes_twice_in_autumn_is_asked_about() -> None:
    shown = form(at="2026-10-25T02:30")
    assert shown.errors["at"] == [fields.DOUBLED_HOUR]
    assert str(shown["at"]).count('name="at_later"') == 2
    assert "checked" not in str(shown["at"])


@pytest.mark.parametrize(("later", "hour"), [("0", 0), ("1", 1)])
def test_the_answer_tells_which_round_of_the_autumn_hour_is_meant(later: str, hour: int) -> None:
    shown = form(at="2026-10-25T02:30", at_later=later)
    assert shown.is_valid()
    assert shown.cleaned_data["at"] == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert str(shown["at"]).count("checked") == 1


@pytest.mark.parametrize("hour", [0, 1])
def test_a_stored_instant_in_the_autumn_hour_says_which_round_it_was(hour: int) -> None:
    stored = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    shown = str(Everything(initial={"at": stored})["at"])
    assert "2026-10-25T02:30" in shown
    checked = next(part for part in shown.split("<input") if "checked" in part)
    assert f'value="{hour}"' in checked


def test_an_ordinary_time_asks_nothing() -> None:
    assert "at_later" not in str(form(at="2026-11-23T18:42")["at"])


@pytest.mark.parametrize("typed", ["2026-11-23", "nyss", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_nonsense_for_a_time_is_explained_and_stays_on_the_screen(typed: str) -> None:
    shown = form(at=typed)
    assert shown.errors["at"] == [fields.UNREADABLE_TIME]
    assert f'value="{typed}"' in str(shown["at"])
    assert 'type="text"' in str(shown["at"])


def test_no_time_is_no_answer() -> None:
    assert not form(at="")["at"].value()
    assert form(at="").fields["at"].clean(TypedTime("")) is None
    with pytest.raises(ValidationError, match="Skriv dag och tid"):
        LocalDateTimeField().clean(TypedTime(""))


def test_characters_that_nobody_can_have_typed_are_left_out() -> None:
    assert PlainTextField(max_length=10).clean("A\x00m\ud800i\x1bna") == "Amina"


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    assert "högst 10 tecken" in only_error("text", "x" * 11)


@given(typed=st.text(max_size=60))
@pytest.mark.parametrize("name", ["text", "phone", "day", "clock", "at"])
def test_whatever_is_typed_is_read_or_explained(name: str, typed: str) -> None:
    shown = form(**{name: typed})
    assert shown.is_valid() or shown.errors[name]
    assert str(shown[name])


@given(later=st.sampled_from(["", "0", "1", "2", "ja", "\x00"]), text=st.text(max_size=30))
def test_whatever_is_answered_about_the_autumn_hour_is_read_or_explained(
    later: str, text: str
) -> None:
    given_: Any = form(at=text, at_later=later)
    assert given_.is_valid() or given_.errors["at"]
