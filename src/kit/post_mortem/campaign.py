"""The campaign as every question sees it: its flight, its booked deals, and the videos that answer them."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.wording import join, name, plural

BOOKED = ("agreed", "paid")  # asked and planned deals bought nothing yet, cancelled ones nothing at all
FILMED = ("video", "bundle")  # deliverables that end as videos; stories and lives cannot be looked up here
MATURE_DAYS = 7  # younger videos still gain a fifth of their views or more
COUNTS = ("views", "organic_views", "paid_views", "engagements", "organic_engagements", "likes", "comments", "shares")


@dataclass(frozen=True)
class Campaign:
    """One campaign: flight (days, both in; NaT where unknown), margin (NaN: not given), what marks its videos.

    `deals`: the booked ones, one row each, with `creator`, the creator's name.  `others`: deals asked for, planned or
    cancelled, by status.  `today`: the last day that the report sees.
    """

    name: str
    starts_on: pd.Timestamp
    ends_on: pd.Timestamp
    margin: float
    hashtags: frozenset[str]
    sound_ids: frozenset[str]
    landing_page: str
    deals: pd.DataFrame
    others: dict[str, int]
    today: pd.Timestamp | None

    @property
    def days(self) -> int:
        """Length of the flight."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def left_out(self) -> dict[str, int]:
        """Deals that were never booked, for a finding's `left_out`."""
        return {f"{status} deal" + "s" * (n != 1): n for status, n in self.others.items()}


def campaign(data: Data, deals: bool = True) -> Campaign:
    """The report's campaign; NotShown without one, or without a booked deal where `deals` are needed."""
    data.require("campaigns", ("campaign",))
    every = data.table("campaigns").set_index("campaign")
    if data.campaign not in every.index:
        raise NotShown(
            f"No campaign of the brand {name(data.brand)} is in the table campaigns; set the parameter campaign to "
            "one of "
            f"{join(name(c) for c in every.index)}, or brand to the brand whose campaign it is."
        )
    row = every.loc[data.campaign]
    sheet = _deals(data)
    booked = sheet[sheet["status"].isin(BOOKED)].reset_index(drop=True)
    if deals and booked.empty:
        raise NotShown(
            f"The campaign {name(data.campaign)} has no deal that is agreed or paid. Import its deals, with the "
            "columns deal_id, "
            f"campaign, creator_id, status, fee, currency: kit import deals.csv --into {data.given}"
        )
    return Campaign(
        data.campaign,
        _day(row["starts_on"]),
        _day(row["ends_on"]),
        float("nan") if pd.isna(row["margin"]) else float(row["margin"]),
        frozenset(tag.lower().lstrip("#") for tag in row["hashtags"] or []),
        frozenset(row["sound_ids"] or []),
        "" if pd.isna(row["landing_page"]) else str(row["landing_page"]),
        booked,
        {s: int(n) for s, n in sheet.loc[~sheet["status"].isin(BOOKED), "status"].value_counts().sort_index().items()},
        None if data.as_of is None else data.as_of.tz_localize(None).normalize(),
    )


def _day(value: object) -> pd.Timestamp:
    return pd.NaT if pd.isna(value) else pd.Timestamp(value)  # type: ignore[arg-type,return-value,call-overload]


def _deals(data: Data) -> pd.DataFrame:
    """The campaign's deals with their creators' names."""
    sheet = data.table("deals")
    sheet = sheet[(sheet["campaign"] == data.campaign).fillna(False)].sort_values("deal_id", ignore_index=True)
    names = data.table("creators").set_index("creator_id")["name"]
    return sheet.assign(creator=sheet["creator_id"].map(names).astype("string").fillna(sheet["creator_id"]))


def in_flight(made: Campaign) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the flight; NotShown, by name, where one is unknown."""
    missing = [c for c in ("starts_on", "ends_on") if pd.isna(getattr(made, c))]
    if missing:
        raise NotShown(
            f"The campaign {name(made.name)} has no {' and no '.join(missing)}, so its flight is unknown; fill in "
            f"{join(missing)} in the table campaigns."
        )
    if made.ends_on < made.starts_on:
        raise NotShown(
            f"The campaign {name(made.name)} ends before it starts; correct starts_on and ends_on in campaigns."
        )
    return made.starts_on, made.ends_on


def days(times: pd.Series) -> pd.Series:
    """The UTC day of instants, without a time zone, as `campaigns` and `deals` write days."""
    return times.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")


def between(times: pd.Series, since: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
    """Whether instants fall on these days, both in; an unknown end does not limit, an unknown instant is outside."""
    on = days(times)
    inside = on.notna()
    if not pd.isna(since):
        inside &= on >= since
    if not pd.isna(until):
        inside &= on <= until
    return inside


def deliveries(data: Data, made: Campaign) -> pd.DataFrame:
    """One row a booked deal and video of it: deal_id, video_id, owner (the deal's creator), the video's dates,
    state and counts, and `known`: "yes", "outside" (of posted_from–posted_to) or "no" (the workspace has none such).

    `share` splits a video that answers several deals.  A takeover's video stands on the brand's account, yet its owner
    is the deal's creator.  NotShown without the table.
    """
    data.require("deliveries", ("deal_id", "video_id"))
    pairs = data.table("deliveries")[["deal_id", "video_id"]].merge(
        made.deals[["deal_id", "creator_id", "creator", "tactic"]].rename(columns={"creator_id": "owner"}), on="deal_id"
    )
    seen = data.videos.drop(columns=["source", "imported_at"])
    every = data.table("videos").set_index("video_id")
    out = pairs.merge(seen, on="video_id", how="left", indicator="known")
    out["known"] = out["known"].astype("string").map({"both": "yes", "left_only": "no"})
    out.loc[(out["known"] == "no") & out["video_id"].isin(every.index), "known"] = "outside"
    facts = every.reindex(out["video_id"])
    for column in ("posted_at", "duration_s", "is_sponsored", "status", "captured_at"):
        out[column] = facts[column].array
    out["share"] = 1 / out.groupby("video_id")["deal_id"].transform("size")
    out = out[~((out["known"] == "no") & out["video_id"].isin(_later(data, out.loc[out["known"] == "no", "video_id"])))]
    return out.sort_values(["deal_id", "posted_at", "video_id"], ignore_index=True)


def _later(data: Data, video_ids: pd.Series) -> set[str]:
    """Those of these videos that are first seen after `as_of`: at that time nothing had been delivered."""
    if video_ids.empty:
        return set()
    rows = data.workspace.captures("videos")
    return set(rows.filter(rows.video_id.isin(list(video_ids))).video_id.execute())


def once(delivered: pd.DataFrame) -> pd.DataFrame:
    """Each delivered video that the report sees, once."""
    return delivered[delivered["known"] == "yes"].drop_duplicates("video_id").reset_index(drop=True)


def young(delivered: pd.DataFrame) -> int:
    """How many videos were last counted at an age below a week."""
    return int((delivered["age_days"] < MATURE_DAYS).fillna(False).sum())


def unseen(delivered: pd.DataFrame) -> dict[str, int]:
    """Deliveries that the report cannot count, for `left_out`."""
    return {
        "deliveries whose video is not in the workspace": int((delivered["known"] == "no").sum()),
        "deliveries posted outside posted_from–posted_to": int((delivered["known"] == "outside").sum()),
    }


def paragraph(sentences: Iterable[str]) -> str:
    """Sentences as one text, each with its full stop; empty ones are left out."""
    return " ".join(s if s.endswith(".") else f"{s}." for s in sentences if s)


def young_sentence(delivered: pd.DataFrame) -> str:
    """What to say of videos that still grow; "" if there are none."""
    n = young(delivered)
    if not n:
        return ""
    return (
        f"{plural(n, 'video was', 'videos were')} last counted less than {MATURE_DAYS} days after posting and will "
        "still grow."
    )
