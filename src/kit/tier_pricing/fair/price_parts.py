"""What moves the price of one creator, in money: from our middle deal to its own middle price, step by step."""

from typing import Any

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be
from kit.tier_pricing.deals import comparable, of_kind, unrated
from kit.tier_pricing.fair.drivers import niche_effects
from kit.tier_pricing.fair.features import ADDON, rate
from kit.tier_pricing.fair.pricing import learn, refusal, Rung
from kit.tier_pricing.fair.quotes import checked, quotes, rows_of
from kit.tier_pricing.fair.shape import CONTINUOUS, NO_NICHE, ORDER, VIEWS
from kit.tier_pricing.fair.told import absent, addons_of, each_of
from kit.tier_pricing.fair.unpriced import lacking, unpriced
from kit.tier_pricing.people import called
from kit.wording import count, join, money, percent

MOST = 3  # parts that a sentence names
MOVES = "moves"
MISSING = "Too little is known of this creator's videos, so the price is from {}."
PARTS = (
    "ln(times) × (middle price here − our middle deal's) ÷ ln(middle price here ÷ our middle deal's): the parts add up,"
    " and none depends on the order in which they are counted (logarithmic mean, Ang 2004)."
)
TOGETHER = "Followers and views go together, so the two are surer as a sum than each alone."
NO_CAUSE = "No part is what a change would do: more followers do not by themselves make a dearer video."


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("part", "Step"),
        Column("money", "In money", "money", currency),
        Column("here", "Here", "figure"),
        Column("there", "Our middle deal", "figure"),
        Column("times", "Times", "number"),
        Column("times_low", "from", "number"),
        Column("times_high", "to", "number"),
        Column("kind", "Kind", hidden=True),
    )


@question("price_parts", "What moves this price, in money?", priority=26, deals=("fee",))
def price_parts(
    data: Data,
    handle: str = "",
    quote: float = 0.0,
    deliverable: str = "video",
    usage_days: int = 0,
    exclusivity_days: int = 0,
) -> Finding:
    """From the price of our middle deal to one creator's middle price: what each feature adds or takes, in money.

    Parameters as of `fair_price`; of several offers the one that stands highest.  Our middle deal: what the model gives
    for the median followers, views, engagement rate, pieces and date of our deals, for what most of them had of usage
    rights and exclusivity, and the average niche.  times: e to the effect × the difference, with a 95 % interval.
    """
    handle = checked(handle, quote, deliverable, usage_days, exclusivity_days)
    model, currency, kind = learn(data, deliverable), data.currency or "USD", of_kind(comparable(data), deliverable)
    if not model.own:
        raise NotShown(refusal(data, model, kind, "what moves a price here"))
    asked = quotes(data, handle, quote, deliverable, usage_days, exclusivity_days)
    if asked["mid"].isna().all():
        raise NotShown(f"{unrated(kind)} {unpriced(data, asked, model, lacking(model, asked), deliverable)}".strip())
    top = asked.iloc[0]
    rung = model.own[top["basis"]]
    table = parts(rung, rows_of(top, model), top)
    return answer(
        data,
        sentence(table, top, deliverable, currency),
        table,
        columns(currency),
        doubts=[MISSING.format(top["basis"]) * rung.lacks],
        caveat=" ".join(text for text in (TOGETHER * (VIEWS in rung.shape.columns), NO_CAUSE, absent(model)) if text),
        n={"priced deals": rung.model.n, "creators behind them": rung.bought["creator_id"].nunique()},
        left_out=cannot_be(data.videos),
        sources=("deals", "creators", "videos", "fx"),
        definitions={
            "Our middle deal": (
                "What the price model (see Middle price) gives for the medians of our deals, without add-ons that most"
                " did not have, in the average niche."
            ),
            "In money": PARTS,
        },
    )


def parts(rung: Rung, row: pd.DataFrame, top: pd.Series) -> pd.DataFrame:
    """One row a part, between our middle deal and the middle price here; below, what is asked and what is left.

    row: the one `described` row of what is priced; top: the same row with its prices.
    """
    there = middle_deal(rung.bought)
    start = float(np.exp(np.r_[1.0, rung.shape.matrix(there)[0]] @ rung.model.coefficients))
    end, names = float(top["mid"]), [*rung.shape.columns, *(["niche"] if rung.shape.niches else [])]
    effects = rung.effects()[["effect", "low", "high"]]
    steps = [
        of_niche(rung, row["category"].iloc[0]) if name == "niche" else step(name, effects, row.iloc[0], there.iloc[0])
        for name in names
    ]
    made = pd.DataFrame(steps).assign(part=[ORDER[name].capitalize() for name in names])
    made["money"] = in_money(start, end, made["log"].to_numpy())
    for name, log in (("times", "log"), ("times_low", "log_low"), ("times_high", "log_high")):
        made[name] = np.exp(made[log])
    ends = [("Our middle deal", start, "start"), ("Middle price here", end, "end")]
    if pd.notna(top["quote"]):
        what = "Planned" if top["status"] == "planned" else "Asked"
        ends += [(what, top["quote"], "asked"), (f"{what} beyond the middle price", top["quote"] - end, "left")]
    edge = pd.DataFrame(ends, columns=["part", "money", "kind"])
    return pd.concat([edge[:1], made.assign(kind=MOVES), edge[1:]], ignore_index=True)


def middle_deal(bought: pd.DataFrame) -> pd.DataFrame:
    """The one row that stands for our deals."""
    middle = bought[[*CONTINUOUS, "log_pieces", "years"]].median()
    flags = (bought[["rights", "exclusivity"]].mean() > 0.5).astype("float64")
    return pd.DataFrame([{**middle, **flags, "category": ""}])


def step(name: str, effects: pd.DataFrame, here: pd.Series, there: pd.Series) -> dict[str, Any]:
    """A feature here and in our middle deal, and what the difference does to the log price, with its 95 % interval."""
    apart = here[name] - there[name]
    ends = apart * effects.loc[name].to_numpy(dtype=float) if apart else np.zeros(3)
    return {"here": said(name, here), "there": said(name, there)} | named(ends)


def of_niche(rung: Rung, niche: str) -> dict[str, Any]:
    """The same of the niche; one that has no effect of its own is average."""
    found = niche_effects(rung)
    known = niche in found.index
    ends = found.loc[niche].to_numpy(dtype=float) if known else np.zeros(3)
    return {"here": niche if known else NO_NICHE, "there": NO_NICHE} | named(ends)


def named(ends: np.ndarray) -> dict[str, float]:
    return {"log": float(ends[0]), "log_low": float(ends.min()), "log_high": float(ends.max())}


def said(name: str, row: pd.Series) -> str:
    """One feature in words."""
    value = float(row[name])
    if name in ("rights", "exclusivity"):
        return "with" if value else "without"
    if name == "logit_engagement":
        return percent(rate(value))
    if name == "years":
        return f"{round(12 * value)} months ago" if round(12 * value) else "now"
    return count(round(np.exp(value), 1 if name == "log_pieces" else 0))


def in_money(start: float, end: float, logs: np.ndarray) -> np.ndarray:
    """Parts of end − start in proportion to the logs that lead from one to the other; they add up to it.

    The factor is the logarithmic mean of both ends, which lies between them: a part has the sign of its log, and parts
    that cancel do not blow up.  Source: Ang 2004, Energy Policy 32:1131 (LMDI).
    """
    apart = np.log(end / start)
    mean = start if abs(apart) < 1e-9 else (end - start) / apart
    return mean * logs + 0.0  # no −0


def sentence(table: pd.DataFrame, top: pd.Series, deliverable: str, currency: str) -> str:
    """The two ends, the parts that do most, and what is asked beyond."""
    moves = table[table["kind"] == MOVES].sort_values("money", key=abs, ascending=False, kind="stable").head(MOST)
    start = float(table["money"].iloc[0])
    moves = moves[moves["money"].abs() >= 0.005 * start]
    word, who = "video" if deliverable == "bundle" else deliverable, called(top["name"], top["creator_id"])
    adds = [f"{p.part.lower()} {money(p.money, currency)}" for p in moves.itertuples() if p.money > 0]
    takes = [f"{p.part.lower()} {money(-p.money, currency)}" for p in moves.itertuples() if p.money < 0]
    told = [f"{verb}: {join(some)}" for verb, some in (("what adds most", adds), ("what takes off", takes)) if some]
    known, piece = table["part"].str.lower(), each_of(top, word)
    had = addons_of(top, [name for name in ADDON if known.eq(ADDON[name]).any()])
    line = (
        f"{piece[:1].upper()}{piece[1:]} of {who}{had} comes to {money(top['mid'], currency)} in the middle, where our"
        f" middle deal comes to {money(start, currency)}"
    )
    line = f"{line}; {'; '.join(told)}." if told else f"{line}: no part makes a difference."
    return line + left(top, currency)


def left(top: pd.Series, currency: str) -> str:
    """What is asked beyond the middle price, or below it."""
    if pd.isna(top["quote"]) or round(top["quote"] - top["mid"]) == 0:
        return ""
    more = "more than that, which none of these explains" if top["quote"] > top["mid"] else "less than that"
    what = "planned" if top["status"] == "planned" else "asked"
    return f" The {money(top['quote'], currency)} {what} is {money(abs(top['quote'] - top['mid']), currency)} {more}."
