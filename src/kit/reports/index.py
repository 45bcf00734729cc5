"""The gallery: one page that lists the runs of a folder, with what became of each; the look of the reports."""

from collections.abc import Mapping, Sequence
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
WORDS = {"shown": "shown", "caveat": "with a caveat", "not_shown": "not shown"}


def gallery(records: Sequence[Mapping[str, Any]]) -> str:
    """The page.  A record (as in manifest.json) has name and status, and may have title, brand, files, findings,
    seconds, error, made and made_up."""
    failed = sum(r.get("status") == "failed" for r in records)
    told = wording.plural(len(records), "report") + (f", {failed} of them failed" if failed else "")
    days = sorted(str(r["made"])[:10] for r in records if r.get("made"))
    when = f" · made {wording.window(days[0], days[-1])}" if days else ""
    sample = (
        '<aside aria-label="Sample data" class="sample">'
        "<strong>Sample data, made up</strong> in the reports marked so.</aside>"
        if any(r.get("made_up") for r in records)
        else ""
    )
    table = _table(records) if records else '<p class="takeaway">No report has been made here yet.</p>'
    return (
        f"{HEAD}{style.css()}</style></head><body>{sample}"
        f'<header class="top"><p class="kicker">Reports</p><h1>What was made, and what it could show</h1>'
        f'<p class="dateline">{told}{when}</p></header>\n<main class="page runs">{table}</main>\n'
        "<footer><p>Parameters, hashes of the data and seconds of each run: manifest.json</p></footer></body></html>\n"
    )


def _table(records: Sequence[Mapping[str, Any]]) -> str:
    rows = "".join(_row(record) for record in records)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Report", "Brand", "Status"))
    return (
        '<div aria-label="Reports" class="scroll" role="region" tabindex="0">'
        "<table><caption><span>Runs by name</span></caption>"
        f'<thead><tr>{heads}<th class="n" scope="col">Seconds</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(record: Mapping[str, Any]) -> str:
    name = str(record["name"])
    label = show.text(wording.name(record.get("title") or wording.words(name), 120))
    page = f"{name}.html"
    linked = record.get("status") != "failed" and page in record.get("files", [page])
    title = f'<a href="{quote(page)}">{label}</a>' if linked else label
    file = f" <small>{show.text(wording.name(name))}</small>"
    seconds = wording.number(record.get("seconds"), 1)
    brand = show.text(wording.name(record["brand"], 60)) if record.get("brand") else wording.MISSING
    return f'<tr><th scope="row">{title}{file}</th><td>{brand}</td>{_status(record)}<td class="n">{seconds}</td></tr>'


def _status(record: Mapping[str, Any]) -> str:
    """In words; of a failure, its sentence; of a page, how many of its questions were answered."""
    status = str(record.get("status", ""))
    if status == "failed":
        why = show.text(record.get("error") or "The executed notebook has the details.")
        return f'<td class="long"><span class="state failed">Failed</span> <small>{why}</small></td>'
    counts = record.get("findings") or {}
    told = ", ".join(f"{counts[key]} {words}" for key, words in WORDS.items() if counts.get(key))
    sample = "; made-up data" if record.get("made_up") else ""
    state = show.text(status.capitalize() or "Unknown")
    return f'<td><span class="state">{state}</span> <small>{told}{sample}</small></td>'
