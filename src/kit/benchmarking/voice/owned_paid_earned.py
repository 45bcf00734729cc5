"""How much of the voice is owned, paid and earned?"""

import pandas as pd

from kit.benchmarking.caveats import age_caveat
from kit.benchmarking.voice.mentions import collected_caveat, grown, sponsored, voices
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import ratio
from kit.selection import YOUNG_DAYS
from kit.wording import join, name, percent, plural

READ = (
    "creator_id",
    "organic_views",
    "organic_engagements",
    "age_days",
    "age_at_least",
    "collected_by",
    "is_sponsored",
    "is_ad",
)
KINDS = ("earned", "paid", "owned")
WEIGHTS = {"": "", "_views": "organic_views", "_engagements": "organic_engagements"}
UNITS = {"": "share of videos", "_views": "share of views", "_engagements": "share of engagements"}
HEADS = {"": "", "_views": ", views", "_engagements": ", engagements"}
COLUMNS = (
    Column("brand", "Brand"),
    *(Column(k, k.capitalize(), "rate", UNITS[""]) for k in KINDS),
    Column("videos", "Voice", "number", "videos, shared ones in part"),
    *(Column(f"{k}{w}", f"{k.capitalize()}{HEADS[w]}", "rate", UNITS[w]) for w in list(WEIGHTS)[1:] for k in KINDS),
    Column("unmarked", "Earned, sponsorship unknown", "rate", "share of earned videos"),
    Column("speaking", "Videos", "count", hidden=True),
    Column("role", "Role", hidden=True),
)
DEFINITIONS = {
    "Owned": "All videos on the brand's own accounts (handles in the table brands), takeovers included.",
    "Paid": "Videos by others that mention it and are marked as sponsored, were delivered for one of our deals, or are "
    "boosted. Whoever paid: a sponsored video that names two brands is paid for both, half each.",
    "Earned": "All other mentions. Undisclosed ads sit here, so it is an upper bound.",
    "Views, engagements": f"Organic ones, of videos at least {YOUNG_DAYS} days old at capture where they are known; "
    "boosted ones of unknown split are left out.",
}


@question("owned_paid_earned", "How much of the voice is owned, paid and earned?", priority=50, brands=(), videos=())
def owned_paid_earned(data: Data) -> Finding:
    """Each tracked brand's voice by who made it, by videos, views and engagements; each three shares sum to 100 %.

    Owned: on the brand's accounts.  Paid: mentions by others that are sponsored, delivered for a deal of that brand, or
    boosted.  Earned: the rest.  A video by others that names k brands gives each 1/k.  Undefined (missing) for a brand
    without any voice, or without known views.
    """
    videos, parts = data.videos[list(READ)], voices(data)
    paid = sponsored(data).loc[parts.index].to_numpy() | boosted(videos.loc[parts.index])
    split = {"paid": parts.where(paid, 0.0), "earned": parts.where(~paid, 0.0), "owned": on_accounts(data)}
    if not any(part.to_numpy().any() for part in split.values()):
        raise NotShown(
            "No video mentions a tracked brand or stands on its account; check handles, hashtags and keywords in the "
            "table brands, or import videos that were collected for them."
        )
    used = videos.loc[parts.index]
    if not (paid.any() or split["owned"].to_numpy().any() or used[["is_sponsored", "is_ad"]].notna().any(axis=None)):
        raise NotShown(
            "Whether videos are sponsored or boosted is not in these data, and none is on a brand's own account, so "
            "paid and earned cannot be told apart. Import an export with is_sponsored, or deals and deliveries."
        )
    table = shares(data, split, videos)
    return answer(
        data,
        sentence(table, data.brand),
        table,
        COLUMNS,
        doubts=[unmarked(used), without_handles(data), collected_caveat(used), age_caveat(used)],
        caveat="Counts of these data, not a sample: own accounts are whole, while paid and earned are only what was "
        "collected of creators.",
        n={"videos": len(used) + int(split["owned"].to_numpy().sum()), "creators": int(used["creator_id"].nunique())},
        left_out={
            "of views: mentions younger than a week or without known organic views": int(
                grown(used, "organic_views").isna().sum()
            )
        },
        sources=("videos", "brands", "deals", "deliveries"),
        definitions=DEFINITIONS,
    )


def boosted(videos: pd.DataFrame) -> pd.Series:
    """Whether each video is known to be boosted; one column, to be set beside brands."""
    return videos["is_ad"].fillna(False).to_numpy(dtype=bool)[:, None]


def on_accounts(data: Data) -> pd.DataFrame:
    """Videos (rows as in `data.videos`) × brands: 1 where the video stands on an account of the brand."""
    creators = data.videos["creator_id"]
    brands = sorted(data.table("brands")["brand"])
    return pd.DataFrame({b: creators.isin(data.brand_accounts(b)).astype(float) for b in brands})


def shares(data: Data, split: dict[str, pd.DataFrame], videos: pd.DataFrame) -> pd.DataFrame:
    """One row a brand: our own first, then by videos."""
    table = pd.DataFrame(index=pd.Index(split["owned"].columns, name="brand"))
    for ending, column in WEIGHTS.items():
        weight = grown(videos, column).fillna(0.0) if column else pd.Series(1.0, index=videos.index)
        sums = {kind: part.mul(weight.loc[part.index], axis=0).sum() for kind, part in split.items()}
        total = sum(sums.values())
        table = table.assign(**{f"{kind}{ending}": ratio(some, total) for kind, some in sums.items()})
        table["videos"] = table.get("videos", total)
    table["speaking"] = sum((part > 0).sum() for part in split.values())
    earned = split["earned"]
    unknown = videos.loc[earned.index, "is_sponsored"].isna()
    table["unmarked"] = ratio(earned[unknown].sum(), earned.sum())
    table["role"] = data.table("brands").set_index("brand")["role"]
    table["ours"] = table.index == data.brand
    table = table.reset_index().sort_values(["ours", "videos", "brand"], ascending=[False, False, True])
    return table.drop(columns="ours").reset_index(drop=True)


def unmarked(videos: pd.DataFrame) -> str:
    """What to say where it is not known whether mentions are sponsored or boosted."""
    n, words = len(videos), {"is_sponsored": "sponsored", "is_ad": "boosted"}
    gaps = {word: int(videos[column].isna().sum()) for column, word in words.items()}
    said = [f"{word} ({'all' if k == n else k})" for word, k in gaps.items() if k]
    if not said:
        return ""
    they = "it is" if n == 1 else "they are"
    return (
        f"Of {plural(n, 'mention')} by others it is not known whether {they} {join(said)}; such mentions count as "
        "earned."
    )


def without_handles(data: Data) -> str:
    """What to say of brands whose own accounts are not named."""
    brands = [b for b in sorted(data.table("brands")["brand"]) if not data.brand_accounts(b)]
    if not brands:
        return ""
    return (
        f"No handles are given for {join(name(b) for b in brands[:3])}{' and more' * (len(brands) > 3)}: nothing owned."
    )


def sentence(table: pd.DataFrame, brand: str) -> str:
    """The three shares of our brand, else of the first, by videos and by views; and who earns the largest share."""
    known = table[table["earned"].notna()].set_index("brand")
    if brand in set(table["brand"]) and brand not in known.index:
        return f"No video speaks of {name(brand)}; check its hashtags, handles and keywords in the table brands."
    brand = brand if brand in known.index else known.index[0]
    row = known.loc[brand]
    in_part = " (those that name others too count in part)" if row["videos"] < row["speaking"] - 1e-6 else ""
    text = f"Of the voice of {name(brand)} in {plural(int(row['speaking']), 'video')}{in_part}, "
    text += (
        f"{percent(row['earned'])} is earned (at most), {percent(row['paid'])} paid and {percent(row['owned'])} owned"
    )
    if pd.notna(row["earned_views"]):
        by_views = [percent(row[f"{kind}_views"]) for kind in KINDS]
        text += f"; by views {join(by_views)}"
    best = known["earned"].idxmax()
    if len(known) == 1 or not known.loc[best, "earned"] > row["earned"]:
        return f"{text}." + (" No other brand earns a larger share." if len(known) > 1 else "")
    return f"{text}. {name(best)} earns the largest share, {percent(known.loc[best, 'earned'])}."
