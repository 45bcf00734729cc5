"""Who works with which brand, how often and how well?"""

from collections import defaultdict

import pandas as pd

from kit.benchmarking.creators import measures
from kit.benchmarking.voice.mentions import dealt
from kit.benchmarking.voice.partners import FEWEST_VIDEOS, partners
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.frames import among
from kit.selection import SELECTED
from kit.wording import count, join, name, plural, window

FREE = 20  # creators without a tracked brand that the file lists
NAMED = 3  # creators that the sentence names
WORKS, SPEAKS, NONE = "works with", "speaks of", "names none"
COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("brand", "Brand"),
    Column("sponsored", "Sponsored", "count", "videos"),
    Column("deal", "Deal", "flag"),
    Column("videos", "Videos", "count", "that name it"),
    Column("engagement_rate_by_views", "Engagement by views", "rate", "share of views"),
    Column("rate_ratio", "÷ own other videos", "number", "times"),
    Column("tier", "Tier"),
    Column("last_posted", "Last", "date"),
    Column("also", "Works with too"),
    Column("relation", "How"),
    Column("followers", "Followers", "count", hidden=True),
    Column("rated", "Videos rated", "count", hidden=True),
    Column("role", "Role", hidden=True),
)
DEFINITIONS = {
    "Works with": "A video that names the brand is marked as sponsored or was delivered for a deal, or a deal of the "
    "window is agreed or paid (the campaign's brand, else ours); who names it otherwise speaks of it.",
    "÷ own other videos": "Engagement rate by views of the videos that name the brand, over that of the creator's "
    f"other videos, where both have {FEWEST_VIDEOS} or more; no interval, so read it as a hint.",
    "Names none": f"Creators without a video that names a tracked brand; the CSV lists the {FREE} largest.",
}


@question("brand_creators", "Who works with which brand, how often and how well?", priority=28, brands=(), videos=())
def brand_creators(data: Data) -> Finding:
    """Creators and the tracked brands that they speak of, most sponsored videos first, then most videos.

    A creator works with a brand that sponsored (or ordered) a video of theirs which names it, or that has an agreed or
    paid deal with them; of competitors no deals are known.  Who names none and has no deal is free.  Rates: see
    `partners`.
    """
    creators = listed(data)
    pairs = partners(data)
    pairs = pairs[(pairs["videos"] > 0) | among(pairs["creator_id"], creators["creator_id"])]
    if pairs.empty:
        raise NotShown(
            "No creator's video names a tracked brand; check hashtags, handles and keywords in the table brands, or "
            "import videos that were collected for them."
        )
    rows = pairs.merge(creators, "left", on="creator_id")
    rows["relation"] = (rows["sponsored"].gt(0) | rows["deal"]).map({True: WORKS, False: SPEAKS})
    rows["also"] = works_too(rows)
    rows = rows.sort_values(
        ["sponsored", "deal", "videos", "name", "brand"], ascending=[False] * 3 + [True] * 2, ignore_index=True
    )
    free = creators[~among(creators["creator_id"], rows["creator_id"])]
    videos = data.videos[["creator_id", "collected_by", "is_sponsored"]]
    by_others = videos[among(videos["creator_id"], creators["creator_id"])]
    return answer(
        data,
        sentence(data, rows, len(free), len(creators)),
        pd.concat([rows, largest(free)], ignore_index=True),
        COLUMNS,
        doubts=[unmarked(by_others), selected(by_others)],
        caveat="Undisclosed deals cannot be seen, so more may work with a brand than is shown.",
        n={
            "creators": len(creators),
            "creators who name a brand": int(rows.loc[rows["videos"] > 0, "creator_id"].nunique()),
        },
        left_out=unseen(data, creators),
        sources=("videos", "brands", "creators", "deals", "deliveries"),
        definitions=DEFINITIONS,
    )


def listed(data: Data) -> pd.DataFrame:
    """Creators with name, tier and followers; brands' accounts left out."""
    return measures.facts(data)[["tier", "followers", "name"]].rename_axis("creator_id").reset_index()


def unseen(data: Data, creators: pd.DataFrame) -> dict[str, int]:
    """Deals, by creator and brand, that make nobody a partner here, and why."""
    deals = dealt(data)
    here, over = among(deals["creator_id"], creators["creator_id"]), deals["over"].astype(bool)
    return {
        "creators' deals that were due before these days": int((here & over).sum()),
        "deals of creators who are not in these data": int((~here).sum()),
    }


def works_too(rows: pd.DataFrame) -> pd.Series:
    """The other brands that a creator works with, in words."""
    works = rows[rows["relation"] == WORKS]
    works = works[works["creator_id"].duplicated(keep=False)]
    several = defaultdict(list)
    for creator, brand in zip(works["creator_id"].tolist(), works["brand"].tolist(), strict=True):
        several[creator].append(brand)
    at = among(rows["creator_id"], works["creator_id"])
    words = [
        ", ".join(b for b in several[creator] if b != brand)
        for creator, brand in zip(rows["creator_id"][at].tolist(), rows["brand"][at].tolist(), strict=True)
    ]
    return pd.Series(words, index=rows.index[at], dtype="str").reindex(rows.index, fill_value="")


def largest(free: pd.DataFrame) -> pd.DataFrame:
    """Rows for the largest of the creators who name no brand."""
    rows = free.sort_values(["followers", "creator_id"], ascending=[False, True]).head(FREE)
    return rows.assign(relation=NONE, videos=0, sponsored=0, deal=False, also="")


def unmarked(videos: pd.DataFrame) -> str:
    """What to say where sponsorship is unknown for videos."""
    unknown = int(videos["is_sponsored"].isna().sum())
    if not unknown:
        return ""
    return (
        f"Whether it is sponsored is unknown for {'all' if unknown == len(videos) else unknown} of "
        f"{plural(len(videos), 'video')}; for these only our own deals show who works with a brand."
    )


def selected(videos: pd.DataFrame) -> str:
    """What to say of videos that were found by hashtag or search."""
    found = int(videos["collected_by"].isin(SELECTED).sum())
    if not found:
        return ""
    every = "All videos" if found == len(videos) else f"{count(found)} of {plural(len(videos), 'video')}"
    return (
        f"{every} {'was' if found == 1 < len(videos) else 'were'} found by hashtag or search: how often their creators "
        "name a brand is not known from these."
    )


def sentence(data: Data, rows: pd.DataFrame, free: int, creators: int) -> str:
    """How many work with our brand and with the others, who with both, and how many are free."""
    works = rows[rows["relation"] == WORKS]
    deals = bool(rows["deal"].any())
    left = f"{free} of {plural(creators, 'creator')} {'names' if free == 1 else 'name'} no tracked brand"
    left += f" and {'has' if free == 1 else 'have'} no deal." if deals else "."
    if not free:
        silent = rows.groupby("creator_id")["videos"].sum().eq(0).any()
        left = f"Every creator names a tracked brand{' or has a deal' * bool(silent)}." if creators > 1 else ""
    when = window(*data.window)
    start = f"In the data of {when}, " if when and len(works) else ""
    return f"{start}{working(data.brand, rows, works)} {left}".strip()


def working(brand: str, rows: pd.DataFrame, works: pd.DataFrame) -> str:
    """Who works with a brand; `works`: the rows of those who do."""
    if works.empty:
        said = plural(int(rows["creator_id"].nunique()), "creator speaks", "creators speak")
        return f"No paid video and no deal is known, so nobody is shown to work with a brand; {said} of one."
    if brand not in set(rows["brand"]):
        return f"{plural(int(works['creator_id'].nunique()), 'creator works', 'creators work')} with a brand."
    theirs = works[works["brand"] != brand]
    ours = works[works["brand"] == brand]
    both = ours[among(ours["creator_id"], theirs["creator_id"])]
    other = int(theirs["creator_id"].nunique())
    many = plural(len(ours), "creator works", "creators work")
    alone = int((ours["sponsored"] == 0).sum())
    some = f"{alone} " if alone < len(ours) else ""
    by_deal = f" ({some}by a deal alone)" if alone else ""
    if not other:
        return f"{many} with {name(brand)}{by_deal}, none with another tracked brand."
    rival = "a competitor" if (theirs["role"] == "competitor").all() else "another brand"
    return f"{many} with {name(brand)}{by_deal}, {other} with {rival}; {shared(both)}."


def shared(both: pd.DataFrame) -> str:
    """Our partners whom a competitor pays too."""
    if both.empty:
        return "none with both"
    some = [name(n) for n in both["name"].head(NAMED)]
    more = len(both) - len(some)
    named = join([*some, plural(more, "other")] if more else some)
    return f"{len(both)} with both ({named})"
