"""The section on the data tells what became of all the others, with a link to each."""

from dataclasses import replace
import re

import pytest

from executed import cells_of, leaderboard, notebook, refused, strategist, tiers, voice
from halted import halted, LAST, report
from kit import style, wording
from kit.finding import Finding
from kit.reports.page import KitExporter

CHECK = Finding("data_check", "What are these numbers made of?", "These are 3 videos.")


@pytest.fixture(scope="module")
def exporter() -> KitExporter:
    return KitExporter()


def listed(html: str) -> list[tuple[str, str]]:
    """(link, text) of every line that the section on the data has."""
    part = re.search(r'<section aria-labelledby="data_check-h".*?</section>', html, re.DOTALL)[0]
    lines = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    texts = [re.sub("<[^>]+>", "", line.split("<span>")[1]) for line in lines]
    return [
        (link, text) for line, text in zip(lines, texts, strict=True) for link in re.findall('href="#([^"]+)"', line)
    ]


def made(exporter, *sections) -> str:
    return exporter.from_notebook_node(notebook(cells_of("What are these numbers made of?", "So.", CHECK), *sections))[
        0
    ]


def test_each_section_is_shown_or_doubted_or_refused_with_the_first_clause_of_why(exporter):
    part = replace(refused(), key="other", takeaway="There is no fee; import deals.csv by hand.")
    html = made(
        exporter,
        cells_of("How do tiers compare?", "So.", tiers()),
        cells_of("Who stands out?", "So.", leaderboard(8)),
        cells_of("Do they fit?", "So.", refused()),
        cells_of("Who is talked about?", "So.", voice(), part),
        strategist(),
    )
    assert listed(html) == [
        ("tier_benchmarks", "Shown."),
        ("which-of-them-did-we-meet", "Shown."),
        (
            "leaderboard",
            "With a caveat. Videos collected by hashtag are the popular ones, so these rates are too high (n = 140).",
        ),
        ("audience_fit", "Not shown. This workspace has no table audience."),
        ("share_of_voice", "Shown in part. There is no fee."),
    ]
    assert all(f'id="{link}"' in html for link, _ in listed(html))
    assert "<script" not in html


def test_a_page_without_that_question_has_no_such_list(exporter):
    html = exporter.from_notebook_node(notebook(cells_of("How do tiers compare?", "So.", tiers())))[0]
    assert "What this report shows" not in html


def test_of_a_run_that_stopped_it_tells_what_did_not_run(exporter):
    nb = halted("cell_error", LAST - 2)
    check = notebook(cells_of("What are these numbers made of?", "So.", CHECK)).cells[4:6]
    for cell in check:
        cell.metadata["papermill"] = report().cells[0].metadata["papermill"]
    nb.cells[4:4] = check
    said = [text for _, text in listed(exporter.from_notebook_node(nb)[0])]
    assert said[0] == "Shown."
    assert said[-2:] == ["Stopped.", "Not run."]


def test_the_stylesheet_needs_nothing_more_for_it():
    assert ".brief li" in style.css()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("There is no table deals. Import one.", "There is no table deals"),
        ("Import deals.csv first; then run it", "Import deals.csv first"),
        ("It costs $1.5 a view", "It costs $1.5 a view"),
        ("\u2068A. B; C\u2069 leads. So.", "\u2068A. B; C\u2069 leads"),
        ("", ""),
    ],
)
def test_a_clause_ends_where_a_sentence_or_its_half_does_and_never_in_a_name(text, first):
    assert wording.clause(text) == first
