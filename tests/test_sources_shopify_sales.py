"""Shopify's sales over time become daily series."""

from pathlib import Path

import pytest

from kit.intake import import_paths
from kit.sources import shopify_sales
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "shopify_sales.csv"
HEADER = "Day,Orders,Gross sales,Discounts,Returns,Net sales,Total sales"


def take(tmp_path, text, name="sales.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws")[0]


def daily(tmp_path):
    frame = Workspace(tmp_path / "ws").latest("daily").to_pandas()
    return {(f"{row.date:%m-%d}", row.series): row.value for row in frame.itertuples()}, frame


def test_days_are_kept_as_they_are_and_add_up(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.format == "shopify_sales"
    assert report.to_json()["tables"] == {"daily": {"read": 20, "kept": 20, "merged": 0, "refused": 0}}
    values, _ = daily(tmp_path)
    assert values["03-29", "shopify orders"] == 18
    assert values["03-29", "shopify returns"] == -48.12
    parts = ("gross_sales", "discounts", "returns")
    assert (
        round(sum(values["03-29", f"shopify {p}"] for p in parts), 2) == values["03-29", "shopify net_sales"] == 4538.92
    )
    assert report.notes["rows with a total were dropped"] == 1
    assert report.columns_ignored == ["Average order value"]


def test_money_has_no_unit_because_the_file_has_no_currency(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    _, frame = daily(tmp_path)
    assert set(frame.loc[frame["unit"].notna(), "series"]) == {"shopify orders"}
    assert "the file names no currency, so the unit of its money is missing" in report.notes
    assert all(frame[column].notna().any() for column in shopify_sales.FILLS["daily"])


def test_hours_are_added_on_the_day_that_the_shop_calls_it(tmp_path):
    hours = "2026-03-29T22:00:00-04:00,1,10,0,0,10,10\n2026-03-29T23:00:00-04:00,2,5,0,0,5,5\n"
    text = f"{HEADER.replace('Day', 'Hour')}\n{hours}"
    assert take(tmp_path, text).error is None
    values, _ = daily(tmp_path)
    assert values["03-29", "shopify orders"] == 3
    assert values["03-29", "shopify total_sales"] == 15
    assert {day for day, _ in values} == {"03-29"}


def test_older_headers_and_a_named_currency_are_read(tmp_path):
    take(tmp_path, "day,orders,gross_sales,net_sales,total_sales (EUR)\n2026-03-29,1,10,10,12\n")
    _, frame = daily(tmp_path)
    assert dict(zip(frame["series"], frame["unit"].fillna(""), strict=True))["shopify total_sales"] == "EUR"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADER.replace('Day', 'Month')}\n2026-03-01,1,1,0,0,1,1\n", "grouped by day"),
        (f"{HEADER},Product title\n2026-03-29,1,1,0,0,1,1,Rice bowl\n", "splits its days by Product title"),
        (f"{HEADER},Sales reversals\n2026-03-29,1,1,0,0,1,1,0\n", "two columns for returns"),
    ],
)
def test_other_groupings_are_refused_in_one_sentence(tmp_path, text, words):
    report = take(tmp_path, text)
    assert words in report.error
    assert "\n" not in report.error


def test_a_few_sales_columns_are_shopify_s_only_if_a_name_says_so(tmp_path):
    text = "Day,Orders,Total sales\n2026-03-29,1,10\n"
    assert "of no layout" in take(tmp_path, text, "till.csv").error
    assert take(tmp_path, text, "Total sales over time - 2026.csv").format == "shopify_sales"
