"""What a report works on: one workspace, seen through the report's parameters.

`kit.open(…)` gives a `Data`; every analysis takes it first.  Tables come as one row per item, the newest capture at or
before `as_of`, and what cannot be is missing in them (`kit.oddities`).  Nothing here estimates anything.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from kit import exchange, inputs, joined, oddities, rollups, suggestions, tiers
from kit.errors import UsageError
from kit.finding import NotShown
from kit.frames import as_pandas, items
from kit.store import Store
from kit.tables import TABLES

MIME = "application/vnd.kit.report+json"


class Data:
    """The tables of a workspace through a report's parameters.  Shows itself as the report's inputs."""

    def __init__(
        self,
        workspace: Store,
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
        self.rests = inputs.Rests()
        self._cache: dict[str, pd.DataFrame] = {}
        self._as_stored: dict[str, pd.DataFrame] = {}
        self._posted = posted_from, posted_to
        self.newest_capture = None if as_of is not None else suggestions.newest_capture(self.workspace)
        since = as_of if as_of is not None else self.newest_capture
        self._day_given = as_of is not None
        self._until = None if since is None else since.normalize() + pd.Timedelta("1D") - pd.Timedelta("1us")
        self._read_until = self._until if self._day_given else None  # else all captures are seen
        self.brand = self._known("brands", "brand", brand) or suggestions.own_brand(self._table("brands"))
        campaigns = self._table("campaigns")
        self.campaign = self._known("campaigns", "campaign", campaign) or suggestions.latest_campaign(
            campaigns, self.brand
        )
        priced = (self._table(name) for name in ("deals", "orders"))
        self.currency = currency or suggestions.usual_currency(campaigns, self.campaign, priced)
        self.tiers = self._tiers()

    def _known(self, table: str, column: str, value: str) -> str:
        names = list(self._table(table)[column]) if value else []
        if names and value not in names:
            raise UsageError(f"Parameter {column} is {value!r}; this workspace knows {', '.join(names)}.")
        return value

    # -- tables
    def _asked(self, name: str) -> None:
        """Note that the report rests on this table, which may have no rows yet."""
        if name not in self.rests.tables:
            self.rests.tables[name] = self.workspace.digest(name)

    @property
    def as_of(self) -> pd.Timestamp | None:
        """The end of the day that the report looks back from; None where it is unknown.

        Where it was left to the newest capture of any table, who asks for it rests on that; who only reads tables does
        not, as all their captures are seen.
        """
        if not self._day_given:
            self.rests.newest_capture = "" if self.newest_capture is None else f"{self.newest_capture:%Y-%m-%d}"
        return self._until

    def has(self, name: str) -> bool:
        """Whether the workspace holds this table."""
        self._asked(name)
        return self.workspace.has(name)

    def there(self, sources: Sequence[str]) -> tuple[str, ...]:
        """Of what a finding may rest on: the tables that the workspace holds, and what is none."""
        return tuple(name for name in sources if name not in TABLES or self.has(name))

    @property
    def day_given(self) -> pd.Timestamp | None:
        """The end of the day that the parameter as_of names; None where it was left empty."""
        return self._read_until

    def table(self, name: str) -> pd.DataFrame:
        """One row per key, the newest capture at or before `as_of`; all canonical columns, perhaps no rows; what cannot
        be is missing."""
        return self._table(name).copy(deep=False)

    def stored(self, name: str) -> pd.DataFrame:
        """The same rows with all that they say, be it believed or not."""
        return self._stored(name).copy(deep=False)

    def _table(self, name: str) -> pd.DataFrame:
        """The same for reading only."""
        self._asked(name)
        if name not in self._cache:
            self._cache[name] = oddities.believed(name, self._stored(name))
        return self._cache[name]

    def _stored(self, name: str) -> pd.DataFrame:
        self._asked(name)
        if name not in self._as_stored:
            there = self.workspace.has(name)
            self._as_stored[name] = self.roll(name, rollups.newest, name) if there else TABLES[name].empty()
        return self._as_stored[name]

    def roll(self, name: str, rollup: Callable[..., Any], *more: Hashable) -> pd.DataFrame:
        """What a roll-up (of `kit.rollups`) makes of a table's captures at or before `as_of`, computed where they lie;
        canonical columns with their types, others as Arrow's."""
        self._asked(name)
        rows = self.workspace.roll(name, rollup, *more, as_of=self._read_until)
        others = [c for c in rows.column_names if c not in TABLES[name].types]
        return as_pandas(name, rows).assign(**{c: rows[c].to_pandas() for c in others})[rows.column_names]

    def stored_captures(self, name: str) -> int:
        """Captures of a table at or before `as_of`, counted one by one."""
        last = self.workspace.bounds(name, "captured_at")[1] if self.day_given is not None else None
        if last is None or last <= self.day_given:
            return self.workspace.rows(name)
        return int(self.roll(name, rollups.counted)["n"].iloc[0])

    def _tiers(self) -> tiers.Scheme:
        """The follower bands of this workspace: its table tiers, else Exolyt's guide."""
        rows = self._table("tiers")
        if wrong := tiers.fault(rows):
            raise UsageError(f"{wrong}: kit import tiers.csv --into {self.given}")
        return tiers.scheme(rows)

    @cached_property
    def _videos(self) -> pd.DataFrame:
        videos, stored = self._table("videos"), self._stored("videos")
        odd = {"contradictory": oddities.contradictory(stored), "misdated": oddities.misdated(stored, "posted_at")}
        videos = joined.with_ages(videos.assign(**odd))
        since, until = self._posted
        keep = pd.Series(True, index=videos.index)
        if since is not None:
            keep &= videos["posted_at"] >= since
        if until is not None:
            keep &= videos["posted_at"] < until + pd.Timedelta("1D")
        if self._until is not None and (videos["posted_at"] > self._until).any():
            keep &= videos["posted_at"].isna() | (videos["posted_at"] <= self.as_of)
        keep = keep.fillna(False).astype(bool)
        videos = videos if keep.all() else videos[keep]  # to pick all would be to copy all
        return joined.with_creators(videos, self._followers, self.tiers)

    @property
    def videos(self) -> pd.DataFrame:
        """One row a video of the posted window, with followers, tier, engagements, organic_views, organic_engagements
        age_days (capture − posting; missing where either is unknown) and age_at_least.

        contradictory: its counts are missing because they cannot all be right; misdated: so is its posted_at.
        """
        return self._videos.copy(deep=False)

    @cached_property
    def _followers(self) -> pd.Series:
        return joined.followers(self._table("creators"), self._table("videos"))

    @property
    def creators(self) -> pd.DataFrame:
        """One row a creator known by its profile or by a video of the window, with followers and tier."""
        return self._creators.copy(deep=False)

    @cached_property
    def _creators(self) -> pd.DataFrame:
        return joined.with_videos(self._table("creators"), self._videos, self._followers, self.tiers)

    def brand_accounts(self, brand: str = "") -> set[str]:
        """The creator_ids of one brand's accounts (the handles of the table brands), or of all brands': these handles
        and every creator of the account type brand."""
        brands, creators = self._table("brands"), self._table("creators")
        rows = brands[brands["brand"] == brand] if brand else brands
        handles = {handle.lower().lstrip("@") for handle in items(rows["handles"])}
        return handles if brand else handles | set(creators.loc[creators["account_type"] == "brand", "creator_id"])

    @cached_property
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
        self._asked(table)
        rows = self._videos if table == "videos" else self._table(table)
        if rows.empty and self.workspace.has(table):
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
        return exchange.Rates(self._table("fx"), self.given)

    # -- for the head and the foot of the page
    def _flight(self) -> list[str]:
        """First and last day of the campaign as ISO text; "" where unknown."""
        own = self._table("campaigns").set_index("campaign").reindex([self.campaign])
        return ["" if pd.isna(end) else f"{end:%Y-%m-%d}" for end in own[["starts_on", "ends_on"]].iloc[0]]

    @cached_property
    def made_up(self) -> bool:
        """Whether any row comes from `kit sample`."""
        return inputs.made_up(self.workspace)

    @property
    def refused(self) -> int:
        """Rows that imports refused; they lie in the workspace's folder refused/."""
        return sum(self.refused_by_table.values())

    @cached_property
    def refused_by_table(self) -> dict[str, int]:
        """The same for each table that they were meant for; "" where that is not known."""
        return self.workspace.refused()

    def describe(self) -> dict[str, Any]:
        """The inputs of the report, as plain JSON."""
        counted = {name: len(rows) for name, rows in self._cache.items()}
        return {
            "workspace": self.given,
            "brand": self.brand,
            "campaign": self.campaign,
            "flight": self._flight(),
            "currency": self.currency,
            "audience": self.audience,
            "window": list(self.window),
            "as_of": "" if self._until is None else self._until.strftime("%Y-%m-%d"),
            "made_up": self.made_up,
            "refused": self.refused,
            "captured": inputs.captured(self.workspace, self._until),
            "refused_by_table": self.refused_by_table,
            "tables": inputs.tables(self.workspace, self._until, counted, self.refused_by_table),
            "versions": inputs.versions(),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        about = self.describe()
        lines = [f"{t['table']}: {t['rows']:,} rows" for t in about["tables"]]
        return {MIME: about, "text/plain": "\n".join(lines) or "This workspace holds no tables yet."}
