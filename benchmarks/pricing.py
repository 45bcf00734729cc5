"""How long tier pricing's own cells and solves take: `python benchmarks/pricing.py [DEALS CREATORS …]`.

The report on the sample, and on made-up workspaces (500 deals and 300 creators unless said), one core: seconds of all
cells and of the slowest.  Then the solves of the plan by themselves on as many candidates: expected value at a gap of
0.1 %, and once the worst fifth over 200 scenarios, with the gap reached.
"""

from pathlib import Path
import sys
import tempfile
import time

import numpy as np

from kit import estimate
from one_core import run, tell
from price_worlds import world

SIZES = ((500, 300),)
SLOWEST = 8
SCENARIOS, TAIL, SECONDS = 200, 0.2, 4.5


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    sizes = list(zip(given[::2], given[1::2], strict=True)) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("sample", place / "sample")
        report("sample", place / "sample", place)
        for deals, creators in sizes:
            made = place / f"w{deals}-{creators}"
            world(made, deals, creators)
            report(f"{deals} deals, {creators} creators", made, place)
    for _, creators in sizes:
        solves(creators)


def report(name: str, workspace: Path, place: Path) -> None:
    out = place / "out" / workspace.name
    run("run", "tier_pricing", "--data", workspace, "--out", out, "--quiet")
    tell(name, out / "tier_pricing.ipynb", SLOWEST)


def solves(creators: int) -> None:
    """Candidates whose views go with their price, as they do."""
    r = np.random.default_rng(creators)
    logs = r.normal(10.5, 1.2, creators)
    costs = np.exp(0.6 * logs + r.normal(0, 0.4, creators))
    draws = np.exp(logs + r.normal(0, 0.4, creators) + r.normal(0, 1.1, (4000, creators)))
    for share in (0.05, 0.2, 0.5):
        budget = share * costs.sum()
        seconds, found = timed(draws.mean(axis=0), costs, budget, gap=0.001)
        print(f"{creators} candidates, {share:.0%} of their price: {seconds:.3f} s, gap {found.gap:.2%}", end="")
        seconds, found = timed(draws[:SCENARIOS], costs, budget, TAIL, seconds=SECONDS, gap=0.001)
        print(f"; worst fifth of {SCENARIOS} scenarios: {seconds:.2f} s, gap {found.gap:.2%}")


def timed(*given: object, **more: object) -> tuple[float, estimate.Choice]:
    start = time.perf_counter()
    found = estimate.choose(*given, **more)
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
