"""Share of voice: whose videos speak of us, and whose of our competitors."""

import pandas as pd

from kit import estimate
from kit.benchmarking.voice.mentions import named
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import SELECTED
from kit.wording import count, name, plural
from kit.wording import estimate as said

COLUMNS = (
    Column("brand", "Brand"),
    Column("role", "Role"),
    Column("share_of_voice", "Share of voice", "rate", "share of mentions"),
    Column("share_of_voice_low", "from", "rate"),
    Column("share_of_voice_high", "to", "rate"),
    Column("rank_first", "Best rank", "count"),
    Column("rank_last", "Worst rank", "count"),
    Column("mentions", "Mentions", "number"),
    Column("creators", "Creators", "count"),
    Column("own_videos", "On own accounts", "count", "videos, not counted"),
)


@question("share_of_voice", "Who is talked about most?", priority=25, brands=("brand",), videos=())
def share_of_voice(data: Data) -> Finding:
    """Each tracked brand's share of the videos that mention one of them; a video that names k brands gives each 1/k.

    A mention is one of the brand's hashtags, handles, sounds or keywords (table brands).  Videos on the brands' own
    accounts are counted apart.  Interval: creators are the clusters; ranks are simultaneous sets.
    """
    brands, videos = data.table("brands").sort_values("brand", ignore_index=True), data.videos
    if len(brands) < 2:
        raise NotShown(
            f"Share of voice needs our brand and at least one competitor; the table brands has one. Add "
            f"competitors: kit import brands.csv --into {data.given}"
        )
    named_by = named(data).astype(float)
    own = videos["creator_id"].isin(data.brand_accounts())
    earned = named_by[~own & named_by.any(axis=1)]
    if earned.empty:
        raise NotShown(
            "No video outside the brands' own accounts mentions one of them; check hashtags, handles and "
            "keywords in the table brands, or import videos that were collected for them."
        )
    parts = earned.div(earned.sum(axis=1), axis=0)
    counts = parts.groupby(videos.loc[earned.index, "creator_id"]).sum()
    shares, ranks = estimate.share(counts), estimate.rank_sets(counts)
    table = pd.DataFrame(
        {
            "brand": brands["brand"],
            "role": brands["role"],
            "share_of_voice": shares["value"].to_numpy(),
            "share_of_voice_low": shares["low"].to_numpy(),
            "share_of_voice_high": shares["high"].to_numpy(),
            "rank_first": ranks["first"].to_numpy(),
            "rank_last": ranks["last"].to_numpy(),
            "mentions": parts.sum().to_numpy(),
            "creators": (counts > 0).sum().to_numpy(),
            "own_videos": [int(videos["creator_id"].isin(data.brand_accounts(b)).sum()) for b in brands["brand"]],
        }
    ).sort_values(["share_of_voice", "brand"], ascending=[False, True], ignore_index=True)
    sponsored = int(videos.loc[earned.index, "is_sponsored"].fillna(False).sum())
    bought = (
        f"{plural(sponsored, 'of these videos is', 'of these videos are')} sponsored: bought voice counts like any."
    )
    return answer(
        data,
        sentence(table, data.brand),
        table,
        COLUMNS,
        doubts=[collected_caveat(videos.loc[earned.index])],
        caveat=bought if sponsored else "",
        n={"videos": len(earned), "creators": len(counts)},
        left_out={"mentions on the brands' own accounts": int((own & named_by.any(axis=1)).sum())},
        sources=("videos", "brands"),
        definitions={
            "Share of voice": "A brand's share of the videos that mention one of the tracked brands; it counts "
            "videos, not views and not approval. The list of brands, tags and keywords defines "
            "the market."
        },
    )


def collected_caveat(videos: pd.DataFrame) -> str:
    """What to say where mentions were searched for: their shares depend on what was searched, and how far."""
    selected = int(videos["collected_by"].isin(SELECTED).sum())
    if not selected:
        return ""
    return (
        f"{count(selected)} of these {plural(len(videos), 'video')} "
        f"{'was' if selected == 1 else 'were'} found by hashtag or search, so shares depend on what was searched."
    )


def sentence(table: pd.DataFrame, brand: str) -> str:
    """On our brand if there is one, else on the first; with whether the place is certain."""
    ours = table[table["brand"] == brand]
    row = ours.iloc[0] if len(ours) else table.iloc[0]
    share = said(row["share_of_voice"], row["share_of_voice_low"], row["share_of_voice_high"])
    first, last = row["rank_first"], row["rank_last"]
    if pd.isna(first) or pd.isna(last):
        place = "too few creators speak of them to rank the brands"
    elif first == last:
        place = f"it is number {int(first)} of {len(table)}"
    else:
        place = f"its place of {len(table)} could be anything from {int(first)} to {int(last)}"
    return f"{name(row['brand'])} has {share} of the mentions of the {len(table)} tracked brands; {place}."
