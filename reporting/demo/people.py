"""The invented people of the demonstration, and how to log in as one of them.

Support seekers get a first name and two surnames that are common in Sweden, which together are
nobody in particular. Telephone numbers are from the series that is reserved for fiction, and
addresses of e-mail from domains that belong to nobody.
"""

import unicodedata
from dataclasses import dataclass
from random import Random

from volunteers.domain.roles import Engagement, PersonGender, Role

# One for all log-ins of the demonstration; they exist only where JOURCASE_DEMO is on.
DEMO_PASSWORD = "kanelbulle-i-solen"  # noqa: S105

COORDINATOR = "samordnare@example.se"
VOLUNTEER = "stodperson@example.se"
BOARD = "styrelse@example.se"
SYSTEM = "system@example.se"


@dataclass(frozen=True, slots=True)
class LoginHint:
    """One log-in to try: what the person is, and the address to write."""

    role: str
    email: str


def login_hints() -> tuple[LoginHint, ...]:
    """The log-ins to show, one for each role. The password of all is `DEMO_PASSWORD`."""
    return (
        LoginHint(Role.COORDINATOR.label, COORDINATOR),
        LoginHint(Role.VOLUNTEER.label, VOLUNTEER),
        LoginHint(Role.BOARD.label, BOARD),
        LoginHint("Systemansvarig", SYSTEM),
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the jour."""

    full_name: str
    gender: PersonGender
    roles: frozenset[Role]
    engagement: Engagement
    email: str


def _colleague(
    full_name: str,
    gender: PersonGender,
    role: Role | None,
    engagement: Engagement,
    email: str = "",
) -> Colleague:
    roles = frozenset({role} if role else ())
    first, *_, last = full_name.split()
    return Colleague(
        full_name=full_name,
        gender=gender,
        roles=roles,
        engagement=engagement,
        email=email or f"{_ascii(first)}.{_ascii(last)}@example.se",
    )


def _ascii(name: str) -> str:
    parts = unicodedata.normalize("NFD", name.lower())
    return "".join(char for char in parts if char.isascii() and char.isalpha())


_W, _M = PersonGender.WOMAN, PersonGender.MAN

OFFICE = (
    _colleague(
        "Cecilia Sandberg Holm", _W, Role.COORDINATOR, Engagement.EMPLOYEE, email=COORDINATOR
    ),
    _colleague("Henrik Lundin Falk", _M, Role.COORDINATOR, Engagement.EMPLOYEE),
)
BOARD_MEMBERS = (
    _colleague("Ingegerd Åberg Sten", _W, Role.BOARD, Engagement.BOARD_MEMBER, email=BOARD),
    _colleague("Lennart Hjelm Wikman", _M, Role.BOARD, Engagement.BOARD_MEMBER),
    _colleague("Samira Nordin Aziz", _W, Role.BOARD, Engagement.BOARD_MEMBER),
)
SYSTEM_PERSON = _colleague("Petra Ekdahl Lind", _W, None, Engagement.EMPLOYEE, email=SYSTEM)

# Eighteen women and eight men; the last four began less than a year ago.
SUPPORT_PERSONS = tuple(
    _colleague(
        name, gender, Role.VOLUNTEER, Engagement.SUPPORT_PERSON, email="" if index else VOLUNTEER
    )
    for index, (name, gender) in enumerate(
        (
            ("Birgitta Nyman Strand", _W),
            ("Anita Blom Viklund", _W),
            ("Gunilla Hedman Ros", _W),
            ("Kerstin Dahlin Frisk", _W),
            ("Lars-Erik Sundin Moberg", _M),
            ("Margareta Roos Lindahl", _W),
            ("Yvonne Skoglund Bäck", _W),
            ("Bengt Hallin Öberg", _M),
            ("Eva-Lena Sjödin Grahn", _W),
            ("Mona Westin Alm", _W),
            ("Rolf Engman Kvist", _M),
            ("Siv Norling Palm", _W),
            ("Ulla-Britt Forsell Ek", _W),
            ("Jan-Olof Melin Stark", _M),
            ("Agneta Brolin Hag", _W),
            ("Parvin Karimi Lundell", _W),
            ("Göte Wallin Ryd", _M),
            ("Marianne Selin Torp", _W),
            ("Solveig Ahlin Myr", _W),
            ("Dragan Markovic Hed", _M),
            ("Lena Boman Wiklund", _W),
            ("Anders Rehn Sköld", _M),
            ("Hanna Lindvall Aas", _W),
            ("Amira Saleh Nylund", _W),
            ("Elsa Tengvall Bring", _W),
            ("Jonas Hörnfeldt Lod", _M),
        )
    )
)
NEWCOMERS = 4
# Their approval has ended: the first some time ago, the second later.
FORMER = (
    _colleague("Barbro Stenman Kull", _W, Role.VOLUNTEER, Engagement.SUPPORT_PERSON),
    _colleague("Maud Hedlund Gren", _W, Role.VOLUNTEER, Engagement.SUPPORT_PERSON),
)

_WOMEN = """
    Anna Maria Karin Sara Emma Lena Ida Linda Elin Malin Susanne Ulrika Johanna Helena Camilla
    Sofia Åsa Monica Julia Frida Hanna Amanda Ellen Astrid Gun Inger Ingrid Elsa Fatima Amina
    Leila Zahra Maryam Aleksandra Katarzyna Hodan Rosa Carmen Nadia Shirin
""".split()
_MEN = """
    Erik Lars Karl Anders Johan Per Nils Mikael Jan Peter Daniel Fredrik Andreas Oskar Magnus
    Emil Viktor Martin Gustav Simon Elias Hugo Axel Arne Sven Gunnar Ali Omar Yusuf Hassan
    Reza Mehmet Piotr Abdi Carlos Tomasz
""".split()
_EITHER = "Kim Robin Charlie Mika".split()
_SURNAMES = """
    Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson
    Pettersson Jonsson Jansson Hansson Bengtsson Lindberg Jakobsson Lindström Olofsson Lundgren
    Berglund Fredriksson Sandström Mattsson Forsberg Lindqvist Engström Eklund Håkansson Holmberg
    Nyström Wallin Sjöberg Björk Nordström Hedlund Hassan Ahmed Ali Mohamed Yilmaz Kowalski
    Haddad Nguyen Kaya Rahimi
""".split()

# 070-174 06 05 to 070-174 06 99 are never given to a subscriber.
PHONES = tuple(f"+467017406{last:02d}" for last in range(5, 100))
_MAIL_DOMAINS = ("example.se", "example.com")


def invent_name(rng: Random, gender: str) -> str:
    """A first name that fits the case's gender, and two surnames."""
    firsts = {"woman": _WOMEN, "man": _MEN}.get(gender, _EITHER)
    first, second = rng.sample(_SURNAMES, 2)
    return f"{rng.choice(firsts)} {first} {second}"


def invent_email(rng: Random, name: str) -> str:
    """An address that leads nowhere."""
    first, *_, last = name.split()
    return f"{_ascii(first)}.{_ascii(last)}{rng.randrange(10, 99)}@{rng.choice(_MAIL_DOMAINS)}"
