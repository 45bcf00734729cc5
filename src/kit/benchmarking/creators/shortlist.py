"""Who fits a brief, best first, and what each filter of the brief costs."""

from collections.abc import Sequence

import pandas as pd

from kit import tiers as bands
from kit.benchmarking.caveats import selection_caveat
from kit.benchmarking.creators import measures, prices
from kit.benchmarking.creators.brief import Brief, costs, described, passed, removed, without, WORDS
from kit.benchmarking.creators.candidates import audience, known, reasons, RECENT, Weights
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import count, join, name, number, plural
from kit.wording import estimate as said

EVEN: Weights = (1.0, 1.0, 1.0, 1.0, 1.0)


def columns(currency: str, fit: bool) -> tuple[Column, ...]:
    """fit: whether a target audience was named."""
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("place", "Place", "count"),
        Column("score", "Score in its tier", "number"),
        Column("reasons", "Why"),
        Column("price", "Newest fee a video", "money", currency),
        Column("engagement_rate_by_views", "Engagement rate by views", "rate"),
        Column("engagement_rate_by_views_low", "from", "rate"),
        Column("engagement_rate_by_views_high", "to", "rate"),
        Column("rank_first", "Best rank", "count"),
        Column("rank_last", "Worst rank", "count"),
        Column("tier", "Tier"),
        Column("median_views", "Median views", "count"),
        *((Column("fit_low", "Audience in target, at least", "rate"),) if fit else ()),
        *((Column("fit_high", "at most", "rate"),) if fit else ()),
        Column("last_posted", "Last video", "date"),
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
    fees, no_fees = prices.known(data, brief.budget)
    people = known(data, weights, top).join(fees)
    masks = passed(brief, people, data.tiers.order())
    left = people[masks.fillna(False).all(axis=1)].copy()
    if left.empty:
        raise NotShown(nobody(people, masks))
    fit = any(list(values) for values in targets)
    left = left.join(audience(data, targets) if fit else pd.DataFrame(columns=["fit_low", "fit_high"]))
    left = left.sort_values(["score", "engagement_rate_by_views"], ascending=False, na_position="last", kind="stable")
    left["place"] = range(1, len(left) + 1)
    newest = data.videos["posted_at"].max()
    left["reasons"] = [reasons(row, fit, newest) for row in left.itertuples()]
    table = left.rename_axis("creator_id").reset_index()
    unscored = int(table["score"].isna().sum())
    return answer(
        data,
        sentence(table, people, masks, top),
        table,
        columns(data.currency, fit),
        doubts=[
            selection_caveat(measures.ripe(data)),
            price_doubt(brief, table),
            no_fees,
            partners_doubt(data, brief),
            none_scored(unscored, len(table)),
        ],
        caveat=f"{asked(brief)}A score compares a creator with its own tier: across tiers it says who stands out more.",
        n={"creators": len(people), "creators who fit": len(table)},
        left_out={f"creators by {WORDS[name]}": k for name, k in removed(masks).items() if k},
        sources=("creators", "videos", "deals", "brands", "audience"),
        definitions={
            "Shortlist": "Creators who pass every filter, by score; the page shows the first rows, the CSV all.",
            "Newest fee a video": "From the newest deal that names a fee for videos (asked, planned, agreed or paid), "
            "÷ videos agreed; rights, boosting and tax are not in it.",
            "Paid by": "Tracked brands for which the creator posted a video known to be paid in the last "
            f"{RECENT.days} days; competitors' partners are those of a competitor.",
            "Left out": "Each creator under the filter that removes most, so that the numbers add up.",
        },
    )


def sentence(table: pd.DataFrame, people: pd.DataFrame, masks: pd.DataFrame, top: int) -> str:
    """How many are left, which filter removes most, and who comes first."""
    whom = plural(len(people), "creator")
    if masks.empty:
        start = f"No filter removes anybody: all {whom} are listed" if len(people) > 1 else "The only creator is listed"
    elif len(people) == 1:
        start = "The only creator fits the brief"
    else:
        first = costs(masks)[0]
        most = (
            f"; the filter on {WORDS[first.name]} alone removes most ({count(first.removed)})" if first.removed else ""
        )
        fits = "fits" if len(table) == 1 else "fit"
        start = f"{count(len(table))} of {whom} {fits} the brief{most}"
    best = table.iloc[0]
    if pd.isna(best["score"]):
        rated = table["engagement_rate_by_views"].notna().any()
        order = "the order is by engagement rate" if rated else "their order means nothing"
        none = "It has no score." if len(table) == 1 else f"None of them has a score, so {order}."
        return f"{start}. {none}"
    whom, ranks = str(best["tier"]) if bands.is_under(best["tier"]) else f"in {best['tier']}", ""
    if best["rank_first"] == best["rank_first"] and best["scored"] > 1:
        high, low = int(best["rank_first"]), int(best["rank_last"])
        ranks = f", place {high}{'' if high == low else f' to {low}'} of {int(best['scored'])} {whom}"
    rate = ""
    if best["engagement_rate_by_views"] == best["engagement_rate_by_views"]:
        ends = best["engagement_rate_by_views_low"], best["engagement_rate_by_views_high"]
        rate = f"; engagement rate {said(best['engagement_rate_by_views'], *ends)}"
    others = [name(n) for n in table["name"].iloc[1 : min(3, top)]]
    then = f" Then {join(others)}." if others else ""
    return f"{start}. First comes {name(best['name'])}: score {number(best['score'])}{ranks}{rate}.{then}"


def nobody(people: pd.DataFrame, masks: pd.DataFrame) -> str:
    """That no creator fits, and which filter to loosen first."""
    if people.empty:
        return "There is no creator but the tracked brands' own accounts; import creators or their videos."
    left = {cost.name: without(masks, cost.name) for cost in costs(masks)}
    best = max(left, key=lambda n: left[n])
    only, those = len(people) == 1, "it" if len(people) == 1 else plural(left[best], "creator")
    loosen = (
        f"without the filter on {WORDS[best]} {those} would"
        if left[best]
        else "no single filter is the cause: loosen several"
    )
    unknown = [f"{plural(c.unknown, 'creator')} of unknown {WORDS[c.name]}" for c in costs(masks) if c.unknown]
    none = "The only creator does not fit" if only else f"None of {plural(len(people), 'creator')} fits"
    return f"{none} the brief; {loosen}." + (f" Not passed: {join(unknown)}." if unknown else "")


def asked(brief: Brief) -> str:
    """The brief in words."""
    set_ = [f"{what} {words}" for what, words in described(brief).items()]
    return f"Brief: {join(set_)}. " if set_ else ""


def price_doubt(brief: Brief, table: pd.DataFrame) -> str:
    unknown = int(table["price"].isna().sum())
    if not brief.budget or not unknown:
        return ""
    who = "all of them" if unknown == len(table) else plural(unknown, "creator")
    return f"The fee of {who} is not known, which removes nobody, as it can be asked for."


def partners_doubt(data: Data, brief: Brief) -> str:
    """That competitors' partners cannot be left out; "" where they can, or should not be."""
    brands = data.table("brands")
    if not brief.exclude_partners or not ((brands["role"] == "competitor") & (brands["brand"] != data.brand)).any():
        return ""
    videos = data.videos[["is_sponsored", "posted_at"]]
    why = {"is_sponsored": "which videos are sponsored", "posted_at": "when videos were posted"}
    unknown = [words for column, words in why.items() if len(videos) and videos[column].isna().all()]
    is_ = "is" if len(unknown) == 1 else "are"
    return f"Nobody is left out as a competitor's partner: {join(unknown)} {is_} not known." if unknown else ""


def none_scored(unscored: int, listed: int) -> str:
    """That some stand last for want of a score; "" where all or none do, of which the takeaway tells."""
    if not unscored or unscored == listed:
        return ""
    stand = "has no score and stands last" if unscored == 1 else "have no score and stand last"
    return f"{count(unscored)} of {count(listed)} {stand}."
