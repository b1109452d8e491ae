"""The activity log: written, corrected with its history, removed and brought back, and counted."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.refusals import RefusedError
from reporting.activities.models import Activity
from reporting.activities.services import (
    activities_of,
    correct_activity,
    note_activity,
    remove_activity,
    undo_removal,
)
from reporting.domain import activities as rules
from reporting.domain.activities import (
    UNDO_WITHIN,
    ActivityKind,
    ActivityRefusal,
    AudienceGroup,
    PartnerType,
)
from tests.integration.cases.sending import text_of
from tests.integration.reporting.conftest import NOW, YEAR_2026, Jour, LogIn

TODAY = date(2026, 2, 16)
MEETING = rules.Activity(
    ActivityKind.COOPERATION, TODAY, partner=PartnerType.POLICE, subject="Rutin för länkning"
)
TALK = rules.Activity(
    ActivityKind.INFORMATION,
    TODAY,
    subject="Öppet hus",
    audience=AudienceGroup.PUBLIC,
    reached=40,
    named_others=True,
    told_others=False,
)
LIST = "reporting:activities"


def noted(people: Jour, activity: rules.Activity = TALK) -> Activity:
    return note_activity(activity=activity, by=people.coordinator, now=NOW)


def events(*actions: Action) -> list[tuple[str, list[str]]]:
    rows = AuditEvent.objects.filter(action__in=actions).order_by("seq")
    return [(row.action, row.fields) for row in rows]


# --- Services -----------------------------------------------------------------------------------


def test_an_activity_leaves_a_trace_without_its_words(people: Jour) -> None:
    row = noted(people, MEETING)
    assert row.to_domain() == MEETING
    assert (row.noted_by, row.noted_at) == (people.coordinator, NOW)
    assert events(Action.ACTIVITY_NOTED) == [("activity_noted", ["cooperation"])]


def test_what_is_refused_is_not_saved(people: Jour) -> None:
    with pytest.raises(RefusedError) as refused:
        noted(people, replace(TALK, held_on=TODAY + timedelta(days=1)))
    assert refused.value.refusals == {ActivityRefusal.IN_FUTURE}
    with pytest.raises(RefusedError):
        noted(people, replace(TALK, held_on=date(2025, 3, 31)))
    assert not Activity.objects.exists()
    assert events(Action.ACTIVITY_NOTED) == []


def test_the_same_form_sent_twice_is_one_activity(people: Jour) -> None:
    key = uuid.uuid4()
    first, second = (
        note_activity(activity=TALK, key=key, by=people.coordinator, now=NOW) for _ in range(2)
    )
    assert first.pk == second.pk
    assert len(events(Action.ACTIVITY_NOTED)) == 1


def test_the_same_form_with_other_words_is_another_activity(people: Jour) -> None:
    """Back, another day, and Save again must not lose the second."""
    key = uuid.uuid4()
    later = replace(TALK, held_on=date(2026, 2, 9))
    for activity in (TALK, later, later):
        note_activity(activity=activity, key=key, by=people.coordinator, now=NOW)
    held = Activity.objects.effective().order_by("held_on").values_list("held_on", flat=True)
    assert list(held) == [later.held_on, TODAY]


def test_a_form_sent_again_after_a_removal_is_not_lost(people: Jour) -> None:
    key, by = uuid.uuid4(), people.coordinator
    note_activity(activity=TALK, key=key, by=by, now=NOW)
    remove_activity(public_id=key, by=by, now=NOW)
    again = note_activity(activity=TALK, key=key, by=by, now=NOW)
    assert list(Activity.objects.effective()) == [again]


def test_a_correction_replaces_and_keeps_who_and_when(people: Jour) -> None:
    before = noted(people)
    after = correct_activity(
        public_id=before.public_id,
        seen=before.pk,
        activity=replace(TALK, reached=41),
        by=people.coordinator,
        now=NOW + timedelta(hours=1),
    )
    before.refresh_from_db()
    assert (before.reached, before.noted_at, before.replaced_at) == (
        40,
        NOW,
        NOW + timedelta(hours=1),
    )
    assert after.public_id == before.public_id
    assert list(Activity.objects.effective()) == [after]
    assert events(Action.ACTIVITY_CHANGED) == [("activity_changed", ["reached"])]


def test_a_correction_that_changes_nothing_is_none(people: Jour) -> None:
    row = noted(people)
    same = correct_activity(
        public_id=row.public_id, seen=row.pk, activity=TALK, by=people.coordinator, now=NOW
    )
    assert same.pk == row.pk
    assert events(Action.ACTIVITY_CHANGED) == []


def test_two_corrections_of_the_same_version_ask_the_second(people: Jour) -> None:
    row = noted(people)
    changes = [replace(TALK, reached=number) for number in (41, 42)]
    correct_activity(
        public_id=row.public_id, seen=row.pk, activity=changes[0], by=people.coordinator, now=NOW
    )
    with pytest.raises(RefusedError) as refused:
        correct_activity(
            public_id=row.public_id,
            seen=row.pk,
            activity=changes[1],
            by=people.coordinator,
            now=NOW,
        )
    assert refused.value.refusals == {ActivityRefusal.CHANGED_MEANWHILE}
    assert Activity.objects.effective().get().reached == 41


def test_what_is_removed_counts_no_more_and_comes_back_within_a_day(people: Jour) -> None:
    row, by = noted(people), people.coordinator
    remove_activity(public_id=row.public_id, by=by, now=NOW)
    remove_activity(public_id=row.public_id, by=by, now=NOW)
    assert activities_of(ActivityKind.INFORMATION, [YEAR_2026]) == [[]]
    with pytest.raises(RefusedError):
        correct_activity(public_id=row.public_id, seen=row.pk, activity=MEETING, by=by, now=NOW)
    with pytest.raises(RefusedError) as refused:
        undo_removal(public_id=row.public_id, by=by, now=NOW + UNDO_WITHIN + timedelta(seconds=1))
    assert refused.value.refusals == {ActivityRefusal.TOO_LATE_TO_UNDO}
    undo_removal(public_id=row.public_id, by=by, now=NOW + UNDO_WITHIN)
    assert activities_of(ActivityKind.INFORMATION, [YEAR_2026]) == [[TALK]]
    assert [fields for _, fields in events(Action.ACTIVITY_CHANGED)] == [
        ["removed"],
        ["brought_back"],
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": ""},
        {"partner": "police"},
        {"told_others": None},
        {"reached": rules.MOST_REACHED + 1},
        {"kind": "cooperation"},
        {"removed_at": NOW},
    ],
)
def test_the_database_refuses_half_an_activity(people: Jour, wrong: dict[str, object]) -> None:
    row = noted(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=row.pk).update(**wrong)


# --- Pages --------------------------------------------------------------------------------------

SAID = {
    "held_on": "2026-02-16",
    "audience": "public",
    "subject": "Öppet hus",
    "reached": "40",
    "named_others": "ja",
    "told_others": "nej",
}


def test_a_talk_is_entered_with_today_filled_in(
    people: Jour, client: Client, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    address = reverse("reporting:new_information")
    assert client.get(address).context["form"].initial["held_on"] == TODAY
    assert client.post(address, SAID).status_code == 302
    assert Activity.objects.get().to_domain() == TALK


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": "11/12/2026"}, "Menar du 2026-12-11 eller 2026-11-12?"),
        ({"held_on": "2025-02-29"}, "Skriv datumet som år-månad-dag"),
        ({"held_on": "2026-02-17"}, "Datumet ligger framåt."),
        ({"held_on": "1999-01-01"}, "före överenskommelsens första dag"),
        ({"audience": ""}, "Välj vilka informationen var till för."),
        ({"audience": "martians"}, "Välj ett av alternativen."),
        ({"reached": "-1"}, "Skriv antalet med siffror"),
        ({"reached": "många"}, "Skriv antalet med siffror"),
        ({"reached": "9" * 30}, "Skriv antalet med siffror"),
        ({"named_others": ""}, "nämnde ni de övriga parterna?"),
        ({"told_others": ""}, "informerade ni de övriga parterna?"),
        ({"subject": "x" * 201}, "Texten är för lång."),
        ({"key": "inget"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    people: Jour, client: Client, log_in: LogIn, wrong: dict[str, str], sentence: str
) -> None:
    log_in(people.coordinator)
    answer = client.post(reverse("reporting:new_information"), SAID | wrong)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    assert wrong.get("subject", "Öppet hus") in page
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("Ring 070-174 06 12", "telefonnummer i ämnet"),
        ("Mannen heter Bo", "vad någon heter"),
        ("Om 850101-1236", "personnummer i ämnet"),
    ],
)
def test_a_name_or_a_number_is_warned_about_once_and_never_stopped(
    people: Jour, client: Client, log_in: LogIn, subject: str, sentence: str
) -> None:
    log_in(people.coordinator)
    address, said = reverse("reporting:new_information"), SAID | {"subject": subject}
    assert sentence in text_of(client.post(address, said))
    assert not Activity.objects.exists()
    assert client.post(address, said | {"note_seen": "on"}).status_code == 302
    assert Activity.objects.get().subject == subject


def test_a_copy_is_filled_in_and_asks_the_day(people: Jour, client: Client, log_in: LogIn) -> None:
    log_in(people.coordinator)
    row = noted(people, replace(TALK, held_on=date(2026, 1, 5)))
    page = client.get(reverse("reporting:copy_activity", args=[row.public_id]))
    filled = page.context["form"].initial
    assert filled["held_on"] == TODAY
    assert (filled["audience"], filled["subject"], filled["reached"]) == (
        "public",
        "Öppet hus",
        None,
    )
    assert f'action="{reverse("reporting:new_information")}"' in page.content.decode()


def test_a_correction_shows_what_stood_before(people: Jour, client: Client, log_in: LogIn) -> None:
    log_in(people.coordinator)
    row = noted(people)
    address = reverse("reporting:activity", args=[row.public_id])
    stale = SAID | {"reached": "41", "seen": str(row.pk)}
    assert client.post(address, stale).status_code == 302
    assert "Nåddes: 40." in text_of(client.get(address))
    refused = client.post(address, stale | {"reached": "42"})
    assert "Någon annan rättade aktiviteten" in text_of(refused)
    now = Activity.objects.effective().get()
    assert f'name="seen" value="{now.pk}"' in refused.content.decode()
    assert client.post(address, stale | {"seen": str(now.pk), "reached": "42"}).status_code == 302
    assert Activity.objects.effective().get().reached == 42
    assert Activity.objects.count() == 3


def test_removed_and_brought_back_from_the_list(
    people: Jour, client: Client, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    row = noted(people)
    client.post(reverse("reporting:remove_activity", args=[row.public_id]))
    page = text_of(client.get(reverse(LIST)))
    assert "Borttagen: informationsinsats 2026-02-16, Allmänheten" in page
    assert "Inga aktiviteter är noterade" in page
    assert client.get(reverse("reporting:activity", args=[row.public_id])).status_code == 404
    client.post(reverse("reporting:undo_activity", args=[row.public_id]))
    assert Activity.objects.effective().exists()
    again = client.post(reverse("reporting:undo_activity", args=[row.public_id]), follow=True)
    assert "Aktiviteten finns redan i loggen." in text_of(again)


def test_the_list_is_chosen_by_year_and_kind_and_ordered(
    people: Jour, client: Client, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    noted(people, MEETING)
    noted(people, replace(TALK, held_on=date(2025, 5, 5), reached=7))
    noted(people, replace(TALK, held_on=date(2026, 1, 7), reached=None))
    noted(people, replace(TALK, held_on=date(2026, 1, 5), reached=9))

    def shown(query: str) -> list[str]:
        rows = client.get(f"{reverse(LIST)}?{query}").context["rows"]
        return [row.activity.held_on.isoformat() for row in rows]

    assert shown("") == ["2026-02-16", "2026-01-07", "2026-01-05"]
    assert shown("ar=2025") == ["2025-05-05"]
    assert shown("ar=alla&slag=information&ordning=aldst") == [
        "2025-05-05",
        "2026-01-05",
        "2026-01-07",
    ]
    assert shown("ar=alla&ordning=natt")[:2] == ["2026-01-05", "2025-05-05"]
    assert shown("ar=1%00&slag=x&ordning=%F0%9F%92%A3&sida=9999") == shown("")
    totals = text_of(client.get(f"{reverse(LIST)}?ar=alla"))
    assert "Samverkan: 1 möte." in totals
    assert "3 informationsinsatser som nådde 16 personer (1 utan antal)." in totals


def test_the_board_reads_and_cannot_write(people: Jour, client: Client, log_in: LogIn) -> None:
    row = noted(people)
    remove_activity(public_id=noted(people, MEETING).public_id, by=people.coordinator, now=NOW)
    log_in(people.board)
    page = text_of(client.get(reverse(LIST)))
    assert "Öppet hus" in page
    assert "Kopiera" not in page
    assert "Borttagen" not in page
    for name in ("activity", "copy_activity"):
        assert client.get(reverse(f"reporting:{name}", args=[row.public_id])).status_code == 403
    for name in ("activity", "remove_activity", "undo_activity"):
        address = reverse(f"reporting:{name}", args=[row.public_id])
        assert client.post(address, SAID).status_code == 403
    assert client.post(reverse("reporting:new_information"), SAID).status_code == 403
    log_in(people.volunteer)
    assert client.get(reverse(LIST)).status_code == 403
    assert list(Activity.objects.effective()) == [row]


def test_the_list_asks_as_much_with_a_hundred_activities_as_with_one(
    people: Jour, client: Client, log_in: LogIn
) -> None:
    log_in(people.coordinator)
    noted(people)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(LIST)).status_code == 200
        return len(captured)

    with_one = queries()
    for number in range(100):
        noted(people, replace(TALK, reached=number))
    assert queries() == with_one <= 12
