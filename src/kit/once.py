"""What several questions rest on, computed once for each report's data."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from kit.data import Data

T = TypeVar("T")
_kept: list[WeakKeyDictionary[Data, dict[tuple[Any, ...], Any]]] = []  # of each such function


def once(function: Callable[..., T]) -> Callable[..., T]:
    """Compute once per Data and further (hashable) arguments, as several questions rest on the same rows.  Nobody may
    write into the result."""
    found: WeakKeyDictionary[Data, dict[tuple[Any, ...], T]] = WeakKeyDictionary()
    _kept.append(found)

    @wraps(function)
    def asked(data: Data, *more: Any) -> T:
        known = found.setdefault(data, {})
        if more not in known:
            known[more] = function(data, *more)
        return known[more]

    return asked


def forget(data: Data) -> None:
    """Let go of what was computed for this Data; it is computed anew when asked for again."""
    for found in _kept:
        found.pop(data, None)
