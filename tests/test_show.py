"""A finding's headline and its card in JupyterLab."""

import re

import pytest

from browser import browser, open_page
from executed import fees, leaderboard, refused, sponsored, styles, tiers, voice, whole
from kit import show
from kit.reports.page import KitExporter

LOOK = ("fontFamily", "fontWeight", "color", "textAlign", "borderBottomColor", "verticalAlign", "whiteSpace")
JUPYTERLAB = """<style>.jp-RenderedHTMLCommon { font-family: system-ui; color: #333; line-height: 1.2 }
.jp-RenderedHTMLCommon table { table-layout: fixed; margin-left: auto; font-size: 12px; border: none }
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th { text-align: right; vertical-align: middle; padding: 0.5em; }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: #eee }
.jp-RenderedHTMLCommon p { margin: 0 0 1em }</style>"""


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\u202f", " ").replace("\u2060", "").replace("\u00a0", " ")


def test_estimates_in_a_takeaway_are_bold_and_other_numbers_are_not():
    html = show.headline(tiers().to_json())
    assert re.findall("<b>(.*?)</b>", html) == ["8.8\u202f%"]


def test_a_refusal_is_a_box_with_the_command_that_helps():
    html = show.headline(refused().to_json())
    assert '<div class="refusal">' in html
    assert "<dt>Then run</dt><dd><code>kit import audience.csv --into lotus</code></dd>" in html
    assert words(html).count("kit import") == 1


def test_a_caveat_is_visible():
    assert '<p class="caveat"><b>Caveat.</b> Videos collected by hashtag' in show.headline(leaderboard().to_json())


def test_text_keeps_names_apart_and_drops_what_steers():
    assert show.text("\u2068ليلى\u2069 & <b>\u202e") == "<bdi>ليلى</bdi> &amp; &lt;b&gt;"
    assert show.attribute('a "b" <c>\n') == "a ”b” &lt;c&gt;"


@pytest.mark.parametrize(
    "finding", [tiers(), leaderboard(), voice(), sponsored(), fees(), styles(), refused()], ids=lambda f: f.key
)
def test_a_card_has_no_script_style_attribute_or_link(finding):
    card = show.card(finding.to_json())
    assert not re.search(r"<script|<a |<img|<[^>]+ (style|on\w+)=", card)
    assert "@import" not in card
    assert "url(" not in card


@pytest.mark.slow
def test_in_jupyterlab_a_finding_looks_as_on_the_page(tmp_path):
    card, page = tmp_path / "card.html", tmp_path / "page.html"
    page.write_text(KitExporter().from_notebook_node(whole())[0], encoding="utf-8")
    inside = show.card(leaderboard().to_json())
    card.write_text(f'{JUPYTERLAB}<body data-jp-theme-light="true"><div class="jp-RenderedHTMLCommon">{inside}</div>')
    parts = [".takeaway", ".caveat", "caption", "thead th", "tbody th", "tbody td:nth-child(2)", "tbody td i", ".more"]

    def looks(opened, path, within):
        with open_page(opened, path) as (shown, _):
            return shown.evaluate(
                """([within, parts, look]) => parts.map(part => {
                    const style = getComputedStyle(document.querySelector(`${within} ${part}`));
                    return [part, ...look.map(key => style[key])] })""",
                [within, parts, LOOK],
            )

    with browser() as opened:
        assert looks(opened, card, ".kit-card") == looks(opened, page, "#leaderboard")


@pytest.mark.slow
def test_in_a_dark_jupyterlab_the_card_is_dark(tmp_path):
    card = tmp_path / "card.html"
    inside = show.card(leaderboard().to_json())
    card.write_text(f'{JUPYTERLAB}<body data-jp-theme-light="false"><div class="jp-RenderedHTMLCommon">{inside}</div>')
    colour = "getComputedStyle(document.querySelector('.kit-card {}')).{}"
    with browser() as opened, open_page(opened, card) as (shown, said):
        assert shown.evaluate(colour.format("", "backgroundColor")) == "rgb(21, 24, 28)"
        for part in ("th", "caption", "td", ".takeaway"):
            assert max(map(int, re.findall(r"\d+", shown.evaluate(colour.format(part, "color"))))) > 160, part
        assert shown.evaluate(colour.format("tbody tr", "backgroundColor")) == "rgba(0, 0, 0, 0)"
        assert not said
