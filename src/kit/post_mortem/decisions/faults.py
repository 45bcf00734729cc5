"""What each creator did not deliver as agreed, in words."""

from typing import Any

import pandas as pd

from kit.data import Data
from kit.once import once
from kit.post_mortem.promised.delivered import states
from kit.wording import join, plural

WORDS = {  # column of `states` → of one video, of several
    "too_short": ("was too short", "were too short"),
    "undisclosed": ("was not marked as an ad", "were not marked as ads"),
    "gone": ("was taken down early", "were taken down early"),
}


@once
def faults(data: Data) -> pd.DataFrame:
    """One row a creator with a deal that is due, index creator_id: nothing_came (a due deal is missing, and no video of
    any other came), and `faults`, what is known not to be as agreed, in words ("" without any)."""
    rows = states(data)
    rows = rows[rows["state"] != "not due"]
    short = rows["state"].isin(["missing", "partly"])
    came, late = rows["videos_delivered"].astype("float64").fillna(0), rows["state"] == "late"
    agreed = rows["videos_agreed"].astype("float64").fillna(1)
    parts = pd.DataFrame(
        {
            "agreed": agreed.where(short, 0),
            "lost": (agreed - came).where(short, 0),
            "late": late.astype("float64"),
            "days": rows["days_late"].astype("float64").where(late, 0).fillna(0),
            "came": came,
            "missing": (rows["state"] == "missing").astype("float64"),
        }
        | {column: rows[column].astype("float64").fillna(0) for column in WORDS}
    )
    sums = parts.groupby(rows["creator_id"].to_numpy()).sum().rename_axis("creator_id")
    return pd.DataFrame(
        {
            "nothing_came": (sums["missing"] > 0) & (sums["came"] == 0),
            "faults": [_said(row) for row in sums.itertuples()],
        },
        index=sums.index,
    )


def _said(row: Any) -> str:
    """ "1 of 2 agreed videos is missing and 1 deal came 6 days late"."""
    lost, late = int(row.lost), int(row.late)
    said = (
        [f"{lost} of {plural(int(row.agreed), 'agreed video')} {'is' if lost == 1 else 'are'} missing"] if lost else []
    )
    said += [f"1 deal came {plural(int(row.days), 'day')} late"] if late == 1 else []
    said += [f"{late} deals came late"] if late > 1 else []
    for column, (one, several) in WORDS.items():
        n = int(getattr(row, column))
        said += [plural(n, f"video {one}", f"videos {several}")] if n else []
    return join(said)
