"""`make bench`: build cases, measure the pages against hand-written ones, print, clean up.

Usage: python -m bench [--cases N] [--rounds N] [--postgresql [--alike N]] [--list N]
"""

import argparse
import logging
import os
import time
from pathlib import Path

from bench import place


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--cases", type=int, default=5000, help="how many (default 5000)")
    parser.add_argument("--rounds", type=int, default=40, help="of each page (default 40)")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument(
        "--alike", type=int, default=0, help="duplicates among so many cases, and nothing else"
    )
    parser.add_argument(
        "--list", type=int, default=0, help="a list of so many referrals, and nothing else"
    )
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    began = time.monotonic()
    with place.own_database(on_postgresql=asked.postgresql):
        # The environment is set: from here on the project may be imported.
        import django

        django.setup()
        run(asked)
    print(f"\nall in {time.monotonic() - began:.0f} s")


def run(asked: argparse.Namespace) -> None:
    from bench import report
    from bench.alike import alike_times, copy_case, pattern_case
    from bench.build import Teller, build_cases, build_sought, sample_is_right
    from bench.figures import figures
    from bench.listing import list_time
    from bench.measure import Browser, in_turn, protection
    from bench.moment import NOW
    from bench.people import make_people, session_of
    from bench.queries import queries_of
    from bench.saves import SOUGHT, FromTheCase, FromTheList, saves_a_second
    from jourcase.kernel import clock

    began = time.monotonic()
    logging.disable(logging.INFO)  # the request log of the pages that are opened in this process
    place.prepare()
    with clock.fixed(NOW):
        people = make_people()
        teller = Teller(people)
        busy = build_cases(teller, asked.cases)
        if not sample_is_right(100):
            raise RuntimeError("the stored columns are not what the rule says")
        seconds = time.monotonic() - began
        database = "PostgreSQL" if asked.postgresql else "SQLite"
        print(f"{asked.cases} cases on {database}, built in {seconds:.0f} s\n", flush=True)

        if asked.alike:
            copy_case(pattern_case(), asked.alike)
            print(report.alike(alike_times(people.coordinator), asked.alike))
            return
        if asked.list:
            print(report.listing(list_time(people.coordinator, asked.list)))
            return
        session = session_of(people.coordinator)
        paths = {
            "call list": ("/att-ringa/", "/hand/att-ringa/"),
            "case": (f"/arenden/{busy.public_id}/", f"/hand/arenden/{busy.public_id}/"),
            "dashboard": ("/samordning/", "/hand/samordning/"),
        }
        queries = {name: queries_of(session, page) for name, (page, _) in paths.items()}
        with place.server() as port:
            browser = Browser(port, session)
            pairs = {
                name: in_turn(browser, page, hand, asked.rounds)
                for name, (page, hand) in paths.items()
            }
            costs = {
                name: protection(browser, paths[name][0], asked.rounds)
                for name in ("call list", "case")
            }
        with place.server(workers=2) as port:
            build_sought(teller, SOUGHT)
            saves = [saves_a_second(kind, people, port) for kind in (FromTheCase, FromTheList)]
        print(report.pages(pairs, queries), end="\n\n", flush=True)
        print(report.protection(costs), end="\n\n", flush=True)
        print(report.saves(saves), end="\n\n", flush=True)
        heaviest = max((pair.weight for pair in pairs.values()), key=lambda weight: weight.brotli)
        folder = Path(os.environ["JOURCASE_BENCH_FOLDER"]) / "static"
        print(report.static_files(folder, heaviest), end="\n\n", flush=True)
        print(report.counts(figures(people.coordinator, asked.rounds)))


if __name__ == "__main__":
    main()
