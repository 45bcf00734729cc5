"""What a plan's objective is counted in, and what one of it costs."""

import pandas as pd

from kit.data import Data
from kit.finding import Column
from kit.tier_pricing.bookings.target import target
from kit.tier_pricing.costs.delivered import delivered, realised
from kit.tier_pricing.plan.made import Made
from kit.wording import count, join, money, number

EACH = {  # column, label, its short form, per how many
    "views": ("expected_cpm", "Expected CPM", "CPM", 1000),
    "engagements": ("expected_cpe", "Expected CPE", "CPE", 1),
    "orders": ("expected_cpa", "Expected CPA", "CPA", 1),
    "points": ("price_per_1000_points", "Price per 1,000 points", "price a point", 1000),
}


def each_column(plan: Made) -> Column:
    """What one unit of the objective costs, or a thousand."""
    name, label, *_ = EACH[plan.unit]
    return Column(name, label, "money", plan.currency)


def priced_each(plan: Made) -> pd.DataFrame:
    """The packages of a plan with what a unit of the objective costs of each."""
    name, *_, times = EACH[plan.unit]
    return plan.people.assign(**{name: times * plan.people["price"] / plan.people["expected"]})


def price_words(data: Data, plan: Made) -> str:
    """What a unit of the objective would cost, and what our delivered deals paid for it; "" for points."""
    if plan.unit == "points":
        return ""
    _, _, short, times = EACH[plan.unit]
    would = money(times * plan.plan.cost / plan.plan.expected, plan.currency)
    paid, how = paid_before(data, plan.unit)
    return f", {short} {would}{f' (delivered deals paid {money(paid, plan.currency)}{how})' if paid > 0 else ''}"


def paid_before(data: Data, unit: str) -> tuple[float, str]:
    """What our delivered deals paid for a unit (a thousand views), NaN where none tells, and with what in it.

    Views: fees without tax, as the plan's prices are, and organic views; for the others only whole media costs are
    known to have brought them.
    """
    if unit == "views":
        return target(data, 0.0).cpm, ""
    used = delivered(data).query("unused == ''")
    pooled = realised(used, pd.Series("all", index=used.index))["cpe" if unit == "engagements" else "cpa"]
    return float(pooled.iloc[0]) if len(pooled) else float("nan"), ", with tax and boosting"


def worth_words(plan: Made) -> str:
    """What points are made of; "" where the objective is counted in itself."""
    if plan.unit != "points":
        return ""
    each = [f"{count(plan.chosen[m].sum())} {m} at {number(worth)}" for m, worth in plan.terms.worths.items()]
    return f", {join(each)} each,"
