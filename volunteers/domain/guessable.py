"""Passphrases that are long and still easily guessed.

Lists of leaked passwords hold few of fifteen characters; those that people make when fifteen are
asked for are a common word twice, the place's own name and a year, or a walk over the keyboard.
Source: ASVS 5.0 6.2.4 and 6.2.11. What is in the list below stands in docs/sakerhet.md too.
"""

from collections.abc import Container

# Words that whoever guesses at a jour's log-ins begins with.
OWN_WORDS = frozenset(
    {
        *("jourcase", "jour", "jouren", "brottsofferjour", "brottsofferjouren", "brottsoffer"),
        *("stödperson", "samordnare", "styrelse", "styrelsen", "volontär", "brottsofferjourens"),
        *("stockholm", "södra", "söderort", "enskede", "farsta", "skarpnäck", "hägersten"),
        *("älvsjö", "årsta", "vantör", "riksförbundet", "stödet", "trygg", "trygghet"),
        *("lösenord", "lösenordet", "lösen", "hemlig", "hemligt", "välkommen", "sverige"),
        *("vår", "våren", "sommar", "sommaren", "höst", "hösten", "vinter", "vintern"),
    }
)
_WALKS = ("abcdefghijklmnopqrstuvwxyzåäö", "qwertyuiopå", "asdfghjklöä", "zxcvbnm", "01234567890")
_WALKED = tuple(walk for line in _WALKS for walk in (line, line[::-1]))
_SHORTEST_WALK = 4
_FEWEST_KINDS = 6
_WORDS_AT_MOST = 2
# What may stand beside the known words without making them hard to guess: an ending, a date.
_LOOSE_LETTERS, _LOOSE_DIGITS = 3, 8


def is_guessable(passphrase: str, *, common: Container[str]) -> bool:
    """Is there nothing more in it than one or two known words, numbers, a repetition or a walk over
    the keyboard? `common`: passwords known to be common, in lower case.
    """
    text = "".join(sign for sign in passphrase.casefold() if sign.isalnum())
    if len(set(text)) < _FEWEST_KINDS or _is_repeated(text):
        return True
    left = _without_walks(text)
    letters = "".join(sign for sign in left if not sign.isdecimal())
    if len(left) - len(letters) > _LOOSE_DIGITS:
        return False
    return _is_of_words(letters, _WORDS_AT_MOST, common)


def _is_repeated(text: str) -> bool:
    """The same again and again, the last time perhaps not to its end."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, len(text) // 2 + 1)
    )


def _without_walks(text: str) -> str:
    left, at = "", 0
    while at < len(text):
        size = _walk_at(text, at)
        left += "" if size else text[at]
        at += size or 1
    return left


def _walk_at(text: str, at: int) -> int:
    """How many characters of a walk begin here; 0 when too few to be one."""
    for size in range(min(len(text) - at, len(_WALKS[0])), _SHORTEST_WALK - 1, -1):
        if any(text[at : at + size] in walk for walk in _WALKED):
            return size
    return 0


def _is_of_words(letters: str, most: int, common: Container[str]) -> bool:
    if len(letters) <= _LOOSE_LETTERS:
        return True
    return most > 0 and any(
        _is_known(letters[:size], common) and _is_of_words(letters[size:], most - 1, common)
        for size in range(len(letters), _LOOSE_LETTERS - 1, -1)
    )


def _is_known(word: str, common: Container[str]) -> bool:
    return word in OWN_WORDS or word in common
