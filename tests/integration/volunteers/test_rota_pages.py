"""Kvällsschema: a shift taken and left by one press, the half-year planned, partners' evenings."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jourcase.kernel import clock
from jourcase.kernel.local_time import at_local, local_date
from tests.factories import MONDAY, coordinator, evening_shift, someone, volunteer
from volunteers.domain.absence import Away
from volunteers.domain.evenings import ClosedBecause, Pattern
from volunteers.domain.roles import Role
from volunteers.domain.weeks import HalfYear
from volunteers.evenings import services, signing
from volunteers.models import Shift, ShiftSignup, User
from volunteers.presence_services import add_absence
from volunteers.services import withdraw_approval

pytestmark = pytest.mark.django_db
ROTA, FILE = "/kvallsschema/", "/kvallsschema/kalenderfil/"
DAY = timedelta(days=1)
PATTERN = Pattern(2, time(17), time(20), 2, ("egen", "partnerjour-1", "partnerjour-2"))


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.fixed(MONDAY):
        yield


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def evening(days: int, *people: User, office: str = "egen") -> Shift:
    starts_at = at_local(local_date(MONDAY) + days * DAY, time(17))
    return evening_shift(*people, starts_at=starts_at, office=office, by=coordinator_or_any())


def coordinator_or_any() -> User:
    return User.objects.get_queryset().first() or coordinator()


def press(user: User, shift: Shift, what: str) -> str:
    return text(as_(user).post(f"{ROTA}{shift.public_id}/{what}/", follow=True))


# --- Taking and leaving --------------------------------------------------------------------------


def test_a_shift_is_taken_by_one_press_and_the_message_takes_it_back() -> None:
    birgitta, shift = volunteer(), evening(9)
    told = press(birgitta, shift, "ta")
    assert "Passet ons 2 dec. är ditt." in told
    assert f'action="{ROTA}{shift.public_id}/lamna/"' in told
    assert "1 saknas" in told
    told = press(birgitta, shift, "lamna")
    assert "Du har lämnat passet ons 2 dec." in told
    assert not ShiftSignup.objects.exists()
    press(birgitta, shift, "ta")
    assert "Passet ons 2 dec. är ditt." in press(birgitta, shift, "ta")  # pressed twice
    assert ShiftSignup.objects.count() == 1


def test_a_slip_is_undone_also_on_the_same_day_but_not_later() -> None:
    birgitta, shift = volunteer(), evening(0)
    press(birgitta, shift, "ta")
    assert "Du har lämnat passet i dag." in press(birgitta, shift, "lamna")
    press(birgitta, shift, "ta")
    with clock.fixed(MONDAY + timedelta(minutes=11)):
        assert "mindre än 48 timmar" in press(birgitta, shift, "lamna")
        shown = text(as_(birgitta).get(ROTA))
    assert "Hitta ersättare" in shown
    assert "Lämna passet" not in shown
    assert ShiftSignup.objects.get().user == birgitta


def test_a_swap_leaves_the_evening_as_full_as_it_was() -> None:
    birgitta, lars = volunteer(), volunteer("Lars Nilsson")
    shift = evening(1, birgitta)
    assert "Ta över efter" not in text(as_(lars).get(ROTA))
    press(birgitta, shift, "ersattare")
    shown = text(as_(lars).get(ROTA))
    assert "(söker ersättare)" in shown
    assert "Ta över efter Birgitta N." in shown
    told = press(lars, shift, f"ta-over/{birgitta.public_id}")
    assert "Du har tagit över passet i morgon efter Birgitta N." in told
    assert ShiftSignup.objects.get().user == lars
    assert "söker inte ersättare längre" in press(
        volunteer("Noor Ali"), shift, f"ta-over/{birgitta.public_id}"
    )


def test_what_cannot_be_taken_says_why() -> None:
    birgitta, unapproved = volunteer(), someone("Eva Ny", Role.VOLUNTEER)
    shift = evening(9)
    add_absence(
        person=birgitta,
        period=Away(local_date(shift.starts_at), None),
        by=birgitta,
        now=MONDAY,
    )
    assert "Du kan inte ta passet: frånvarande den dagen" in text(as_(birgitta).get(ROTA))
    assert "Du kan inte ta passet: inte godkänd den dagen" in text(as_(unapproved).get(ROTA))
    assert "Bara den som är godkänd den dagen" in press(unapproved, shift, "ta")
    assert not ShiftSignup.objects.exists()


def test_somebody_whose_approval_ends_before_the_evening_does_not_count() -> None:
    karin, birgitta = coordinator(), volunteer()
    evening(9, birgitta, volunteer("Lars Nilsson"))
    assert "Fullt" in text(as_(karin).get(ROTA))
    withdraw_approval(user=birgitta, last_day=local_date(MONDAY), by=karin, now=MONDAY)
    shown = text(as_(karin).get(ROTA))
    assert "1 saknas" in shown
    assert "(inte godkänd den dagen)" in shown


# --- What stands there ---------------------------------------------------------------------------


def test_the_rota_asks_as_many_queries_with_two_years_of_evenings_as_with_one() -> None:
    karin = coordinator()
    services.plan_half_year(half=HalfYear(2026, 2), pattern=PATTERN, by=karin, now=MONDAY)
    shift = Shift.objects.filter(office__is_own=True)[0]
    signing.sign_up(shift=shift, user=volunteer(), by=karin, now=MONDAY)
    client = as_(karin)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ROTA).status_code == 200
        return len(captured)

    few = count()
    lars = volunteer("Lars Nilsson")
    for half in (HalfYear(2027, 1), HalfYear(2027, 2)):
        services.plan_half_year(half=half, pattern=PATTERN, by=karin, now=MONDAY)
    for one in Shift.objects.filter(office__is_own=True, closing_proposed=""):
        signing.sign_up(shift=one, user=lars, by=karin, now=MONDAY)
    assert count() == few <= 12


def test_gaps_are_weeks_and_week_53_is_one() -> None:
    karin, birgitta = coordinator(), volunteer()
    with clock.fixed(datetime(2026, 11, 1, tzinfo=MONDAY.tzinfo)):
        held = evening_shift(birgitta, starts_at=at_local(date(2026, 12, 30), time(17)), by=karin)
    closed = evening_shift(starts_at=at_local(date(2026, 12, 23), time(17)), by=karin)
    services.close_evening(
        shift=closed, because=ClosedBecause.ILLNESS, note="Karin är sjuk", by=karin, now=MONDAY
    )
    with clock.fixed(at_local(date(2026, 12, 31), time(12))):
        shown = text(as_(karin).get(ROTA))
    assert "v. 52 2026 (stängt: sjukdom)" in shown
    assert "v. 51 2026 (ingen kväll planerad)" in shown
    assert "v. 53 2026 (" not in shown
    assert "Öppna kvällar i år: 1 av 53 veckor" in shown
    with clock.fixed(at_local(date(2026, 12, 1), time(12))):
        assert "v. 53" in text(as_(karin).get(f"{ROTA}?visa=kommande"))
    assert Shift.objects.running(held.starts_at).exists()


def test_an_empty_rota_says_so_to_both(client: Client) -> None:
    assert "Planera halvåret" in text(as_(coordinator()).get(ROTA))
    shown = text(as_(volunteer()).get(ROTA))
    assert "Samordnaren har inte planerat kvällarna än." in shown
    assert "Planera halvåret" not in shown


@pytest.mark.parametrize("shown", ["2026-2", "2027-1", "2026-3", "x" * 300, "٢٠٢٦-1", ""])
def test_any_address_shows_a_rota(shown: str) -> None:
    assert as_(volunteer()).get(ROTA, {"visa": shown}).status_code == 200


def test_the_file_says_when_and_which_jour_and_nobodys_name() -> None:
    birgitta = volunteer()
    evening(2, birgitta)
    evening(9, office="partnerjour-1")
    answer = as_(birgitta).get(f"{ROTA}jourkvallar.ics")
    content = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert content.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20261125T160000Z" in content
    assert "Birgitta" not in content


# --- Planning ------------------------------------------------------------------------------------


def planned(**changes: str) -> dict[str, str]:
    whole = {
        "half": "2027-1",
        "weekday": "2",
        "opens": "17:00",
        "closes": "20:00",
        "needed": "2",
        "turn_1": "egen",
        "turn_2": "partnerjour-1",
        "turn_3": "partnerjour-2",
        "turn_4": "",
    }
    return whole | changes


def test_a_half_year_is_planned_with_its_holidays_to_answer() -> None:
    karin = as_(coordinator())
    page = text(karin.get(f"{ROTA}planera/"))
    assert '<option value="2026-2" selected>' in page
    told = text(karin.post(f"{ROTA}planera/", planned(), follow=True))
    assert "Våren 2027: 26 kvällar tillagda. En helgdag att avgöra." in told
    assert "Trettondedag jul" in told
    epiphany = Shift.objects.get(closing_proposed="Trettondedag jul")
    told = text(karin.post(f"{ROTA}{epiphany.public_id}/helgdagen-stangd/", follow=True))
    assert "är stängd." in told
    epiphany.refresh_from_db()
    assert epiphany.closed_at == MONDAY
    told = text(karin.post(f"{ROTA}planera/", planned(), follow=True))
    assert "Våren 2027: 0 kvällar tillagda, 26 kvällar står kvar som de är." in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"closes": "16:00"}, "Kvällen måste sluta efter att den börjat, samma dag."),
        ({"opens": "08:00"}, "En kväll börjar tidigast kl. 12."),
        ({"opens": "sju"}, "Skriv klockslaget som till exempel 17:30."),
        ({"needed": "0"}, "Skriv ett helt tal från 1 till 20."),
        ({"turn_1": "", "turn_2": "", "turn_3": ""}, "Välj minst en jour."),
        ({"turn_1": "nej"}, "Välj ett av alternativen."),
        ({"half": "1999-1"}, "Välj ett av alternativen."),
    ],
)
def test_a_wrong_pattern_is_told_at_its_box(wrong: dict[str, str], told: str) -> None:
    answer = as_(coordinator()).post(f"{ROTA}planera/", planned(**wrong))
    assert told in text(answer)
    assert not Shift.objects.exists()


def test_the_coordinator_signs_up_and_takes_off_and_the_choice_says_why_not() -> None:
    karin, birgitta = coordinator(), volunteer()
    someone("Eva Ny", Role.VOLUNTEER)
    shift = evening(0)
    client, page = as_(karin), f"{ROTA}{shift.public_id}/"
    shown = text(client.get(page))
    assert "disabled>Eva Ny – inte godkänd den dagen</option>" in shown
    told = text(client.post(f"{page}anmal/", {"person": birgitta.public_id}, follow=True))
    assert "Birgitta Nilsson är anmäld." in told
    assert "Välj vem som ska ha passet." in text(
        client.post(f"{page}anmal/", {"person": "nej"}, follow=True)
    )
    with clock.fixed(MONDAY + timedelta(hours=2)):
        client.post(f"{page}anmal/{birgitta.public_id}/bort/")
    assert not ShiftSignup.objects.exists()


def test_an_evening_is_added_changed_closed_and_opened() -> None:
    karin = as_(coordinator())
    said = {"on": "2026-12-03", "opens": "18", "closes": "21", "needed": "3", "office": "egen"}
    answer = karin.post(f"{ROTA}ny/", said)
    shift = Shift.objects.get()
    page = f"{ROTA}{shift.public_id}/"
    assert answer["Location"] == page
    assert shift.starts_at == at_local(date(2026, 12, 3), time(18))
    karin.post(page, said | {"about": "change", "on": "2026-12-04"})
    shift.refresh_from_db()
    assert local_date(shift.starts_at) == date(2026, 12, 4)
    wrong = text(karin.post(page, said | {"about": "change", "on": "2026-11-01"}))
    assert "Kvällen har börjat eller varit" in wrong
    told = text(
        karin.post(page, {"about": "close", "because": "premises", "note": ""}, follow=True)
    )
    assert f'action="{page}oppna/"' in told
    assert "Kvällen är stängd. Öppna den först." not in told
    karin.post(f"{page}oppna/")
    shift.refresh_from_db()
    assert shift.closed_at is None


def test_a_partners_evening_is_confirmed_by_hand_and_back_to_where_one_was() -> None:
    karin, shift = as_(coordinator()), evening(9, office="partnerjour-1")
    here = f"{ROTA}?visa=2026-2"
    answer = karin.post(f"{ROTA}{shift.public_id}/bekrafta/", {"tillbaka": here})
    assert answer["Location"] == here
    shift.refresh_from_db()
    assert shift.confirmed_through == "hand"
    away = {"tillbaka": "https://example.com/kvallsschema/"}
    answer = karin.post(f"{ROTA}{shift.public_id}/ta-bort-bekraftelsen/", away)
    assert answer["Location"] == ROTA
    ours = evening(16)
    assert "vår egen" in text(karin.post(f"{ROTA}{ours.public_id}/bekrafta/", follow=True))


@pytest.mark.parametrize("what", ["bekrafta", "oppna", "anmal", "helgdagen-stangd"])
def test_a_volunteer_decides_nothing(what: str) -> None:
    shift = evening(9, office="partnerjour-1")
    birgitta = as_(volunteer())
    assert birgitta.post(f"{ROTA}{shift.public_id}/{what}/").status_code == 403
    for page in ("planera/", "ny/", "kalenderfil/", f"{shift.public_id}/"):
        assert birgitta.get(f"{ROTA}{page}").status_code == 403


# --- A partner's file ----------------------------------------------------------------------------


def sent(client: Client, content: str | bytes, office: str = "partnerjour-1") -> str:
    raw = content.encode() if isinstance(content, str) else content
    return text(
        client.post(FILE, {"office": office, "file": SimpleUploadedFile("Karins.ics", raw)})
    )


def calendar(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside}END:VCALENDAR\r\n"


def test_every_event_is_answered_and_only_what_is_ticked_is_confirmed() -> None:
    client = as_(coordinator())
    first, second = (evening(days, office="partnerjour-1") for days in (2, 9))
    shown = sent(
        client,
        calendar(
            "DTSTART:20261125T170000\r\nDTEND:20261125T200000\r\nSUMMARY:Hemligt namn",
            "DTSTART;TZID=Europe/Stockholm:20261202T170000\r\nDTEND;TZID=Europe/Stockholm:20261202T200000",
            "DTSTART;TZID=Narnia/Cair:20261209T170000\r\nDURATION:PT3H",
            "DTSTART:20261210T170000\r\nDURATION:PT3H",
        ),
    )
    assert "4 händelser i filen, 1 går inte att läsa" in shown
    assert "tidszonen är okänd" in shown
    assert "jouren har ingen kväll i schemat då" in shown
    assert f'value="{first.public_id}" checked' in shown
    assert "Hemligt" not in shown
    assert not Shift.objects.filter(confirmed_at__isnull=False).exists()
    told = text(client.post(f"{FILE}bekrafta/", {"kvall": [second.public_id, "nej"]}, follow=True))
    assert "1 kväll bekräftad" in told
    confirmed = Shift.objects.get(confirmed_at__isnull=False)
    assert (confirmed, confirmed.confirmed_through) == (second, "file")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Filen är tom."),
        (b"\x89PNG\r\n", "Det är ingen kalenderfil."),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "ingen händelse i filen"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 1001, "fler än 1000"),
        (b"x" * (1024 * 1024 + 1), "Filen är större än 1 MB."),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026", "går inte att läsa"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_words(content: bytes, told: str) -> None:
    assert told in sent(as_(coordinator()), content)


def test_an_own_evening_is_not_confirmed_by_a_file() -> None:
    client, ours = as_(coordinator()), evening(9)
    told = text(client.post(f"{FILE}bekrafta/", {"kvall": [ours.public_id]}, follow=True))
    assert "Ingen kväll var ikryssad" in told
    ours.refresh_from_db()
    assert ours.confirmed_at is None
