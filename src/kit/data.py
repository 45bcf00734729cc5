"""What a report works on: one workspace, seen through the report's parameters.

`kit.open(…)` gives a `Data`; every analysis takes it first.  Tables come as one row per item, the newest capture at or
before `as_of`.  Nothing here estimates anything.
"""

from collections.abc import Sequence
from functools import cached_property
import os
from pathlib import Path
from typing import Any

import pandas as pd

from kit import exchange, inputs, metrics, tiers
from kit.errors import UsageError
from kit.finding import NotShown
from kit.tables import TABLES
from kit.workspace import as_lists, typed, Workspace

MIME = "application/vnd.kit.report+json"
SAMPLE = "sample"  # the default workspace of the notebooks
AUDIENCES = ("shared", "internal")


def open(
    workspace: str,
    brand: str = "",
    as_of: str = "",
    currency: str = "",
    posted_from: str = "",
    posted_to: str = "",
    audience: str = "shared",
    campaign: str = "",
) -> "Data":
    """Open a workspace for a report.  Dates are ISO text; an empty text means: what the data suggest.

    as_of: the day that the report looks back from (default: the newest capture).  brand: default the own brand, if
    there is just one.  campaign: default the brand's latest.  currency: default the campaign's, else the commonest
    among deals, else among orders.
    posted_from, posted_to: first and last day on which the videos were posted, both included.
    """
    if audience not in AUDIENCES:
        raise UsageError(f"Parameter audience is {audience!r}; use one of {', '.join(AUDIENCES)}.")
    days = {
        name: day(name, value)
        for name, value in {"as_of": as_of, "posted_from": posted_from, "posted_to": posted_to}.items()
    }
    if days["posted_from"] is not None and days["posted_to"] is not None and days["posted_from"] > days["posted_to"]:
        raise UsageError(f"Parameter posted_from ({posted_from}) is after posted_to ({posted_to}); swap them.")
    return Data(
        locate(workspace),
        str(workspace),
        brand,
        days["as_of"],
        currency.upper(),
        days["posted_from"],
        days["posted_to"],
        audience,
        campaign,
    )


def locate(workspace: str) -> Workspace:
    """The workspace of that path: as seen from here or, for a notebook opened in `notebooks/`, from the folder above.

    `kit lab WORKSPACE` sets KIT_WORKSPACE, which stands in for the notebooks' default.
    """
    if os.environ.get("KIT_WORKSPACE") and workspace == SAMPLE:
        workspace = os.environ["KIT_WORKSPACE"]
    if not workspace:
        raise UsageError("No workspace was given; add --data FOLDER, or set the parameter workspace.")
    opened_beside = Path.cwd().name == "notebooks" and not Path(workspace).is_dir()
    return Workspace(Path("..") / workspace if opened_beside else workspace)


def day(name: str, value: str) -> pd.Timestamp | None:
    """The start of an ISO day, UTC; None for an empty text."""
    if not value:
        return None
    try:
        return pd.Timestamp(pd.to_datetime(value, format="%Y-%m-%d"), tz="UTC")
    except (ValueError, TypeError):
        raise UsageError(f"Parameter {name} is {value!r}; write a day as YYYY-MM-DD.") from None


class Data:
    """The tables of a workspace through a report's parameters.  Shows itself as the report's inputs."""

    def __init__(
        self,
        workspace: Workspace,
        given: str,
        brand: str,
        as_of: pd.Timestamp | None,
        currency: str,
        posted_from: pd.Timestamp | None,
        posted_to: pd.Timestamp | None,
        audience: str,
        campaign: str,
    ) -> None:
        self.workspace, self.given, self.audience = workspace, given, audience
        self._cache: dict[str, pd.DataFrame] = {}
        self._posted = (posted_from, posted_to)
        since = as_of if as_of is not None else self._newest_capture()
        self.as_of = None if since is None else since.normalize() + pd.Timedelta("1D") - pd.Timedelta("1us")
        self.brand = self._known("brands", "brand", brand) or self._own_brand()
        self.campaign = self._known("campaigns", "campaign", campaign) or self._latest_campaign()
        self.currency = currency or self._usual_currency()

    # -- parameters that the data suggest
    def _newest_capture(self) -> pd.Timestamp | None:
        found = [
            self.workspace.captures(name).captured_at.max().execute()
            for name in self.workspace.names
            if TABLES[name].captured
        ]
        known = [pd.Timestamp(t) for t in found if not pd.isna(t)]
        return max(known) if known else None

    def _known(self, table: str, column: str, value: str) -> str:
        names = list(self.table(table)[column]) if value else []
        if value and names and value not in names:
            raise UsageError(f"Parameter {column} is {value!r}; this workspace knows {', '.join(names)}.")
        return value

    def _own_brand(self) -> str:
        brands = self.table("brands")
        own = brands.loc[brands["role"] == "own", "brand"]
        return str(own.iloc[0]) if len(own) == 1 else ""

    def _latest_campaign(self) -> str:
        campaigns = self.table("campaigns")
        if self.brand:
            campaigns = campaigns[campaigns["brand"] == self.brand]
        return "" if campaigns.empty else str(campaigns.sort_values(["starts_on", "campaign"])["campaign"].iloc[-1])

    def _usual_currency(self) -> str:
        campaigns = self.table("campaigns").set_index("campaign")["currency"]
        if self.campaign in campaigns.index and pd.notna(campaigns[self.campaign]):
            return str(campaigns[self.campaign])
        for name in ("deals", "orders"):
            used = self.table(name)["currency"].mode()
            if len(used):
                return str(used.iloc[0])
        return ""

    # -- tables
    def table(self, name: str) -> pd.DataFrame:
        """One row per key, the newest capture at or before `as_of`; all canonical columns, perhaps no rows."""
        if name not in self._cache:
            rows = self.workspace.latest(name, self.as_of) if self.workspace.files(name) else None
            self._cache[name] = TABLES[name].empty() if rows is None else _frame(name, rows)
        return self._cache[name].copy()

    def captures(self, name: str) -> pd.DataFrame:
        """Every capture at or before `as_of`."""
        if not self.workspace.files(name):
            return TABLES[name].empty()
        rows = _frame(name, self.workspace.captures(name))
        if TABLES[name].captured and self.as_of is not None:
            rows = rows[rows["captured_at"].isna() | (rows["captured_at"] <= self.as_of)]
        return rows.reset_index(drop=True)

    @cached_property
    def _videos(self) -> pd.DataFrame:
        videos = self.table("videos")
        since, until = self._posted
        keep = pd.Series(True, index=videos.index)
        if since is not None:
            keep &= videos["posted_at"] >= since
        if until is not None:
            keep &= videos["posted_at"] < until + pd.Timedelta("1D")
        if self.as_of is not None:
            keep &= videos["posted_at"].isna() | (videos["posted_at"] <= self.as_of)
        videos = videos[keep.fillna(False).astype(bool)].sort_values("video_id", ignore_index=True)
        videos["followers"] = videos["creator_id"].map(self._followers).astype("Int64")
        videos["tier"] = tiers.tier(videos["followers"])
        videos["engagements"] = metrics.engagements(videos["likes"], videos["comments"], videos["shares"])
        videos["age_days"] = (videos["captured_at"] - videos["posted_at"]).dt.total_seconds() / 86400
        return _organic(videos)

    @property
    def videos(self) -> pd.DataFrame:
        """One row a video of the posted window, with followers, tier, engagements, organic_views, organic_engagements
        and age_days (capture − posting; missing where either is unknown)."""
        return self._videos.copy()

    @cached_property
    def _followers(self) -> pd.Series:
        """Per creator: followers of its newest capture, else those beside its newest video."""
        listed = self.table("creators").dropna(subset="followers").set_index("creator_id")["followers"]
        seen = (
            self.table("videos")
            .dropna(subset="followers_at_capture")
            .sort_values(["captured_at", "posted_at"], na_position="first")
        )
        beside = seen.groupby("creator_id")["followers_at_capture"].last()
        return listed.combine_first(beside).astype("Int64")

    @property
    def creators(self) -> pd.DataFrame:
        """One row a creator known by its profile or by a video of the window, with followers and tier."""
        listed = self.table("creators")
        others = sorted(set(self._videos["creator_id"]) - set(listed["creator_id"]))
        every = pd.concat(
            [listed, TABLES["creators"].empty().reindex(range(len(others))).assign(creator_id=others)],
            ignore_index=True,
        )
        every["followers"] = every["creator_id"].map(self._followers).astype("Int64")
        every["tier"] = tiers.tier(every["followers"])
        return every.sort_values("creator_id", ignore_index=True)

    @property
    def window(self) -> tuple[str, str]:
        """First and last day of the videos, as asked for or as found; ("", "") where neither is known."""
        posted = self._videos["posted_at"].dropna()
        found = (posted.min(), posted.max()) if len(posted) else (None, None)
        return tuple(
            (asked or seen).strftime("%Y-%m-%d") if asked or seen else ""  # type: ignore[return-value]
            for asked, seen in zip(self._posted, found, strict=True)
        )

    def require(self, table: str, columns: Sequence[str] = ()) -> None:
        """NotShown, in one sentence, if the table has no rows or one of the columns no value."""
        rows = self._videos if table == "videos" else self.table(table)
        if rows.empty and self.workspace.files(table):
            raise NotShown(
                f"The table {table} has no rows for these parameters; widen posted_from, posted_to or as_of."
            )
        if rows.empty:
            needed = ", ".join(dict.fromkeys([*TABLES[table].required, *columns]))
            raise NotShown(
                f"This workspace has no table {table}. Import one with the columns {needed}: "
                f"kit import {table}.csv --into {self.given}"
            )
        for column in columns:
            if rows[column].isna().all():
                raise NotShown(
                    f"The table {table} has no values in its column {column}. Import an export that has them: "
                    f"kit import {table}.csv --into {self.given}"
                )

    def convert(self, frame: pd.DataFrame, amounts: Sequence[str], date: str) -> pd.DataFrame:
        """`frame` with these amounts in `currency`, each at the rate of its own `date`; a missing rate is NotShown."""
        return exchange.convert(frame, amounts, date, self.currency, self._rates)

    @cached_property
    def _rates(self) -> exchange.Rates:
        return exchange.Rates(self.table("fx"), self.given)

    # -- for the foot of the page
    @cached_property
    def made_up(self) -> bool:
        """Whether any row comes from `kit sample`."""
        return inputs.made_up(self.workspace)

    @property
    def refused(self) -> int:
        """Rows that imports refused; they lie in the workspace's folder refused/."""
        return inputs.refused(self.workspace)

    def describe(self) -> dict[str, Any]:
        """The inputs of the report, as plain JSON."""
        return {
            "workspace": self.given,
            "brand": self.brand,
            "campaign": self.campaign,
            "currency": self.currency,
            "audience": self.audience,
            "window": list(self.window),
            "as_of": "" if self.as_of is None else self.as_of.strftime("%Y-%m-%d"),
            "made_up": self.made_up,
            "refused": self.refused,
            "captured": inputs.captured(self.workspace, self.as_of),
            "tables": inputs.tables(self.workspace, {name: len(self.table(name)) for name in self.workspace.names}),
            "versions": inputs.versions(),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        about = self.describe()
        lines = [f"{t['table']}: {t['rows']:,} rows" for t in about["tables"]] or [
            "This workspace holds no tables yet."
        ]
        return {MIME: about, "text/plain": "\n".join(lines)}


def _frame(name: str, rows: Any) -> pd.DataFrame:
    """An Ibis table as pandas, with the types of `kit.tables`."""
    table = rows.to_pyarrow()
    types = TABLES[name].types
    frame = {
        c: as_lists(pd.Series(table[c].to_pylist(), dtype="object"))
        if types[c] == "list"
        else typed(table[c].to_pandas(), types[c])
        for c in types
    }
    return pd.DataFrame(frame)


def _organic(videos: pd.DataFrame) -> pd.DataFrame:
    """Organic = all − paid where the split is known; unknown for a boosted video without it; all counts otherwise."""
    paid = videos[["paid_likes", "paid_comments", "paid_shares"]].sum(axis=1, skipna=False)
    boosted = videos["is_ad"].fillna(False).astype(bool) | videos["paid_views"].notna()
    split = {"views": videos["paid_views"], "engagements": paid}
    for name, part in split.items():
        videos[f"organic_{name}"] = (videos[name] - part.where(boosted, 0)).astype("Int64")
    return videos
