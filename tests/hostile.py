"""Known payloads as data (tests/payloads), and what Chromium finds on a page made of them.

An `Eye` opens a page and notes all that no page of ours may do: run a script, break its own policy, send a request,
open a window, a dialog or a download, navigate.  `look` fails where anything was noted, and gives what the page holds.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
import csv
import io
import json
from pathlib import Path
import re
from typing import Any
import unicodedata
import xml.etree.ElementTree as ET

import nbformat

FOLDER = Path(__file__).parent / "payloads"
GROUPS = [g for path in sorted(FOLDER.glob("*.json")) for g in json.loads(path.read_text(encoding="utf-8"))]
PAYLOADS = [payload for group in GROUPS for payload in group["payloads"]]
KNOWN = [p for g in GROUPS if g["address"].startswith("https://") for p in g["payloads"]]
OWN = [p for p in PAYLOADS if p not in KNOWN]
# Our own sentences mark names with two isolates, which become <bdi> in any text: harmless texts keep a payload's.
HARMLESS = [re.sub("[^\u2068\u2069]", "", p) + f"Payload {i:03}" for i, p in enumerate(PAYLOADS)]
POLICY = re.compile(r'<meta content="[^"]*" http-equiv="Content-Security-Policy"/>')
ANCHOR = re.compile("#.*")
# Control characters, and what turns the direction of the text after it: none of these may be on a page.
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def words(text: str) -> set[str]:
    return set(re.findall(r"\S+", text))


FORBIDDEN = words("script iframe frame object embed applet base form input button textarea select template math")
TAGS = words(  # all that a page may be made of, whatever people add to it
    "html head meta title style body header main nav aside section footer h1 h2 h3 p a b i u s em strong small sub sup "
    "span div br hr bdi code pre kbd mark abbr ul ol li dl dt dd del details summary blockquote table caption thead "
    "tbody tfoot tr th td figure figcaption picture source img svg g path circle rect line text"
)
ATTRIBUTES = words(
    "alt aria-hidden aria-label aria-labelledby charset class colspan content dir height href http-equiv id lang media "
    "name rel role rowspan scope src srcset start tabindex width viewbox preserveaspectratio d cx cy r x y x1 x2 y1 y2 "
    "transform vector-effect points"
)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
DRAWN = {  # all that a chart may be made of
    "svg": words("viewBox version"),
    "g": words("id transform style clip-path opacity"),
    "path": words("d style clip-path id transform"),
    "text": words("style x y transform"),
    "use": words(f"x y style transform {LINK}"),
    "rect": words("x y width height style"),
    "clipPath": words("id"),
    "style": set(),
    "defs": set(),
}
WATCH = """(() => {
  const note = (name) => function () { console.error('ran ' + name); };
  const real = window.eval;
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch']) window[name] = note(name);
  window.eval = (code) => new Error().stack.includes('UtilityScript') ? real(code) : note('eval')();  // the test's own
  document.write = document.writeln = note('document.write');
  window.XMLHttpRequest = note('XMLHttpRequest');
  addEventListener('securitypolicyviolation', (e) => console.error('policy ' + e.violatedDirective + e.blockedURI));
})();"""
HOLDS = """() => {
  const found = {tags: {}, attributes: {}, links: [], sources: [], words: []};
  for (const e of document.querySelectorAll('*')) {
    found.tags[e.localName] = (found.tags[e.localName] || 0) + 1;
    for (const a of e.attributes) {
      (found.attributes[e.localName] ||= {})[a.name.toLowerCase()] = 1;
      if (/href$|action$/.test(a.name)) found.links.push([e.closest('dl.defs') ? 'defs' : e.localName, a.value]);
      if (/^(src|srcset|poster|data|background)$/.test(a.name)) found.sources.push(a.value);
      if (/^(alt|title|aria-label)$/.test(a.name)) found.words.push(a.value);
    }
  }
  found.rules = [...document.styleSheets].map(s => s.href || [...s.cssRules].map(
    r => [r.constructor.name, r.selectorText || r.conditionText || '', r.cssRules ? r.cssRules.length : 0]));
  found.comments = document.evaluate('count(//comment())', document, null, 1).numberValue;
  found.title = document.title;
  for (const [part, where] of [['names', 'th[scope=row]'], ['heads', 'th[scope=col]'], ['cells', 'td']])
    found[part] = [...document.querySelectorAll(where)].map(e => e.textContent).join('\\n');
  found.text = (document.body || document.documentElement).textContent;
  return found;
}"""


class Eye:
    """One page of a browser that is cut off from any network."""

    def __init__(self, opened: Any) -> None:
        context = opened.new_context(offline=True)
        context.add_init_script(WATCH)
        self.page, self.noted, self.here = context.new_page(), list[str](), ""
        context.on("page", lambda page: self.noted.append(f"window {page.url}"))
        self.page.on("console", lambda said: self.noted.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.noted.append(f"error: {error}"))
        self.page.on("download", lambda download: self.noted.append(f"download {download.url}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._at("request", request.url))
        self.page.on("framenavigated", lambda frame: self._at("navigation", frame.url))

    def _dialog(self, dialog: Any) -> None:
        self.noted.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _at(self, what: str, url: str) -> None:
        if url.split("#")[0] != self.here and not url.startswith("data:image/"):
            self.noted.append(f"{what} {url}")

    def look(self, path: Path) -> dict[str, Any]:
        """What the page holds."""
        self.noted.clear()
        self.here = path.as_uri()
        self.page.goto(self.here)
        found = self.page.evaluate(HOLDS)
        assert not self.noted, f"{path.name}: {self.noted[:5]}"
        return found


def code(*outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A code cell as JSON; nbformat's own functions check each, which takes most of the time with thousands."""
    tags = {"tags": more.pop("tags", [])}
    return {"cell_type": "code", "source": "1", "metadata": tags, "execution_count": None, "outputs": outputs} | more


def display(data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def error(name: str, words: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": [words]}


def notebook(*cells: dict[str, Any], **metadata: Any) -> nbformat.NotebookNode:
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": list(cells)})


def batched(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    return [texts[i : i + size] for i in range(0, len(texts), size)]


def both(html: str, folder: Path, name: str) -> tuple[Path, Path]:
    """The page as it is, and with its policy cut out."""
    bare, cut = POLICY.subn("", html, count=1)
    assert cut == 1
    paths = folder / f"{name}.html", folder / f"{name}-bare.html"
    for path, content in zip(paths, (html, bare), strict=True):
        path.write_bytes(content.encode())
    return paths


def watched(eye: Eye, html: str, folder: Path, name: str, links: re.Pattern = ANCHOR) -> dict[str, Any]:
    """What the page holds, with its policy and without (its own element apart), and that it all is as it may be."""
    guarded, found = (eye.look(path) for path in both(html, folder, name))
    guarded["tags"]["meta"] -= 1
    assert guarded["tags"] == found["tags"]
    steers = re.findall(f".{{0,40}}{STEERS.pattern}", "\n".join([found["text"], found["title"], *found["words"]]))
    assert not steers, ascii(steers[:5])
    assert not found["comments"]
    assert not FORBIDDEN & set(found["tags"])
    assert not [name for own in found["attributes"].values() for name in own if name.startswith("on")]
    assert all(value.startswith("data:image/") for value in found["sources"])
    for where, value in found["links"]:
        assert value.startswith("https://") if where == "defs" else links.fullmatch(value), (where, value)
    return found


def unlike(found: dict[str, Any], harmless: dict[str, Any]) -> dict[str, Any]:
    """Elements, attributes and rules in which a page is unlike the same page of harmless text; links in definitions,
    which the page makes of web addresses, apart."""
    counts = []
    for page in (found, harmless):
        counts.append(Counter(page["tags"]))
        counts[-1]["a"] -= sum(where == "defs" for where, _ in page["links"])
    more = {tag: counts[0][tag] - counts[1][tag] for tag in counts[0] | counts[1] if counts[0][tag] != counts[1][tag]}
    known = harmless["attributes"]
    names = {tag: set(own) - set(known.get(tag, ())) - {"class"} for tag, own in found["attributes"].items()}
    names["a"] = names.get("a", set()) - {"rel"}
    more |= {f"{tag} with": own for tag, own in names.items() if own}
    return more | ({} if found["rules"] == harmless["rules"] else {"rules": len(found["rules"])})


def beyond(found: dict[str, Any]) -> set[str]:
    """Elements and attributes that no page has, whatever people add to it."""
    return (set(found["tags"]) - TAGS) | (set().union(*found["attributes"].values()) - ATTRIBUTES)


def squashed(text: str) -> str:
    """Only what can be seen, without blanks, so that texts compare however they were cleaned and wrapped; of quotes one
    kind, as in attributes."""
    kept = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] not in "CZ")
    return "".join(kept).replace('"', "”")


def missing(texts: Iterable[str], where: str, width: int | None = None) -> list[str]:
    """Those that did not arrive: their first `width` characters, or all of them."""
    whole = squashed(where)
    return [text for text in texts if squashed(text)[:width] not in whole]


def cells_of(file: Path) -> list[str]:
    """Every cell of a CSV."""
    return [c for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")) for c in row]


def runnable(cells: Iterable[str]) -> list[str]:
    """Cells that a spreadsheet could take for a formula; figures are none."""
    starts = [c for c in cells if c[:1] in ("\t", "\r") or c.strip()[:1] in ("=", "+", "-", "@")]
    return [c for c in starts if c.strip() and not re.fullmatch(r"-\d[\d.e-]*", c)]


def drawn_words(svg: str) -> list[str]:
    """The lines of text of a chart, once it is certain that it is nothing but a drawing."""
    assert not re.search("<[!?]", svg)
    root = ET.fromstring(svg)
    for e in root.iter():
        name = e.tag.removeprefix(SVG)
        assert name in DRAWN, name
        assert set(e.attrib) <= DRAWN[name], (name, e.attrib)
        assert e.attrib.get(LINK, "#").startswith("#"), e.attrib
        style = [*e.attrib.values(), e.text or "" if name == "style" else ""]
        assert not re.search(r"url\((?!#)|@import|[<\\]", "".join(style)), style
    texts = ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]
    for text in texts:  # each a paragraph of its own, in which an isolate ends
        assert not STEERS.search(re.sub("[\u2068\u2069]", "", text)), ascii(text)
    return texts
