"""The words of a chart: its title, the line that says what each mark is, its foot."""

from collections.abc import Sequence

from kit import wording
from kit.finding import Column, Finding


def heading(value: Column, by: Column | None) -> str:
    """What is measured: "Fee per video (USD), by tier"."""
    return value.label + unit(value) + (f", by {wording.small(by.label)}" if by else "")


def unit(value: Column) -> str:
    """ " (USD)" after the name of an amount."""
    return f" ({value.unit})" if value.kind == "money" and value.unit else ""


def marks_line(value: Column, title: str, *marks: str) -> str:
    """The line below the title: the unit where neither title nor label says it, then what each mark is."""
    told = title or f"{value.label}{unit(value)}"
    news = value.unit if value.unit and value.unit.lower() not in told.lower() else ""
    return " · ".join(m for m in (news, *(m.replace(" ", wording.NB, 1) for m in marks)) if m)


def singular(what: str, count: float) -> str:
    """ "creators" → "creator" where there is one."""
    return what.removesuffix("s") if count == 1 else what


def one_row(f: Finding, by: Column | None) -> str:
    """What one row of the table is: what the finding counts as many of as it has rows, else what names the rows."""
    counted = next((what for what, count in f.n.items() if count == len(f.table)), "")
    return wording.clean(singular(counted, 1)) or (wording.small(by.label) if by else "row")


def several(words: Sequence[str], most: int = 3) -> str:
    """ "asking price or planned"; "other" where there are too many to name."""
    named = [", ".join(words[:-1]), words[-1]] if len(words) > 1 else words
    return " or ".join(named) if len(words) <= most else "other"


def without(missing: int, what: str = "without a value") -> str:
    return f"{missing:,} {what}, not drawn" if missing else ""


def logarithmic(*axes: str) -> str:
    """Which axes do not run in equal steps."""
    return f"Logarithmic: {wording.join(filter(None, axes))}" if any(axes) else ""


def foot_line(f: Finding, drawn: int | None = None, *extra: str, largest: bool = False) -> str:
    """Source, n, window, and how many rows the chart leaves to the table's file."""
    n = ", ".join(f"{count:,}{wording.NB}{singular(what, count)}" for what, count in f.n.items())
    known = ", ".join(filter(None, [f"n = {n}" if n else "", wording.window(*f.window)]))
    left = len(f.table) - drawn if drawn is not None else 0
    parts = [
        f"Source: {', '.join(f.sources)}" if f.sources else "",
        known[:1].upper() + known[1:] if not n else known,
        f"{f'The {drawn} largest' if largest else f'First {drawn} rows'}, and {left:,} more" if left > 0 else "",
        *extra,
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
