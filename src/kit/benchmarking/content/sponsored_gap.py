"""Do sponsored videos engage as well as organic ones of the same creator, and how much is sponsored?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.content.within import AGE, age_doubts, as_ratio, comparable, expit, FEWEST, gap, numbered
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import FEW_VIEWS, SELECTED
from kit.wording import estimate as said
from kit.wording import percent, plural

ALL = "all"
FEW_CREATORS = 20  # below, one creator more or less can move a gap by much: said
SEVERAL = 3  # sponsored videos of a creator, to see how evenly they engage
NONE = ("sponsored", "organic", "several")  # where there are none, the sentence says so
READ = ("creator_id", "tier", "is_sponsored", "collected_by", "age_days", "age_at_least")

COLUMNS = (
    Column("tier", "Tier"),
    Column("rate_ratio", "Engagement rate, sponsored ÷ organic", "number", "times"),
    Column("rate_ratio_low", "from", "number"),
    Column("rate_ratio_high", "to", "number"),
    Column("views_ratio", "Views, sponsored ÷ organic", "number", "times"),
    Column("views_ratio_low", "from", "number"),
    Column("views_ratio_high", "to", "number"),
    Column("creators", "Creators with both", "count"),
    Column("sponsored", "Sponsored compared", "count"),
    Column("saturation", "Sponsored share of posts", "rate"),
    Column("best_share", "Best sponsored video's share", "rate"),
    Column("organic", "Organic compared", "count"),
    Column("delta", "Cliff's delta", "number"),
    Column("delta_low", "from", "number"),
    Column("delta_high", "to", "number"),
    Column("posts", "Posts", "count"),
    Column("typical_saturation", "Of the typical creator", "rate"),
    Column("even_share", "If spread evenly", "rate"),
    Column("several", "Creators with three sponsored", "count"),
    Column("organic_rate", "Organic rate, typical", "rate"),
    Column("sponsored_rate", "Sponsored rate, typical", "rate"),
)


@question(
    "sponsored_gap",
    "Do sponsored videos engage as well as organic ones?",
    priority=18,
    videos=("views", "likes", "comments", "shares"),
)
def sponsored_gap(data: Data) -> Finding:
    """Engagement rate and views of sponsored against organic videos of the same creator, over all and by tier.

    Creator fixed effects on logit engagement rates and log views, log age held constant; intervals leave out one
    creator at a time, and fewer than five creators with both kinds carry none.
    Beside it, how much of what is posted is sponsored, and how evenly a creator's sponsored videos engage.
    """
    marked, rows = posts(data), comparable(data)
    known = rows[rows["is_sponsored"].notna()]
    known = known.assign(treated=known["is_sponsored"].astype(bool).astype("float64"))
    people = by_creator(known, marked)
    table = table_of(data.tiers, known, people)
    every = table.iloc[0]
    used = int(every["sponsored"] + every["organic"])
    return answer(
        data,
        f"{gap_sentence(every)}{tiers_sentence(table, people)} {saturation_sentence(every)}",
        table,
        [
            replace(c, hidden=bool((table[c.name].isna() | (table[c.name] == 0) & (c.name in NONE)).all()))
            for c in COLUMNS
        ],
        doubts=doubts(data, known, int(every["creators"])),
        caveat="Sponsoring that is not marked sits among the organic videos: a true gap, either way, is at least as "
        "large, and more of the posts may be sponsored.",
        n={"creators with both": int(every["creators"]), "videos": used, "posts": len(marked)},
        left_out=left_out(data, rows, known, used),
        sources=("videos", "creators"),
        definitions={
            "Sponsored ÷ organic": "Of the same creator, age held constant (creator fixed effects on log views and on "
            "logit rates). The gap of logits is applied to the organic rate of the typical creator with both kinds. "
            f"Fewer than {FEWEST} such creators: no interval.",
            "Cliff's delta": "How much more often a creator's mean sponsored rate lies above another's organic one "
            "than below, −1 to 1. Each creator counts once.",
            "Sponsored share of posts": "Videos marked as sponsored ÷ all marked either way; the typical creator is "
            "the median.",
            "Best sponsored video's share": f"Of the engagements on a creator's sponsored videos ({SEVERAL} or more), "
            "the part of the best one, median of creators; an even spread would give 1 ÷ their number.",
        },
    )


def posts(data: Data) -> pd.DataFrame:
    """Creators' videos that are marked as sponsored or not, of any age, but none found by hashtag or search: such a
    query picks what it finds by the very tags that sponsored videos carry.  NotShown where none is marked sponsored."""
    videos = data.videos[list(READ)].assign(creator=numbered(data))
    if videos["is_sponsored"].isna().all():
        raise NotShown(
            "Which videos are sponsored is not in these data (is_sponsored is empty). Import an export that marks paid "
            "partnerships, such as Apify's (isSponsored) or 4CAT's (is_paid_partnership), or a table of videos with "
            f"that column: kit import videos.csv --into {data.given}"
        )
    chosen = videos["collected_by"].isin(SELECTED)
    if chosen.all():
        raise NotShown(
            "All videos were found by hashtag or search, which brings up the popular ones, sponsored or not, so what "
            "sponsoring changes cannot be told. Export the creators' profiles and import them: "
            f"kit import profiles.csv --into {data.given}"
        )
    kept = videos[~chosen & videos["is_sponsored"].notna() & ~videos["creator_id"].isin(data.brand_accounts())]
    if not kept["is_sponsored"].any():
        n = len(kept)
        none = "No creator's video" if not n else "The only video" if n == 1 else f"None of the {plural(n, 'video')}"
        raise NotShown(
            f"{none} that could be used is {'not ' if n == 1 else ''}marked as sponsored, so there is nothing "
            "to compare; widen posted_from and posted_to, or import creators who work with brands."
        )
    return kept.assign(sponsored=kept["is_sponsored"].astype(bool).astype("float64"))


def by_creator(known: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """One row a creator with posts: its tier, share of sponsored posts, mean logit rate and videos of either kind, and
    the best sponsored video's part of its sponsored engagements (missing below three videos or without engagements)."""
    per = marked.groupby("creator")
    people = per.agg(tier=("tier", "first"), posts=("sponsored", "size"), saturation=("sponsored", "mean"))
    rated = known.loc[known["logit_rate"].notna(), ["creator", "treated", "logit_rate"]]
    for kind, value in (("organic", 0), ("sponsored", 1)):
        of_kind = rated[rated["treated"] == value].groupby("creator")["logit_rate"]
        people[f"{kind}_logit"], people[kind] = of_kind.mean(), of_kind.size()
    people["both"] = people["organic_logit"].notna() & people["sponsored_logit"].notna()
    paid = known.loc[(known["treated"] == 1) & known["organic_engagements"].notna(), ["creator", "organic_engagements"]]
    each = paid["organic_engagements"].astype("float64").groupby(paid["creator"]).agg(["max", "sum", "size"])
    each = each[(each["size"] >= SEVERAL) & (each["sum"] > 0)]
    people["best"], people["even"] = each["max"] / each["sum"], 1 / each["size"]
    return people.assign(tier=people["tier"].astype(str))


def table_of(scheme: tiers.Scheme, known: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """One row for all creators, then one a tier that has posts."""
    known, tier = known[["creator", "treated", "logit_rate", "log_views", *AGE]], known["tier"]
    rows = [one(ALL, known, people)]
    for name in scheme.order():
        if (people["tier"] == name).any():
            rows.append(one(name, known[tier == name], people[people["tier"] == name]))
    return pd.DataFrame(rows)


def one(name: str, known: pd.DataFrame, people: pd.DataFrame) -> dict[str, object]:
    """The figures of one group of creators."""
    carry = people[people["both"]]
    rows = known[known["creator"].isin(carry.index)]
    rate, views = (gap(rows, outcome, rows["treated"]) for outcome in ("logit_rate", "log_views"))
    base = expit(carry["organic_logit"].mean())
    ratio, ratio_views = as_ratio(rate, base), np.exp([views.value, views.low, views.high])
    delta = estimate.effect_size(carry["sponsored_logit"], carry["organic_logit"])
    enough = len(carry) >= FEWEST  # nor does Cliff's delta carry an interval below
    return {
        "tier": name,
        **dict(zip(("rate_ratio", "rate_ratio_low", "rate_ratio_high"), ratio, strict=True)),
        **dict(zip(("views_ratio", "views_ratio_low", "views_ratio_high"), ratio_views, strict=True)),
        "creators": len(carry),
        "sponsored": int(carry["sponsored"].sum()),
        "organic": int(carry["organic"].sum()),
        "delta": delta.value,
        "delta_low": delta.low if enough else np.nan,
        "delta_high": delta.high if enough else np.nan,
        "organic_rate": base,
        "sponsored_rate": base * ratio[0],
        "best_share": people["best"].median(),
        "even_share": people["even"].median(),
        "several": int(people["best"].notna().sum()),
        "saturation": float((people["saturation"] * people["posts"]).sum() / people["posts"].sum()),
        "typical_saturation": people["saturation"].median(),
        "posts": int(people["posts"].sum()),
    }


def gap_sentence(every: pd.Series) -> str:
    """What sponsoring changes for the same creator, or why that cannot be told."""
    n = int(every["creators"])
    if not n:
        return "No creator has both sponsored and organic videos that can be compared."
    if np.isnan(every["rate_ratio"]):
        return "Sponsored and organic videos were of so different ages that a gap cannot be told."
    rate, views = (
        said(every[c], every[f"{c}_low"], every[f"{c}_high"], "number") for c in ("rate_ratio", "views_ratio")
    )
    start = (
        f"Sponsored videos get {rate} times the engagement rate of the same creator's organic ones and {views} times "
        "their views"
    )
    if np.isnan(every["rate_ratio_low"]):
        return f"{start}, but only {plural(n, 'creator')} {'has' if n == 1 else 'have'} both, too few for an interval."
    words = [word for c, word in (("rate_ratio", "rate"), ("views_ratio", "views")) if within(every, c)]
    if not words:
        return f"{start}."
    if len(words) == 2:
        return f"{start}: no clear difference in either."
    return f"{start}: no clear difference in {'the rate' if words == ['rate'] else 'views'}."


def within(row: pd.Series, column: str) -> bool:
    """Whether 1, as printed, lies inside the interval or at its end."""
    return not (round(row[f"{column}_low"], 2) > 1 or round(row[f"{column}_high"], 2) < 1)


def tiers_sentence(table: pd.DataFrame, people: pd.DataFrame) -> str:
    """Whether the gap differs between tiers: Kruskal–Wallis on creators' own gaps at 5 %."""
    known = table.iloc[1:]
    known = known[(known["creators"] >= FEWEST) & known["rate_ratio"].notna() & (known["tier"] != tiers.UNKNOWN)]
    if len(known) < 2:
        return ""
    carry = people[people["both"] & people["tier"].isin(known["tier"])]
    if not estimate.differ(carry["sponsored_logit"] - carry["organic_logit"], carry["tier"]) < 0.05:
        return " The gap does not clearly differ by tier."
    ordered = known.sort_values("rate_ratio")
    low, high = (
        f"{said(at['rate_ratio'], at['rate_ratio_low'], at['rate_ratio_high'], 'number')} times for {at['tier']}"
        for at in (ordered.iloc[0], ordered.iloc[-1])
    )
    return f" The gap differs by tier, from {low} to {high} creators."


def saturation_sentence(every: pd.Series) -> str:
    posts = int(every["posts"])
    are = "is" if posts == 1 else "are"
    if every["saturation"] == 1:
        return f"{'The only post' if posts == 1 else f'All {posts:,} posts'} {are} marked as sponsored."
    return f"{percent(every['saturation'])} of {plural(posts, 'post')} {are} marked as sponsored."


def doubts(data: Data, known: pd.DataFrame, carriers: int) -> list[str]:
    """What these data cannot carry; "" where there is no doubt."""
    unknown = float(data.videos["is_sponsored"].isna().mean())
    age, collected = age_doubts(known)
    have, few = "has" if carriers == 1 else "have", 0 < carriers < FEW_CREATORS
    return [
        f"Of {percent(unknown, 0)} of the videos it is not known whether they are sponsored." if unknown else "",
        f"Only {plural(carriers, 'creator')} {have} both kinds, so one more or less can move the gap by much."
        if few
        else "",
        age if carriers else "",
        collected,
    ]


def left_out(data: Data, rows: pd.DataFrame, known: pd.DataFrame, used: int) -> dict[str, int]:
    """Why videos of the window are not compared."""
    videos = data.videos[["creator_id", "collected_by"]]
    brands, chosen = videos["creator_id"].isin(data.brand_accounts()), videos["collected_by"].isin(SELECTED)
    rated = int(known["logit_rate"].notna().sum())
    counted = {
        "videos on brands' own accounts": int(brands.sum()),
        "videos found by hashtag or search": int((chosen & ~brands).sum()),
        "videos too young or of unknown organic views": int((~chosen & ~brands).sum()) - len(rows),
        "videos not marked either way": len(rows) - len(known),
        f"videos with under {FEW_VIEWS} views or without a rate": len(known) - rated,
        "videos of creators who have one kind only": rated - used,
    }
    return {why: n for why, n in counted.items() if n}
