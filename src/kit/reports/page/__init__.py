"""The report page: what the template `kit` needs, made from an executed notebook.

`Page` is an nbconvert preprocessor, so that `jupyter nbconvert --template kit` and `kit run` (by `KitExporter`) give
the same bytes.  The stock exporter passes every page through BeautifulSoup (0.07 s, against 0.03 s for the rest); so
the template is written in BeautifulSoup's own spelling (`<br/>`, attributes by alphabet, characters instead of their
names) and `KitExporter` leaves that pass out.
"""

from collections.abc import Mapping
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
from kit.reports import results
from kit.reports.page import outcomes, provenance, unfinished
from kit.reports.page.sections import blocks, identify, read, Section, Shown

BRIEF = (3, 6)  # findings in brief: refusals only fill up to the first
ANCHORS = {"brief", "made", "unfinished", "again"}  # what the template itself uses


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
    missing = unfinished.of(nb)
    title, lede, sections = read(nb, missing)
    about = results.about(nb)
    found = [shown for section in sections for shown in section.findings]
    identify(sections, set(ANCHORS))
    outcomes.tell(sections)
    for section in sections:
        section.blocks = [Markup(block) for block in blocks(section, file or name)]
    head = " · ".join(filter(None, [wording.words(name), wording.clean(about.get("brand", ""))]))
    window = wording.window(*(about.get("window") or ("", "")))
    foot = " · ".join(filter(None, [head, window, "incomplete" if missing else ""]))
    sample = bool(about.get("made_up"))
    start = "Incomplete: " if missing else ""
    return {
        "css": Markup(style.compact(style.css())),
        "title": Markup(title or show.text(wording.words(name))),
        "lede": Markup(lede),
        "kicker": Markup(show.text(wording.words(name))),
        "made_up": sample,
        "missing": _missing(missing, sections) if missing else None,
        "sections": sections,
        "head": Markup(show.text(start + head + (" (sample data)" if sample else ""))),
        "foot": Markup(show.text(foot)),
        "foot_css": Markup(_css_string(foot + (" · sample data, made up" if sample else ""))),
        "brief": [_brief(s, next(p.number for p in sections if s in p.findings)) for s in _brief_order(found)],
    } | provenance.made(nb, about, [s.finding for s in found], name)


def _missing(missing: unfinished.Unfinished, sections: list[Section]) -> dict[str, Any]:
    """The card of a report that is not complete: why, where, and which questions were computed and which not."""
    parts = {state: [s for s in sections if s.state == state] for state in ("done", "stopped", "not_run", "lost")}
    unnamed = missing.never and not parts["not_run"] and not missing.lost
    began = missing.failure["kind"] != "no_kernel"
    return {
        "sentence": Markup(show.prose(missing.failure["sentence"])),
        "details": Markup(show.text(unfinished.details(missing.failure))),
        "early": missing.stopped >= 0 and not parts["stopped"] and began,
        "nothing": not parts["done"] and not any(s.findings for s in sections) and not missing.lost,
        "steps": wording.plural(len(missing.never), "step") if unnamed else "",
        "counted": Markup(_counted(parts, bool(missing.never))),
        "meaning": Markup(_meaning(sections, missing)),
    } | parts


def _counted(parts: Mapping[str, list[Section]], ended: bool) -> str:
    """How many questions "In brief" rests on."""
    asked, done = sum(map(len, parts.values())), len(parts["done"])
    when = " before the run stopped" if ended else ""
    if asked < 2:
        return f"Here is only what was computed{when}."
    part = sum(bool(s.findings) for s in parts["stopped"])
    told = f"{done or 'none'} {'was' if done < 2 else 'were'} computed{'' if done else ' in full'}{when}"
    return f"Of {wording.plural(asked, 'question')}, {told}{f', {part} more in part' if part and done else ''}."


def _meaning(sections: list[Section], missing: unfinished.Unfinished) -> str:
    """What a reader may take from the page."""
    if missing.stopped < 0 and not missing.never:
        return "Every question was computed; what is shown here stands."
    if not any(s.findings for s in sections):
        return "This page holds no findings."
    return "What was computed stands as it is shown; what the missing questions would have said is not in it."


def _brief_order(found: list[Shown]) -> list[Shown]:
    """Three to six by priority; refusals only where fewer than three findings are shown."""
    ranked = sorted(found, key=lambda s: s.finding["priority"])
    told = [s for s in ranked if s.finding["status"] != "not_shown"][: BRIEF[1]]
    refused = [s for s in ranked if s.finding["status"] == "not_shown"]
    return told + refused[: max(0, BRIEF[0] - len(told))]


def _brief(shown: Shown, number: int) -> dict[str, Any]:
    """One line of In brief; `number`: its section's."""
    finding = shown.finding
    refused = "<b>Not shown.</b> " if finding["status"] == "not_shown" else ""
    return {
        "id": shown.id,
        "finding": finding,
        "number": number or "",
        "name": Markup(show.text(wording.words(finding["key"]))),
        "text": Markup(refused + show.prose(finding["takeaway"])),
    }


def _css_string(words: str) -> str:
    """For the inside of a CSS string in a <style> element."""
    return re.sub(r'[\\"<>&\n\r\f]', lambda m: f"\\{ord(m[0]):x} ", wording.inert(words))
