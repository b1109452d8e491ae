"""What a pasted referral seems to say. Nothing of a suspect, and never a personnummer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.personal_number import PERSONAL_NUMBER, is_phone_like
from cases.domain.referral_text import Field, proposals
from jourcase.agreement.domain.districts import Place
from jourcase.kernel.phones import parse_phone

TODAY = date(2026, 11, 23)
PLACES = (
    Place("Tallkrogen", "farsta"),
    Place("Farsta", "farsta"),
    Place("Örby", "enskede-arsta-vantor"),
    Place("Örby slott", "hagersten-alvsjo"),
)
LETTER = """Förmedling av brottsoffer
Ärende: 5000-k123456-26
Målsägande: Amina Påhittad, 19940312-1234
Telefon: 070-174 06 12, 070-174 06 13
E-post: amina@example.se
Brott: Grov misshandel, olaga hot
Adress: Tobiasvägen 3, 122 38 Tallkrogen
Kön: kvinna
Språk: arabiska
Tolk: ja
Inkom: 2026-11-20 09:30

Misstänkt:
Namn: Bo Gärning
Telefon: 070-174 06 99

Handläggare: Eva Polis, 070-174 06 50
eva.polis@polisen.se
"""


def said(text: str) -> dict[str, str]:
    return {one.field.value: one.value for one in proposals(text, today=TODAY, places=PLACES)}


def test_a_whole_letter_is_read() -> None:
    assert said(LETTER) == {
        "name": "Amina Påhittad",
        "phone": "+46701740612",
        "phone_2": "+46701740613",
        "email": "amina@example.se",
        "k_number": "5000-K123456-26",
        "received_at": "2026-11-20T09:30",
        "crime_type": "gross_assault",
        "district": "farsta",
        "gender": "woman",
        "born": "1994-03-12",
        "language": "arabiska",
        "needs_interpreter": "on",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("Hej, hur mår du?", {}),
        ("Målsäganden Maj Påhittad nås på 0701740613.", {"name": "Maj Påhittad",
                                                         "phone": "+46701740613"}),
        ("Ring henne på +46 70 174 06 12", {"phone": "+46701740612"}),
        ("Hon är född 1951", {"born": "1951"}),
        ("född den 12 mars 1994", {"born": "1994-03-12"}),
        ("Född: 1994-03-12", {"born": "1994-03-12"}),
        ("född 2094", {}),
        ("En 19-åring", {"age_band": "under"}),
        ("Ålder: 21", {"age_band": "exactly"}),
        ("Hon är 45 år gammal", {"age_band": "over"}),
        ("det hände för 3 år sedan", {}),
        ("Pnr: 9403121234", {"born": "1994-03-12"}),
        ("Hon utsattes för telefonbedrägeri", {"crime_type": "fraud"}),
        ("Stadsdel: Örby", {"district": "enskede-arsta-vantor"}),
        ("Stadsdel: Ingenstans", {}),
        ("Hon talar dari", {"language": "dari"}),
        ("Han talar inte svenska", {}),
        ("Hon behöver tolk på somaliska", {"language": "somaliska", "needs_interpreter": "on"}),
        ("Tolk: nej", {}),
        ("Inkom: 11/12/2026", {}),
        ("Inkom: 2026-12-24", {}),
        ("Datum: fredag 20 november 2026", {"received_at": "2026-11-20T08:00"}),
    ],
)  # fmt: skip
def test_one_thing_at_a_time(text: str, expected: dict[str, str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Misstänkt: Bo Gärning, 070-174 06 99",
        "Misstänkt:\n\nNamn: Bo Gärning\nTelefon: 070-174 06 99",
        "Misstänkt är Bo. Han nås på 070-174 06 99.",
        "Gärningsmannen är född 1970-01-02\nTelefon: 070-174 06 99\nE-post: bo@example.se",
        "Telefon till misstänkt: 070-174 06 99",
        "Förövaren heter Bo och talar polska.",
        "Mvh Eva Polis 070-174 06 99",
    ],
)
def test_nothing_is_read_of_a_suspect_or_of_whoever_sent_it(text: str) -> None:
    assert said(text) == {}


def test_what_comes_after_the_part_about_a_suspect_is_read() -> None:
    text = "Misstänkt:\nNamn: Bo Gärning\n\nTelefon: 070-174 06 12"
    assert said(text) == {"phone": "+46701740612"}
    assert said("Misstänkt:\nBo\nMålsägande:\nTelefon: 070-174 06 12")["phone"] == "+46701740612"


PIECES = st.sampled_from(
    [
        "Namn: ", "Målsägande: ", "Telefon: ", "född ", "Pnr: ", "19940312-1234", "9403121234",
        "940312-1234", "070-174 06 12", "+46701740613", "Amina Påhittad", "\n", "\n\n", "Misstänkt",
        ": ", ", ", "misshandel", "5000-K1-26", "a@b.se", "Språk: ", "19-åring", "Tallkrogen",
        "Adress: ", "Inkom: ", "2026-11-20", "99999999999", "\u0660", "\x00",
    ]
)  # fmt: skip


@given(text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join)))
def test_no_personnummer_is_proposed_and_what_is_proposed_can_be_used(text: str) -> None:
    found = proposals(text, today=TODAY, places=PLACES)
    assert len({one.field for one in found}) == len(found)
    for one in found:
        for shown in (one.value, one.because):
            assert all(is_phone_like(hit) for hit in PERSONAL_NUMBER.finditer(shown))
        assert one.value
        if one.field in {Field.PHONE, Field.PHONE_2}:
            assert parse_phone(one.value) == one.value
        if one.field is Field.BORN:
            assert one.value <= "2026-11-23"
