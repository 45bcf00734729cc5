"""Which content styles go with more views or engagement of the same creator, where coders agree on the styles."""

from dataclasses import replace

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.content.within import age_doubts, as_ratio, both_kinds, comparable, expit, FEWEST, gap
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import estimate as said
from kit.wording import join, name, number, plural

FEWEST_CODED = 50  # videos that two coders or more have coded, for their agreement to mean something
FIRM, TENTATIVE = 0.8, 0.667  # Krippendorff's alpha: firm from, tentative from; below, nothing is compared
NO_STYLE = ("", "unclear")  # no code: the sheet of `kit code` offers the word where no style fits
NAMED = 2  # styles that the sentence names

COLUMNS = (
    Column("style", "Style"),
    Column("views_ratio", "Views, this style ÷ others", "number", "times"),
    Column("views_ratio_low", "from", "number"),
    Column("views_ratio_high", "to", "number"),
    Column("rate_ratio", "Engagement rate, this ÷ others", "number", "times"),
    Column("rate_ratio_low", "from", "number"),
    Column("rate_ratio_high", "to", "number"),
    Column("carriers", "Creators compared", "count"),
    Column("compared", "Videos of it compared", "count"),
    Column("videos", "Videos coded so", "count"),
    Column("creators", "Creators", "count"),
)


@question("content_styles", "Which content styles work?", priority=43, videos=("views",))
def content_styles(data: Data) -> Finding:
    """Agreement of the coders first, then views and engagement rate of each style against the same creator's others.

    A video's style is what most of its coders say ("unclear" is no code); where they are split it has none.  Styles
    are compared where Krippendorff's alpha is .667 or more (.80: firm) on 50 videos or more that two coders or more
    have coded: creator fixed effects on log views and the logit of engagement rates, log age held constant, against the
    creator's other coded videos.  Undefined for styles that fewer than five creators have beside another one.  Source:
    Krippendorff 2011 for the agreement and its bounds.
    """
    codes = coded(data)
    alpha, twice = agreed(codes, data)
    videos = styled(codes).merge(data.videos[["video_id", "creator_id"]], on="video_id", how="left")
    rows = comparable(data).merge(videos[["video_id", "style"]], on="video_id")
    table = counted(videos)
    if alpha >= TENTATIVE:
        table = table.merge(effects(rows), on="style", how="left")
    table = table.reindex(columns=[c.name for c in COLUMNS])
    return answer(
        data,
        f"{sentence(table, alpha)} {agreement_sentence(alpha, twice)}".strip(),
        table,
        [replace(c, hidden=table[c.name].isna().all()) for c in COLUMNS],
        interval="95 % interval, all styles together",
        doubts=[agreement_doubt(alpha), *(age_doubts(rows) if table["views_ratio"].notna().any() else [])],
        caveat="Wrong codes draw differences towards none, and a style that goes with more need not cause it.",
        n={"videos with a style": len(videos), "coded twice or more": twice, "coders": codes["coder"].nunique()},
        left_out=left_out(data, codes, videos, rows),
        sources=("labels", "videos"),
        definitions={
            "This style ÷ others": "Of the same creator's coded videos that are at least a week old and not found by "
            "hashtag or search, age held constant; intervals hold for all styles and both measures together. Fewer "
            f"than {FEWEST} creators with the style and another one: not compared.",
            "Krippendorff's alpha": f"1 is full agreement, 0 what chance gives; from {FIRM} firm, from {TENTATIVE} "
            "tentative.",
        },
    )


def coded(data: Data) -> pd.DataFrame:
    """Codes of content styles, one row a video and coder; NotShown without."""
    codes = written(data)
    codes = codes[~codes["style"].str.casefold().isin(NO_STYLE)]
    if codes.empty:
        raise NotShown(f"No video has a content style yet. {how(data)}")
    first = codes.assign(key=codes["style"].str.casefold())
    spelled = first.sort_values("style").drop_duplicates("key").set_index("key")["style"]
    return codes.assign(style=first["key"].map(spelled))  # "Comedy" and "comedy" are one style


def written(data: Data) -> pd.DataFrame:
    """What coders wrote as content style: video_id, coder, style ("" for nothing)."""
    labels = data.table("labels")
    labels = labels[(labels["item_kind"] == "video") & (labels["field"] == "content_style")]
    codes = labels[["item_id", "coder", "value"]].rename(columns={"item_id": "video_id", "value": "style"})
    return codes.assign(style=codes["style"].str.strip().fillna(""))


def how(data: Data) -> str:
    return (
        f"Write a sheet of {FEWEST_CODED} videos, let two people code it, each alone, and import both sheets: "
        f"kit code {data.given}"
    )


def agreed(codes: pd.DataFrame, data: Data) -> tuple[float, int]:
    """Krippendorff's alpha and the videos it rests on: those with two codes or more.  NotShown below 50."""
    twice = codes[codes.groupby("video_id")["coder"].transform("size") > 1]
    n = twice["video_id"].nunique()
    if n < FEWEST_CODED:
        have = plural(n, "video has", "videos have") if n else "No video has"
        raise NotShown(
            f"{have} a content style from two coders; {FEWEST_CODED} are needed to know whether coders agree. "
            f"{how(data)}"
        )
    return estimate.agreement(twice.pivot(index="coder", columns="video_id", values="style")), n


def styled(codes: pd.DataFrame) -> pd.DataFrame:
    """One row a video whose coders agree by majority: video_id, style."""
    votes = codes.groupby(["video_id", "style"]).size().rename("votes").reset_index()
    most = votes[votes["votes"] == votes.groupby("video_id")["votes"].transform("max")]
    return most[~most["video_id"].duplicated(keep=False)][["video_id", "style"]]


def counted(videos: pd.DataFrame) -> pd.DataFrame:
    """One row a style, the most frequent first: videos, and creators as far as the report knows the videos."""
    table = videos.groupby("style").agg(videos=("video_id", "size"), creators=("creator_id", "nunique")).reset_index()
    return table.sort_values(["videos", "style"], ascending=[False, True], ignore_index=True)


def effects(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a style: its two ratios against the same creator's other coded videos, and who carries them."""
    kinds = {style: (rows["style"] == style).astype("float64") for style in rows["style"].unique()}
    carry = {style: both_kinds(rows["creator_id"], treated) for style, treated in kinds.items()}
    carriers = {style: rows.loc[kept, "creator_id"].nunique() for style, kept in carry.items()}
    enough = [style for style, n in carriers.items() if n >= FEWEST]
    level = 1 - 0.05 / max(2 * len(enough), 1)  # two measures a style
    found = [
        {"style": style, "carriers": carriers[style], "compared": int(treated[carry[style]].sum())}
        | (ratios(rows, treated, level) if style in enough else {})
        for style, treated in kinds.items()
    ]
    return pd.DataFrame(found, columns=["style", *RATIOS, "carriers", "compared"])


RATIOS = [f"{measure}_ratio{end}" for measure in ("views", "rate") for end in ("", "_low", "_high")]


def ratios(rows: pd.DataFrame, treated: pd.Series, level: float) -> dict[str, float]:
    """Views and engagement rate, this style ÷ others of the same creator; missing below five creators."""
    views, rate = (gap(rows, outcome, treated, level) for outcome in ("log_views", "logit_rate"))
    rated = rows.assign(treated=treated).dropna(subset="logit_rate")
    rated = rated[both_kinds(rated["creator_id"], rated["treated"]) & (rated["treated"] == 0)]
    base = expit(rated.groupby("creator_id")["logit_rate"].mean().mean())  # the typical creator's other videos
    values = [*np.exp([views.value, views.low, views.high]), *as_ratio(rate, base)]
    few = [views.clusters or 0] * 3 + [rate.clusters or 0] * 3
    return {column: float(v) if n >= FEWEST else np.nan for column, v, n in zip(RATIOS, values, few, strict=True)}


def sentence(table: pd.DataFrame, alpha: float) -> str:
    """Which styles clearly go with more or less, the widest differences first; why none is compared, otherwise."""
    styles = plural(len(table), "style")
    if table.empty:
        return "On no video do most coders agree, so no style is counted."
    if not alpha >= TENTATIVE:  # NaN where all codes are the same
        few = len(table) == 1
        return (
            f"All coded videos have one style, {name(table['style'].iloc[0])}, so there is nothing to compare."
            if few and np.isnan(alpha)
            else f"{'One style is' if few else f'The {styles} are'} counted, not compared, as coders agree too little."
        )
    compared = table[table["views_ratio"].notna() | table["rate_ratio"].notna()]
    if compared.empty:
        none = f"None of the {styles} is" if len(table) > 1 else "The one style is not"
        return f"{none} compared: that takes {FEWEST} creators with usable videos of the style and of another one."
    clear = differences(compared)
    of = f"Of the {plural(len(compared), 'style')} compared" if len(compared) > 1 else "The one style compared"
    if clear.empty:
        verb = ", none shows a" if len(compared) > 1 else " shows no"
        return f"{of}{verb} clear difference in views or engagement rate from the same creator's others."
    told = [
        f"{name(one.style, 40)} goes with {one.said} times the {one.measure}" for one in clear.head(NAMED).itertuples()
    ]
    more = (
        f"; {plural(len(clear) - NAMED, 'more difference is', 'more differences are')} clear"
        if len(clear) > NAMED
        else ""
    )
    return f"{join(told)} of the same creator's other coded videos{more}."


def differences(compared: pd.DataFrame) -> pd.DataFrame:
    """The differences whose interval, as printed, leaves out 1; the widest first: style, measure, said, size."""
    found = [
        {
            "style": one["style"],
            "measure": words,
            "size": round(abs(np.log(one[c])), 6),
            "said": said(one[c], low, high, "number"),
        }
        for c, words in (("views_ratio", "views"), ("rate_ratio", "engagement rate"))
        for _, one in compared.iterrows()
        for low, high in [(one[f"{c}_low"], one[f"{c}_high"])]
        if round(low, 2) > 1 or round(high, 2) < 1
    ]
    table = pd.DataFrame(found, columns=["style", "measure", "size", "said"])
    return table.sort_values(["size", "style"], ascending=[False, True], ignore_index=True)


def agreement_sentence(alpha: float, twice: int) -> str:
    if np.isnan(alpha):
        return ""
    firm = "firm" if alpha >= FIRM else "tentative" if alpha >= TENTATIVE else f"below the {TENTATIVE} needed"
    videos = plural(twice, "video")
    return f"Agreement of the coders is {number(alpha, 2)} on {videos} coded twice (Krippendorff's alpha): {firm}."


def agreement_doubt(alpha: float) -> str:
    """What the coders' agreement cannot carry; "" where it is firm."""
    if np.isnan(alpha):
        return "Where all codes are the same, the coders' agreement cannot be told."
    if alpha < TENTATIVE:
        return "Sharpen the definitions of the styles, and let two people code again."
    return "" if alpha >= FIRM else "With this agreement, what is said of styles is tentative."


def left_out(data: Data, codes: pd.DataFrame, videos: pd.DataFrame, rows: pd.DataFrame) -> dict[str, int]:
    """Why coded videos are not compared."""
    known = int(videos["creator_id"].notna().sum())
    unclear = written(data)["video_id"].loc[lambda ids: ~ids.isin(codes["video_id"])].nunique()
    counted = {
        "coded videos whose style is unclear": unclear,
        "coded videos on whose style coders are split": codes["video_id"].nunique() - len(videos),
        "coded videos that are not among this report's": len(videos) - known,
        "coded videos too young, found by hashtag or search, on brands' accounts or of unknown views": known
        - len(rows),
    }
    return {why: n for why, n in counted.items() if n}
