"""Files appear whole or not at all."""

import os

import pytest

from kit import files


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_nothing_beside(tmp_path, monkeypatch):
    target = tmp_path / "page.html"
    files.write_whole(target, b"old")

    def broken(handle):
        raise OSError("no")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="no"):
        files.write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_only_the_parts_of_the_process_that_is_gone_are_swept(tmp_path):
    (tmp_path / "r").mkdir()
    ours, other = tmp_path / "r" / ".kit-12-a.part", tmp_path / ".kit-13-b.part"
    ours.touch()
    other.touch()
    files.sweep_parts(tmp_path, 12)
    assert (ours.exists(), other.exists()) == (False, True)
    files.sweep_parts(tmp_path)
    assert not other.exists()
