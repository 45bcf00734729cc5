"""The types of single values, and how what a person wrote becomes one of them.

From the command line and CSV files everything is text; YAML has types of its own, which are believed only where they
leave no doubt.  A value that does not fit raises `Wrong`, whose words say what to give instead.
"""

from abc import ABC, abstractmethod
import datetime as dt
from decimal import Decimal
import math
import re
from typing import Any

from kit.reports.parameters.quoted import quoted

NUMBER = re.compile(r"[+-]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
SEPARATED = re.compile(r"[+-]?\d[\d.,'’_\s]*\d")
LARGEST = 10**30
QUOTES = "write it in quotes, so that it is surely text"
DAY = "write a day as YYYY-MM-DD"
SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Wrong(ValueError):
    """What to give instead, without a full stop."""


class Day(str):
    """A day whose parameter holds a date object: ISO text here and in JSON, a date in the notebook."""


class File(str):
    """A path whose parameter holds a Path object: text here and in JSON, a Path in the notebook."""


class Members(list):
    """The items of a set, once each: a list here and in JSON, a set in the notebook."""


class Kind(ABC):
    """One type: how it is written, what it asks for, what it chooses from, and the Python types it is sure of."""

    text = "Any"
    words = "plain text, a number or a list"
    choices: tuple[Any, ...] = ()
    native: tuple[type, ...] = ()

    @abstractmethod
    def convert(self, value: Any) -> Any:
        """The value with this type; `Wrong` if it cannot be had without guessing."""


class Text(Kind):
    text = "str"
    words = "text"
    native = (str,)

    def convert(self, value: Any) -> str:
        if isinstance(value, str):
            if re.search("[\ud800-\udfff]", value):
                raise Wrong("it holds bytes that are no text, so type it again")
            return str(value)
        if isinstance(value, (bool, float, dt.datetime)):
            raise Wrong(QUOTES)
        if value is None:
            raise Wrong(f"{QUOTES}, or leave it out")
        if isinstance(value, (int, dt.date)):
            return str(value)
        raise Wrong("give text")


class Whole(Kind):
    text = "int"
    words = "a whole number"
    native = (int,)

    def convert(self, value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", value.strip()):
            raise Wrong("write it without separators, such as 1234")  # 20.000 is twenty thousand to some
        number = _number(value, self.words)
        if abs(number) > LARGEST or number != number.to_integral_value():
            raise Wrong(f"give {self.words}")
        return int(number)


class Number(Kind):
    text = "float"
    words = "a number"
    native = (float,)

    def convert(self, value: Any) -> float:
        if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,3}(\.000)+", value.strip()):
            raise Wrong("write it without separators, such as 1234 or 1234.5")
        number = float(_number(value, self.words))
        if not math.isfinite(number):
            raise Wrong(f"give {self.words}")
        return number


def _number(value: Any, words: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Wrong(f"give {words}")
    if isinstance(value, str):
        text = value.strip()
        if re.match(r"[+-]?0[\d_]", text):
            raise Wrong(f"give {words}, with no 0 before it")
        if NUMBER.fullmatch(text):
            return Decimal(text.replace("_", ""))
        if SEPARATED.fullmatch(text):
            raise Wrong("write it without separators and with a point before decimals, such as 1234.5")
    elif abs(value) <= (LARGEST if isinstance(value, int) else math.inf) and value == value:
        return Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    raise Wrong(f"give {words}")


class Switch(Kind):
    text = "bool"
    words = "true or false"
    native = (bool,)

    def convert(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in SWITCH:
            return SWITCH[value.strip().lower()]
        raise Wrong(f"give {self.words}")


class Date(Kind):
    """A day; `as_object` where the notebook's own default is a date and not text."""

    text = "date"
    words = "a day as YYYY-MM-DD"
    native = (dt.date, Day)

    def __init__(self, as_object: bool = False) -> None:
        self.as_object = as_object

    def convert(self, value: Any) -> str:
        day = _day(value).isoformat()
        return Day(day) if self.as_object else day


def _day(value: Any) -> dt.date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", value.strip(), re.ASCII):
        try:
            value = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            raise Wrong(DAY) from None
    if isinstance(value, dt.datetime):
        if value.time() != dt.time():
            raise Wrong(f"{DAY}, without a time")
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise Wrong(DAY)


class Location(Kind):
    """A path; `as_object` where the notebook's own default is a Path and not text."""

    text = "Path"
    words = "the path of a file or folder"
    native = (File,)

    def __init__(self, as_object: bool = False) -> None:
        self.as_object = as_object

    def convert(self, value: Any) -> str:
        text = Text().convert(value)
        if "\0" in text:
            raise Wrong(f"give {self.words}")
        return File(text) if self.as_object else text


class Nothing(Kind):
    text = "None"
    words = "nothing"
    native = (type(None),)

    def convert(self, value: Any) -> None:
        if value is not None and value not in ("", "None", "null"):
            raise Wrong("give nothing")


class Choice(Kind):
    """One of the values of a `Literal`."""

    def __init__(self, choices: tuple[Any, ...]) -> None:
        self.choices = choices
        self.text = f"Literal[{', '.join(map(repr, choices))}]"
        names = [quoted(choice) if choice in ("", None) else str(choice) for choice in choices[:30]]
        self.words = f"one of {', '.join(names)}{', …' if len(choices) > 30 else ''}"

    def convert(self, value: Any) -> Any:
        for choice in self.choices:
            if type(choice) is type(value) and choice == value:
                return choice
        for choice in self.choices:
            for kind in (Switch(), Whole(), Text(), Nothing()):
                if type(choice) in kind.native and _becomes(kind, value, choice):
                    return choice
        unsure = isinstance(value, (bool, float)) and any(isinstance(choice, str) for choice in self.choices)
        raise Wrong(f"use {self.words}{', in quotes' if unsure else ''}")


def _becomes(kind: Kind, value: Any, choice: Any) -> bool:
    try:
        return bool(kind.convert(value) == choice)
    except Wrong:
        return False
