"""matplotlib's SVG renderer, in a third of its time.

The reader's browser shapes the text, so a chart needs no more of it than how high it is and about how wide: it is
measured letter by letter, each letter once a process, and `Words` stand where they were put, without a layout.
"""

from functools import cache, lru_cache
from typing import Any, TextIO
import unicodedata

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import findfont, FontProperties, get_font
from matplotlib.textpath import TextToPath

EM = 100  # letters are measured at this size
FAMILY = "DejaVu Sans"  # measures only: ships with matplotlib, so layout is the same everywhere
HUNG = {"base": 0.0, "middle": 0.5, "top": 1.0}  # share of the letters' height
EMOJI, IDEOGRAPH, LETTER, SIGN = 1.35, 1.02, 0.8, 0.6  # ems of what FAMILY has no glyph for, as wide fonts have them
LIGATURE = 8.8  # ems of the widest letter that stands for a whole sentence (U+FDFD)


class Pen(RendererSVG):
    """Writes one drawing to `out`; sizes are pixels."""

    def __init__(self, width: float, height: float, out: TextIO) -> None:
        super().__init__(width, height, out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        return super().get_text_width_height_descent(s, prop, ismath) if ismath else _extent(s, prop)

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
            y -= _above(self.text, self.size, "bold" if self.bold else "normal") * self.share
        renderer.words(x, y, self.text, self.size, self.color, self.bold, self.anchor)


def _extent(text: str, font: FontProperties) -> tuple[float, float, float]:
    """Width, height, and what is below the line."""
    if not all(map(_stands_alone, text)):
        return TextToPath().get_text_width_height_descent(text, font, False)
    scale, letters = font.get_size_in_points() / EM, [_letter(c, font.get_weight(), *font.get_family()) for c in text]
    above, below = max(top for _, top, _ in letters), max(down for _, _, down in letters)
    return sum(width for width, _, _ in letters) * scale, (above + below) * scale, below * scale


@lru_cache(4096)
def _above(text: str, size: float, weight: str) -> float:
    """Pixels from the baseline to the top of the letters, or of the line where that is higher."""
    _, height, below = _extent(text, _font(size, weight))
    return max(height - below, _ascent(weight) * size)


@lru_cache(4096)
def width(text: str, size: float, bold: bool = False) -> float:
    """About how many pixels a browser needs for a text in its own fonts, rather more than fewer."""
    return sum(_ems(letter, "bold" if bold else "normal") for letter in text) * size


@cache
def _ems(letter: str, weight: str) -> float:
    """How far a letter moves the pen, in ems: as FAMILY has it, else by what kind of letter it is."""
    kind, font = unicodedata.category(letter), get_font(findfont(_font(EM, weight)))
    if kind in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if "\ufdf0" <= letter <= "\ufdff":
        return LIGATURE
    if letter <= "\uffff" and font.get_char_index(ord(letter)):
        return _letter(letter, weight, FAMILY)[0] / EM
    if letter > "\uffff" or unicodedata.east_asian_width(letter) in ("W", "F"):
        return EMOJI if kind == "So" else IDEOGRAPH
    return SIGN if kind == "Mc" else LETTER


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
