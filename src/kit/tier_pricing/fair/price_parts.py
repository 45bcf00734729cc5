"""What moves the price of one creator, in money: from our middle deal to its own middle price, step by step."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be
from kit.tier_pricing.deals import comparable, of_kind, unrated
from kit.tier_pricing.fair.drivers import niche_effects
from kit.tier_pricing.fair.features import ADDON, rate
from kit.tier_pricing.fair.pricing import learn, Prices, refusal, Rung
from kit.tier_pricing.fair.quotes import checked, on_top, quotes, rows_of
from kit.tier_pricing.fair.shape import CONTINUOUS, NO_NICHE, ORDER, VIEWS
from kit.tier_pricing.fair.told import absent, addons_of, beyond_us, each_of, priced_with
from kit.tier_pricing.fair.unpriced import lacking, unpriced
from kit.tier_pricing.people import called
from kit.wording import count, join, money, percent

MOST = 3  # parts that a sentence names
MOVES, LEFT = "moves", "left"
BOTH = "followers and typical views"
UNCLEAR = " (not clear)"
MISSING = "Too little is known of this creator's videos, so the price is from {}."
PARTS = (
    "The difference of both ends, shared by ln(times): parts add up, in whatever order (logarithmic mean, Ang 2004)."
)
TOGETHER = "Followers and views are surer as a sum than each alone."
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
    rights and exclusivity, and the average niche.  times: e to the effect × the difference, with a 95 % interval;
    for an add-on that the model does not know 1 + the usual share of our invoices, without an interval.
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
    row, beyond = rows_of(top, model), beyond_us(top, priced_with(top, model))
    table = parts(rung, row, top, invoiced(model, top))
    table = table[table["kind"] != LEFT] if beyond else table
    return answer(
        data,
        sentence(table, top, deliverable, currency, together(rung, row)) + left(top, currency, beyond),
        table,
        columns(currency),
        doubts=[MISSING.format(top["basis"]) * rung.lacks],
        caveat=" ".join(text for text in (TOGETHER * (VIEWS in rung.shape.columns), NO_CAUSE, absent(model)) if text),
        n={"priced deals": rung.model.n, "creators behind them": rung.bought["creator_id"].nunique()},
        left_out=cannot_be(data.videos),
        sources=("deals", "creators", "videos", "fx"),
        definitions={
            "Our middle deal": (
                "The model's price for the medians of our deals, without add-ons that most did not have, in the average"
                " niche."
            ),
            "In money": PARTS,
        },
    )


def parts(rung: Rung, row: pd.DataFrame, top: pd.Series, invoiced: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """One row a part, between our middle deal and the middle price here; below, what is asked and what is left.

    row: the one `described` row of what is priced; top: the same row with its prices; invoiced: steps of add-ons that
    are not in the model.
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
    made = pd.concat([made, pd.DataFrame(invoiced)], ignore_index=True)
    made["money"] = in_money(start, end, made["log"].to_numpy())
    for name, log in (("times", "log"), ("times_low", "log_low"), ("times_high", "log_high")):
        made[name] = np.exp(made[log])
    ends = [("Our middle deal", start, "start"), ("Middle price here", end, "end")]
    if pd.notna(top["quote"]):
        what = "Planned" if top["status"] == "planned" else "Asked"
        ends += [(what, top["quote"], "asked"), (f"{what} beyond the middle price", top["quote"] - end, LEFT)]
    edge = pd.DataFrame(ends, columns=["part", "money", "kind"])
    return pd.concat([edge[:1], made.assign(kind=MOVES), edge[1:]], ignore_index=True)


def invoiced(model: Prices, top: pd.Series) -> list[dict[str, Any]]:
    """A step for each add-on here that the model does not know, by the usual share of our invoices."""
    bought = {name: model.shares[name] for name in priced_with(top, model) if name in model.shares and top[name]}
    log, whole = np.log(on_top(model, bought)), sum(share.middle for share in bought.values())
    return [
        {
            "part": ORDER[name].capitalize(),
            "here": f"with, by {share.deals} invoices",
            "there": "without",
            "log": log * share.middle / whole,
        }
        for name, share in bought.items()
    ]


def together(rung: Rung, row: pd.DataFrame) -> bool | None:
    """Whether followers and views here move the price beyond chance as a sum; None where views are not in the model."""
    if VIEWS not in rung.shape.columns:
        return None
    followers, views = (row[name].iloc[0] - rung.bought[name].median() for name in ("log_followers", VIEWS))
    if not followers:
        return None
    found = rung.together("log_followers", VIEWS, times=views / followers)
    return bool(found["low"] > 0 or found["high"] < 0)


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


def sentence(table: pd.DataFrame, top: pd.Series, deliverable: str, currency: str, sure: bool | None) -> str:
    """The two ends and the parts that do most; sure: whether followers and views are clear as a sum (`together`)."""
    start, moves = float(table["money"].iloc[0]), weighty(table, sure)
    word, who = "video" if deliverable == "bundle" else deliverable, called(top["name"], top["creator_id"])
    adds = [f"{p.part} {money(p.money, currency)}{p.said}" for p in moves.itertuples() if p.money > 0]
    takes = [f"{p.part} {money(-p.money, currency)}{p.said}" for p in moves.itertuples() if p.money < 0]
    told = [f"{verb}: {join(some)}" for verb, some in (("what adds most", adds), ("what takes off", takes)) if some]
    known, piece = table["part"].str.lower(), each_of(top, word)
    had = addons_of(top, [name for name in ADDON if known.eq(ADDON[name]).any()])
    line = (
        f"{piece[:1].upper()}{piece[1:]} of {who}{had} comes to {money(top['mid'], currency)} in the middle, where our"
        f" middle deal comes to {money(start, currency)}"
    )
    return f"{line}; {'; '.join(told)}." if told else f"{line}: no part makes a difference."


def weighty(table: pd.DataFrame, sure: bool | None) -> pd.DataFrame:
    """The parts that a sentence names: part, money, said (that it is not clear; not of add-ons, which are invoiced).

    Followers and views are one part where both are in the model.
    """
    moves = table[table["kind"] == MOVES].assign(part=lambda rows: rows["part"].str.lower())
    known = moves["part"].isin(ADDON.values()) | moves["times_low"].gt(1) | moves["times_high"].lt(1)
    moves["said"] = np.where(known, "", UNCLEAR)
    if sure is not None:
        two = moves["part"].isin([ORDER["log_followers"], ORDER[VIEWS]])
        both = {"part": BOTH, "money": moves.loc[two, "money"].sum(), "said": "" if sure else UNCLEAR}
        moves = pd.concat([pd.DataFrame([both]), moves[~two]])
    moves = moves.sort_values("money", key=abs, ascending=False, kind="stable").head(MOST)
    return moves[moves["money"].abs() >= 0.005 * table["money"].iloc[0]]


def left(top: pd.Series, currency: str, beyond: str) -> str:
    """What is asked beyond the middle price, or below it; beyond: add-ons in the quote that no price here holds."""
    if beyond:
        return f" The {money(top['quote'], currency)} asked holds {beyond} too, which no deal of ours prices."
    if pd.isna(top["quote"]) or round(top["quote"] - top["mid"]) == 0:
        return ""
    more = "more than that, which none of these explains" if top["quote"] > top["mid"] else "less than that"
    what = "planned" if top["status"] == "planned" else "asked"
    return f" The {money(top['quote'], currency)} {what} is {money(abs(top['quote'] - top['mid']), currency)} {more}."
