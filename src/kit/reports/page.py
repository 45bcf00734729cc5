"""The report page: what the template `kit` needs, made from an executed notebook.

`Page` is an nbconvert preprocessor, so that `jupyter nbconvert --template kit` and `kit run` (by `KitExporter`) give
the same bytes.  The stock exporter passes every page through BeautifulSoup (0.07 s, against 0.03 s for the rest); so
the template is written in BeautifulSoup's own spelling (`<br/>`, attributes by alphabet, characters instead of their
names) and `KitExporter` leaves that pass out.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Any

from markupsafe import Markup
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from kit import show, style, wording
from kit.reports import cells, provenance, results

LIMITS = "what this does not show"
BRIEF = (3, 6)  # findings in brief: refusals only fill up to the first
SILENT = {"parameters", "injected-parameters", "papermill-error-cell-tag"}


@dataclass
class Shown:
    """A finding where it stands on the page, with its charts."""

    id: str
    finding: dict[str, Any]
    charts: list[str] = field(default_factory=list)


@dataclass
class Section:
    """One question: its heading (HTML), the text under it, and what was computed, in order."""

    question: str
    text: str = ""
    parts: list[Shown | str] = field(default_factory=list)
    id: str = ""
    number: int = 0
    blocks: list[Markup] = field(default_factory=list)

    @property
    def findings(self) -> list[Shown]:
        return [part for part in self.parts if isinstance(part, Shown)]


class Page(Preprocessor):
    """Puts the page's parts into resources["kit"]."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        file = (resources.get("metadata") or {}).get("name") or ""
        resources["kit"] = page(nb, "" if file == "Notebook" else file)  # nbconvert's word for "no name"
        return nb, resources


class KitExporter(HTMLExporter):
    """The kit's page, faster; reuse one instance (the first page compiles the template)."""

    template_name = "kit"

    @default("extra_template_basedirs")
    def _extra_template_basedirs(self) -> list[str]:
        return [str(style.template_dir().parent)]

    @property
    def default_config(self) -> Config:
        made = Config({"NbConvertBase": {}, "Exporter": {"optimistic_validation": True}})
        made.merge(super().default_config)
        return made

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        self.register_filter("highlight_code", self.filters.get("highlight_code", Highlight2HTML(parent=self)))
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **kw)


def page(nb: NotebookNode, file: str = "") -> dict[str, Any]:
    """Everything that the template shows; all text is Markup already.  `file`: the page's name without its ending."""
    name = results.report_name(nb, file or "report")
    title, lede, sections = read(nb)
    about = results.about(nb)
    found = [shown for section in sections for shown in section.findings]
    _identify(sections)
    for section in sections:
        section.blocks = [Markup(block) for block in _blocks(section, file or name)]
    head = " · ".join(filter(None, [wording.words(name), wording.clean(about.get("brand", ""))]))
    foot = " · ".join(filter(None, [head, wording.window(*(about.get("window") or ("", "")))]))
    sample = bool(about.get("made_up"))
    return {
        "css": Markup(style.css()),
        "title": Markup(title or wording.words(name)),
        "lede": Markup(lede),
        "kicker": Markup(show.text(wording.words(name))),
        "made_up": sample,
        "sections": sections,
        "head": Markup(show.text(head + (" (sample data)" if sample else ""))),
        "foot": Markup(show.text(foot)),
        "foot_css": Markup(_css_string(foot + (" · sample data, made up" if sample else ""))),
        "brief": [_brief(s) for s in _brief_order(found)],
    } | provenance.made(nb, about, [s.finding for s in found], name)


def read(nb: NotebookNode) -> tuple[str, str, list[Section]]:
    """Title and lede (HTML), and the sections with what their cells show."""
    title, lede, sections = "", "", list[Section]()
    found = {(c, o): finding for c, o, finding in results.shown(nb)}
    for c, cell in enumerate(nb.cells):
        if SILENT & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            for level, heading, body in _pieces(cell.source):
                text = cells.markdown(body, cell.get("attachments"))
                if level == 1 and not title:
                    title, lede = cells.inline(heading), text
                elif level:
                    sections.append(Section(cells.inline(heading), text))
                elif text and not sections:
                    lede += text
                elif text:
                    sections[-1].parts.append(f'<div class="prose">{text}</div>')
        elif cell.cell_type == "code":
            _outputs(cell, c, found, sections)
    return title, lede, sections


def _pieces(source: str) -> Iterator[tuple[int, str, str]]:
    """(level, heading, text under it) at each `#` and `##` outside code; level 0 for text before the first."""
    level, heading, lines, fenced = 0, "", list[str](), False
    for line in source.splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        match = None if fenced else re.match(r"(#{1,2})\s+(.*?)\s*#*$", line)
        if match:
            if level or "".join(lines).strip():
                yield level, heading, "\n".join(lines)
            level, heading, lines = len(match[1]), match[2], []
        else:
            lines.append(line)
    if level or "".join(lines).strip():
        yield level, heading, "\n".join(lines)


def _outputs(cell: NotebookNode, c: int, found: Mapping[tuple[int, int], dict | None], sections: list[Section]) -> None:
    """Put what a code cell shows into the sections: findings, charts beside their finding, the rest where it stands."""
    rest = []
    for o, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if results.CHART in data:
            _place(data[results.CHART], sections)
        elif (c, o) in found:
            finding = found[c, o]
            if finding and not sections:
                sections.append(Section(show.text(finding["question"])))
            if finding:
                sections[-1].parts.append(Shown("", finding))
        elif results.REPORT not in data:
            rest.append(output)
    if rest:
        where = re.sub("<[^>]+>", "", sections[-1].question) if sections else "notes"
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


def _identify(sections: list[Section]) -> None:
    """Anchors and numbers: a section is named by its first finding's key, else by its heading."""
    taken, number = {"brief", "made"}, 0
    for section in sections:
        for s in section.findings:
            s.id = _free(s.finding["key"], taken)
        limits = section.question.lower().rstrip(".") == LIMITS
        number += not limits
        section.number = 0 if limits else number
        slug = re.sub(r"[^a-z0-9]+", "-", section.question.lower()).strip("-")[:40] or f"section-{number}"
        section.id = section.findings[0].id if section.findings else _free("limits" if limits else slug, taken)


def _free(wish: str, taken: set[str]) -> str:
    """`wish`, or with a number where that is taken; its heading will be `…-h`."""
    tries = (wish, *(f"{wish}-{n}" for n in range(2, 10_000)))
    ident = next(i for i in tries if not {i, f"{i}-h"} & taken)
    taken.update((ident, f"{ident}-h"))
    return ident


def _blocks(section: Section, name: str) -> Iterator[str]:
    """The section's parts as HTML.  Its text is folded under the first finding, or stands open where there is none."""
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
        if table := show.table(part.finding, report=name):
            yield table
        if first and section.text:
            said = "What this would show" if part.finding["status"] == "not_shown" else "How to read this"
            yield f"<details><summary>{said}</summary>{section.text}</details>"


def _brief_order(found: list[Shown]) -> list[Shown]:
    """Three to six by priority; refusals only where fewer than three findings are shown."""
    ranked = sorted(found, key=lambda s: s.finding["priority"])
    told = [s for s in ranked if s.finding["status"] != "not_shown"][: BRIEF[1]]
    refused = [s for s in ranked if s.finding["status"] == "not_shown"]
    return told + refused[: max(0, BRIEF[0] - len(told))]


def _brief(shown: Shown) -> dict[str, Any]:
    finding = shown.finding
    refused = "<b>Not shown.</b> " if finding["status"] == "not_shown" else ""
    return {
        "id": shown.id,
        "name": Markup(show.text(wording.words(finding["key"]))),
        "text": Markup(refused + show.prose(finding["takeaway"])),
    }


def _css_string(words: str) -> str:
    """For the inside of a CSS string in a <style> element."""
    return re.sub(r'[\\"<>&\n\r\f]', lambda m: f"\\{ord(m[0]):x} ", wording.inert(words))
