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


def test_what_did_not_come_is_named_with_its_share_of_the_media_cost(tmp_path):
    deals = [
        deal("D1", "ann", fee=200, boost_spend=100, videos_agreed=3),
        deal("D2", "bob", fee=80),
        deal("D3", "cat", tactic="gifted", product_cost=30),
        deal("D4", "dan", fee=70, due_on="2026-07-01"),
    ]
    sent = [{"deal_id": "D1", "video_id": "1"}]
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent))
    assert cell(found, "unearned", deal_id="D1") == pytest.approx(200)  # 300 × 2 of 3 videos
    assert cell(found, "unearned", deal_id="D2") == 80
    assert cell(found, "unearned", deal_id="D3") == 0  # a gift costs no media
    assert cell(found, "unearned", deal_id="D4") == 0  # not due
    words = found.takeaway.replace("\u00a0", " ")
    assert "2 deals brought nothing: \u2068bob\u2069 ($80.00) and \u2068cat\u2069; 1 deal brought fewer" in words
    assert "$280 of media cost stands against videos that did not come." in words
    assert words.endswith("Also: 1 deal not due yet.")


def test_faults_are_in_words_and_what_could_not_be_looked_at_is_said(tmp_path):
    deals = [
        deal("D1", "ann", min_duration_s=15, disclosure_required=True),
        deal("D2", "bob", disclosure_required=True),
        deal("D3", "cat"),
        deal("D4", "dan"),
    ]
    sent = [{"deal_id": f"D{i}", "video_id": str(i)} for i in (1, 2, 3)]
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent))
    assert cell(found, "faults", deal_id="D1") == "1 too short, 1 not marked as an ad"
    assert cell(found, "faults", deal_id="D2") == "marking not known"
    assert cell(found, "faults", deal_id="D3") == "none"
    assert pd.isna(cell(found, "faults", deal_id="D4"))
    assert cell(found, "shortest", deal_id="D1") == 10


def test_a_code_or_link_was_used_or_not_or_nobody_can_know(small, tmp_path):
    found = post_mortem.delivery(small)
    uses = found.table.set_index("deal_id")[["code_used", "link_used"]]
    assert list(uses.loc["D1"]) == ["yes", "yes"]
    assert uses.loc["D2", "code_used"] == "yes"  # " bob10 "
    assert uses.loc[["D3", "D4"]].isna().all().all()  # they have neither
    deals = [
        deal("D1", "ann", promo_code="NEW10", referral_link="https://us.example/r/new"),
        deal("D2", "bob", promo_code="ANN10", agreed_on="2026-06-15"),
    ]
    found = post_mortem.delivery(without(tmp_path / "a", deals=deals))
    uses = found.table.set_index("deal_id")[["code_used", "link_used"]]
    assert list(uses.loc["D1"]) == ["no", "no"]  # other codes and links were used in that time
    assert uses.loc["D2", "code_used"] == "unknown"  # no order with any code since its contract
    found = post_mortem.delivery(without(tmp_path / "b", "orders", "traffic", deals=deals))
    assert set(found.table["code_used"]) == {"unknown"}


def test_a_click_alone_is_a_use_of_the_link(tmp_path):
    found = post_mortem.delivery(without(tmp_path, "orders"))
    assert cell(found, "link_used", deal_id="D1") == "yes"
    assert cell(found, "code_used", deal_id="D1") == "unknown"


def test_a_shared_code_and_a_video_of_two_deals_are_said(tmp_path):
    deals = [deal("D1", "ann", promo_code="ANN10"), deal("D2", "bob", promo_code="ann10 ")]
    sent = [{"deal_id": d, "video_id": "1"} for d in ("D1", "D2")]
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent))
    assert set(found.table["code_used"]) == {"yes"}
    words = found.caveat.replace("\u00a0", " ")
    assert "1 code or link belongs to several deals; used by one of them it shows as used by all of them." in words
    assert "1 video answers several deals and counts for each of them." in words


def test_still_live_is_what_the_newest_capture_says_and_unknown_where_a_later_export_lacks_the_video(tmp_path):
    videos = [
        clip("1", "ann", 100, 1, 0, 0, "2026-05-04", status="live"),
        clip("2", "bob", 100, 1, 0, 0, "2026-05-02", status="deleted", captured_at="2026-05-20T12:00Z"),
        clip("3", "cat", 100, 1, 0, 0, "2026-05-04", captured_at="2026-05-10T12:00Z"),
        clip("4", "cat", 100, 1, 0, 0, "2026-05-20"),  # captured on 1 June, without the one before
    ]
    deals = [
        deal("D1", "ann"),
        deal("D2", "bob", live_until="2026-08-01"),
        deal("D3", "cat"),
        deal("D4", "dan"),
    ]
    sent = [{"deal_id": f"D{i}", "video_id": str(i)} for i in (1, 2, 3)]
    found = post_mortem.delivery(without(tmp_path, videos=videos, deals=deals, deliveries=sent))
    live = found.table.set_index("deal_id")["live"]
    assert list(live.loc[["D1", "D2", "D3"]]) == ["yes", "no", "unknown"]
    assert pd.isna(live["D4"])
    assert cell(found, "gone", deal_id="D2") == 1
    assert str(cell(found, "seen_on", deal_id="D3"))[:10] == "2026-05-10"


def test_a_shared_report_shows_no_more_of_codes_than_an_internal_one(tmp_path):
    path = workspace(tmp_path / "w", **TABLES)
    shared, internal = (post_mortem.delivery(kit.open(str(path), audience=a)) for a in ("shared", "internal"))
    pd.testing.assert_frame_equal(shared.table, internal.table)
    assert shared.takeaway == internal.takeaway
