"""Personens rättigheter: everything that is held and nothing of others, to coordinators alone, and
with a trace.
"""

import json
import re
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.domain.enums import CloseReason, GlassReason, RecusalReason
from cases.domain.intake import SafeContact
from cases.domain.referral_codes import ConsentHow, HandOverWay, Recipient, ReferralState
from cases.marks import GlassBreak
from cases.models import Case, Note, Referral
from cases.services import life, recusal
from contacts.agenda import AgendaItem
from contacts.domain.agenda import AgendaKind
from contacts.domain.enums import Result
from contacts.models import Contact
from contacts.rights.gather import extract_of
from contacts.rights.plan import GIVEN, NOT_GIVEN
from contacts.services import calls
from jourcase.agreement.models import SupportForm
from jourcase.kernel.audit import Action, AuditEvent
from jourcase.kernel.sealed import SealedTextField
from tests import factories
from tests.factories import MONDAY, log_contact, open_case
from volunteers.models import User

pytestmark = pytest.mark.django_db
Hold = Callable[[datetime], None]
DAY = timedelta(days=1)
SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs/utdrag.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def karin(fixed_clock: Hold) -> User:
    fixed_clock(MONDAY)
    return factories.coordinator()


@pytest.fixture
def inside(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


def word(what: str) -> str:
    """Found nowhere else."""
    return f"Kanarie{what.capitalize()}Zq"


@pytest.fixture
def case(karin: User) -> Case:
    """A case in which every text that a person may be given is filled."""
    birgitta = factories.volunteer()
    case = open_case(
        by=karin,
        name=f"Amina {word('namn')}",
        phones=("+46701740612",),
        k_number="5000-K12-26",
        email=f"{word('epost')}@example.se",
        other_way=word("vag"),
        guardian=word("vardnad"),
        safe=SafeContact(safe_note=word("trygg")),
        received_at=MONDAY - DAY,
    )
    # Born is asked for in the intake's statistics; here it is enough that it is held.
    case.identity.born = "1985-02-03"
    case.identity.save()
    life.assign(case=case, to=birgitta, by=karin, now=MONDAY)
    codes = tuple(SupportForm.objects.values_list("code", flat=True)[:2])
    log_contact(
        case, birgitta, Result.REACHED, at=MONDAY - DAY, note=word("kontakt"), support_codes=codes
    )
    life.write_note(case=case, text=word("anteckning"), by=birgitta, now=MONDAY)
    life.correct_received(
        case=case,
        received_at=MONDAY - DAY - timedelta(hours=2),
        reason=word("skal"),
        by=karin,
        now=MONDAY,
    )
    AgendaItem.objects.create(
        case=case,
        kind=AgendaKind.MEETING,
        starts_at=MONDAY + DAY,
        place=word("plats"),
        about=word("om"),
        planned_at=MONDAY,
        planned_by=karin,
    )
    Referral.objects.create(
        case=case,
        recipient=Recipient.STODCENTRUM,
        to_whom=word("mottagare"),
        state=ReferralState.HANDED_OVER,
        offered_at=MONDAY,
        offered_by=karin,
        reason=word("hanvisningsskal"),
        consent_at=MONDAY,
        consent_how=ConsentHow.PHONE,
        event=word("handelse"),
        handed_over_at=MONDAY,
        handed_over_by=karin,
        way=next(iter(HandOverWay)),
        passed=json.dumps([["Förnamn", word("lamnat")]]),
    )
    GlassBreak.objects.create(
        case=case,
        user=birgitta,
        reason_code=next(iter(GlassReason)),
        reason_text=word("nodskal"),
        opened_at=MONDAY,
        until=MONDAY + timedelta(minutes=30),
        comment=word("bedomning"),
    )
    lars = factories.volunteer("Lars-Erik Svensson")
    recusal.set_recusal(
        case=case, user=lars, reason=next(iter(RecusalReason)), by=karin, now=MONDAY
    )
    draft = calls.begin_call(case=case, user=birgitta, now=MONDAY)
    calls.autosave(draft=draft, content={"note": [word("utkast")]}, sequence=1, now=MONDAY)
    return Case.objects.get(pk=case.pk)


GIVEN_WORDS = (
    *("namn", "epost", "vag", "vardnad", "trygg", "kontakt", "anteckning", "skal", "plats", "om"),
    *("mottagare", "hanvisningsskal", "handelse", "lamnat", "nodskal"),
)


def fetched(client: Client, case: Case) -> Any:
    answer = client.get(reverse("contacts:extract_file", args=[case.public_id]))
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_everything_that_is_held_is_given(inside: Client, case: Case) -> None:
    data = fetched(inside, case)
    jsonschema.validate(data, SCHEMA)
    said = json.dumps(data, ensure_ascii=False)
    assert [what for what in GIVEN_WORDS if word(what) not in said] == []
    for text in ("+46701740612", "5000-K12-26", "1985-02-03", "Vi pratade", "Förnamn: Kanarie"):
        assert text in said


def test_every_sealed_column_that_is_given_is_filled_here(inside: Client, case: Case) -> None:
    """So that the test above cannot pass by a text that nobody wrote."""
    sections = {section["code"]: section["rows"] for section in fetched(inside, case)["sections"]}
    found = {
        f"{code}.{item['name']}" for code, rows in sections.items() for row in rows for item in row
    }
    sealed = {
        f"{plan.label}.{name}"
        for plan in GIVEN
        for name in plan.given
        if isinstance(apps.get_model(plan.label)._meta.get_field(name), SealedTextField)
    }
    assert sealed - found == {"cases.AnonymousCode.words"}  # another kind of case: below


def test_an_anonymous_person_gets_their_words(inside: Client, karin: User) -> None:
    case = open_case(by=karin, is_anonymous=True)
    assert case.anonymous_code.words in json.dumps(fetched(inside, case), ensure_ascii=False)


def test_nothing_of_the_staff_or_of_others_is_given(
    inside: Client, karin: User, case: Case
) -> None:
    other = open_case(
        by=karin, name=word("annan"), phones=("+46701740613",), k_number="5000-K12-26"
    )
    life.write_note(case=other, text=word("annans"), by=karin, now=MONDAY)
    said = json.dumps(fetched(inside, case), ensure_ascii=False)
    for user in User.objects.all():
        for part in (user.full_name, user.full_name.split()[0], user.email):
            assert part not in said, part
    for what in ("annan", "annans", "utkast", "bedomning"):
        assert word(what) not in said
    for text in ("Jäv", other.reference, "+46701740613"):
        assert text not in said
    assert '"Stödperson"' in said
    assert '"Samordnare"' in said


def test_a_text_about_somebody_else_can_be_kept_back(inside: Client, case: Case) -> None:
    page = inside.get(reverse("contacts:rights", args=[case.public_id]))
    assert [one.text for one in page.context["texts"]] == [word("kontakt"), word("anteckning")]
    address = reverse("contacts:extract_file", args=[case.public_id])
    note, contact = Note.objects.get(case=case), Contact.objects.get(case=case)
    for key, gone, left in (
        (note.row_key, "anteckning", "kontakt"),
        (contact.public_id, "kontakt", "anteckning"),
    ):
        said = inside.get(address, {"utan": str(key)}).content.decode()
        assert word(gone) not in said
        assert word(left) in said
        assert "Utelämnat: handlar om någon annan än dig." in said
        assert "Texter som är utelämnade" in said
    pdf = inside.get(
        reverse("contacts:extract", args=[case.public_id]), {"utan": str(note.row_key)}
    )
    assert pdf.status_code == 200
    assert inside.get(address, {"utan": "ingen"}).status_code == 404


def test_what_is_left_out_is_said(inside: Client, case: Case) -> None:
    data = fetched(inside, case)
    assert "Namn på personal" in {one["what"] for one in data["left_out"]}
    assert NOT_GIVEN
    assert "Integritetsskyddsmyndigheten" in json.dumps(data["about"], ensure_ascii=False)


def test_it_is_made_in_one_press_and_leaves_a_trace(
    inside: Client, case: Case, karin: User
) -> None:
    page = inside.get(case.get_absolute_url()).content.decode()
    assert reverse("contacts:extract", args=[case.public_id]) in page
    assert reverse("contacts:rights", args=[case.public_id]) in page
    fetched(inside, case)
    event = AuditEvent.objects.get(action=Action.DATA_EXTRACTED)
    assert (event.by, event.case_id, event.fields) == (karin, case.pk, ["json"])
    # It shows the case as the page does, and counts against the same ceiling.
    assert AuditEvent.objects.filter(action=Action.CASE_VIEWED, case_id=case.pk).count() == 2


def plain(pdf: bytes) -> bytes:
    """With its streams unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for stream in packed:
        with suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


def test_the_pdf_is_tagged_swedish_and_named_after_nobody(inside: Client, case: Case) -> None:
    answer = inside.get(reverse("contacts:extract", args=[case.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="utdrag.pdf"'
    assert answer["Cache-Control"].find("no-store") >= 0
    assert answer.content.startswith(b"%PDF-")
    made = plain(answer.content)
    assert b"pdfuaid" in made
    assert b"/Lang (sv)" in made
    assert b"/StructTreeRoot" in made
    assert AuditEvent.objects.get(action=Action.DATA_EXTRACTED).fields == ["pdf"]


def test_without_pango_the_page_says_what_to_install(
    inside: Client,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    expects_error_log: list[object],
) -> None:
    class Absent:
        def find_spec(self, name: str, *rest: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    answer = inside.get(reverse("contacts:extract", args=[case.public_id]))
    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()
    assert not AuditEvent.objects.filter(action=Action.DATA_EXTRACTED).exists()
    assert fetched(inside, case)["sections"]


@pytest.mark.parametrize("page", ["rights", "extract", "extract_file"])
def test_only_a_coordinator_who_may_know_of_it(client: Client, case: Case, page: str) -> None:
    address = reverse(f"contacts:{page}", args=[case.public_id])
    for user in (User.objects.get(full_name="Birgitta Nilsson"), factories.board()):
        client.force_login(user)
        assert client.get(address).status_code == 403
    olle = factories.coordinator("Olle Annan")
    client.force_login(olle)
    assert client.get(address).status_code == 200
    recusal.set_recusal(
        case=case,
        user=olle,
        reason=next(iter(RecusalReason)),
        by=User.objects.get(full_name="Karin Samordnare"),
        now=MONDAY,
    )
    assert client.get(address).status_code == 404


def test_a_protected_case_is_given_by_its_reader_alone(
    inside: Client, client: Client, karin: User
) -> None:
    case = open_case(by=karin, is_protected=True)
    assert (
        "lämna det i handen"
        in inside.get(reverse("contacts:rights", args=[case.public_id])).content.decode()
    )
    assert fetched(inside, case)["reference"] == "Skyddat ärende 1"
    client.force_login(factories.coordinator("Olle Annan"))
    assert client.get(reverse("contacts:extract", args=[case.public_id])).status_code == 404


def test_a_wish_is_noted_and_leads_on(inside: Client, case: Case) -> None:
    address = reverse("contacts:rights", args=[case.public_id])
    answer = inside.post(address, {"wish": "correction", "said": "Numret är gammalt"})
    assert answer["Location"] == address
    notes = [note.text for note in Note.objects.filter(case=case)]
    assert "Begäran – Något är fel och ska rättas: Numret är gammalt" in notes
    answer = inside.post(address, {"wish": "erasure", "said": "Allt"})
    assert answer["Location"] == reverse("cases:ask_erasure", args=[case.public_id])


def test_a_wish_without_words_is_asked_for_and_one_with_a_number_is_warned_about(
    inside: Client, case: Case
) -> None:
    address = reverse("contacts:rights", args=[case.public_id])
    before = Note.objects.count()
    page = inside.post(address, {"wish": "", "said": "Behåll texten"}).content.decode()
    assert "Välj vad personen har begärt." in page
    assert "Behåll texten" in page
    page = inside.post(address, {"wish": "correction", "said": ""}).content.decode()
    assert "Skriv kort vad personen har begärt." in page
    typed = {"wish": "correction", "said": "Är född 19850203-2389"}
    assert "Inget är sparat än" in inside.post(address, typed).content.decode()
    assert Note.objects.count() == before
    assert inside.post(address, typed | {"note_seen": "on"}).status_code == 302
    assert Note.objects.count() == before + 1


def test_it_asks_as_much_for_many_rows_as_for_one(karin: User, case: Case) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            extract_of(case, now=MONDAY)
        return len(captured)

    queries()  # the terms of the case are read once
    one = queries()
    for number in range(20):
        at = MONDAY + timedelta(hours=1 + number)
        log_contact(case, karin, Result.REACHED, at=at)
        life.write_note(case=case, text=f"Rad {number}", by=karin, now=at)
    assert queries() == one


def test_the_page_asks_few(inside: Client, case: Case) -> None:
    with CaptureQueriesContext(connection) as captured:
        inside.get(reverse("contacts:rights", args=[case.public_id]))
    assert len(captured) <= 12


def test_an_erased_case_has_nothing_to_give(inside: Client, karin: User) -> None:
    case = open_case(by=karin)
    life.close(case=case, reason=CloseReason.DECLINED, by=karin, now=MONDAY)
    Case.objects.filter(pk=case.pk).update(erased_at=MONDAY)
    assert inside.get(reverse("contacts:extract", args=[case.public_id])).status_code == 404
