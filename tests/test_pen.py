"""Text measured letter by letter is as high as matplotlib says, and about as wide."""

import io
import xml.etree.ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st
import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
import pytest

from kit.pen import Pen, Words

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


def written(fig) -> dict:
    """The attributes of the one text of a figure."""
    out = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "text.parse_math": False}):
        pen = Pen(200, 100, out)
        fig.draw(pen)
        pen.finalize()
    (element,) = ET.fromstring(out.getvalue()).iter("{http://www.w3.org/2000/svg}text")
    return element.attrib | {"text": element.text}


@pytest.mark.filterwarnings("ignore:.*[Gg]lyph")
@given(
    st.text(LATIN, min_size=1, max_size=20).filter(str.strip),
    st.booleans(),
    st.sampled_from(["start", "middle", "end"]),
    st.sampled_from(["base", "middle", "top"]),
)
@example("\u2068Hạnh Skincare\u2069", True, "start", "middle")
@example("សុភា ថែស្បែក", False, "middle", "top")
@example('<b>&amp;</b> "x" $kin$', False, "end", "base")
def test_words_stand_where_matplotlibs_own_text_would(text, bold, anchor, hung):
    ours, theirs = (Figure((200 / 72, 100 / 72), dpi=72) for _ in range(2))
    for fig in (ours, theirs):
        FigureCanvasSVG(fig)
    words = Words(0.25, 0.5, text, 13, "#123456", bold, anchor, hung)
    words.set_transform(ours.transFigure)
    ours.add_artist(words)
    across = {"start": "left", "middle": "center", "end": "right"}[anchor]
    up = {"base": "baseline", "middle": "center_baseline", "top": "top"}[hung]
    look = {"size": 13, "family": "DejaVu Sans", "weight": "bold" if bold else "normal", "color": "#123456"}
    theirs.text(0.25, 0.5, text, ha=across, va=up, parse_math=False, **look)
    one, other = written(ours), written(theirs)
    assert one["text"] == other["text"] == text
    assert [float(one[k]) for k in "xy"] == pytest.approx([float(other[k]) for k in "xy"], abs=0.01)
    assert ("text-anchor: " + anchor in one["style"]) == (anchor != "start")
    assert ("700" in one["style"]) == bold
    assert "fill: #123456" in one["style"]
