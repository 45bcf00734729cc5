"""What was agreed against what came, by hand."""

import pandas as pd
import pytest

import kit
from kit import post_mortem
from spring import clip, deal, TABLES, VIDEOS, without
from tiny import cell, data, workspace


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def test_each_deal_is_held_against_its_videos(small):
    found = post_mortem.delivery(small)
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "on time", "D2": "late", "D3": "on time", "D4": "missing", "D5": "on time"}
    assert cell(found, "days_late", deal_id="D2") == 3  # complete on 6 May, due on 3 May
    assert str(cell(found, "first_posted_on", deal_id="D2"))[:10] == "2026-05-02"
    assert cell(found, "too_short", deal_id="D1") == 1  # 10 s of 15 s
    assert cell(found, "undisclosed", deal_id="D1") == 1
    assert cell(found, "fee", deal_id="D2") == pytest.approx(300)  # 200 EUR at 1.5
    assert cell(found, "videos_delivered", deal_id="D3") == 1  # the takeover's video stands on the brand's account
    assert found.left_out == {"asked deal": 1, "cancelled deal": 1}
    assert "2 of 5 booked deals" in found.takeaway.replace("\u00a0", " ")  # D3 and D5
    assert "\u2068dan\u2069 ($40.00)" in found.takeaway


def test_the_posted_window_does_not_make_a_delivery_missing(tmp_path):
    path = workspace(tmp_path / "w", **TABLES)
    found = post_mortem.delivery(kit.open(str(path), posted_from="2026-05-05"))
    assert cell(found, "state", deal_id="D1") == "on time"


def test_deals_not_due_stories_and_unknown_videos_are_told_apart(tmp_path):
    deals = [
        deal("D1", "ann", due_on="2026-07-01"),
        deal("D2", "bob", deliverable="story", videos_agreed=None, fee=30),
        deal("D3", "cat", videos_agreed=2),
        deal("D4", "dan", due_on=None),
    ]
    sent = [{"deal_id": "D3", "video_id": "999"}, {"deal_id": "D4", "video_id": "5"}]
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent))
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "not due", "D2": "cannot be checked", "D3": "partly", "D4": "delivered"}
    assert cell(found, "unknown_videos", deal_id="D3") == 1
    assert "not in the workspace" in found.caveat


def test_delivery_is_shown_without_fees_when_a_rate_is_missing(tmp_path):
    found = post_mortem.delivery(without(tmp_path, "fx"))
    assert found.shown
    assert "There is no exchange rate from EUR to USD for 2026-04-21" in found.caveat


def test_what_was_delivered_after_the_day_of_the_report_was_not_there_yet(tmp_path):
    path = workspace(
        tmp_path / "w", **TABLES | {"videos": [v | {"captured_at": f"{v['posted_at'][:10]}T20:00Z"} for v in VIDEOS]}
    )
    found = post_mortem.delivery(kit.open(str(path), as_of="2026-05-05"))
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "on time", "D2": "partly", "D3": "not due", "D4": "missing", "D5": "on time"}
    total = post_mortem.cost_return(kit.open(str(path), as_of="2026-05-05"))
    assert total.left_out["deals not due yet"] == 1
    assert total.table.iloc[0]["cpm"] == pytest.approx(1_000 * (150 + 300 + 40) / 3_500)  # 1,000 + 2,000 + 500 views


def test_what_nobody_could_check_is_not_called_as_agreed(tmp_path):
    deals = [
        deal("D1", "ann", disclosure_required=True),
        deal("D2", "bob", min_duration_s=15),
        deal("D3", "cat"),
        deal("D4", "dan"),
        deal("D5", "eve"),
    ]
    videos = [clip(str(i), n, 100, 1, 0, 0, "2026-05-04") for i, n in enumerate(("ann", "bob", "cat", "dan"), 1)]
    videos[3]["posted_at"] = None
    sent = [{"deal_id": f"D{i}", "video_id": str(i)} for i in range(1, 6)]  # the fifth is not in the workspace
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent, videos=videos))
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    unchecked = "delivered, not checked"
    assert states == {"D1": unchecked, "D2": unchecked, "D3": "on time", "D4": unchecked, "D5": unchecked}
    assert pd.isna(cell(found, "undisclosed", deal_id="D1"))
    assert pd.isna(cell(found, "too_short", deal_id="D2"))
    assert cell(found, "too_short", deal_id="D3") == 0
    words = found.takeaway.replace("\u00a0", " ")
    assert words == "1 of 5 booked deals was delivered as agreed. Also: 4 deals delivered but not checked."
    assert found.status == "caveat"
