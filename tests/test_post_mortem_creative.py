"""Content within creators, by hand and by properties."""

import numpy as np
import pytest

from kit import charts
from kit.post_mortem.making.creative import creative
from spring import deal, TABLES, without
from tiny import cell, data, video

DAYS = ("2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07", "2026-05-08", "2026-05-09", "2026-05-10", "2026-05-11")


def world(path, creators=6, factor=2.0, labels=(), hour="10:00"):
    """Creators of very different size; four of their eight videos are 45 s long and get `factor` times the views."""
    rng, videos, deals, pairs = np.random.default_rng(3), [], [], []
    for c in range(creators):
        who, size = f"c{c}", 1000 * 4**c
        deals.append(deal(f"D{c}", who, fee=100))
        pairs.append({"deal_id": f"D{c}", "video_id": f"{who}-0"})
        for i, day in enumerate(DAYS):
            long = i % 2
            views = int(size * (factor if long else 1) * np.exp(rng.normal(0, 0.05)))
            videos.append(
                video(
                    f"{who}-{i}",
                    who,
                    views,
                    views // 20,
                    posted_at=f"{day}T{hour}Z",
                    captured_at="2026-06-20T10:00Z",
                    duration_s=45 if long else 20,
                )
            )
    tables = {"deals": deals, "videos": videos, "deliveries": pairs, "orders": [], "goals": [], "labels": list(labels)}
    return data(path / "w", **{k: v for k, v in (TABLES | tables).items() if v})


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    return world(tmp_path_factory.mktemp("six"))


def test_a_length_that_doubles_views_within_creators_is_found(six):
    found = creative(six)
    assert cell(found, "views_ratio", feature="30–60 s long") == pytest.approx(2, rel=0.05)
    assert cell(found, "views_ratio", feature="15–30 s long") == pytest.approx(0.5, rel=0.05)
    assert cell(found, "verdict", feature="30–60 s long") == "goes with more views"
    assert cell(found, "verdict", feature="15–30 s long") == "goes with fewer views"
    assert "30–60 s long went with 2." in found.takeaway
    assert "caus" not in found.takeaway
    assert cell(found, "creators", feature="30–60 s long") == 6
    assert cell(found, "campaign_videos", feature="15–30 s long") == 6  # the delivered ones are the first of each
    assert found.n["videos"] == 48


def test_what_too_few_creators_share_is_listed_with_its_n_and_has_no_figure(tmp_path):
    found = creative(world(tmp_path, creators=3))
    assert found.table["views_ratio"].isna().all()
    assert cell(found, "verdict", feature="30–60 s long").replace("\u00a0", " ") == "cannot be told with 3 creators"
    assert found.takeaway.startswith("It cannot be told")
    assert found.status == "caveat"


def test_midnight_sharp_is_no_hour(tmp_path):
    found = creative(world(tmp_path, hour="00:00"))
    assert "posting hour" not in set(found.table["kind"])


def codes(video_ids, value, coders=("a", "b"), field="hook"):
    return [
        {"item_kind": "video", "item_id": v, "coder": c, "field": field, "value": value(v)}
        for v in video_ids
        for c in coders
    ]


def test_codes_are_compared_only_where_coders_agree(tmp_path):
    every = [f"c{c}-{i}" for c in range(7) for i in range(8)]
    agreed = codes(every, lambda v: "Question <i>" if int(v[-1]) % 2 else "none")
    found = creative(world(tmp_path / "a", creators=7, labels=agreed))
    assert cell(found, "verdict", feature="hook: question <i>") == "goes with more views"
    few = creative(
        world(tmp_path / "b", creators=6, labels=codes(every[:48], lambda v: "x" if int(v[-1]) % 2 else "y"))
    )
    told = cell(few, "verdict", feature="hook: x").replace("\u00a0", " ")
    assert told == "cannot be told: 48 videos coded by two people, 50 are needed"
    assert np.isnan(cell(few, "views_ratio", feature="hook: x"))
    assert "Hook" in few.caveat


def test_a_campaign_without_countable_videos_is_refused_by_name(tmp_path):
    young = [v | {"captured_at": v["posted_at"]} for v in TABLES["videos"]]
    found = creative(without(tmp_path, videos=young))
    assert found.status == "not_shown"
    assert "week old" in found.takeaway


def test_features_draw(six):
    found = creative(six)
    assert "<svg" in charts.ranking(found, value="views_ratio", reference={"no difference": 1}, title="Views").wide
