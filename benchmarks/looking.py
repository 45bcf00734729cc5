"""A page in Chromium and the size of its parts, for `pages.py` and for the tests of pages.

Playwright and axe are imported where they are used: without them, and without a Chromium, the tests say what they skip.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
import re
import shutil
from typing import Any

WIDTHS, SCHEMES = (360, 768, 1280), ("light", "dark")
OWN_KB, TABLE_KB, REPORT_KB = 40, 3, 600  # what a page may hold at most; 1 KB is 1,000 bytes
OWN_QUESTIONS, QUESTION_KB = 8, 2  # a page of more questions than so many may have so much more for each
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = """async values => {
    const wanted = {runOnly: {type: "tag", values}, resultTypes: ["violations", "incomplete"]};
    const found = await axe.run(document, wanted);
    const undecided = found.incomplete.filter(one => one.id === "color-contrast").flatMap(one => one.nodes);
    return [found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`), undecided.length];
}"""


def chromium() -> str | None:
    """Where the browser is: the one on PATH."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium.  Its background traffic is switched off: nothing here needs a network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=chromium(), args=ARGS)
        yield opened
        opened.close()


@contextmanager
def open_page(opened: Any, path: Path, width: int = 1280, scheme: str = "light") -> Iterator[tuple[Any, list[str]]]:
    """The page at `path`, and what its console complained of or what it asked for beside itself."""
    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(("data:", path.as_uri())) else said.append(f"asks {r.url}"))
    page.goto(path.as_uri())
    yield page, said
    page.close()


def look(page: Any, width: int, scheme: str, folds: bool) -> None:
    """The same page at another width and scheme, its folds open or closed."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("open => document.querySelectorAll('details').forEach(d => { d.open = open })", folds)


def axe(page: Any) -> tuple[list[str], int]:
    """What axe-core finds at levels A and AA and among best practices, one line a rule; contrasts left undecided."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    lines, undecided = page.evaluate(_AXE, RULES)
    return lines, undecided


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@dataclass(frozen=True)
class Sizes:
    """Bytes of a page's parts.  A chart: the data: URIs of an image, for wide and narrow screens; a table: from its tag
    to its end, with the bars in its cells; own: the page less both, the stylesheet included; questions: its sections
    with a number."""

    whole: int
    own: int
    questions: int
    stylesheet: int
    charts: tuple[int, ...]
    tables: tuple[int, ...]

    @property
    def own_kb(self) -> int:
        """What `own` may be at most."""
        return OWN_KB + QUESTION_KB * max(0, self.questions - OWN_QUESTIONS)


def sizes(html: str) -> Sizes:
    whole, css = len(html.encode()), re.search("<style>(.*?)</style>", html, re.DOTALL)
    images = re.findall(r"<picture\b.*?</picture>|<img\b[^>]*>", html, re.DOTALL)
    charts = [sum(map(len, re.findall('(?<=")data:[^"]*', image))) for image in images]
    tables = [len(one.encode()) for one in re.findall(r"<table\b.*?</table>", html, re.DOTALL)]
    own = whole - sum(charts) - sum(tables)
    questions = len(re.findall(r'<h2\b[^>]*><span class="num">', html))
    return Sizes(whole, own, questions, len(css[1].encode()) if css else 0, tuple(charts), tuple(tables))
