"""What a booking brings: views, engagements and orders, by hand, by law and against what came."""

from dataclasses import replace
import re

import numpy as np
import pandas as pd
import pytest

import kit
from kit import show
from kit.errors import UsageError
from kit.estimate import Estimate
from kit.finding import NotShown
from kit.selection import usual
from kit.tier_pricing.bookings import booking_outcome as question
from kit.tier_pricing.bookings.expectation import expectations, expected, sponsored_gap
from kit.tier_pricing.bookings.expected_views import expected_views
from kit.tier_pricing.bookings.offers import open_offers, price_draws, priced
from kit.tier_pricing.bookings.outcome import MEASURES, Outcomes, outcomes
from kit.tier_pricing.bookings.proportion import Proportion, proportion
from kit.tier_pricing.bookings.rates import Rates, rates, together
from kit.tier_pricing.bookings.recent import drift
from kit.tier_pricing.bookings.sales import by_creator, known_deals, Sales, sales
from kit.tier_pricing.bookings.scenarios import Booked, DRAWS, mean_over_normal, MOST_APART, Streams
from kit.tier_pricing.bookings.target import target
from kit.tier_pricing.fair.fair_price import fair_price
from tiny import creator, data, video
from tiny_deals import deal, row

booking_outcome = question.booking_outcome
PEOPLE = [creator(c, f) for c, f in {"ann": 20_000, "bob": 30_000, "cat": 40_000, "dan": 50_000}.items()]
USES = {"ann": 10_000, "bob": 3_000, "cat": 1_000, "dan": 30_000}  # the middle of each one's views


def seen(who=tuple(USES), n=12, rate=0.05, **more):
    """n videos of each creator about its usual views, engaged alike; the luck is the same for all."""
    luck = np.exp(0.8 * np.sin(1.7 * np.arange(n)))
    return [
        video(f"{c}{k}", c, round(USES[c] * luck[k]), round(rate * USES[c] * luck[k]), **more)
        for c in who
        for k in range(n)
    ]


def offers(**fees):
    return [deal(f"O{c}", c, fee, "asked") for c, fee in fees.items()]


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """Four creators with twelve videos each; two offers: 100 for ann's usual 10,000 views, 300 for cat's 1,000."""
    return data(
        tmp_path_factory.mktemp("four") / "w", creators=PEOPLE, videos=seen(), deals=offers(ann=100.0, cat=300.0)
    )


# -- scenarios


def test_a_bundle_is_the_sum_of_its_first_videos():
    booked = Booked.of(["b", "a", "b"], np.array([1, 2, 3]))
    videos = iter([[10.0, 1.0], [20.0, 2.0], [4.0]])  # a and b; a and b; b alone

    def video(going):
        assert list(going) in ([0, 1], [1])
        return np.array(next(videos))[:, None] * np.ones((1, 5))

    # b's first video 1; a's two 10 + 20; b's three 1 + 2 + 4
    assert booked.together(video, n=5).tolist() == [[1.0, 30.0, 7.0]] * 5


def test_more_videos_than_are_drawn_apart_are_drawn_as_so_many():
    booked = Booked.of(["a"], np.array([10.0 * MOST_APART]))
    assert (booked.together(lambda going: np.full((1, 3), 2.0), n=3) == 20 * MOST_APART).all()


def test_without_bookings_every_measure_is_there_and_empty():
    nobody = Booked.of([], np.array([]))
    assert nobody.together(lambda going: np.ones((2, len(going), 3)), n=3).shape == (2, 3, 0)


def test_an_unknown_number_of_videos_brings_an_unknown_outcome():
    assert np.isnan(Booked.of(["a"], np.array([np.nan])).together(lambda going: np.ones((1, 3)), n=3)).all()


def test_a_mean_over_a_normal_is_that_of_the_log_normal():
    mean, sd = np.array([0.0, 1.0]), np.array([0.5, 1.0])
    assert mean_over_normal(np.exp, mean, sd) == pytest.approx(np.exp(mean + sd**2 / 2), rel=1e-4)


def test_a_creators_luck_does_not_depend_on_who_else_is_asked_for(four):
    known = outcomes(four)
    alone = known.draws(pd.Index(["cat"]), np.array([2.0]), "engagements")
    among = known.draws(pd.Index(["dan", "cat", "ann", "cat"]), np.array([1.0, 2.0, 5.0, 1.0]), "engagements")
    assert (alone[:, 0] == among[:, 1]).all()
    assert (among[:, 3] < among[:, 1]).all()  # the first of its two videos
    views, other = Streams(["ann"], "views").next(), Streams(["ann"], "rates").next()
    assert abs(np.corrcoef(views[0], other[0])[0, 1]) < 0.05
    assert views.mean() == pytest.approx(0, abs=1e-9)
    assert views.std() == pytest.approx(1, abs=0.005)


# -- the three measures agree with themselves


def shop(path, **more):
    """Six creators, a delivered deal of each with a code of its own, orders one in a hundred views."""
    people = [creator(f"c{k}", 10_000 * (k + 1)) for k in range(6)]
    r = np.random.default_rng(5)
    videos = [
        video(f"c{k}-{j}", f"c{k}", round(v), round(0.04 * v))
        for k in range(6)
        for j, v in enumerate(np.exp(r.normal(7 + k / 3, 0.9, 8)))
    ]
    deals = [deal(f"D{k}", f"c{k}", 100.0, promo_code=f"CODE{k}", agreed_on="2026-04-20") for k in range(6)]
    sent = [{"deal_id": f"D{k}", "video_id": f"c{k}-0"} for k in range(6)]
    counts = {v["creator_id"]: max(1, v["views"] // 100) for v in videos if v["video_id"].endswith("-0")}
    orders = [order(f"{who}-{n}", promo_code=f"CODE{who[1:]}") for who, count in counts.items() for n in range(count)]
    orders.append(order("first", ordered_at="2026-04-01T10:00Z"))
    tables = {"creators": people, "videos": videos, "deals": deals, "deliveries": sent, "orders": orders} | more
    return data(path, **tables)


def order(order_id, **more):
    return {
        "order_id": order_id,
        "ordered_at": "2026-05-05T10:00Z",
        "revenue": 20.0,
        "currency": "USD",
        "status": "paid",
        "captured_at": "2026-06-01T12:00Z",
    } | more


@pytest.mark.parametrize("measure", MEASURES)
def test_draws_and_levels_have_the_expected_mean_and_levels_lie_closer(tmp_path, measure):
    known = outcomes(shop(tmp_path / "w"))
    assert known.known(measure), known.why_not(measure)
    who, pieces = pd.Index([f"c{k}" for k in range(6)] + ["c5"]), np.array([1.0, 1, 2, 3, 1, 1, 4])
    expected_, draws = known.expected(who, pieces, measure), known.draws(who, pieces, measure)
    levels = known.levels(who, pieces, measure, 2_000, 7)
    assert draws.shape == (DRAWS, 7)
    assert levels.shape == (2_000, 7)
    loose = 0.15 if measure == "orders" else 0.03
    assert draws.mean(axis=0) == pytest.approx(expected_, rel=loose)
    assert levels.mean(axis=0) == pytest.approx(expected_, rel=loose)
    assert (levels.std(axis=0) < draws.std(axis=0)).all()
    assert (known.levels(who, pieces, measure, 2_000, 7) == levels).all()
    assert (known.levels(who, pieces, measure, 2_000, 8) != levels).any()
    assert np.isnan(known.expected(pd.Index(["nobody"]), np.array([1.0]), measure)).all()
    assert np.isnan(known.draws(pd.Index(["nobody"]), np.array([1.0]), measure)).all()


def test_draws_keep_to_the_expectation_where_rates_fall_and_orders_lag_behind_views(four):
    views, none = expectations(four), Estimate(np.nan, np.nan, np.nan, 0, 0)
    ends = np.exp(1.96 * np.sqrt(views.table["log_sd"] ** 2 + 0.4**2))
    value = views.table["value"] * np.exp(0.4**2 / 2)
    doubted = views.table.assign(shift_sd=0.4, value=value, low=value / ends, high=value * ends)
    views = replace(views, table=doubted)  # a doubt common to all
    table = pd.DataFrame({"logit_mean": -3.0, "logit_sd": 0.2, "n": 9}, index=views.table.index)
    law = Proportion(power=0.4, base=500.0, mean=60.0, shape=50.0, error=0.5)
    sold = Sales(pd.DataFrame(), law, pd.DataFrame({"mean": [], "shape": []}))
    known = Outcomes(views, Rates(table, none, 0.5, -0.4), sold, {})
    who, pieces = pd.Index(["ann", "bob", "cat", "dan"]), np.array([1.0, 2.0, 4.0, 9.0])
    for measure in MEASURES:
        mean = known.expected(who, pieces, measure)
        assert known.draws(who, pieces, measure).mean(axis=0) == pytest.approx(mean, rel=0.03)
        assert known.levels(who, pieces, measure, 4_000, 3).mean(axis=0) == pytest.approx(mean, rel=0.03)
    # without the fall, more engagements at the same views; in proportion, more orders at more views than the base
    free = Outcomes(views, Rates(table, none, 0.5, 0.0), sold, {})
    assert (known.expected(who, pieces, "engagements") < 0.9 * free.expected(who, pieces, "engagements")).all()
    assert known.expected(who, pieces, "orders")[3] < 0.4 * 60 * known.expected(who, pieces, "views")[3] / 500


def test_what_is_not_known_says_why_and_is_never_zero(four):
    known = outcomes(four)
    assert known.known("views")
    assert known.why_not("views") == ""
    assert not known.known("orders")
    assert known.why_not("orders").endswith(f"--into {four.given}")
    assert np.isnan(known.draws(pd.Index(["ann"]), np.array([1.0]), "orders")).all()
    assert np.isnan(known.levels(pd.Index(["ann"]), np.array([1.0]), "orders", 5, 1)).all()
    assert not known.known("followers")


def test_engagements_without_likes_are_refused_by_name(tmp_path):
    mute = [v | {"likes": None} for v in seen()]
    known = outcomes(data(tmp_path / "w", creators=PEOPLE, videos=mute))
    assert known.why_not("engagements") == (
        "Expected engagements need known likes, comments and shares of videos that are 28 days old, two of one creator"
        f" at least: kit import profiles.csv --into {tmp_path / 'w'}"
    )
    assert known.known("views")


# -- views


def test_a_brands_own_account_teaches_nothing_about_creators(tmp_path):
    own = [video(f"us{k}", "us", 10**6 * (k + 1), 5) for k in range(12)]
    plain = data(tmp_path / "a", creators=PEOPLE, videos=seen())
    with_own = data(
        tmp_path / "b",
        creators=[*PEOPLE, creator("us", 10**6)],
        videos=seen() + own,
        brands=[{"brand": "us", "role": "own", "handles": ["us"]}],
    )
    pd.testing.assert_frame_equal(expectations(plain).table, expectations(with_own).table)


def gapped(sigma, creators=12, each=8):
    """Half of each creator's videos sponsored, at half the odds of a tenth and 0.8 times the views."""
    r = np.random.default_rng(2)
    rows = []
    for c in range(creators):
        for k in range(each):
            paid = k % 2 == 0
            views = np.exp(9 + r.normal(0, sigma)) * (0.8 if paid else 1)
            odds = 0.1 / 0.9 * (0.5 if paid else 1) * np.exp(r.normal(0, sigma / 4))
            rows.append(video(f"{c}-{k}", f"c{c}", round(views), round(views * odds / (1 + odds)), is_sponsored=paid))
    return rows


def test_a_gap_that_could_be_anything_is_no_knowledge(tmp_path):
    clear = expectations(data(tmp_path / "a", videos=gapped(0.3)))
    assert clear.sponsored
    assert clear.factor.low < np.log(0.8) < clear.factor.high
    assert clear.table["log_mean"].mean() == pytest.approx(9 + np.log(0.8), abs=0.08)  # as sponsored videos
    r = np.random.default_rng(1)
    rows = pd.DataFrame({"creator_id": np.repeat(list("abcdef"), 2), "is_sponsored": [True, False] * 6})
    vague = sponsored_gap(pd.Series(r.normal(0, 3, 12)), rows)
    assert np.isfinite(vague.value)
    assert np.isnan(vague.low)


def test_expected_views_look_at_offers_of_videos_with_and_without_a_fee(tmp_path):
    some = [
        deal("S1", "ann", 50.0, "asked", deliverable="story", forecast_views=10**9),
        deal("G1", "bob", None, "planned", tactic="gifted", forecast_views=1),
        deal("B1", "cat", 90.0, "asked", deliverable="bundle", videos_agreed=None, forecast_views=5),
        deal("P1", "dan", 90.0, "paid"),
    ]
    lists = [p | {"avg_views": 77.0} for p in PEOPLE]
    found = expected_views(data(tmp_path / "w", creators=lists, videos=seen(), deals=some))
    assert set(found.table["creator_id"]) == {"bob", "cat"}
    assert row(found, "chance", creator_id="bob") == 1
    assert np.isnan(row(found, "chance", creator_id="cat"))  # of how many videos is not known
    assert "more than 99\u202f% chance to reach it" in found.takeaway
    assert set(found.table["given"]) == {77}  # beside the expectation, not in it


def test_an_average_in_a_list_is_no_video(tmp_path):
    listed = data(tmp_path / "w", creators=[creator("ann", 5_000, avg_views=900)], videos=[video("1", "ann", 5, 1)])
    assert expected_views(listed).takeaway == (
        "No creator has 3 videos of known organic views that are 28 days old and differ in views. An average in a list"
        " is no substitute: its videos and days are not known. Import more of their videos: kit import profiles.csv"
        f" --into {tmp_path / 'w'}"
    )


def test_newest_videos_that_fell_or_rose_are_spoken_of_and_small_changes_are_not():
    def rows(ratio, spread=0.3):
        r = np.random.default_rng(4)
        return pd.DataFrame(
            {
                "creator_id": np.repeat([f"c{k}" for k in range(20)], 9),
                "posted_at": list(pd.date_range("2026-01-01", periods=9, freq="7D", tz="UTC")) * 20,
                "organic_views": np.exp(r.normal(9, spread, 180)) * np.tile([1] * 6 + [ratio] * 3, 20),
            }
        )

    assert re.fullmatch(
        r"The newest third of creators' videos got 0\.5\d \(.*\) times the views of their older ones; a booking may get"
        r" fewer than expected here\.",
        drift(rows(0.5)),
    )
    assert "; a booking may get more." in drift(rows(2.0))
    assert drift(rows(0.9, 0.05)) == ""  # clear, and small
    assert drift(rows(1.0, 2.0)) == ""
    assert drift(rows(0.5).assign(posted_at=pd.NaT)) == ""


@pytest.mark.parametrize(("gone", "said"), [(1, ""), (4, "4\u00a0videos were deleted or made private, and count")])
def test_videos_that_are_gone_are_spoken_of_where_they_are_many(tmp_path, gone, said):
    videos = [v | {"status": "deleted" if k < gone else "live"} for k, v in enumerate(seen())]
    found = expected_views(data(tmp_path / "w", creators=PEOPLE, videos=videos))
    assert ("deleted" in found.caveat) == bool(said)
    assert said in found.caveat


@pytest.mark.parametrize(
    ("n", "said"), [(6, "only 6\u00a0videos of 1\u00a0creator, so a range holds nearer 7"), (7, "")]
)
def test_ranges_from_few_videos_are_said_to_be_rough(tmp_path, n, said):
    made = data(tmp_path / "w", creators=PEOPLE, videos=seen(("ann",), n))
    for ask in (expected_views, booking_outcome):
        assert ("nearer 7 in 10" in ask(made).caveat) == bool(said)
        assert said in ask(made).caveat


# -- engagements


def test_sponsored_rates_are_what_a_booking_gets(tmp_path):
    known = outcomes(data(tmp_path / "w", videos=gapped(0.3)))
    found = known.rates
    assert found.sponsored
    assert found.factor.low < np.log(0.5) < found.factor.high
    # a twentieth-odds rate: odds 0.1 ÷ 0.9 × 0.5 = 0.0556, a rate of 5.26 %
    rate = known.expected(pd.Index(["c3"]), np.array([1.0]), "engagements") / known.expected(
        pd.Index(["c3"]), np.array([1.0]), "views"
    )
    assert rate == pytest.approx(0.0526, rel=0.06)
    unmarked = [v | {"is_sponsored": None} for v in gapped(0.3)]
    plain = outcomes(data(tmp_path / "v", videos=unmarked)).rates
    assert not plain.sponsored
    assert plain.doubt == 0


def test_rates_that_fall_with_views_bring_fewer_engagements_than_the_mean_rate_says():
    r = np.random.default_rng(6)
    creator_id = pd.Series(np.repeat(np.arange(30), 10))
    views = pd.Series(r.normal(9, 1, 300))
    alone = pd.Series(r.normal(-3, 0.3, 300))
    spread, slope = together(alone, views, creator_id)
    assert slope == 0
    assert spread == pytest.approx(0.3, rel=0.15)
    fall = alone - 0.3 * (views - 9)
    spread, slope = together(fall, views, creator_id)
    assert slope == pytest.approx(-0.3, abs=0.05)
    assert spread == pytest.approx(np.sqrt(0.3**2 + 0.3**2), rel=0.15)
    table = pd.DataFrame({"logit_mean": [-3.0], "logit_sd": [0.0], "n": [10]}, index=["a"])
    none = Estimate(np.nan, np.nan, np.nan, 0, 0)
    sigma = np.array([1.0])
    tied = Rates(table, none, spread, slope).each_view(np.array(["a"]), sigma)
    free = Rates(table, none, spread, 0.0).each_view(np.array(["a"]), sigma)
    # a log-normal weight of s.d. 1 moves the logit by slope × 1²
    assert tied / free == pytest.approx(np.exp(slope), rel=0.03)
    # and that is the mean of engagements over the mean of views, drawn by brute force
    z, e = r.standard_normal((2, 400_000))
    logit = -3 + slope * z + np.sqrt(spread**2 - slope**2) * e
    assert tied[0] == pytest.approx((np.exp(z) / (1 + np.exp(-logit))).mean() / np.exp(0.5), rel=0.02)


def test_few_creators_do_not_tell_whether_rates_and_views_go_together():
    views = pd.Series(np.linspace(8, 10, 18))
    assert together(-3 - views, views, pd.Series(np.repeat(np.arange(6), 3)))[1] == 0


# -- orders


def test_events_in_proportion_keep_the_power_one_and_slower_ones_do_not():
    size = np.exp(np.linspace(6, 13, 40))
    luck = np.tile([0.5, 1.5, 0.8, 1.2], 10)
    base = np.exp(9.5)
    level = proportion(np.round(40 * luck * size / base), size)
    assert level.power == 1
    assert level.base == pytest.approx(base)
    root = proportion(np.round(40 * luck * np.sqrt(size / base)), size)
    assert root.power == pytest.approx(0.5)
    assert root.mean == pytest.approx(40, rel=0.1)
    assert root.exposure(np.array([4 * base])) == pytest.approx(2)
    same = proportion(np.array([2.0, 4, 6, 8, 10]), np.full(5, 300.0))
    assert same.mean == pytest.approx(6)  # all alike in size: the plain mean
    assert same.power == 1


def test_a_creators_orders_lie_between_its_own_and_the_mean():
    law = Proportion(power=1.0, base=1_000.0, mean=10.0, shape=2.0, error=0.1)
    deals = pd.DataFrame({"creator_id": ["a", "b", "b"], "orders": [24.0, 0.0, 0.0], "views": [1_000.0, 1_000, 1_000]})
    found = by_creator(deals, law)
    # halves of 10² ÷ 2 = 50: 25 between creators, 25 between a creator's deals, and 10 by chance
    # a: 25 ÷ (25 + 35) = 5/12 of its own 24; b: two deals, 25 ÷ (25 + 17.5) = 10/17 of its own 0
    assert found["mean"].to_dict() == pytest.approx({"a": 10 + 14 * 5 / 12, "b": 10 * 7 / 17})
    assert found["shape"]["a"] == pytest.approx((10 + 14 * 5 / 12) ** 2 / (25 * 7 / 12))
    assert found["deals"].to_dict() == {"a": 1, "b": 2}


def test_orders_are_counted_where_views_and_days_are_known(tmp_path):
    some = shop(tmp_path / "w")
    assert list(known_deals(some)["deal_id"]) == [f"D{k}" for k in range(6)]
    views = some.videos.set_index("video_id")["views"]
    assert known_deals(some)["views"].iloc[2] == views["c2-0"]
    path = some.workspace
    path.append("deliveries", pd.DataFrame([{"deal_id": "D3", "video_id": "c2-0"}]), "test: by hand")  # two deals
    later = {"captured_at": "2026-06-01T14:00Z", "agreed_on": "2026-04-20"}
    takeover = deal("D5", "c5", 100.0, promo_code="CODE5", tactic="takeover") | later
    path.append("deals", pd.DataFrame([takeover]), "test: by hand")
    after = known_deals(kit.open(str(path.path))).set_index("deal_id")["views"]
    assert list(after.index) == ["D0", "D1", "D2", "D3", "D4"]
    assert after["D2"] == views["c2-0"] / 2
    assert after["D3"] == views["c3-0"] + views["c2-0"] / 2


def test_orders_are_not_set_against_views_that_still_grow(tmp_path):
    some = shop(tmp_path / "a").table("videos")[["video_id", "creator_id", "views", "likes", "posted_at"]]
    early = {"captured_at": "2026-05-06T12:00Z", "collected_by": "profile"}
    videos = [dict(v) | (early if v["video_id"] == "c4-0" else {"captured_at": "2026-06-01T12:00Z"})
              for v in some.to_dict("records")]  # fmt: skip
    assert "D4" not in set(known_deals(shop(tmp_path / "b", videos=videos))["deal_id"])


def test_a_deal_whose_code_was_anothers_all_along_has_no_orders_of_its_own(tmp_path):
    codes = ["CODE0", *(f"CODE{k}" for k in range(5))]  # the first two have one code, from the same day on
    deals = [deal(f"D{k}", f"c{k}", 100.0, promo_code=codes[k], agreed_on="2026-04-20") for k in range(6)]
    assert len(set(known_deals(shop(tmp_path / "w", deals=deals))["deal_id"]) & {"D0", "D1"}) == 1


def test_deals_that_had_no_week_for_orders_are_left_out_unless_their_days_are_over(tmp_path):
    early = {"captured_at": "2026-05-06T12:00Z"}
    soon = [order(f"X{k}", promo_code=f"CODE{k}", ordered_at="2026-05-05T10:00Z") | early for k in range(6)]
    soon.append(order("first", ordered_at="2026-04-01T10:00Z") | early)
    assert known_deals(shop(tmp_path / "a", orders=soon)).empty
    over = [{"campaign": "may", "brand": "us", "starts_on": "2026-04-20", "ends_on": "2026-05-05"}]
    deals = [
        deal(f"D{k}", f"c{k}", 100.0, promo_code=f"CODE{k}", agreed_on="2026-04-20", campaign="may") for k in range(6)
    ]
    assert len(known_deals(shop(tmp_path / "b", orders=soon, deals=deals, campaigns=over))) == 6


def test_orders_of_too_few_deals_are_no_law(tmp_path):
    four = [deal(f"D{k}", f"c{k}", 100.0, promo_code=f"CODE{k}", agreed_on="2026-04-20") for k in range(4)]
    with pytest.raises(NotShown) as refusal:
        sales(shop(tmp_path / "w", deals=four))
    assert str(refusal.value) == (
        "Expected orders need 5 delivered deals of 3 creators that brought orders by a code or link of their own, with"
        " known views; here 4\u00a0such deals can be counted, and 4\u00a0creators brought orders: kit import orders.csv"
        f" --into {tmp_path / 'w'}"
    )


# -- the target


def test_the_target_is_what_own_ripe_deals_paid_without_tax(tmp_path):
    young = {"posted_at": "2026-05-20T12:00Z"}
    videos = [video("1", "ann", 10_000, 1), video("2", "bob", 1_000, 1), video("3", "cat", 50, 1, **young)]
    deals = [
        deal("D1", "ann", 110.0, tax_included=True, tax_rate=0.1, usage_rights_fee=50.0, boost_spend=70.0),
        deal("D2", "bob", 300.0),
        deal("D3", "cat", 900.0),
    ]
    sent = [{"deal_id": f"D{k}", "video_id": str(k)} for k in (1, 2, 3)]
    made = data(tmp_path / "w", creators=PEOPLE, deals=deals, videos=videos, deliveries=sent)
    found = target(made, 0.0)
    # (100 + 300) ÷ 11,000 views; the third video may still grow
    assert found.cpm == pytest.approx(1000 * 400 / 11_000)
    assert (found.deals, found.young) == (2, False)
    alone = data(tmp_path / "v", creators=PEOPLE, deals=deals[2:], videos=videos[2:], deliveries=sent[2:])
    assert target(alone, 0.0).young
    assert target(alone, 0.0).where == "(what our own deal paid)"
    assert target(alone, 7.0).cpm == 7
    assert not target(data(tmp_path / "u", creators=PEOPLE, videos=videos), 0.0).known


@pytest.mark.parametrize("odd", [-1.0, float("nan"), float("inf")])
def test_an_odd_target_is_refused(four, odd):
    with pytest.raises(UsageError, match=r"Parameter target_cpm is .*; give a cost per thousand views, or 0 for what"):
        booking_outcome(four, target_cpm=odd)


# -- the question


def test_an_offers_cpm_is_its_fee_over_what_its_videos_may_bring(four):
    found = booking_outcome(four, target_cpm=50.0)
    views = outcomes(four).draws(pd.Index(["ann"]), np.array([1.0]), "views")[:, 0]
    assert row(found, "cpm", creator_id="ann") == pytest.approx(np.median(100_000 / views))
    assert row(found, "cpm_low", creator_id="ann") == pytest.approx(100_000 / np.quantile(views, 0.9), rel=0.01)
    assert row(found, "chance", creator_id="ann") == pytest.approx((views >= 2_000).mean())
    assert row(found, "views", creator_id="ann") == pytest.approx(expectations(four).table.loc["ann", "value"])
    assert row(found, "cpe", creator_id="ann") == pytest.approx(100 / row(found, "engagements", creator_id="ann"))
    assert row(found, "engagements", creator_id="ann") == pytest.approx(
        0.05 * row(found, "views", creator_id="ann"), rel=0.02
    )
    assert found.interval == "range, 8 times in 10"
    assert "orders" in {c.name for c in found.columns if c.hidden}
    assert "No deal that is agreed or paid has a promo_code" in found.caveat
    assert found.n == {"creators": 2, "videos": 24}


def test_a_bundle_pays_for_all_its_videos(tmp_path):
    def one(pieces):
        offer = [deal("O1", "ann", 100.0 * pieces, "asked", deliverable="bundle", videos_agreed=pieces)]
        return booking_outcome(data(tmp_path / str(pieces), creators=PEOPLE, videos=seen(), deals=offer), 9.0)

    single, five = one(1), one(5)
    assert row(five, "views", creator_id="ann") == pytest.approx(5 * row(single, "views", creator_id="ann"))
    widths = [f.table["cpm_high"].iloc[0] / f.table["cpm_low"].iloc[0] for f in (single, five)]
    assert widths[1] < 0.6 * widths[0]


def test_the_newest_offer_counts_and_one_without_a_fee_has_no_cpm(tmp_path):
    late = {"captured_at": "2026-06-01T13:00Z"}
    some = [
        deal("A1", "ann", 100.0, "asked"),
        deal("A2", "ann", 250.0, "asked", **late),
        deal("B1", "bob", None, "planned", tactic="gifted"),
    ]
    made = data(tmp_path / "w", creators=PEOPLE, videos=seen(), deals=some)
    assert open_offers(made)["deal_id"].to_dict() == {"ann": "A2", "bob": "B1"}
    assert list(open_offers(made, priced=True).index) == ["ann"]
    assert list(priced(made)["price"]) == [250]
    assert booking_outcome(made).n["creators"] == 1


def test_without_offers_everybody_is_priced_with_the_doubt_of_that_price(tmp_path):
    made = data(tmp_path / "w", creators=PEOPLE, videos=seen())
    rows = priced(made)
    draws = price_draws(rows)
    assert draws.shape == (DRAWS, 4)
    # a published card, ÷ 3 to × 3, holds 9 in 10
    inside = (draws >= rows["price"].to_numpy() / 3) & (draws <= rows["price"].to_numpy() * 3)
    assert inside.mean() == pytest.approx(0.9, abs=0.005)
    found = booking_outcome(made, target_cpm=100.0)
    assert len(found.table) == 4
    assert "Prices are published cards', perhaps three times off each way; that is in the ranges." in found.caveat
    assert "published" in found.sources
    offer = booking_outcome(data(tmp_path / "v", creators=PEOPLE, videos=seen(), deals=offers(ann=1500.0)), 100.0)
    assert "published" not in offer.sources
    widths = [row(f, "cpm_high", creator_id="ann") / row(f, "cpm_low", creator_id="ann") for f in (found, offer)]
    assert widths[0] > 1.5 * widths[1]


def test_currency_scales_money_and_nothing_else(tmp_path):
    def at(times):
        fees = offers(ann=100.0 * times, cat=300.0 * times)
        return booking_outcome(data(tmp_path / str(times), creators=PEOPLE, videos=seen(), deals=fees), 9.0 * times)

    one, ten = at(1).table, at(10).table
    for column in ("price", "cpm", "cpm_low", "cpm_high", "cpe"):
        assert (10 * one[column]).tolist() == pytest.approx(ten[column].tolist())
    for column in ("chance", "views", "views_low", "engagements", "creator_id"):
        assert one[column].tolist() == ten[column].tolist()


def test_neither_order_nor_a_second_import_changes_anything(four, tmp_path):
    again = data(tmp_path / "v", creators=PEOPLE[::-1], videos=seen()[::-1], deals=offers(cat=300.0, ann=100.0))
    again.workspace.append("videos", pd.DataFrame(seen()), "test: by hand")
    again = kit.open(str(again.workspace.path))
    for ask in (expected_views, lambda d: booking_outcome(d, target_cpm=9.0)):
        one, other = ask(four), ask(again)
        pd.testing.assert_frame_equal(one.table, other.table)
        assert one.takeaway == other.takeaway


A, C = "\u2068ann\u2069", "\u2068cat\u2069"


def test_each_sentence_says_what_its_table_holds(four, tmp_path):
    def said(goal=0.0, made=four):
        return booking_outcome(made, target_cpm=goal).takeaway

    of, range_ = (
        "Of 2\u00a0creators with an open offer, ",
        r"\$[\d,.]+ \(\$[\d,.]+\u2060–\u2060\$[\d,.]+ 8 times in 10\)",
    )
    limit = r"to stay at or below a CPM of \$[\d,.]+ \(as given\)"
    assert re.fullmatch(
        f"{of}{A} is the most likely {limit}, \\d+\u202f% at {range_}, and {C} the least, less than 1\u202f% at"
        f" {range_}\\.",
        said(10.0),
    )
    assert re.fullmatch(f"{of}none is likely {limit}; the nearest is {A} at {range_}\\.", said(0.01))
    assert re.fullmatch(f"{of}each is all but sure {limit}, even {C} at {range_}\\.", said(100_000.0))
    assert re.fullmatch(f"{of}{A} would have the lowest CPM, {range_}, and {C} the highest, {range_}\\.", said())
    one = data(tmp_path / "one", creators=PEOPLE, videos=seen(), deals=offers(ann=100.0))
    assert re.fullmatch(f"{A} would cost {range_} per thousand views\\.", said(made=one))
    assert re.fullmatch(
        f"{A} would cost {range_} per thousand views; \\d+\u202f% chance {limit}\\.", said(10.0, made=one)
    )
    assert "No delivered deal of our own gives a target; set target_cpm to have one." in booking_outcome(four).caveat


def test_ranges_that_overlap_are_called_so_with_how_often_the_first_is_cheaper(tmp_path):
    def said(name, **fees):
        return booking_outcome(
            data(tmp_path / name, creators=PEOPLE, videos=seen(), deals=offers(**fees)), 9.0
        ).takeaway

    # ann's 10,000 views at 100, bob's 3,000 at 30: the same; at 75 he costs two and a half times as much
    assert " Their ranges overlap, and the first comes out cheaper than the last in only 5" in said(
        "a", ann=100.0, bob=30.0
    )
    assert re.search(
        r" Their ranges overlap, yet the first comes out cheaper than the last in [789]\d\u202f% of the scenarios\.$",
        said("b", ann=100.0, bob=75.0),
    )
    assert " All 3 ranges overlap, yet the first" in said("c", ann=100.0, bob=40.0, cat=25.0)
    far = said("d", ann=100.0, bob=75.0, cat=300.0)
    assert "overlap" not in far


def test_orders_without_any_in_some_deals_are_doubted(tmp_path):
    quiet = [deal("Q", "c0", 100.0, promo_code="QUIET", agreed_on="2026-04-20")]
    deals = [deal(f"D{k}", f"c{k}", 100.0, promo_code=f"CODE{k}", agreed_on="2026-04-20") for k in range(6)]
    sent = [{"deal_id": f"D{k}", "video_id": f"c{k}-0"} for k in range(6)] + [{"deal_id": "Q", "video_id": "c0-1"}]
    found = booking_outcome(shop(tmp_path / "w", deals=deals + quiet, deliveries=sent))
    assert (
        "Of 7\u00a0deals with a code or link 1 brought no order; if codes were not in use, expected orders are too low."
        in found.caveat
    )
    assert "learned from 7\u00a0deals with a code or link" in found.definitions["Expected orders"]


def test_what_cannot_be_forecast_is_refused(four, tmp_path):
    story = booking_outcome(four, deliverable="story")
    assert story.takeaway == (
        "What a story brings cannot be told: its views are not on a profile. Use the parameter deliverable with video"
        " or bundle."
    )
    with pytest.raises(UsageError, match="Parameter deliverable is 'poster'"):
        booking_outcome(four, deliverable="poster")
    unpriced = data(tmp_path / "a", videos=seen())
    assert booking_outcome(unpriced).takeaway.startswith("No creator has both a price and expected views.")
    foreign = data(
        tmp_path / "b", creators=PEOPLE, videos=seen(), deals=[deal("O", "ann", 9.0, "asked", currency="THB")]
    )
    foreign = kit.open(str(foreign.workspace.path), currency="EUR")
    assert booking_outcome(foreign).takeaway.startswith(
        "No creator has a price. Left out for want of a rate: 1\u00a0deal"
    )
    popular = data(tmp_path / "c", creators=PEOPLE, videos=seen(collected_by="hashtag"))
    assert "not found by hashtag or search" in booking_outcome(popular).takeaway


def test_an_offer_without_a_rate_is_counted(tmp_path):
    deals = [*offers(ann=100.0, cat=300.0), deal("O2", "bob", 9.0, "asked", currency="THB")]
    made = data(tmp_path / "w", creators=PEOPLE, videos=seen(), deals=deals)
    found = booking_outcome(made)
    assert found.n["creators"] == 2
    assert "Left out for want of a rate: 1\u00a0deal (no exchange rate from THB to USD)." in found.caveat
    # the offer of another creator says nothing of this one, and a quote needs none
    assert "rate: 1\u00a0deal" in booking_outcome(made, handle="bob").caveat
    for handle, quote in (("ann", 0.0), ("bob", 5.0)):
        assert "want of a rate" not in booking_outcome(made, handle=handle, quote=quote).caveat


def test_names_in_any_script_and_with_markup_stay_names(tmp_path):
    people = [creator("ann", 20_000, name="ស្រស់ស្អាត"), creator("cat", 30_000, name="<b>Cat</b> & co")]
    made = data(tmp_path / "w", creators=people, videos=seen(("ann", "cat")), deals=offers(ann=100.0, cat=300.0))
    html = show.card(booking_outcome(made, target_cpm=9.0).to_json())
    assert "<bdi>ស្រស់ស្អាត</bdi>" in html
    assert "<b>Cat</b>" not in html
    assert "&lt;b&gt;Cat&lt;/b&gt; &amp; co" in html


# -- one creator, and what it asks


def test_a_handle_leaves_this_creator_at_its_offer_or_at_the_middle(four):
    everybody, middle = booking_outcome(four, 50.0), priced(data_without_deals(four))
    for handle in ("ann", " @ANN "):  # written as a user may
        one = booking_outcome(four, 50.0, handle=handle)
        pd.testing.assert_frame_equal(one.table, everybody.table.query("creator_id == 'ann'").reset_index(drop=True))
        views = expected_views(four, handle).table
        pd.testing.assert_frame_equal(
            views, expected_views(four).table.query("creator_id == 'ann'").reset_index(drop=True)
        )
    # dan has no offer, so he stands on no list of offers
    dan = booking_outcome(four, 50.0, handle="dan")
    assert list(dan.table["creator_id"]) == ["dan"]
    assert row(dan, "price", creator_id="dan") == middle.set_index("creator_id")["price"]["dan"]
    assert row(dan, "price_from", creator_id="dan") not in ("asked", "quote")
    assert "Prices are published cards'" in dan.caveat
    assert list(expected_views(four, "dan").table["creator_id"]) == ["dan"]


def data_without_deals(made):
    """The same creators and videos, nobody with an offer."""
    return data(made.workspace.path.parent / "bare", creators=PEOPLE, videos=seen())


def test_a_quote_takes_the_place_of_an_offer_and_of_a_middle_price(four):
    offer, quoted = (booking_outcome(four, 20.0, handle="ann", quote=q) for q in (0.0, 250.0))
    assert row(quoted, "price", creator_id="ann") == 250
    assert row(quoted, "price_from", creator_id="ann") == "quote"
    assert row(quoted, "deal_id", creator_id="ann") == ""
    for column in ("cpm", "cpm_low", "cpm_high"):  # the offer of 100 was for one video too: 2.5 times as much
        assert row(quoted, column, creator_id="ann") == pytest.approx(2.5 * row(offer, column, creator_id="ann"))
    views = outcomes(four).draws(pd.Index(["ann"]), np.array([1.0]), "views")[:, 0]
    assert row(quoted, "chance", creator_id="ann") == pytest.approx((views >= 12_500).mean())  # 250 ÷ 20 thousands
    assert quoted.takeaway.startswith(f"At the quote of $250, {A} would cost $")
    assert offer.takeaway.startswith(f"{A} would cost $")
    assert "against the quote as it stands, with any rights in it." in quoted.caveat
    assert "not asked" not in quoted.caveat
    assert quoted.left_out["open offers that the quote replaces"] == 1
    dan = booking_outcome(four, 20.0, handle="dan", quote=250.0)
    assert row(dan, "price_high", creator_id="dan") == 250
    assert "published" not in dan.sources
    assert "not asked" not in dan.caveat + dan.takeaway
    assert dan.left_out["open offers that the quote replaces"] == 0


def test_a_quote_is_for_one_video_where_the_offer_is_a_bundle(tmp_path):
    bundle = [deal("O1", "ann", 500.0, "asked", deliverable="bundle", videos_agreed=5)]
    made = data(tmp_path / "w", creators=PEOPLE, videos=seen(), deals=bundle)
    whole, one = booking_outcome(made, 9.0, handle="ann"), booking_outcome(made, 9.0, handle="ann", quote=100.0)
    assert [row(f, "videos", creator_id="ann") for f in (whole, one)] == [5, 1]
    assert 5 * row(one, "views", creator_id="ann") == pytest.approx(row(whole, "views", creator_id="ann"))


@pytest.mark.parametrize(("handle", "quote"), [("", 5.0), ("ann", -1.0), ("ann", float("nan")), ("ann", float("inf"))])
def test_a_quote_without_a_creator_or_of_no_amount_is_refused_as_by_fair_price(four, handle, quote):
    said = []
    for ask in (booking_outcome, fair_price):
        with pytest.raises(
            UsageError, match=r"Parameter quote is .*; give a fee above 0 together with handle"
        ) as error:
            ask(four, handle=handle, quote=quote)
        said.append(str(error.value))
    assert said[0] == said[1]


def test_a_creator_that_is_unknown_or_none_or_without_videos_is_refused_by_name(tmp_path):
    people = [*PEOPLE, creator("us", 10**6), creator("new", 9_000)]
    deals = [deal("D1", "ghost", 90.0), deal("D2", "new", 9.0, "asked", currency="THB")]
    own = [{"brand": "us", "role": "own", "handles": ["us"]}]
    made = data(tmp_path / "w", creators=people, videos=seen(), deals=deals, brands=own)
    for found in (expected_views(made, "nobody"), *(booking_outcome(made, handle="nobody", quote=q) for q in (0, 5))):
        assert found.takeaway == (
            "No creator \u2068nobody\u2069 is known here, so it cannot be priced. Import its profile or list: kit"
            f" import creators.csv --into {made.given}"
        )
    for found in (expected_views(made, "us"), booking_outcome(made, handle="us", quote=5.0)):
        assert found.takeaway == (
            "\u2068us\u2069 is an account of a brand, an agency or a medium, of which no booking is forecast. Use the"
            " parameter handle with a creator."
        )
    for who in ("ghost", "new"):  # one is known by its deal only
        assert expected_views(made, who).takeaway == (
            f"\u2068{who}\u2069 does not have 3 videos of known organic views from its own profile that are 28 days old"
            f" and differ in views. Import its profile: kit import profiles.csv --into {made.given}"
        )
        assert booking_outcome(made, handle=who, quote=5.0).takeaway == (
            f"\u2068{who}\u2069 does not have both a price and expected views. Prices need deals (or followers, for a"
            " published card); views need three videos of the creator's own profile that are 28 days old. Import what"
            f" is missing: kit import FILES --into {made.given}"
        )
    assert booking_outcome(made, handle="ghost").takeaway.startswith(
        "\u2068ghost\u2069 has no price. Left out for want of a rate: 1\u00a0deal"
    )


# -- what the words mean


def test_the_target_says_what_it_is_made_of(tmp_path):
    made = shop(tmp_path / "w")
    assert booking_outcome(made).definitions["Target CPM"] == (
        "1,000 × fees without tax ÷ organic views, pooled over 6\u00a0delivered deals of ours without videos younger"
        " than 28 days."
    )
    given = booking_outcome(made, target_cpm=9.0).definitions
    assert "Target CPM" not in given
    assert given["CPM forecast"].endswith(" Chance: share at or below the target.")
    assert "Chance" not in booking_outcome(shop(tmp_path / "v", deliveries=[])).definitions["CPM forecast"]


def test_no_label_of_two_questions_is_defined_twice(four):
    one, other = expected_views(four).definitions, booking_outcome(four, 9.0).definitions
    assert not set(one) & set(other)
    assert "Chance to reach it" not in one  # no offer here forecasts views


def test_definitions_are_few_and_short(four, tmp_path):
    for made in (four, shop(tmp_path / "s")):
        found = booking_outcome(made)
        assert len(found.definitions) <= 5
        assert sum(map(len, found.definitions.values())) < 1_100


# -- does the forecast keep its promise?


def kept(path, day):
    """Of videos posted after that day, by creator: whether the forecast made on it holds one, and three together."""
    then, now = kit.open(str(path), as_of=day), kit.open(str(path))
    known, videos = outcomes(then), usual(now.videos, 28)
    videos = videos[
        (videos["posted_at"] > pd.Timestamp(day, tz="UTC") + pd.Timedelta(days=1)) & (videos["age_days"] >= 28)
    ]
    fit = known.views.table.index[known.views.table["value"].notna()]
    videos = videos[videos["creator_id"].isin(fit) & videos["organic_engagements"].notna()]
    videos = videos.sort_values(["creator_id", "posted_at", "video_id"])
    sponsored = videos[videos["is_sponsored"].fillna(False).astype(bool)]
    first = videos.groupby("creator_id").head(3)
    whole = first.groupby("creator_id").filter(lambda own: len(own) == 3)
    return {
        "views": inside(known, videos, "views"),
        "three": inside(known, whole.groupby("creator_id", as_index=False)["organic_views"].sum(), "views", 3.0),
        "engagements": inside(known, sponsored, "engagements"),
    }


def inside(known, rows, measure, pieces=1.0):
    drawn = known.draws(pd.Index(rows["creator_id"]), np.full(len(rows), pieces), measure)
    low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
    came = rows[f"organic_{measure}"].to_numpy(dtype=float)
    return (low <= came) & (came <= high)


def test_eight_in_ten_videos_posted_later_lie_in_the_range_forecast_before(sample):
    found = kept(sample, "2026-07-31")
    assert len(found["views"]) > 800
    assert 0.76 <= found["views"].mean() <= 0.84
    assert 0.70 <= found["three"].mean() <= 0.90  # about 95 creators, one sum each
    assert 0.68 <= found["engagements"].mean() <= 0.92  # about 75 sponsored videos


@pytest.mark.long
def test_forecasts_keep_their_promise_in_many_worlds(tmp_path):
    from kit.sample import write_sample

    worlds = []
    for seed in range(2, 10):
        write_sample(tmp_path / str(seed), seed=seed)
        worlds.append(kept(tmp_path / str(seed), "2026-07-31"))
    share = {key: np.concatenate([world[key] for world in worlds]).mean() for key in worlds[0]}
    assert share["views"] == pytest.approx(0.8, abs=0.02)
    assert share["three"] == pytest.approx(0.8, abs=0.04)
    assert share["engagements"] == pytest.approx(0.8, abs=0.05)


def test_the_newest_real_videos_lie_about_as_often_in_their_range(shared_data):
    raw = pd.read_csv(shared_data / "videos" / "creators_videos_2020.csv").drop_duplicates("id")
    videos = pd.DataFrame(
        {
            "creator_id": raw["user_name"],
            "tier": "any",
            "followers": raw["n_followers"],
            "organic_views": raw["n_plays"],
            "organic_engagements": raw["n_likes"] + raw["n_comments"] + raw["n_shares"],
            "posted_at": pd.to_datetime(raw["create_time"], unit="s", utc=True),
            "is_sponsored": pd.Series(pd.NA, raw.index, dtype="boolean"),
        }
    )
    ripe = videos[videos["posted_at"] < videos["posted_at"].max() - pd.Timedelta(days=28)]
    ripe = ripe[ripe["organic_engagements"] <= ripe["organic_views"]].sort_values(["creator_id", "posted_at"])
    newest = ~ripe.duplicated("creator_id", keep="last")
    before = expected(ripe[~newest])
    learned = rates(before)
    fit = before.table.index[before.table["value"].notna()].intersection(learned.table.index)
    after = ripe[newest & ripe["creator_id"].isin(fit)]
    assert len(after) > 300
    known = Outcomes(before, learned, None, {"orders": "not asked"})
    # measured: 76 % of views, 78 % of engagements; views of 2020's creators were falling, which `drift` says
    assert 0.72 <= inside(known, after, "views").mean() <= 0.84
    assert 0.74 <= inside(known, after, "engagements").mean() <= 0.84
    assert drift(ripe).endswith("a booking may get fewer than expected here.")
