"""Which hashtags are used, which are on the rise, and which go with more views of the same creator."""

from typing import Any

import numpy as np
import pandas as pd

from kit.benchmarking.content import panel, trend_words, trends
from kit.benchmarking.content.trends import Uses
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.frames import exploded
from kit.wording import name


@question("hashtags", "Which hashtags rise, and which go with more views?", priority=35, videos=("hashtags", "views"))
def hashtags(data: Data) -> Finding:
    """The hashtags of most creators and those that burst or grew most: change of use over the last 28 days against the
    28 before on a fixed panel, and views with against without it for the same creator.

    A tag counts once a video; it needs five creators of the panel in the last 56 days (five of all creators where there
    is no panel).  The tag or query that a video was collected for is left out of that video.
    """
    seen = panel.seen(data)
    uses = tagged(seen.videos)
    table, compared = trends.table(seen, uses, trends.owned(data, "hashtags"))
    if table.empty:
        raise NotShown(trend_words.refused(seen, "hashtag"))
    table = trend_words.worded(table.rename(columns={"name": "hashtag"}))
    return answer(
        data,
        trend_words.sentence(table, "hashtag", called),
        table,
        trend_words.columns(Column("hashtag", "Hashtag"), table),
        interval=trend_words.INTERVAL.format("tags"),
        doubts=trend_words.doubts(seen),
        caveat=trend_words.CAUSE.format("Tags"),
        left_out=trend_words.left_out(seen),
        n=trend_words.counted(seen) | {"hashtags": len(uses.names), "hashtags compared": compared},
        sources=("videos",),
        definitions=trend_words.definitions("tag"),
    )


def called(row: Any) -> str:
    return f"#{name(row['hashtag'], 40)}"


def tagged(videos: pd.DataFrame) -> Uses:
    """Each tag of each video, in small letters, without the one that the video was found by."""
    row, spelt, as_given = exploded(videos["hashtags"])
    again, names = pd.factorize(np.array([plain(tag) for tag in as_given], dtype=object))
    code = again[spelt] if len(again) else spelt
    asked, queries = pd.factorize(videos["collected_for"])
    found_by = np.append(pd.Index(names).get_indexer([plain(query) for query in queries]), -1)[asked]
    kept = code != found_by[row]
    kept &= code != (list(names).index("") if "" in names else -1)
    once = np.sort(row[kept] * (len(names) + 1) + code[kept])  # some ten times faster than unique
    once = once[np.diff(once, prepend=-1) > 0]
    return Uses.of(once // (len(names) + 1), once % (len(names) + 1), pd.Index(names))


def plain(tag: str) -> str:
    """In small letters, without its mark."""
    return tag.lower().lstrip("#")
