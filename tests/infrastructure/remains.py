"""Looking for words where they should not be: in every file of the databases, in a dump, in what
sessions and the cache hold packed, and wherever else a test says.
"""

import base64
import mmap
import subprocess
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, connections

from tests.infrastructure.servers import NEWEST_FIRST


def spellings(word: str) -> set[bytes]:
    """A word as it would lie in a file: as it is, in UTF-16, in hex, and in base64 at any place."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), plain.hex().encode()}
    for shift in range(3):
        # The whole groups of four signs that do not depend on what stands beside.
        packed = base64.b64encode(b"\x00" * shift + plain)
        found.add(packed[4 if shift else 0 : len(packed) // 4 * 4 - 4])
    return {spelled for spelled in found if len(spelled) >= 6}


def files_of_databases() -> list[Path]:
    """SQLite's files with their journals, or every file of the PostgreSQL cluster."""
    if connection.vendor == "sqlite":
        names = [Path(one.settings_dict["NAME"]) for one in connections.all()]
        return sorted({beside for name in names for beside in name.parent.glob(f"{name.name}*")})
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    return sorted(path for path in folder.rglob("*") if path.is_file())


def settle() -> None:
    """Let everything that has been written reach the files."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")


def bytes_in_files(wanted: Iterable[bytes]) -> set[bytes]:
    """Those that stand in a file of the databases. PostgreSQL's journal (pg_wal) is left out: it
    keeps what was written until it is used again; docs/hotmodell.md says so.
    """
    settle()
    words = list(wanted)
    files = [path for path in files_of_databases() if "pg_wal" not in path.parts]
    return {one for _, content in _contents(files) for one in words if content.find(one) >= 0}


def dumps() -> bytes:
    """What a backup would hold, of both databases."""
    if connection.vendor == "sqlite":
        return b"".join(_lines(alias) for alias in connections)
    program = str(NEWEST_FIRST[0] / "pg_dump")
    found = b""
    for one in connections.all():
        named = one.settings_dict
        command = [program, "-h", named["HOST"], "-U", named["USER"], str(named["NAME"])]
        found += subprocess.run(command, check=True, capture_output=True).stdout
    return found


def _lines(alias: str) -> bytes:
    connections[alias].ensure_connection()
    return "\n".join(connections[alias].connection.iterdump()).encode()


def packed() -> bytes:
    """What sessions and the cache hold, unpacked."""
    found = [repr(row.get_decoded()) for row in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        found += [f"{key} {base64.b64decode(value)!r}" for key, value in cursor.fetchall()]
    return "\n".join(found).encode()


def occurrences(words: Iterable[str], *, files: Iterable[Path], texts: Iterable[bytes]) -> set[str]:
    """The words that occur in some spelling, with where."""
    looked_for = [(word, spelled) for word in words for spelled in spellings(word)]
    found = set()
    for place, content in chain(_contents(files), (("text", text) for text in texts)):
        found |= {
            f"{word} in {place}" for word, spelled in looked_for if content.find(spelled) >= 0
        }
    return found


def _contents(files: Iterable[Path]) -> Iterator[tuple[str, bytes | mmap.mmap]]:
    for path in files:
        try:
            with path.open("rb") as file:
                if path.stat().st_size:
                    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                        yield path.name, content
        except FileNotFoundError:
            continue  # it went while we looked
