"""Does what a plan promises come?  `python benchmarks/promises.py [WORLDS] [DEALS CREATORS]`.

Made-up workspaces (24, of 40 deals and 60 creators unless said), each with the plan for the default budget: its
expected views beside the hidden truth of the chosen, and whether the 95 % interval of the mean holds that.  Beside it
what picking by raw mean views promises for the same money.
"""

from pathlib import Path
import sys
import tempfile

import numpy as np
import pandas as pd

import kit
from kit import estimate
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.terms import Terms
from price_worlds import SPONSORED, VIEWS_SD, world

SEED = 101


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    worlds, deals, creators = (given + [24, 40, 60][len(given) :])[:3]
    held, ratios, raw = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for k in range(worlds):
            path = Path(folder) / f"w{k}"
            people = world(path, deals, creators, SEED + k)
            data = kit.open(str(path))
            plan = made(data, Terms())
            truth = people.set_index("creator_id")["level"].map(
                lambda level: np.exp(level + SPONSORED + VIEWS_SD**2 / 2)
            )
            came = brought(plan, truth)
            low, high = plan.between
            held.append(low <= came <= high)
            ratios.append(plan.plan.expected / came)
            raw.append(naive(plan, data.videos, truth))
    logs = np.log(ratios)
    print(f"{worlds} workspaces of {deals} deals and {creators} creators, seeds from {SEED}")
    ends = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"promised ÷ truth of the plan: {np.exp(logs.mean()):.2f} (geometric mean; {ends})")
    print(f"its 95 % interval holds the truth in {sum(held)} of {worlds}")
    print(f"promised ÷ truth, best raw mean views for the money: {np.exp(np.log(raw).mean()):.2f}")


def brought(plan: Made, truth: pd.Series) -> float:
    chosen = plan.chosen
    return float((chosen["creator_id"].map(truth) * chosen["videos"].astype(float)).sum())


def naive(plan: Made, videos: pd.DataFrame, truth: pd.Series) -> float:
    """The set with the highest raw means for the budget, and what it promises over what is true of it."""
    means = videos.groupby("creator_id")["views"].mean().astype(float)
    people = plan.people.assign(raw=lambda p: p["creator_id"].map(means) * p["videos"].astype(float))
    found = estimate.choose(people["raw"], people["price"], plan.budget, gap=0.001)
    some = people[found.chosen]
    return found.value / float((some["creator_id"].map(truth) * some["videos"].astype(float)).sum())


if __name__ == "__main__":
    main()
