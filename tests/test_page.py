"""The page of an executed notebook: its parts, what cannot run in it, and how it behaves in a browser."""

import os
from pathlib import Path
import re
import subprocess
import sys
import time

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
import pytest

from browser import axe, browser, open_page
from executed import cells_of, leaderboard, notebook, refused, strategist, styles, tiers, whole
from kit import style
from kit.reports.page import KitExporter

CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@pytest.fixture(scope="module")
def exporter() -> KitExporter:
    return KitExporter()


@pytest.fixture(scope="module")
def html(exporter) -> str:
    return exporter.from_notebook_node(whole())[0]


@pytest.fixture(scope="module")
def file(html, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(html, encoding="utf-8")
    return path


def body(html: str) -> str:
    """Without stylesheet and drawings."""
    return re.sub(r'"data:[^"]*"', '""', html.split("</style>", 1)[1])


def section(html: str, ident: str) -> str:
    return re.search(rf'<section aria-labelledby="{ident}-h".*?</section>', html, re.DOTALL)[0]


def test_the_parts_stand_in_order(html):
    marks = [
        "Sample data, made up",
        "<h1>Skincare",
        "For the strategist",
        'class="chips"',
        "report made",
        "In brief",
        "Contents",
        'id="tier_benchmarks"',
        'id="limits"',
        'id="made"',
        "Definitions",
        "Tables read",
        "Parameters",
        "Run it again",
        "<footer>",
    ]
    places = [html.index(mark, html.index("</style>")) for mark in marks]
    assert places == sorted(places)


def test_a_section_is_takeaway_caveat_chart_table_and_fold(html):
    part = section(html, "leaderboard")
    places = [part.index(mark) for mark in ('class="takeaway"', 'class="caveat"', "<figure>", "<table", "<details>")]
    assert places == sorted(places)
    assert "With few videos a raw rate is partly luck." in part[places[-1] :]


def test_in_brief_has_six_findings_by_priority_and_no_refusal_where_enough_are_shown(html):
    brief = section(html, "brief")
    assert re.findall('href="#([^"]+)"', brief) == [
        "tier_benchmarks",
        "leaderboard",
        "share_of_voice",
        "sponsored_gap",
        "what_drives_price",
        "content_styles",
    ]
    assert "Not shown" not in brief


def test_in_brief_fills_up_with_refusals_to_three(exporter):
    brief = section(
        exporter.from_notebook_node(notebook(cells_of("A?", "", refused()), cells_of("B?", "", styles())))[0], "brief"
    )
    assert re.findall('href="#([^"]+)"', brief) == ["content_styles", "audience_fit"]
    assert "<b>Not shown.</b>" in brief


def test_every_anchor_leads_somewhere_once(html):
    ids = re.findall(r'\sid="([^"]+)"', body(html))
    assert len(ids) == len(set(ids))
    assert set(re.findall('href="#([^"]+)"', html)) <= set(ids)


def test_code_is_never_shown(html):
    assert "secret_code" not in html
    assert "import kit" not in body(html)


def test_the_page_runs_nothing_loads_nothing_and_leads_nowhere(html):
    shown = body(html)
    assert f'<meta content="{CSP}" http-equiv="Content-Security-Policy"/>' in html
    assert not re.search(
        r"<script|<link|<iframe|<object|<form|\son\w+=|\sstyle=|javascript:", re.sub("&lt;.*?&gt;", "", shown)
    )
    assert re.findall(r'href="(?!#)([^"]*)"', shown) == ["https://example.org/shrinkage?a=1&amp;b=2"]
    assert all(src == "" for src in re.findall(r'(?:src|srcset)="([^"]*)"', shown))


def test_what_strategists_add_is_shown_and_tame(html):
    part = section(html, "which-of-them-did-we-meet")
    for mark in (
        "My own notes, with a link (<code>https://example.org/x</code>)",
        "<h3>A heading</h3>",
        "$x$",
        "&lt;b&gt;creator&lt;/b&gt;",
        'scope="col"',
        'scope="row"',
        '<td class="n">34000</td>',
        "data:image/png;base64",
        'width="300"',
        "data:image/svg+xml;base64",
        "<em>as people write it</em>",
        "100%\nred &lt;b&gt;not bold&lt;/b&gt;",
        "FutureWarning",
        "A <b>bold</b> remark",
        "<em>tracker</em>",
        "This output is interactive",
        "ZeroDivisionError: division by &lt;zero&gt;",
    ):
        assert mark in part, mark
    assert "10%" not in part
    assert "example.org/track" not in part
    assert "Trace" not in part


def test_hostile_parameters_stay_text_and_the_command_can_be_pasted(html):
    made = section(html, "made")
    assert "kit run benchmarking \\\n    -p 'brand=Lotus '\"'\"'n'\"'\"' &lt;Skincare&gt;' \\\n" in made
    assert "    --data lotus" in made
    assert "tier of the &lt;leaderboard&gt;" in made


def test_a_brand_cannot_leave_the_stylesheet(exporter):
    nb = notebook(about={"brand": '</style><script>alert(1)</script>"; } * { display: none', "made_up": False})
    page = exporter.from_notebook_node(nb)[0]
    assert page.count("</style>") == 1
    assert "<script" not in page
    assert "Sample data" not in page


def test_a_command_noted_by_kit_run_is_shown_as_it_is(exporter):
    nb = notebook()
    nb.metadata.kit["command"] = "kit run benchmarking -p 'brand=A b' --data ws"
    assert "kit run benchmarking \\\n    -p 'brand=A b' \\\n    --data ws" in exporter.from_notebook_node(nb)[0]


def test_a_notebook_without_any_of_our_parts_still_gives_a_page(exporter):
    nb = nbformat.v4.new_notebook(
        cells=[new_markdown_cell("Only text"), new_code_cell("1", outputs=strategist()[1].outputs)]
    )
    page = exporter.from_notebook_node(nb, {"metadata": {"name": "my_notes"}})[0]
    assert "<h1>My notes</h1>" in page
    assert "Only text" in page
    assert "kit run my_notes" in page


def test_two_findings_of_one_key_get_two_anchors(exporter):
    page = exporter.from_notebook_node(notebook(cells_of("A?", "", leaderboard(3), leaderboard(5))))[0]
    assert 'id="leaderboard"' in page
    assert '<h3 id="leaderboard_2">' in page


def test_a_chart_stands_with_its_finding_wherever_its_cell_is(exporter):
    chart = whole().cells[6]
    nb = notebook(cells_of("A?", "", tiers()), cells_of("B?", "", leaderboard(3)))
    nb.cells.insert(-1, chart)
    page = exporter.from_notebook_node(nb)[0]
    assert "<figure>" in section(page, "tier_benchmarks")
    assert "<figure>" not in section(page, "leaderboard")


@pytest.mark.slow
def test_the_stock_exporter_gives_the_same_bytes(html, tmp_path):
    nbformat.write(whole(), tmp_path / "Notebook.ipynb")
    templates = tmp_path / "share" / "nbconvert" / "templates"
    templates.mkdir(parents=True)
    (templates / "kit").symlink_to(style.template_dir(), target_is_directory=True)
    env = os.environ | {"JUPYTER_PATH": str(tmp_path / "share"), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--template", "kit", "Notebook.ipynb"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert (tmp_path / "Notebook.html").read_text(encoding="utf-8").rstrip("\n") == html.rstrip("\n")


def test_a_page_is_made_in_a_moment(exporter, html):
    nb = whole()
    start = time.perf_counter()
    exporter.from_notebook_node(nb)
    assert time.perf_counter() - start < 2  # 0.03 s on an idle machine; slow passes took 4 s


@pytest.mark.slow
def test_the_page_behaves_in_a_browser_at_every_width_and_scheme(file):
    with browser() as opened:
        for width in (360, 768, 1280):
            for scheme in ("light", "dark"):
                with open_page(opened, file, width, scheme) as (page, said):
                    assert not axe(page), (width, scheme)
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
                    assert not said
                    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")


@pytest.mark.slow
def test_the_page_prints(file):
    with browser() as opened, open_page(opened, file, scheme="dark") as (page, _):
        assert page.pdf(format="A4", prefer_css_page_size=True)[:5] == b"%PDF-"
