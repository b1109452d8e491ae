"""Log calls for a long time while everything is killed at random, and count: `make soak`.

`python -m tests.kill.soak --minutes 12 --on postgresql` starts a database, a Redis, the web server
and a drainer of its own, lets several people log calls and type in drafts, and kills one of the
four every few seconds. It ends with 1 when anything that was answered "saved" is not there exactly
once, when a draft that was answered is not the latest kept, or when work put in the outbox is not
done.
"""

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.infrastructure.servers import Redis
from tests.kill.caller import Caller, NoAnswerError, told
from tests.kill.place import Place, copied, make_template
from tests.kill.server import Drainer, Server, running
from tests.kill.work import made

PUT_AT_A_TIME = 10  # as `work put-from` has it
MUCH_LATER = str(24 * 3600)


@dataclass
class Tally:
    """What came of it."""

    acknowledged: int = 0
    stored: int = 0
    lost: int = 0
    doubled: int = 0
    is_sound: bool = True
    drafts_kept: int = 0
    drafts_lost: int = 0
    work_put: int = 0
    work_done: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def is_good(self) -> bool:
        losses = self.lost + self.doubled + self.drafts_lost + self.work_put - self.work_done
        return losses == 0 and self.acknowledged == self.stored > 0 and self.is_sound

    def lines(self) -> list[str]:
        return [
            f"acknowledged   {self.acknowledged}",
            f"stored         {self.stored}",
            f"lost           {self.lost}",
            f"doubled        {self.doubled}",
            f"half saved     {'no' if self.is_sound else 'YES'}",
            f"drafts kept    {self.drafts_kept}",
            f"drafts lost    {self.drafts_lost}",
            f"work put       {self.work_put}",
            f"work done      {self.work_done}",
            *(f"killed         {count:5d}  {name}" for name, count in self.kills.most_common()),
            *(f"errors         {count:5d}  {name}" for name, count in self.errors.most_common()),
        ]


class Soak:
    """Everything that runs, and the threads that use and kill it."""

    def __init__(self, place: Place, server: Server, redis: Redis, *, clients: int, seed: int):
        self.place, self.server, self.redis = place, server, redis
        self.random = random.Random(seed)
        self.tally = Tally()
        self.drainer = self._new_drainer()
        self.callers = [Caller(server.port, person) for person in place.people[:clients]]
        self.is_over = threading.Event()

    def _new_drainer(self) -> Drainer:
        drainer = Drainer(self.place, "-m", "tests.kill.work", "drain")
        drainer.start()
        return drainer

    # --- Those who use it ---

    def use(self, caller: Caller, chance: random.Random) -> None:
        while not self.is_over.is_set():
            case, draft, sequence = caller.next_case(), "", 0
            kept = ""
            give_up = time.monotonic() + 90
            while time.monotonic() < give_up:
                try:
                    draft = draft or caller.begin(case)
                    while sequence < 3 and chance.random() < 0.6:
                        sequence += 1
                        text = f"Utkast {chance.getrandbits(64):x}"
                        # Of one that was not answered nobody was told anything.
                        answer = caller.autosave(draft, text, sequence)
                        kept = text if answer.status == 204 else ""
                    if kept and chance.random() < 0.3:
                        self._look_for(caller, draft, kept)
                        kept = ""
                    if caller.note(case, caller.save(draft, note="Ringde.")):
                        break
                except NoAnswerError as error:
                    caller.errors[str(error)] += 1
                    kept = ""
                time.sleep(0.2)
            else:
                caller.errors["gave up"] += 1
            time.sleep(chance.uniform(0.05, 0.3))

    def _look_for(self, caller: Caller, draft: str, text: str) -> None:
        """What was answered must be there, now and after the next kill."""
        answer = caller.send("GET", f"/att-ringa/{draft}/")
        if answer.status == 200:
            name = "drafts_kept" if text in answer.body else "drafts_lost"
            setattr(self.tally, name, getattr(self.tally, name) + 1)

    def put_work(self) -> None:
        while not self.is_over.wait(10):
            numbers = range(self.tally.work_put, self.tally.work_put + PUT_AT_A_TIME)
            try:
                self.place.run("-m", "tests.kill.work", "put-from", str(numbers.start))
            except RuntimeError:
                self.tally.errors["putting work"] += 1
                continue
            self.tally.work_put = numbers.stop

    # --- Those who kill it ---

    def kill_until(self, ends: float) -> None:
        """In the main thread: what it starts again is told by the kernel to stop when the thread
        that started it ends (`setpriv --pdeathsig`).
        """
        acts: dict[str, Callable[[], None]] = {
            "web worker": lambda: self.server.kill_worker(self.random.randrange(2)),
            "drainer": self._kill_drainer,
            "redis": self._kill_redis,
        }
        if self.place.cluster is not None:
            acts["postgresql"] = self._kill_postgresql
        else:
            acts["web server"] = self._kill_server
        told_at = time.monotonic()
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, self.random.uniform(2, 8)))
            name = self.random.choice(list(acts))
            acts[name]()
            self.tally.kills[name] += 1
            if time.monotonic() - told_at > 30:
                told_at = time.monotonic()
                print(f"... {sum(told(self.callers).values())} acknowledged", flush=True)

    def _kill_drainer(self) -> None:
        self.drainer.kill()
        self.drainer = self._new_drainer()

    def _kill_redis(self) -> None:
        self.redis.kill()
        time.sleep(self.random.uniform(0, 2))
        self.redis.start()

    def _kill_postgresql(self) -> None:
        assert self.place.cluster is not None
        self.place.cluster.kill()
        time.sleep(self.random.uniform(0, 2))
        self.place.cluster.start()

    def _kill_server(self) -> None:
        self.server.kill()
        self.server.start()

    # --- The whole ---

    def run(self, *, seconds: float) -> Tally:
        threads = [
            threading.Thread(target=self.use, args=(caller, random.Random(self.random.random())))
            for caller in self.callers
        ]
        threads.append(threading.Thread(target=self.put_work))
        for thread in threads:
            thread.start()
        try:
            self.kill_until(time.monotonic() + seconds)
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join()
        self.drainer.kill()
        self.place.run("-m", "tests.kill.work", "drain", MUCH_LATER)
        return self._count()

    def _count(self) -> Tally:
        said, found = told(self.callers), self.place.contacts_by_case()
        tally = self.tally
        tally.acknowledged, tally.stored = sum(said.values()), sum(found.values())
        for case in {*said, *found}:
            more = found.get(case, 0) - said.get(case, 0)
            tally.doubled += max(0, more)
            tally.lost += max(0, -more)
        tally.is_sound = self.place.is_sound()
        tally.work_done = len(made(self.place.folder) & set(map(str, range(tally.work_put))))
        for caller in self.callers:
            tally.errors.update(caller.errors)
        return tally


def soak(*, seconds: float, on_postgresql: bool, clients: int, seed: int) -> Tally:
    base = Path(tempfile.mkdtemp(prefix="jourcase-soak-"))
    base.chmod(0o755)
    try:
        with ExitStack() as things:
            make_template(base / "made", on_postgresql=on_postgresql)
            (base / "copy").mkdir()
            place = things.enter_context(
                copied(base / "made", base / "copy", on_postgresql=on_postgresql)
            )
            (base / "redis").mkdir()
            redis = Redis(base / "redis")
            redis.start()
            things.callback(redis.stop)
            environment = {"JOURCASE_TEST_REDIS_URL": redis.url, "JOURCASE_KILL_TIMER": "1"}
            server = things.enter_context(running(place, **environment))
            one = Soak(place, server, redis, clients=clients, seed=seed)
            things.callback(lambda: one.drainer.kill())
            return one.run(seconds=seconds)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--on", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--clients", type=int, default=6, choices=range(1, 17), metavar="1-16")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    tally = soak(
        seconds=given.minutes * 60,
        on_postgresql=given.on == "postgresql",
        clients=given.clients,
        seed=given.seed,
    )
    print("\n".join(tally.lines()))
    print("Good." if tally.is_good else "NOT good.")
    return 0 if tally.is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
