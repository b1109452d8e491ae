"""Files that nobody else may read, and that are gone or whole, never in between."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

_PREFIX = ".jourcase-arbete-"


@contextmanager
def work_folder(near: Path) -> Iterator[Path]:
    """A folder for one's own eyes in `near`, gone when the block ends. What a killed process left
    there before is taken away too: its lock died with it.
    """
    with ExitStack() as held:
        with _lock(near, waits=True):
            for old in near.glob(f"{_PREFIX}*"):
                with _lock(old) as is_ours:
                    if is_ours:
                        shutil.rmtree(old, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=near))  # 0700
            held.enter_context(_lock(folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """True when nobody else holds `folder`; until the block ends nobody else can."""
    with _lock(folder) as is_ours:
        yield is_ours


@contextmanager
def _lock(folder: Path, *, waits: bool = False) -> Iterator[bool]:
    """A lock on the folder itself, so that no file of ours lies about."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:  # somebody has just taken it away
        yield False
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """The folder, for one's own eyes when it is we who make it."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def new_file(path: Path) -> BinaryIO:
    """A new file that only we may read. Raises `FileExistsError`."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def put_in_place(part: Path, final: Path) -> None:
    """Give a whole file its name; it bears it after a power cut too."""
    part.replace(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
