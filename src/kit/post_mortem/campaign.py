"""The campaign as every question sees it: its flight, its booked deals, and what marks its videos."""

from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.frames import listed
from kit.once import once
from kit.wording import day, join, name

BOOKED = ("agreed", "paid")  # asked and planned deals bought nothing yet, cancelled ones nothing at all
FILMED = ("video", "bundle")  # deliverables that end as videos; stories and lives cannot be looked up here


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
    def window(self) -> tuple[str, str]:
        """First and last day of the flight as ISO text; "" where unknown."""
        return _iso(self.starts_on), _iso(self.ends_on)

    @property
    def left_out(self) -> dict[str, int]:
        """Deals that were never booked, for a finding's `left_out`."""
        return {f"{status} deal" + "s" * (n != 1): n for status, n in self.others.items()}


@once
def campaign_of(data: Data) -> Campaign:
    """The report's campaign, with or without booked deals; NotShown without one."""
    data.require("campaigns", ("campaign",))
    every = data.table("campaigns").set_index("campaign")
    if data.campaign not in every.index:
        raise NotShown(
            f"No campaign of the brand {name(data.brand)} is in the table campaigns; set the parameter campaign to "
            f"one of {join(name(c) for c in every.index)}, or brand to the brand whose campaign it is."
        )
    row, sheet = every.loc[data.campaign], _deals(data)
    booked = sheet["status"].isin(BOOKED)
    return Campaign(
        data.campaign,
        _day(row["starts_on"]),
        _day(row["ends_on"]),
        float("nan") if pd.isna(row["margin"]) else float(row["margin"]),
        frozenset(tag.lower().lstrip("#") for tag in listed(row["hashtags"])),
        frozenset(listed(row["sound_ids"])),
        "" if pd.isna(row["landing_page"]) else str(row["landing_page"]),
        sheet[booked].reset_index(drop=True),
        {str(s): int(n) for s, n in sheet.loc[~booked, "status"].value_counts().sort_index().items()},
        None if data.as_of is None else data.as_of.tz_localize(None).normalize(),
    )


def booked_campaign(data: Data) -> Campaign:
    """The report's campaign; NotShown without a booked deal."""
    campaign = campaign_of(data)
    if campaign.deals.empty:
        raise NotShown(
            f"The campaign {name(campaign.name)} has no deal that is agreed or paid. Import its deals, with the "
            "columns deal_id, campaign, creator_id, status, fee, currency: "
            f"kit import deals.csv --into {data.given}"
        )
    return campaign


def _day(value: object) -> pd.Timestamp:
    return pd.NaT if pd.isna(value) else pd.Timestamp(value)  # type: ignore[arg-type,return-value,call-overload]


def _iso(when: pd.Timestamp) -> str:
    return "" if pd.isna(when) else f"{when:%Y-%m-%d}"


def _deals(data: Data) -> pd.DataFrame:
    """The campaign's deals with their creators' names."""
    sheet = data.table("deals")
    sheet = sheet[(sheet["campaign"] == data.campaign).fillna(False)].sort_values("deal_id", ignore_index=True)
    names = data.table("creators").set_index("creator_id")["name"]
    return sheet.assign(creator=sheet["creator_id"].map(names).astype("string").fillna(sheet["creator_id"]))


def in_flight(campaign: Campaign) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the flight; NotShown, by name, where one is unknown or still to come."""
    missing = [c for c in ("starts_on", "ends_on") if pd.isna(getattr(campaign, c))]
    if missing:
        raise NotShown(
            f"The campaign {name(campaign.name)} has no {' and no '.join(missing)}, so its flight is unknown; fill in "
            f"{join(missing)} in the table campaigns."
        )
    if campaign.ends_on < campaign.starts_on:
        raise NotShown(
            f"The campaign {name(campaign.name)} ends before it starts; correct starts_on and ends_on in campaigns."
        )
    begun(campaign)
    return campaign.starts_on, campaign.ends_on


def begun(campaign: Campaign) -> None:
    """NotShown where the flight is still to come."""
    if campaign.today is not None and campaign.today < campaign.starts_on:
        raise NotShown(
            f"The flight of the campaign {name(campaign.name)} begins on {day(campaign.starts_on)}, after the day of "
            f"this report, {day(campaign.today)}; run this again when it has begun."
        )


def running_sentence(campaign: Campaign) -> str:
    """What to say while the flight still runs; "" where it is over, or where its end or the day is unknown."""
    if campaign.today is None or pd.isna(campaign.ends_on) or campaign.today > campaign.ends_on:
        return ""
    return (
        f"The flight runs until {day(campaign.ends_on)}; these are counts up to {day(campaign.today)}, and no verdict "
        "on it."
    )
