"""Videos captured on several days, for the questions on growth: each row a capture of one."""

import numpy as np
import pandas as pd

from spring import clip, TABLES, VIDEOS, without

FIRST, OLD = pd.Timestamp("2026-05-01T10:00Z"), pd.Timestamp("2026-02-01T10:00Z")


def world(path, **changed):
    """The tiny campaign, without the tables that growth does not read."""
    return without(path, "orders", "traffic", "goals", "fx", **changed)


def moment(at):
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def seen(video_id, creator_id, counts, posted=FIRST, engaged=0.1, **more):
    """One row a capture of a video: {age in days: views}."""
    return [
        clip(video_id, creator_id, views, round(views * engaged), 0, 0, "2026-05-01")
        | {"posted_at": moment(posted), "captured_at": moment(posted + pd.Timedelta(days=age))}
        | more
        for age, views in counts.items()
    ]


def mature_ones(n, growth=2.0, since=10, spread=0.0, **more):
    """Videos of a creator without a deal, 100 views at an age and `growth` times that at day 28."""
    return [
        row
        for k in range(n)
        for row in seen(
            f"9{k:04d}", "zoe", {since: 1000, 28: round(1000 * growth * (1 + spread * (k - n // 2)))}, OLD, **more
        )
    ]


def campaign(path, *others, ages=(10,), views=(1000,), **more):
    """The tiny campaign whose five videos were counted at these ages, all at the same time of day."""
    mine = [
        row
        for v in VIDEOS[:5]
        for row in seen(v["video_id"], v["creator_id"], dict(zip(ages, views, strict=True)), **more)
    ]
    return world(path, videos=[*mine, *(row for some in others for row in some)])


def normal(sentence):
    return sentence.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


def crew(n, factor=0.5, rate=0.5, others=4, seed=5):
    """n creators with a delivered video that gets `factor` times the views and `rate` times the odds of their usual."""
    rng = np.random.default_rng(seed)
    rows, deals, sent = [], [], []
    for k in range(n):
        who, base = f"c{k:02d}", 2000 * 3.0 ** (k % 5)
        ours = round(base * factor * np.exp(0.1 * rng.normal()))
        rows += seen(f"1{k:02d}", who, {7: ours}, engaged=0.1 * rate)
        for j in range(others):
            rows += seen(f"2{k:02d}{j}", who, {7: round(base * np.exp(0.1 * rng.normal()))}, engaged=0.1)
        deals.append(TABLES["deals"][0] | {"deal_id": f"E{k}", "creator_id": who})
        sent.append({"deal_id": f"E{k}", "video_id": f"1{k:02d}"})
    people = [{"creator_id": f"c{k:02d}", "followers": 20_000 if k % 2 else 200_000} for k in range(n)]
    return {"videos": rows, "deals": deals, "deliveries": sent, "creators": people}
