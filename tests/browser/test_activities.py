"""The activity log in a real browser: entered, copied, corrected, removed and brought back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from jourcase.kernel.local_time import local_date
from reporting.activities.models import Activity
from reporting.activities.services import note_activity
from reporting.domain import activities as rules
from reporting.domain.activities import ActivityKind, AudienceGroup, PartnerType
from tests.browser.conftest import EVENING, look_at
from tests.factories import board, open_case
from volunteers.models import User

LogIn = Callable[[Page, User], None]
TODAY = local_date(EVENING)


def some_activities(karin: User) -> None:
    for number in range(4):
        day = TODAY - timedelta(days=20 * number + 3)
        meeting = rules.Activity(
            ActivityKind.COOPERATION,
            day,
            partner=list(PartnerType)[number],
            subject="Rutin för länkning och återkoppling",
        )
        talk = rules.Activity(
            ActivityKind.INFORMATION,
            day,
            audience=list(AudienceGroup)[number],
            subject="Öppet hus på biblioteket" if number else "",
            reached=None if number == 2 else 18 * (number + 1),
            named_others=number != 1,
            told_others=number == 3,
        )
        for one in (meeting, talk):
            note_activity(activity=one, by=karin, now=EVENING)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_talk_is_entered_in_under_a_minute_and_held_again(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    log_in(page, karin)
    page.goto(f"{site}/aktiviteter/")
    look_at(page, f"activities-empty-{width}")
    page.get_by_role("link", name="Ny informationsinsats").click()
    expect(page.get_by_label("Datum")).to_have_value(TODAY.isoformat())
    look_at(page, f"activity-new-{width}")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert").filter(has_text="Ett par saker")).to_be_focused()
    look_at(page, f"activity-wrong-{width}")

    page.get_by_label("Målgrupp").select_option("Äldre")
    page.get_by_label("Ämne").fill("Träff. Ring 070-174 06 12")
    page.get_by_label("Hur många nåddes?").fill("25")
    page.get_by_role("group", name="Nämnde ni").get_by_label("Ja").check()
    page.get_by_role("group", name="Informerade ni").get_by_label("Nej").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Inget är sparat än.")).to_be_visible()
    look_at(page, f"activity-warned-{width}")
    page.get_by_label("Ämne").fill("Träff på seniorhuset")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Informationsinsatsen är noterad.")).to_be_visible()

    some_activities(karin)
    page.get_by_role("link", name="Kopiera informationsinsats 2026-11-23").click()
    expect(page.get_by_label("Ämne")).to_have_value("Träff på seniorhuset")
    expect(page.get_by_label("Datum")).to_have_value(TODAY.isoformat())
    expect(page.get_by_label("Hur många nåddes?")).to_have_value("")
    look_at(page, f"activity-copy-{width}")
    page.get_by_label("Datum").fill("2026-11-20")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Informationsinsatsen är noterad.")).to_be_visible()
    assert Activity.objects.effective().filter(held_on=date(2026, 11, 20)).count() == 3
    look_at(page, f"activities-{width}")

    page.get_by_role("link", name="Rätta informationsinsats 2026-11-23").click()
    page.get_by_label("Hur många nåddes?").fill("26")
    page.get_by_role("button", name="Spara rättelsen").click()
    page.get_by_role("link", name="Rätta informationsinsats 2026-11-23").click()
    look_at(page, f"activity-correct-{width}")
    page.get_by_role("button", name="Ta bort aktiviteten").click()
    look_at(page, f"activities-removed-{width}")
    page.get_by_role("button", name="Ta tillbaka").click()
    expect(page.get_by_text("Aktiviteten är tillbaka i loggen.")).to_be_visible()
    assert Activity.objects.effective().get(held_on=TODAY).reached == 26
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Kopiera")).to_have_count(0)


def test_the_board_reads_and_writes_nothing(
    page: Page, site: str, karin: User, log_in: LogIn, browser_noise: list[str]
) -> None:
    some_activities(karin)
    open_case(by=karin)
    log_in(page, board())
    page.goto(f"{site}/aktiviteter/?slag=information&ordning=natt")
    look_at(page, "activities-board")
    expect(page.get_by_role("link", name="Kopiera")).to_have_count(0)
    page.goto(f"{site}/rapport/?period=2026-01-01--2026-12-31")
    expect(page.get_by_role("heading", name="Informationsinsatser")).to_be_visible()
    look_at(page, "activities-report")
