"""`kit.open`: a workspace and a report's parameters, checked, as `Data`; and what this process has read through it."""

from collections.abc import Mapping
from dataclasses import dataclass
import os
from pathlib import Path
from typing import Any

import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.inputs import Rests
from kit.storage.places import remote
from kit.store import Store
from kit.warehouse import is_url, Warehouse
from kit.workspace import Workspace

SAMPLE = "sample"  # the default workspace of the notebooks
AUDIENCES = ("shared", "internal")


@dataclass(frozen=True)
class Reading:
    """What one `Data` reads, kept when the Data itself is gone."""

    workspace: str
    rests: Rests  # the Data's own: it grows as the report asks for tables
    refused: Mapping[str, int]


_readings: list[Reading] = []


def open(
    workspace: str,
    brand: str = "",
    as_of: str = "",
    currency: str = "",
    posted_from: str = "",
    posted_to: str = "",
    audience: str = "shared",
    campaign: str = "",
) -> Data:
    """Open a workspace for a report.  Dates are ISO text; an empty text means: what the data suggest.

    as_of: the day that the report looks back from (default: the newest capture).  brand: default the own brand, if
    there is just one.  campaign: default the brand's latest.  currency: default the campaign's, else the commonest
    among deals, else among orders.
    posted_from, posted_to: first and last day on which the videos were posted, both included.
    """
    if audience not in AUDIENCES:
        raise UsageError(f"Parameter audience is {audience!r}; use one of {', '.join(AUDIENCES)}.")
    if currency and not (len(currency) == 3 and currency.isalpha()):
        raise UsageError(f"Parameter currency is {currency!r}; write an ISO code of three letters, such as USD.")
    days = {
        name: day(name, value)
        for name, value in {"as_of": as_of, "posted_from": posted_from, "posted_to": posted_to}.items()
    }
    if days["posted_from"] is not None and days["posted_to"] is not None and days["posted_from"] > days["posted_to"]:
        raise UsageError(f"Parameter posted_from ({posted_from}) is after posted_to ({posted_to}); swap them.")
    found = locate(workspace)
    data = Data(
        found,
        found.given,
        brand,
        days["as_of"],
        currency.upper(),
        days["posted_from"],
        days["posted_to"],
        audience,
        campaign,
    )
    _readings.append(Reading(found.address, data.rests, data.refused_by_table))
    return data


def reads() -> list[dict[str, Any]]:
    """What everything opened in this process rests on, one record a workspace: its whole path; tables, whose rows were
    asked for, with the workspace's digest of each at that time (also of tables that have no rows); refused, the rows
    that imports refused, for each table; newest_capture (ISO day; "": unknown), where as_of was left to it and asked
    for, else null.  While none of this changes, nor do reports.
    """
    found: dict[str, dict[str, Any]] = {}
    for reading in _readings:
        none: dict[str, Any] = {
            "workspace": reading.workspace,
            "tables": {},
            "refused": reading.refused,
            "newest_capture": None,
        }
        about = found.setdefault(reading.workspace, none)
        about["tables"] = {**reading.rests.tables, **about["tables"]}  # the first look counts
        about["newest_capture"] = about["newest_capture"] or reading.rests.newest_capture
    return list(found.values())


def locate(workspace: str) -> Store:
    """The database of that URL, the workspace at that place in an object store, or that of that path: as seen from here
    or, for a notebook opened in `notebooks/`, from the folder above.

    `kit lab WORKSPACE` sets KIT_WORKSPACE, which stands in for the notebooks' default.
    """
    if os.environ.get("KIT_WORKSPACE") and workspace == SAMPLE:
        workspace = os.environ["KIT_WORKSPACE"]
    if not workspace:
        raise UsageError("No workspace was given; add --data FOLDER, or set the parameter workspace.")
    if is_url(workspace):
        return Warehouse(workspace)
    if remote(workspace):
        return Workspace(workspace)
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
