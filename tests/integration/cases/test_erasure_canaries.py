"""After an erasure no word of the person is left in any place that a machine keeps things: not in
the databases' files and journals, in a dump, in cache, sessions, outbox, mail, logs or temporary
files, and no ciphertext that any key that is left opens. And before it no word is there in plain.
"""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from cases.domain.enums import CallSafety, CloseReason, GlassReason, GlassVerdict, ReachBy
from cases.domain.intake import IdentityInput, SafeContact
from cases.domain.retention import ErasureReason
from cases.models import Case
from cases.services import asked_erasure, glass, life
from contacts.domain.enums import Result
from contacts.services import calls, log
from jourcase.kernel import clock
from jourcase.kernel.sealed import SealedModel, SealedTextField, SealedToken
from jourcase.keystore import crypto, store
from jourcase.keystore.models import DataKey, Erasure
from jourcase.outbox.services import drain
from tests.factories import MONDAY, coordinator, entry, log_contact, open_case, seen_now, volunteer
from tests.infrastructure import remains
from tests.infrastructure.mail_sink import MailSink
from tests.integration.cases.sending import take_in, text_of
from volunteers.models import User

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
NUMBER, OTHER_NUMBER = "+46701740688", "+46701740689"
STEM = "KanariefagelXq"
PERSONAL = {
    name: f"{STEM}{name}"
    for name in (
        *("namn", "epost", "vag", "formyndare", "trygg", "anteckning", "samtal", "rattat"),
        *("utkast", "kastat", "skal", "beslut", "nod", "bedomning", "forsta", "sokt", "fel"),
        *("nyttnamn", "autosparat", "plats", "tanke"),
    )
}
# The parts of a number that stand unbroken however it is written.
WORDS = [STEM, NUMBER[3:], OTHER_NUMBER[3:], "070-174 06 88", "K987654"]


@dataclass
class Lived:
    karin: User
    kerstin: User
    birgitta: User
    case: Case
    other: Case  # somebody else's, which keeps its key


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("SQLITE_TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def lived(mail_sink: MailSink) -> Lived:
    """One case through everything that can be done with one, by the pages where they hold text."""
    karin, kerstin, birgitta = coordinator(), coordinator("Kerstin Ek"), volunteer()
    lars = volunteer("Lars Nilsson")
    with clock.fixed(MONDAY):
        client = Client()
        client.force_login(karin)
        said = PERSONAL
        form = {
            "name": said["namn"],
            "phone": "070-174 06 88",
            "email": f"{said['epost']}@example.se",
            "k_number": "5000-K987654-26",
            "safe_note": said["trygg"],
            "call_safety": "conditions",
            "first_note": said["forsta"],
            "received_at": "2026-11-23T09:30",
        }
        key = "3b1d5a7e-7c52-4b4e-9a44-2f6b1f0b9d11"
        typing = reverse("cases:autosave", args=[key])
        client.post(typing, form | {"name": said["autosparat"], "sequence": "1"})
        client.post(reverse("cases:new"), form | {"key": key, "phone": "nonsens"})
        taken = take_in(client, **form | {"key": key})
        assert taken.status_code == 302, text_of(taken)
        case = Case.objects.get(public_id=key)
        life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
        client.post(reverse("cases:search"), {"q": said["sokt"]})
        client.post(reverse("cases:search"), {"q": "070-174 06 88"})
        client.get(f"{case.get_absolute_url()}?namn=1")
        client.post(reverse("cases:note", args=[case.public_id]), {"note": said["anteckning"]})
        client.post(reverse("cases:received", args=[case.public_id]), {"reason": said["fel"]})
        _ring(case, birgitta)
        _change(case, karin)
        _plan(case, karin)
        glass.break_glass(
            said=case.reference, code=GlassReason.OTHER, reason=said["nod"], by=lars, now=MONDAY
        )
        glass.judge_glass(
            glass=case.glass_breaks.get(),
            verdict=GlassVerdict.JUSTIFIED,
            comment=said["bedomning"],
            by=karin,
            now=MONDAY,
        )
        other = open_case(by=karin, name="Någon Annan")
        drain(now=MONDAY + 30 * MINUTE)
    return Lived(karin, kerstin, birgitta, case, other)


def _ring(case: Case, birgitta: User) -> None:
    said = PERSONAL
    client = Client()
    client.force_login(birgitta)
    for number, word in enumerate(("utkast", "samtal")):
        draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
        page = reverse("contacts:autosave", args=[draft.pk])
        client.post(page, {"note": said[word], "sequence": "3"})
        client.get(reverse("contacts:call", args=[draft.pk]))
        if number:
            form = entry(Result.REACHED, at=MONDAY, note=said[word])
            log.save_draft(draft=draft, entry=form, now=MONDAY)
        else:
            calls.discard(draft=draft, now=MONDAY)
    wrong = log_contact(case, birgitta, at=MONDAY - 5 * MINUTE, note=said["kastat"])
    form = entry(at=MONDAY - 5 * MINUTE, note=said["rattat"])
    log.correct(contact=wrong, entry=form, by=birgitta, now=MONDAY)
    log_contact(case, birgitta, Result.OTHER_PERSON, at=MONDAY - 2 * MINUTE)


def _change(case: Case, karin: User) -> None:
    said = PERSONAL
    life.correct_received(
        case=case,
        received_at=MONDAY - timedelta(hours=5),
        reason=said["skal"],
        by=karin,
        now=MONDAY,
    )
    if Case.objects.filter(pk=case.pk, calls_paused_at__isnull=False).exists():
        life.decide_calls(case=case, may_continue=True, reason=said["beslut"], by=karin, now=MONDAY)
    life.change_identity(
        case=case,
        identity=IdentityInput(
            name=said["nyttnamn"],
            phones=(NUMBER, OTHER_NUMBER),
            email=f"{said['epost']}@example.se",
            other_way=said["vag"],
            guardian=said["formyndare"],
            k_number="5000-K987654-26",
            safe=SafeContact(safe_note=said["trygg"]),
        ),
        reach_by=ReachBy.PHONE,
        call_safety=CallSafety.YES,
        declines_phone=False,
        seen=seen_now(case),
        by=karin,
        now=MONDAY,
    )


def _plan(case: Case, karin: User) -> None:
    """A meeting, moved and cancelled."""
    client = Client()
    client.force_login(karin)
    said = {"kind": "meeting", "starts_at": "2026-11-25T14:00", "note_seen": "on"}
    said |= {"place": PERSONAL["plats"], "about": PERSONAL["tanke"]}
    client.post(reverse("contacts:agenda", args=[case.public_id]), said)
    item = case.agenda.get()
    moved = {"starts_at": "2026-11-26T14:00"}
    client.post(
        reverse("contacts:agenda_change", args=[case.public_id, item.public_id]), said | moved
    )
    later = case.agenda.get(moved_from=item)
    client.post(reverse("contacts:agenda_cancel", args=[case.public_id, later.public_id]))


def erase(lived: Lived) -> None:
    asked = asked_erasure.ask_erasure(
        case=lived.case,
        reason=ErasureReason.PERSON_ASKS,
        close_reason=CloseReason.DECLINED,
        by=lived.karin,
        now=MONDAY,
    )
    asked_erasure.grant_erasure(asked=asked, by=lived.kerstin, now=MONDAY)
    drain(now=MONDAY + timedelta(hours=1))
    assert Erasure.objects.get(scope=lived.case.key_scope).done_at, "the free space is swept"


def everywhere(words: list[str], mail: MailSink, logged: str, temporary: Path) -> set[str]:
    remains.settle()
    files = [*remains.files_of_databases(), *(p for p in temporary.rglob("*") if p.is_file())]
    texts = [remains.dumps(), remains.packed(), logged.encode()]
    texts += [letter.as_bytes() for letter in mail.letters]
    return remains.occurrences(words, files=files, texts=texts)


def test_no_word_of_the_person_is_anywhere_in_plain_before_or_after(
    lived: Lived,
    mail_sink: MailSink,
    capfd: pytest.CaptureFixture[str],
    own_temporary_folder: Path,
) -> None:
    assert mail_sink.letters, "somebody was told of the case"
    logged = "".join(capfd.readouterr())
    assert everywhere(WORDS, mail_sink, logged, own_temporary_folder) == set()
    erase(lived)
    logged += "".join(capfd.readouterr())
    assert not Case.objects.filter(pk=lived.case.pk).exists()
    assert everywhere(WORDS, mail_sink, logged, own_temporary_folder) == set()


def sealed_texts(case: Case) -> list[tuple[str, bytes]]:
    """Every ciphertext of the case that stands in the database, with its place."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, SealedModel) or model.sealed_scope[0] != "case":
            continue
        columns = [f.name for f in model._meta.local_fields if isinstance(f, SealedTextField)]
        for row in model._default_manager.filter(**{"case": case.pk}):
            where = str(getattr(row, row.sealed_row))
            for column in columns:
                token = row.__dict__[column]
                if isinstance(token, SealedToken):
                    place = crypto.place(model._meta.db_table, column, case.key_scope, where)
                    found.append((token.stored, place))
    return found


def wrapped_key(case: Case) -> bytes:
    return bytes(DataKey.objects.get(scope=case.key_scope).wrapped)


def test_no_key_that_is_left_opens_what_may_be_left_and_its_own_key_is_in_no_file(
    lived: Lived,
) -> None:
    tokens, wrapped = sealed_texts(lived.case), wrapped_key(lived.case)
    assert len(tokens) >= 12
    before = remains.bytes_in_files([wrapped, *(token.encode() for token, _ in tokens)])
    assert wrapped in before, "the search finds the key while it is there"
    erase(lived)
    left = store.fetch(DataKey.objects.values_list("scope", flat=True))
    assert f"case:{lived.other.pk}" in left
    assert f"case:{lived.case.pk}" not in left
    for key in left.values():
        for token, place in tokens:
            with pytest.raises(crypto.SealBrokenError):
                crypto.open_text(key, token, place)
    assert remains.bytes_in_files([wrapped]) == set()
    if connection.vendor == "sqlite":
        # Nothing of the ciphertext either: freed pages are zeroed and the journal is emptied.
        assert remains.bytes_in_files([token.encode() for token, _ in tokens]) == set()
    dumped = remains.dumps()
    assert not any(token.encode() in dumped for token, _ in tokens)
    assert wrapped.hex().encode() not in dumped


def test_the_search_finds_a_word_in_plain_wherever_it_is_planted(
    lived: Lived, mail_sink: MailSink, own_temporary_folder: Path
) -> None:
    """The negative control: a column, a session, the cache, a temporary file, a log line."""
    from django.core.cache import cache

    for alias, table, column in (
        ("default", "cases_case", "language"),
        ("keys", "keystore_datakey", "kek_id"),
    ):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = 'KanarieKolumn{alias}'")  # noqa: S608
    client = Client()
    client.force_login(lived.karin)
    session = client.session
    session["said"] = "KanarieSession" * 40
    session.save()
    cache.set("said", "KanarieCache")
    (own_temporary_folder / "left.txt").write_text("KanarieFil")
    words = [
        *("KanarieKolumndefault", "KanarieKolumnkeys", "KanarieSession", "KanarieCache"),
        *("KanarieFil", "KanarieLogg"),
    ]
    found = everywhere(words, mail_sink, "an odd line: KanarieLogg", own_temporary_folder)
    assert {one.split(" in ")[0] for one in found} == set(words)


def test_every_canary_was_stored_by_somebody_who_could_read_it(lived: Lived) -> None:
    """The other control: the words really went through the system, sealed."""
    key = store.fetch([lived.case.key_scope])[lived.case.key_scope]
    opened = " ".join(
        crypto.open_text(key, token, place) for token, place in sealed_texts(lived.case)
    )
    thrown = {"sokt", "autosparat", "namn", "fel", "beslut", "utkast"}
    missing = {name for name, word in PERSONAL.items() if word not in opened} - thrown
    assert missing == set()
