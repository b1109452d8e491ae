"""Whether what is stored is still what somebody was shown when they began to write.

Source: domain §4 (safe contact) and §5 (somebody else answered: nobody rings until the coordinator
has decided). A page that replaces everything must not put back what others have changed while it
stood open. What was shown goes along with the page as prints, one for each answer; a post without
them, or with some that are made up, has seen nothing.
"""

from collections.abc import Mapping

from jourcase.kernel.refusals import Refusal


class SeenRefusal(Refusal):
    CHANGED_MEANWHILE = "changed_meanwhile"


def write_stamp(prints: Mapping[str, str]) -> str:
    """The prints in one line, for a hidden field. Names and prints hold none of ";" and "="."""
    return ";".join(f"{name}={prints[name]}" for name in prints)


def changed_since(seen: str, prints: Mapping[str, str]) -> tuple[str, ...]:
    """The names of what is no longer as it was shown, in the order of `prints`; `seen` is the stamp
    of then.
    """
    shown = dict(part.partition("=")[::2] for part in seen.split(";"))
    return tuple(name for name, one in prints.items() if shown.get(name) != one)


def seen_refusals(seen: str, prints: Mapping[str, str]) -> set[SeenRefusal]:
    """What is stored now is replaced only by somebody who has seen it."""
    return {SeenRefusal.CHANGED_MEANWHILE} if changed_since(seen, prints) else set()
