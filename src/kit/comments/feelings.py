"""Shares of positive, neutral and negative comments by language: as read, or corrected by hand labels."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.comments.by_hand import corrected, ENOUGH_IN_ONE, Hand, macro_f1
from kit.comments.said import said
from kit.data import Data
from kit.finding import Column
from kit.once import once
from kit.sentiment import LABELS, NEGATIVE, NOTHING, POSITIVE, read_by_model
from kit.sentiment.words import label
from kit.wording import count, estimate, join, name, number, percent, plural

ALL = "All comments"
LEAST_READ = 10  # comments behind a share
SHIFTED = 0.2  # share of labels that would have to be of other languages for both mixes to be the same

COUNTS = (
    Column("comments", "Comments", "count"),
    Column("labelled", "Labelled by hand", "count", "comments"),
    Column("read", "Could be read", "count", "comments"),
)
AS_READ = tuple(
    Column(f"{each}_read", f"{each.capitalize()}, as read", "rate", "share of those read") for each in LABELS
)
F1 = Column("macro_f1", "Macro-F1 of the reading, on hand labels", "number", hidden=True)
INDICATIVE = (Column("language", "Language"), *AS_READ, *COUNTS, F1)
CORRECTED = (
    Column("language", "Language"),
    *(
        Column(f"{each}{end}", words or each.capitalize(), "rate", "share of comments" if not end else "")
        for each in (POSITIVE, NEGATIVE, LABELS[1])
        for end, words in (("", ""), ("_low", "from"), ("_high", "to"))
    ),
    *COUNTS,
    *AS_READ,
    F1,
)


class Reading(NamedTuple):
    """For each of `said` the place of its label in LABELS, −1 where not read; and in words what made them."""

    labels: np.ndarray
    by: str
    about: str


@once
def read(data: Data, sentiment_model: str = "") -> Reading:
    """Labels by the model in this folder; else as the export says, where it says so for half of the comments; else by
    the word list."""
    comments = said(data)
    if sentiment_model:
        words = (comments["script"] != NOTHING).to_numpy()
        labels = np.full(len(comments), -1)
        labels[words] = places(read_by_model(sentiment_model, comments.loc[words, "text"]))
        return Reading(labels, "a model", f"Read by the local model {name(Path(sentiment_model).name)}.")
    given = places(map(label, comments["sentiment_label"]))
    if 2 * (given >= 0).sum() >= len(given):
        about = "Labels are those of the export, which does not tell how they were made."
        return Reading(given, "the export", about)
    about = "Read by a rough word list (VADER, slang corrected) and emoji: English only, blind to sarcasm."
    return Reading(places(comments["rough"]), "a rough English word list", about)


def places(labels: Iterable[str | None]) -> np.ndarray:
    """Labels as places in LABELS; −1 where not read."""
    return np.array([LABELS.index(each) if each else -1 for each in labels], dtype=int)


def by_language(comments: pd.DataFrame, labels: np.ndarray, hand: Hand) -> pd.DataFrame:
    """All comments, then each language, the commonest first."""
    codes, names = pd.factorize(comments["language"])
    sizes, videos = np.bincount(codes), comments["video_id"].to_numpy(dtype=object)
    order = sorted(range(len(names)), key=lambda place: (-sizes[place], names[place]))
    parts = [(ALL, np.ones(len(codes), bool)), *((str(names[place]), codes == place) for place in order)]
    return pd.DataFrame([row(each, labels[part], hand, part, videos) for each, part in parts])


def row(language: str, labels: np.ndarray, hand: Hand, part: np.ndarray, videos: np.ndarray) -> dict[str, object]:
    """Counts and shares of one language; a share that the data do not carry is missing."""
    read, labelled = labels[labels >= 0], int(hand.labelled[part].sum())
    told, fits = len(read) >= LEAST_READ and 2 * len(read) >= len(labels), labelled >= ENOUGH_IN_ONE
    cells: dict[str, object] = {
        "language": language,
        "comments": len(labels),
        "read": len(read),
        "labelled": labelled,
        "macro_f1": macro_f1(labels, hand.majority[part]) if fits else np.nan,
        **{f"{each}_read": (read == place).mean() if told else np.nan for place, each in enumerate(LABELS)},
    }
    if not hand.usable:
        return cells
    none = {f"{each}{end}": np.nan for each in LABELS for end in ("", "_low", "_high")}
    return cells | (corrected(labels, hand.votes[part], videos[part]) if fits else none)


def sentence(every: pd.Series, reading: Reading, hand: Hand) -> str:
    """Over all comments: corrected, indicative, or that too few could be read."""
    if hand.usable:
        good, bad = (estimate(every[e], every[f"{e}_low"], every[f"{e}_high"]) for e in (POSITIVE, NEGATIVE))
        return (
            f"{good} of the {plural(every['comments'], 'comment')} are positive and {bad} negative, read by "
            f"{reading.by} and corrected by {plural(every['labelled'], 'hand label')}."
        )
    if pd.isna(every["positive_read"]):
        if every["read"] == every["comments"]:
            there = "is" if every["comments"] == 1 else "are"
            return f"There {there} only {plural(every['comments'], 'comment')}: too few to say what people feel."
        return (
            f"Only {count(every['read'])} of the {plural(every['comments'], 'comment')} could be read by {reading.by}: "
            "too few to say what people feel."
        )
    return (
        f"Indicative: {percent(every['positive_read'])} of the {plural(every['read'], 'comment')} that {reading.by} "
        f"could read are positive and {percent(every['negative_read'])} negative."
    )


def unread(languages: pd.Series, of: int) -> str:
    """How many comments are in no share, and in which languages most of them are."""
    if languages.empty:
        return ""
    sizes, n = languages.value_counts(), len(languages)
    most = join(name(each) for each in sorted(sizes.index, key=lambda each: (-sizes[each], each))[:3])
    return (
        f"{plural(n, 'comment')} of {count(of)} ({percent(n / of, 0)}) could not be read and "
        f"{'is' if n == 1 else 'are'} in no share, most in {most}."
    )


def quality(every: pd.Series, hand: Hand) -> str:
    """How well the reading does on hand labels, and who made these."""
    if not hand.usable:
        return ""
    f1 = every["macro_f1"]
    good = "" if pd.isna(f1) else f"; on them the reading's macro-F1 is {number(f1, 2)} (1 is perfect) where it reads"
    return f"Corrected by {hand.described()}{good}."


def few_coders(hand: Hand) -> str:
    if not np.isnan(hand.alpha):
        return ""
    return "Too few comments were labelled by two people to know whether they agree."


def other_mix(comments: pd.DataFrame, hand: Hand) -> str:
    """Labels that were not drawn by chance correct towards the wrong mix of languages."""
    mixes = [each.value_counts(normalize=True) for each in (comments["language"], comments["language"][hand.labelled])]
    if mixes[0].sub(mixes[1], fill_value=0).abs().sum() / 2 <= SHIFTED:
        return ""
    return "The labelled comments are in other languages than the rest, so the corrected shares lean to theirs."


def definitions(hand: Hand) -> dict[str, str]:
    """Of the columns."""
    found = {
        "As read": "Share of the comments that could be read; missing where fewer than half of a language's, or fewer "
        f"than {LEAST_READ}, could be."
    }
    if hand.usable:
        found["Corrected"] = (
            "Share of all comments: the reading, corrected by hand labels (PPI++), each share by itself, so the three "
            "need not add up to 100 %. Assumes that labels were drawn by chance, as the kit's sheets are. "
            f"A language needs {ENOUGH_IN_ONE} of them."
        )
    return found
