"""Shopify Analytics, sales over time: one row a day (or hour); CSV.

Layout: ``Day, Orders, Gross sales, Discounts, Returns, Net sales, Shipping charges, Duties, Additional fees, Taxes,
Total sales`` as public readers of the export quote it (five, 2026; some have "Sales reversals" for "Returns"); older
exports with underscores (``net_sales``, from memory).  No whole real file was seen; languages other than English are
not known.

=========================================  ========================================================================
column                                     becomes
=========================================  ========================================================================
Day, Date; Hour (added up by day)          daily.date
Orders, New customers, …                   series ``shopify orders``, …, unit count
Gross sales, Discounts, Returns, …         series ``shopify gross_sales``, …; unit missing: the file has no currency
=========================================  ========================================================================

* Discounts and returns are below 0; Shopify subtracts by adding them.  A return stands on the day it was made, not on
  that of its sale, and a cancelled order is a sale and a return (Shopify's help, "Sales reports").
* Net sales = gross sales + discounts + returns, without shipping and taxes; total sales are with both.
* Averages and rates are not taken over, nor columns of an earlier period beside the asked one.
* A file that splits its days (by product, channel, …) is refused: an order with two products would count twice.
"""

import re

from kit.errors import DataError
from kit.reading.sheet import Sheet
from kit.sources import Options, Reading
from kit.sources.figures import COLUMNS, currency, daily, days, Figure, is_total, places

LABEL = "Shopify sales over time"
BY = "Day or Hour beside Gross sales, Net sales, Total sales"
FILLS = {"daily": COLUMNS}
DAY = ("day", "date", "hour")
LONGER = ("week", "month", "quarter", "year", "day of week", "hour of day", "month of year")
COUNTS = {"orders": "orders", "total orders": "orders", "new customers": "new_customers", "customers": "customers"}
MONEY = {
    "gross sales": "gross_sales",
    "discounts": "discounts",
    "returns": "returns",
    "sales reversals": "returns",
    "net sales": "net_sales",
    "shipping": "shipping",
    "shipping charges": "shipping",
    "duties": "duties",
    "additional fees": "additional_fees",
    "return fees": "return_fees",
    "taxes": "taxes",
    "tax": "taxes",
    "total sales": "total_sales",
}
SALES = {"gross sales", "net sales", "total sales"}
NAMED = re.compile(r"shopify|sales[ _-]over[ _-]time", re.IGNORECASE)


def detect(sheet: Sheet) -> float:
    found = places(sheet)
    named = any(NAMED.search(name) for name in (*sheet.file.names, sheet.file.folder))
    known = len(found.keys() & MONEY.keys())
    timed = any(name in found for name in (*DAY, *LONGER))
    return 0.85 if timed and found.keys() & SALES and known + 2 * named >= 3 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    found = places(sheet)
    day = next((found[name] for name in DAY if name in found), None)
    dates = [] if day is None else days(sheet.texts(day))
    if day is None or not any(dates):
        raise DataError(
            f"{sheet.file.label} has no column with days; export the report again with its figures grouped by day."
        )
    _whole(sheet, found, day)
    texts, rows, totals = sheet.texts(day), [], 0
    for row, date in enumerate(dates):
        if date is None and is_total([texts[row]]):
            totals += 1
        else:
            rows.append(row)
    figures, used, bare = [], {day}, 0
    for name, series in (COUNTS | MONEY).items():
        if name in found:
            used.add(found[name])
            unit = "count" if name in COUNTS else currency(sheet.header[found[name]])
            bare += unit is None
            units = [unit] * len(sheet)
            figures.append(Figure([f"shopify {series}"] * len(sheet), units, sheet.texts(found[name])))
    known = [d or cell for d, cell in zip(dates, texts, strict=True)]
    batch, notes = daily(known, rows, figures)
    if totals:
        notes["rows with a total were dropped"] = totals
    if bare:
        notes["the file names no currency, so the unit of its money is missing"] = 0
    return Reading([batch], used, notes)


def _whole(sheet: Sheet, found: dict[str, int], day: int) -> None:
    """Refuse a file whose days are split by something, or that says one thing in two columns."""
    known = COUNTS | MONEY
    taken = [known[name] for name in found if name in known]
    twice = next((series for series in taken if taken.count(series) > 1), None)
    if twice:
        raise DataError(f"{sheet.file.label} has two columns for {twice}; export the report again with one of them.")
    for name, place in found.items():
        cells = [c for c in sheet.texts(place) if c]
        words = sum(re.search(r"[^\W\d_]{2}", re.sub(r"\b[A-Z]{3}\b", "", c)) is not None for c in cells)
        if place != day and name not in known and name not in (*DAY, *LONGER) and "previous" not in name and words:
            raise DataError(
                f"{sheet.file.label} splits its days by {sheet.header[place][:40]}; export the report again by day "
                "alone, because an order may stand in several of these rows."
            )
