"""Who fits a brief, best first, and what each filter of the brief costs."""

from collections.abc import Sequence

import pandas as pd

from kit import tiers as bands
from kit.benchmarking.creators import audience_shares, measures, prices
from kit.benchmarking.creators.brief import Brief, Cost, costs, described, passed, without, WORDS
from kit.benchmarking.creators.score import scores
from kit.benchmarking.voice.partners import pairs
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import count, join, money, name, number, percent, plural
from kit.wording import estimate as said

Weights = tuple[float, float, float, float, float]
RECENT = pd.Timedelta("90D")  # a paid video of this time makes a creator a brand's partner
EVEN: Weights = (1.0, 1.0, 1.0, 1.0, 1.0)


def columns(currency: str, fit: bool) -> tuple[Column, ...]:
    """fit: whether a target audience was named."""
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("place", "Place", "count"),
        Column("tier", "Tier"),
        Column("score", "Score in its tier", "number"),
        Column("reasons", "Why"),
        Column("price", "Newest fee a video", "money", currency),
        Column("median_views", "Median views", "count"),
        Column("engagement_rate_by_views", "Engagement rate by views", "rate"),
        Column("engagement_rate_by_views_low", "from", "rate"),
        Column("engagement_rate_by_views_high", "to", "rate"),
        *((Column("fit_low", "Audience in target, at least", "rate"),) if fit else ()),
        *((Column("fit_high", "at most", "rate"),) if fit else ()),
        Column("followers", "Followers", "count"),
        Column("videos", "Videos", "count"),
        *(Column(c, c.replace("_", " ").capitalize()) for c in ("country", "language", "category", "account_type")),
        Column("works_with", "Paid by"),
        Column("priced_on", "Fee of", "date"),
    )


@question("shortlist", "Who fits the brief?", priority=32, videos=())
def shortlist(
    data: Data,
    brief: Brief = Brief(),  # noqa: B008 – frozen
    targets: Sequence[Sequence[str]] = ((), (), ()),
    weights: Weights = EVEN,
    top: int = 10,
) -> Finding:
    """Creators who pass every filter of the brief, by their score inside their tier.

    targets: countries, ages and genders of the audience that is wanted; they order nothing and remove nobody, as few
    audiences are known, but stand beside.  weights: of the score.  Creators without a score come last.  Brands' own
    accounts are never on it.  Unknown values do not pass a filter, unknown prices do.
    """
    people = known(data, weights, top)
    masks = passed(brief, people)
    left = people[masks.fillna(False).all(axis=1)].copy()
    if left.empty:
        raise NotShown(nobody(people, masks))
    fit = any(list(values) for values in targets)
    left = left.join(audience(data, targets) if fit else pd.DataFrame(columns=["fit_low", "fit_high"]))
    left = left.sort_values(["score", "engagement_rate_by_views"], ascending=False, na_position="last", kind="stable")
    left["place"] = range(1, len(left) + 1)
    left["reasons"] = [reasons(row, data, fit) for row in left.itertuples()]
    table = left.rename_axis("creator_id").reset_index()
    unscored = int(table["score"].isna().sum())
    return answer(
        data,
        sentence(table, people, masks, top),
        table,
        columns(data.currency, fit),
        doubts=[doubt for doubt in (price_doubt(brief, table), none_scored(unscored, len(table))) if doubt],
        caveat=f"{asked(brief)}A score compares a creator with its own tier: across tiers it says who stands out more.",
        n={"creators": len(people), "creators who fit": len(table)},
        left_out={f"creators by {WORDS[c.name]}": c.removed for c in costs(masks) if c.removed},
        sources=("creators", "videos", "deals", "brands", "audience"),
        definitions={
            "Shortlist": "Creators who pass every filter, by score; the page shows the first rows, the CSV all.",
            "Newest fee a video": "From the newest deal that names a fee for videos (asked, planned, agreed or paid), "
            "÷ videos agreed; rights, boosting and tax are not in it.",
            "Paid by": "Tracked brands for which the creator posted a video known to be paid in the last 90 days; "
            "competitors' partners are those of a competitor.",
        },
    )


def known(data: Data, weights: Weights, top: int) -> pd.DataFrame:
    """One row a creator: facts, score, rate, views, newest price, and the brands that pay it."""
    people = measures.facts(data)
    try:
        scored = scores(data, tuple(weights), top).table.set_index("creator_id")[["score"]]
    except NotShown:
        scored = pd.DataFrame({"score": pd.Series(dtype="float64")})
    rates = measures.rates(data)[["value", "low", "high", "centre", "n"]].set_axis(
        [
            "engagement_rate_by_views",
            "engagement_rate_by_views_low",
            "engagement_rate_by_views_high",
            "centre",
            "videos",
        ],
        axis=1,
    )
    views, growth = measures.views(data)[["median_views"]], measures.growth(data)[["growth", "growth_low"]]
    people = people.join(scored).join(rates).join(views).join(growth).join(prices.newest(data))
    return people.join(paid_by(data)).assign(partner=lambda rows: rows["partner"].fillna(False).astype(bool))


def paid_by(data: Data) -> pd.DataFrame:
    """works_with (tracked brands, joined) and partner (whether a competitor is among them) of creators with a video of
    the last 90 days that is known to be paid for."""
    none = pd.DataFrame({"works_with": pd.Series(dtype="string"), "partner": pd.Series(dtype="boolean")})
    if not data.has("brands"):
        return none
    rows, posted = pairs(data), data.videos["posted_at"]
    recent = posted.iloc[rows["video"]].to_numpy() > posted.max() - RECENT
    rows = rows[rows["sponsored"].astype(bool) & recent]
    if rows.empty:
        return none
    roles = data.table("brands").set_index("brand")["role"]
    by = rows.assign(partner=rows["brand"].map(roles) == "competitor").groupby("creator_id")
    works = by["brand"].agg(lambda brands: ", ".join(sorted(set(brands))))
    return pd.DataFrame({"works_with": works.astype("string"), "partner": by["partner"].any().astype("boolean")})


def audience(data: Data, targets: Sequence[Sequence[str]]) -> pd.DataFrame:
    """fit_low and fit_high: least and most share of each creator's audience inside the whole target."""
    rows = audience_shares.shares(data)
    if rows.empty:
        raise NotShown(f"The table audience is empty; import audience shares or name no target ({data.given}).")
    wanted = audience_shares.wanted(rows, dict(zip(audience_shares.DIMENSIONS, targets, strict=True)))
    sums = rows.groupby(["creator_id", "dimension"])["share"].sum().unstack()
    sums = sums.reindex(columns=list(audience_shares.DIMENSIONS))
    return audience_shares.bounds(rows, sums, wanted)[["fit_low", "fit_high"]]


def reasons(row: object, data: Data, fit: bool) -> str:
    """Why a creator stands where it stands, in words, from what is known alone."""
    rate, low, high, centre = (
        getattr(row, name)
        for name in (
            "engagement_rate_by_views",
            "engagement_rate_by_views_low",
            "engagement_rate_by_views_high",
            "centre",
        )
    )
    parts = []
    if rate == rate:
        clear = "above" if low > centre else "below" if high < centre else "like"
        parts.append(f"engages {clear} its tier ({percent(rate)})")
    if row.median_views == row.median_views:  # type: ignore[attr-defined]
        parts.append(f"typical video {count(row.median_views)} views")  # type: ignore[attr-defined]
    if row.growth_low == row.growth_low and row.growth_low > 0:  # type: ignore[attr-defined]
        parts.append(f"grows {percent(row.growth)} a month")  # type: ignore[attr-defined]
    if fit:
        least = row.fit_low  # type: ignore[attr-defined]
        parts.append("audience not known" if least != least else f"at least {percent(least, 0)} of audience in target")
    price = row.price  # type: ignore[attr-defined]
    parts.append("fee not known" if pd.isna(price) else f"newest fee {money(price, data.currency)}")
    if isinstance(row.works_with, str):  # type: ignore[attr-defined]
        parts.append(f"paid by {row.works_with}")  # type: ignore[attr-defined]
    return "; ".join(parts)


def sentence(table: pd.DataFrame, people: pd.DataFrame, masks: pd.DataFrame, top: int) -> str:
    """How many are left, which filter removes most, and who comes first."""
    whom = plural(len(people), "creator")
    if masks.empty:
        start = f"No filter is set, so all {whom} are listed" if len(people) > 1 else "The only creator is listed"
    else:
        first = costs(masks)[0]
        most = (
            f"; the filter on {WORDS[first.name]} alone removes most ({count(first.removed)})" if first.removed else ""
        )
        fits = "fits" if len(table) == 1 else "fit"
        start = f"{count(len(table))} of {whom} {fits} the brief{most}"
    best = table.iloc[0]
    if pd.isna(best["score"]):
        return f"{start}. None of them has a score, so the order is by engagement rate."
    of = "" if best["tier"] in (bands.UNKNOWN, bands.UNDER) else f" {best['tier']}"
    rate = ""
    if best["engagement_rate_by_views"] == best["engagement_rate_by_views"]:
        ends = best["engagement_rate_by_views_low"], best["engagement_rate_by_views_high"]
        rate = f", engagement rate {said(best['engagement_rate_by_views'], *ends)}"
    others = [name(n) for n in table["name"].iloc[1 : min(3, top)]]
    then = f"; then {join(others)}" if others else ""
    return f"{start}. First comes {name(best['name'])} (score {number(best['score'])} among{of} creators{rate}){then}."


def nobody(people: pd.DataFrame, masks: pd.DataFrame) -> str:
    """That no creator fits, and which filter to loosen first."""
    if people.empty:
        return "There is no creator but the tracked brands' own accounts; import creators or their videos."
    left = {cost.name: without(masks, cost.name) for cost in costs(masks)}
    best = max(left, key=lambda n: left[n])
    loosen = (
        f"without the filter on {WORDS[best]} {plural(left[best], 'creator')} would"
        if left[best]
        else "no single filter is the cause: loosen several"
    )
    unknown = [f"{plural(c.unknown, 'creator')} of unknown {WORDS[c.name]}" for c in costs(masks) if c.unknown]
    return f"None of {plural(len(people), 'creator')} fits the brief; {loosen}." + (
        f" Not passed: {join(unknown)}." if unknown else ""
    )


def asked(brief: Brief) -> str:
    """The brief in words."""
    set_ = [f"{what} {words}" for what, words in described(brief).items()]
    return f"Brief: {join(set_)}. " if set_ else ""


def price_doubt(brief: Brief, table: pd.DataFrame) -> str:
    unknown = int(table["price"].isna().sum())
    if not brief.budget or not unknown:
        return ""
    who = "all of them" if unknown == len(table) else plural(unknown, "creator")
    return f"The fee of {who} is not known; they stay on the list, as it can be asked for."


def none_scored(unscored: int, listed: int) -> str:
    if not unscored:
        return ""
    return f"{'All' if unscored == listed else count(unscored)} of {count(listed)} have no score and stand last."


__all__ = ["Brief", "Cost", "shortlist"]
