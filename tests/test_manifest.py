"""The folder of reports: held by one run at a time, its records kept, what cannot be written refused in a sentence."""

import json
import os
import signal
import threading
import time

import pytest

from kit.errors import UsageError
from kit.files import PART
from kit.reports import manifest
from running import environment, notebook, started

RECORD = {"report": "one", "title": "One", "status": "done", "error": "", "files": [], "seconds": 1.0}


def test_records_of_other_names_stay_and_those_of_the_same_are_replaced(tmp_path):
    manifest.write_overview(tmp_path, [RECORD | {"name": name} for name in "ca"])
    manifest.write_overview(tmp_path, [RECORD | {"name": name, "status": "failed"} for name in "bc"])
    assert [(r["name"], r["status"]) for r in manifest.earlier(tmp_path)] == [
        ("a", "done"),
        ("b", "failed"),
        ("c", "failed"),
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"reports": 1}', '{"reports": [1, {"name": "x"}, null]}', "\x00\xff"])
def test_a_manifest_that_is_none_of_ours_is_passed_over(text, tmp_path):
    (tmp_path / "manifest.json").write_text(text, encoding="latin-1")
    assert manifest.earlier(tmp_path) == []
    manifest.write_overview(tmp_path, [RECORD | {"name": "a"}])
    assert [r["name"] for r in manifest.earlier(tmp_path)] == ["a"]


def test_what_killed_writers_left_is_removed_and_other_files_stay(tmp_path):
    left = [tmp_path / PART.format(process=1, unique="x"), tmp_path / "one" / PART.format(process=2, unique="reserve")]
    (tmp_path / "one").mkdir()
    kept = tmp_path / "mine.part"
    for path in [*left, kept]:
        path.touch()
    with manifest.held(tmp_path):
        assert not any(path.exists() for path in left)
    assert kept.exists()


def test_an_out_that_is_a_file_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "out").touch()
    with (
        pytest.raises(UsageError, match=r"Cannot write to .*choose another folder with --out"),
        manifest.held(tmp_path / "out"),
    ):
        pass


def test_the_second_waits_says_so_once_and_then_has_it(tmp_path):
    said, order = [], []

    def second():
        with manifest.held(tmp_path, said.append):
            order.append("second")

    with manifest.held(tmp_path):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.3)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]
    assert said == [
        f"Another kit run (process {os.getpid()}) is writing to {tmp_path}; this one waits until it has ended."
    ]


def test_many_may_look_whether_they_can_write_at_once(tmp_path):
    wrong = []

    def one():
        try:
            with manifest.held(tmp_path):
                pass
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.slow
def test_ctrl_c_while_waiting_ends_the_run_at_once(tmp_path):
    notebook(tmp_path, "one", "1")
    with manifest.held(tmp_path / "out"):
        waits = started("run", "one", "--out", "out", "--json", cwd=tmp_path, env=environment())
        assert json.loads(waits.stdout.readline())["event"] == "waiting"
        waits.send_signal(signal.SIGINT)
        _, stderr = waits.communicate(timeout=5)  # while the other still holds the folder
    assert (waits.returncode, stderr) == (1, "Stopped by Ctrl-C.\n")
    assert not (tmp_path / "out" / "manifest.json").exists()
