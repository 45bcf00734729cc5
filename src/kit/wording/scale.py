"""Where an axis begins and ends, and its ticks, for values of any size; for charts and for the bars inside tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
import math
from typing import Any

from kit import wording

LOG_FROM = 50  # the largest value is this many times the smallest: equal steps would hide the small ones


@dataclass(frozen=True)
class Scale:
    """`low` and `high` hold all values; `ticks` lie within; `log` says how the axis runs."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False

    def share(self, value: float) -> float:
        """Where `value` lies between low (0) and high (1); values outside are put at the end."""
        if self.log:
            low, high, value = math.log(self.low), math.log(self.high), math.log(max(value, self.low))
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low)))


def scale(
    values: Iterable[Any],
    kind: str = "number",
    unit: str = "",
    steps: int = 6,
    zero: bool = False,
    log: bool | None = None,
) -> Scale:
    """A scale for finite `values` (others are ignored) with about `steps` ticks.  `zero`: a linear axis starts at 0."""
    known = sorted({_drawable(float(v)) for v in values if wording.known(v)}) or [0.0, 1.0]
    low, high = known[0], known[-1]
    if log is None:
        log = not zero and low > 0 and high / low > LOG_FROM
    if log and low > 0:
        return _log(low, high, kind, unit, steps)
    if zero or 0 < low < 0.35 * high:
        low = min(low, 0.0)
    if high < 0 and zero:
        high = 0.0
    if low == high:
        low, high = (0.0, 1.0) if low == 0 else (low - abs(low) / 2, high + abs(high) / 2)
    step = _step((high - low) / max(steps - 1, 1), kind)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    ticks = tuple(i * step for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, tuple(labels(ticks, kind, unit)))


def _drawable(value: float) -> float:
    """Within what steps and logarithms can be computed for."""
    return 0.0 if abs(value) < 1e-300 else min(max(value, -1e300), 1e300)


def _step(rough: float, kind: str) -> float:
    """About `rough`: 1, 2 or 5 times a power of ten; counts have no fractions."""
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * s for s in (1, 2, 5, 10) if power * s >= rough * 0.8)
    return max(step, 1.0) if kind == "count" else step


def _log(low: float, high: float, kind: str, unit: str, steps: int) -> Scale:
    """Ends rounded outwards to one digit; ticks at powers of ten, at 1 and 3, or at 1, 2 and 5 where few fall in."""
    low, high = _one_digit(low, math.floor), _one_digit(high, math.ceil)
    first, last = math.floor(math.log10(low) + 1e-9), min(math.floor(math.log10(high) + 1e-9), 307)
    for leads in ((1,), (1, 3), (1, 2, 5)):
        ticks = [lead * 10.0**k for k in range(first, last + 1) for lead in leads]
        ticks = [t for t in ticks if low * 0.999 <= t <= high * 1.001]
        if len(ticks) > 2:
            break
    ticks = ticks[:: max(1, math.ceil(len(ticks) / (steps + 1)))]
    return Scale(low, high, tuple(ticks), tuple(labels(ticks, kind, unit)), True)


def _one_digit(value: float, rounded: Callable[[float], int]) -> float:
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return rounded(value / power * (1 + (1e-9 if rounded is math.floor else -1e-9))) * power


def labels(ticks: Iterable[float], kind: str, unit: str) -> list[str]:
    """Ticks in words, with no more decimals than they need: "4 %", "2.5k", "$10k"."""
    return [_tick(t, kind, unit) for t in ticks]


def _tick(value: float, kind: str, unit: str) -> str:
    if wording.is_points(kind, unit) or kind == "rate":
        text = _short(100 * value)
        points = wording.is_points(kind, unit)
        return ("+" if points and value > 0 and text != "0" else "") + text + ("" if points else f"{wording.THIN}%")
    text = _short(abs(value))
    symbol = wording.money(0, unit, 0).removesuffix("0") if kind == "money" else ""
    return f"{'−' if value < 0 and text != '0' else ''}{symbol}{text}"


def _short(value: float) -> str:
    value = float(f"{value:.6g}")
    size = abs(value)
    letter = ""
    if 1000 <= size < 1e15:
        bound, letter = next((b, x) for b, x in wording.SIZES if size >= b)
        value /= bound
    elif size >= 1e15:
        return f"{value:.0e}".replace("e+", "e").replace("-", "−")
    text = f"{value:.6f}".rstrip("0").rstrip(".") if size >= 1e-5 else f"{value:.0e}" if size else "0"
    return text.replace("-", "−") + letter
