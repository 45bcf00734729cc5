"""What did they talk about?"""

import numpy as np
import pandas as pd

from kit.comments.feelings import LEAST_READ, read
from kit.comments.said import said
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.voices.scope import held, left_out, scope, UNDER, USUAL, written
from kit.post_mortem.voices.stop_words import NAMED
from kit.post_mortem.voices.terms import named, parts, PHRASE, SPACELESS, unstretched, WORD
from kit.post_mortem.voices.usual import BAD
from kit.sentiment import EMOJI as ONLY_EMOJI
from kit.sentiment import NOTHING
from kit.wording import count, join, name, plural, shorten

LEAST = 20  # comments of a language
LEAST_AUTHORS = 3  # a term of fewer would say what one person wrote
EACH, WIDTH = 4, 40  # terms of a language, characters of a term
COVERED = 0.75  # share of a word's comments with a phrase that then stands for it
ANY = "Any language"
ORDER = {"any": True, "of": False, "language": True, "authors": False, "comments": False, "kind": True, "term": True}
COLUMNS = (
    Column("term", "Term"),
    Column("language", "Language"),
    Column("comments", "Comments", "count"),
    Column("share", "In the campaign", "rate", "share of the language's comments"),
    Column("usual_share", "Before the flight", "rate", "share of the language's comments"),
    Column("negative_read", "Negative, as read", "rate", "share of those read"),
    Column("videos", "Videos", "count"),
    Column("authors", "Authors", "count", hidden=True),
    Column("kind", "Kind", hidden=True),
)
DEFINITIONS = {
    "Term": "A word as written, two words that follow one another, a hashtag or an emoji; usual words (the, is) are "
    f"none. Shown where {LEAST_AUTHORS} authors or more used it; an author who repeats it counts once in the order.",
    "Before the flight": USUAL,
}


@question("comment_themes", "What did they talk about?", priority=48, comments=("text",), campaigns=("campaign",))
def comment_themes(data: Data, sentiment_model: str = "") -> Finding:
    """The terms that most authors used under the campaign's delivered videos, by language, as the share of comments
    that hold them, beside the same share before the flight.

    Per language of 20 comments or more, in how many words are divided by spaces; hashtags and emoji over all languages.
    A term needs three authors; a comment whose author is unknown counts as of one author a video.  Missing:
    usual_share below 20 comments before the flight, negative_read (as in `comment_sentiment`) below 10 that could be
    read.  NotShown where no term is said by three authors.
    """
    some, comments, labels = scope(data), said(data), read(data, sentiment_model).labels
    ours = comments[some.under].assign(label=labels[some.under])
    ours = ours.assign(author=with_authors(ours))
    table = common(ours, comments[some.usual])
    if table.empty:
        raise NotShown(
            f"No word, hashtag or emoji stands in comments of {LEAST_AUTHORS} authors or more {UNDER}; words count "
            f"in languages of {LEAST} comments. {silent(ours)}".strip()
            + " Import more of the comments under these videos."
        )
    return answer(
        data,
        sentence(table, ours),
        table,
        COLUMNS,
        doubts=[some.why_no_usual, silent(ours), authorless(ours)],
        caveat=" ".join(filter(None, [held(data), unlisted(ours)])),
        n={"comments": len(ours), "videos": ours["video_id"].nunique()},
        left_out=left_out(data),
        window=written(ours),
        sources=("comments", "deliveries", "videos", "brands"),
        definitions=DEFINITIONS,
    )


def found_in(comments: pd.DataFrame) -> pd.DataFrame:
    """One row a comment and term of it: place (the comment's index), kind, term, and the language it is counted in."""
    keys = list(zip(*(comments[c] for c in ("text", "script", "code", "language")), strict=True))
    made = {key: parts(*key[:2]) for key in dict.fromkeys(key[:2] for key in keys)}
    plain = unstretched(made.values())
    known = {key: named(made[key[:2]], key[2], plain) for key in dict.fromkeys(keys)}
    rows = [
        (place, kind, term, key[3] if kind in (WORD, PHRASE) else ANY)
        for place, key in zip(comments.index, keys, strict=True)
        for kind, term in known[key]
    ]
    return pd.DataFrame(rows, columns=["place", "kind", "term", "language"])


def common(ours: pd.DataFrame, usual: pd.DataFrame) -> pd.DataFrame:
    """The terms of most authors, at most EACH a language, languages of most comments first, those over all last."""
    rows = found_in(pd.concat([ours, usual]))
    mine, by = rows["place"].isin(ours.index), ["language", "kind", "term"]
    table = rows[mine].merge(ours[["author", "video_id", "label"]], left_on="place", right_index=True)
    table = table.assign(bad=table["label"] == BAD, read=table["label"] >= 0).groupby(by, as_index=False)
    table = table.agg(
        comments=("place", "size"),
        authors=("author", "nunique"),
        videos=("video_id", "nunique"),
        read=("read", "sum"),
        bad=("bad", "sum"),
    )
    sizes, before = ({**each["language"].value_counts(), ANY: len(each)} for each in (ours, usual))
    table = table.assign(of=table["language"].map(sizes), before=table["language"].map(before).fillna(0))
    table = table[(table["authors"] >= LEAST_AUTHORS) & (table["of"] >= LEAST)]
    table = uncovered(table, rows[mine]).merge(
        rows[~mine].groupby(by).size().rename("usual").reset_index(), on=by, how="left"
    )
    table["share"] = table["comments"] / table["of"]
    table["usual_share"] = (table["usual"].fillna(0) / table["before"]).where(table["before"] >= LEAST)
    table["negative_read"] = (table["bad"] / table["read"]).where(table["read"] >= LEAST_READ)
    table = table.assign(any=table["language"] == ANY).sort_values([*ORDER], ascending=[*ORDER.values()])
    table = table.groupby("language", sort=False).head(EACH).reset_index(drop=True)[[c.name for c in COLUMNS]]
    return table.assign(term=[shorten(term, WIDTH) for term in table["term"]])


def uncovered(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Without the words, and the phrases that share a word, for which a phrase in almost the same comments stands."""
    rows = rows.merge(table[["language", "term"]], on=["language", "term"])
    at = rows.groupby(["language", "term"])["place"].agg(frozenset)
    table = table.sort_values(["kind", "authors", "term"], ascending=[True, False, True])  # phrases before words
    phrases: dict[tuple[str, str], list[frozenset]] = {}
    kept = []
    for language, kind, term in zip(table["language"], table["kind"], table["term"], strict=True):
        here, words = at[language, term], term.split(" ") if kind in (WORD, PHRASE) else []
        others = [other for word in words for other in phrases.get((language, word), [])]
        kept.append(all(len(here & other) < COVERED * len(here) for other in others))
        if kind == PHRASE and kept[-1]:
            for word in words:
                phrases.setdefault((language, word), []).append(here)
    return table[np.array(kept, dtype=bool)]


def with_authors(comments: pd.DataFrame) -> pd.Series:
    """Who wrote each; where that is unknown, one author a video."""
    return comments["author_key"].where(comments["author_key"].notna(), "under " + comments["video_id"])


def sentence(table: pd.DataFrame, ours: pd.DataFrame) -> str:
    """The first terms of the two languages of most comments; else those over all languages."""
    found: list[str] = []
    for language in list(dict.fromkeys(table["language"]))[:2]:
        if language == ANY and found:
            break
        rows = table[table["language"] == language].head(3)
        terms = join(
            f"{name(term, WIDTH)} ({count(n)})" for term, n in zip(rows["term"], rows["comments"], strict=True)
        )
        n = len(ours) if language == ANY else int((ours["language"] == language).sum())
        there = "all languages" if language == ANY else name(language)
        found.append(f"in {there}, {terms} of {plural(n, 'comment')}")
    return f"Most often {UNDER}: {'; '.join(found)}."


def silent(ours: pd.DataFrame) -> str:
    """Which comments' words are not counted, and why; "" where all are."""
    sizes = ours["language"].value_counts()
    joined = ours["language"][ours["script"].isin(SPACELESS)].value_counts()
    spoken = ours["language"][~ours["script"].isin([*SPACELESS, ONLY_EMOJI, NOTHING])]
    small = spoken[spoken.map(sizes) < LEAST].value_counts()
    told = []
    if len(joined):
        told.append(f"words of {by_size(joined)} are not counted, as no space divides them")
    if len(small):
        told.append(f"nor are those of {by_size(small)}" if told else f"words of {by_size(small)} are not counted")
        told[-1] += f" (fewer than {LEAST} comments)"
    text = ", ".join(told)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def by_size(sizes: pd.Series) -> str:
    """ "Thai (26), Khmer (20) and 3 other languages"."""
    order = sorted(sizes.index, key=lambda each: (-sizes[each], each))
    more = len(order) - 4
    shown = [f"{name(each)} ({count(sizes[each])})" for each in (order if more < 2 else order[:4])]
    return join([*shown, f"{more} other languages"] if more > 1 else shown)


def authorless(ours: pd.DataFrame) -> str:
    """What to say where it is not known who wrote; "" where it is."""
    n = int(ours["author_key"].isna().sum())
    if not n:
        return ""
    return f"Who wrote {plural(n, 'comment is', 'comments is')} unknown; these count as of one author a video."


def unlisted(ours: pd.DataFrame) -> str:
    """Languages on the page of which no usual words are known."""
    names = ours["language"][~ours["code"].isin([*NAMED, ""]) & ~ours["script"].isin(SPACELESS)].value_counts()
    names = names[names >= LEAST]
    return f"In {by_size(names)} usual words such as articles are not left out." if len(names) else ""
