"""Whether a text seems to hold a street address: a guess by its look, and never more than that.

Source: domain rule "Protected identity" (no address). What is warned about is a street with a
number, or a postal code with its town. A street name is told from other words by its end (gata,
väg, torg …); a length of time, a clock, a date, a road or a floor after such a word is none.
"""

import re

# Ends that are a street wherever a first part stands before them, in small letters too.
_SURE = (
    "gatan gata vägen väg gränden gränd stigen stig torget torg allén allé alléen backen backe"
    " slingan esplanaden stråket stråk terrassen kajen kroken svängen"
).split()
# Ends that other words have as often (arbetsplats, vårdplan, höjdled): with a capital only.
_UNSURE = "platsen plats planen plan leden ringen höjden parken hamnen".split()

# Roads that are numbered and lead nowhere in particular, and ways that are none.
_NO_STREET = frozenset(
    "om ut av gen åter motor riks läns lands järn europa mellan luft in fram halv".split()
)
# The same when it is no name: "hans skolväg 2 …", "på gångvägen 3 …".
_NO_NAME = frozenset("skol hem arbets cykel gång promenad sido tvär åk färd res hel".split())
# Not a street with a capital either, at the beginning of a sentence. Empty: "Plan 3".
_NO_PLACE = frozenset(
    [
        *("", "arbets", "mötes", "vård", "handlings", "behandlings", "parkerings", "sitt", "upp"),
        *("brotts", "olycks", "säkerhets", "skydds", "genomförande", "stöd", "tids", "lek", "sov"),
    ]
)
# A capital after a full stop makes no name of these.
_LEADING = frozenset("på vid från till efter av i längs över den hela denna samma".split())

_COUNTED = (
    r"(?:minut|min\b|timm|tim\b|h\b|kr\b|kron|gång|ggr\b|person|barn|år|dag|dygn|veck|mån|meter"
    r"|m\b|km\b|kilom|procent|%|st\b|styck|mil\b|januari|februari|mars|april|maj|juni|juli|augusti"
    r"|september|oktober|november|december|jan\b|feb\b|apr\b|aug\b|sept?\b|okt\b|nov\b|dec\b)"
)
_STREET = re.compile(
    r"\b(?P<word>[^\W\d_]{3,40})\s{1,2}\d{1,3}(?!\d)(?!\s?[.:/]\s?\d)(?!\s{0,2}" + _COUNTED + ")",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s{1,2}\Z")
_LONGEST_BEFORE = 40
_POSTAL = re.compile(
    r"(?<!\d)(?<!\d-)(?<!\d\s)[1-9]\d{2}(?P<gap>\s?)\d{2}\s{1,2}(?P<town>[^\W\d_]{2,30})"
)
_NO_TOWN = re.compile(r"(?:sek|kr|kronor|eur|euro|usd|tkr|st|stycken|km|meter)\Z", re.IGNORECASE)


def is_address_like(text: str) -> bool:
    """Whether a street with a number, or a postal code with a town, seems to stand in `text`."""
    streets, towns = _STREET.finditer(text), _POSTAL.finditer(text)
    return any(_is_street(one["word"], _before(text, one)) for one in streets) or any(
        _is_town(one["town"], has_gap=bool(one["gap"])) for one in towns
    )


def _before(text: str, found: re.Match[str]) -> str:
    """The word before the one that was found."""
    behind = text[max(0, found.start() - _LONGEST_BEFORE) : found.start()]
    word = _WORD_BEFORE.search(behind)
    return word[1] if word else ""


def _is_street(word: str, before: str) -> bool:
    small, is_name = word.lower(), word[0].isupper()
    for end in _SURE:
        if small == end:
            # "Nya vägen 5" is a name, "på vägen 5" is none.
            return before[:1].isupper() and before.lower() not in _LEADING
        if small.endswith(end):
            first = small.removesuffix(end)
            return first not in _NO_STREET and (is_name or first not in _NO_NAME)
    return is_name and any(
        small.endswith(end) and small.removesuffix(end) not in _NO_PLACE for end in _UNSURE
    )


def _is_town(town: str, *, has_gap: bool) -> bool:
    """ "123 45 farsta" is written as a postal code is; five figures in a row need a name after."""
    return not _NO_TOWN.match(town) and (town[0].isupper() or (has_gap and len(town) > 2))
