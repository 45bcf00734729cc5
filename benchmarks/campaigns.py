"""How long the post-mortem's own cells take: `python benchmarks/campaigns.py [CREATORS VIDEOS CAPTURES ORDERS DAYS]`.

The report on the sample, and on one made-up campaign (60 creators with 200 videos of 30 captures each, 20,000 orders
and 400 days of 5 series unless said), on one core: seconds of all cells and of the slowest.  Starting and imports are
not in them.
"""

import json
from pathlib import Path
import sys
import tempfile

import numpy as np
import pandas as pd

from kit.workspace import Workspace
from one_core import run, tell

SIZE = (60, 200, 30, 20_000, 400)
START, END, LAST = pd.Timestamp("2026-08-03"), pd.Timestamp("2026-08-30"), pd.Timestamp("2026-09-27")
TACTICS = ("paid_post", "paid_post", "co_creation", "takeover", "hashtag_challenge", "affiliate", "gifted")
SOURCE = "made up: by size"
SHOP, TAG, UGC, SAID = "https://aurel.example", "aurelsun", 300, 4_000
SLOWEST = 8


def main() -> None:
    size = tuple(int(word) for word in sys.argv[1:]) or SIZE
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("sample", place / "sample")
        report("sample", place / "sample", place)
        campaign(place / "large", *size)
        report("{:,} creators, {:,} videos × {} captures, {:,} orders, {} days".format(*size), place / "large", place)


def report(name: str, workspace: Path, place: Path) -> None:
    out = place / "out" / workspace.name
    run("run", "post_mortem", "--data", workspace, "--out", out, "--quiet")
    status = [f["status"] for f in json.loads((out / "post_mortem.json").read_text(encoding="utf-8"))["findings"]]
    answered = f"; {len(status) - status.count('not_shown')} of {len(status)} questions answered"
    tell(name, out / "post_mortem.ipynb", SLOWEST, answered)


def campaign(path: Path, creators: int, videos: int, captures: int, orders: int, days: int) -> None:
    """A made-up workspace with one campaign of this size; the same size gives the same rows."""
    r, workspace = np.random.default_rng(creators), Workspace.create(path)
    people = folk(r, creators)
    deals, sent, posts = bought(r, people, videos)
    own = organic(r, people, videos)
    made = {
        "brands": pd.DataFrame([{"brand": "Aurel", "role": "own", "handles": ["aurel.home"], "hashtags": ["aurel"]}]),
        "creators": people.drop(columns="usual").assign(captured_at=LAST.tz_localize("UTC")),
        "campaigns": pd.DataFrame([about()]),
        "goals": pd.DataFrame([{"campaign": "Sun", "metric": m, "target": t} for m, t in GOALS.items()]),
        "deals": deals,
        "deliveries": sent,
        "videos": pd.concat([seen(r, posts, captures), seen(r, own, 4), seen(r, branded(r), 3)], ignore_index=True),
        "comments": comments(r, posts),
        "orders": sold(r, deals, orders),
        "traffic": clicks(r, deals),
        "daily": daily(r, days),
    }
    for name, frame in made.items():
        workspace.append(name, frame, SOURCE)


GOALS = {"views": 20e6, "cpm": 12, "orders": 2_500, "engagement_rate_by_views": 0.05, "roas": 1.5, "ugc_videos": 200}


def about() -> dict[str, object]:
    return {
        "campaign": "Sun",
        "brand": "Aurel",
        "starts_on": START,
        "ends_on": END,
        "hashtags": [TAG],
        "landing_page": f"{SHOP}/sun",
        "currency": "USD",
        "margin": 0.5,
    }


def folk(r: np.random.Generator, n: int) -> pd.DataFrame:
    people = pd.DataFrame({"creator_id": [f"maker{k:03d}" for k in range(n)], "account_type": "creator"})
    people["followers"] = np.round(np.exp(r.uniform(np.log(3e3), np.log(1.5e6), n)))
    people["usual"] = np.log(0.3 * people["followers"]) + r.normal(0, 0.5, n)
    return people


def bought(
    r: np.random.Generator, people: pd.DataFrame, videos: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """One deal a creator, with about as many videos each; their deliveries; and the videos as they end."""
    n, each = len(people), max(1, videos // len(people))
    fee = np.round(np.exp(0.7 * people["usual"] + 0.5 + r.normal(0, 0.5, n)), -1) + 50
    tactic = r.choice(TACTICS, n)
    free = np.isin(tactic, ["affiliate", "gifted"])
    deals = pd.DataFrame(
        {
            "deal_id": [f"D{k:03d}" for k in range(n)],
            "campaign": "Sun",
            "creator_id": people["creator_id"],
            "status": "paid",
            "tactic": tactic,
            "deliverable": "bundle",
            "videos_agreed": each,
            "fee": np.where(free, np.nan, fee),
            "boost_spend": np.where(~free & (r.random(n) < 0.2), np.round(fee / 2), np.nan),
            "commission_rate": np.where(tactic == "affiliate", 0.1, np.nan),
            "currency": "USD",
            "agreed_on": START - pd.Timedelta(days=30),
            "due_on": END - pd.Timedelta(days=7),
            "promo_code": [f"MAKER{k}" for k in range(n)],
            "referral_link": [f"{SHOP}/r/{k}" for k in range(n)],
            "forecast_views": np.round(np.exp(people["usual"])) * each,
        }
    )
    who = np.sort(np.concatenate([np.repeat(np.arange(n), each), r.choice(n, videos - n * each)]))
    posts = ended(r, people, who, START, (END - START).days, "sun")
    posts["hashtags"] = [[TAG, "ad"]] * len(posts)
    sent = pd.DataFrame({"deal_id": deals["deal_id"].to_numpy()[who], "video_id": posts["video_id"]})
    return deals, sent, posts.assign(is_sponsored=True)


def organic(r: np.random.Generator, people: pd.DataFrame, videos: int) -> pd.DataFrame:
    """The creators' own videos of the half year before."""
    who = r.choice(len(people), 10 * videos)
    return ended(r, people, who, START - pd.Timedelta(days=150), 140, "own")


def branded(r: np.random.Generator) -> pd.DataFrame:
    """Videos with the campaign's hashtag by others."""
    people = folk(r, UGC).assign(creator_id=[f"fan{k}" for k in range(UGC)])
    posts = ended(r, people, np.arange(UGC), START, (END - START).days, "fan")
    return posts.assign(hashtags=[[TAG]] * UGC)


def ended(
    r: np.random.Generator, people: pd.DataFrame, who: np.ndarray, since: pd.Timestamp, days: int, kind: str
) -> pd.DataFrame:
    """Videos as they are in the end."""
    n = len(who)
    views = np.round(np.exp(people["usual"].to_numpy()[who] + r.normal(0, 1, n)))
    rate = 1 / (1 + np.exp(-r.normal(-2.9, 0.4, n)))
    return pd.DataFrame(
        {
            "video_id": [f"{kind}{k}" for k in range(n)],
            "creator_id": people["creator_id"].to_numpy()[who],
            "posted_at": since.tz_localize("UTC") + pd.to_timedelta(np.floor(r.uniform(0, days, n) * 86400), unit="s"),
            "duration_s": r.integers(8, 60, n).astype(float),
            "end": views,
            "rate": rate,
            "hashtags": [["day"]] * n,
            "collected_by": "profile",
        }
    )


def seen(r: np.random.Generator, posts: pd.DataFrame, captures: int) -> pd.DataFrame:
    """So many captures of each video, the last of them on the last day."""
    age = (LAST.tz_localize("UTC") - posts["posted_at"]).dt.total_seconds().to_numpy() / 86400
    at = age[:, None] * np.linspace(1 / captures, 1, captures) ** 1.5
    rows, ages = posts.loc[posts.index.repeat(captures)].reset_index(drop=True), at.ravel()
    half = np.repeat(1.5 * np.exp(r.normal(0, 0.6, len(posts))), captures)
    part = ages**0.8 / (ages**0.8 + half**0.8)
    rows["views"] = np.floor(rows["end"] * part)
    engaged = rows["end"] * rows["rate"] * ages**0.8 / (ages**0.8 + (0.6 * half) ** 0.8)
    for column, share in (("likes", 0.88), ("comments", 0.04), ("shares", 0.08)):
        rows[column] = np.minimum(np.floor(engaged * share), rows["views"])
    rows["captured_at"] = rows["posted_at"] + pd.to_timedelta(np.floor(ages * 86400), unit="s")
    return rows.drop(columns=["end", "rate"])


def comments(r: np.random.Generator, posts: pd.DataFrame) -> pd.DataFrame:
    under = posts.iloc[r.choice(len(posts), SAID)].reset_index(drop=True)
    words = np.array(
        ["love this so much", "where can I buy it?", "this is awful", "ok", "🔥🔥", "too expensive for me"]
    )
    return pd.DataFrame(
        {
            "comment_id": [f"c{k}" for k in range(SAID)],
            "video_id": under["video_id"],
            "posted_at": under["posted_at"] + pd.Timedelta(hours=5),
            "text": r.choice(words, SAID),
            "author_key": [f"a{k}" for k in r.integers(0, SAID // 2, SAID)],
            "captured_at": LAST.tz_localize("UTC"),
        }
    )


def sold(r: np.random.Generator, deals: pd.DataFrame, n: int) -> pd.DataFrame:
    """Orders of 120 days, one in five with a code or a link, one code replayed by a coupon site."""
    first = START - pd.Timedelta(days=60)
    on = first.tz_localize("UTC") + pd.to_timedelta(np.floor(r.uniform(0, (LAST - first).days, n) * 86400), unit="s")
    named = (r.random(n) < 0.4) & (on >= START.tz_localize("UTC"))
    who = r.integers(0, len(deals), n)
    coded, linked = named & (r.random(n) < 0.7), named & (r.random(n) < 0.6)
    revenue = np.exp(r.normal(3.8, 0.5, n)).round(2)
    leaked = np.flatnonzero(on >= (END - pd.Timedelta(days=4)).tz_localize("UTC"))[: n // 100]
    source = np.where(linked, "tiktok / social", "(direct) / (none)").astype(object)
    source[leaked] = "coupons.example / referral"
    who[leaked], coded[leaked], linked[leaked] = 0, True, False
    return pd.DataFrame(
        {
            "order_id": [f"#{k}" for k in range(n)],
            "ordered_at": on,
            "gross": revenue,
            "revenue": revenue,
            "currency": "USD",
            "status": r.choice(["paid", "refunded"], n, p=[0.95, 0.05]),
            "promo_code": np.where(coded, deals["promo_code"].to_numpy()[who], None),
            "referral_link": np.where(linked, deals["referral_link"].to_numpy()[who], None),
            "clicked_at": pd.Series(on - pd.Timedelta(minutes=20)).where(linked),
            "source_medium": source,
            "new_customer": r.random(n) < 0.5,
            "captured_at": LAST.tz_localize("UTC"),
        }
    )


def clicks(r: np.random.Generator, deals: pd.DataFrame) -> pd.DataFrame:
    dates = pd.date_range(START, LAST)
    rows = pd.MultiIndex.from_product([dates, deals["referral_link"]], names=["date", "link"]).to_frame(index=False)
    return rows.assign(clicks=r.poisson(40, len(rows)))


def daily(r: np.random.Generator, days: int) -> pd.DataFrame:
    """Orders a day, two controls and two donors that share a drift; the flight adds a fifth."""
    dates = pd.date_range(end=LAST, periods=days)
    drift = np.cumsum(r.normal(0, 0.01, days)) + 0.05 * np.sin(np.arange(days) * 2 * np.pi / 7)
    flight = (dates >= START) & (dates <= END)
    roles = {"orders": "outcome", "searches": "control", "visits": "control", "north": "donor", "south": "donor"}
    parts = []
    for level, (series, role) in zip((160, 900, 400, 90, 60), roles.items(), strict=True):
        mean = level * np.exp(drift + r.normal(0, 0.03, days)) * np.where(flight & (role == "outcome"), 1.2, 1)
        parts.append(pd.DataFrame({"date": dates, "series": series, "value": r.poisson(mean), "role": role}))
    return pd.concat(parts, ignore_index=True).assign(unit="orders")


if __name__ == "__main__":
    main()
