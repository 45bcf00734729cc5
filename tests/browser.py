"""Chromium for tests that look at a page: `with browser() as b`, `open_page(b, path, width, scheme)`, `axe(page)`.

Skips, with the reason, where there is no Chromium.  How it is started and asked stands in `benchmarks/looking.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import looking
from looking import open_page

__all__ = ["axe", "browser", "open_page"]
CONTRAST = "color-contrast"  # nine tenths of the time, most of it on rows and cards that are alike
_RUN = """async ([values, contrast]) => {
    const runOnly = contrast ? {type: "rule", values: [contrast]} : {type: "tag", values};
    const rules = contrast ? {} : {"color-contrast": {enabled: false}};
    const found = await axe.run(document, {runOnly, rules, resultTypes: ["violations"]});
    return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
}"""
_ALIKE = """hide => {  // rows and cards whose elements, classes and styles two others beside them have
    const drawn = e => `${e.localName} ${e.getAttribute("class")} ${e.getAttribute("style")} ` +
        `(${[...e.children].map(drawn).join()})`;
    const seen = new Map();
    if (!hide) for (const e of document.querySelectorAll("[data-alike]")) {
        e.style.removeProperty("display");
        e.removeAttribute("data-alike");
    } else for (const e of document.querySelectorAll("tbody tr, li.card")) {
        const known = seen.get(e.parentElement) || new Map(), own = drawn(e);
        seen.set(e.parentElement, known.set(own, (known.get(own) || 0) + 1));
        if (known.get(own) > 2) e.dataset.alike = "";
    }
    for (const e of document.querySelectorAll("[data-alike]")) e.style.setProperty("display", "none", "important");
}"""


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    if looking.chromium() is None:
        pytest.skip("no chromium on PATH (apt-get install chromium)")
    pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    with looking.browser() as opened:
        yield opened


def axe(page: Any, alike: bool = True) -> list[str]:
    """What axe-core finds at levels A and AA and among best practices with all folds open, one line each.

    alike: look at the contrast of every row and card, not of two of each kind only.
    """
    script = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    if alike:
        return looking.axe(page)[0]
    if not page.evaluate("'axe' in window"):
        page.evaluate(script.AXE_SCRIPT)
    found = page.evaluate(_RUN, [looking.RULES, ""])
    page.evaluate(_ALIKE, True)
    found += page.evaluate(_RUN, [looking.RULES, CONTRAST])
    page.evaluate(_ALIKE, False)
    return found
