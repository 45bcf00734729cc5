"""A report's sections: which cells belong to which question, what they show, and what a failed run left out."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import chain, count
import re
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from kit import show
from kit.reports import outline, results
from kit.reports.page import cells, unfinished

LIMITS = "what this does not show"
SILENT = {"parameters", "injected-parameters", "papermill-error-cell-tag"}
MARKS = {"stopped": ("×", "stopped"), "not_run": ("○", "not run"), "lost": ("○", "not here")}  # in the contents
LINES = {
    "not_run": "<b>Not run:</b> the report stopped before this question.",
    "lost": "<b>Not here:</b> what was computed could not be put on this page.",
}


@dataclass
class Shown:
    """A finding where it stands on the page, with its charts."""

    id: str
    finding: dict[str, Any]
    charts: list[str] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)  # columns that a chart shows


@dataclass
class Section:
    """One question: its heading (HTML), the text under it, and what was computed, in order."""

    question: str
    text: str = ""
    parts: list[Shown | str] = field(default_factory=list)
    id: str = ""
    number: int = 0
    blocks: list[Markup] = field(default_factory=list)
    outcomes: list[Any] = field(default_factory=list)  # what became of the other sections, where this one tells it
    ran: int = 0  # code cells
    never: int = 0
    stopped: bool = False
    lost: bool = False

    @property
    def findings(self) -> list[Shown]:
        return [part for part in self.parts if isinstance(part, Shown)]

    @property
    def limits(self) -> bool:
        return self.question.lower().rstrip(".") == LIMITS

    @property
    def state(self) -> str:
        """ "done", "stopped" (in it), "not_run", "lost" (computed, not here), or "" for a section of text alone."""
        if self.stopped or (self.never and self.ran):
            return "stopped"
        if self.never:
            return "lost" if self.lost else "not_run"
        return "done" if self.ran else ""

    @property
    def mark(self) -> tuple[str, str] | None:
        return MARKS.get(self.state)


def read(nb: NotebookNode, missing: unfinished.Unfinished | None = None) -> tuple[str, str, list[Section]]:
    """Title and lede (HTML), and the sections with what their cells show."""
    title, lede, sections = "", "", list[Section]()
    found = {(c, o): finding for c, o, finding in results.shown(nb)}
    for c, cell in enumerate(nb.cells):
        if SILENT & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            for level, heading, body in outline.pieces(cell.source):
                text = cells.markdown(body, cell.get("attachments"))
                if level == 1 and not title:
                    title, lede = cells.inline(heading), text
                elif level:
                    sections.append(Section(Markup(cells.inline(heading)), text))
                elif text and not sections:
                    lede += text
                elif text:
                    sections[-1].parts.append(f'<div class="prose">{text}</div>')
        elif cell.cell_type == "code":
            _outputs(cell, c, found, sections, halted=missing is not None and c == missing.stopped)
            _count(cell, c, sections, missing)
    return title, lede, sections


def _count(cell: NotebookNode, c: int, sections: list[Section], missing: unfinished.Unfinished | None) -> None:
    """Note for the section whether this cell of it ran, stopped or never ran."""
    if not sections or not cell.source.strip():
        return
    if missing and c == missing.stopped:
        sections[-1].stopped = True
        sections[-1].parts.append(cells.stopped(missing.failure))
    elif missing and c in missing.never:
        sections[-1].never += 1
        sections[-1].lost = missing.lost
    elif unfinished.failed(cell):
        sections[-1].stopped = True
    else:
        sections[-1].ran += 1


def _outputs(
    cell: NotebookNode,
    c: int,
    found: Mapping[tuple[int, int], dict | None],
    sections: list[Section],
    halted: bool = False,
) -> None:
    """Put what a code cell shows into the sections: findings, charts beside their finding, the rest where it stands;
    of the cell that the run `halted` in, all but its error."""
    rest = []
    for o, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if results.CHART in data:
            _place(data[results.CHART], sections)
        elif (c, o) in found:
            finding = found[c, o]
            if finding and not sections:
                sections.append(Section(Markup(show.text(finding["question"]))))
            if finding:
                sections[-1].parts.append(Shown("", finding))
        elif results.REPORT not in data and not (halted and output.output_type == "error"):
            rest.append(output)
    if rest:
        where = unescape(sections[-1].question) if sections else "notes"
        if made := cells.blocks({"outputs": rest}, where, c + 1):
            _last(sections).parts.extend(made)


def _last(sections: list[Section]) -> Section:
    """Where something new goes; what comes before the first heading goes under "Notes"."""
    if not sections:
        sections.append(Section("Notes"))
    return sections[-1]


def _place(chart: Mapping[str, Any], sections: list[Section]) -> None:
    """A chart goes to its finding, above the table; a chart without one stays where it was made."""
    if not chart.get("wide"):
        return
    key = chart.get("key")
    own = [
        s
        for section in sections
        for s in section.findings
        if key in (s.finding["key"], re.sub(r"_\d+$", "", s.finding["key"]))
    ]
    if own:
        own[-1].charts.append(_figure(chart))
        own[-1].drawn.update(map(str, chart.get("columns") or []))
    else:
        _last(sections).parts.append(_figure(chart))


def _figure(chart: Mapping[str, Any]) -> str:
    """Both drawings of a chart; the reader's browser takes the one that fits."""
    (w, h), (nw, nh) = (tuple(int(x) for x in chart.get(size) or (720, 360)) for size in ("size", "narrow_size"))
    narrow = (
        f'<source height="{nh}" media="screen and (max-width:640px)" srcset="{_uri(chart["narrow"])}" width="{nw}"/>'
        if chart.get("narrow")
        else ""
    )
    wide = f'<img alt="{show.attribute(chart.get("alt"))}" height="{h}" src="{_uri(chart["wide"])}" width="{w}"/>'
    return f"<figure><picture>{narrow}{wide}</picture></figure>"


def _uri(svg: Any) -> str:
    return "data:image/svg+xml;base64," + b64encode(str(svg).encode()).decode()


def identify(sections: list[Section], taken: set[str]) -> None:
    """Anchors (none that is `taken`) and numbers; a section is named by its first finding, else by its heading."""
    number = 0
    for section in sections:
        for s in section.findings:
            s.id = _free(s.finding["key"], taken)
        number += not section.limits
        section.number = 0 if section.limits else number
        slug = re.sub(r"[^a-z0-9]+", "-", section.question.lower()).strip("-")[:40] or f"section-{number}"
        section.id = section.findings[0].id if section.findings else _free("limits" if section.limits else slug, taken)


def _free(wish: str, taken: set[str]) -> str:
    """`wish`, or with a number where that is taken; its heading will be `…-h`."""
    tries = chain([wish], (f"{wish}-{n}" for n in count(2)))
    ident = next(i for i in tries if not {i, f"{i}-h"} & taken)
    taken.update((ident, f"{ident}-h"))
    return ident


def blocks(section: Section, name: str) -> Iterator[str]:
    """The section's parts as HTML.  Its text is folded under the first finding, or stands open where there is none;
    a section that is missing has one line."""
    if section.state in LINES:
        yield f'<p class="missing"><span aria-hidden="true">○</span> {LINES[section.state]}</p>'
        return
    if not section.findings and section.text:
        yield f'<div class="prose">{section.text}</div>'
    for part in section.parts:
        if isinstance(part, str):
            yield part
            continue
        first = part is section.findings[0]
        if not first:
            yield f'<h3 id="{part.id}">{show.text(part.finding["question"])}</h3>'
        yield show.headline(part.finding)
        yield from part.charts
        if table := show.table(part.finding, report=name, drawn=part.drawn):
            yield table
        if first and section.text:
            said = "What this would show" if part.finding["status"] == "not_shown" else "How to read this"
            yield f"<details><summary>{said}</summary>{section.text}</details>"
