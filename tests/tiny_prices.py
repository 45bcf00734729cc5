"""The deals that tests of fair prices reckon with: by a rule without luck, and with luck."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from kit.data import Data
from tiny import creator, data, video
from tiny_deals import deal

MIDDLE = 20_000  # followers of the middle creator of `ruled`


def ruled(path: Path, n: int = 33, more: Sequence[dict] = ()) -> Data:
    """Deals by a rule without luck: a hundredth of the followers, a quarter more with rights (their fee apart).

    Followers lie evenly on the log scale around 20,000, a factor of ten each way; each third deal has rights.
    """
    size = np.round(MIDDLE * 10 ** np.linspace(-1, 1, n))
    people = [creator(f"c{k}", int(f), name=f"Creator {k}") for k, f in enumerate(size)]
    deals = [
        deal(f"D{k:02}", f"c{k}", f / 100) | ({"usage_rights_fee": f / 400, "usage_days": 60} if k % 3 == 0 else {})
        for k, f in enumerate(size)
    ]
    people.append(creator("new", 80_000, name="New"))
    deals += more
    return data(path, deals=deals, creators=people)


def billed(path: Path) -> Data:
    """The same rule in 25 deals, five more with exclusivity, at 10 to 30 % of the fee on top, and five with two pieces.

    35 deals carry three effects: followers, pieces and rights; followers lie evenly around 20,000 again.
    """
    fee = np.round(MIDDLE * 10 ** np.linspace(-1, 1, 25)) / 100
    share = {1: 0.1, 4: 0.15, 12: 0.2, 20: 0.25, 23: 0.3}
    alone = [
        deal(f"X{k:02}", f"c{k}", fee[k], exclusivity_fee=fee[k] * part, exclusivity_days=30)
        for k, part in share.items()
    ]
    two = [deal(f"B{k:02}", f"c{k}", 2 * fee[k], deliverable="bundle", videos_agreed=2) for k in (2, 5, 12, 19, 22)]
    return ruled(path, 25, [*alone, *two])


def market(path: Path, n: int = 48, people: int = 24, times: float = 1.0, turned: bool = False) -> Data:
    """Deals with luck, whose creators' views and engagement differ beyond what followers suggest."""
    r = np.random.default_rng(1)
    size = np.round(np.exp(r.uniform(8.6, 14, people)))
    typical, rate = size * 0.2 * np.exp(r.normal(0, 0.7, people)), 0.06 * np.exp(r.normal(0, 0.4, people))
    kinds = ("food", "skin", "comedy")
    made = [creator(f"c{k}", int(f), name=f"N{k}", category=kinds[k % 3]) for k, f in enumerate(size)]
    deals = [
        deal(
            f"D{i:03}",
            f"c{i % people}",
            float(times * (size[i % people] * typical[i % people]) ** 0.4 * np.exp(r.normal(0, 0.4))),
            agreed_on=str((pd.Timestamp("2026-05-25") - pd.Timedelta(days=7 * i)).date()),
        )
        for i in range(n)
    ]
    videos = [
        video(f"{k}-{j}", f"c{k}", int(v), int(v * rate[k] * np.exp(r.normal(0, 0.1))))
        for k, middle in enumerate(typical)
        for j, v in enumerate(middle * np.exp(r.normal(0, 0.5, 12)) + 60)
    ]
    rows = (deals[::-1], made[::-1], videos[::-1]) if turned else (deals, made, videos)
    return data(path, deals=rows[0], creators=rows[1], videos=rows[2])
