"""Languages that a person at the jour can give support in, and what language a text speaks of.

Swedish is not in the list: everybody here speaks it.
"""

import re
from collections.abc import Iterable

from jourcase.kernel.labelled import Labelled


class Language(Labelled):
    """The languages that are asked for most in the city, in the order of the alphabet."""

    ALBANIAN = "sq", "Albanska"
    AMHARIC = "am", "Amhariska"
    ARABIC = "ar", "Arabiska"
    BENGALI = "bn", "Bengali"
    BOSNIAN = "bs", "Bosniska, kroatiska eller serbiska"
    DARI = "prs", "Dari"
    ENGLISH = "en", "Engelska"
    FINNISH = "fi", "Finska"
    FRENCH = "fr", "Franska"
    GREEK = "el", "Grekiska"
    ITALIAN = "it", "Italienska"
    CHINESE = "zh", "Kinesiska"
    KURMANJI = "kmr", "Kurmanji"
    PERSIAN = "fa", "Persiska"
    POLISH = "pl", "Polska"
    PORTUGUESE = "pt", "Portugisiska"
    ROMANI = "rom", "Romani"
    ROMANIAN = "ro", "Rumänska"
    RUSSIAN = "ru", "Ryska"
    SOMALI = "so", "Somaliska"
    SORANI = "ckb", "Sorani"
    SPANISH = "es", "Spanska"
    SYRIAC = "syr", "Syriska"
    SIGN = "swl", "Teckenspråk"
    THAI = "th", "Thailändska"
    TIGRINYA = "ti", "Tigrinja"
    TURKISH = "tr", "Turkiska"
    GERMAN = "de", "Tyska"
    UKRAINIAN = "uk", "Ukrainska"
    HUNGARIAN = "hu", "Ungerska"
    URDU = "ur", "Urdu"
    VIETNAMESE = "vi", "Vietnamesiska"


# Other names that people write. "Kurdiska" may be either and is both.
_ALSO: dict[str, tuple[Language, ...]] = {
    "bosniska": (Language.BOSNIAN,),
    "kroatiska": (Language.BOSNIAN,),
    "serbiska": (Language.BOSNIAN,),
    "serbokroatiska": (Language.BOSNIAN,),
    "farsi": (Language.PERSIAN,),
    "kurdiska": (Language.KURMANJI, Language.SORANI),
    "nordkurdiska": (Language.KURMANJI,),
    "sydkurdiska": (Language.SORANI,),
    "mandarin": (Language.CHINESE,),
    "teckentolk": (Language.SIGN,),
    "teckenspråkstolk": (Language.SIGN,),
    "thai": (Language.THAI,),
    "tigrinska": (Language.TIGRINYA,),
    "tigrinya": (Language.TIGRINYA,),
    "assyriska": (Language.SYRIAC,),
    "engelsktalande": (Language.ENGLISH,),
}
_NAMES: dict[str, tuple[Language, ...]] = {
    **{one.label.casefold(): (one,) for one in Language if one is not Language.BOSNIAN},
    **_ALSO,
}
_WORD = re.compile(r"\w+")
_NAME_OR_NAMES = re.compile(", | eller ")
_SWEDISH = "svenska"


def languages_named(text: str) -> frozenset[Language]:
    """The languages of the list that stand in a text as people write it: "Arabiska (lite eng.)"."""
    words = _WORD.findall(text.casefold())
    return frozenset(one for word in words for one in _NAMES.get(word, ()))


def is_only_swedish(text: str) -> bool:
    """Nothing is asked for: empty, or Swedish alone."""
    return all(word == _SWEDISH for word in _WORD.findall(text.casefold()))


def tidy_language(text: str) -> str:
    """As languages are written in Swedish, so that "Arabiska " and "arabiska" are one."""
    return " ".join(text.split()).lower()


def proposed_languages(spoken: Iterable[str]) -> list[str]:
    """What a box for a language proposes: those that somebody here speaks (codes), then the rest of
    the list, each under every name it goes by on its own line.
    """
    ours = known_languages(spoken)
    rest = [one for one in Language if one not in ours]
    return [name for one in (*ours, *rest) for name in _NAME_OR_NAMES.split(one.label.lower())]


def known_languages(codes: Iterable[str]) -> tuple[Language, ...]:
    """Stored codes as members in the order of the list, each once; what is no code is left out."""
    held = set(codes)
    return tuple(one for one in Language if one.value in held)
