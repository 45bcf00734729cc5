"""Names in any script, in sentences, tables, charts and the gallery: whole, in their own direction, with glyphs."""

from base64 import b64decode
from dataclasses import replace
from html import unescape
import io
import re

from PIL import Image
import pytest

from browser import browser, open_page
from executed import cells_of, leaderboard, notebook
from kit import charts, wording
from kit.reports.gallery import gallery
from kit.reports.page import KitExporter

NAMES = {
    "km": "សុភា ថែស្បែក ខ្មែរ",
    "th": "น้ำผึ้ง รีวิวสกินแคร์",
    "ar": "نور العناية بالبشرة",
    "ja": "美容とスキンケア日記",
    "emoji": "👩🏽‍🎤 Glow 🇰🇭 ✨",
    "he": "יומן טיפוח",
    "hi": "त्वचा की देखभाल",
    "vi": "Da đẹp mỗi ngày",
}
ABSENT = "\u0378"  # no font has it: a box, or nothing


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with one finding, its chart and its table; the first name is in the takeaway, every name in a row."""
    found = leaderboard(len(NAMES))
    table = found.table.ffill().assign(creator=list(NAMES.values()))
    said = f"{wording.name(NAMES['ar'])} has 12 videos, {wording.name(NAMES['km'])} has {wording.percent(0.094)}."
    found = replace(found, table=table, takeaway=said)
    chart = charts.ranking(found, value="rate")
    path = tmp_path_factory.mktemp("scripts") / "page.html"
    path.write_text(KitExporter().from_notebook_node(notebook(cells_of("Who?", "", found, chart)))[0], encoding="utf-8")
    return path


def drawings(html: str) -> list[str]:
    return [b64decode(code).decode() for code in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)]


def test_names_reach_the_sentence_the_table_and_both_drawings_whole(page):
    html = page.read_text(encoding="utf-8")
    assert len(drawings(html)) == 2
    for name in NAMES.values():
        assert f'<th scope="row">{name}</th>' in html
        for svg in drawings(html):
            shown = [unescape(re.sub("[\u2068\u2069]|<[^>]+>", "", t)) for t in re.findall("<text.*?</text>", svg)]
            assert name in shown
    assert f"<bdi>{NAMES['ar']}</bdi> has" in html
    assert f'alt="{NAMES["ar"]} has 12' in html


def test_names_reach_the_gallery_whole():
    html = gallery(
        [{"name": f"r-{key}", "label": name, "brand": name, "status": "done"} for key, name in NAMES.items()]
    )
    for name in NAMES.values():
        assert html.count(f"<bdi>{name}</bdi>") >= 2


@pytest.mark.slow
def test_every_script_has_its_glyphs_in_table_and_chart(page):
    """No name looks as boxes would; scripts without a font on this machine are skipped by name."""
    lacking = []
    with browser() as opened, open_page(opened, page) as (shown, _):
        for row, (key, name) in enumerate(NAMES.items()):
            cell = shown.locator("#leaderboard tbody th").nth(row)
            seen = cell.screenshot()
            boxes = "".join(" " if c == " " else ABSENT for c in name)
            cell.evaluate("(cell, boxes) => { cell.firstChild.data = boxes }", boxes)
            if seen == cell.screenshot():
                lacking.append(key)
            cell.evaluate("(cell, name) => { cell.firstChild.data = name }", name)
    assert not {"km", "th", "ar", "vi"} & {*lacking}
    if lacking:
        pytest.skip(f"no font here for {', '.join(lacking)}")


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_marks_above_and_below_letters_are_not_cut(page, width):
    """Khmer and Thai stack marks: the ink of every name keeps off the upper and lower edge of its cell."""
    with browser() as opened, open_page(opened, page, width) as (shown, said):
        for name in NAMES.values():
            cell = shown.locator("tbody th", has_text=name).first
            ink = Image.open(io.BytesIO(cell.screenshot())).convert("L").point(lambda v: 255 * (v < 128))
            box = ink.crop((0, 1, ink.width, ink.height - 2)).getbbox()
            assert box is not None, name
            assert box[1] >= 2, name
            assert box[3] <= ink.height - 5, name
        assert not said


@pytest.mark.slow
def test_a_name_from_right_to_left_keeps_its_place_in_the_sentence(page):
    where = """text => { const walker = document.createTreeWalker(document.querySelector('.takeaway'), 4);
        for (let node; node = walker.nextNode();) { const at = node.data.indexOf(text); if (at < 0) continue;
            const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + text.length);
            const box = range.getBoundingClientRect(); return [box.left, box.right, box.top] } }"""
    with browser() as opened, open_page(opened, page) as (shown, _):
        name, rest, number = (shown.evaluate(where, part) for part in (NAMES["ar"], "has 12", "12"))
        assert name[1] <= rest[0] + 1
        assert rest[0] < number[0]
        assert (
            shown.locator("tbody th", has_text=NAMES["ar"]).first.evaluate("c => getComputedStyle(c).textAlign")
            == "left"
        )
