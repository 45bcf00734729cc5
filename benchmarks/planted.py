"""Does the post-mortem find what `kit sample` planted?  `python benchmarks/planted.py [SEEDS]`.

The sample of each seed (1 to 20 unless said), opened as for internal readers: how often leaked code, missing, late,
undisclosed and short delivery, overpaid creator, burst of unpaid videos and lift are found, and what else is named.
Then the sample's days alone: with a lift of 40 %, and of none over ten times as many seeds.  Beside each count the
project's target.  One process on one core: four minutes of a processor for 20 seeds.
"""

from collections import Counter
from collections.abc import Iterator
import os
from pathlib import Path
import sys
import tempfile
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded

import pandas as pd

import kit
from kit import post_mortem
from kit.data import Data
from kit.post_mortem.added.donors import twin
from kit.post_mortem.added.estimated import estimated
from kit.sample import campaign, daily, people, write_sample
from kit.workspace import Workspace

SMALL, LARGE, NONE_TIMES = 0.15, 0.4, 10  # lifts, and how many times as many seeds have none
WAYS = ("lift", "synthetic control")
AGREED = {"missing": "missing", "late": "late", "undisclosed": "not marked as an ad", "short": "too short"}
DEAREST, RANK = "overpaid creator is the dearest by expected CPM", "overpaid creator: possible ranks hold the true one"
Found = dict[str, int]


def main() -> None:
    seeds = range(1, int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 21)
    n, many = len(seeds), len(seeds) * NONE_TIMES
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = added(sample(place, seed) for seed in seeds)
        large = added(days_alone(place, seed, LARGE) for seed in seeds)
        none = added(days_alone(place, seed, 0.0) for seed in range(1, many + 1))
    print(f"Samples of {n} seeds from 1, lift {SMALL:.0%}, audience internal")
    for what, count in found.items():
        if not what.startswith(WAYS):
            tell(what, count, n, *aim(what, n))
    for way in WAYS:
        tell(f"{way}: 95 % interval holds the {SMALL:.0%}", found[f"{way}, held"], n, 0.85 * n, "least")
        tell(f"{way}: {SMALL:.0%} told from none", found[f"{way}, seen"], n)
        tell(f"{way}: {LARGE:.0%} told from none", large[f"{way}, seen"], n, 0.9 * n, "least")
        tell(f"{way}: false alarms without a lift", none[f"{way}, seen"], many, 0.1 * many, "most")


def aim(what: str, n: int) -> tuple[()] | tuple[float, str]:
    if what == DEAREST:  # five times the usual fee need not be: by true typical views it is in 17 of the first 20 seeds
        return ()
    return (0, "most") if what.startswith("  ") else (0.95 * n if what == RANK else n, "least")


def tell(what: str, count: int, of: int, target: float = 0, bound: str = "") -> None:
    """One line: the count, the target, and whether it is met."""
    met = count >= target if bound == "least" else count <= target
    held = f"at {bound} {target:.0f}: {'met' if met else 'MISSED'}" if bound else "no target"
    print(f"{what:58}{count:4} of {of:<4}{held}", flush=True)


def added(parts: Iterator[Found]) -> Counter[str]:
    """The sums over seeds; what was never found stays, as 0."""
    sums: Counter[str] = Counter()
    for part in parts:
        sums.update(part)
    return sums


def sample(place: Path, seed: int) -> Found:
    """What is found in the sample of one seed; names with a blank before them should not be."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        truth = write_sample(folder, seed, SMALL)
        data = kit.open(folder, audience="internal")
        return planted(data, truth) | lifts(data, truth["lift"]["relative"])


def planted(data: Data, truth: dict[str, Any]) -> Found:
    """1 for what is found of the campaign's plants, 0 for what is not."""
    found = leaked(data, truth["leaked_code"]["promo_code"])
    found |= delivered(data, {kind: truth[f"{kind}_delivery"]["deal_id"] for kind in AGREED})
    return found | overpaid(data, truth["overpaid"]["creator_id"], truth["creators"]) | unpaid(data)


def leaked(data: Data, code: str) -> Found:
    named = set(post_mortem.leaks(data).table["promo_code"])
    return {"leaked code found": int(code in named), "  another code named": int(bool(named - {code}))}


def delivered(data: Data, deals: dict[str, str]) -> Found:
    """By state and faults of `delivery`; and whether another deal is named for the same."""
    table = post_mortem.delivery(data).table.set_index("deal_id")
    seen = {kind: table.index[table["state"] == kind] for kind in ("missing", "late")}
    seen |= {"undisclosed": table.index[table["undisclosed"] > 0], "short": table.index[table["too_short"] > 0]}
    found = {f"deal that is {words} found": int(deals[kind] in seen[kind]) for kind, words in AGREED.items()}
    wrong = any(set(seen[kind]) - {deals[kind]} for kind in AGREED)
    return found | {"  another deal named for one of these": int(wrong)}


def overpaid(data: Data, creator: str, creators: dict[str, dict[str, float]]) -> Found:
    """Clearly dearer than another, its possible ranks hold the true one, and no "renew" at that price.

    True: by fee ÷ typical views, of a takeover those of the brand's account.
    """
    table = post_mortem.creator_return(data).table.dropna(subset="cpm_expected").set_index("creator_id")
    verdict = post_mortem.renewal(data).table.set_index("creator_id").at[creator, "verdict"]
    seat = table.index.where(table["tactics"] != "takeover", next(iter(data.brand_accounts())))
    true = table["fee_a_video"] / [creators[account]["typical_views"] for account in seat]
    place, first, last = true.rank()[creator], *table.loc[creator, ["rank_first", "rank_last"]]
    return {
        RANK: int(first <= place <= last),
        DEAREST: int(table["cpm_expected"].idxmax() == creator),
        "overpaid creator is clearly dearer than another": int(first > 1),
        "  overpaid creator: verdict renew": int(verdict == "renew"),
    }


def unpaid(data: Data) -> Found:
    row = post_mortem.unpaid_posts(data).table.iloc[0]
    return {"burst of unpaid videos: rate before surely exceeded": int(row["ratio_low"] > 1)}


def days_alone(place: Path, seed: int, lift: float) -> Found:
    """The same random numbers as in the sample, but brands, campaign, days and events alone."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        days, truth = daily.daily(seed, lift)
        parts = {"brands": people.brands(), "campaigns": campaign.campaign(), "daily": days, "events": daily.events()}
        workspace = Workspace.create(folder)
        for name, frame in parts.items():
            workspace.append(name, pd.DataFrame(frame), "made up: days of the sample")
        return lifts(kit.open(folder), truth["relative"])


def lifts(data: Data, truth: float) -> Found:
    """Whether each way's 95 % interval holds the truth, and whether it leaves out 0."""
    one, other = estimated(data).found, twin(data).found
    found = {}
    for way, low, high in zip(WAYS, (one.relative_low, other.low), (one.relative_high, other.high), strict=True):
        found |= {f"{way}, held": int(low <= truth <= high), f"{way}, seen": int(low > 0 or high < 0)}
    return found


if __name__ == "__main__":
    main()
