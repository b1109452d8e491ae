"""What a check says: one level and one line, which when something is wrong also tells the cure."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    OK = "ok"
    WARN = "obs"
    FAIL = "fel"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` is a Swedish sentence or two for whoever runs the server; never a secret."""

    level: Level
    text: str = ""


def ok(text: str = "") -> Finding:
    return Finding(Level.OK, text)


def warn(text: str) -> Finding:
    return Finding(Level.WARN, text)


def fail(text: str) -> Finding:
    return Finding(Level.FAIL, text)
