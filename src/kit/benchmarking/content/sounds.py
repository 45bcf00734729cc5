"""Which sounds are used, which are on the rise, and which go with more views of the same creator."""

from typing import Any

import numpy as np
import pandas as pd

from kit.benchmarking.content import panel, trend_words, trends
from kit.benchmarking.content.trends import Uses
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import name

# What TikTok writes for a creator's own sound, in the languages of its exports: a title that many sounds share.
OWN_SOUND = {
    *("original sound", "originalton", "son original", "sonido original", "som original", "suono originale"),
    *("origineel geluid", "oryginalny dźwięk", "orijinal ses", "suara asli", "bunyi asal", "nhạc nền"),
    *("оригинальный звук", "оригінальний звук", "الصوت الأصلي", "เสียงต้นฉบับ", "សំឡេងដើម"),
    *("オリジナル楽曲", "오리지널 사운드", "原声", "原聲", "원본 사운드"),
}


@question("sounds", "Which sounds rise, and which go with more views?", priority=46, videos=("views",))
def sounds(data: Data) -> Finding:
    """The sounds of most creators and those that burst or grew most, measured as `hashtags` are.

    A sound is its sound_id; its title where there is no id, unless that is only TikTok's word for a creator's own
    sound.  It needs five creators, so a creator's own sound that nobody else uses is none.
    """
    seen = panel.seen(data)
    uses, by_title, unnamed = heard(seen.videos)
    if not len(uses.row):
        raise NotShown(
            "No creator's video tells its sound. Import an export that has the column sound_id, or sound: "
            f"kit import videos.csv --into {data.given}"
        )
    table, compared = trends.table(seen, uses, {f"id {one}" for one in trends.owned(data, "sound_ids")})
    if table.empty:
        raise NotShown(trend_words.refused(seen, "sound"))
    table = trend_words.worded(titled(table, seen.videos))
    own = {"videos with an original sound that has no sound_id": unnamed} if unnamed else {}
    return answer(
        data,
        trend_words.sentence(table, "sound", called),
        table,
        (*trend_words.columns(Column("sound", "Sound"), table), Column("sound_id", "Sound id")),
        interval=trend_words.INTERVAL.format("sounds"),
        doubts=[*trend_words.doubts(seen), "Sounds without sound_id are told apart by title only." if by_title else ""],
        caveat=trend_words.CAUSE.format("Sounds"),
        left_out=trend_words.left_out(seen) | own,
        n=trend_words.counted(seen) | {"sounds": len(uses.names), "sounds compared": compared},
        sources=("videos",),
        definitions=trend_words.definitions("sound"),
    )


def called(row: Any) -> str:
    return f"“{name(row['sound'], 40)}”"


def heard(videos: pd.DataFrame) -> tuple[Uses, bool, int]:
    """The sound of each video by id, else by title; whether any goes by title; how many are some own sound."""
    title = videos["sound"].str.strip().replace("", None)
    untold = videos["sound_id"].isna() & title.str.lower().isin(OWN_SOUND)
    key = ("id " + videos["sound_id"]).fillna("title " + title).where(~untold)
    code, names = pd.factorize(key)
    row = np.flatnonzero(code >= 0)
    by_title = bool((videos["sound_id"].isna() & title.notna() & ~untold).any())
    return Uses.of(row, code[row], pd.Index(names)), by_title, int(untold.sum())


def titled(table: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """With the newest title and the id of each sound; the end of the id beside a title that stands twice."""
    kind, key = (table["name"].str.split(" ", n=1).str[i] for i in (0, 1))
    known = videos[videos["sound_id"].isin(key)].dropna(subset="sound").sort_values("posted_at", kind="stable")
    titles = known.groupby("sound_id")["sound"].last()
    sound_id = key.where(kind == "id")
    sound = key.map(titles).astype("object").where(kind == "id", key).fillna("sound " + key)
    twice = sound.duplicated(keep=False) & sound_id.notna()
    sound = sound.where(~twice, sound + " (…" + sound_id.str[-4:] + ")")
    return table.assign(sound=sound, sound_id=sound_id)
