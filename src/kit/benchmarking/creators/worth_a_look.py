"""Which accounts public counts make worth a look by hand; never a verdict on anybody."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.creators import counted, measures
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import count, join, name, number, percent, plural

FALSE = 0.05  # share of what is listed that chance alone may have put there
LEAST = 8  # creators of a tier who are known on a check, for a tier to compare with

COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("tier", "Tier"),
    Column("check", "What is unusual"),
    Column("figure", "Here", "figure"),
    Column("typical", "Typical of the tier", "figure"),
    Column("causes", "Innocent causes"),
    Column("distance", "Robust z", "number"),
    Column("p", "Adjusted p", "number", hidden=True),
    Column("compared", "Creators compared", "count"),
)


@dataclass(frozen=True)
class Check:
    """One thing that public counts tell.  `high`, `low`: what is said of a creator far above or below its tier, and
    innocent causes of it; None where that side is not unusual.  `written`: the figure in words."""

    high: tuple[str, str] | None
    low: tuple[str, str] | None
    written: str


MANY_LIKES = "Many likes for each comment"
CHECKS = {
    "engagement": Check(
        ("Engagement rate far above the tier", "a loyal niche, a giveaway, a debate, few strangers among viewers"),
        ("Engagement rate far below the tier", "boosting that is not marked, a hit among strangers, comments limited"),
        "rate",
    ),
    "views": Check(
        ("Many views per follower", "a viral hit, a young account, boosting that is not marked"),
        ("Few views per follower", "an old account, a change of topic or language, few videos since"),
        "times",
    ),
    "likes": Check(
        (MANY_LIKES, "comments limited or switched off, videos that ask for no words"),
        ("Few likes for each comment", "a giveaway or question that asks for comments, a debate"),
        "times",
    ),
    "jump": Check(
        ("Followers rose at once, views did not", "press, a link from elsewhere, accounts merged, a deleted hit"),
        None,
        "rise",
    ),
    "repeated": Check(
        ("The same comment again and again", "a giveaway that asks for a word, a running joke, a trend"), None, "rate"
    ),
}


@question("worth_a_look", "Which accounts are worth a look by hand?", priority=70, videos=("views",))
def worth_a_look(data: Data) -> Finding:
    """Creators far from their tier on what public counts tell, with innocent causes; only for our own team.

    Each check is compared inside the tier by robust z (median, MAD) on the log or logit scale; all checks of all
    creators are held together against chance (Benjamini–Hochberg at 5 %).  A tier with fewer than eight creators known
    on a check is not compared on it.  No check can tell bought from earned: no public validation for TikTok is known.
    """
    if data.audience != "internal":
        raise NotShown("For our own team only: run it with audience=internal.")
    known = checked(data)
    if known["p"].isna().all():
        raise NotShown(
            f"No tier has {LEAST} creators with known counts, so nobody can be called unusual; import more creators."
        )
    known["p"], talked = estimate.adjusted(known["p"]), counted.talked(data)
    table = listed(known[known["p"] <= FALSE], known, measures.facts(data))
    silent = table["creator_id"].isin(talked[talked["comments"] == 0].index) & (table["check"] == MANY_LIKES)
    table["figure"] = table["figure"].mask(silent, "no comments")
    judged = known.loc[known["p"].notna()]
    return answer(
        data,
        sentence(table, judged["creator_id"].nunique()),
        table,
        COLUMNS,
        caveat="Unusual is no verdict: look by hand, the causes named are innocent ones. Whether engagement was bought "
        "cannot be told from public counts.",
        n={"creators": judged["creator_id"].nunique(), "checks": len(judged)},
        left_out={"checks without a tier to compare with": int(known["p"].isna().sum())},
        sources=("videos", "creators", "comments"),
        definitions={
            "Robust z": "Distance from the tier's median in units of 1.4826 × the median absolute deviation, on the "
            "log or logit scale.",
            "Unusual": "Far from the tier although all checks of all creators were looked through together: of what is "
            f"listed, about {percent(FALSE, 0)} may be chance (Benjamini–Hochberg).",
        },
    )


def checked(data: Data) -> pd.DataFrame:
    """One row a creator and check: value (log or logit), tier, z, p; p halved or 1 where one side alone is unusual."""
    tier = measures.facts(data)["tier"].astype(str)
    columns = {
        "engagement": counted.engagement(data),
        "views": counted.views_per_follower(data),
        "likes": counted.likes_per_comment(data),
        "jump": counted.jump(data),
        "repeated": counted.repeated(data),
    }
    parts = []
    for check, value in columns.items():
        rows = pd.DataFrame({"value": value.reindex(tier.index), "tier": tier}).dropna(subset="value")
        rows = rows[rows["tier"] != tiers.UNKNOWN]
        found = estimate.outliers(rows["value"], rows["tier"], LEAST)
        if CHECKS[check].low is None:
            found["p"] = found["p"].mask(found["z"] <= 0, 2.0) / 2
        parts.append(rows.assign(check=check, z=found["z"], p=found["p"]).rename_axis("creator_id").reset_index())
    known = pd.concat(parts, ignore_index=True)
    quiet = (known["check"] == "jump") & known["creator_id"].isin(counted.explained(data, known))
    return known.assign(p=known["p"].mask(quiet, 1.0))


def listed(far: pd.DataFrame, known: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The table: what is farthest first."""
    far = far.sort_values(["p", "creator_id", "check"], ignore_index=True)
    far = far.join(known.groupby(["check", "tier"])["value"].agg(["median", "size"]), on=["check", "tier"])
    said = [
        (CHECKS[check].high if z > 0 else CHECKS[check].low) or ("", "")
        for check, z in zip(far["check"], far["z"], strict=True)
    ]
    table = far.assign(
        name=facts["name"].reindex(far["creator_id"]).to_numpy(),
        figure=figures(far["value"], far["check"]),
        typical=figures(far["median"], far["check"]),
        check=[what for what, _ in said],
        causes=[causes for _, causes in said],
    )
    return table.rename(columns={"z": "distance", "size": "compared"})[[column.name for column in COLUMNS]]


def figures(values: pd.Series, checks: pd.Series) -> list[str]:
    return [written(value, CHECKS[check].written) for value, check in zip(values, checks, strict=True)]


def written(value: float, how: str) -> str:
    """A logit as a rate, a log as a number of times, a log step a month as a rise."""
    if how == "rate":
        return percent(1 / (1 + np.exp(-value)))
    if how == "rise":
        return f"{percent(np.expm1(value))} a month"
    times = float(np.exp(value))
    return count(times) if times >= 100 else number(times, 1 if times >= 1 else None)


def sentence(table: pd.DataFrame, creators: int) -> str:
    if table.empty:
        return f"None of {plural(creators, 'creator')} lies so far from its tier that chance would not explain it."
    who = table.drop_duplicates("creator_id")
    first = table.iloc[0]
    many = plural(len(who), "creator stands", "creators stand")
    return (
        f"{many} out of {count(creators)}: look at {join([name(n) for n in who['name'].head(3)])} by hand"
        f"{' first' if len(who) > 3 else ''}. Farthest from its tier: {name(first['name'])}, "
        f"{first['check'][0].lower()}{first['check'][1:]} ({first['figure']}, typical {first['typical']})."
    )
