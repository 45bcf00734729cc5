"""Shopify's orders_export: one row a line item becomes one row an order."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import shopify_orders
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "shopify_orders.csv"
HEADER = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem name"


def take(tmp_path, text, name="orders_export.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws")[0]


def orders(tmp_path):
    return Workspace(tmp_path / "ws").latest("orders").to_pandas().set_index("order_id")


def test_an_order_s_lines_are_one_order(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.format == "shopify_orders"
    assert report.to_json()["tables"] == {"orders": {"read": 4, "kept": 3, "merged": 0, "refused": 1}}
    assert report.notes["rows with further items of an order were read as part of it"] == 1
    assert report.notes["rows continue an order that stands in another file, and were passed over"] == 1
    assert set(orders(tmp_path).index) == {"#1051", "#1052", "#1053"}


def test_revenue_is_net_of_discount_refund_tax_and_shipping(tmp_path):
    import_paths([SAMPLE], tmp_path / "ws")
    found = orders(tmp_path)
    amounts = ["gross", "discount", "refunded", "tax", "shipping", "revenue"]
    # lines 2 × 40 + 20 = 100, less 10, with 9 of tax and 5 of shipping: 104 were paid
    assert found.loc["#1051", amounts].tolist() == [114, 10, 0, 9, 5, 90]
    # 119 with 19 of tax in it; half of it was given back
    assert found.loc["#1052", amounts].tolist() == [119, 0, 59.5, 9.5, 0, 50]
    assert found.loc["#1053", amounts].tolist() == [29, 2, 27, 0, 0, 0]
    left = found["gross"] - found[["discount", "refunded", "tax", "shipping"]].sum(axis=1)
    assert (left - found["revenue"]).abs().max() < 1e-9


def test_times_statuses_codes_and_currencies_are_the_order_s(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    found = orders(tmp_path)
    assert found.loc["#1051", "ordered_at"] == pd.Timestamp("2026-04-03 02:37:33", tz="UTC")  # 21:37:33 -0500
    assert found["status"].to_dict() == {"#1051": "paid", "#1052": "partially refunded", "#1053": "cancelled"}
    assert found["promo_code"].dropna().to_dict() == {"#1051": "ANNA10", "#1053": "ANNA10, FREESHIP"}
    assert found["currency"].to_dict() == {"#1051": "USD", "#1052": "EUR", "#1053": "USD"}
    assert report.notes["several discount codes on one order were kept in one cell"] == 1
    assert found["new_customer"].isna().all()
    assert all(found.reset_index()[column].notna().any() for column in shopify_orders.FILLS["orders"])


def test_customers_are_keys_and_nothing_of_them_is_written_down(tmp_path):
    import_paths([SAMPLE], tmp_path / "ws")
    keys = orders(tmp_path)["customer_key"]
    assert keys["#1051"] == keys["#1053"] != keys["#1052"]
    content = b"".join(f.read_bytes() for f in (tmp_path / "ws").rglob("*") if f.is_file())
    for word in (b"mail.example", b"March", b"Elm St", b"555 010", b"5550109999", b"twice"):
        assert word not in content


def test_a_test_order_is_refused_with_its_reason(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.reasons == {"orders: the order is a test: it was paid through Shopify's Bogus gateway": 1}
    assert "#1054" not in orders(tmp_path).index


def test_an_order_cut_in_two_files_is_one_order(tmp_path):
    header = f"{HEADER},Refunded Amount"
    first = f"{header}\n#1,a@b.example,paid,USD,30,0,0,30,0,2026-04-01 10:00:00 -0500,Bowl,0\n"
    second = f"{header}\n#1,a@b.example,,,,,,,,2026-04-01 10:00:00 -0500,Pan,\n"
    second += "#2,a@b.example,paid,USD,5,0,0,5,0,2026-04-02 10:00:00 -0500,Pan,0\n"
    assert take(tmp_path, first, "orders_export_1.csv").tables["orders"]["kept"] == 1
    assert take(tmp_path, second, "orders_export_2.csv").to_json()["tables"]["orders"] == {
        "read": 1,
        "kept": 1,
        "merged": 0,
        "refused": 0,
    }
    assert orders(tmp_path)["revenue"].to_dict() == {"#1": 30, "#2": 5}


def test_without_an_amount_that_revenue_needs_nothing_is_guessed(tmp_path):
    report = take(tmp_path, f"{HEADER}\n#1,a@b.example,paid,USD,30,0,0,30,0,2026-04-01 10:00:00 -0500,Bowl\n")
    assert "has no column Refunded Amount" in report.error
    text = f"{HEADER},Refunded Amount\n#1,a@b.example,paid,USD,30,0,,30,0,2026-04-01 10:00:00 -0500,Bowl,0\n"
    assert take(tmp_path, text).reasons == {f"orders: {shopify_orders.UNKNOWN}": 1}


def test_a_tip_is_noted(tmp_path):
    text = f"{HEADER},Refunded Amount\n#1,a@b.example,paid,USD,30,5,3,43,0,2026-04-01 10:00:00 -0500,Bowl,0\n"
    report = take(tmp_path, text)
    assert report.notes["Total is not Subtotal, Shipping and Taxes together: tips or edits are in revenue"] == 1


@pytest.mark.parametrize("missing", ["Name", "Lineitem name", "Financial Status"])
def test_other_tables_of_orders_are_not_taken(tmp_path, missing):
    assert "of no layout" in take(tmp_path, HEADER.replace(missing, "Thing") + "\n" + "1," * 10 + "1\n", "x.csv").error


def test_the_real_orders_add_up(shared_data, tmp_path):
    path = shared_data / "exports" / "shopify" / "orders_export_1.csv"
    (report,) = import_paths([path], tmp_path / "ws")
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    heads = [line for line in lines if line["Total"]]
    assert report.to_json()["tables"]["orders"] == {"read": 51, "kept": 51, "merged": 0, "refused": 0}
    assert report.notes["rows with further items of an order were read as part of it"] == len(lines) - 51 == 70
    found = orders(tmp_path)
    assert set(found.index) == {line["Name"] for line in lines}
    assert round(found["revenue"].sum(), 2) == round(sum(float(h["Subtotal"]) for h in heads), 2) == 585_942
    assert round(found["gross"].sum(), 2) == round(sum(float(h["Total"]) for h in heads), 2) == 590_683.29
    items = sum(float(line["Lineitem quantity"]) * float(line["Lineitem price"]) for line in lines)
    assert round(items, 2) == 585_942
    assert set(found["currency"]) == {"INR"}
