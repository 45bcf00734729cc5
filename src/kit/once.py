"""What several questions rest on, computed once for each report's data."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from kit.data import Data

T = TypeVar("T")


def once(function: Callable[..., T]) -> Callable[..., T]:
    """Compute once per Data and further (hashable) arguments, as several questions rest on the same rows.  Nobody may
    write into the result."""
    found: WeakKeyDictionary[Data, dict[tuple[Any, ...], T]] = WeakKeyDictionary()

    @wraps(function)
    def asked(data: Data, *more: Any) -> T:
        known = found.setdefault(data, {})
        if more not in known:
            known[more] = function(data, *more)
        return known[more]

    return asked
