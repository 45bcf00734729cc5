"""Orders that look leaked: each by a sign of its own, never by a missing click alone; and what is at stake."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import post_mortem
from kit.orders.bursts import bursting
from kit.orders.leaks import signs
from kit.orders.sources import couponed
from kit.orders.uses import uses
from kit.post_mortem.credit.attribution import attribution
from kit.post_mortem.credit.leaks import leaks
from spring import CAMPAIGN, clip, deal, DEALS, order, TABLES, without
from tiny import cell, workspace

COUPON = "coupons.example / referral"
NEVER = np.empty(0, dtype="datetime64[us]")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


def inside(path, **changed):
    return kit.open(str(workspace(path / "w", **TABLES | changed)), audience="internal")


def sold(day, n=1, code="BOB10", **more):
    return [order(10, f"2026-05-{day:02d}", promo_code=code, discount=2, **more) for _ in range(n)]


# -- sources
@pytest.mark.parametrize(
    ("source", "link", "page", "found"),
    [
        ("coupons.example / referral", None, None, True),
        ("Honey / extension", None, None, True),
        ("capital-one_shopping / cpc", None, None, True),
        ("Cash Back World / partner", None, None, True),
        (None, "https://www.retailmenot.example/view/us", None, True),
        ("google / cpc", None, "https://us.example/glow?utm_source=topcashback&x=1", True),
        ("tiktok / affiliate", None, None, False),  # creators' links are tagged so
        ("newsletter / email, voucher", None, None, False),  # the shop's own
        ("honeycomb.example / referral", None, None, False),
        (None, None, "https://us.example/honey-mask?coupon=ANN10", False),  # a product, and a link that sets the code
        (None, None, None, False),
    ],
)
def test_a_coupon_source_is_named_by_source_link_or_tag(source, link, page, found):
    row = {"source_medium": [source], "referral_link": [link], "landing_page": [page]}
    assert list(couponed(pd.DataFrame(row, dtype="string"))) == [found]


def test_a_word_of_the_brands_own_name_is_no_coupon_source():
    row = pd.DataFrame(
        {"source_medium": ["honey / social"], "referral_link": [None], "landing_page": [None]}, dtype="string"
    )
    assert list(couponed(row)) == [True]
    assert list(couponed(row, "Honey & Co")) == [False]


# -- bursts
def steady(per_day, days, first="2026-05-01"):
    """Instants spread evenly over some days."""
    step = pd.Timedelta(days=1) / per_day
    return np.array(pd.Timestamp(first) + step * np.arange(per_day * days)).astype("datetime64[us]")


def test_a_burst_within_hours_is_found_and_nothing_around_it():
    calm, wild = steady(8, 20), steady(24 * 30, 1, "2026-05-10T03:00")[:40]  # forty orders in 80 minutes
    at = np.concatenate([calm, wild])
    bare = np.concatenate([np.arange(len(calm)) % 4 == 0, np.ones(40, dtype=bool)])
    found = bursting(at, bare, np.zeros(len(at), dtype=bool), NEVER, 0.01)
    assert found[len(calm) :].all()
    assert found[: len(calm)].sum() <= 1


def test_a_burst_right_after_a_new_video_is_explained_unless_coupon_sites_show():
    calm, wild = steady(8, 20), steady(24 * 30, 1, "2026-05-10T03:00")[:40]
    at, none = np.concatenate([calm, wild]), np.zeros(200, dtype=bool)
    bare = np.concatenate([np.arange(len(calm)) % 4 == 0, np.ones(40, dtype=bool)])
    video = np.array(["2026-05-09T20:00"], dtype="datetime64[us]")
    assert not bursting(at, bare, none, video, 0.01).any()
    backed = none.copy()
    backed[-10:] = True  # ten of forty
    assert bursting(at, bare, backed, video, 0.01).sum() >= 40


def test_a_code_that_is_never_clicked_cannot_burst():
    at = np.concatenate([steady(2, 20), steady(24 * 30, 1, "2026-05-10T03:00")[:40]])
    every = np.ones(len(at), dtype=bool)
    assert not bursting(at, every, ~every, NEVER, 0.01).any()


# -- codes that are spoken
@pytest.mark.parametrize("seed", range(5))
def test_codes_that_are_spoken_without_a_link_are_no_leaks(seed):
    """Half of twelve creators have no link: none of their 20 to 200 orders has a click.  Each has a second video."""
    rng, rows, posts = np.random.default_rng(seed), [], []
    start = pd.Timestamp("2026-05-01", tz="UTC")
    for k in range(12):
        for post, n in zip((0, rng.integers(3, 9)), rng.integers(10, 100, 2), strict=True):
            posted = start + pd.Timedelta(days=int(post), hours=int(rng.integers(8, 22)))
            posts.append({"deal_id": f"D{k}", "key": f"C{k}", "posted_at": posted})
            at = posted + pd.to_timedelta(rng.exponential(4, n) + 0.02, unit="D")
            clicks = (rng.random(n) < 0.7) & (k % 2 == 0)
            rows.append(pd.DataFrame({"key": f"C{k}", "ordered_at": at, "trail": clicks}))
    orders = pd.concat(rows, ignore_index=True).assign(how="code", has_link=False)
    texts = {"source_medium": "google / organic", "referral_link": None, "landing_page": None}
    orders = orders.assign(**{c: pd.Series(v, orders.index, dtype="string") for c, v in texts.items()})
    use = pd.DataFrame({"since": pd.Timestamp("2026-04-30"), "until": pd.NaT}, index=[f"C{k}" for k in range(12)])
    assert (signs(orders, use, pd.DataFrame(posts), trails=True) == "").all()


def test_a_spoken_code_stays_counted_in_the_report(tmp_path):
    clicked = [o for d in range(4, 11) for o in sold(d, 4, "ANN10", clicked=True)]
    spoken = [o for d in range(3, 11) for o in sold(d, 6)]
    found = leaks(inside(tmp_path, orders=[*clicked, *spoken]))
    assert plain(found.takeaway) == "No order looks leaked; looked at: 76 orders by 2 codes, of any day."
    assert found.table.empty
    assert attribution(inside(tmp_path / "a", orders=[*clicked, *spoken])).table["attributed"].sum() == 76


# -- days
def test_a_code_is_in_use_from_a_day_before_its_video_until_a_month_after_the_flight(tmp_path):
    found = uses(without(tmp_path))
    # ann's only video came on 4 May; bob's bundle may have begun with a story, so the flight counts, from 1 May on
    assert str(found.loc["ANN10", "since"].date()) == "2026-05-03"
    assert str(found.loc["BOB10", "since"].date()) == "2026-04-30"
    assert set(found["until"].dt.date.astype(str)) == {"2026-06-09"}


def test_orders_outside_the_codes_days_are_like_a_leak_where_no_click_shows_it_in_use(tmp_path):
    early = [*sold(2, 3, "ANN10"), *sold(4, 3, "ANN10"), *sold(5, 2, clicked=True)]
    found = leaks(inside(tmp_path, orders=early))
    assert list(found.table["orders"]) == [3]
    assert cell(found, "sign", promo_code="ANN10") == "Outside the code's days 3"
    known = leaks(inside(tmp_path / "k", orders=[*early, *sold(1, 1, "ANN10", clicked=True)]))
    assert known.table.empty


@pytest.mark.parametrize("dates", [{"starts_on": None}, {"ends_on": None}, {"starts_on": "2026-06-30"}])
def test_without_a_valid_flight_no_order_is_outside_of_it(tmp_path, dates):
    early = [*sold(2, 3, "ANN10"), *sold(4, 3, "ANN10"), *sold(5, 2, clicked=True)]
    found = leaks(inside(tmp_path, orders=early, campaigns=[CAMPAIGN | dates]))
    assert found.table.empty
    assert "Of 2 codes the days of use are not known" in plain(found.caveat)


# -- the question
LEAKED = [o for d in range(5, 11) for o in sold(d, 5, source_medium=COUPON)]
HONEST = [o for d in range(4, 11) for o in sold(d, 4, "ANN10", clicked=True)]
OWED = [d | {"commission_rate": 0.1} for d in DEALS]


def test_what_is_at_stake_is_discount_and_commission(tmp_path):
    found = leaks(inside(tmp_path, orders=[*HONEST, *LEAKED, *sold(6, 2)], deals=OWED))
    # thirty orders of 10, discounts of 2, a tenth of commission: 60 + 30; two more orders have no sign
    assert plain(found.takeaway) == (
        "30 of 60 orders by 2 codes, on any day, look leaked (coupon or cashback source 30); at stake on them is "
        "$90.00: $60.00 of discount and $30.00 of commission."
    )
    row = found.table.iloc[0]
    assert (row["promo_code"], row["orders"], row["revenue"], row["stake"]) == ("BOB10", 30, 300, pytest.approx(90))
    assert (row["coded"], row["further"], row["in_flight"]) == (32, 2, 30)
    assert str(row["since"])[:10] == "2026-05-05"
    assert "2 more orders of these codes have neither a click nor a sign and stay counted" in plain(found.caveat)


def test_a_shared_report_tells_signs_and_no_codes(tmp_path):
    path = str(workspace(tmp_path / "w", **TABLES | {"orders": [*HONEST, *LEAKED], "deals": OWED}))
    found = leaks(kit.open(path))
    assert list(found.table["sign"]) == ["Coupon or cashback source"]
    assert not {"promo_code", "creator", "deal_id", "since"} & set(found.table)
    said = str(found.to_json())
    assert not any(word in said for word in ("BOB10", "bob", COUPON))
    assert found.table["commission"].iloc[0] == pytest.approx(30)


def test_a_commission_rate_that_names_a_deal_is_not_shared(tmp_path):
    deals = [d | {"commission_rate": rate} for d, rate in zip(DEALS, (0.1, 0.2, 0.1, 0.1, 0.1, 0, 0), strict=True)]
    path = str(workspace(tmp_path / "w", **TABLES | {"orders": [*HONEST, *LEAKED], "deals": deals}))
    found = leaks(kit.open(path))
    assert found.table[["commission", "stake"]].isna().all(axis=None)
    assert plain(found.takeaway).endswith("; $60.00 of discount went with them.")
    assert leaks(kit.open(path, audience="internal")).table["stake"].iloc[0] == pytest.approx(120)  # 60 + 300 × 0.2


def test_a_code_that_only_leaked_is_not_told_by_its_use(tmp_path):
    """Used, and yet without an attributed order: a shared page would name it."""
    path = str(workspace(tmp_path / "w", **TABLES | {"orders": [*HONEST, *LEAKED]}))
    used = {
        a: post_mortem.delivery(kit.open(path, audience=a)).table.set_index("deal_id")["code_used"]
        for a in ("shared", "internal")
    }
    assert (used["internal"]["D2"], used["shared"]["D2"], used["shared"]["D1"]) == ("yes", "no", "yes")


def test_a_link_or_a_click_is_never_a_leak(tmp_path):
    clicked = [o | {"clicked_at": "2026-05-04T11:00Z"} for o in LEAKED]
    found = leaks(inside(tmp_path, orders=[*HONEST, *clicked]))
    assert found.table.empty
    assert found.left_out == {"code orders with a link or a click": 58}


def test_one_code_is_told_to_internal_readers_only_and_stays_counted(tmp_path):
    path = str(workspace(tmp_path / "w", **TABLES | {"orders": LEAKED}))
    assert "Only one code has orders" in leaks(kit.open(path)).takeaway
    assert list(leaks(kit.open(path, audience="internal")).table["orders"]) == [30]
    assert attribution(kit.open(path)).table["attributed"].sum() == 30


def test_what_cannot_be_judged_is_refused_by_name(tmp_path):
    blind = [o | {"source_medium": None, "clicked_at": None} for o in [*HONEST, *LEAKED]]
    assert "No order has a click time or a source" in leaks(without(tmp_path, orders=blind)).takeaway
    uncoded = [o | {"promo_code": "NOBODY"} for o in HONEST]
    assert "No valid order carries a code of the campaign" in leaks(without(tmp_path / "u", orders=uncoded)).takeaway
    assert not leaks(without(tmp_path / "o", "orders")).shown
    timeless = [o | {"clicked_at": None} for o in [*HONEST, *LEAKED]]
    found = leaks(without(tmp_path / "t", orders=timeless))
    assert found.status == "caveat"
    assert "bursts without clicks could not be looked for" in found.caveat


def test_a_missing_rate_costs_the_money_not_the_count(tmp_path):
    euros = [o | {"currency": "SGD"} for o in LEAKED]
    found = leaks(inside(tmp_path, orders=[*HONEST, *euros], deals=OWED))
    assert list(found.table["orders"]) == [30]
    assert found.table[["revenue", "discount", "commission", "stake"]].isna().all(axis=None)
    assert "Money is not shown: There is no exchange rate from SGD" in found.caveat


def test_a_code_of_an_earlier_deal_is_in_use_since_then(tmp_path):
    old = deal("D8", "ann", campaign="Winter", promo_code="ann10", agreed_on="2026-01-05")
    winter = {"campaign": "Winter", "brand": "Us", "starts_on": "2026-01-10", "ends_on": "2026-01-20"}
    early = [*sold(2, 3, "ANN10"), *sold(4, 3, "ANN10"), *sold(5, 2, clicked=True)]
    given = inside(tmp_path, orders=early, deals=[*DEALS, old], campaigns=[CAMPAIGN, winter])
    assert str(uses(given).loc["ANN10", "since"].date()) == "2026-01-09"
    assert leaks(given).table.empty


def test_hostile_names_and_refunds_larger_than_the_order_do_no_harm(tmp_path):
    odd = [o | {"revenue": -5, "source_medium": "<b>coupon</b>\nញ៉ាំ"} for o in LEAKED]
    deals = [d | {"promo_code": "<i>ថែ\n10"} if d["deal_id"] == "D2" else d for d in OWED]
    odd = [o | {"promo_code": "<i>ថែ\n10"} for o in odd]
    found = leaks(inside(tmp_path, orders=[*HONEST, *odd], deals=deals))
    assert found.table["commission"].iloc[0] == 0  # nothing is owed on what went back
    assert found._repr_mimebundle_()["text/html"]


def test_a_deleted_video_and_one_without_a_day_leave_the_flight_as_the_codes_days(tmp_path):
    gone = [clip("1", "ann", 1000, 80, 10, 10, "2026-05-04") | {"posted_at": None}]
    assert str(uses(without(tmp_path, videos=gone)).loc["ANN10", "since"].date()) == "2026-04-30"


def test_the_report_knows_the_question():
    assert leaks.key == "leaks"
    assert post_mortem.attribution is attribution
