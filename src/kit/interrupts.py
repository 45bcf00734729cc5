"""Ctrl-C before a batch begins and after it has ended; while it runs, `kit.reports.batch` ends it in order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import signal
import sys


@contextmanager
def never_lost() -> Iterator[Callable[[], None]]:
    """A Ctrl-C counts also where Python cannot raise it, as in a callback while something is imported; there it would
    print a traceback and go on.  Gives a function that raises it later."""
    asked: list[int] = []

    def note(number: int, frame: object) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    def told(about: "sys.UnraisableHookArgs") -> None:
        if about.exc_type is not KeyboardInterrupt:
            hook(about)

    def stop_if_asked() -> None:
        if asked:
            raise KeyboardInterrupt

    before, hook = signal.signal(signal.SIGINT, note), sys.unraisablehook
    sys.unraisablehook = told
    try:
        yield stop_if_asked
    finally:
        sys.unraisablehook = hook
        if signal.getsignal(signal.SIGINT) is note:
            signal.signal(signal.SIGINT, before)


def deaf() -> None:
    """All is written: a Ctrl-C that comes now has nothing left to stop, and the exit code is to tell what was done."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
