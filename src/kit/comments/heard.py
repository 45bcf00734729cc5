"""What people ask and complain about: counted by language, and the comments to quote."""

import numpy as np
import pandas as pd

from kit.comments.asked import ASKING, asks, complains
from kit.comments.said import said
from kit.data import Data
from kit.finding import Column
from kit.once import once
from kit.sentiment import EMOJI, in_english, NOTHING, same_words, without_handles
from kit.wording import count, percent, plural, shorten

ALL, QUESTION, COMPLAINT = "All comments", "Question", "Complaint"
QUOTES, WIDTH = 12, 120
ROUGH = (
    "Found by rough rules: some are missed, some are none. A complaint need not sound negative, and unlike shares of "
    "feelings these counts are not corrected by hand labels."
)

COUNTED = (
    Column("language", "Language"),
    Column("comments", "Comments", "count"),
    Column("questions", "Questions", "count"),
    Column("complaints", "Complaints", "count"),
    Column("english", "Looked through for complaints", "count", "comments"),
    Column("script", "Most are in", hidden=True),
)
QUOTED = (
    Column("quote", "Comment"),
    Column("kind", "Kind"),
    Column("times", "Said", "count", "times"),
    Column("likes", "Likes", "count"),
    Column("language", "Language"),
    Column("last_posted", "Last on", "date"),
)
DEFINITIONS = {
    "Question": "A comment with a question mark, an English one that begins as a question, or one with a Khmer or Thai "
    "word that asks. Questions in other languages without a mark are missed.",
    "Complaint": "An English comment that the word list reads as negative, or with a word such as rash or refund. "
    "Complaints in other languages are not seen.",
}


@once
def voices(data: Data) -> pd.DataFrame:
    """Comments with `asks`, `complains`, `english` (whether complaints would be seen) and `by_words` (whether questions
    would be seen without a mark, or there are no words), each text judged once."""
    comments = said(data)
    keys = list(zip(*(comments[c] for c in ("text", "script", "code", "rough")), strict=True))
    judged = {}
    for text, written, code, rough in dict.fromkeys(keys):
        asking, english = asks(text, written, code), in_english(text, code)
        by_words = english or written in (*ASKING, EMOJI, NOTHING)
        judged[text, written, code, rough] = asking, complains(text, code, rough, asking), english, by_words
    columns = np.array([judged[key] for key in keys], dtype=bool).T
    return comments.assign(**dict(zip(("asks", "complains", "english", "by_words"), columns, strict=True)))


def by_language(comments: pd.DataFrame) -> pd.DataFrame:
    """All comments, then each language or script, the commonest first.  A count is missing where nothing could be
    found: complaints outside English, questions where only a question mark would tell and there is none."""
    codes, names = pd.factorize(comments["language"])
    table = pd.DataFrame({"language": names, "comments": np.bincount(codes)})
    columns = {"questions": "asks", "complaints": "complains", "english": "english", "by_words": "by_words"}
    for name, column in columns.items():
        table[name] = np.bincount(codes, weights=comments[column].to_numpy(float)).astype("int64")
    table["script"] = comments.groupby(codes)["script"].agg(lambda each: each.mode().iloc[0])
    table = table.sort_values(["comments", "language"], ascending=[False, True])
    every = pd.DataFrame([{"language": ALL, **table.drop(columns=["language", "script"]).sum()}])
    table = pd.concat([every, table], ignore_index=True).convert_dtypes()
    table["questions"] = table["questions"].mask(
        (table["questions"] == 0) & (2 * table["by_words"] < table["comments"])
    )
    table["complaints"] = table["complaints"].where(table["english"] > 0)
    return table.drop(columns="by_words")


def quotes(comments: pd.DataFrame) -> pd.DataFrame:
    """At most 12 comments, half of each kind where both are there, by likes, then by day; no handle in them."""
    some = comments[comments["asks"] | comments["complains"]]
    some = some.assign(
        same=[same_words(text) for text in some["text"]],
        kind=np.where(some["complains"], COMPLAINT, QUESTION),
        likes=some["likes"].astype("float64"),
    )
    some = some[some["same"] != ""].sort_values(["likes", "posted_at", "comment_id"], ascending=[False, False, True])
    groups = some.groupby(["kind", "same"], sort=False)
    table = groups.agg(
        quote=("text", "first"),
        times=("text", "size"),
        likes=("likes", lambda each: each.sum(min_count=1)),
        language=("language", "first"),
        last_posted=("posted_at", "max"),
    ).reset_index()
    table = table.sort_values(["likes", "last_posted", "same"], ascending=[False, False, True], na_position="last")
    place = table.groupby("kind").cumcount()
    table = table.assign(place=place).sort_values("place", kind="stable").head(QUOTES)
    table["quote"] = [shorten(without_handles(text), WIDTH) for text in table["quote"]]
    table["last_posted"] = pd.to_datetime(table["last_posted"]).dt.date
    table = table.sort_values(["kind", "place"], ascending=[False, True])
    return table.drop(columns=["same", "place"]).reset_index(drop=True)


def sentence(comments: pd.DataFrame, where: str = "") -> str:
    """How many ask, and how many of the English ones complain.  where: "under the campaign's videos"."""
    n, english = len(comments), int(comments["english"].sum())
    asked, wrong = int(comments["asks"].sum()), int(comments["complains"].sum())
    start = (
        f"{count(asked)} of {plural(n, 'comment')}{where and f' {where}'} ({percent(asked / n)}) "
        f"{'asks' if asked == 1 else 'ask'} something"
        if n > 1
        else f"The only comment{where and f' {where}'} asks {'something' if asked else 'nothing'}"
    )
    if not english:
        none = "no comment is" if n > 1 else "it is not"
        return f"{start}; complaints are looked for in English only, and {none} in English."
    if n == 1:
        return f"{start} and {'complains' if wrong else 'does not complain'}."
    if english == 1:
        return f"{start}, and the only one in English {'complains' if wrong else 'does not complain'}."
    return (
        f"{start}, and {count(wrong)} of the {count(english)} in English ({percent(wrong / english)}) "
        f"{'complains' if wrong == 1 else 'complain'}."
    )
