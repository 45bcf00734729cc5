"""Did the forecasts hold: how often their ranges held what came, and whether they lean to one side."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import Estimate
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.growth.projection import latest_sentence
from kit.post_mortem.promised.forecast_rows import forecast_rows, left_out
from kit.selection import RIPE_DAYS
from kit.wording import estimate as said
from kit.wording import number, percent, plural

PLANNED_LEVEL = 0.8  # what the ranges of tier pricing's plan are meant to hold
COLUMNS = (
    Column("creator", "Creator"),
    Column("forecast", "Forecast", "count", "views"),
    Column("forecast_low", "from", "count"),
    Column("forecast_high", "to", "count"),
    Column("actual", "Came", "count", "views"),
    Column("ratio", "Came ÷ forecast", "number"),
    Column("place", "Of the range"),
    Column("deal_id", "Deal"),
    Column("state", "State", hidden=True),
    Column("inside", "Inside", "flag", hidden=True),
    Column("young", "Still growing", "flag", hidden=True),
    Column("projected", "Projected", "flag", hidden=True),
)
DEFINITIONS = {
    "Came": f"Organic views of the deal's videos, projected to day {RIPE_DAYS} where they are younger; paid views are "
    "bought beside a forecast. A deal that was due and brought nothing came to 0.",
    "Typical": "Geometric mean over deals of what came ÷ forecast; deals that came to 0 are not in it. Interval by "
    "leaving out one creator at a time.",
}


@question("forecasts", "Did the forecasts hold?", priority=34, deals=("campaign",), deliveries=("video_id",))
def forecasts(data: Data) -> Finding:
    """Each booked deal's forecast beside what came: hit rate of the ranges, and bias.

    Rows as of `forecast_rows`.  Hit rate: share of the ranges that held what came, clusters: creators; its interval
    from ten deals of five creators on.  Bias: geometric mean of actual ÷ forecast, from five creators on with interval.
    """
    campaign, rows = booked_campaign(data), forecast_rows(data)
    out = left_out(data)
    if rows.empty:
        reasons = "; ".join(f"{words}: {n}" for words, n in out.items())
        raise NotShown(
            f"No forecast can be held against what came yet ({reasons}). Export the delivered videos again, with their "
            "views."
        )
    table = rows.rename(columns={"low": "forecast_low", "high": "forecast_high"})
    table = table.sort_values(["forecast", "deal_id"], ascending=[False, True], ignore_index=True)
    return answer(
        data,
        sentence(rows),
        table,
        COLUMNS,
        doubts=[*_doubts(rows), latest_sentence(data) if rows["projected"].any() else ""],
        caveat="One campaign is a small sample of forecasts.",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique())},
        left_out=out | campaign.left_out,
        sources=("deals", "deliveries", "videos"),
        window=("", "") if campaign.today is None else ("", f"{campaign.today:%Y-%m-%d}"),
        definitions=DEFINITIONS,
        interval="forecast range",
    )


def hit_rate(rows: pd.DataFrame) -> Estimate:
    """Share of the ranges that held what came; 95 % interval with creators as clusters from ten deals of five creators
    on (Wilson's, by the effective sample); n is deals with a range, value NaN without one."""
    known = rows[rows["inside"].notna()]
    inside = known["inside"].astype("float64")
    return estimate.corrected_share([], np.zeros(len(known)), inside, cluster=known["creator_id"])


def bias(rows: pd.DataFrame) -> Estimate:
    """Geometric mean of actual ÷ forecast over deals that brought anything; 95 % interval by leaving out one creator at
    a time (t), NaN below five.  1: no bias."""
    known = rows[rows["ratio"].notna()]
    logs = np.log(pd.concat([known["actual"], known["forecast"]]).astype("float64"))
    came = np.repeat([1, 0], len(known))
    gap = estimate.within_gap(logs, came, pd.concat([known["creator_id"]] * 2))
    value, low, high = map(float, np.exp([gap.value, gap.low, gap.high]))
    return Estimate(value, low, high, len(known), gap.clusters)


def sentence(rows: pd.DataFrame) -> str:
    """How often the ranges held, beside what they promise where that is known; and on which side forecasts lean."""
    return " ".join(part for part in (_held(rows), _leans(rows)) if part)


def _held(rows: pd.DataFrame) -> str:
    found = hit_rate(rows)
    if not found.n:
        return "No forecast that can be judged has a range."
    known = rows[rows["inside"].notna()]
    hits = int(known["inside"].sum())
    share = f", {said(found.value, found.low, found.high)}" if found.low == found.low else ""
    ranges = "range" if found.n == 1 else "ranges"
    text = f"{hits} of {found.n} forecast {ranges} held what came{share}"
    sides = [
        f"{plural(n, 'deal')} came {side}" for side in ("below", "above") if (n := int((known["place"] == side).sum()))
    ]
    text += f"; {' and '.join(sides)}" if sides else ""
    if not known["planned"].all():
        return f"{text}."
    return f"{text}; the plan's ranges are meant to hold {percent(PLANNED_LEVEL, 0)}."


def _leans(rows: pd.DataFrame) -> str:
    found = bias(rows)
    if not found.n:
        return ""
    if found.n == 1:
        return f"The one deal that brought anything got {number(found.value)} times its forecast."
    typical = f"A typical deal got {said(found.value, found.low, found.high, 'number')} times its forecast"
    if np.isnan(found.low):
        return f"{typical}."
    if found.low > 1 or found.high < 1:
        return f"{typical}: forecasts were too {'low' if found.low > 1 else 'high'} on the whole."
    return f"{typical}; whether forecasts lean to one side cannot be told."


def _doubts(rows: pd.DataFrame) -> list[str]:
    """What these rows cannot carry."""
    grown, guessed = int((rows["young"] & ~rows["projected"]).sum()), int(rows["projected"].sum())
    undated, bare = int((~rows["dated"]).sum()), int(rows["inside"].isna().sum())
    few = rows["creator_id"].nunique()
    some = not rows["planned"].all() and rows["inside"].notna().any()
    return [
        f"{plural(grown, 'deal has', 'deals have')} videos younger than {RIPE_DAYS} days that cannot be projected and "
        "will still grow."
        if grown
        else "",
        f"{plural(guessed, 'deal has', 'deals have')} videos younger than {RIPE_DAYS} days; what came is projected."
        if guessed
        else "",
        f"Of {plural(undated, 'forecast')} it is not known whether it was made before the first video."
        if undated
        else "",
        f"{plural(bare, 'forecast has', 'forecasts have')} no range." if bare else "",
        "How often the ranges were meant to hold is not in the data." if some else "",
        f"The forecasts come from {plural(few, 'creator')}, too few for an interval." if few < 5 else "",
    ]
