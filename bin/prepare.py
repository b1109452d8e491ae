"""All that `make run` does between installing and starting, in one process because it is quick.

Everything here may be done again and changes nothing the second time. With `--fresh` the demo
databases are thrown away first; other arguments go to `demo_data`. A demo database that this
version cannot read is made anew; one with `JOURCASE_DEMO=0` never is.
"""

import base64
import hashlib
import os
import re
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = Path(os.environ.get("JOURCASE_ENV_FILE", ROOT / ".env"))
IS_PRACTICE = os.environ.get("JOURCASE_PRACTICE") == "1"
FOLDER = ROOT / "var" / "practice" if IS_PRACTICE else ROOT / "var"
DATABASES = {"default": FOLDER / "jourcase.sqlite3", "keys": FOLDER / "keys.sqlite3"}
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
            f"JOURCASE_KEKS={new_kek()}\n"
            "JOURCASE_DEMO=1\n"
        )


def new_kek() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def add_missing_kek() -> None:
    """Give a `.env` from before the encryption a key-encryption key, in demo mode."""
    text = ENV_FILE.read_text("utf-8")
    if os.environ.get("JOURCASE_KEKS") or re.search(r"^JOURCASE_KEKS=[ \t]*\S", text, re.MULTILINE):
        return
    demo = re.search(r"^JOURCASE_DEMO=(.*)$", text, re.MULTILINE)
    said = os.environ.get("JOURCASE_DEMO", demo[1] if demo else "")
    if said.strip().strip("\"'").lower() not in {"1", "true", "yes", "on"}:
        sys.exit(
            "JOURCASE_KEKS saknas i .env. Är det en ny installation, skriv dit en rad från:\n"
            "    python3 -c 'import base64, secrets; "
            'print("JOURCASE_KEKS=k1:" + base64.b64encode(secrets.token_bytes(32)).decode())\'\n'
            "Finns det redan data, lägg tillbaka den huvudnyckel som användes."
        )
    without_empty = re.sub(r"^JOURCASE_KEKS=.*\n?", "", text, flags=re.MULTILINE)
    end = "" if without_empty.endswith("\n") or not without_empty else "\n"
    whole = ENV_FILE.with_name(".env.new")
    whole.write_text(f"{without_empty}{end}JOURCASE_KEKS={new_kek()}\n", "utf-8")
    whole.chmod(0o600)
    whole.replace(ENV_FILE)
    print("En huvudnyckel lades till i .env.", flush=True)


def is_embedded_demo() -> bool:
    """Invented people in the two files of `make run`: what may be thrown away."""
    from django.conf import settings

    named = {alias: Path(one["NAME"]) for alias, one in settings.DATABASES.items()}
    return settings.DEMO and named == DATABASES


def throw_away() -> None:
    from django.db import connections

    connections.close_all()
    for database in DATABASES.values():
        for suffix in ("", "-wal", "-shm", "-journal"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)


def migrate() -> None:
    """Both databases; those of the demonstration are made anew when they cannot be used."""
    from django.core.management import call_command

    def migrate_both() -> None:
        for alias in DATABASES:
            call_command("migrate", database=alias, verbosity=0, interactive=False)

    try:
        migrate_both()
    except RuntimeError as error:
        if not is_embedded_demo():
            sys.exit(str(error))
    else:
        if not is_embedded_demo() or demo_opens():
            return
    print("Demodatabasen är från en äldre version och görs om.", flush=True)
    throw_away()
    migrate_both()


def make_check_key() -> None:
    """By which `/readyz` and the doctor know that the key-encryption keys are the right ones."""
    from jourcase.doctor import key_check
    from jourcase.kernel import clock

    key_check.make_check_key(now=clock.now())


def demo_opens() -> bool:
    """Whether the key store is the one of the data, and of the key-encryption key in `.env`."""
    from cases.models import Case
    from jourcase.keystore import store

    newest = Case.objects.kept().order_by("-pk").first()
    return newest is None or bool(store.fetch([newest.key_scope]))


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
    # Databases and their journals are for the eyes of whoever runs this.
    os.umask(0o077)
    write_env_file()
    add_missing_kek()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for database in DATABASES.values():
        if database.exists():
            database.chmod(0o600)

    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if "--fresh" in arguments:
        arguments.remove("--fresh")
        if not is_embedded_demo():
            sys.exit("Bara den inbyggda databasen i demoläge kan göras om.")
        throw_away()
    print("Gör databasen klar ...", flush=True)
    migrate()
    call_command("createcachetable", verbosity=0)
    call_command("load_agreement", AGREEMENT, verbosity=0)
    if settings.DEMO:
        data = "practice_data" if settings.PRACTICE else "demo_data"
        call_command(data, "--if-empty", *arguments)
    collect_static_files()
    make_check_key()
    if settings.DEMO:
        call_command("demo_logins")
    if serving:
        print(
            f"\nJourcase: http://localhost:{os.environ['PORT']}/   (Ctrl-C avslutar)\n", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
