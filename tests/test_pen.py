"""Text measured letter by letter is as high as matplotlib says, and about as wide."""

import io

from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
import pytest

from kit.pen import Pen

LATIN = st.characters(codec="latin-1", exclude_categories=("Cc", "Cf"))


@pytest.mark.filterwarnings("ignore:.*[Gg]lyph")
@given(st.text(LATIN, min_size=1, max_size=20), st.sampled_from(["normal", "bold"]), st.sampled_from([11.5, 13, 16]))
@example("\u2068Hạnh Skincare\u2069", "normal", 13)
@example("សុភា ថែស្បែក", "normal", 13)
@example("עברית", "bold", 13)
@example("🎉 4.3\u202f%", "bold", 13)
def test_height_is_exact_and_width_near(text, weight, size):
    font = FontProperties(family=["DejaVu Sans"], weight=weight, size=size)
    width, height, below = Pen(9, 9, io.StringIO()).get_text_width_height_descent(text, font, False)
    right = RendererSVG(9, 9, io.StringIO()).get_text_width_height_descent(text, font, False)
    assert (height, below) == pytest.approx(right[1:])
    assert width == pytest.approx(right[0], abs=size / 4 * len(text))
