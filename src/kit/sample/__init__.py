"""A made-up but plausible workspace, with the truth that was planted in it.

`write_sample(path, seed, lift)` writes one brand, two competitors, 120 accounts, 6,000 videos, a campaign with its
deals, sales, comments and daily series.  The same seed and lift give the same rows, byte for byte, whatever the day.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from kit.errors import UsageError
from kit.files import write_whole
from kit.sample import campaign, captures, daily, people, sales, talk, videos
from kit.sample.truth import actuals, truth
from kit.tables import TABLES
from kit.workspace import Workspace

SOURCE = "made up: kit sample, seed {seed}"  # every page knows by "made up" that its data are


def tables(seed: int = 1, lift: float = 0.15) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Every canonical table of the sample, and the truth."""
    eur = daily.euro(seed)
    folk = people.people(seed)
    deals = campaign.deals(seed, folk, eur)
    items = videos.videos(seed, folk, deals, eur)
    shown = captures.captures(seed, items)
    said = talk.comments(seed, items)
    sold = sales.orders(seed, deals, items)
    days, effect = daily.daily(seed, lift)
    actual = actuals(shown, deals, items, sold, eur)
    own = folk[folk["brand"] == people.OWN]
    before = people.followers_on(own, pd.DatetimeIndex([campaign.FLIGHT[0].tz_localize("UTC")]))
    targets, met = campaign.goals(actual, float(before[0]))
    made = {
        "brands": people.brands(),
        "creators": people.creators(seed, folk),
        "audience": people.audience(seed, folk),
        "videos": shown,
        "comments": said[[c for c in said.columns if c in TABLES["comments"].types]],
        "labels": talk.labels(seed, said, items),
        "campaigns": campaign.campaign(),
        "goals": targets,
        "deals": campaign.captures(deals),
        "deliveries": items.loc[items["deal_id"].notna(), ["deal_id", "video_id"]],
        "orders": sales.captures(sold),
        "traffic": sales.traffic(seed, deals, items, sold),
        "daily": pd.concat([days, daily.studio(seed, folk)], ignore_index=True),
        "events": daily.events(),
        "fx": daily.fx(eur),
    }
    return made, truth(seed, folk, deals, items, sold, said, effect, actual, met)


def write_sample(path: str | Path, seed: int = 1, lift: float = 0.15) -> dict[str, Any]:
    """Write the sample into the workspace at `path` (made if absent) with its `truth.json`, and return the truth.

    `lift` is the relative lift of the daily outcome in the flight; 0 plants none.  The same call again adds nothing.
    """
    if seed < 0:
        raise UsageError(f"The seed {seed} is negative; use 0 or more.")
    if not -1 < lift <= 10:
        raise UsageError(
            f"A lift of {lift} is no relative change of orders; use a number above -1 and up to 10, such as 0.15."
        )
    made, planted = tables(seed, lift)
    text = json.dumps(planted, indent=1, ensure_ascii=False) + "\n"
    workspace = Workspace.create(path)
    answers = workspace.path / "truth.json"
    same = answers.is_file() and answers.read_text(encoding="utf-8") == text
    if not same and (answers.exists() or workspace.names):
        raise UsageError(f"{path} holds other data already; write the sample into a new folder.")
    if not same:  # first of all, so that a run that was broken off can be finished by the same call
        write_whole(answers, text.encode())
    for name, frame in made.items():
        workspace.append(name, frame, SOURCE.format(seed=seed))
    return planted


__all__ = ["SOURCE", "tables", "write_sample"]
