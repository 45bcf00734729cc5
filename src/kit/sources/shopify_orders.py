"""Shopify orders (orders_export.csv): one row a line item; an order's amounts stand on its first row only.

Layout seen in: a public export of a development store, 121 rows of 51 orders, 79 columns (December 2025), where every
Subtotal is what its lines' quantity × price come to.  Apps and older exports leave columns out.

===================================  ==============================================================================
column                               becomes
===================================  ==============================================================================
Name ("#1051")                       orders.order_id
Created at                           orders.ordered_at; the offset ("-0500") is read, the time kept as UTC
Total + Discount Amount              orders.gross
Discount Amount, Refunded Amount     orders.discount, .refunded
Taxes, Shipping                      orders.tax, .shipping: what is left of them after a refund
Total - Taxes - Shipping - Duties    orders.revenue: what is left of it after a refund
Currency                             orders.currency
Discount Code                        orders.promo_code
Financial Status, Cancelled at       orders.status: ``cancelled`` if there is a Cancelled at, else the status in words
Email                                orders.customer_key, as a keyed hash; never written down
===================================  ==============================================================================

* **Amounts.**  Shopify's Admin API (Order, its `subtotal_price` and `total_price`) and its help on sales reports say:
  Subtotal is the price of the lines after discounts, before shipping, and holds the tax where prices include it; Total
  is Subtotal, shipping and taxes, the latter once in either case, before refunds.  So Total - Taxes - Shipping is net
  of discount and tax whether prices include tax or not, and Subtotal is not.  Shopify's "gross sales" (quantity ×
  price) are without shipping and tax, ours are with both: gross - discount - refunded - tax - shipping = revenue.
  Tips are in Total and have no column: where Total is not what its parts come to, that is noted.
* **Refunds.**  Refunded Amount is money given back, with its share of tax and shipping, which the export does not
  split: tax, shipping and revenue shrink in proportion, and after a full refund all are 0.
* **Orders are known by Name,** because every row has it, because older exports lack Id and later rows leave it empty,
  and because people, e-mails and other tools speak of #1051.  It is unique within one shop only.
* Shopify cuts long exports into files; rows at the top of one that continue an order of the one before are passed over.
* Several discount codes stay in one cell, with commas.  The code of an automatic discount may stand there too.
* Orders paid through Shopify's test gateway (Bogus) are refused; other test orders cannot be told.
* Not in it: links, landing pages, whether a customer is new.  Source is a channel or the id of an app, and not read.
"""

from collections import Counter
from collections.abc import Sequence
import re
from typing import Any

from kit.errors import DataError
from kit.reading import values
from kit.reading.fields import Fields
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "Shopify orders"
BY = "Name, Financial Status, Subtotal and Lineitem name"
COLUMNS = {
    "order_id": ("Name",),
    "ordered_at": ("Created at",),
    "currency": ("Currency",),
    "promo_code": ("Discount Code",),
    "customer_key": ("Email",),
}
AMOUNTS = ("Total", "Taxes", "Shipping", "Refunded Amount")
OTHER_AMOUNTS = ("Subtotal", "Discount Amount", "Duties")
COMPUTED = ("gross", "discount", "refunded", "tax", "shipping", "revenue", "status")
FILLS = {"orders": (*COLUMNS, *COMPUTED)}
HEADS = ("Total", "Subtotal", "Financial Status", "Currency")  # filled in on an order's first row only
UNKNOWN = "Total, Taxes, Shipping or Refunded Amount is missing or no number, so the revenue is unknown"
BOGUS = re.compile(r"\bbogus\b", re.IGNORECASE)
PLACES = 4  # decimals that are kept: some currencies have three


def detect(sheet: Sheet) -> float:
    return 0.95 if all(sheet.place(n) is not None for n in ("Name", "Financial Status", "Lineitem name")) else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    lacking = [n for n in ("Name", "Created at", "Currency", *AMOUNTS) if sheet.place(n) is None]
    if lacking:
        raise DataError(
            f"{sheet.file.label} has no column {', '.join(lacking)}, without which orders have no revenue, day or "
            "currency; export the orders again with all columns."
        )
    heads, notes = _heads(fields, sheet)
    cells: dict[str, list[Any]] = {ours: _at(column, heads) for ours, column in fields.columns(COLUMNS).items()}
    amounts, unread = _amounts(fields, heads)
    refuse = {heads[i]: UNKNOWN for i in unread}
    cells |= _money([{name: amounts[name][i] for name in amounts} for i in range(len(heads))])
    cells["status"] = _status(fields, heads)
    odd = sum(_odd({name: amounts[name][i] for name in amounts}) for i in range(len(heads)) if i not in unread)
    if odd:
        notes["Total is not Subtotal, Shipping and Taxes together: tips or edits are in revenue"] = odd
    several = sum("," in (code or "") for code in cells.get("promo_code", []))
    if several:
        notes["several discount codes on one order were kept in one cell"] = several
    for i, method in enumerate(_at(fields.first("Payment Method"), heads)):
        if method and BOGUS.search(method):
            refuse[heads[i]] = "the order is a test: it was paid through Shopify's Bogus gateway"
    private = {sheet.places["email"]} if "email" in sheet.places else set()
    return Reading([Batch("orders", cells, heads)], fields.used, notes, private, refuse)


def _heads(fields: Fields, sheet: Sheet) -> tuple[list[int], dict[str, int]]:
    """The first row of every order, and how many rows continue one."""
    names = fields.texts("Name") or []
    columns = [fields.texts(name) or [None] * len(sheet) for name in HEADS]
    heads = [row for row in range(len(sheet)) if any(c[row] is not None for c in columns)]
    known = {names[row] for row in heads}
    rest = Counter(
        "rows with further items of an order were read as part of it"
        if names[row] in known
        else "rows continue an order that stands in another file, and were passed over"
        for row in set(range(len(sheet))) - set(heads)
    )
    return heads, dict(rest)


def _at(column: Any, rows: Sequence[int]) -> list[Any]:
    cells = [] if column is None else column.to_pylist()
    return [cells[row] for row in rows] if cells else [None] * len(rows)


def _amounts(fields: Fields, heads: Sequence[int]) -> tuple[dict[str, list[float | None]], set[int]]:
    """The amounts of the orders, and which orders lack one that revenue needs."""
    out, unread = {}, set()
    for name in (*AMOUNTS, *OTHER_AMOUNTS):
        out[name] = values.parse("money", _at(fields.first(name), heads))[0].to_pylist()
        if name in AMOUNTS:
            unread |= {i for i, amount in enumerate(out[name]) if amount is None}
    return out, unread


def _money(orders: Sequence[dict[str, float | None]]) -> dict[str, list[float | None]]:
    """Our amounts of every order; see above for what they are."""
    out: dict[str, list[float | None]] = {name: [] for name in COMPUTED if name != "status"}
    for order in orders:
        total, taxes, shipping, refunded = (order[name] for name in AMOUNTS)
        found: dict[str, float | None] = dict.fromkeys(out)
        found["discount"], found["refunded"] = order["Discount Amount"], refunded
        if total is not None and taxes is not None and shipping is not None and refunded is not None:
            charged = total - (order["Duties"] or 0)
            left = 1 - min(refunded / charged, 1) if charged > 0 else 1
            found["tax"], found["shipping"] = taxes * left, shipping * left
            found["revenue"] = (charged - taxes - shipping) * left
            found["gross"] = None if found["discount"] is None else charged + found["discount"]
        for name, amount in found.items():
            out[name].append(None if amount is None else round(amount, PLACES))
    return out


def _odd(order: dict[str, float | None]) -> bool:
    """Whether Total is neither Subtotal + Shipping (tax included) nor that and Taxes."""
    total, subtotal = order["Total"] or 0, order["Subtotal"]
    parts = (subtotal or 0) + (order["Shipping"] or 0) + (order["Duties"] or 0)
    return subtotal is not None and min(abs(total - parts), abs(total - parts - (order["Taxes"] or 0))) > 0.011


def _status(fields: Fields, heads: Sequence[int]) -> list[str | None]:
    """``cancelled``, or the financial status in words: partially_refunded → partially refunded."""
    paid, cancelled = (_at(fields.first(name), heads) for name in ("Financial Status", "Cancelled at"))
    return [
        "cancelled" if at else status and status.strip().lower().replace("_", " ")
        for status, at in zip(paid, cancelled, strict=True)
    ]
