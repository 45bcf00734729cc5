"""What a video is like: its length, when it was posted, and what coders said of it; one row a video and feature."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.post_mortem.deliveries import counted
from kit.selection import FEW_VIEWS, is_usual
from kit.wording import clean, number, plural

WEEKS = 26  # of the booked creators' videos before the report's day
HOURS = ("00:00–06:00 UTC", "06:00–12:00 UTC", "12:00–18:00 UTC", "18:00–24:00 UTC")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LENGTHS = {"under 15 s": 15.0, "15–30 s": 30.0, "30–60 s": 60.0, "60 s or more": np.inf}  # each up to, not with
FIRM, CODED = 0.667, 50  # coders' agreement (Krippendorff's alpha), and videos coded twice that it takes to know it
UNCLEAR = ("", "unclear")
READ = [
    *("video_id", "creator_id", "posted_at", "duration_s", "collected_by", "is_sponsored", "contradictory"),
    *("organic_views", "organic_engagements", "age_at_least"),
]


def pool(data: Data) -> pd.DataFrame:
    """The booked creators' own videos of the last 26 weeks that may be compared, with outcomes and `delivered`.

    Usual ones only (`selection.is_usual`: a week old, not found by tag or search, organic views known), none on a
    brand's account.  log_views: log organic views, missing at 0; log_rate: log of (organic engagements + ½) ÷ (views +
    1), missing below 50 views or with more engagements than views; log_age, age_unknown, sponsored: held constant.
    """
    videos, seen = data.videos[READ], counted(data)
    who = set(seen["owner"]) - data.brand_accounts()
    end = videos["posted_at"].max() if data.as_of is None else data.as_of
    kept = videos["creator_id"].isin(who) & (videos["posted_at"] > end - pd.Timedelta(weeks=WEEKS)).fillna(False)
    videos = videos[kept.astype(bool)]
    videos = videos[is_usual(videos) & ~videos["contradictory"]].reset_index(drop=True)
    views, engaged, age = (
        videos[c].astype("float64") for c in ("organic_views", "organic_engagements", "age_at_least")
    )
    log_age = np.log(age.clip(lower=1))
    return videos.assign(
        log_views=np.log(views.where(views > 0)),
        log_rate=np.log((engaged + 0.5) / (views + 1)).where((views >= FEW_VIEWS) & (engaged <= views)),
        log_age=log_age.fillna(log_age.mean() if age.notna().any() else 0.0),
        age_unknown=age.isna().astype("float64"),
        sponsored=videos["is_sponsored"].fillna(False).astype("float64"),
        delivered=videos["video_id"].isin(seen["video_id"]),
    )


def features(data: Data, videos: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """One row a video and feature: video_id, kind, feature; and the kinds that coders agree on too little, with why.

    Midnight sharp is taken for a date without hour, a length of 0 for none.
    """
    posted, length = videos["posted_at"], videos["duration_s"].to_numpy("float64", na_value=np.nan)
    hour = (posted.dt.hour // 6).where(posted != posted.dt.normalize())
    place = np.searchsorted(list(LENGTHS.values()), np.nan_to_num(length), side="right")
    bands = {
        "length": pd.Series(place, index=videos.index).where(length > 0).map(dict(enumerate(LENGTHS))),
        "posting hour": hour.map(dict(enumerate(HOURS))),
        "weekday": posted.dt.day_of_week.map(dict(enumerate(DAYS))),
    }
    long = [
        pd.DataFrame({"video_id": videos["video_id"], "kind": kind, "feature": band.astype("string")})
        for kind, band in bands.items()
    ]
    coded, refused = _coded(data)
    every = pd.concat([coded[coded["video_id"].isin(videos["video_id"])], *long], ignore_index=True)
    return every.dropna(subset="feature").reset_index(drop=True), refused


def _coded(data: Data) -> tuple[pd.DataFrame, dict[str, str]]:
    """What most coders say of a video, each field a kind (content_style: style); kinds without agreement, and why."""
    labels = data.table("labels")
    labels = labels[(labels["item_kind"] == "video") & labels["value"].notna() & (labels["field"] != "sentiment")]
    value, kind = (labels[c].map({one: clean(one) for one in labels[c].unique()}) for c in ("value", "field"))
    value, kind = value.str.casefold(), kind.str.replace("content_style", "style").str.replace("_", " ")
    codes = pd.DataFrame({"video_id": labels["item_id"], "coder": labels["coder"], "kind": kind, "feature": value})
    codes = codes[~codes["feature"].isin(UNCLEAR)].astype("string")
    out, refused = [], {}
    for name, some in codes.groupby("kind"):
        twice = some[some.groupby("video_id")["coder"].transform("nunique") > 1]
        n = twice["video_id"].nunique()
        told = twice.drop_duplicates(["coder", "video_id"]).pivot(index="coder", columns="video_id", values="feature")
        alpha = estimate.agreement(told) if n >= CODED else np.nan
        if n < CODED:
            refused[str(name)] = f"{plural(n, 'video')} coded by two people, {CODED} are needed"
        elif not alpha >= FIRM:
            level = "unknown" if np.isnan(alpha) else number(alpha, 2)
            refused[str(name)] = f"coders' agreement is {level}, {FIRM} is needed"
        votes = some.groupby(["video_id", "feature"]).size().rename("votes").reset_index()
        most = votes[votes["votes"] == votes.groupby("video_id")["votes"].transform("max")]
        out.append(most[~most["video_id"].duplicated(keep=False)].assign(kind=name)[["video_id", "kind", "feature"]])
    empty = pd.DataFrame(columns=["video_id", "kind", "feature"], dtype="string")
    return (pd.concat(out, ignore_index=True) if out else empty), refused
