"""The gallery of runs."""

import pytest

from browser import axe, browser, open_page
from kit.reports.index import gallery

RECORDS = [
    {
        "name": "lotus",
        "report": "benchmarking",
        "title": "Skincare <creators>",
        "brand": "Lotus",
        "status": "done",
        "seconds": 2.04,
        "files": ["lotus.html"],
        "findings": {"shown": 9, "caveat": 2, "not_shown": 0},
        "made": "2026-10-02T09:00:00",
        "made_up": True,
        "error": "",
    },
    {
        "name": "a\"b'&<i>",
        "report": "post_mortem",
        "title": "Post-mortem",
        "brand": "<b>Rose</b>",
        "status": "failed",
        "seconds": 60,
        "error": "TimeoutError: <b>no answer</b> within 60 seconds.",
        "files": [],
    },
]


def test_the_gallery_says_in_words_what_became_of_each_run():
    page = gallery(RECORDS)
    assert "2\u00a0reports, 1 of them failed" in page
    assert "9 shown, 2 with a caveat; made-up data" in page
    assert "Failed" in page
    assert "TimeoutError: &lt;b&gt;no answer&lt;/b&gt; within 60 seconds." in page
    assert "2 Oct 2026".replace(" ", "\u00a0") in page


def test_done_reports_are_linked_and_failed_ones_are_not():
    page = gallery(RECORDS)
    assert page.count("<a href=") == 1
    assert '<a href="lotus.html"><bdi>Skincare &lt;creators&gt;</bdi></a>' in page
    assert '<a href="a%22b%27%26%3Ci%3E.html">' in gallery(
        [RECORDS[1] | {"status": "done", "files": ["a\"b'&<i>.html"]}]
    )


def test_nothing_in_a_record_becomes_markup():
    page = gallery(RECORDS)
    assert "<i>" not in page
    assert "<b>" not in page
    assert "<script" not in page


def test_an_empty_folder_says_so():
    assert "No report has been made here yet." in gallery([])


@pytest.mark.slow
def test_the_gallery_is_clean_in_a_browser(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(gallery(RECORDS), encoding="utf-8")
    with browser() as opened:
        for width, scheme in ((360, "light"), (1280, "dark")):
            with open_page(opened, path, width, scheme) as (page, said):
                assert not axe(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert not said
