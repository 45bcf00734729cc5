"""The gallery: one page of cards for the runs of a folder, by report; no script, nothing loaded."""

from collections.abc import Mapping, Sequence
from typing import Any

from kit import show, style, wording
from kit.reports.gallery import cards, filters

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
HEAD = f"""<!DOCTYPE html>

<html lang="en"><head><meta charset="utf-8"/>
<meta content="{CSP}" http-equiv="Content-Security-Policy"/>
<meta content="width=device-width, initial-scale=1" name="viewport"/><meta content="light dark" name="color-scheme"/>
<title>Reports</title><style>
"""
SAMPLE = (
    '<aside aria-label="Sample data" class="sample"><strong>Sample data, made up</strong> in the reports marked so.'
    "</aside>"
)
NAMED = 12  # failed reports named at the top
STEP = 24  # cards from one jump mark of a long section to the next
Record = Mapping[str, Any]
Rows = list[tuple[int, Record]]  # numbered, so that each card has its anchor


def gallery(records: Sequence[Record]) -> str:
    """The page.  A record (as in manifest.json) has name and status, and may have any other of its fields."""
    rows = list(enumerate(records, 1))
    days = sorted(str(r["made"])[:10] for r in records if r.get("made"))
    when = f" · made {wording.window(days[0], days[-1])}" if days else ""
    sample = SAMPLE if any(r.get("made_up") for r in records) else ""
    groups, kinds = _groups(rows), filters.kinds(records)
    css = style.compact(style.css() + style.css("gallery.css"))
    foot = f'@page {{ @bottom-left {{ content: "Reports{when}"; }} }}'
    return (
        f"{HEAD}{css}{filters.rules(kinds)}{foot}</style></head>"
        f'<body class="gallery">{sample}<header class="top"><p class="kicker">Reports</p>'
        f'<h1>What was made, and what it could show</h1><p class="dateline">{_told(records)}{when}</p></header>\n'
        f'<main class="page">{_failures(rows)}{filters.row(kinds, len(records))}{_sections(groups, kinds)}</main>\n'
        "<footer><p>Parameters, hashes of the data and seconds of each run: manifest.json</p></footer></body></html>\n"
    )


def _told(records: Sequence[Record]) -> str:
    """ "24 reports: 20 done, 2 failed, 2 unchanged"."""
    statuses = [cards.status(r) for r in records]
    parts = [
        f"{statuses.count(s)}{wording.NB}{words.lower()}" for s, (_, words) in cards.STATES.items() if s in statuses
    ]
    return wording.plural(len(records), "report") + (f": {', '.join(parts)}" if parts else "")


def _failures(rows: Rows) -> str:
    """How many reports failed, with a link to the card of each."""
    failed = [(number, r) for number, r in rows if cards.status(r) == "failed"]
    if not failed:
        return ""
    more = len(failed) - NAMED
    links = "".join(
        f'<li><a href="#r-{number}">{cards.label(r)}</a> <small>{cards.file(r)}</small></li>'
        for number, r in failed[:NAMED]
    )
    return (
        '<section aria-labelledby="failed-h" class="unfinished" id="failed"><h2 id="failed-h">'
        f'<span aria-hidden="true">×</span> {wording.plural(len(failed), "report")} failed</h2><ul>{links}</ul>'
        + (f'<p class="more">and {more:,} more, marked × below.</p>' if more > 0 else "")
        + "</section>\n"
    )


def _groups(rows: Rows) -> dict[str, Rows]:
    """The records by report, in their order; under "" alone where no report has more than one."""
    groups: dict[str, Rows] = {}
    for number, record in rows:
        groups.setdefault(filters.report(record), []).append((number, record))
    return groups if len(groups) < len(rows) or len(rows) == 1 else {"": rows}


def _sections(groups: Mapping[str, Rows], kinds: Sequence[filters.Kind]) -> str:
    """The cards of each report under its name."""
    if not any(groups.values()):
        return '<p class="takeaway">No report has been made here yet.</p>'
    made = []
    for g, (name, rows) in enumerate(groups.items(), 1):
        heading = f"{filters.report_words(name) or 'All reports'} <small>{len(rows):,}</small>"
        own = "".join(cards.card(number, record, filters.classes(record, kinds)) for number, record in rows)
        made.append(
            f'<section aria-labelledby="g-{g}-h" class="group" id="g-{g}"><h2 id="g-{g}-h">{heading}</h2>'
            f'{_jumps(rows)}<ul class="cards">\n{own}</ul></section>\n'
        )
    return "".join(made)


def _jumps(rows: Rows) -> str:
    """Marks into a long section: every so many cards, the file's name."""
    if len(rows) <= 2 * STEP:
        return ""
    marks = (
        f'<li><a href="#r-{number}">{show.text(wording.name(r["name"], 24))}</a></li>' for number, r in rows[::STEP]
    )
    return f'<ul aria-label="Jump to" class="jumps">{"".join(marks)}</ul>'
