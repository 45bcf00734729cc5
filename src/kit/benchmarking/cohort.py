"""Who and what is in the report, and how good the data are: asked before anything is compared."""

from dataclasses import replace

import pandas as pd

from kit import tiers
from kit.benchmarking.caveats import selection_caveat
from kit.benchmarking.rates.rated import left_out, rated
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.selection import RIPE_DAYS, SELECTED, young, YOUNG_DAYS
from kit.wording import count, join, percent, plural

COLUMNS = (
    Column("tier", "Tier"),
    Column("band", "Followers"),
    Column("creators", "Accounts", "count"),
    Column("videos", "Videos", "count"),
    Column("views", "Views", "count"),
    Column("rated", "Videos for rates", "count"),
    Column("age_0_6", f"Under {YOUNG_DAYS} days old", "count", "videos"),
    Column("age_7_27", f"{YOUNG_DAYS}–{RIPE_DAYS - 1} days", "count"),
    Column("age_28", f"{RIPE_DAYS} days or more", "count"),
    Column("age_unknown", "Age unknown", "count"),
    Column("boosted", "Boosted", "count", "videos"),
    Column("selected", "Found by tag or search", "count", "videos"),
    Column("median_views", "Median views a video", "count"),
    Column("q1", "Quarter below", "count"),
    Column("q3", "Quarter above", "count"),
    Column("median_age_days", "Median age at capture, days", "number", hidden=True),
    Column("boost_unknown", "Not known if boosted", "count", "videos", hidden=True),
    Column("unsplit", "Boost of unknown size", "count", "videos", hidden=True),
    Column("collected_unknown", "Not known how collected", "count", "videos", hidden=True),
    Column("flagged", "Counts or dates that cannot be", "count", "videos", hidden=True),
)
WHERE_ANY = ("age_0_6", "age_7_27", "age_28", "age_unknown", "boosted", "selected")  # not printed where all are 0


@question("cohort", "Who and what is in this report?", priority=40, videos=("views",))
def cohort(data: Data) -> Finding:
    """Creators, videos and views per tier, how old the videos were at capture, and what of them can carry rates; the
    unknown and the very small have rows of their own, so that all adds up.

    No row is left out here, and views that cannot be are unknown.  `rated`: videos that engagement rates are made of.
    `q1` and `q3`: the middle half of views.
    """
    videos, creators = data.videos, data.creators
    used, brands = rated(data), data.brand_accounts()
    own = int(creators["creator_id"].isin(brands).sum())
    table = per_tier(data.tiers, videos, creators, used)
    outside = len(data.table("videos")) - len(videos)
    total = videos["views"].sum()
    takeaway = (
        f"This report {'compares' if len(creators) > 1 else 'is about'} {accounts(len(creators), own)} with "
        f"{plural(len(videos), 'video')} and {count(total)} {'view' if total == 1 else 'views'}"
        f"{with_videos(creators, videos)}. {age_sentence(videos)}"
    ).strip()
    rests = rests_on(len(videos), len(used), left_out(data, used))
    return answer(
        data,
        takeaway,
        table,
        [replace(c, hidden=c.hidden or (c.name in WHERE_ANY and not table[c.name].any())) for c in COLUMNS],
        doubts=[
            *quality(videos, videos["creator_id"].isin(brands)),
            zero_sentence(data),
            *([] if len(used) else [rests]),
        ],
        caveat=" ".join([*made_of(videos), *([rests] if len(used) else [])]),
        n={"creators": len(creators) - own, **({"accounts of brands": own} if own else {}), "videos": len(videos)},
        left_out={"videos posted outside the window, or after it": outside} if outside else {},
        sources=("videos", "creators"),
        definitions={
            "Tier": f"Follower band [from, next) of {data.tiers.origin}, by followers at the newest capture.",
            "Age": "Days from posting to capture; known where both times are.",
        },
    )


def per_tier(scheme: tiers.Scheme, videos: pd.DataFrame, creators: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """One row a tier; every video is in one row, in one age and counted in `rated` if rates use it."""
    age, boosted = videos["age_days"].astype("float64"), is_boosted(videos)
    marked = {
        "rated": pd.Series(videos.index.isin(used.index), index=videos.index),
        "age_0_6": age < YOUNG_DAYS,
        "age_7_27": (age >= YOUNG_DAYS) & (age < RIPE_DAYS),
        "age_28": age >= RIPE_DAYS,
        "age_unknown": age.isna(),
        "boosted": boosted.fillna(False).astype(bool),
        "selected": videos["collected_by"].isin(SELECTED),
        "boost_unknown": boosted.isna(),
        "unsplit": videos["organic_views"].isna() & videos["views"].notna(),
        "collected_unknown": videos["collected_by"].isna(),
        "flagged": videos["contradictory"] | videos["misdated"],
    }
    per, views = videos.groupby("tier", observed=False), videos["views"].astype("float64")
    of_views = views.groupby(videos["tier"], observed=False)
    columns = {
        "band": pd.Series([scheme.band(t) for t in scheme.order()], index=scheme.order()),
        "creators": creators.groupby("tier", observed=False).size(),
        "videos": per.size(),
        "views": per["views"].sum(),
        **pd.DataFrame(marked).groupby(videos["tier"], observed=False).sum(),
        "median_views": of_views.median(),
        "q1": of_views.quantile(0.25),
        "q3": of_views.quantile(0.75),
        "median_age_days": age.groupby(videos["tier"], observed=False).median(),
    }
    return pd.DataFrame(columns, index=pd.Index(scheme.order(), name="tier")).reset_index()


def is_boosted(videos: pd.DataFrame) -> pd.Series:
    """Whether a video is an ad or has paid views; missing where the export tells neither."""
    paid = videos["paid_views"] > 0
    return videos["is_ad"].astype("boolean").fillna(paid) | paid.fillna(False)


def accounts(n: int, brands: int) -> str:
    """ "117 creators", "120 accounts, 3 of them of brands,"."""
    if not brands:
        return plural(n, "creator")
    if n == brands:
        return "a brand's account" if n == 1 else f"{n:,} brands' accounts"
    return f"{n:,} accounts, {brands:,} of them of {'a brand' if brands == 1 else 'brands'},"


def with_videos(creators: pd.DataFrame, videos: pd.DataFrame) -> str:
    posting = videos["creator_id"].nunique()
    if posting == len(creators):
        return "; each has at least one video in the window" if posting > 1 else ""
    return (
        f"; {posting:,} {'has' if posting == 1 else 'have'} videos in the window, "
        f"{len(creators) - posting:,} {'is' if len(creators) - posting == 1 else 'are'} known by profile only"
    )


def age_sentence(videos: pd.DataFrame) -> str:
    """How old videos were at capture; "" where that is not known of any."""
    known = videos["age_days"].dropna()
    if known.empty:
        return ""
    days = plural(int(known.median()), "day")
    if len(videos) == 1:
        return f"It was {days} old at capture."
    whose = "the videos" if len(known) == len(videos) else f"the {plural(len(known), 'video')} of known age"
    return f"At capture, {whose} had a median age of {days}."


def made_of(videos: pd.DataFrame) -> list[str]:
    """How videos were collected and how many were boosted, as far as the data tell; none where they tell nothing."""
    n, said = len(videos), []
    words = {"profile": "from profiles", "own": "from own exports"} | {way: f"by {way}" for way in SELECTED}
    ways = videos["collected_by"].value_counts()
    if len(ways) == 1 and ways.iloc[0] == n:
        said.append(f"All were collected {words.get(ways.index[0], ways.index[0])}." if n > 1 else "")
    elif len(ways):
        parts = [f"{count(k)} {words.get(way, way)}" for way, k in ways.items()]
        said.append(f"Collected: {join([*parts, *([f'{count(k)} unknown'] if (k := n - ways.sum()) else [])])}.")
    boosted = is_boosted(videos)
    if boosted.notna().any():
        unknown = f", and of {percent(boosted.isna().mean())} it is not known" if boosted.isna().any() else ""
        paid = int(boosted.sum())
        some = f"{count(paid)} ({percent(paid / n)}) {'was' if paid == 1 else 'were'}"
        one = "It was" if paid else "It was not"
        said.append(
            f"{one if n == 1 else 'All were' if paid == n else some if paid else 'None were'} boosted{unknown}."
        )
    return [sentence for sentence in said if sentence]


def rests_on(n: int, used: int, why: dict[str, int]) -> str:
    """How many of n videos rates are made of, and what keeps the others out."""
    if used == n:
        return "Rates rest on all of them." if n > 1 else "Rates rest on it."
    others = join(f"{words} ({count(k)})" for words, k in why.items() if k)
    return f"Rates rest on {f'{used:,}' if used else 'none'} of {plural(n, 'video')}; left out: {others}."


def quality(videos: pd.DataFrame, on_brands: pd.Series) -> list[str]:
    """Sentences on what the data cannot be trusted with; none where there is nothing to say.  on_brands: which videos
    are on brands' accounts."""
    n, wrong = len(videos), videos["contradictory"]
    doubts = [caveat for caveat in (selection_caveat(videos),) if caveat]
    split = videos["organic_views"].isna() & videos["views"].notna()
    out = {"on brands' accounts": split & on_brands, "too young for rates": split & ~on_brands & young(videos)}
    anyway = join(f"{count(int(hit.sum()))} {words}" for words, hit in out.items() if hit.any())
    anyway = f" ({anyway})" if anyway else ""
    counted = {
        "no posting date": (videos["posted_at"].isna() & ~videos["misdated"]).sum(),
        "a posting date that cannot be, taken as unknown": videos["misdated"].sum(),
        "no capture time, so their age is unknown": videos["captured_at"].isna().sum(),
        "no views": ((videos["views"].fillna(0) == 0) & ~wrong).sum(),
        "far fewer views than likes, comments, shares or saves, so none of these counts is used": wrong.sum(),
        "more engagements than views, left out of rates": (videos["engagements"] > videos["views"]).fillna(False).sum(),
        f"a boost of unknown size{anyway}, left out of organic rates": split.sum(),
        "a status of deleted or private": videos["status"].isin(["deleted", "private"]).sum(),
    }
    counted["no word on how they were collected; if by hashtag or search, they are popular ones"] = (
        videos["collected_by"].isna().sum()
    )
    found = {words: int(k) for words, k in counted.items() if k}
    if n == 1:
        doubts += [f"The one video has {join(found)}."] if found else []
    elif found:
        odd = [f"{'all' if k == n else count(k)} {'has' if k == 1 else 'have'} {words}" for words, k in found.items()]
        doubts.append(f"Of {plural(n, 'video')}, {join(odd)}.")
    if videos["is_ad"].isna().all():
        doubts.append("Whether videos were boosted is not in these data, so paid views may sit inside the counts.")
    return doubts


def zero_sentence(data: Data) -> str:
    """What to say of creators whose only known number of followers is 0; "" if there are none."""
    given = {"creators": "followers", "videos": "followers_at_capture"}
    rows = [data.stored(table).set_index("creator_id")[column] for table, column in given.items()]
    said = {creator for column in rows for creator in column.index[(column == 0).fillna(False)]}
    creators = data.creators
    zero = int((creators["followers"].isna() & creators["creator_id"].isin(said)).sum())
    if not zero:
        return ""
    one = zero == 1
    return (
        f"{plural(zero, 'creator')} {'has' if one else 'have'} 0 followers in the export, which is rarely true: taken "
        f"as unknown; look at {'it' if one else 'them'} by hand."
    )
