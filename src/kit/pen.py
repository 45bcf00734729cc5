"""matplotlib's SVG renderer, in a third of its time: text is measured letter by letter, each letter once a process.

The reader's browser shapes the text, so a chart needs no more of it than how high it is and about how wide.
"""

from functools import cache
from typing import Any, TextIO
import unicodedata

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

EM = 100  # letters are measured at this size


class Pen(RendererSVG):
    """Writes one drawing to `out`; sizes are pixels."""

    def __init__(self, width: float, height: float, out: TextIO) -> None:
        super().__init__(width, height, out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        if ismath or not all(map(_stands_alone, s)):
            return super().get_text_width_height_descent(s, prop, ismath)
        scale, letters = prop.get_size_in_points() / EM, [_letter(c, prop.get_weight(), *prop.get_family()) for c in s]
        above, below = max(top for _, top, _ in letters), max(down for _, _, down in letters)
        return sum(width for width, _, _ in letters) * scale, (above + below) * scale, below * scale


@cache
def _stands_alone(letter: str) -> bool:
    """Whether a letter looks the same whatever stands beside it."""
    return unicodedata.bidirectional(letter) not in ("R", "AL") and unicodedata.category(letter)[0] != "M"


@cache
def _letter(letter: str, weight: Any, *family: str) -> tuple[float, float, float]:
    """Width, and what it has above and below the line."""
    font = FontProperties(family=list(family), weight=weight, size=EM)
    width, height, below = TextToPath().get_text_width_height_descent(letter, font, False)
    return width, height - below, below
