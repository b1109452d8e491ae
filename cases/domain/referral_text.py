"""What a pasted referral seems to say, as proposals that a person confirms one by one.

Source: domain rule "Intake": no personnummer is kept (the day of birth in it is proposed), and
nothing about offenders: what stands in a line, or under a heading, about a suspect is not read.
A guess by the look of the text; what is not certain is left out, since a person reads it anyway.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from cases.domain import said_words
from cases.domain.enums import AgeBand
from cases.domain.k_number import parse_k_number
from cases.domain.personal_number import PERSONAL_NUMBER, born_of, is_phone_like
from cases.domain.said_day import SaidDay, said_day
from jourcase.agreement.domain.districts import Place, candidates, normalised
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.phones import parse_phone

LONGEST_TEXT = 20_000
_LONGEST_NAME = 120
_LONGEST_LANGUAGE = 40


class Field(Labelled):
    """What can be proposed; the codes are the names of the form's fields."""

    NAME = "name", "Namn"
    PHONE = "phone", "Telefon"
    PHONE_2 = "phone_2", "Ett nummer till"
    EMAIL = "email", "E-post"
    K_NUMBER = "k_number", "Polisens K-nummer"
    RECEIVED = "received_at", "Kom in till jouren"
    CRIME = "crime_type", "Brottstyp"
    DISTRICT = "district", "Stadsdelsområde"
    GENDER = "gender", "Kön"
    BORN = "born", "Född"
    AGE_BAND = "age_band", "Ungefärlig ålder"
    LANGUAGE = "language", "Språk"
    INTERPRETER = "needs_interpreter", "Behöver tolk"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`value` is what the form's field takes. `because` is what in the text says so, without
    personnummer.
    """

    field: Field
    value: str
    because: str


_LABELS: dict[str, tuple[str, ...]] = {
    "name": ("namn", "målsägande", "målsägandens namn", "målsäganden", "brottsutsatt",
             "brottsoffer", "stödsökande", "den utsatta", "för och efternamn"),
    "phone": ("telefon", "tel", "tfn", "telefonnummer", "mobil", "mobiltelefon", "mobilnummer",
              "mobilnr", "telefonnr", "tel nr", "hemtelefon", "nås på", "kontaktnummer"),
    "email": ("e post", "epost", "mejl", "mail", "email", "e mail", "e postadress"),
    "k_number": ("k nummer", "k nr", "knr", "knummer", "diarienummer", "dnr", "ärendenummer",
                 "ärende", "anmälan", "polisens ärendenummer"),
    "born": ("född", "födelsedatum", "födelsedag", "personnummer", "pnr", "personnr", "född år",
             "födelseår", "födelsetid"),
    "age": ("ålder",),
    "crime": ("brott", "brottsrubricering", "brottstyp", "rubricering", "brottskod", "gäller",
              "avser", "brottsmisstanke"),
    "place": ("stadsdel", "område", "bostadsområde", "bor i", "bostadsort", "adress", "hemadress",
              "ort", "stadsdelsområde"),
    "gender": ("kön",),
    "language": ("språk", "modersmål", "talar"),
    "interpreter": ("tolk", "tolkbehov", "behov av tolk", "behöver tolk"),
    "received": ("mottaget", "inkom", "inkommen", "datum", "skickat", "sänt", "förmedlat",
                 "förmedlingsdatum"),
}  # fmt: skip
_LABEL_OF = {label: kind for kind, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(r"^\W*(?P<label>[^\W\d_][^:=\t]{0,30}?)\s*[:=\t]\s*(?P<value>\S.*)$")
_HEADING = re.compile(r"^\W*(?P<label>[^\W\d_][^:=\t]{0,40}?)\s*:\s*$")
_SUSPECT = re.compile(
    r"\b(?:miss?tänkt\w*|gärnings(?:man|mannen|person|personen|kvinna)|förövare\w*|gm|tilltalad\w*|"
    r"mt|skäligen)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(
    r"\b(?:handläggare|utredare|avsändare|polisassistent|inspektör|med vänlig hälsning|mvh|"
    r"förundersökningsledare|stödperson|från polisen|kontaktperson polisen)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w+-])(?:\+|00?)(?:[\s()/-]{0,2}\d){7,13}(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OFFICIAL = re.compile(r"@(?:[\w-]+\.)*(?:polisen|stockholm|aklagare|domstol|boj)\.se$", re.I)
_K_NUMBER = re.compile(
    r"(?<![\w-])\d{4}\s?[-\u2010-\u2015\u2212]\s?[Kk]\s?\d{1,7}\s?[-\u2010-\u2015\u2212]\s?\d{2}(?![\w-])"
)
_PERSON_IN_TEXT = re.compile(
    r"\b(?:[Mm]ålsägande[n]?|[Bb]rottsutsatt[ae]?|[Ss]tödsökande[n]?)\s+(?:är\s+|heter\s+)?"
    r"(?P<name>[A-ZÅÄÖÉ][\w'’-]+(?:\s+[A-ZÅÄÖÉ][\w'’-]+){1,3})"
)
_BORN_IN_TEXT = re.compile(
    r"\b(?:född|f\.)\s+(?:år\s+|den\s+)?(?P<born>\d[\d/. -]{2,10}\d|\d{1,2} [a-zé]+\.? \d{4})",
    re.IGNORECASE,
)
_AGE = re.compile(r"\b(?P<years>\d{1,3})(?:\s*år gammal\b|[- ]?åring(?:en)?\b|-årig\w*)", re.I)
_YEARS = re.compile(r"(?P<years>\d{1,3})(?:\s*år)?", re.I)
_SPEAKS = re.compile(r"\b(?:talar|pratar)\s+(?:bara\s+|endast\s+)?(?P<language>\w+)", re.I)
_INTERPRETER = re.compile(
    r"\b(?:behov av|behöver|önskar)\s+(?P<language>\w+?)?\s*tolk(?:\s+(?:på|i)\s+(?P<tongue>\w+))?",
    re.IGNORECASE,
)
_NAME_SHAPE = re.compile(r"[^\W\d_][\w'’.-]*(?:[ ,]+[^\W\d_][\w'’.-]*){0,5}")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_NO_LANGUAGE = frozenset(
    "en ett inte ingen med på flytande bra lite svenska tolk ja nej om".split()
)


@dataclass(slots=True)
class _Line:
    text: str
    kind: str = ""
    value: str = ""


def proposals(
    text: str, *, today: date, referral_age: int = 21, places: Iterable[Place] = ()
) -> list[Proposal]:
    """What the text seems to say of the person, at most one proposal a field, in the order of the
    form. Looks at the first `LONGEST_TEXT` characters. `places`: what stadsdelar are called.
    """
    lines = _lines(text[:LONGEST_TEXT])
    numbers = _phones(lines)
    guesses = [
        _name(lines),
        *(Proposal(field, *found) for field, found in zip(_PHONES, numbers, strict=False)),
        _first(Field.EMAIL, lines, _EMAIL, not_like=_OFFICIAL),
        _k_number(lines),
        _received(lines, today),
        _crime(lines),
        _district(lines, tuple(places)),
        _gender(lines),
        *_age(lines, today, referral_age),
        _language(lines),
        _interpreter(lines),
    ]
    found = [_shown(guess, today) for guess in guesses if guess is not None]
    order = list(Field)
    return sorted(found, key=lambda one: order.index(one.field))


_PHONES = (Field.PHONE, Field.PHONE_2)


def _shown(guess: Proposal, today: date) -> Proposal:
    """Without personnummer, whatever line it came from."""

    def hidden(match: re.Match[str]) -> str:
        return match[0] if is_phone_like(match) else "[personnummer]"

    because = PERSONAL_NUMBER.sub(hidden, " ".join(guess.because.split()))
    value = PERSONAL_NUMBER.sub(hidden, guess.value)
    return Proposal(guess.field, value, because[:100])


def _lines(text: str) -> list[_Line]:
    """The lines that may be read, each with its label, and running text a sentence at a time.

    What is about a suspect, or is signed by whoever sent it, is not: a line that begins with them
    and all up to the next empty one, the part under such a heading, and the rest of a line that
    comes to speak of them.
    """
    found: list[_Line] = []
    is_hidden = is_new_part = False
    for raw in text.splitlines():
        if not raw.strip():
            # An empty line ends the part, but not straight after its heading.
            is_hidden, is_new_part = is_new_part, False
            continue
        heading = _HEADING.match(raw)
        if _opens_others_part(raw):
            is_hidden, is_new_part = True, heading is not None
            continue
        is_new_part = False
        if heading is not None and _LABEL_OF.get(said_words.tidy(heading["label"])) == "name":
            is_hidden = False
        if not is_hidden:
            found += _read(raw)
    return found


def _read(raw: str) -> list[_Line]:
    labelled = _LABELLED.match(raw)
    kind = _LABEL_OF.get(said_words.tidy(labelled["label"]), "") if labelled else ""
    if labelled and kind:
        return [] if _is_others(raw) else [_Line(raw, kind, labelled["value"].strip())]
    mine: list[_Line] = []
    for sentence in _SENTENCES.split(raw):
        if _is_others(sentence):
            break
        mine.append(_Line(sentence))
    return mine


def _is_others(line: str) -> bool:
    return bool(_SUSPECT.search(line) or _HANDLER.search(line))


def _opens_others_part(line: str) -> bool:
    said = line.strip(" \t*-•")
    return bool(_SUSPECT.match(said) or _HANDLER.match(said))


def _of(lines: Iterable[_Line], kind: str) -> list[_Line]:
    return [line for line in lines if line.kind == kind]


def _name(lines: list[_Line]) -> Proposal | None:
    for line in _of(lines, "name"):
        said = re.split(r"[,;(]|\s(?:född|f\.|tel|pnr)\b", PERSONAL_NUMBER.sub("", line.value))[0]
        if (shape := _NAME_SHAPE.match(said.strip())) and _LONGEST_NAME >= len(shape[0]) > 1:
            return Proposal(Field.NAME, shape[0].strip(" .,"), line.text)
    for line in lines:
        if found := _PERSON_IN_TEXT.search(line.text):
            return Proposal(Field.NAME, found["name"][:_LONGEST_NAME], line.text)
    return None


def _phones(lines: list[_Line]) -> list[tuple[str, str]]:
    """(E.164, the line), those with a label first, each number once, at most two."""
    found: dict[str, str] = {}
    for line in [*_of(lines, "phone"), *lines]:
        if line.kind in {"k_number", "born", "received"}:
            continue
        for match in _PHONE.finditer(_without_others(line.text)):
            number = parse_phone(match[0])
            if number:
                found.setdefault(number, line.text)
    return list(found.items())[:2]


def _without_others(text: str) -> str:
    """The line without the numbers that are something else."""
    text = _K_NUMBER.sub(" ", text)
    return PERSONAL_NUMBER.sub(lambda one: one[0] if is_phone_like(one) else " ", text)


def _first(
    field: Field, lines: list[_Line], shape: re.Pattern[str], *, not_like: re.Pattern[str]
) -> Proposal | None:
    for line in lines:
        for match in shape.finditer(line.text):
            if not not_like.search(match[0]):
                return Proposal(field, match[0].rstrip("."), line.text)
    return None


def _k_number(lines: list[_Line]) -> Proposal | None:
    for line in lines:
        for match in _K_NUMBER.finditer(line.text):
            if number := parse_k_number(match[0]):
                return Proposal(Field.K_NUMBER, number, line.text)
    return None


def _received(lines: list[_Line], today: date) -> Proposal | None:
    """Only a day that says what it is; a later day is none on which it came."""
    for line in _of(lines, "received"):
        said = said_day(line.value, today=today)
        if isinstance(said, SaidDay) and said.on <= today:
            at = datetime.combine(said.on, said.clock or time(8, 0))
            return Proposal(Field.RECEIVED, f"{at:%Y-%m-%dT%H:%M}", line.text)
    return None


def _crime(lines: list[_Line]) -> Proposal | None:
    for line in _of(lines, "crime"):
        if crime := said_words.crime_type(line.value):
            return Proposal(Field.CRIME, crime.value, line.text)
    for line in lines:
        if line.kind in {"", "crime"} and (crime := said_words.crime_in(line.text)):
            return Proposal(Field.CRIME, crime.value, line.text)
    return None


def _district(lines: list[_Line], places: tuple[Place, ...]) -> Proposal | None:
    """By a line that says where the person lives. Two that it may be are left to the person."""
    names = {normalised(place.name) for place in places}
    for line in _of(lines, "place"):
        for said in _pieces(line.value):
            if normalised(said) not in names:
                continue
            codes = {place.district_code for place in candidates(said, places)}
            if len(codes) == 1:
                return Proposal(Field.DISTRICT, codes.pop(), line.text)
    return None


def _pieces(value: str) -> list[str]:
    """The whole, its parts between commas, and their words without digits: an address ends with
    its town.
    """
    parts = [part.strip() for part in re.split(r"[,;()]", value)]
    without_digits = [" ".join(re.sub(r"\d+\w?", " ", part).split()) for part in parts]
    return [one for one in [value.strip(), *parts, *without_digits] if one]


def _gender(lines: list[_Line]) -> Proposal | None:
    for line in _of(lines, "gender"):
        if gender := said_words.gender(line.value):
            return Proposal(Field.GENDER, gender.value, line.text)
    return None


def _age(lines: list[_Line], today: date, referral_age: int) -> list[Proposal]:
    """A day of birth, or the year, or on which side of the referral age: the most exact alone."""
    for line in lines:
        for match in PERSONAL_NUMBER.finditer(line.text):
            if is_phone_like(match) and line.kind != "born":
                continue
            born = born_of(match, today=today)
            if born is not None and born <= today:
                return [Proposal(Field.BORN, born.isoformat(), line.text)]
    for line in lines:
        found = _BORN_IN_TEXT.search(line.text)
        said = line.value if line.kind == "born" else found["born"] if found else ""
        if value := _birth(said, today):
            return [Proposal(Field.BORN, value, line.text)]
    for line in lines:
        found = _YEARS.match(line.value) if line.kind == "age" else _AGE.search(line.text)
        if found and 0 < (years := int(found["years"])) < 120:
            return [Proposal(Field.AGE_BAND, _band(years, referral_age).value, line.text)]
    return []


def _birth(said: str, today: date) -> str:
    """An ISO date or a year, empty when it is neither or lies ahead."""
    said = said.strip(" .,-/")
    if re.fullmatch(r"(?:19|20)\d\d", said, re.ASCII):
        return said if int(said) <= today.year else ""
    day = said_day(said, today=today)
    is_born = isinstance(day, SaidDay) and day.on <= today and re.search(r"\d{4}", said)
    return day.on.isoformat() if is_born and isinstance(day, SaidDay) else ""


def _band(years: int, referral_age: int) -> AgeBand:
    if years == referral_age:
        return AgeBand.EXACTLY
    return AgeBand.UNDER if years < referral_age else AgeBand.OVER


def _language(lines: list[_Line]) -> Proposal | None:
    for line in lines:
        if line.kind == "language":
            said = re.split(r"[,;(.]", line.value)[0].strip()
        elif found := _SPEAKS.search(line.text):
            said = found["language"]
        elif found := _INTERPRETER.search(line.text):
            said = found["tongue"] or found["language"] or ""
        else:
            continue
        word = said.lower()
        is_word = word not in _NO_LANGUAGE and not re.search(r"\d", word)
        if is_word and 0 < len(word) <= _LONGEST_LANGUAGE:
            return Proposal(Field.LANGUAGE, word, line.text)
    return None


def _interpreter(lines: list[_Line]) -> Proposal | None:
    for line in lines:
        if line.kind == "interpreter":
            if said_words.yes_or_no(line.value.split(",")[0].split(" ")[0]):
                return Proposal(Field.INTERPRETER, "on", line.text)
        elif _INTERPRETER.search(line.text):
            return Proposal(Field.INTERPRETER, "on", line.text)
    return None
