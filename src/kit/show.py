"""A finding as HTML: the takeaway, the table and the card that JupyterLab shows.  The report page uses the same parts.

Everything here takes the finding's JSON (`Finding.to_json()`), so that a page made later from a notebook agrees with
what its author saw.  Text is escaped; names stand in <bdi>; there are no styles on elements, scripts or links.

The tables are our own, not great_tables': for 15 rows of 6 columns that package needs 23–35 ms and 7 KB (its stylesheet
not counted), this module 1 ms and 3 KB, and cells with an estimate, its interval and a bar would be raw HTML there too.
"""

from collections.abc import Mapping, Sequence
from html import escape
import re
from typing import Any

from kit import wording
from kit.wording.scale import Scale, scale

LIMIT = 15  # rows on the page; the rest is in the CSV
SPARE = 6  # so few rows over the limit are shown too: "and 2 more" would say less in the same room
BARS_FROM = 6  # rows from which a small range bar helps to compare
NUMERIC = ("count", "rate", "money", "number")
UP, DOWN = {"above", "higher", "up", "more", "better"}, {"below", "lower", "down", "less", "worse"}
US, LONG, WIDE = ' class="us"', ' class="long"', ' class="wide"'
HANDLE = "creator_id"  # this column stands small under the row's name
HALF = "Middle half"
OUTER = {"6": ("1", ' class="from"'), "134": ("139", ' class="to"')}  # where the outer ticks of a bar's axis go
FLAGS_OWN = ("own", "us")  # a flag column of this name marks the brand's own rows
_COMMAND = re.compile(r"(?<![\w-])kit (?:import|check|run|label|code|sample|init|list)\b[^;]*?(?=[.;]?$|; |\. [A-Z])")
_STYLE = """<style>
.kit-card { max-width: 45rem; padding: 4px 0 12px }
.kit-card p { margin: 6px 0 }
.kit-card .takeaway { font-size: 1.2em }
.kit-card table { border-collapse: collapse; margin-top: 10px }
.kit-card caption { text-align: left; font-weight: 600; padding: 4px 0 }
.kit-card th, .kit-card td { text-align: left; padding: 4px 14px 4px 0; vertical-align: top }
.kit-card .n { text-align: right; font-variant-numeric: tabular-nums }
.kit-card small { display: block }
.kit-card .bar { display: block; margin-left: auto; overflow: visible }
.kit-card .bar path { fill: none; stroke: currentColor }
.kit-card .bar text { font-size: 10px; fill: currentColor; text-anchor: middle }
</style>"""


def text(words: Any, lines: bool = False) -> str:
    """Plain text as HTML: escaped, isolated names as <bdi>, stray control and direction characters removed."""
    names = re.sub("\u2068([^\u2068\u2069]*)\u2069", "<bdi>\\1</bdi>", escape(str(words), quote=False))
    return wording.inert(names if lines else names.replace("\n", " "))


def prose(words: Any) -> str:
    """A computed sentence: estimates that are followed by their interval in bold, commands as code."""
    html = wording.ESTIMATE.sub(lambda m: f"<b>{m[0]}</b>", text(words))
    return _COMMAND.sub(lambda m: f"<code>{m[0].rstrip()}</code>", html)


def headline(finding: Mapping[str, Any]) -> str:
    """Takeaway and caveat, or the refusal with the command that would help."""
    if finding["status"] == "not_shown":
        words, then = text(finding["takeaway"]).strip(), ""
        if command := _COMMAND.search(words):
            words = (
                words[: command.start()].rstrip(" :,").removesuffix(" by") + "." + words[command.end() :].rstrip(".;")
            )
            then = f"<dl><div><dt>Then run</dt><dd><code>{command[0].strip()}</code></dd></div></dl>"
        return f'<div class="refusal"><p class="takeaway"><b>Not shown.</b> {words}</p>{then}</div>'
    caveat = f'<p class="caveat"><b>Caveat.</b> {prose(finding["caveat"])}</p>' if finding.get("caveat") else ""
    return f'<p class="takeaway">{prose(finding["takeaway"])}</p>{caveat}'


def card(finding: Mapping[str, Any]) -> str:
    """The finding in JupyterLab: question, takeaway, caveat, table."""
    return (
        f'{_STYLE}<div class="kit-card"><p><b>{text(finding["question"])}</b></p>{headline(finding)}'
        f"{table(finding)}</div>"
    )


def caption(finding: Mapping[str, Any]) -> str:
    """What the table holds: "Engagement rate by views, with its 95 % interval, by creator"."""
    columns = {c["name"]: c for c in finding["columns"]}
    shown = _shown(finding["columns"])
    value = next((c for c in shown if f"{c['name']}_low" in columns), None)
    if value is None or len(shown) < 2 or shown[0] is value:
        return finding["question"]
    return f"{value['label']}, with its {finding.get('interval') or 'interval'}, by {wording.small(shown[0]['label'])}"


def table(finding: Mapping[str, Any], limit: int = LIMIT, report: str = "") -> str:
    """The finding's table, about `limit` rows at most, in a box that scrolls sideways; nothing without rows."""
    rows, columns = finding["rows"], finding["columns"]
    if not rows or not columns or finding["status"] == "not_shown":
        return ""
    limit = len(rows) if len(rows) <= limit + SPARE else limit
    cells = {c["name"]: [row[i] for row in rows[:limit]] for i, c in enumerate(columns)}
    shown = _shown(columns)
    bars = _bar_scale(shown, cells) if shown[0]["kind"] != "date" else None
    heads = "".join(_head(c, shown[:i], bars) for i, c in enumerate(shown))
    parts = [_cells(c, cells, first=i == 0, bars=bars) for i, c in enumerate(shown)]
    own = next((cells[f] for f in FLAGS_OWN if f in cells), [None] * len(rows))
    body = "".join(
        f"<tr{US if mine else ''}>{''.join(row)}</tr>" for mine, row in zip(own, zip(*parts, strict=True), strict=False)
    )
    label = f"Table {wording.words(finding['key'])}: {finding['question']}"
    return (
        f'<div aria-label="{attribute(label)}" class="scroll" role="region" tabindex="0">'
        f"<table{WIDE if len(shown) > 6 else ''}>"
        f"<caption><span>{text(caption(finding))}</span></caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{_notes(finding, limit, report)}"
    )


def attribute(words: Any) -> str:
    """Text inside an attribute's double quotes."""
    return escape(wording.plain(words), quote=False).replace('"', "”")


def _shown(columns: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Columns that the table prints by themselves, the row's name first; q1 and q3 become one."""
    names = {c["name"] for c in columns}
    hidden = {f"{name}_{end}" for name in names for end in ("low", "high")} | {f for f in FLAGS_OWN if f in names}
    hidden |= {c["name"] for c in columns if c.get("hidden")}
    half = {"q1", "q3"} <= names
    own = [
        dict(c, name="q1", label=HALF) if half and c["name"] == "q1" else c
        for c in columns
        if c["name"] not in hidden and not (half and c["name"] == "q3")
    ]
    first = own[0] if own[0]["kind"] == "date" else next((c for c in own if c["kind"] == "text"), own[0])
    under = HANDLE if first["kind"] == "text" else ""
    return [first, *(c for c in own if c is not first and c["name"] != under)]


def _head(column: Mapping[str, Any], before: Sequence[Mapping[str, Any]], bars: tuple[str, Scale] | None) -> str:
    """Label, the unit where it is news, and the axis of the bars."""
    unit = column["unit"]
    told = (
        unit.lower() in column["label"].lower() or any(c["unit"] == unit for c in before) or column["kind"] == "money"
    )
    small = f" <small>{text(unit)}</small>" if unit and column["kind"] in NUMERIC and not told else ""
    axis = _axis(bars[1]) if bars and bars[0] == column["name"] else ""
    return f'<th{_class(column)} scope="col">{text(column["label"])}{small}{axis}</th>'


def _class(column: Mapping[str, Any]) -> str:
    kinds = [
        name
        for name, here in (("n", column["kind"] in NUMERIC), ("market", column["name"].startswith("published")))
        if here
    ]
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _cells(
    column: Mapping[str, Any], cells: Mapping[str, list], first: bool, bars: tuple[str, Scale] | None
) -> list[str]:
    """One column's cells, each with its tag."""
    name, kind, unit = column["name"], column["kind"], column["unit"]
    values, lows, highs = cells[name], cells.get(f"{name}_low"), cells.get(f"{name}_high")
    if first:
        said = [_words(v) if kind == "text" else wording.format(v, kind, unit, values) for v in values]
        under = cells.get(HANDLE, [None] * len(values)) if name != HANDLE else [None] * len(values)
        return [f'<th scope="row">{v}{_handle(h)}</th>' for v, h in zip(said, under, strict=True)]
    if kind == "text":
        return [_text_cell(v) for v in values]
    if column["label"] == HALF and name == "q1":
        return [
            f'<td class="n">{wording.span(a, b, kind, unit) or wording.MISSING}</td>'
            for a, b in zip(values, cells["q3"], strict=True)
        ]
    if kind not in NUMERIC or lows is None or highs is None:
        return [f"<td{_class(column)}>{wording.format(v, kind, unit, values)}</td>" for v in values]
    near = [v for v in (*values, *lows, *highs) if wording.known(v)]
    spans = [wording.span(a, b, kind, unit, near) for a, b in zip(lows, highs, strict=True)]
    long = " long" if max(map(len, spans)) > 13 else ""
    return [
        f"<td{_class(column)}><b>{wording.format(v, kind, unit, near)}</b>{_interval(v, inside, long)}"
        f"{_bar(bars[1], v, low, high) if bars and bars[0] == name else ''}</td>"
        for v, low, high, inside in zip(values, lows, highs, spans, strict=True)
    ]


def _interval(value: Any, inside: str, long: str) -> str:
    return f' <span class="iv{long}">{inside or "no interval"}</span>' if wording.known(value) else ""


def _words(value: Any) -> str:
    if value is None:
        return wording.MISSING
    return f"<bdi>{escape(wording.shorten(wording.clean(value), 160), quote=False) or '(no name)'}</bdi>"


def _handle(value: Any) -> str:
    """A creator's handle (or the platform's number), small under the name; nothing where the id is that name again."""
    said = str(value or "")
    if not said or said.startswith("name:"):
        return ""
    return f" <small>{_words(said if said.isdecimal() else f'@{said}')}</small>"


def _text_cell(value: Any) -> str:
    """A text, or a verdict with its mark: the shape says it before the colour does."""
    said = "" if value is None else str(value)
    if not said.strip():
        return f"<td>{wording.MISSING}</td>"
    if said in UP | DOWN or said.startswith("no clear "):
        mark, tone = ("▲", "up") if said in UP else ("▼", "down") if said in DOWN else ("○", "same")
        return f'<td><span class="mark {tone}"><span aria-hidden="true">{mark}</span> {text(said)}</span></td>'
    return f"<td{LONG if len(said) > 28 else ''}>{_words(value)}</td>"


def _bar_scale(shown: Sequence[Mapping[str, Any]], cells: Mapping[str, list]) -> tuple[str, Scale] | None:
    """Name and scale of the column that gets range bars: the first with intervals in enough rows."""
    for c in shown:
        lows, highs = cells.get(f"{c['name']}_low", []), cells.get(f"{c['name']}_high", [])
        if sum(wording.known(a) and wording.known(b) for a, b in zip(lows, highs, strict=False)) >= BARS_FROM:
            return c["name"], scale([*cells[c["name"]], *lows, *highs], c["kind"], c["unit"], steps=5)
    return None


# `viewbox` in small letters: nbconvert's own exporter would make it so, and browsers read it as viewBox.
def _x(axis: Scale, value: float) -> str:
    return f"{6 + 128 * axis.share(value):.1f}".removesuffix(".0")


def _axis(axis: Scale) -> str:
    """The ticks of the bars, without their unit, which stands in every cell; the outer ones stay inside."""
    words = [re.sub("[^0-9.kMBT−+]", "", label) for label in axis.labels]
    step = 1 + (max(map(len, words)) * 6.5 * len(words) > 132)
    marks = [(_x(axis, t), w) for t, w in zip(axis.ticks, words, strict=True)][::step]
    inner = "".join(
        f'<text{OUTER.get(x, (x, ""))[1]} x="{OUTER.get(x, (x, ""))[0]}" y="11">{w}</text>' for x, w in marks
    )
    return f'<svg aria-hidden="true" class="bar" height="14" viewbox="0 0 140 14" width="140">{inner}</svg>'


def _bar(axis: Scale, value: Any, low: Any, high: Any) -> str:
    """Dot and interval on the column's common scale; a hairline at 0 where that is inside."""
    if not wording.known(value):
        return ""
    zero = f'<path class="ref" d="M{_x(axis, 0)} 0V14"></path>' if axis.low < 0 < axis.high else ""
    certain = wording.known(low) and wording.known(high)
    line = f'<path d="M{_x(axis, low)} 7H{_x(axis, high)}"></path>' if certain else ""
    return (
        f'<svg aria-hidden="true" class="bar" height="14" viewbox="0 0 140 14" width="140">{zero}{line}'
        f'<circle cx="{_x(axis, value)}" cy="7" r="4"></circle></svg>'
    )


def _notes(finding: Mapping[str, Any], limit: int, report: str) -> str:
    """What the table leaves to its file, and what was left out of the analysis."""
    more, lines = len(finding["rows"]) - limit, []
    if more > 0:
        where = f"{report}/{finding['key']}.csv and {report}.json" if report else "the finding’s table"
        lines.append(f"and {more:,} more in {where}")
    if left := [f"{what}: {wording.count(n)}" for what, n in finding.get("left_out", {}).items() if n]:
        lines.append(f"Left out – {'; '.join(left)}.")
    return "".join(f'<p class="more">{text(line)}</p>' for line in lines)
