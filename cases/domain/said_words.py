"""What others write, in letters and lists, as the codes of this app; None when it is not known.

The labels of the closed lists are known by themselves; here stand the other ways to say the same.
Only whole words count, in lower case, with punctuation and double spaces away.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from cases.domain.enums import CallSafety, CrimeType, Gender, PoliceReport, Relation, Source
from jourcase.kernel.labelled import Labelled

Code = TypeVar("Code", bound=Labelled)
_NOT_WORDS = re.compile(r"[^\w/]+")

_CRIMES: dict[str, CrimeType] = {
    "grov kvinnofridskränkning": CrimeType.VIOLATION_OF_INTEGRITY,
    "kvinnofridskränkning": CrimeType.VIOLATION_OF_INTEGRITY,
    "grov fridskränkning": CrimeType.VIOLATION_OF_INTEGRITY,
    "synnerligen grov misshandel": CrimeType.GROSS_ASSAULT,
    "ringa misshandel": CrimeType.ASSAULT,
    "grovt olaga hot": CrimeType.UNLAWFUL_THREAT,
    "hot": CrimeType.UNLAWFUL_THREAT,
    "sexuellt ofredande": CrimeType.OTHER_SEXUAL,
    "sexualbrott": CrimeType.OTHER_SEXUAL,
    "sexuellt övergrepp": CrimeType.OTHER_SEXUAL,
    "sexuell kränkning": CrimeType.OTHER_SEXUAL,
    "grov våldtäkt": CrimeType.RAPE,
    "våldtäkt mot barn": CrimeType.RAPE,
    "grovt bedrägeri": CrimeType.FRAUD,
    "ringa bedrägeri": CrimeType.FRAUD,
    "telefonbedrägeri": CrimeType.FRAUD,
    "vishing": CrimeType.FRAUD,
    "grov stöld": CrimeType.THEFT,
    "ringa stöld": CrimeType.THEFT,
    "väskryckning": CrimeType.THEFT,
    "bostadsinbrott": CrimeType.BURGLARY,
    "inbrottsstöld": CrimeType.BURGLARY,
    "grovt rån": CrimeType.ROBBERY,
    "personrån": CrimeType.ROBBERY,
    "försök till rån": CrimeType.ROBBERY,
    "stalking": CrimeType.STALKING,
    "grov skadegörelse": CrimeType.DAMAGE,
    "grov utpressning": CrimeType.EXTORTION,
    "mord": CrimeType.HOMICIDE,
    "dråp": CrimeType.HOMICIDE,
    "försök till mord": CrimeType.HOMICIDE,
    "mordförsök": CrimeType.HOMICIDE,
    "trafikolycka": CrimeType.TRAFFIC,
    "rattfylleri": CrimeType.TRAFFIC,
    "smitning": CrimeType.TRAFFIC,
}
_SOURCES: dict[str, Source] = {
    "polis": Source.POLICE,
    "polismyndigheten": Source.POLICE,
    "eget": Source.OWN,
    "egen kontakt": Source.OWN,
    "själv": Source.OWN,
    "116006": Source.HELPLINE_116006,
    "soc": Source.SOCIAL_SERVICES,
    "socialtjänst": Source.SOCIAL_SERVICES,
    "socialförvaltningen": Source.SOCIAL_SERVICES,
    "brottsofferjour": Source.OTHER_JOUR,
    "annan brottsofferjour": Source.OTHER_JOUR,
    "boj": Source.OTHER_JOUR,
    "vård": Source.HEALTH_CARE,
    "sjukvård": Source.HEALTH_CARE,
    "sjukvården": Source.HEALTH_CARE,
    "vårdcentral": Source.HEALTH_CARE,
    "skola": Source.SCHOOL,
    "annat": Source.OTHER,
    "övrigt": Source.OTHER,
}
_GENDERS: dict[str, Gender] = {
    "k": Gender.WOMAN,
    "kv": Gender.WOMAN,
    "flicka": Gender.WOMAN,
    "tjej": Gender.WOMAN,
    "m": Gender.MAN,
    "pojke": Gender.MAN,
    "kille": Gender.MAN,
    "ickebinär": Gender.OTHER,
    "icke binär": Gender.OTHER,
    "annan": Gender.OTHER,
    "okänt": Gender.UNKNOWN,
}
_RELATIONS: dict[str, Relation] = {
    "målsägande": Relation.VICTIM,
    "brottsoffer": Relation.VICTIM,
    "utsatt": Relation.VICTIM,
    "närstående": Relation.RELATIVE,
    "förälder": Relation.RELATIVE,
}
_ANSWERS: dict[str, bool] = {
    "ja": True, "j": True, "yes": True, "x": True, "1": True, "true": True, "sant": True,
    "nej": False, "n": False, "no": False, "0": False, "false": False, "falskt": False,
    "inte": False,
}  # fmt: skip
_UNKNOWN = frozenset({"vet inte", "vet ej", "okänt", "oklart", "?"})
_SAFETY: dict[str, CallSafety] = {
    "ja med villkor": CallSafety.CONDITIONS,
    "ja villkor": CallSafety.CONDITIONS,
    "villkor": CallSafety.CONDITIONS,
    "ring inte": CallSafety.NO,
    "ring ej": CallSafety.NO,
    "vet inte": CallSafety.UNKNOWN,
    "vet ej": CallSafety.UNKNOWN,
    "okänt": CallSafety.UNKNOWN,
}


def tidy(text: str) -> str:
    """Lower case, words apart by one space, without punctuation."""
    return " ".join(_NOT_WORDS.sub(" ", text.casefold()).split())


def _known(codes: type[Code], more: Mapping[str, Code]) -> dict[str, Code]:
    return {tidy(member.label): member for member in codes} | dict(more)


_KNOWN_CRIMES = _known(CrimeType, _CRIMES)
_KNOWN_SOURCES = _known(Source, _SOURCES)
_KNOWN_GENDERS = _known(Gender, _GENDERS)
_KNOWN_RELATIONS = _known(Relation, _RELATIONS)
_KNOWN_SAFETY = _known(CallSafety, _SAFETY)
# In running text the vague ones would be found everywhere.
_CRIMES_IN_TEXT = sorted(
    (words for words in _KNOWN_CRIMES if words not in {"hot", "vet inte", "annat brott"}),
    key=lambda words: (-len(words), words),
)


def crime_type(text: str) -> CrimeType | None:
    """Of what a field says: the whole of it, or else the longest known crime named in it."""
    said = tidy(text)
    return _KNOWN_CRIMES.get(said) or crime_in(text)


def crime_in(text: str) -> CrimeType | None:
    """The longest known crime named in a running text."""
    said = f" {tidy(text)} "
    found = next((words for words in _CRIMES_IN_TEXT if f" {words} " in said), None)
    return _KNOWN_CRIMES[found] if found else None


def source(text: str) -> Source | None:
    return _KNOWN_SOURCES.get(tidy(text))


def gender(text: str) -> Gender | None:
    return _KNOWN_GENDERS.get(tidy(text))


def relation(text: str) -> Relation | None:
    return _KNOWN_RELATIONS.get(tidy(text))


def call_safety(text: str) -> CallSafety | None:
    """Only what is certain: a doubtful answer about safety is asked about."""
    said = tidy(text)
    answer = _ANSWERS.get(said)
    if answer is not None and said != "x":
        return CallSafety.YES if answer else CallSafety.NO
    return _KNOWN_SAFETY.get(said)


def yes_or_no(text: str) -> bool | None:
    return _ANSWERS.get(tidy(text))


def police_report(text: str) -> PoliceReport | None:
    answer = yes_or_no(text)
    if answer is None:
        return PoliceReport.UNKNOWN if tidy(text) in _UNKNOWN else None
    return PoliceReport.YES if answer else PoliceReport.NO
