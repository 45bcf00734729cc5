"""A terminal sees how far the reading of a large file is; a pipe sees nothing of it."""

import io
import sys

from kit.intake import bar
from kit.reading.archives import File


class Terminal(io.StringIO):
    def isatty(self):
        return True


def heard(tmp_path, monkeypatch, stream, wanted=True):
    """What is drawn while half of a file of 1,000 bytes is read."""
    (tmp_path / "big [x].csv").write_bytes(b"x" * 1000)
    file = File("big [x].csv", ("big [x].csv",), tmp_path / "big [x].csv")
    monkeypatch.setattr(sys, "stderr", stream)
    with bar.drawn(wanted) as told:
        told(file, 500)
        told(file, 600)
    return stream.getvalue()


def test_a_terminal_sees_the_name_and_how_much_was_read(tmp_path, monkeypatch):
    drawn = heard(tmp_path, monkeypatch, Terminal())
    assert "big [x].csv" in drawn
    assert "0.6/1.0 kB" in drawn


def test_a_pipe_sees_nothing(tmp_path, monkeypatch):
    assert heard(tmp_path, monkeypatch, io.StringIO()) == ""


def test_nothing_is_drawn_where_json_is_asked_for(tmp_path, monkeypatch):
    assert heard(tmp_path, monkeypatch, Terminal(), wanted=False) == ""
