"""The pages that people get: the three reports on the sample workspace and their gallery, in a browser and on paper."""

from collections.abc import Iterator
from itertools import pairwise
import json
from pathlib import Path
import re
from typing import Any
import unicodedata

import pytest

from browser import axe, browser
import looking
import printing

pytestmark = pytest.mark.slow
REPORTS = ("benchmarking", "tier_pricing", "post_mortem")
QUICK = ((360, "light", False), (1280, "dark", False))  # of rows that look alike two; make test-long looks at all
EVERY = [(width, scheme, True) for width in looking.WIDTHS for scheme in looking.SCHEMES]
VIEWS = [*QUICK, *(pytest.param(*view, marks=pytest.mark.long) for view in EVERY)]
TABS = [
    pytest.param(width, scheme, folds, marks=[] if folds == (width == 360) else [pytest.mark.long])
    for width, scheme in ((1280, "light"), (360, "dark"))
    for folds in (False, True)
]
PAPERS = [pytest.param(paper, marks=[pytest.mark.long] if paper != "A4" else []) for paper in printing.PAPERS]
STOPS = """() => {  // what Tab must reach, in the order of the document; of a group of radio buttons the chosen one
    const all = document.querySelectorAll("a[href], summary, button, input, select, textarea, [tabindex]");
    window.stops = [...all].filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})
        && !(e.type === "radio" && !e.checked && document.querySelector(`input[name="${e.name}"]:checked`)));
    return window.stops.map(e => `${e.tagName} ${(e.ariaLabel || e.textContent || e.id).trim().slice(0, 50)}`);
}"""
REACHED = """() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (e === document.body) return null;
    const levels = colour => {
        const pen = new OffscreenCanvas(1, 1).getContext("2d");
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const light = colour => levels(colour).slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const paper = light(getComputedStyle(document.body).backgroundColor), line = light(style.outlineColor);
    const contrast = (Math.max(paper, line) + 0.05) / (Math.min(paper, line) + 0.05);
    return {
        stop: window.stops.indexOf(e),
        name: `${e.tagName} ${e.className}`,
        clear: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && contrast >= 3,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


@pytest.fixture(scope="module")
def made(sample_reports) -> Path:
    """The folder of the three reports and the gallery, by `kit run`."""
    return sample_reports


@pytest.fixture(scope="module")
def opened(made) -> Iterator[Any]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module", params=[*REPORTS, "index"])
def path(request, made) -> Path:
    return made / f"{request.param}.html"


@pytest.fixture(scope="module")
def shown(path, opened) -> Iterator[tuple[Any, list[str]]]:
    """The page, opened once for all tests, and what it said."""
    with looking.open_page(opened, path) as both:
        yield both


@pytest.fixture(scope="module")
def page(shown) -> Any:
    return shown[0]


@pytest.fixture(scope="module", params=PAPERS)
def paper(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def sheets(page, paper) -> Any:
    """What prints from the dark scheme with folds closed."""
    looking.look(page, 1280, "dark", folds=False)
    return printing.printed(page, paper)


def html(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """Without blanks and signs that are not seen, so that breaks of lines do not matter."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(kept)


@pytest.mark.parametrize(("width", "scheme", "alike"), VIEWS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page, width, scheme, alike):
    looking.look(page, width, scheme, folds=True)
    assert axe(page, alike) == []
    assert looking.sideways(page) == 0
    looking.look(page, width, scheme, folds=False)
    assert looking.sideways(page) == 0


def test_nothing_is_said_on_the_console_and_nothing_asked_for(shown):
    page, said = shown
    page.emulate_media(media="print")
    page.emulate_media(media="null")
    assert said == []


def test_it_runs_nothing_and_its_policy_lets_it_load_nothing(path):
    text = html(path)
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|iframe|object|embed|form)\b|\son\w+=\"", re.sub('"data:[^"]*"', "", text))


def test_the_language_is_set_and_headings_nest(page):
    assert page.evaluate("document.documentElement.lang") == "en"
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels


def test_every_chart_has_its_data_in_a_table_and_says_how_its_takeaway_begins(page, path):
    charts = page.evaluate(
        """[...document.querySelectorAll("main img")].map(i => {
            const section = i.closest("section");
            const takeaways = [...section.querySelectorAll(".takeaway")].map(t => t.textContent);
            return [i.alt, section.querySelector("table tbody td") !== null, takeaways];
        })"""
    )
    assert len(charts) >= (6 if path.stem in REPORTS else 0)
    for alt, table, takeaways in charts:
        assert table, alt
        assert any(squeezed(takeaway).startswith(squeezed(alt)) for takeaway in takeaways)


@pytest.mark.parametrize(("width", "scheme", "folds"), TABS)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(page, width, scheme, folds):
    looking.look(page, width, scheme, folds)
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }")
    stops, reached = page.evaluate(STOPS), []
    for _ in range(2 * len(stops) + 5):
        page.keyboard.press("Tab")
        if (here := page.evaluate(REACHED)) is None:
            break
        reached.append(here)
    assert here is None, "Tab does not leave the page"
    order = [one["stop"] for one in reached if one["stop"] >= 0]  # -1: a box that scrolls, reached by itself
    assert [stops[i] for i in order] == stops
    assert [one["name"] for one in reached if not (one["clear"] and one["inside"])] == []


def test_its_parts_keep_to_their_sizes(path):
    size = looking.sizes(html(path))
    assert size.own <= 1000 * size.own_kb
    assert [table for table in size.tables if table > 1000 * looking.TABLE_KB] == []
    assert size.whole <= 1000 * looking.REPORT_KB


def test_no_page_edge_cuts_a_row_or_chart_or_parts_a_heading_from_its_text(paper, path, opened):
    with looking.open_page(opened, path) as (page, _):
        assert printing.cut(page, paper) == []


def test_the_foot_of_every_sheet_has_title_and_page(sheets, path):
    title = re.search("<title>(.*?)</title>", html(path))[1].split(" · ")[0]
    for number, foot in enumerate(printing.feet(sheets), 1):
        assert title in foot
        assert foot.endswith(f"{number} / {len(sheets)}")


def test_folded_text_is_printed(sheets, page):
    printed = squeezed(printing.words(sheets))
    folded = page.evaluate("[...document.querySelectorAll('details p, details li')].map(p => p.textContent)")
    assert [text for text in folded if squeezed(text)[:40] not in printed] == []


def test_what_prints_from_the_dark_scheme_is_black_on_white_as_from_the_light_one(sheets, page, paper):
    dark = printing.images(sheets, dpi=50)
    looking.look(page, 1280, "light", folds=False)
    assert printing.same(dark, printing.images(printing.printed(page, paper), dpi=50))
    greys = [sheet.convert("L") for sheet in dark]
    assert {grey.getpixel((2, 2)) for grey in greys} == {255}
    assert all(sum(grey.histogram()[200:]) > 0.6 * grey.width * grey.height for grey in greys)
    assert min(grey.getextrema()[0] for grey in greys) < 60


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<table><tr><td style='height: 12in'>tall</table>", "A4: row “tall” is cut: pages 1–2"),
        ("<h2 style='margin-bottom: 12in'>Head</h2><p>text", "A4: heading “Head” on page 1, what follows on page 2"),
        ("<table style='width: 10in'><tr><td>wide</table>", "A4: printed at 82 % to make room for something too wide"),
        ("<table style='width: 20in'><tr><td>wide</table>", "A4: row “wide” on page 1 runs 367 pt over the right edge"),
        ("<table><tr style='visibility: hidden'><td>x</table><p>text", ""),
    ],
)
def test_what_a_page_edge_cuts_is_found(body, said, opened, tmp_path):
    file = tmp_path / "cut.html"
    file.write_text(f"<main>{body}</main>", encoding="utf-8")
    with looking.open_page(opened, file) as (page, _):
        found = printing.cut(page, "A4")
    assert said in found if said else not found


def test_axe_finds_a_faint_row_among_many_that_are_alike(opened, tmp_path):
    file = tmp_path / "rows.html"
    plain, faint = "<tr><td>plain</td></tr>", "<tr class=faint><td>faint</td></tr>"
    rows = f"<style>.faint {{ color: #ddd }}</style><table><tbody>{plain * 5}{faint}{plain * 5}</table>"
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Rows</title><main><h1>Rows</h1>'
    file.write_text(f"{head}{rows}<img src='data:,'></main>", encoding="utf-8")
    with looking.open_page(opened, file) as (page, _):
        assert {line.split(":")[0] for line in axe(page, alike=False)} == {"color-contrast", "image-alt"}
        assert page.evaluate("[...document.querySelectorAll('tr')].every(e => e.checkVisibility())")
        page.evaluate("document.querySelectorAll('.faint, img').forEach(e => e.remove())")
        assert axe(page, alike=False) == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_page_shows_no_messages_of_libraries(made, report):
    assert "Messages while this was computed" not in (made / f"{report}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("report", REPORTS)
def test_a_term_means_one_thing_in_a_report(made, report):
    found = json.loads((made / f"{report}.json").read_text(encoding="utf-8"))["findings"]
    meanings: dict[str, set[str]] = {}
    for finding in found:
        for term, meaning in finding["definitions"].items():
            meanings.setdefault(term, set()).add(meaning)
    assert not {term: said for term, said in meanings.items() if len(said) > 1}
