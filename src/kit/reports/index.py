"""The gallery: one page that lists the runs of a folder, with what became of each; the look of the reports."""

from collections.abc import Mapping, Sequence
import datetime as dt
from typing import Any
from urllib.parse import quote

from kit import show, style, wording

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
HEAD = f"""<!DOCTYPE html>

<html lang="en"><head><meta charset="utf-8"/>
<meta content="{CSP}" http-equiv="Content-Security-Policy"/>
<meta content="width=device-width, initial-scale=1" name="viewport"/><meta content="light dark" name="color-scheme"/>
<title>Reports</title><style>
"""
STATES = {"done": ("●", "Done"), "failed": ("×", "Failed"), "skipped": ("=", "Unchanged"), "not_run": ("○", "Not run")}
WORDS = {"shown": "shown", "caveat": "with a caveat", "not_shown": "not shown"}
GROUPED = 12  # with more records than this, each report has a table of its own
NAMED = 12  # failed reports named at the top
STEP = 25  # rows from one jump mark of a long table to the next
Record = Mapping[str, Any]
Rows = list[tuple[int, Record]]  # numbered, so that each row has its anchor


def gallery(records: Sequence[Record]) -> str:
    """The page.  A record (as in manifest.json) has name and status, and may have any other of its fields."""
    rows = list(enumerate(records, 1))
    days = sorted(str(r["made"])[:10] for r in records if r.get("made"))
    when = f" · made {wording.window(days[0], days[-1])}" if days else ""
    sample = (
        '<aside aria-label="Sample data" class="sample">'
        "<strong>Sample data, made up</strong> in the reports marked so.</aside>"
        if any(r.get("made_up") for r in records)
        else ""
    )
    return (
        f"{HEAD}{style.css()}</style></head><body>{sample}"
        f'<header class="top"><p class="kicker">Reports</p><h1>What was made, and what it could show</h1>'
        f'<p class="dateline">{_told(records)}{when}</p></header>\n'
        f'<main class="page runs">{_failures(rows)}{_tables(rows)}</main>\n'
        "<footer><p>Parameters, hashes of the data and seconds of each run: manifest.json</p></footer></body></html>\n"
    )


def _told(records: Sequence[Record]) -> str:
    """ "24 reports: 20 done, 2 failed, 2 unchanged"."""
    statuses = [_status(r) for r in records]
    parts = [f"{statuses.count(s)}{wording.NB}{words.lower()}" for s, (_, words) in STATES.items() if s in statuses]
    return wording.plural(len(records), "report") + (f": {', '.join(parts)}" if parts else "")


def _failures(rows: Rows) -> str:
    """How many reports failed, with a link to the row of each."""
    failed = [(number, r) for number, r in rows if _status(r) == "failed"]
    if not failed:
        return ""
    more = len(failed) - NAMED
    links = "".join(f'<li><a href="#r-{number}">{_label(r)}</a>{_file(r)}</li>' for number, r in failed[:NAMED])
    return (
        '<section aria-labelledby="failed-h" class="unfinished" id="failed"><h2 id="failed-h">'
        f'<span aria-hidden="true">×</span> {wording.plural(len(failed), "report")} failed</h2><ul>{links}</ul>'
        + (f'<p class="more">and {more:,} more, marked × below.</p>' if more > 0 else "")
        + "</section>\n"
    )


def _tables(rows: Rows) -> str:
    """One table, or, of many records, one for each report, with the contents beside them."""
    if not rows:
        return '<p class="takeaway">No report has been made here yet.</p>'
    if len(rows) <= GROUPED:
        return _table(rows, "Runs by name", "Reports")
    groups: dict[str, Rows] = {}
    for number, record in rows:
        groups.setdefault(str(record.get("report") or record["name"]), []).append((number, record))
    contents = "".join(
        f'<li><a href="#g-{g}">{_words(name)} <small>{_told([r for _, r in own])}</small></a></li>'
        for g, (name, own) in enumerate(groups.items(), 1)
    )
    failed = '<li><a href="#failed">Failed</a></li>' if any(_status(r) == "failed" for _, r in rows) else ""
    return (
        f'<nav aria-labelledby="toc-h" class="toc"><h2 id="toc-h">Contents</h2><ol>{failed}{contents}</ol></nav>\n'
    ) + "".join(
        f'<section aria-labelledby="g-{g}-h" id="g-{g}"><h2 id="g-{g}-h">{_words(name)}</h2>{_jumps(own)}'
        f"{_table(own, _told([r for _, r in own]), f'Reports: {wording.words(name)}')}</section>\n"
        for g, (name, own) in enumerate(groups.items(), 1)
    )


def _words(name: str) -> str:
    return show.text(wording.name(wording.words(name), 60))


def _jumps(rows: Rows) -> str:
    """Marks into a long table: every so many rows, the file's name."""
    if len(rows) <= 2 * STEP:
        return ""
    marks = (
        f'<li><a href="#r-{number}">{show.text(wording.name(r["name"], 24))}</a></li>' for number, r in rows[::STEP]
    )
    return f'<ul aria-label="Jump to" class="jumps">{"".join(marks)}</ul>'


def _table(rows: Rows, caption: str, label: str) -> str:
    memory = any(wording.known(r.get("peak_memory_mb")) for _, r in rows)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Report", "Status", "Brand", "Questions"))
    numbers = '<th class="n" scope="col">Seconds</th>'
    numbers += '<th class="n" scope="col">Memory <small>peak, MB</small></th>' if memory else ""
    body = "".join(_row(number, record, memory) for number, record in rows)
    return (
        f'<div aria-label="{show.attribute(label)}" class="scroll" role="region" tabindex="0">'
        f"<table><caption><span>{caption}</span></caption>"
        f"<thead><tr>{heads}{numbers}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(number: int, record: Record, memory: bool) -> str:
    label = _label(record)
    if _status(record) in ("done", "skipped") and _page(record):
        label = f'<a href="{_page(record)}">{label}</a>'
    brand = show.text(wording.name(record["brand"], 60)) if record.get("brand") else wording.MISSING
    cells = f"<td>{brand}</td><td>{_questions(record)}</td>"
    cells += f'<td class="n">{wording.number(record.get("seconds"), 1)}</td>'
    cells += f'<td class="n">{wording.number(record.get("peak_memory_mb"), 0)}</td>' if memory else ""
    return f'<tr id="r-{number}"><th scope="row">{label}{_file(record)}</th>{_state(record)}{cells}</tr>\n'


def _status(record: Record) -> str:
    return str(record.get("status") or "")


def _label(record: Record) -> str:
    """What people call the report: its label, else its title."""
    return show.text(
        wording.name(record.get("label") or record.get("title") or wording.words(str(record["name"])), 120)
    )


def _file(record: Record) -> str:
    return f" <small>{show.text(wording.name(record['name']))}</small>"


def _page(record: Record) -> str:
    """The address of its page; "" if there is none."""
    page, files = f"{record['name']}.html", record.get("files")
    return quote(page) if files is None or (isinstance(files, list) and page in files) else ""


def _state(record: Record) -> str:
    """By a shape and in words; when it was made; of a failure, its sentence and what there is of the page."""
    status, made = _status(record), _moment(record.get("made"))
    shape, words = STATES.get(status, ("", show.text(status.capitalize() or "Unknown")))
    lines = [made]
    if status == "failed":
        page = _page(record) if record.get("files") else ""
        lines = [*_why(record), f'<a href="{page}">Incomplete page</a>' if page else "", made]
    elif status == "skipped":
        lines = [f"since {made}" if made else "since its last run"]
    elif status == "not_run":
        lines = ["The batch was stopped before its turn."]
    lines += ["Made-up data"] if record.get("made_up") and status != "not_run" else []
    shown = "".join(f" <small>{line}</small>" for line in lines if line)
    mark = f'<span aria-hidden="true" class="{status}">{shape}</span> ' if shape else ""
    return f'<td class="long"><span class="state">{mark}{words}</span>{shown}</td>'


def _why(record: Record) -> list[str]:
    """The section that it failed in, and the sentence."""
    failure = record.get("failure")
    failure = failure if isinstance(failure, Mapping) else {"sentence": record.get("error")}
    place = f"In “{wording.name(failure['section'])}”" if failure.get("section") else ""
    return [show.text(place), show.prose(failure.get("sentence") or "The executed notebook has the details.")]


def _questions(record: Record) -> str:
    """How many were answered: "9 shown, 2 with a caveat"."""
    counts = record.get("findings")
    counts = counts if isinstance(counts, Mapping) else {}
    told = [f"{wording.count(counts[key])}{wording.NB}{words}" for key, words in WORDS.items() if counts.get(key)]
    return ", ".join(told) or wording.MISSING


def _moment(iso: Any) -> str:
    """ "3 Oct 2026, 09:12 UTC"; "" where it is no time."""
    try:
        at = dt.datetime.fromisoformat(str(iso))
    except ValueError:
        return ""
    at = at.astimezone(dt.UTC) if at.tzinfo else at
    return f"{wording.day(at)}, {at:%H:%M}{wording.NB}UTC"
