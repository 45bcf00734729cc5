"""The field's formulas, each with a figure that a pencil can check."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit import metrics

counts = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**9)), min_size=1, max_size=20)


def deals(**columns):
    amounts = ["fee", "boost_spend", "product_cost", "usage_rights_fee", "exclusivity_fee", "agency_fee", "tax_rate"]
    given = {c: columns.get(c) for c in amounts} | {"tax_included": columns.get("tax_included")}
    frame = pd.DataFrame([given])
    return frame.astype(dict.fromkeys(amounts, "Float64") | {"tax_included": "boolean"})


# 100,000 views, 6,000 likes, 200 comments, 300 shares, 40,000 followers: the worked example of six engagement rates
@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("engagements", (6000, 200, 300), 6500),
        ("engagement_rate_by_views", (6500, 100_000), 0.065),
        ("engagement_rate_by_followers", (6500, 40_000), 0.1625),
        ("view_rate", (100_000, 40_000), 2.5),
        ("cpm", (100, 10_000), 10),
        ("cpv", (100, 10_000), 0.01),
        ("cpe", (100, 50), 2),
        ("cpa", (100, 4), 25),
        ("cpc", (100, 200), 0.5),
        ("conversion_rate", (4, 200), 0.02),
        ("roas", (400, 100), 4),
        ("roi", (400, 100, 0.5), 1.0),  # (.5 × 400 − 100) ÷ 100
    ],
)
def test_each_metric_gives_its_textbook_figure(name, arguments, value):
    assert metrics.METRICS[name](*arguments) == pytest.approx(value)


@pytest.mark.parametrize("name", ["engagement_rate_by_views", "cpm", "cpv", "cpe", "cpa", "cpc", "roas"])
def test_a_denominator_of_zero_or_unknown_gives_nothing_rather_than_zero(name):
    assert np.isnan(metrics.METRICS[name](5, 0))
    assert np.isnan(metrics.METRICS[name](5, None))
    by_row = metrics.METRICS[name](pd.Series([5.0, 5.0]), pd.Series([0, pd.NA], dtype="Int64"))
    assert by_row.isna().all()


def test_pooled_sums_first():
    # 400 for 11,000 views is a CPM of 36.36; the mean of 10 and 300 is 155
    assert 1000 * metrics.pooled(pd.Series([100, 300]), pd.Series([10_000, 1_000])) == pytest.approx(36.36, abs=0.01)


def test_pooled_leaves_out_rows_where_one_side_is_unknown():
    assert metrics.pooled(pd.Series([100, np.nan]), pd.Series([10, 1000])) == pytest.approx(10)


@given(st.lists(st.tuples(st.sampled_from("ab"), *[st.none() | st.integers(0, 9)] * 2)))
def test_pooled_by_group_is_pooled_in_each_group(rows):
    table = pd.DataFrame(rows, columns=["tier", "cost", "views"]).astype({"cost": "Float64", "views": "Int64"})
    found = metrics.pooled_by(table["tier"], table["cost"], table["views"])
    assert list(found.index) == sorted(set(table["tier"]))
    for tier, part in table.groupby("tier"):
        assert found[tier] == pytest.approx(metrics.pooled(part["cost"], part["views"]), nan_ok=True)


@given(counts, st.floats(0.1, 100))
def test_a_cost_scaled_by_k_scales_cpm_by_k(rows, k):
    cost, views = (pd.Series([r[i] for r in rows], dtype="float64") for i in (0, 1))
    assert metrics.pooled(cost * k, views) == pytest.approx(k * metrics.pooled(cost, views))


@given(counts)
def test_a_video_without_views_changes_nothing_but_cost(rows):
    cost, views = (pd.Series([r[i] for r in rows], dtype="float64") for i in (0, 1))
    more = pd.concat([cost, pd.Series([7.0])]), pd.concat([views, pd.Series([0.0])])
    assert metrics.pooled(*more) == pytest.approx((cost.sum() + 7) / views.sum())


def test_the_three_costs_are_told_apart():
    # fee 1,000, boost 200, product 50, rights 300, exclusivity 100, agency 150, tax 10 % on fee, rights, exclusivity
    deal = deals(
        fee=1000,
        boost_spend=200,
        product_cost=50,
        usage_rights_fee=300,
        exclusivity_fee=100,
        agency_fee=150,
        tax_rate=0.1,
    )
    assert metrics.fee_cost(deal).tolist() == [1000]
    assert metrics.media_cost(deal).tolist() == [1200]
    assert metrics.loaded_cost(deal).tolist() == pytest.approx([1200 + 50 + 300 + 100 + 150 + 140])
    assert metrics.loaded_cost(deal, 60.0).tolist() == pytest.approx([2000])


def test_tax_that_is_included_is_not_added_again():
    assert metrics.loaded_cost(deals(fee=1000, tax_rate=0.1, tax_included=True)).tolist() == [1000]


@pytest.mark.parametrize("name", metrics.METRICS)
def test_every_metric_says_what_it_is(name):
    made = metrics.METRICS[name]
    assert made.label
    assert made.unit
    assert made.better in ("higher", "lower")
    assert made.definition.endswith(".")
