"""Whether what a video says names a brand: its hashtags, handles, sound and caption, looked through once for all."""

from collections.abc import Iterator
import unicodedata

import numpy as np
from numpy.typing import NDArray
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.frames import exploded, listed

READ = ("caption", "hashtags", "mentions", "sound_id", "collected_for")
LISTS = {"hashtags": "hashtags", "mentions": "handles"}  # column of a video: that of a brand
CAPTIONS = 50_000  # looked through at a time, so that no second copy of all of them is held
# scripts that do not space their words, as letter names begin
UNSPACED = ("KHMER", "THAI", "LAO", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "TIBETAN")


def heard(videos: pd.DataFrame, brands: pd.DataFrame) -> NDArray[np.bool_]:
    """Videos (rows, with READ) × brands or campaigns (rows, with hashtags, handles, sound_ids, keywords): whether the
    one mentions the other by a hashtag, handle, sound or whole keyword.

    The tag or query that a video was collected for is no evidence: it tells what was searched, not what was said.
    """
    found = np.zeros((len(videos), len(brands)), dtype=bool)
    query, queries = pd.factorize(videos["collected_for"].str.lower().str.lstrip("#@").fillna(""))
    for column, theirs in LISTS.items():
        row, code, names = exploded(videos[column])
        words = [plain(name) for name in names]
        asked = queries.get_indexer(pd.Index(words, dtype=queries.dtype))
        for place, several in enumerate(brands[theirs]):
            wanted = {plain(word) for word in listed(several)}
            at = np.flatnonzero(np.array([word in wanted for word in words], dtype=bool)[code])
            found[row[at[asked[code[at]] != query[row[at]]]], place] = True
    for place, several in enumerate(brands["sound_ids"]):
        found[:, place] |= videos["sound_id"].isin([plain(sound) for sound in listed(several)]).to_numpy(dtype=bool)
    keywords = [[word.strip().lower() for word in listed(several)] for several in brands["keywords"]]
    for first, text in _texts(videos["caption"]) if any(keywords) else ():
        for place, several in enumerate(keywords):
            for word in filter(None, several):
                said = first + np.array(_lines(word, text), dtype=np.int64)
                found[said[queries[query[said]] != word], place] = True
    return found


def plain(tag: str) -> str:
    """A hashtag or handle in small letters, without its mark."""
    return tag.lower().lstrip("#@")


def _texts(captions: pd.Series) -> Iterator[tuple[int, str]]:
    """The captions in small letters, one a line, in pieces: the place of a piece's first one, and its text."""
    every = pc.replace_substring(pc.fill_null(pa.chunked_array(captions), ""), "\n", " ")
    for first in range(0, len(captions), CAPTIONS):
        yield first, "\n".join(every.slice(first, CAPTIONS).to_pylist()).lower()


def _lines(word: str, text: str) -> list[int]:
    """The lines in which a keyword stands by itself."""
    line = last = 0
    found = []
    for at in whole(word, text):
        line += text.count("\n", last, at)
        last = at
        found.append(line)
    return found


def whole(word: str, text: str) -> Iterator[int]:
    """Where a keyword stands by itself; scripts that do not space their words match inside others."""
    before, after = (unicodedata.name(letter, "").split(" ")[0] not in UNSPACED for letter in (word[0], word[-1]))
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        inside = (before and _in_word(text[at - 1 : at])) or (after and _in_word(text[end : end + 1]))
        if not inside:
            yield at
        at = text.find(word, at + 1)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
