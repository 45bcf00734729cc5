"""The folder of a run is there while it runs, and goes with it."""

import os
from pathlib import Path
import tempfile

from kit.reports import scratch


def test_it_is_private_and_removed_at_the_end(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch.folder() as made:
        assert made.stat().st_mode & 0o077 == 0
        (made / "s-1").touch()
    assert not made.exists()


def test_folders_of_runs_that_were_killed_are_removed_and_those_in_use_are_not(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path) if len(str(tmp_path)) <= scratch.LONGEST else "/tmp")
    place = Path(tempfile.tempdir)
    with scratch.folder() as used:
        stale = place / f"{scratch.PREFIX}stale"
        stale.mkdir(exist_ok=True)
        (stale / scratch.OWNER).touch()
        for folder in (used, stale):
            os.utime(folder, (0, 0))
        scratch.sweep(place)
        assert (used.exists(), stale.exists()) == (True, False)


def test_a_socket_there_has_a_path_that_the_system_takes(monkeypatch, tmp_path):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with scratch.folder() as made:
        assert len(os.fsencode(made / "k12345678" / "s-5")) < 100
