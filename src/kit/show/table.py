"""A finding's table: about 12 rows, the columns that fit, what is left to its file.

great_tables puts the table together (heads and row names with their scope, alignment); its own classes, ids and
stylesheet are taken off, because one stylesheet serves the whole page and a table may weigh 3 KB.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
import re
from typing import Any
import warnings

from kit import wording
from kit.show.columns import printed, Shown, shown
from kit.show.words import attribute, text
from kit.wording import NUMERIC

LIMIT = 12  # rows on the page; the rest is in the CSV
SPARE = 3  # so few rows over the limit are shown too: "and 2 more" would say less in the same room
WIDTH = 720  # pixels of the column that tables stand in
WEIGHT = 3000  # bytes of a table, its box and caption included
FRAME = 200  # bytes of the table's other tags, at most
LESS = ((7, LIMIT), (7, 10), (5, 10), (5, 8), (3, 8), (3, 4))  # columns and rows left to a heavy table, step by step
_TAG = re.compile(r"<(/?)(table|thead|tbody|tr|th|td)\b([^>]*)>")


def caption(finding: Mapping[str, Any], columns: int | None = None) -> str:
    """What the table holds: "Engagement rate by views, with its 95 % interval, by creator", "Creators, videos and
    views, by tier"; the question's words where there are no figures to name.  columns: how many are printed."""
    names = {c["name"] for c in finding["columns"]}
    first, *own = printed(finding["columns"])[:columns]
    value = next((c for c in own if c["kind"] in NUMERIC and f"{c['name']}_low" in names), None)
    figures = [c["label"] for c in own if c["kind"] in NUMERIC]
    if first["kind"] not in ("text", "date") or not figures or not str(finding["question"]).endswith("?"):
        return str(finding["question"])
    by = f", by {wording.small(first['label'])}"
    if value is not None:
        return f"{value['label']}, with its {finding.get('interval') or 'interval'}{by}"
    some = [figures[0], *map(wording.small, figures[1:3])]
    return wording.join(some) + by


def table(
    finding: Mapping[str, Any], limit: int = LIMIT, report: str = "", drawn: Collection[str] = (), whole: bool = False
) -> str:
    """The finding's table, about `limit` rows at most, in a box that scrolls sideways; nothing without rows.

    report: the page's name, for where the rest is.  drawn: columns that a chart beside it shows, which need no bars.
    whole: every column, however wide.
    """
    rows, columns = finding["rows"], finding["columns"]
    if not rows or not columns or finding["status"] == "not_shown":
        return ""
    limit = len(rows) if len(rows) <= limit + SPARE else limit
    label = attribute(f"Table {wording.words(finding['key'])}")
    box = f'<div aria-label="{label}" class="scroll" role="region" tabindex="0">'
    head = text(caption(finding))
    allowed = WEIGHT - FRAME - len((box + head).encode())
    every = shown(finding, limit, drawn)
    if not whole:
        kept, limit = _cut([c.plain for c in every], limit, allowed)
        barred = every[: len(kept)]
        kept = barred if _fits(barred) and _weight(barred, limit) <= allowed else kept
    else:
        kept = every
    some = [replace(c, cells=c.cells[:limit]) for c in kept]
    head = text(caption(finding, len(kept)))
    return f"{box}{_assembled(some, head)}</div>{_notes(finding, limit, every[len(kept) :], report)}"


def _cut(every: Sequence[Shown], rows: int, allowed: int) -> tuple[list[Shown], int]:
    """The first columns that fit and weigh no more than `allowed` bytes, and how many rows: columns further right are
    less needed."""
    kept = list(every)
    while len(kept) > LESS[-1][0] and not _fits(kept):
        kept.pop()
    for columns, few in LESS:
        while len(kept) > columns and _weight(kept, rows) > allowed:
            kept.pop()
        while rows > few and _weight(kept, rows) > allowed:
            rows -= 1
    return kept, rows


def _fits(columns: Sequence[Shown]) -> bool:
    return sum(c.width for c in columns) <= WIDTH


def _weight(columns: Sequence[Shown], rows: int) -> int:
    """Bytes of heads and cells."""
    return sum(c.weight(rows) for c in columns) + 21 * rows


def _assembled(columns: Sequence[Shown], caption: str) -> str:
    """The table, put together by great_tables, without its classes and ids."""
    from great_tables import GT, html  # a fifth of a second, and only where a table is shown
    import pyarrow as pa

    names = [f"c{i}" for i in range(len(columns))]
    heads = [c.head.replace("{", "&#123;") for c in columns]  # it reads {{…}} as units
    frame = pa.table({n: pa.array(c.cells, pa.string()) for n, c in zip(names, columns, strict=True)})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PyArrow Table support")  # a quarter of the time with pandas
        made = (
            GT(frame, rowname_col=names[0], id="t")
            .tab_stubhead(html(heads[0]))
            .cols_label({n: html(head) for n, head in zip(names[1:], heads[1:], strict=True)})
            .fmt_passthrough(columns=names, escape=False)
            .as_raw_html()
        )
    kinds = [
        f"{letter}{i}"
        for i, (before, c) in enumerate(pairwise(columns), 2)
        for letter, here in (("r", c.right), ("t", before.right and not c.right), ("m", c.market), ("l", c.long))
        if here
    ]
    bare = re.sub(r"\n\s*", "", made[made.index("<table") : made.index("</table>") + 8])
    bare = _TAG.sub(lambda m: _tag(m, " ".join(kinds)), bare)
    return bare.replace("&#123;", "{").replace("<thead>", f"<caption><span>{caption}</span></caption><thead>", 1)


def _tag(match: re.Match, kinds: str) -> str:
    """A tag of the table with nothing but its scope; the table's classes say how its columns stand."""
    end, name, rest = match.groups()
    if name == "table" and not end and kinds:
        return f'<table class="{kinds}">'
    scope = re.search(r' scope="\w+"', rest)
    return f"<{end}{name}{scope[0] if scope else ''}>"


def _notes(finding: Mapping[str, Any], limit: int, over: Sequence[Shown], report: str) -> str:
    """What the table leaves to its file, and what was left out of the analysis."""
    more, lines = len(finding["rows"]) - limit, []
    files = (f"{report}/{finding['key']}.csv", f"{report}.json") if report else ("the finding’s table",)
    beside = wording.join(wording.small(c.label) for c in over)
    if more > 0:
        lines.append(f"and {more:,} more in {' and '.join(files)}{f', also {beside}' if over else ''}")
    elif over:
        lines.append(f"Also in {files[0]}: {beside}.")
    if left := [f"{what}: {wording.count(n)}" for what, n in finding.get("left_out", {}).items() if n]:
        lines.append(f"Left out – {'; '.join(left)}.")
    return "".join(f'<p class="more">{text(line)}</p>' for line in lines)
