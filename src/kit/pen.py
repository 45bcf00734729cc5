"""matplotlib's SVG renderer, in a third of its time.

The reader's browser shapes the text, so a chart needs no more of it than how high it is and about how wide: it is
measured letter by letter, each letter once a process, and `Words` stand where they were put, without a layout.
"""

from functools import cache
from typing import Any, TextIO
import unicodedata

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import findfont, FontProperties, get_font
from matplotlib.textpath import TextToPath

EM = 100  # letters are measured at this size
FAMILY = "DejaVu Sans"  # measures only: ships with matplotlib, so layout is the same everywhere
HUNG = {"base": 0.0, "middle": 0.5, "top": 1.0}  # share of the letters' height


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

    def words(self, x: float, y: float, text: str, size: float, color: str, bold: bool, anchor: str) -> None:
        """One line of text, its anchor (start, middle, end) at x and its baseline at y, from the lower left corner."""
        style = f"font-size: {size:g}px; fill: {color}" + ("; font-weight: 700" if bold else "")
        style += f"; text-anchor: {anchor}" if anchor != "start" else ""
        self.writer.element("text", text, {"style": style, "x": f"{x:f}", "y": f"{self.height - y:f}"})


class Words(Artist):
    """One line of text at (x, y) of a transform.  anchor: what of it is at x; hung: what of its letters is at y, a key
    of HUNG."""

    def __init__(
        self, x: float, y: float, text: str, size: float, color: str, bold: bool, anchor: str, hung: str
    ) -> None:
        super().__init__()
        self.set_zorder(3)
        self.at, self.text, self.size, self.color, self.bold = (x, y), text, size, color, bold
        self.anchor, self.share = anchor, HUNG[hung]

    def draw(self, renderer: Any) -> None:
        x, y = self.get_transform().transform(self.at)
        if self.share:
            y -= self._above(renderer) * self.share
        renderer.words(x, y, self.text, self.size, self.color, self.bold, self.anchor)

    def _above(self, renderer: Any) -> float:
        """Pixels from the baseline to the top of the letters, or of the line where that is higher."""
        font = _font(self.size, "bold" if self.bold else "normal")
        _, height, below = renderer.get_text_width_height_descent(self.text, font, False)
        return max(height - below, _ascent(font.get_weight()) * self.size)


@cache
def _font(size: float, weight: str) -> FontProperties:
    return FontProperties(family=[FAMILY], weight=weight, size=size)


@cache
def _ascent(weight: str) -> float:
    """How far a line of 1 em reaches above the baseline, whatever stands in it."""
    font: Any = get_font(findfont(_font(EM, weight)))
    return float(font.get_sfnt_table("OS/2")["sTypoAscender"] / font.get_sfnt_table("head")["unitsPerEm"])


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
