"""What a run prints."""

from collections.abc import Sequence
from pathlib import Path

from bench.alike import ALIKE_BUDGET_MS, AlikeTime
from bench.figures import Timed
from bench.listing import LIST_BUDGET_S, MEMORY_BUDGET_MB, ListTime
from bench.measure import Pair, Weight
from bench.saves import Rate

# Source: the screens' page budget; kilobytes of 1 000 bytes, compressed as a browser gets them over
# TLS: with brotli.
BUDGETS = {"page": 12_000, "css": 8_000, "js": 25_000, "all": 60_000}
QUERY_BUDGET = 12
SAVES_BUDGET = 50
PROTECTION_BUDGET = 0.25
ELEMENT_BUDGET = 800


def pages(pairs: dict[str, Pair], queries: dict[str, int]) -> str:
    """Two lines a page: ours, and the one by hand."""
    lines = [
        "page           page ms   hand ms   ratio   queries   html kB  gzip kB  brotli kB"
        "  elements   same words",
        f"{'budget':<43}<= {QUERY_BUDGET}             <= {BUDGETS['page'] / 1000:.0f}"
        f"             <= {ELEMENT_BUDGET}",
    ]
    for name, pair in pairs.items():
        unlike = pair.differing_words
        lines.append(
            f"{name:<14}{pair.page:8.1f}  {pair.hand:8.1f}  {pair.ratio:6.2f}  {queries[name]:8d}"
            f"  {_weights(pair.weight)}  {pair.elements:8d}"
            f"   {'yes' if not unlike else f'no, {unlike} differ'}"
        )
        lines.append(f"  by hand{'':39}{_weights(pair.hand_weight)}")
    return "\n".join(lines)


def protection(costs: dict[str, tuple[float, float]]) -> str:
    lines = ["encryption and audit     with ms   without   added   budget"]
    for name, (full, bare) in costs.items():
        added = full / bare - 1
        verdict = "ok" if added <= PROTECTION_BUDGET else "TOO SLOW"
        lines.append(
            f"{name:<22}{full:10.2f}{bare:10.2f}{added:8.0%}   <= {PROTECTION_BUDGET:.0%} {verdict}"
        )
    return "\n".join(lines)


def saves(rates: Sequence[Rate]) -> str:
    """Calls logged a second; the budget is for logging alone."""
    lines = ["calls logged a second, two workers"]
    for number, rate in enumerate(rates):
        verdict = "ok" if rate.a_second >= SAVES_BUDGET and not rate.problems else "TOO SLOW"
        budget = f">= {SAVES_BUDGET} {verdict}" if number == 0 else ""
        lines.append(f"{rate.a_second:6.0f}  {rate.kind} ({rate.saved} saved)  {budget}".rstrip())
        lines.extend(f"  {problem}" for problem in rate.problems)
    return "\n".join(lines)


def alike(times: Sequence[AlikeTime], cases: int) -> str:
    """The suggestions of duplicates; the budget is for those of one case."""
    lines = [f"duplicates among {cases} cases    median ms  p99 ms"]
    for one in times:
        verdict = "" if one.what == "overview" else f"<= {ALIKE_BUDGET_MS} ms "
        if verdict:
            verdict += "ok" if one.slowest <= ALIKE_BUDGET_MS else "TOO SLOW"
        lines.append(f"{one.what:<30}{one.median:10.1f} {one.slowest:8.1f}   {verdict}".rstrip())
    return "\n".join(lines)


def listing(taken: ListTime) -> str:
    """A list of referrals from file to cases."""
    total = taken.read + taken.looked_through + taken.taken_in
    fits = total <= LIST_BUDGET_S and taken.memory <= MEMORY_BUDGET_MB
    return (
        f"list of {taken.rows} rows: read {taken.read:.0f} s, looked through"
        f" {taken.looked_through:.0f} s, taken in {taken.taken_in:.0f} s;"
        f" memory at most {taken.memory} MB   <= {LIST_BUDGET_S} s, {MEMORY_BUDGET_MB} MB"
        f" {'ok' if fits else 'TOO MUCH'}"
    )


def _weights(weight: Weight) -> str:
    return f"{weight.raw / 1000:8.1f} {weight.gzip / 1000:8.1f} {weight.brotli / 1000:10.1f}"


def static_files(folder: Path, page: Weight) -> str:
    """The files that every page asks for, as collected and compressed, against their budgets."""
    found = {
        "css": [*folder.glob("jourcase/jourcase.*.css")],
        "js": [*_scripts(folder), *folder.glob("django_htmx/htmx-2.min.*.js")],
        "svg": [*folder.glob("jourcase/favicon.*.svg")],
    }
    lines = ["static files    raw kB  gzip kB  brotli kB   budget (brotli)"]
    total = page.brotli
    for kind, paths in found.items():
        raw, zipped, brotli = (_size(paths, suffix) for suffix in ("", ".gz", ".br"))
        total += brotli
        budget = BUDGETS.get(kind)
        verdict = f"<= {budget / 1000:.0f} {_verdict(brotli, budget)}" if budget else ""
        lines.append(
            f"{kind:<14}{raw / 1000:8.1f} {zipped / 1000:8.1f} {brotli / 1000:10.1f}   {verdict}"
        )
    lines.append(
        f"first visit, heaviest page and all files: {total / 1000:.1f} kB brotli, "
        f"<= {BUDGETS['all'] / 1000:.0f} {_verdict(total, BUDGETS['all'])}"
    )
    return "\n".join(lines)


def _size(paths: list[Path], suffix: str) -> int:
    return sum(path.with_name(path.name + suffix).stat().st_size for path in paths)


def _scripts(folder: Path) -> list[Path]:
    """What the frame of every page loads."""
    names = ("jourcase", "autosave", "page", "lock")
    return [path for name in names for path in folder.glob(f"jourcase/{name}.*.js")]


def _verdict(weight: int, budget: int) -> str:
    return "ok" if weight <= budget else "TOO HEAVY"


def counts(timed: list[Timed]) -> str:
    lines = ["counting                                          ms    by hand    ratio"]
    for one in timed:
        hand = f"{one.hand:10.2f} {one.ours / one.hand:8.2f}" if one.hand else ""
        lines.append(f"{one.what:<46}{one.ours:8.2f} {hand}")
    return "\n".join(lines)
