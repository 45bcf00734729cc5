"""No text of a chart touches another, a dot or the edge, whatever it says: by measured widths, and in a browser."""

import re
from typing import Any
import xml.etree.ElementTree as ET

from hypothesis import example, given, settings
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from browser import browser
from executed import fees, NAMES
from kit import charts, pen, style
from kit.charts import frame
from kit.charts.callouts import HIGH, placed
from kit.charts.days import scale_of_days
from kit.charts.timeline import _stacked
from kit.finding import Column, Finding

SCRIPTS = [
    *NAMES,
    "日本の美容レビュー日焼け止め",
    "ヒカリ 🌸 日焼け止め",
    "👩‍👩‍👧‍👦 Family 👍🏽",
    "W" * 60,
    "",
    "កម្ពុជាស្រស់ស្អាតបំផុតរាល់ថ្ងៃ",
]
NAME = st.one_of(st.sampled_from(SCRIPTS), st.text(max_size=40))
VALUE = st.one_of(st.floats(0.001, 9e6), st.sampled_from([0.0, 1.0, 1_000.0]))
ROWS = st.lists(st.tuples(NAME, VALUE, VALUE), min_size=1, max_size=9)


def table(rows: list[tuple[str, float, float]]) -> Finding:
    """Names and numbers in every kind of column that a form draws."""
    names, xs, ys = zip(*rows, strict=True)
    x, y = np.array(xs), np.array(ys)
    made = {"who": names, "x": x, "x_low": x * 0.8, "x_high": x * 1.3, "y": y, "share": 1 / (1 + x)}
    made |= {"rest": x / (2 + 2 * x), "published": y, "creators": range(len(rows)), "chosen": x > y}
    made |= {"day": pd.date_range("2026-05-01", periods=len(rows)), "state": ["late", "on time", "open"] * 3}
    kinds = {"x": "money", "x_low": "money", "x_high": "money", "y": "money", "published": "money", "creators": "count"}
    kinds |= {"share": "rate", "rest": "rate", "chosen": "flag", "day": "date"}
    shown = pd.DataFrame({column: list(values)[: len(rows)] for column, values in made.items()})
    columns = [Column(c, c.capitalize(), kinds.get(c, "text"), "KHR" if kinds.get(c) == "money" else "") for c in shown]
    return Finding("f", "Q?", "T.", shown, tuple(columns), n={"deals": len(rows)})


def drawings(f: Finding) -> dict[str, charts.Chart]:
    cases = pd.DataFrame({"who": f.table["who"].tolist() * 9, "x": np.linspace(1, 50, 9 * len(f.table))})
    names = [str(n) for n in f.table["who"]]
    return {
        "ranking": charts.ranking(f, "x", us=names[0], total=names[-1], verdict="state", prefix="#", sort=True),
        "stems": charts.ranking(f, "y", reference={"as often as before, and a little more": 3}),
        "ranges": charts.ranges(f, "x"),
        "pairs": charts.pairs(f, "y", "published", "x", total=names[0]),
        "days": charts.pairs(f, "day", "day", verdict="state"),
        "timeline": charts.timeline(f, "x", "who", events=dict(zip(names, f.table["day"], strict=True))),
        "relation": charts.relation(f, "x", "y", mark="chosen"),
        "composition": charts.composition(f, ["share", "rest"]),
        "distribution": charts.distribution(f, "x", cases=cases),
    }


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right, bottom and words of each text, by measured widths; as high as letters without marks."""
    found = []
    for e in ET.fromstring(svg).iter(style.SVG + "text"):
        look, text = e.get("style", ""), e.text or ""
        size = float(re.search(r"font-size:([\d.]+)px", look)[1]) if "font-size" in look else 13.0  # type: ignore[index]
        wide = pen.width(text, size, "700" in look) * 0.97
        x = float(e.get("x", "0")) - wide * (0.5 if "middle" in look else 1 if ":end" in look else 0)
        y = float(e.get("y", "0"))
        found.append((x, y - 0.72 * size, x + wide, y, text))
    return [b for b in found if b[4].strip("\u2068\u2069")]


def touching(every: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    return [
        (a[4], b[4])
        for i, a in enumerate(every)
        for b in every[:i]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@settings(max_examples=4)
@given(ROWS)
@example([(name, 5.0 * i, 3.0) for i, name in enumerate(SCRIPTS[:9])])
@example([(name, 1_000.0, 1_000.0) for name in SCRIPTS[-9:]])
@example([("W" * 60, 9e6, 0.001)])
def test_no_text_touches_another_or_leaves_the_drawing(rows):
    keep_apart(rows)


@pytest.mark.long
@settings(max_examples=60)
@given(ROWS)
def test_no_text_touches_another_or_leaves_the_drawing_whatever_it_says(rows):
    keep_apart(rows)


def keep_apart(rows: list[tuple[str, float, float]]) -> None:
    for form, chart in drawings(table(rows)).items():
        for svg, (width, height) in ((chart.wide, chart.size), (chart.narrow, chart.narrow_size)):
            every = boxes(svg) if svg else []
            assert touching(every) == [], form
            out = [b for b in every if b[0] < -1 or b[2] > width + 1 or b[1] < 0 or b[3] > height]
            assert [b for b in out if b[1] > 60 and b[3] < height - 60] == [], form  # titles and feet are wrapped
            for use in ET.fromstring(svg).iter(style.SVG + "use") if svg else []:
                if "_soft)" not in use.get("style", ""):
                    assert 0 <= float(use.get("x", "0")) <= width, form
                    assert 0 <= float(use.get("y", "0")) <= height, form


POINTS = st.lists(st.tuples(st.floats(0, 640), st.floats(0, 300)), min_size=1, max_size=120)


@given(POINTS, st.lists(st.floats(5, 200), min_size=1, max_size=7))
def test_names_beside_dots_cover_no_dot_no_name_and_leave_the_frame_nowhere(points, widths):
    dots, frame_ = np.array(points), (0, 0, 640, 300)
    found = placed(dots, [(i % len(points), width) for i, width in enumerate(widths)], frame_)
    kept = [place for place in found if place]
    for place in kept:
        left, bottom, right, top = place.box
        assert left >= 0
        assert bottom >= 0
        assert right <= 640
        assert top <= 300
        assert top - bottom == pytest.approx(HIGH)
        inside = (dots > (left, bottom)).all(axis=1) & (dots < (right, top)).all(axis=1)
        assert not inside.any()
    assert touching([(*place.box, str(i)) for i, place in enumerate(kept)]) == []


def test_a_single_name_stands_right_of_its_dot_without_a_line():
    (place,) = placed(np.array([(300.0, 100.0)]), [(0, 80.0)], (0, 0, 640, 300))
    assert place
    assert (place.anchor, place.leader) == ("start", None)
    assert place.at == pytest.approx((309, 100))


def test_a_name_without_room_is_not_written():
    assert placed(np.array([(50.0, 50.0)]), [(0, 300.0)], (0, 0, 200, 100)) == [None]


@given(st.lists(st.tuples(st.floats(0, 640), st.floats(1, 300)), max_size=12))
def test_words_of_events_stand_on_levels_where_none_touches_another(words):
    found = _stacked(words, 640)
    every = [
        (left, 20 * level, left + width, 20 * level + 17, "")
        for (left, level), (_, width) in zip(found, words, strict=True)
    ]
    assert touching(every) == []
    assert all(left >= 0 and right <= 640 for left, _, right, _, _ in every)


@given(st.lists(st.integers(730_000, 741_000), min_size=1), st.integers(3, 8))
def test_an_axis_of_days_holds_all_with_a_few_ticks(days, steps):
    axis = scale_of_days(days, steps)
    assert axis.low < min(days) <= max(days) < axis.high
    assert len(axis.ticks) == len(axis.labels) <= steps + 1


def test_names_are_shortened_by_their_width_never_between_a_letter_and_its_marks():
    import matplotlib

    with matplotlib.rc_context(style.rc(style.WIDE)):
        assert frame.fitted("Mint & Clay", 200) == "\u2068Mint & Clay\u2069"
        for name in SCRIPTS:
            text = frame.fitted(name, 90)
            assert frame.wide(text) <= 91
            assert "\u200d…" not in text


CHECK = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
  const edge = svg.getBoundingClientRect(), said = []
  const texts = [...svg.querySelectorAll('text')].map(e => {
    const box = e.getBoundingClientRect(), size = parseFloat(getComputedStyle(e).fontSize)
    const middle = (box.top + box.bottom) / 2
    if (box.left < edge.left - 1 || box.right > edge.right + 1) said.push(svg.id + ' leaves: ' + e.textContent)
    return [box.left, middle - size / 2, box.right, middle + size / 2, e.textContent]
  })
  const dots = [...svg.querySelectorAll('use')].map(e => e.getBoundingClientRect())
  texts.forEach((a, i) => {
    texts.slice(0, i).forEach(b => {
      if (a[0] < b[2] - .5 && b[0] < a[2] - .5 && a[1] < b[3] - 1 && b[1] < a[3] - 1)
        said.push(svg.id + ': ' + a[4] + b[4])
    })
    dots.filter(d => d.width < 30).forEach(d => {
      if (a[0] < d.right - 1 && d.left < a[2] - 1 && a[1] < d.bottom - 1.5 && d.top < a[3] - 1.5)
        said.push(svg.id + ' on a dot: ' + a[4])
    })
  })
  return said
})"""


def inline(chart: charts.Chart, name: str) -> str:
    """Both drawings in a page, their ids made their own."""
    page = ""
    for kind, svg, (width, height) in (("wide", chart.wide, chart.size), ("narrow", chart.narrow, chart.narrow_size)):
        own = re.sub(r'( id="|href="#|url\(#)', rf"\1{name}{kind}", svg)
        page += own.replace("<svg", f'<svg id="{name}-{kind}" width="{width}" height="{height}"', 1)
    return page


@pytest.mark.slow
def test_in_a_browser_names_in_any_script_touch_nothing_and_leave_no_drawing():
    rows = [(name, 1.7**i, 2.3 + i) for i, name in enumerate(SCRIPTS[:9])]
    more = [(name, 1.3**i, 5.0) for i, name in enumerate(SCRIPTS[9:18])]
    with browser() as opened:
        page = opened.new_page(viewport={"width": 800, "height": 600})
        for some in (rows, more):
            page.set_content("".join(inline(chart, form) for form, chart in drawings(table(some)).items()))
            assert page.evaluate(CHECK) == []
        page.set_content(inline(charts.relation(fees(), "followers", "fee"), "fees"))
        assert page.evaluate(CHECK) == []


@pytest.mark.slow
def test_texts_are_no_wider_in_a_browser_than_they_are_measured():
    names = [n for n in SCRIPTS if n]
    with browser() as opened:
        page = opened.new_page()
        page.set_content(
            f'<svg><text id="t" style="font-size:100px"></text></svg><style>text{{font-family:{style.SANS}}}</style>'
        )
        wide = page.evaluate("names => names.map(n => { t.textContent = n; return t.getComputedTextLength() })", names)
    for name, width in zip(names, wide, strict=True):
        assert width <= pen.width(name, 100) * 1.03, name
