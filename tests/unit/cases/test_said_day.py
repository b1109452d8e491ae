"""A day as people and spreadsheets write it."""

# ruff: noqa: DTZ001 - spreadsheets know of no time zones
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.said_day import EARLIEST, LATEST, DayFault, SaidDay, said_day

TODAY = date(2026, 11, 23)
NOVEMBER_20 = SaidDay(date(2026, 11, 20))
MORNING = SaidDay(date(2026, 11, 20), time(9, 30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", NOVEMBER_20),
        (" 20261120 ", NOVEMBER_20),
        ("20/11 2026", NOVEMBER_20),
        ("20.11.2026", NOVEMBER_20),
        ("20/11/2026", NOVEMBER_20),
        ("20/11", NOVEMBER_20),
        ("20 november 2026", NOVEMBER_20),
        ("den 20 nov. 2026", NOVEMBER_20),
        ("fredag den 20 november 2026", NOVEMBER_20),
        ("20 nov", NOVEMBER_20),
        ("24 nov", SaidDay(date(2025, 11, 24))),
        ("46346", NOVEMBER_20),
        ("46346,395833", MORNING),
        ("2026-11-20 09:30", MORNING),
        ("2026-11-20T09:30:00", MORNING),
        ("20 november 2026 kl. 09.30", MORNING),
        ("i går", SaidDay(date(2026, 11, 22))),
        ("11.12.2026", SaidDay(date(2026, 12, 11))),
        ("11/11/2026", SaidDay(date(2026, 11, 11))),
        ("11/12/2026", DayFault.AMBIGUOUS),
        ("12-11-2026", DayFault.AMBIGUOUS),
        ("2026-02-30", DayFault.UNREADABLE),
        ("2026-11-20 25:00", DayFault.UNREADABLE),
        ("26-11-20", DayFault.UNREADABLE),
        ("12345", DayFault.UNREADABLE),
        ("snart", DayFault.UNREADABLE),
        ("20 hest 2026", DayFault.UNREADABLE),
        ("٢٠٢٦-١١-٢٠", DayFault.UNREADABLE),
        ("", DayFault.UNREADABLE),
    ],
)
def test_a_day_is_read_in_the_shapes_that_occur(text: str, expected: object) -> None:
    assert said_day(text, today=TODAY) == expected


@pytest.mark.parametrize("shape", ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m %Y"])
@given(on=st.dates(EARLIEST, LATEST))
def test_every_day_is_read_back_as_it_was_written(shape: str, on: date) -> None:
    assert said_day(on.strftime(shape), today=TODAY) == SaidDay(on)


@given(at=st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1)))
def test_excels_number_of_a_moment_is_that_moment_to_the_minute(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    said = said_day(f"{serial:.8f}", today=TODAY)
    assert isinstance(said, SaidDay)
    assert abs(datetime.combine(said.on, said.clock or time(0)) - at) <= timedelta(minutes=1)


@given(text=st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(said_day(text, today=TODAY), SaidDay | DayFault)
