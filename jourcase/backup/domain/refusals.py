"""Why a backup is not made, and why one is not read. The words are in `jourcase.backup.words`."""

from enum import Enum, auto


class Failure(Enum):
    """Why no backup was made."""

    NO_RECIPIENTS = auto()
    BAD_RECIPIENT = auto()
    NO_DATABASE = auto()  # the embedded file is not there
    SOURCE_BROKEN = auto()  # the database itself is damaged
    PROGRAM_MISSING = auto()
    DUMP_FAILED = auto()
    NO_SPACE = auto()
    CANNOT_WRITE = auto()
    BUSY = auto()  # another backup is being made


class Refusal(Enum):
    """Why a backup is not read."""

    FILE_MISSING = auto()
    RECEIPT_MISSING = auto()
    RECEIPT_BROKEN = auto()  # not what we wrote, or written by another Jourcase
    RECEIPT_TOO_NEW = auto()
    OTHER_FILE = auto()  # the receipt is of another backup, or the file is not what it was
    IDENTITY_UNREADABLE = auto()
    WRONG_IDENTITY = auto()
    BROKEN_INSIDE = auto()  # it opens, but is no database
    WRONG_ENGINE = auto()
    COUNTS_DIFFER = auto()
    NEWER_THAN_CODE = auto()
    CHAIN_BROKEN = auto()
    HEAD_DIFFERS = auto()
    KEYS_DO_NOT_OPEN = auto()
    NO_THROW_AWAY = auto()  # the server does not let us make a database
    PROGRAM_MISSING = auto()
    NOT_EMPTY = auto()
    IN_USE = auto()
    LOAD_FAILED = auto()
    REPLAY_FAILED = auto()


class BackupFailedError(Exception):
    """No backup was made, and none stands there that looks like one."""

    def __init__(self, failure: Failure, about: str = "") -> None:
        super().__init__(failure.name)
        self.failure, self.about = failure, about


class RestoreRefusedError(Exception):
    """The backup was not read, and nothing was changed."""

    def __init__(self, refusal: Refusal, about: str = "") -> None:
        super().__init__(refusal.name)
        self.refusal, self.about = refusal, about
