"""What the campaign was worth by four ways of counting, by hand."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import estimate, post_mortem
from kit.errors import UsageError
from kit.post_mortem.money import return_range as module
from kit.post_mortem.money.return_range import return_range, sentence
from spring import BRAND, CAMPAIGN, days, DEALS, FX, order, TABLES, VIDEOS, without
from tiny import cell, data, workspace


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def test_three_ways_of_counting_orders(small):
    found = return_range(small)
    assert list(found.table["key"]) == ["floor", "middle", "ceiling", "incremental"]
    # with a click 50 + 20 + 40 + 100; by code alone 30 and 60 EUR at 1.5; by the landing page 25
    assert list(found.table["orders"])[:3] == [4, 6, 7]
    assert list(found.table["revenue"])[:3] == pytest.approx([210, 330, 355])
    assert list(found.table["roas"])[:3] == pytest.approx([210 / 550, 330 / 550, 355 / 550])
    # loaded cost 570, margin 0.5
    assert list(found.table["contribution"])[:3] == pytest.approx([105 - 570, 165 - 570, 177.5 - 570])
    assert cell(found, "roi", key="middle") == pytest.approx((165 - 570) / 570)
    assert cell(found, "break_even", key="middle") == pytest.approx(2)
    assert "“Extra in the daily series” is not known: This workspace has no table daily" in found.caveat


def test_the_middle_is_what_cost_return_counts(small):
    total, middle = post_mortem.cost_return(small).table.iloc[0], return_range(small).table.iloc[1]
    for column in ("orders", "revenue", "roas", "roas_low", "roas_high", "roi", "media_cost", "loaded_cost"):
        assert middle[column] == pytest.approx(total[column], nan_ok=True), column


def test_extra_revenue_is_held_against_the_same_costs(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "extra_revenue", lambda *_: estimate.Estimate(2_200.0, 1_650.0, 2_750.0, 10))
    found = return_range(without(tmp_path, daily=days()))
    row = found.table.set_index("key").loc["incremental"]
    assert (row["roas"], row["roas_low"], row["roas_high"]) == pytest.approx((4, 3, 5))  # ÷ 550
    assert row["contribution"] == pytest.approx(0.5 * 2_200 - 570)
    assert row["contribution_low"] == pytest.approx(0.5 * 1_650 - 570)
    words = found.takeaway
    # floor 50 + 20 + 40 + 100, middle 330, any touch 355, each ÷ 550
    assert words.startswith(
        "Counted by orders, the campaign returned 0.38 to 0.65 (0.60 by those that name a creator) "
    )
    assert "against a break-even of 2; the daily series says 4 (3" in words
    assert "By orders it did not pay back its media cost, by the daily series it did: codes and links miss" in words


def ways(orders, extra):
    """orders: ROAS of floor, middle and ceiling; extra: that of the daily series with its interval."""
    rows = pd.DataFrame({"roas": [*orders, extra[0]], "roas_low": np.nan, "roas_high": np.nan})
    rows.index = pd.Index(["floor", "middle", "ceiling", "incremental"])
    rows.loc["incremental", ["roas_low", "roas_high"]] = extra[1:]
    return rows


NONE = (np.nan,) * 3


@pytest.mark.parametrize(
    ("orders", "extra", "end"),
    [
        ((2.5, 3, 4), (5, 3, 6), "By both it paid back its media cost."),
        ((0.5, 1, 1.9), (1.5, 1, 1.8), "By both it did not pay back its media cost."),
        ((0.5, 1, 1.9), (5, 3, 6), "By orders it did not pay back its media cost, by the daily series it did: codes"),
        ((2.5, 3, 4), (1, 0.5, 1.5), "By orders it paid back its media cost, by the daily series it did not: who"),
        ((0.5, 1, 1.9), (2, 1, 3), "By orders it did not pay back its media cost; by the daily series that cannot be"),
        ((0.5, 1, 3), (5, 3, 6), "By the daily series it paid back its media cost; by orders that depends on which"),
        ((0.5, 1, 3), (2, 1, 3), "Whether it paid back its media cost cannot be told from these data."),
        ((2.5, 3, 4), NONE, "By orders it paid back its media cost."),
        ((np.nan, 3, 4), NONE, "By orders it paid back its media cost."),
        (NONE, (1, 0.5, 1.9), "So it did not pay back its media cost."),
        ((1, 1, 3), NONE, "Whether it paid back its media cost cannot be told from these data."),
    ],
)
def test_a_verdict_needs_a_whole_range_on_one_side(orders, extra, end):
    assert end in sentence(ways(orders, extra), 0.5, False)
    assert "paid back" not in sentence(ways(orders, extra), 0.5, True)
    assert "break-even" not in sentence(ways(orders, extra), np.nan, False)


def test_without_a_margin_there_is_no_roi_by_name(tmp_path):
    given = without(tmp_path, campaigns=[CAMPAIGN | {"margin": None}])
    found = return_range(given)
    assert found.table[["roi", "contribution", "break_even"]].isna().all(axis=None)
    assert "No margin is given" in found.caveat
    assert cell(return_range(given, margin=0.8), "roi", key="middle") == pytest.approx((0.8 * 330 - 570) / 570)
    with pytest.raises(UsageError, match="Parameter margin is 55"):
        return_range(given, margin=55)


def test_while_the_flight_runs_there_is_no_verdict(tmp_path):
    path = workspace(tmp_path / "w", **TABLES | {"videos": [v | {"captured_at": v["posted_at"]} for v in VIDEOS]})
    found = return_range(kit.open(str(path), as_of="2026-05-06"))
    assert "per unit of media cost so far" in found.takeaway
    assert "break-even" not in found.takeaway
    assert "The flight runs until" in found.caveat


def test_the_daily_series_alone_answers_where_orders_are_missing(tmp_path):
    found = return_range(without(tmp_path, "orders", daily=days(gain=0.5, unit="USD")))
    assert found.shown
    assert found.takeaway.startswith("By the daily series the campaign returned ")
    assert "“With a click”, “Naming a creator” and “Any touch” are not known: This workspace has no table orders" in (
        found.caveat
    )


@pytest.mark.parametrize(
    ("names", "changed", "why"),
    [
        (("orders",), {}, "no table orders"),
        ((), {"campaigns": [CAMPAIGN | {"ends_on": None}]}, "has no ends_on"),
        ((), {"fx": FX[:1]}, "for 2026-05-06"),
        ((), {"deals": DEALS[5:]}, "no deal that is agreed or paid"),
    ],
)
def test_what_cannot_be_told_is_refused_by_name(tmp_path, names, changed, why):
    found = return_range(without(tmp_path, *names, **changed))
    assert not found.shown
    assert why in found.takeaway


def test_an_unknown_amount_leaves_ratios_of_all_unknown(tmp_path):
    found = return_range(without(tmp_path, deals=[*DEALS[:3], DEALS[3] | {"fee": None}, DEALS[4]]))
    assert np.isnan(cell(found, "roas", key="ceiling"))
    assert cell(found, "roas", key="middle") == pytest.approx(330 / 510)  # over the deals whose cost is known
    assert "its cost is unknown, not 0" in found.caveat


def test_a_refund_larger_than_its_order_and_a_free_campaign_do_not_break(tmp_path):
    back = return_range(without(tmp_path / "a", orders=[order(-500, promo_code="ANN10")]))
    assert cell(back, "roas", key="middle") == pytest.approx(-500 / 550)
    gifts = [DEALS[0] | {"fee": None, "boost_spend": None, "tactic": "gifted"}]
    free = return_range(without(tmp_path / "b", deals=gifts))
    assert free.takeaway.startswith("What the campaign returned per unit of media cost cannot be told")
    # ann's code or link stands on 50 + 30 + 20 + 40 and, where eve has no deal, on 100
    assert cell(free, "contribution", key="middle") == pytest.approx(0.5 * 240 - 10)
    assert "nan" not in f"{back.takeaway}{free.takeaway}"


def test_clicks_that_nobody_records_make_no_floor(tmp_path):
    blind = [o | {"clicked_at": None} for o in TABLES["orders"]]
    found = return_range(without(tmp_path, orders=blind))
    assert np.isnan(cell(found, "orders", key="floor"))
    assert "“With a click” is not known" in found.caveat
    assert not return_range(data(tmp_path / "v", brands=[BRAND])).shown
