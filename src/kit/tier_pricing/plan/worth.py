"""What a plan's objective is counted in, and what one of it costs."""

import pandas as pd

from kit.finding import Column
from kit.tier_pricing.plan.made import Made
from kit.wording import count, join, number

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


def worth_words(plan: Made) -> str:
    """What points are made of; "" where the objective is counted in itself."""
    if plan.unit != "points":
        return ""
    each = [f"{count(plan.chosen[m].sum())} {m} at {number(worth)}" for m, worth in plan.terms.worths.items()]
    return f", {join(each)} each,"
