"""The gallery's filters: what there is to choose, and what a browser then shows."""

import re

import pytest

from browser import axe, browser, open_page
from kit.reports.gallery import gallery
from test_gallery import many, RECORDS

VISIBLE = "s => [...document.querySelectorAll(s)].filter(e => e.checkVisibility()).map(e => e.id)"


def choices(page: str) -> list[str]:
    row = page[page.index("<nav") : page.index("</nav>")]
    return [re.sub("<[^>]+>", "", link).strip() for link in re.findall("<a .*?</a>", row)]


def test_every_status_report_and_brand_is_a_choice_with_its_count():
    assert choices(gallery(many(24))) == [
        "All 24",
        "● Done 17",
        "× Failed 5",
        "= Unchanged 2",
        "Benchmarking 8",
        "Post mortem 8",
        "Tier pricing 8",
        "Lotus 8",
        "Jasmine 8",
        "เมโขง 8",
    ]


def test_there_is_no_choice_where_all_are_alike():
    assert "<nav" not in gallery(RECORDS[:1])
    assert "<nav" not in gallery([])
    alike = [RECORDS[0] | {"name": name} for name in "abc"]
    assert choices(gallery(alike)) == ["All 3", "● Done 3"]


def test_brands_are_choices_where_they_are_two_to_eight():
    def brands(number):
        page = gallery([RECORDS[0] | {"name": f"r{i}", "brand": f"B{i % number}"} for i in range(18)])
        return [c for c in choices(page) if c[0] == "B"]

    assert brands(1) == []
    assert brands(2) == ["B0 9", "B1 9"]
    assert len(brands(8)) == 8
    assert brands(9) == []


def test_what_a_report_or_brand_is_called_never_becomes_a_rule():
    strange = [
        RECORDS[0] | {"name": f"r{i}", "report": name, "brand": name} for i, name in enumerate(("</style><b>", "*{}"))
    ]
    page = gallery(strange)
    assert page.count("</style>") == 1
    assert '<b>"' not in page
    assert re.findall(r"#only-([\w-]+):target", page.split("</style>")[0]) == ["done", "g1", "g2", "b1", "b2"]


@pytest.mark.slow
def test_a_choice_hides_the_other_cards_and_all_brings_them_back(tmp_path):
    path, records = tmp_path / "index.html", many(24)
    path.write_text(gallery(records), encoding="utf-8")
    cards = {f"r-{i}": r for i, r in enumerate(records, 1)}
    with browser() as opened, open_page(opened, path) as (page, said):
        every = page.evaluate(VISIBLE, ".card")
        assert set(every) == set(cards)
        for choice, field, value in (
            ("Failed", "status", "failed"),
            ("Unchanged", "status", "skipped"),
            ("Post mortem", "report", "post_mortem"),
            ("เมโขง", "brand", "เมโขง"),
        ):
            page.get_by_role("navigation").get_by_role("link", name=choice).click()
            left = page.evaluate(VISIBLE, ".card")
            assert set(left) == {name for name, r in cards.items() if r[field] == value}
            reports = {cards[name]["report"] for name in left}
            assert len(page.evaluate(VISIBLE, ".group")) == len(reports)
            assert page.get_by_role("link", name=f"Chosen: {choice}").count() == 1
            assert axe(page) == []
        page.get_by_role("link", name="All 24").click()
        assert page.evaluate(VISIBLE, ".card") == every
        assert said == []


@pytest.mark.slow
def test_filters_work_by_keyboard_and_a_link_to_a_card_shows_all(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(gallery(many(24)), encoding="utf-8")
    with browser() as opened, open_page(opened, path) as (page, _):
        page.focus("#only-done")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#only-failed")
        assert len(page.evaluate(VISIBLE, ".card")) == 5
        assert page.evaluate("document.activeElement.id") == "only-failed"
        page.click("#failed li:nth-child(2) a")
        assert page.url.endswith("#r-6")
        assert len(page.evaluate(VISIBLE, ".card")) == 24
        top = page.evaluate("document.querySelector('#r-6').getBoundingClientRect().top")
        assert 0 <= top < 900


@pytest.mark.slow
def test_of_hundreds_of_cards_each_is_reached_by_its_link(tmp_path):
    path = tmp_path / "index.html"
    path.write_text(gallery(many(300)), encoding="utf-8")
    with browser() as opened, open_page(opened, path) as (page, _):
        for card in ("r-290", "r-151", "r-2"):
            page.evaluate(f"location.hash = '{card}'")
            page.wait_for_function(f"Math.abs(document.querySelector('#{card}').getBoundingClientRect().top) < 900")
