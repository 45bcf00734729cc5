"""Whose audience fits our target, by the shares that platforms and media kits give?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kit import tiers
from kit.benchmarking.creators import measures
from kit.benchmarking.creators.audience_shares import bounds, DIMENSIONS, largest, shares, SLACK, wanted
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.wording import join, name, percent, plural

COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("fit", "In the whole target", "figure"),
    *(Column(d, f"{d.capitalize()} in target", "figure") for d in DIMENSIONS),
    *(Column(f"top_{d}", f"Largest {d}", "figure") for d in DIMENSIONS),
    Column("tier", "Tier"),
    Column("followers", "Followers", "count"),
    Column("captured_on", "As of", "date"),
    Column("sums", "Shares add up to", "figure"),
    *(
        Column(f"{d}_{end}", f"{d}, {end}", "rate", hidden=True)
        for d in ("fit", *DIMENSIONS)
        for end in ("low", "high")
    ),
)


@question("audience_fit", "Whose audience fits our target?", priority=44, audience=("share",))
def audience_fit(
    data: Data,
    target_countries: Sequence[str] = (),
    target_ages: Sequence[str] = (),
    target_genders: Sequence[str] = (),
) -> Finding:
    """How much of each creator's audience lies inside a target: per dimension and, as bounds, in all of them at once.

    Per dimension: the sum of the shares inside the target; a range where a list leaves part of the audience unnamed
    ("other", or shares that add up to less than 1).  How country, age and gender go together is unknown, so the whole
    target holds at least max(0, Σ low − (k − 1)) and at most the smallest high of its k dimensions (Fréchet bounds).
    Without a target: each creator's largest country, age and gender.  Undefined where shares add up to more than 1.02
    or a creator has none for a dimension of the target.
    """
    brands, rows = data.brand_accounts(), shares(data)
    rows = rows[~rows["creator_id"].isin(brands)]
    if rows.empty:
        raise NotShown(
            "The table audience holds nothing but brands' own accounts. Import shares of creators' audiences: "
            f"kit import audience.csv --into {data.given}"
        )
    creators = measures.facts(data)[["name", "tier", "followers"]]
    n = len({*creators.index, *rows["creator_id"]})  # some may be known by their audience only
    targets = wanted(rows, dict(zip(DIMENSIONS, (target_countries, target_ages, target_genders), strict=True)))
    sums = rows.groupby(["creator_id", "dimension"])["share"].sum().unstack().reindex(columns=list(DIMENSIONS))
    table = bounds(rows, sums, targets) if targets else largest(rows)
    table = finished(table, rows, sums, creators)
    return answer(
        data,
        sentence(table, targets, n),
        table,
        described(table, targets),
        doubts=[sums_doubt(sums), lacking(table, targets)],
        caveat="Shares are those that platforms and media kits give; nothing is known of their error, so there are no "
        "intervals.",
        n={"creators with audience data": len(table), "creators": n},
        left_out={"creators without audience data": n - len(table)},
        sources=("audience", "creators"),
        interval="least and most",
        definitions=DEFINED if targets else {},
    )


def described(table: pd.DataFrame, targets: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns that this table has; one dimension alone is the whole target, so it is printed once."""
    twice = [*targets] if len(targets) == 1 else []
    return [
        replace(c, hidden=c.hidden or c.name in twice or table[c.name].isna().all()) for c in COLUMNS if c.name in table
    ]


DEFINED = {
    "In target": "Sum of the creator's shares inside the target, of the newest capture; from … to where part of the "
    "audience is not named.",
    "In the whole target": "In all dimensions at once. How they go together is unknown, so only bounds hold: at least "
    "the sum of the shares less the number of dimensions plus 1 (no less than 0), at most the smallest share.",
}


def finished(table: pd.DataFrame, rows: pd.DataFrame, sums: pd.DataFrame, creators: pd.DataFrame) -> pd.DataFrame:
    """With names, tier, followers, day of the shares and sums that are not 1; best fit first, else most followers."""
    facts = creators.reindex(table.index)
    facts["name"] = facts["name"].fillna(facts.index.to_series())
    facts["tier"] = facts["tier"].fillna(tiers.UNKNOWN)
    odd = sums.where((sums - 1).abs() > SLACK + 1e-9)
    words = [
        join(f"{d} {percent(s)}" for d, s in zip(DIMENSIONS, row, strict=True) if s == s) or None
        for row in odd.itertuples(index=False)
    ]
    captured = rows.groupby("creator_id")["captured_at"].max().dt.tz_localize(None).dt.normalize()
    table = table.join(facts).assign(
        sums=pd.Series(words, index=odd.index, dtype="object").reindex(table.index),
        captured_on=captured.reindex(table.index),
    )
    order = ["fit_low", "fit_high"] if "fit_low" in table else ["followers"]
    table = table.rename_axis("creator_id").reset_index()
    return table.sort_values(
        [*order, "creator_id"], ascending=[*[False] * len(order), True], na_position="last", ignore_index=True
    )


def sentence(table: pd.DataFrame, targets: Mapping[str, Sequence[str]], people: int) -> str:
    """Whose audience fits best; without a target, what the audiences are like."""
    known = f"{plural(len(table), 'creator')} of {people}" if len(table) < people else plural(people, "creator")
    if not targets:
        return (
            f"Audience shares are known for {known}; the largest group is most often {usual(table)}. Name a target "
            "(target_countries, target_ages or target_genders) to see whose audience fits."
        )
    aim = join(name(", ".join(values), 40) for values in targets.values())
    rated = table.dropna(subset="fit_low")
    if rated.empty:
        return f"No creator has audience shares from which the fit to {aim} could be told."
    best, second = rated.iloc[0], rated.iloc[1:]
    low, high = float(best["fit_low"]), float(best["fit_high"])
    if rated["fit_high"].max() == 0:
        return f"No audience has a part in {aim}, by the shares of {known}."
    if low == 0:
        return (
            f"For no creator is any of the audience sure to be in {aim}, as shares are given for one dimension at a "
            f"time; {name(best['name'])}'s may reach {percent(high)}, the most of {known}."
        )
    tied = int(((second["fit_low"] >= low) & (second["fit_high"] >= high)).sum())
    first = "fits best" if not len(second) or second["fit_high"].max() <= low else "is the surest to fit"
    others = f", as for {plural(tied, 'other')}" if tied else ""
    share = percent(low) if percent(low) == percent(high) else f"at least {percent(low)} and at most {percent(high)}"
    return f"{name(best['name'])}'s audience {first}: {share} of it is in {aim}{others}, by the shares of {known}."


def usual(table: pd.DataFrame) -> str:
    """The value that is most often a creator's largest, per dimension: "US (31 creators) and female (44)"."""
    words: list[str] = []
    for dimension in DIMENSIONS:
        counts = table[f"is_{dimension}"].value_counts()
        if len(counts):
            n = int(counts.iloc[0])
            words.append(f"{name(counts[counts == n].index.min(), 30)} ({n if words else plural(n, 'creator')})")
    return join(words)


def sums_doubt(sums: pd.DataFrame) -> str:
    """What to say of shares that do not add up to 1; "" if there are none."""
    odd = ((sums - 1).abs() > SLACK + 1e-9).any(axis=1)
    over = (sums > 1 + SLACK).any(axis=1)
    n, m = int(odd.sum()), int(over.sum())
    if not n:
        return ""
    text = f"The shares of {plural(n, 'creator')} do not add up to {percent(1, 0)} within {percent(SLACK, 0)}"
    those = "these" if m == n else f"those of {m}"
    return text + (f"; {those} add up to more, so no fit is told from them." if m else ".")


def lacking(table: pd.DataFrame, targets: Mapping[str, Sequence[str]]) -> str:
    """Creators with audience data, but not on the whole target."""
    if not targets:
        return ""
    n = int(table["fit_low"].isna().sum())
    return (
        f"{plural(n, 'creator')} with audience data {'has' if n == 1 else 'have'} none that can be used for "
        f"{join(targets)}, so no bounds and the last places."
        if n
        else ""
    )
