"""All that `make run` does between installing and starting, in one process because it is quick.

Everything here may be done again and changes nothing the second time. With `--fresh` the demo
database is thrown away first; other arguments go to `demo_data`.
"""

import base64
import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = ROOT / ".env"
DATABASE = ROOT / "var" / "jourcase.sqlite3"
AGREEMENT = "jourcase/agreement/data/sodra-stockholm-2025.toml"


def write_env_file() -> None:
    """Write `.env` with secrets of its own, unless there is one: a key is never replaced."""
    try:
        descriptor = os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(
            "# Made by `make run`. The other variables stand in .env.example.\n"
            f"JOURCASE_SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"JOURCASE_LOOKUP_KEY={secrets.token_urlsafe(50)}\n"
            f"JOURCASE_KEKS=k1:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"
            "JOURCASE_DEMO=1\n"
        )


def stop_if_taken(port: str) -> None:
    """Say so in words when the port cannot be had, before anything else takes time."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError, ValueError) as error:
            sys.exit(f"Port {port} går inte att använda ({error}). Prova: PORT=8001 make run")


def collect_static_files() -> None:
    """Run `collectstatic` if a source has changed: compressing takes longer than all else here."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    facts = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = os.stat(storage.path(path))
            facts.update(f"{path} {about.st_mtime_ns} {about.st_size}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if not stamp.exists() or stamp.read_text() != facts.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(facts.hexdigest())


def main(arguments: list[str]) -> None:
    serving = "PORT" in os.environ
    if serving:
        stop_if_taken(os.environ["PORT"])
    write_env_file()
    DATABASE.parent.mkdir(exist_ok=True)

    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if "--fresh" in arguments:
        arguments.remove("--fresh")
        if not settings.DEMO or Path(settings.DATABASES["default"]["NAME"]) != DATABASE:
            sys.exit("Bara den inbyggda databasen i demoläge kan göras om.")
        for suffix in ("", "-wal", "-shm", "-journal"):
            DATABASE.with_name(DATABASE.name + suffix).unlink(missing_ok=True)
    print("Gör databasen klar ...", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_agreement", AGREEMENT, verbosity=0)
    if settings.DEMO:
        call_command("demo_data", "--if-empty", *arguments)
    collect_static_files()
    if settings.DEMO:
        call_command("demo_logins")
    if serving:
        print(
            f"\nJourcase: http://127.0.0.1:{os.environ['PORT']}/   (Ctrl-C avslutar)\n", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
