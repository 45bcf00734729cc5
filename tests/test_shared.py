"""What is made once a session: by whom, and what the others are told."""

from types import SimpleNamespace

import pytest

import shared


def test_the_first_who_asks_makes_it_and_the_others_get_the_same(tmp_path, monkeypatch):
    made = []

    def make(place):
        made.append(place)
        (place / "file").write_text("whole", encoding="utf-8")

    places = []
    for worker in ("gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        factory = SimpleNamespace(getbasetemp=lambda worker=worker: tmp_path / worker)
        places.append(shared.made_once(factory, "thing", make))
    assert places == [tmp_path / "thing"] * 2
    assert made == [tmp_path / "thing"]
    assert (places[1] / "file").read_text(encoding="utf-8") == "whole"


def test_who_waits_for_what_failed_or_never_ends_is_told(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(shared, "LONGEST", 0.2)
    factory = SimpleNamespace(getbasetemp=lambda: tmp_path)
    with pytest.raises(ZeroDivisionError):
        shared.made_once(factory, "thing", lambda place: 1 / 0)
    with pytest.raises(AssertionError, match="Another process failed to make thing"):
        shared.made_once(factory, "thing", pytest.fail)
    (tmp_path / "slow").mkdir()
    with pytest.raises(AssertionError, match=r"slow was not made within 0\.2 seconds"):
        shared.made_once(factory, "slow", pytest.fail)
