"""Share of voice: whose videos speak of us, and whose of our competitors."""

from collections import defaultdict
from functools import lru_cache
import re
from typing import Any
import unicodedata

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import SELECTED
from kit.wording import count, name, plural
from kit.wording import estimate as said

# scripts that do not space their words, as letter names begin
UNSPACED = ("KHMER", "THAI", "LAO", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "TIBETAN")

READ = (
    "creator_id",
    "caption",
    "hashtags",
    "mentions",
    "sound_id",
    "collected_for",
    "collected_by",
    "is_sponsored",
)
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
    brands, videos = data.table("brands").sort_values("brand", ignore_index=True), data.videos[list(READ)]
    if len(brands) < 2:
        raise NotShown(
            f"Share of voice needs our brand and at least one competitor; the table brands has one. Add "
            f"competitors: kit import brands.csv --into {data.given}"
        )
    heard = Heard(videos)
    named = pd.DataFrame({b.brand: heard.mentions(b) for b in brands.itertuples()}, index=videos.index).astype(float)
    own = videos["creator_id"].isin(data.brand_accounts())
    earned = named[~own & named.any(axis=1)]
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
        left_out={"mentions on the brands' own accounts": int((own & named.any(axis=1)).sum())},
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


class Heard:
    """What videos say, looked through once for all brands.

    The tag or query that a video was collected for is no evidence: it tells what was searched, not what was said.
    """

    def __init__(self, videos: pd.DataFrame) -> None:
        self.asked = videos["collected_for"].str.lower().str.lstrip("#@").fillna("").to_numpy(dtype=object)
        self.captions = videos["caption"].fillna("").to_list()
        self.sounds = videos["sound_id"]
        self.tags, self.handles = self.places(videos["hashtags"]), self.places(videos["mentions"])

    def places(self, words: pd.Series) -> dict[str, list[int]]:
        """By each hashtag or handle the places of the videos that hold it."""
        found = defaultdict(list)
        for place, (several, query) in enumerate(zip(words, self.asked, strict=True)):
            for word in map(plain, several or []):
                if word != query:
                    found[word].append(place)
        return found

    def mentions(self, brand: Any) -> np.ndarray:
        """Whether each video mentions the brand by a hashtag, handle, sound or whole keyword."""
        tags, handles, sounds = (
            {plain(str(v)) for v in getattr(brand, c) or []} for c in ("hashtags", "handles", "sound_ids")
        )
        found = self.sounds.isin(sounds).to_numpy(dtype=bool).copy()
        for places, wanted in ((self.tags, tags), (self.handles, handles)):
            for word in wanted:
                found[places.get(word, [])] = True
        for word in filter(None, (word.strip().lower() for word in brand.keywords or [])):
            inside = re.compile(whole(word), re.IGNORECASE).search
            found |= np.array([bool(inside(caption)) for caption in self.captions], bool) & (self.asked != word)
        return found


@lru_cache(100_000)
def plain(tag: str) -> str:
    """A hashtag or handle in small letters, without its mark."""
    return tag.lower().lstrip("#@")


def whole(word: str) -> str:
    """A pattern for a keyword that stands by itself; scripts that do not space their words match inside others."""

    def edge(letter: str, look: str) -> str:
        return "" if unicodedata.name(letter, "").split(" ")[0] in UNSPACED else look

    return edge(word[0], r"(?<!\w)") + re.escape(word) + edge(word[-1], r"(?!\w)")


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
