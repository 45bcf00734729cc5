"""Every question of tier pricing on workspaces at the edges: it answers, and what it says can stand on a page."""

from collections.abc import Iterator
import re

import numpy as np

from kit import tier_pricing
from kit.finding import Finding
from kit.wording import FIRST, LAST
from test_benchmarking_edges import faults, NAMES, said

ASKED = {name: getattr(tier_pricing, name) for name in tier_pricing.__all__ if name != "Terms"}
MEASURED = ("deal", "offer", "booking", "creator", "price", "order", "set", "package", "row", "card", "rate", "piece")
WRONG = {
    "money of no amount": r"[$€¥£](?:[-−–]|\s*nan)|[-−]\s?[$€¥£]?0(?:\.0+)?\b(?![.,]?\d)",
    "many of one": rf"(?<![\d.,–⁠])\b1[ \u00a0](?:\w+ )?(?:{'|'.join(MEASURED)})s\b",
    "nothing of nothing": r"\b0 of (?:the |our )?0\b",
}
SHARE = re.compile(r"^(?:share|chance|often|percentile|.*_share)(?:_low|_high)?$")
MARKUP = re.compile(r"<(?:script|img src=x|b>x)")


def problems(found: Finding) -> Iterator[str]:
    """What is wrong with an answer on prices, in words."""
    yield from faults(found)
    for part, text in (("takeaway", found.takeaway), ("caveat", found.caveat)):
        bare = NAMES.sub("X", text)
        yield from (f"{part}: {what}: {text}" for what, sign in WRONG.items() if re.search(sign, bare))
    for column in found.columns:
        values = found.table[column.name]
        if len(values) and not column.hidden and values.isna().all():
            yield f"{column.name} is printed without a value"
        if values.dtype.kind not in "iuf":
            continue
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        if column.kind == "money" and found.key != "price_parts" and (numbers < 0).any():
            yield f"{column.name} is a price below 0: {numbers}"
        if SHARE.search(column.name) and ((numbers < 0) | (numbers > 1)).any():
            yield f"{column.name} is no share: {numbers}"
    shown = found._repr_mimebundle_()["text/html"]
    if MARKUP.search(shown):
        yield "markup of the data stands in the page"
    said(found)
