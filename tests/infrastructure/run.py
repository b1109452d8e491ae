"""Run pytest on each database in turn: `python -m tests.infrastructure.run [--on DB] [pytest …]`.

Both runs are always made, so that one look tells of both; the exit code is the first that failed.
A run that finds no test is a failure only if the other did not find any either.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.infrastructure import servers

DATABASES = ("sqlite", "postgresql")
NO_TESTS = 5


def run_pytest(arguments: list[str], environment: dict[str, str]) -> int:
    alone = any(given.startswith(("-n", "--pdb")) for given in arguments)
    workers = [] if alone else ["-n", "2"]
    command = [sys.executable, "-m", "pytest", *workers, "--dist=worksteal", *arguments]
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # The terminal sent it to pytest too, which stops, tells and is waited for.
                continue
            except SystemExit:
                process.send_signal(signal.SIGINT)  # so that pytest cleans up
                raise


def on(database: str, arguments: list[str]) -> int:
    with ExitStack() as running:
        environment: dict[str, str] = {}
        if database == "postgresql":
            environment["JOURCASE_TEST_DATABASE_URL"] = running.enter_context(servers.postgresql())
        return run_pytest(arguments, environment)


def main(arguments: list[str]) -> int:
    chosen: tuple[str, ...] = DATABASES
    if "--on" in arguments:
        at = arguments.index("--on")
        chosen = tuple(arguments[at + 1 : at + 2])
        del arguments[at : at + 2]
        if not set(chosen) <= set(DATABASES) or not chosen:
            sys.exit(f"--on: välj {' eller '.join(DATABASES)}")
    # Asked to stop, we still stop what we started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    results: dict[str, int] = {}
    for database in chosen:
        print(f"\n=== Tests on {database} ===", flush=True)
        began = time.monotonic()
        results[database] = on(database, list(arguments))
        print(f"=== {database}: {time.monotonic() - began:.0f} s ===", flush=True)
        if results[database] == 2:  # interrupted
            break
    failed = [code for code in results.values() if code not in (0, NO_TESTS)]
    if failed:
        print(f"Failed on: {', '.join(name for name, code in results.items() if code)}")
        return failed[0]
    return NO_TESTS if NO_TESTS in results.values() else 0


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent.parent)
    sys.exit(main(sys.argv[1:]))
