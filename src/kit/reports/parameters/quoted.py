"""A value as an error message shows it: on one line, and never longer than a glance."""

import reprlib
from typing import Any

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 70
_short.maxlong = 40
_short.maxlevel = 3
_short.maxlist = _short.maxtuple = _short.maxset = _short.maxdict = 5


def quoted(value: Any) -> str:
    """Its `repr`, shortened in the middle."""
    try:
        return _short.repr(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of thousands of digits"
