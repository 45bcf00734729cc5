"""Which videos mention which tracked brand: by hashtag, handle, sound or keyword."""

from collections import defaultdict
from functools import lru_cache
import re
from typing import Any
import unicodedata

import numpy as np
import pandas as pd

from kit.data import Data, once

# scripts that do not space their words, as letter names begin
UNSPACED = ("KHMER", "THAI", "LAO", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "TIBETAN")


READ = ("caption", "hashtags", "mentions", "sound_id", "collected_for")


@once
def named(data: Data) -> pd.DataFrame:
    """Whether each video of the window (rows as in `data.videos`) mentions each tracked brand (columns, by name).

    A mention is one of the brand's hashtags, handles, sounds or keywords (table brands).
    """
    videos = data.videos[list(READ)]
    heard = Heard(videos)
    brands = data.table("brands").sort_values("brand")
    return pd.DataFrame({b.brand: heard.mentions(b) for b in brands.itertuples()}, index=videos.index)


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
