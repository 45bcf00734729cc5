"""What a report's record keeps of its findings for the gallery: the first sentence in brief, and data for a sketch."""

from collections.abc import Mapping, Sequence
import datetime as dt
from typing import Any

from kit import wording
from kit.wording import NUMERIC

TEXT = 500  # characters of the sentence
ROWS, NAME = 6, 24  # rows of a sketch, characters of a row's name
DAYS = 42  # the latest days of a line
LABEL = 110
FEWEST = {"rows": 2, "days": 3}  # fewer say nothing that the sentence does not
OWN = ("own", "us")  # flags of the brand's own rows
Finding = Mapping[str, Any]
Column = dict[str, Any]


def summary(brief: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{"brief", "sketch"}, each None where there is none.  `brief`: the page's own, findings with their anchors."""
    sketches = (sketch(line["finding"]) for line in brief if line["finding"]["status"] != "not_shown")
    return {
        "brief": _first(brief[0]) if brief else None,
        "sketch": next(filter(None, sketches), None),
    }


def _first(line: Mapping[str, Any]) -> dict[str, str]:
    finding = line["finding"]
    text = wording.shorten(str(finding["takeaway"]), TEXT)
    return {"id": line["id"], "key": finding["key"], "status": finding["status"], "text": text}


def sketch(finding: Finding) -> dict[str, Any] | None:
    """The finding's table in small: its first rows, or its latest days; None where there is nothing to draw.

    {"key", "label", "kind", "unit", "of", "values", "low", "high"} with "names", or with "first" and "days" after it;
    `of` counts the values there were.
    """
    printed = _printed(finding["columns"])
    if not printed:
        return None
    measures = [c for c in printed[1:] if c["kind"] in NUMERIC and not c["name"].startswith("published")]
    if printed[0]["kind"] == "date":
        made = (_days(finding, printed, c) for c in measures)
    else:
        made = (_rows(finding, printed[0], c) for c in sorted(measures, key=lambda c: not _ends(finding, c)))
    return next(filter(None, made), None)


def _rows(finding: Finding, name: Column, measure: Column) -> dict[str, Any] | None:
    """The first rows that have a value."""
    cells = zip(_cells(finding, name["name"]), *_estimates(finding, measure, measure), strict=True)
    known = [row for row in cells if wording.known(row[1])]
    if len(known) < FEWEST["rows"]:
        return None
    names, *numbers = zip(*known[:ROWS], strict=True)
    within = f", with its {finding['interval']}" if _ends(finding, measure) else ""
    by = f", by {wording.small(name['label'])}" if " " not in name["label"] else ""
    label = f"{_told(measure)}{within}{by}"
    named = {"names": [wording.shorten(wording.clean("" if n is None else n), NAME) for n in names]}
    return _made(finding, measure, label, len(known), numbers) | named


def _days(finding: Finding, printed: Sequence[Column], measure: Column) -> dict[str, Any] | None:
    """The latest days of the measure; of several series the brand's own, else the first that is named.

    The band is the measure's interval, or that of another column in the same unit, as of what was expected.
    """
    others = [c for c in printed[1:] if (c["kind"], c["unit"]) == (measure["kind"], measure["unit"])]
    band = next((c for c in (measure, *others) if _ends(finding, c)), measure)
    at = [_day(d) for d in _cells(finding, printed[0]["name"])]
    known = [
        (day, series, row)
        for day, series, *row in zip(at, _series(finding, printed), *_estimates(finding, measure, band), strict=True)
        if day and wording.known(row[0])
    ]
    shown, prefix = {day: row for day, _, row in known}, ""
    if len(shown) < len(known):
        one = next(filter(None, (*_own(finding, printed), *(series for _, series, _ in known))), None)
        shown = {day: row for day, series, row in known if series == one and one is not None}
        prefix = f"{wording.shorten(wording.clean(one), NAME)}: "
    days = sorted(shown)[-DAYS:]
    if len(days) < FEWEST["days"]:
        return None
    label = prefix + _told(measure)
    if band is not measure:
        label += f", with {wording.small(band['label'])} as a band"
    elif _ends(finding, measure):
        label += f", with its {finding['interval']}"
    numbers = list(zip(*(shown[day] for day in days), strict=True))
    own = {"first": str(days[0]), "days": [(day - days[0]).days for day in days]}
    return _made(finding, measure, label, len(shown), numbers) | own


def _series(finding: Finding, printed: Sequence[Column]) -> list[Any]:
    """To which series each row belongs."""
    name = next((c["name"] for c in printed[1:] if c["kind"] == "text"), "")
    return _cells(finding, name)


def _own(finding: Finding, printed: Sequence[Column]) -> list[Any]:
    """The series that are marked as the brand's own."""
    flags = zip(*(_cells(finding, flag) for flag in OWN), strict=True)
    return [series for series, ours in zip(_series(finding, printed), flags, strict=True) if any(ours)]


def _made(finding: Finding, measure: Column, label: str, of: int, numbers: Sequence[Sequence[Any]]) -> dict[str, Any]:
    about = {"key": finding["key"], "label": wording.shorten(wording.clean(label), LABEL), "of": of}
    about |= {"kind": measure["kind"], "unit": wording.shorten(str(measure["unit"]), NAME)}
    values, low, high = ([_short(v) for v in column] for column in numbers)
    return about | {"values": values} | ({"low": low, "high": high} if any(v is not None for v in low) else {})


def _told(measure: Column) -> str:
    """Its label, with the unit where that is news."""
    unit, label = measure["unit"], measure["label"]
    points = wording.is_points(measure["kind"], unit)
    news = unit and measure["kind"] in ("count", "number") and unit.lower() not in label.lower()
    if unit.startswith("of "):
        return f"{label} {unit}"
    return f"{label}, points" if points else f"{label}, {unit}" if news else label


def _ends(finding: Finding, measure: Column) -> bool:
    """Whether it has an interval anywhere."""
    ends = [f"{measure['name']}_{end}" for end in ("low", "high")]
    if not set(ends) <= {c["name"] for c in finding["columns"]}:
        return False
    low, high = (_cells(finding, end) for end in ends)
    return any(wording.known(a) and wording.known(b) for a, b in zip(low, high, strict=True))


def _estimates(finding: Finding, measure: Column, band: Column) -> list[list[Any]]:
    return [_cells(finding, name) for name in (measure["name"], f"{band['name']}_low", f"{band['name']}_high")]


def _cells(finding: Finding, name: str) -> list[Any]:
    """A column, None wherever it has nothing."""
    at = next((i for i, c in enumerate(finding["columns"]) if c["name"] == name), None)
    return [row[at] if at is not None and at < len(row) else None for row in finding["rows"]]


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _short(value: Any) -> float | int | None:
    """With no more digits than are written."""
    if not wording.known(value):
        return None
    near = float(f"{value:.6g}") if abs(value) < 1e5 or abs(value) >= 1e15 else round(value)
    return int(near) if abs(near) < 1e15 and near == int(near) else near


def _printed(columns: Sequence[Column]) -> list[Column]:
    """Those that the page's table prints by themselves, that of the rows' names first; none without names."""
    columns = [c | {field: str(c.get(field) or "") for field in ("name", "label", "kind", "unit")} for c in columns]
    ends = {f"{c['name']}_{end}" for c in columns for end in ("low", "high")}
    own = [c for c in columns if c["name"] not in ends and not c.get("hidden") and c["kind"] != "flag"]
    first = own[0] if own and own[0]["kind"] == "date" else next((c for c in own if c["kind"] == "text"), None)
    return [first, *(c for c in own if c is not first)] if first else []
