"""Processes forked from a loaded one: many at once, whatever they do, and none that lives on."""

from concurrent.futures import ThreadPoolExecutor
import json
import os
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest

from calls import Call
from kit.reports import scratch, warm

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("forks"),
    pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="nothing is forked here"),
]


def answer(function, *arguments):
    process = warm.fork(Call(function, *arguments))
    try:
        return json.loads(process.read() or "null"), process
    finally:
        process.close()


def test_thirty_calls_at_once_each_get_their_own_answer():
    with ThreadPoolExecutor(30) as pool:
        found = list(pool.map(lambda i: answer("math:factorial", i)[0], range(30)))
    assert [str(n) for n in found] == [str(__import__("math").factorial(i)) for i in range(30)]


def test_an_answer_may_be_long():
    text = "សុភា" * 400_000
    assert answer("operator:concat", text, "!")[0] == text + "!"


def test_a_call_that_fails_gives_no_answer_and_harms_no_other():
    assert answer("math:sqrt", -1)[0] is None
    assert answer("math:no_such_function")[0] is None
    assert answer("math:sqrt", 4)[0] == 2


def test_an_exit_code_and_a_signal_are_told():
    codes = []
    for function, argument in (("os:_exit", 3), ("signal:raise_signal", signal.SIGKILL), ("math:sqrt", 4)):
        codes.append(warm.fork(Call(function, argument)).wait(10))
    assert codes == [3, -signal.SIGKILL, 0]


def test_waiting_ends_in_time_and_a_process_can_be_ended():
    process = warm.fork(Call("time:sleep", 60))
    with pytest.raises(Exception, match="timed out"):
        process.wait(0.1)
    process.terminate()
    assert process.wait(10) == -signal.SIGTERM
    assert process.poll() == -signal.SIGTERM
    process.kill()  # no other process gets it


def test_a_process_ends_with_its_pipe():
    process = warm.fork(Call("time:sleep", 60))
    process.close()
    ends = time.monotonic() + 10
    while Path(f"/proc/{process.pid}").exists() and time.monotonic() < ends:
        time.sleep(0.02)
    assert not Path(f"/proc/{process.pid}").exists()


def test_forking_leaves_no_handles():
    def handles():
        return len(os.listdir("/proc/self/fd"))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    before = handles()
    for i in range(30):
        assert answer("operator:neg", i)[0] == -i
        warm.fork(Call("operator:neg", i)).wait(10)
    assert handles() <= before


def test_a_fork_has_none_of_the_handles_of_others():
    others = [warm.fork(Call("time:sleep", 60)) for _ in range(5)]
    many, _ = answer("os:listdir", "/proc/self/fd")
    for other in others:
        other.kill()
        other.wait(10)
    few, _ = answer("os:listdir", "/proc/self/fd")
    assert len(many) == len(few)


def test_what_was_changed_after_loading_and_is_read_while_loading_is_a_reason_not_to_fork():
    env = dict(os.environ)
    for name in ("MPLCONFIGDIR", "PYTHONHASHSEED", "HOME"):
        with pytest.raises(warm.NotForked, match=f"{name} was changed after loading"):
            warm.fork(Call("math:sqrt", 4), env | {name: "other"})
    warm.fork(Call("math:sqrt", 4), env | {"MY_OWN": "x"}).close()


def test_the_runners_own_multiprocessing_goes_on_as_before():
    import multiprocessing
    from multiprocessing import util

    assert not util.get_temp_dir().startswith(os.path.join(os.path.sep, "tmp", scratch.PREFIX))
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        assert pool.map(abs, [-1]) == [1]
    assert os.environ.get(warm.FOLDER) is None
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == set()


def test_a_person_can_ask_for_cold_kernels(monkeypatch):
    monkeypatch.setenv("KIT_COLD", "1")
    assert not warm.possible()


def test_a_second_run_in_one_process_has_a_server_again():
    twice = """
from calls import Call
from kit.reports import scratch, warm
for number in (4, 9):
    with scratch.folder() as own:
        warm.start(own)
        warm.start(own)
        process = warm.fork(Call("math:isqrt", number))
        print(process.read().decode(), process.wait(10))
"""
    done = subprocess.run([sys.executable, "-c", twice], capture_output=True, text=True, timeout=120)
    assert (done.stdout.split(), done.stderr) == (["2", "0", "3", "0"], "")
