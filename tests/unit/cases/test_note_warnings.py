"""What a note is warned about. Every number here is invented."""

import pytest

from cases.domain.note_warnings import NoteWarning, note_warnings

PERSON, PHONE, NAME = NoteWarning.PERSONAL_NUMBER, NoteWarning.PHONE_NUMBER, NoteWarning.NAME


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Vill helst ha sms före. Ringer själv på torsdag kl. 18.30.", []),
        ("Ärende 2026-0147, K-nummer 5000-K123456-26", []),
        ("Förhandling 2026-11-23 klockan 09:15, sal 12", []),
        ("Fick 15 000 kr i skadestånd", []),
        ("Hon är helt klar över vad hon vill", []),
        ("Född 19610502-1234", [PERSON]),
        ("610502-1234 står i anmälan", [PERSON]),
        ("610502 1234", [PERSON]),
        ("196105021234", [PERSON]),
        ("Över hundra: 180502+1234", [PERSON]),
        ("Samordningsnummer 610562-1234", [PERSON]),
        ("611302-1234 är inget datum", []),
        ("Nås på 070-174 06 12", [PHONE]),
        ("0701740612", [PHONE]),
        ("+46 70 174 06 12 eller 004670 174 06 13", [PHONE]),
        ("hem 08-12 34 56 78", [PHONE]),
        ("Grannen heter Kalle", [NAME]),
        ("han Hette något på K", [NAME]),
        ("Det heter så i lagen", [NAME]),
        ("heter", []),
        ("Han heter Kalle, 610502-1234, 070-174 06 12", [PERSON, PHONE, NAME]),
    ],
)
def test_what_a_note_is_warned_about(text: str, expected: list[NoteWarning]) -> None:
    assert note_warnings(text) == expected


def test_a_long_note_is_read_quickly() -> None:
    assert note_warnings("0 " * 100_000) in ([], [PHONE])
