"""Folders and files for one's own eyes, that do not outlive whoever made them."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jourcase.backup import private

HOLDS = """
import sys, time
from pathlib import Path
from jourcase.backup import private
with private.work_folder(Path(sys.argv[1])) as folder:
    (folder / "plain").write_text("secret")
    print(folder, flush=True)
    time.sleep(60)
"""
ROOT = Path(__file__).resolve().parents[3]


def folders(near: Path) -> list[Path]:
    return list(near.glob(".jourcase-arbete-*"))


def test_a_work_folder_is_ones_own_and_goes_whatever_happens(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def use() -> None:
        with private.work_folder(tmp_path) as folder:
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            (folder / "plain").write_text("secret")
            raise StoppedError

    with pytest.raises(StoppedError):
        use()
    assert folders(tmp_path) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_has_is_not(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        held = Path(other.stdout.readline().strip())
        with private.work_folder(tmp_path) as ours:
            assert set(folders(tmp_path)) == {held, ours}
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert folders(tmp_path) == [held]  # SIGKILL leaves it ...
    with private.work_folder(tmp_path) as ours:
        assert folders(tmp_path) == [ours]  # ... until the next comes by
    assert folders(tmp_path) == []


def test_only_one_is_alone_in_a_folder(tmp_path: Path) -> None:
    with private.alone_in(tmp_path) as first, private.alone_in(tmp_path) as second:
        assert (first, second) == (True, False)
    with private.alone_in(tmp_path) as again:
        assert again


def test_a_new_file_is_ones_own_and_never_an_old_one(tmp_path: Path) -> None:
    with private.new_file(tmp_path / "x") as file:
        file.write(b"1")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        private.new_file(tmp_path / "x")
