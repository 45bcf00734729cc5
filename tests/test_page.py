"""The page of an executed notebook: its parts, what cannot run in it, and how it behaves in a browser."""

from collections.abc import Callable, Iterator
import os
from pathlib import Path
import re
import subprocess
import sys
import time
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
import pytest

from browser import axe, browser, open_page
from executed import cells_of, leaderboard, notebook, refused, strategist, styles, tiers, whole
from halted import error, FIRST, halted, LAST, OPEN, PARAMETERS, report, SECOND, SECOND_AGAIN, SENTENCES, stock
from kit import style
from kit.reports import failure, publishing
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


def test_an_incomplete_report_says_so_above_in_brief_in_its_title_and_foot(exporter):
    page = exporter.from_notebook_node(halted("time_out", SECOND))[0]
    assert "<title>Incomplete: Benchmarking" in page
    assert page.index("This report is not complete") < page.index('id="brief"')
    card = section(page, "unfinished")
    assert SENTENCES["time_out"] in card
    rows = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card))
    links = {name: re.findall('href="#(.*?)"', row) for name, row in rows.items()}
    assert links == {
        "Stopped in": ["which-creators-stand-out"],
        "Computed": ["tier_benchmarks"],
        "Not run": ["who-is-talked-about-most", "what-are-the-videos-made-of"],
    }
    assert 'href="#again"' in card
    assert "incomplete" in page[page.index("<footer>") :]
    assert "· incomplete" in page[: page.index("</style>")]


def test_a_complete_report_has_nothing_of_that(html):
    for mark in ("Incomplete", "incomplete", 'id="unfinished"', "Not run:", "not run</small>"):
        assert mark not in html.split("</style>", 1)[1], mark


def test_in_brief_tells_how_many_questions_it_rests_on(exporter):
    def told(nb):
        return re.search('<p class="more">(.*?)</p>', section(exporter.from_notebook_node(nb)[0], "brief"))[1]

    of = "Of 4\u00a0questions, "
    assert told(halted("time_out", SECOND)) == f"{of}1 was computed before the run stopped."
    assert told(halted("time_out", SECOND_AGAIN)) == f"{of}1 was computed before the run stopped, 1 more in part."
    assert told(halted("time_out", LAST)) == f"{of}3 were computed."
    assert told(halted("time_out", FIRST + 1)) == f"{of}none was computed in full before the run stopped."


def test_the_section_that_stopped_keeps_what_it_had_and_says_why_the_rest_is_missing(exporter):
    nb = halted("cell_error", SECOND_AGAIN, details="KeyError: 'views'")
    part = section(exporter.from_notebook_node(nb)[0], "leaderboard")
    assert part.index("has the highest rate") < part.index("This step stopped, so what it should show is missing.")
    assert "<code>kit import videos.csv --into lotus</code>" in part
    assert "<code>KeyError: 'views'</code>" in part


def test_questions_that_were_not_run_have_one_line_and_text_stays_text(exporter):
    page = exporter.from_notebook_node(halted("dead_kernel", SECOND))[0]
    part = section(page, "who-is-talked-about-most")
    assert "<b>Not run:</b> the report stopped before this question." in part
    assert "Share of voice counts videos" not in part
    assert "in the words of our own team" in section(page, "what-did-we-promise")
    assert "Engagement is not orders" in section(page, "limits")


def test_the_contents_mark_what_is_missing(exporter):
    page = exporter.from_notebook_node(halted("dead_kernel", SECOND))[0]
    contents = re.search("<nav.*?</nav>", page, re.DOTALL)[0]
    assert re.findall(r"<small><span aria-hidden=\"true\">(.)</span> (.*?)</small>", contents) == [
        ("×", "stopped"),
        ("○", "not run"),
        ("○", "not run"),
    ]


@pytest.mark.parametrize("at", [PARAMETERS, OPEN])
def test_a_run_that_stopped_before_any_question_computed_nothing(at, exporter):
    page = exporter.from_notebook_node(halted("cell_error", at))[0]
    card = section(page, "unfinished")
    assert "the first steps, before any question" in card
    assert "<dt>Computed</dt><dd>nothing</dd>" in card
    assert 'id="brief"' not in page
    assert "Notes" not in page
    assert page.count("<b>Not run:</b>") == 4
    assert "kit run benchmarking" in section(page, "made")


def test_where_no_kernel_came_nothing_is_said_to_have_stopped(exporter):
    card = section(exporter.from_notebook_node(halted("no_kernel", PARAMETERS))[0], "unfinished")
    assert "Stopped in" not in card
    assert "nothing ran" in card


@pytest.mark.parametrize("kind", ["disk_full", "page"])
def test_what_went_wrong_after_the_last_question_leaves_them_all(kind, exporter):
    nb = report()
    nb.metadata.kit["failure"] = {"kind": kind, "sentence": SENTENCES[kind], "section": "", "cell": 0, "details": ""}
    page = exporter.from_notebook_node(nb)[0]
    assert "Every question was computed; what is shown here stands." in section(page, "unfinished")
    assert "<b>Not run:</b>" not in page


@pytest.mark.parametrize("kind", ["disk_full", "page"])
def test_results_that_could_not_be_put_on_the_page_were_not_not_run(kind, exporter):
    page = exporter.from_notebook_node(publishing.bare(report(), failure.note(kind, "ValueError", "x")))[0]
    assert page.count("<b>Not here:</b> what was computed could not be put on this page.") == 4
    assert "Not run" not in page


def test_a_notebook_without_headings_that_stopped_reads_well_too(exporter):
    nb = halted("dead_kernel", SECOND, cell=0)
    nb.cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    page = exporter.from_notebook_node(nb)[0]
    assert "<dt>Not run</dt><dd>3\u00a0steps after it</dd>" in section(page, "unfinished")
    assert "Here is only what was computed before the run stopped." in section(page, "brief")
    assert "This step stopped" in section(page, "tier_benchmarks")


@pytest.mark.parametrize(("at", "seen"), [(SECOND, True), (SECOND, False), (LAST, False)])
def test_what_stock_papermill_left_unfinished_is_incomplete_too(at, seen, exporter):
    page = exporter.from_notebook_node(stock(at, *[error()] * seen, seen=seen))[0]
    assert "<title>Incomplete: " in page
    assert "An Exception was encountered" not in page
    assert page.count("This step stopped") == 1


def test_no_traceback_colour_or_markup_of_a_failure_reaches_the_page(exporter):
    hostile = "\x1b[31m<script>alert(1)</script>\u202e</style>" + "long " * 1000
    nb = halted(
        "cell_error", SECOND, details=hostile, sentence=f"{hostile}\nTraceback (most recent call last):\n  File"
    )
    log = "before\nTraceback (most recent call last):\n  File secret\n    1/0\nZeroDivisionError: x\nafter"
    nb.cells[SECOND].outputs = [error(), nbformat.v4.new_output("stream", name="stderr", text=log)]
    page = exporter.from_notebook_node(nb)[0]
    for mark in ("\x1b", "[31m", "<script", "\u202e", "Traceback", "secret", "long " * 100):
        assert mark not in body(page), mark
    assert page.count("</style>") == 1
    assert "ZeroDivisionError: x\nafter" in page


@pytest.mark.slow
def test_the_stock_exporter_gives_the_same_bytes(exporter, tmp_path):
    made = {"Notebook": whole(), "halted": halted("cell_error", SECOND_AGAIN, "KeyError: 'x'")}
    for name, nb in made.items():
        nbformat.write(nb, tmp_path / f"{name}.ipynb")
    templates = tmp_path / "share" / "nbconvert" / "templates"
    templates.mkdir(parents=True)
    (templates / "kit").symlink_to(style.template_dir(), target_is_directory=True)
    env = os.environ | {"JUPYTER_PATH": str(tmp_path / "share"), "PYTHONPATH": os.pathsep.join(sys.path)}
    words = ["--to", "html", "--template", "kit", *(f"{name}.ipynb" for name in made)]
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", *words],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    for name, nb in made.items():
        html = exporter.from_notebook_node(nb, {"metadata": {"name": name}})[0]
        assert (tmp_path / f"{name}.html").read_text(encoding="utf-8").rstrip("\n") == html.rstrip("\n"), name


def test_a_page_is_made_in_a_moment(exporter, html):
    nb = whole()
    start = time.perf_counter()
    exporter.from_notebook_node(nb)
    assert time.perf_counter() - start < 2  # 0.03 s on an idle machine; slow passes took 4 s


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as one:
        yield one


def behaves(opened: Any, path: Path, width: int, scheme: str, alike: bool = True) -> None:
    with open_page(opened, path, width, scheme) as (page, said):
        assert not axe(page, alike)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not said
        assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")


QUICK = ((360, "light", False), (1280, "dark", False))  # of rows that look alike two; make test-long looks at all
EVERY = [(width, scheme, True) for width in (360, 768, 1280) for scheme in ("light", "dark")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "alike"), [*QUICK, *(pytest.param(*view, marks=pytest.mark.long) for view in EVERY)]
)
def test_the_page_behaves_in_a_browser_at_every_width_and_scheme(opened, file, width, scheme, alike):
    behaves(opened, file, width, scheme, alike)


HALTED: dict[str, Callable[[], nbformat.NotebookNode]] = {
    "cell": lambda: halted("cell_error", SECOND_AGAIN, "KeyError: 'views'", sentence="x" * 500),
    "kernel": lambda: halted("no_kernel", PARAMETERS),
    "error": lambda: stock(LAST, error()),
    "unseen": lambda: stock(SECOND, seen=False),
}
OFTEN = {("cell", 360), ("cell", 1280), ("kernel", 1280), ("error", 360), ("unseen", 1280)}  # others: make test-long


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        pytest.param(name, *view, marks=[] if (name, view[0]) in OFTEN else [pytest.mark.long])
        for name in HALTED
        for view in ((360, "dark"), (1280, "light"))
    ],
)
def test_an_incomplete_page_behaves_too(name, width, scheme, opened, exporter, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(exporter.from_notebook_node(HALTED[name]())[0], encoding="utf-8")
    behaves(opened, path, width, scheme)


@pytest.mark.slow
def test_the_page_prints(opened, file):
    with open_page(opened, file, scheme="dark") as (page, _):
        assert page.pdf(format="A4", prefer_css_page_size=True)[:5] == b"%PDF-"
