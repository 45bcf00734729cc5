"""Numbers in words: rates, counts, money, differences, intervals."""

from collections.abc import Callable, Iterable, Sequence
import math
import re
from typing import Any

from kit.wording.names import day

THIN, NB, DASH = "\u202f", "\u00a0", "\u2060–\u2060"
MISSING = "–"
NUMERIC = ("count", "rate", "money", "number")  # kinds of columns that hold numbers
SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "INR": "₹",
    "THB": "฿",
    "VND": "₫",
    "PHP": "₱",
    "KRW": "₩",
    "NGN": "₦",
    "KHR": "៛",
}
SIZES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))

# A number with its unit, followed by a bracket that holds an interval: what a page sets in bold.
_NUMBER = r"[+−]?(?:[A-Z]{3}\u00a0|[$€£¥₹฿₫₱₩₦៛])?\d[\d,]*(?:\.\d+)?[kMBT]?"
_RANGE = rf"\((?:up to {_NUMBER}|{_NUMBER}(?:\u202f?%)?(?:\u2060?–\u2060?|[ \u00a0]to[ \u00a0]| or more))[^()]*\)"
ESTIMATE = re.compile(rf"(?<![\w.,]){_NUMBER}(?:\u202f%|[ \u00a0]points?)?(?= {_RANGE})")


def known(x: Any) -> bool:
    """Is this a finite number?"""
    return _number(x) is not None


def _number(x: Any) -> float | None:
    if isinstance(x, (bool, str)):
        return None
    try:
        made = float(x)
    except (TypeError, ValueError, OverflowError):
        return None
    return made if math.isfinite(made) else None


def _fixed(x: float, digits: int) -> str:
    """Thousands separated; no sign where all digits are 0."""
    if abs(x) >= 1e15:
        return f"{x:.1e}".replace("-", "−").replace("e+", "e")
    text = f"{abs(x):,.{digits}f}"
    return f"−{text}" if x < 0 and text.strip("0.,") else text


def _digits(values: Iterable[float], steps: Sequence[tuple[float, int]], least: int) -> int:
    """Decimals for values that stand together: by the largest, and so many that it does not round to nothing."""
    largest = max((abs(v) for v in values), default=0)
    digits = next((d for bound, d in steps if largest >= bound), least)
    if largest == 0 or largest >= 10**-digits:
        return digits
    return min(8, math.ceil(-math.log10(largest)) + (digits > 1))


def _percent_digits(values: Iterable[float]) -> int:
    return _digits([100 * v for v in values], [(1000, 0)], 1)


def percent(x: Any, digits: int | None = None) -> str:
    """A fraction as "4.3 %"; one decimal, more for a rate that would round to 0, none from 1,000 % on."""
    value = _number(x)
    if value is None:
        return MISSING
    return f"{_fixed(100 * value, _percent_digits([value]) if digits is None else digits)}{THIN}%"


def count(x: Any, short_from: float = 10_000) -> str:
    """ "847", "1,572", "12.3k", "881k", "1.2M": exact below `short_from`."""
    value = _number(x)
    if value is None:
        return MISSING
    size = abs(value)
    if size >= short_from:
        for bound, letter in SIZES:
            if size >= bound * 0.9995:
                short = _fixed(value / bound, 1 if size < bound * 99.95 else 0)
                return f"{short}{letter}" if size < 1e15 else _fixed(value, 0)
    return _fixed(value, 0 if size >= 100 or value == int(value) else 1)


def money(x: Any, currency: str = "", digits: int | None = None) -> str:
    """ "$1,500", "$4.25", "$0.0042", "SGD 1,500"; from a million on "$1.2M"."""
    value = _number(x)
    if value is None:
        return MISSING
    sign = "−" if value < 0 else ""
    digits = _money_digits([value]) if digits is None else digits
    text = count(abs(value)) if abs(value) >= 999_500 else _fixed(abs(value), digits)
    return f"{sign if text.strip('0.,') else ''}{_symbol(currency)}{text}"


def _money_digits(values: Iterable[float]) -> int:
    largest = max(map(abs, values), default=0)
    return _digits([largest], [(100, 0), (0.1, 2)], 4) if largest else 2


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency}{NB}" if currency else "")


def number(x: Any, digits: int | None = None) -> str:
    """Three digits or so: "1,234", "12.3", "2.41"; whole numbers as they are."""
    value = _number(x)
    if value is None:
        return MISSING
    if digits is None:
        digits = 0 if value == int(value) else _number_digits([value])
    return _fixed(value, digits)


def _number_digits(values: Iterable[float]) -> int:
    return _digits(values, [(100, 0), (10, 1)], 2)


def points(x: Any, digits: int = 1, unit: bool = True) -> str:
    """A difference of two rates: "+1.2 points"; what rounds to 0.0 has no sign."""
    value = _number(x)
    if value is None:
        return MISSING
    text = _fixed(100 * value, digits)
    plus = "+" if value > 0 and text.strip("0.,") else ""
    return f"{plus}{text}" + (f"{NB}points" if unit else "")


def is_points(kind: str, unit: str) -> bool:
    """A rate whose unit says "points" is a difference of rates."""
    return kind == "points" or (kind == "rate" and "point" in unit)


def format(value: Any, kind: str = "number", unit: str = "", like: Sequence[Any] = (), least: int = 2) -> str:
    """One value of a column of this kind.  `like`: values that stand beside it, so that all get the same decimals, but
    for one that these would leave fewer than `least` digits."""
    if kind == "text":
        return MISSING if value is None or value != value or value == "" else str(value)
    if kind == "flag":
        return MISSING if value is None or value != value else "yes" if value else "no"
    if kind == "date":
        return day(value)
    near = [v for v in map(_number, like or [value]) if v is not None]
    if is_points(kind, unit):
        return points(value, unit=False)
    if kind == "rate":
        return percent(value, _beside(value, near, _percent_digits, least, 100))
    if kind == "money":
        return money(value, unit, _beside(value, near, _money_digits, least))
    if kind == "count":
        return count(value, 1_000 if max(map(abs, near), default=0) >= 10_000 else 10_000)
    return number(value, 0 if all(v == int(v) for v in near) else _beside(value, near, _number_digits, least))


def _beside(
    value: Any, near: Sequence[float], digits_of: Callable[[Iterable[float]], int], least: int, times: int = 1
) -> int:
    """Decimals like the neighbours', but more where theirs would leave a smaller value fewer than `least` digits: its
    own, or so many as one digit needs."""
    shared, own = digits_of(near), _number(value)
    if own is None or own == 0 or abs(own) * times * 10**shared >= 10 ** (least - 1):
        return shared
    alone = digits_of([own])
    return max(shared, alone if least > 1 else min(alone, math.ceil(-math.log10(abs(own) * times))))


def span(low: Any, high: Any, kind: str = "rate", unit: str = "", like: Sequence[Any] = ()) -> str:
    """ "3.9–4.8 %", "$1,200–$1,800", "−2.1 to −0.6"; one end missing: "up to 4.8 %"; both missing: nothing."""
    near = like or (low, high)
    one, other = format(low, kind, unit, near, 1), format(high, kind, unit, near, 1)
    if not known(low) or not known(high):
        return "" if not known(low) and not known(high) else f"up to {other}" if known(high) else f"{one} or more"
    if is_points(kind, unit) or one.startswith("−"):
        return f"{one}{NB}to{NB}{other}"
    if kind == "rate":
        one = one.removesuffix(f"{THIN}%")
    if kind == "money" and unit not in SYMBOLS:
        other = other.removeprefix(_symbol(unit))  # a code stands once
    return f"{one}{DASH}{other}"


def estimate(value: Any, low: Any, high: Any, kind: str = "rate", unit: str = "") -> str:
    """ "4.3 % (3.9–4.8 %)"; without an interval no bracket.  `kind="points"`: a difference of rates."""
    near = [v for v in (value, low, high) if known(v)]
    text = format(value, kind, unit, near) + (f"{NB}points" if is_points(kind, unit) else "")
    inside = span(low, high, kind, unit, near)
    return f"{text} ({inside})" if inside else text


def plural(n: Any, word: str, words: str = "") -> str:
    """ "1 creator", "3 creators", "1,572 videos"; `words` is the plural where it is not regular."""
    if not words:
        last = word.rsplit(" ", 1)[-1]
        words = (
            word[:-1] + "ies"
            if re.search("[^aeiou]y$", last)
            else word + "es"
            if re.search("(s|x|z|ch|sh)$", last)
            else word + "s"
        )
    return f"{_fixed(n, 0) if known(n) else MISSING}{NB}{word if n == 1 else words}"
