"""The stylesheet is the only copy of the colours."""

import re

from kit import style


def test_the_tokens_have_a_light_and_a_dark_value_and_no_two_share_a_light_one():
    assert len(set(style.colours().values())) == len(style.colours())
    assert {"paper", "ink", "accent", "accent_soft", "market", "market_soft", "grey", "rule"} <= set(style.tokens())


def test_no_module_repeats_a_colour():
    package = style.template_dir().parents[1] / "src" / "kit"
    for path in [*package.glob("charts/*.py"), *package.glob("show/*.py"), package / "style.py"]:
        assert not re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8")), path.name


def test_the_stylesheet_is_short_and_loads_nothing():
    css = style.css()
    assert len(css.splitlines()) <= 205
    assert "url(" not in css
    assert "@import" not in css


def contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_contrast_in_light_and_dark():
    for name in ("ink", "muted", "accent", "market", "grey_dark"):
        for i in (0, 1):
            assert contrast(style.tokens()[name][i], style.tokens()["paper"][i]) >= 4.5, name


def test_the_template_folder_has_what_nbconvert_needs():
    assert {p.name for p in style.template_dir().iterdir()} >= {"conf.json", "index.html.j2", "report.css"}
