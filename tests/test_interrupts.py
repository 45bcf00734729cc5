"""A Ctrl-C is neither lost nor louder than a sentence."""

import signal
import sys

import pytest

from kit.interrupts import never_lost


class Ends:
    """Raises where Python can only print and go on: when it is thrown away."""

    def __init__(self, number: int = 0) -> None:
        self.number = number

    def __del__(self) -> None:
        if self.number:
            signal.raise_signal(self.number)
        raise ValueError("lost")


@pytest.fixture
def told(monkeypatch) -> list:
    """What Python would print."""
    errors: list = []
    monkeypatch.setattr(sys, "unraisablehook", lambda about: errors.append(about.exc_type))
    return errors


def test_a_ctrl_c_that_python_cannot_raise_counts_later_and_prints_nothing(told):
    before, hook = signal.getsignal(signal.SIGINT), sys.unraisablehook
    with never_lost() as stop_if_asked:
        stop_if_asked()
        Ends(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            stop_if_asked()
    assert told == []
    assert (signal.getsignal(signal.SIGINT), sys.unraisablehook) == (before, hook)


def test_other_errors_that_python_cannot_raise_are_told_as_before(told):
    with never_lost() as stop_if_asked:
        Ends()
        stop_if_asked()
    assert told == [ValueError]


def test_a_handler_that_was_set_meanwhile_stays():
    before = signal.getsignal(signal.SIGINT)
    try:
        with never_lost():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
