"""Which content went with better results of the same creator, and what these data cannot tell."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import Estimate
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import begun, booked_campaign
from kit.post_mortem.deliveries import counted
from kit.post_mortem.growth.usual import LIST_THEM
from kit.post_mortem.making.features import features, pool, WEEKS
from kit.wording import clean, join, name, plural
from kit.wording import estimate as said

CREATORS = 5  # with videos of both kinds
HELD = ["log_age", "age_unknown", "sponsored"]
MEASURES = {"views_ratio": "log_views", "rate_ratio": "log_rate"}
NONE = Estimate(np.nan, np.nan, np.nan, 0, 0)
LISTED = 6  # features without the creators that are named
NAMED = 2  # features that the sentence tells
ORDER = ["clear", "compared", "short"]
COLUMNS = (
    Column("feature", "Videos"),
    Column("views_ratio", "Views ÷ the creator's others", "number", "times"),
    Column("views_ratio_low", "from", "number"),
    Column("views_ratio_high", "to", "number"),
    Column("rate_ratio", "Engagement rate ÷ the creator's others", "number", "times"),
    Column("rate_ratio_low", "from", "number"),
    Column("rate_ratio_high", "to", "number"),
    Column("creators", "Creators with both", "count"),
    Column("videos", "Of these videos", "count"),
    Column("campaign_videos", "Delivered", "count"),
    Column("verdict", "What can be told"),
    Column("kind", "Kind", hidden=True),
)


@question(
    "creative",
    "Which content went with better results?",
    priority=49,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views", "posted_at"),
)
def creative(data: Data) -> Finding:
    """One row a style, other code, length, posting hour or weekday: organic views and engagement rate of a creator's
    videos of the kind ÷ the same creator's others (creator fixed effects on logs; age and paid partnership held
    constant), over the booked creators' videos of the last 26 weeks, as the campaign's alone are too few.

    A feature needs five creators with videos of it and others; codes of people need their agreement first
    (Krippendorff's alpha of .667 on 50 videos).  What misses this is listed with its n and has no figure.  All
    comparisons of both measures are judged together (`estimate.discovery_intervals`).  NotShown without a delivered
    video, or where no video of the booked creators may be compared.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    seen = counted(data)
    if seen.empty:
        raise NotShown(f"No delivered video can be counted yet; {LIST_THEM}.")
    videos = pool(data)
    if videos.empty:
        raise NotShown(
            "No video of the booked creators is a week old with known organic views and from their profiles; import "
            f"their profiles: kit import profiles.csv --into {data.given}"
        )
    marks, refused = features(data, videos)
    table = _table(videos, marks, refused)
    told = int((table["views_ratio"].notna() | table["rate_ratio"].notna()).sum())
    return answer(
        data,
        _sentence(table, told),
        table,
        COLUMNS,
        interval="95 % interval, all rows together",
        doubts=[
            "" if told else "More videos of each booked creator, from their profiles, would allow a comparison.",
            _dates_sentence(videos),
            *_refusals(refused),
            _short_sentence(table[~table["kind"].isin(refused)]),
        ],
        caveat=f"{_which_sentence(int(videos['delivered'].sum()), len(videos))} What goes with more need not have "
        "caused it. Hours and days are UTC, not the viewers' time.",
        n={
            "videos": len(videos),
            "delivered": int(videos["delivered"].sum()),
            "creators": videos["creator_id"].nunique(),
        },
        left_out={
            "delivered videos too young, on a brand's account or without organic views": len(seen)
            - int(videos["delivered"].sum())
        },
        sources=("videos", "deliveries", "deals", "labels"),
        window=(f"{videos['posted_at'].min():%Y-%m-%d}", f"{videos['posted_at'].max():%Y-%m-%d}"),
        definitions={
            "÷ the creator's others": f"Ratio to the same creator's other videos of {WEEKS} weeks, age and paid "
            "partnership held constant. Intervals allow for all comparisons: of those that leave out 1, one in twenty "
            "may be chance.",
        },
    )


def _table(videos: pd.DataFrame, marks: pd.DataFrame, refused: dict[str, str]) -> pd.DataFrame:
    """One row a feature; those that differ clearly first, those that cannot be told last."""
    rows, gaps = [], []
    who = pd.factorize(videos["creator_id"])[0]
    sent, held = videos["delivered"].to_numpy(bool), videos[HELD].to_numpy("float64")
    outcomes = [videos[outcome].to_numpy("float64", na_value=np.nan) for outcome in MEASURES.values()]
    for kind, some in marks.groupby("kind", sort=False):
        code, names = pd.factorize(videos["video_id"].map(some.set_index("video_id")["feature"]), sort=True)
        known = np.flatnonzero(code >= 0)
        every = np.bincount(who[known])
        for place, feature in enumerate(names):
            has = code[known] == place
            inside = np.bincount(who[known][has], minlength=len(every))
            both = int(((inside > 0) & (inside < every)).sum())
            rows.append(
                {
                    "kind": str(kind),
                    "feature": words(str(kind), clean(feature)),
                    "creators": both,
                    "videos": int(has.sum()),
                    "campaign_videos": int((has & sent[known]).sum()),
                }
            )
            told = both >= CREATORS and kind not in refused
            gaps += [
                estimate.within_gap(y[known], has.astype("float64"), who[known], 0.95, held[known]) if told else NONE
                for y in outcomes
            ]
    found = estimate.discovery_intervals(gaps)
    for place, row in enumerate(rows):
        pair = found[2 * place : 2 * place + 2]
        for column, gap in zip(MEASURES, pair, strict=True):
            told = np.isfinite(gap.low)
            for end, value in (("", gap.value), ("_low", gap.low), ("_high", gap.high)):
                row[column + end] = float(np.exp(np.clip(value, -50, 50))) if told else np.nan
        row["verdict"], row["order"] = _verdict(row, refused)
    table = pd.DataFrame(rows, columns=[*(c.name for c in COLUMNS), "order"])
    size = np.abs(np.log(table[list(MEASURES)].astype("float64"))).max(axis=1).fillna(0)
    table = table.assign(order=table["order"].map(ORDER.index), size=-size)
    return table.sort_values(["order", "size"], kind="stable", ignore_index=True).drop(columns=["order", "size"])


def words(kind: str, feature: str) -> str:
    """A feature as a row's name: "posted on a Monday", "style: comedy"."""
    if kind == "weekday":
        return f"posted on a {feature}"
    if kind == "posting hour":
        return f"posted at {feature}"
    return f"{feature} long" if kind == "length" else f"{kind}: {feature}"


def _verdict(row: dict, refused: dict[str, str]) -> tuple[str, str]:
    """What can be told of a feature, and where its row stands."""
    if row["kind"] in refused:
        return f"cannot be told: {refused[row['kind']]}", "short"
    if row["creators"] < CREATORS:
        return f"cannot be told with {plural(row['creators'], 'creator')}", "short"
    if np.isnan(row["views_ratio"]) and np.isnan(row["rate_ratio"]):
        return "cannot be told: too few usable views", "short"
    parts = [
        f"{'more' if low > 1 else 'less'} {what}"
        for what, low, high in (
            ("views", row["views_ratio_low"], row["views_ratio_high"]),
            ("engagement", row["rate_ratio_low"], row["rate_ratio_high"]),
        )
        if low > 1 or high < 1
    ]
    text = join(parts).replace("less views", "fewer views")
    return (f"goes with {text}", "clear") if parts else ("no clear difference", "compared")


def _which_sentence(delivered: int, every: int) -> str:
    """Which videos the figures are of: not the campaign's alone, of which each creator has one or two."""
    return (
        f"The figures are of {plural(every, 'video')} of the booked creators in {WEEKS} weeks, "
        f"{delivered or 'none'} of them delivered for the campaign."
    )


def _dates_sentence(videos: pd.DataFrame) -> str:
    n = int(videos["age_unknown"].sum())
    if not n:
        return ""
    return f"The age at capture is unknown for {plural(n, 'video')}; young videos among them pull figures down."


def _refusals(refused: dict[str, str]) -> list[str]:
    """Codes of people that are not compared, and why."""
    return [f"{name(kind.capitalize(), 40)} is not compared: {why}." for kind, why in refused.items()]


def _short_sentence(table: pd.DataFrame) -> str:
    """Which features have too few creators, each with how many it has."""
    short = table[table["creators"] < CREATORS]
    if short.empty:
        return ""
    some = [f"{name(row.feature, 40)} ({row.creators})" for row in short.head(LISTED).itertuples()]
    more = [f"{len(short) - LISTED} more"] if len(short) > LISTED else []
    return f"Too few of the {CREATORS} creators needed have these beside other videos: {join([*some, *more])}."


def _sentence(table: pd.DataFrame, told: int) -> str:
    """The widest clear differences, or that there is none; then how many features cannot be told."""
    clear = table[table["verdict"].str.startswith("goes with")]
    short = int(table["verdict"].str.startswith("cannot").sum())
    end = f" {plural(short, 'feature')} cannot be told with these videos." if short else ""
    if not told:
        return (
            f"It cannot be told: no feature is shared by {CREATORS} creators who also have other videos, with figures "
            "that can be relied on."
        )
    if clear.empty:
        return (
            f"No length, posting time or code clearly goes with more or fewer views or engagement among "
            f"{plural(told, 'feature')} compared.{end}"
        )
    parts = []
    for _, row in clear.head(NAMED).iterrows():
        figures = [
            f"{said(row[c], row[f'{c}_low'], row[f'{c}_high'], 'number')} times the {what}"
            for c, what in (("views_ratio", "views"), ("rate_ratio", "engagement rate"))
            if row[f"{c}_low"] > 1 or row[f"{c}_high"] < 1
        ]
        parts.append(f"videos {_inside(row)} went with {join(figures)}")
    more = len(clear) - NAMED
    text = join(parts) + " of the same creator's others"
    text += f"; {plural(more, 'more feature differs', 'more features differ')} clearly" if more > 0 else ""
    return f"{text[0].upper()}{text[1:]}.{end}"


def _inside(row: pd.Series) -> str:
    """A feature inside a sentence, after "videos"."""
    if row["kind"] in ("weekday", "posting hour", "length"):
        return str(row["feature"])
    return f"of the {name(row['feature'], 50)}"
