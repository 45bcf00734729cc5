"""One card of the gallery: what became of a report, its first sentence in brief, a sketch, what it took."""

from collections.abc import Mapping, Sequence
import datetime as dt
from typing import Any
from urllib.parse import quote

from kit import show, wording
from kit.reports.gallery import sketch

STATES = {"done": ("●", "Done"), "failed": ("×", "Failed"), "skipped": ("=", "Unchanged"), "not_run": ("○", "Not run")}
QUESTIONS = {"shown": "shown", "caveat": "with a caveat", "not_shown": "not shown"}
STOPPED = "The batch was stopped before its turn."
Record = Mapping[str, Any]


def card(number: int, record: Record, classes: Sequence[str] = ()) -> str:
    """The card as a list item.  classes: what the filters know it by."""
    said = {"failed": _failure, "not_run": _not_run}.get(status(record), _finding)(record)
    return (
        f'<li class="{" ".join(["card", *classes])}" id="r-{number}">{_state(record)}'
        f'<div class="head"><h3>{_title(record)}</h3>{_about(record)}</div>{said}'
        f'<p class="foot">{_foot(record)}</p></li>\n'
    )


def status(record: Record) -> str:
    return str(record.get("status") or "")


def label(record: Record) -> str:
    """What people call the report: its label, else its title."""
    return show.text(
        wording.name(record.get("label") or record.get("title") or wording.words(str(record["name"])), 120)
    )


def file(record: Record) -> str:
    return show.text(wording.name(record["name"]))


def _title(record: Record) -> str:
    page = _page(record) if status(record) in ("done", "skipped") else ""
    return f'<a href="{page}">{label(record)}</a>' if page else label(record)


def _page(record: Record) -> str:
    """The address of its page; "" if there is none."""
    page, files = f"{record['name']}.html", record.get("files")
    return quote(page, safe="") if files is None or (isinstance(files, list) and page in files) else ""


def _state(record: Record) -> str:
    """By a shape and in words, and when it was made."""
    now, made = status(record), _moment(record.get("made"))
    shape, words = STATES.get(now, ("", show.text(now.capitalize() or "Unknown")))
    if now == "skipped":
        made = f"since {made or 'its last run'}"
    mark = f'<span aria-hidden="true">{shape}</span> ' if shape else ""
    return f'<p class="state"><b>{mark}{words}</b> {made if now != "not_run" else ""}</p>'


def _moment(iso: Any) -> str:
    """ "3 Oct 2026, 09:12 UTC"; "" where it is no time."""
    try:
        at = dt.datetime.fromisoformat(str(iso))
    except ValueError:
        return ""
    at = at.astimezone(dt.UTC) if at.tzinfo else at
    return f"{wording.day(at)}, {at:%H:%M}{wording.NB}UTC"


def _about(record: Record) -> str:
    """Brand and file, small."""
    parts = [show.text(wording.name(record["brand"], 60))] if record.get("brand") else []
    parts += [file(record)]
    parts += ["<em>made-up data</em>"] if record.get("made_up") and status(record) != "not_run" else []
    return f'<p class="of">{" · ".join(parts)}</p>'


def _finding(record: Record) -> str:
    """The first sentence of the page's In brief, with the way to its section, and the sketch."""
    brief, drawn = record.get("brief"), sketch.drawn(record.get("sketch"))
    if not isinstance(brief, Mapping) or not brief.get("text"):
        return drawn
    about, page = show.text(wording.name(wording.words(str(brief.get("key") or "In brief")), 60)), _page(record)
    about = f'<a href="{page}#{quote(str(brief["id"]))}">{about}</a>' if page and brief.get("id") else about
    refused = "<b>Not shown.</b> " if brief.get("status") == "not_shown" else ""
    return f'<p class="key">{about}</p><p class="said">{refused}{show.prose(brief["text"])}</p>{drawn}'


def _failure(record: Record) -> str:
    """The section that it failed in, the sentence, and what there is of the page."""
    failure = record.get("failure")
    failure = failure if isinstance(failure, Mapping) else {"sentence": record.get("error")}
    place = f"In “{wording.name(failure['section'])}”" if failure.get("section") else ""
    page = _page(record) if record.get("files") else ""
    lines = [
        f'<p class="key">{show.text(place)}</p>' if place else "",
        f"<p>{show.prose(failure.get('sentence') or 'The executed notebook has the details.')}</p>",
        f'<p class="key"><a href="{page}">Incomplete page</a></p>' if page else "",
    ]
    return f'<div class="why">{"".join(lines)}</div>'


def _not_run(record: Record) -> str:
    return f'<div class="why"><p>{show.prose(record.get("error") or STOPPED)}</p></div>'


def _foot(record: Record) -> str:
    """How many questions were answered, seconds, memory: "9 shown, 2 with a caveat · 3.7 s · 316 MB"."""
    counts, nb = record.get("findings"), wording.NB
    counts = counts if isinstance(counts, Mapping) else {}
    told = [f"{wording.count(counts[key])}{nb}{words}" for key, words in QUESTIONS.items() if counts.get(key)]
    seconds, memory = record.get("seconds"), record.get("peak_memory_mb")
    parts = [
        ", ".join(told),
        f"{wording.number(seconds, 1)}{nb}s" if wording.known(seconds) and status(record) != "not_run" else "",
        f"{wording.number(memory, 0)}{nb}MB" if wording.known(memory) else "",
    ]
    return " · ".join(filter(None, parts))
