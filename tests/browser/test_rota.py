"""Kvällsschema in a browser: planned on a computer, taken by one press on a telephone, printed."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from playwright.sync_api import Browser, Page, expect

from jourcase.kernel.local_time import at_local
from tests.browser.conftest import EVENING, look_at
from tests.factories import evening_shift, volunteer
from volunteers.evenings import signing
from volunteers.models import Shift, ShiftSignup, User

PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_half_year_is_planned_and_its_holiday_answered(
    page: Page, site: str, karin: User, log_in: Callable[..., None]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(page, karin)
    page.goto(f"{site}/kvallsschema/")
    look_at(page, "rota-empty-1280")
    page.get_by_role("link", name="Planera halvåret").first.click()
    page.get_by_label("Halvår").select_option(label="Våren 2027")
    look_at(page, "rota-plan-1280")
    page.get_by_role("button", name="Lägg in kvällarna").click()
    expect(page.get_by_text("26 kvällar tillagda")).to_be_visible()
    look_at(page, "rota-planned-1280")
    page.get_by_role("button", name="Ja, stängt").click()
    expect(page.get_by_text("är stängd.")).to_be_visible()
    assert Shift.objects.get(closed_at__isnull=False).closed_note == "Trettondedag jul"
    expect(page).to_have_url(f"{site}/kvallsschema/?visa=2027-1")
    page.get_by_role("link", name="mån 4 jan").or_(page.locator("tbody th a").first).first.click()
    look_at(page, "rota-evening-1280")


def test_a_shift_is_taken_on_a_telephone_and_printed_on_a_page(
    browser: Browser, site: str, birgitta: User, karin: User, log_in: Callable[..., None]
) -> None:
    lars = volunteer("Lars-Erik Sandström")
    wednesday = at_local(date(2026, 11, 25), time(17))
    mine = evening_shift(lars, starts_at=wednesday, by=karin)
    signing.offer_shift(shift=mine, user=lars, by=lars, now=EVENING)
    evening_shift(starts_at=wednesday + timedelta(weeks=1), office="partnerjour-1", by=karin)
    shift = evening_shift(lars, starts_at=wednesday + timedelta(weeks=5), by=karin)
    context = browser.new_context(**PHONE)
    log_in(context, birgitta)
    page = context.new_page()
    page.goto(f"{site}/kvallsschema/")
    look_at(page, "rota-390")
    expect(page.get_by_text("v. 53")).to_be_visible()
    page.get_by_role("button", name="Ta passet ons 30 dec.").tap()
    expect(page.get_by_text("Passet ons 30 dec. är ditt.")).to_be_visible()
    assert ShiftSignup.objects.filter(shift=shift, user=birgitta).exists()
    look_at(page, "rota-taken-390")
    page.get_by_role("button", name="Ångra").tap()
    expect(page.get_by_text("Du har lämnat passet ons 30 dec.")).to_be_visible()
    assert not ShiftSignup.objects.filter(user=birgitta).exists()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Ta passet ons 30 dec.")).to_be_hidden()
    expect(page.get_by_text("Lars-Erik S.").first).to_be_visible()
    context.close()


def test_a_partners_file_is_answered_event_by_event(
    page: Page, site: str, karin: User, log_in: Callable[..., None]
) -> None:
    wednesday = at_local(date(2026, 12, 2), time(17))
    evening_shift(starts_at=wednesday, office="partnerjour-1", by=karin)
    event = "BEGIN:VEVENT\r\nDTSTART{0}:{1}T170000\r\nDURATION:PT3H\r\nEND:VEVENT\r\n"
    events = "".join(
        event.format(zone, day)
        for zone, day in (
            ("", "20261202"),
            (";TZID=Trasig/Zon", "20261209"),
            ("", "20261216"),
            ("", "20270229"),
        )
    )
    content = f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"
    log_in(page, karin)
    page.goto(f"{site}/kvallsschema/kalenderfil/")
    look_at(page, "rota-file")
    page.get_by_label("Kalenderfil").set_input_files(
        {"name": "kalender.ics", "mimeType": "text/calendar", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Läs filen").click()
    expect(page.get_by_text("tidszonen är okänd")).to_be_visible()
    look_at(page, "rota-file-rows")
    page.get_by_role("button", name="Bekräfta de ikryssade").click()
    expect(page.get_by_text("1 kväll bekräftad genom kalenderfilen.")).to_be_visible()
    assert Shift.objects.get().confirmed_through == "file"
