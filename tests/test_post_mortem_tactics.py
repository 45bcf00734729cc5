"""Ways of booking against the accounts' own usual, by hand."""

import numpy as np
import pytest

from kit import charts, post_mortem
from kit.post_mortem.making.tactics import tactics
from kit.post_mortem.making.usual import against_usual
from spring import deal, SENT, TABLES, without
from tiny import cell, data, video


def own(who, size=1.0, n=6, **more):
    """Videos of April of an account that usually gets 1,000 × size views, captured at 30 days."""
    views = [400, 900, 1000, 1000, 1100, 5000][:n]
    return [
        video(f"{who}-{i}", who, int(v * size), int(50 * size), posted_at="2026-04-01T00:00Z", **more)
        | {"captured_at": "2026-05-01T00:00Z"}
        for i, v in enumerate(views)
    ]


def sent(who, ratio, size=1.0, likes=40, tactic="paid_post", account=""):
    """A deal of 100 and its video with ratio × 1,000 × size views, captured at 30 days."""
    made = video(
        f"{who}-sent",
        account or who,
        int(1000 * size * ratio),
        int(likes * size * ratio),
        posted_at="2026-05-03T00:00Z",
    )
    return (
        deal(f"D-{who}", who, tactic=tactic, fee=100),
        made | {"captured_at": "2026-06-02T00:00Z"},
        {"deal_id": f"D-{who}", "video_id": f"{who}-sent"},
    )


def world(path, bookings, videos):
    deals, made, pairs = zip(*bookings, strict=True)
    return data(
        path / "w",
        **TABLES
        | {"deals": list(deals), "videos": [*made, *videos], "deliveries": list(pairs), "orders": [], "goals": []},
    )


def two_ways(path, paid=6, challenge=6, size=1.0):
    bookings, videos = [], []
    for i in range(paid):
        bookings.append(sent(f"p{i}", 0.5 + i / 100))
        videos += own(f"p{i}")
    for i in range(challenge):
        bookings.append(sent(f"c{i}", 2 + i / 100, size, likes=80, tactic="hashtag_challenge"))
        videos += own(f"c{i}", size)
    return world(path, bookings, videos)


@pytest.fixture(scope="module")
def even(tmp_path_factory):
    return two_ways(tmp_path_factory.mktemp("even"), 8, 8)


def test_views_are_held_against_the_median_of_the_accounts_own_videos(tmp_path):
    rows = against_usual(two_ways(tmp_path, 1, 1)).set_index("owner")
    assert rows.loc["p0", "usual"] == pytest.approx(1000)
    assert rows.loc["p0", "usual_of"] == 6
    assert rows.loc["p0", "usual_ratio"] == pytest.approx(0.5)


def test_a_way_of_booking_with_more_views_and_a_higher_rate_is_told(even):
    found = tactics(even)
    assert cell(found, "usual_ratio", tactic="paid post") == pytest.approx(0.535)  # median of 0.50 … 0.57
    assert cell(found, "ahead", tactic="hashtag challenge") == 1
    assert cell(found, "ahead_low", tactic="hashtag challenge") > 0.5
    assert cell(found, "rate_ratio", tactic="hashtag challenge") == pytest.approx(
        2, rel=0.05
    )  # 8 % and 4 %, cut to whole likes
    assert cell(found, "verdict", tactic="hashtag challenge") == "more views and a higher rate"
    assert "went with more views and a higher rate than paid posts" in found.takeaway


def test_large_accounts_do_not_make_a_tactic_look_good(tmp_path, even):
    small, large = tactics(even), tactics(two_ways(tmp_path, 8, 8, size=1000))
    for column in ("usual_ratio", "ahead", "ahead_low", "rate_ratio"):
        one, other = (cell(f, column, tactic="hashtag challenge") for f in (small, large))
        assert one == pytest.approx(other, rel=0.05)


def test_few_creators_are_counted_and_not_compared(tmp_path):
    found = tactics(two_ways(tmp_path, challenge=2))
    assert cell(found, "verdict", tactic="hashtag challenge").replace("\u00a0", " ") == "cannot be told with 2 creators"
    assert np.isnan(cell(found, "ahead", tactic="hashtag challenge"))
    assert np.isnan(cell(found, "usual_ratio_low", tactic="hashtag challenge"))
    assert "6 with paid posts and at most 2 with another tactic have videos that can be compared" in found.takeaway
    assert found.status == "caveat"


def test_a_takeover_is_held_against_the_brands_own_videos(tmp_path):
    bookings = [sent("cat", 3, 10, tactic="takeover", account="us.official")]
    given = world(tmp_path, bookings, [*own("us.official", 10), *own("cat")])
    assert against_usual(given)["usual"].item() == pytest.approx(10_000)
    assert cell(tactics(given), "usual_ratio", tactic="takeover") == pytest.approx(3)


def test_an_account_with_four_own_videos_has_no_usual(tmp_path):
    given = world(tmp_path, [sent("p0", 1)], own("p0", n=4))
    assert np.isnan(against_usual(given)["usual_ratio"].item())
    found = tactics(given)
    assert "No video can be held against its account's usual" in found.caveat
    assert found.left_out["videos whose account has no usual to hold them against"] == 1


def test_paid_and_delivered_videos_are_not_usual(tmp_path):
    given = world(tmp_path, [sent("p0", 1)], [*own("p0", n=4), *own("p0", is_sponsored=True)[4:]])
    assert against_usual(given)["usual_of"].item() == 4


def test_the_usual_is_read_at_the_age_of_the_delivered_video(tmp_path):
    made = sent("p0", 1)
    young = made[1] | {"captured_at": "2026-05-17T00:00Z"}  # 14 days old
    early = [v | {"views": v["views"] // 2, "captured_at": "2026-04-15T00:00Z"} for v in own("p0")]  # half at 14 days
    given = world(tmp_path, [(made[0], young, made[2])], [*own("p0"), *early])
    assert against_usual(given)["usual"].item() == pytest.approx(500)
    assert against_usual(given)["usual_ratio"].item() == pytest.approx(2)


def test_the_price_of_a_tactic_is_that_of_the_costs(even):
    costs, price = post_mortem.cost_return(even), cell(tactics(even), "cpm", tactic="paid post")
    assert price == pytest.approx(cell(costs, "cpm", name="Tactic: paid post"))
    assert price == pytest.approx(800_000 / 4280)  # 8 × 100; 500 … 570 views


def test_a_missing_tactic_is_its_own_row_and_none_at_all_is_refused(tmp_path):
    some = tactics(
        without(tmp_path, deals=[TABLES["deals"][0], TABLES["deals"][1] | {"tactic": None}], deliveries=SENT[:3])
    )
    assert set(some.table["tactic"]) == {"paid post", "not given"}
    bare = [{k: v for k, v in d.items() if k != "tactic"} for d in TABLES["deals"]]
    none = tactics(without(tmp_path / "n", deals=bare))
    assert none.status == "not_shown"
    assert "tactic" in none.takeaway


def test_one_way_of_booking_is_nothing_to_compare(tmp_path):
    found = tactics(two_ways(tmp_path, challenge=0))
    assert "nothing to compare" in found.takeaway


def test_tactics_draw(even):
    found = tactics(even)
    assert "<svg" in charts.ranking(found, value="usual_ratio", reference={"usual": 1}, title="Views").wide
