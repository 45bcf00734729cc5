"""Reports are run for real: papermill, a kernel, our template; pages, data, gallery and manifest come out."""

import json
from pathlib import Path
import subprocess
import sys

import nbformat
import pytest

from kit.reports.run import Run, run_all
from tiny import creator, video, workspace

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]


@pytest.fixture
def small(tmp_path):
    people = [creator(f"c{i}", 20_000 + i, name=f"<b>{i}</b> សុភា") for i in range(6)]
    videos = [
        video(f"{i}{j}", f"c{i}", 1000 + 97 * i * j, 50 + i + j, 5, 5, hashtags=["glow"])
        for i in range(6)
        for j in range(7)
    ]
    return workspace(tmp_path / "w", videos=videos, creators=people)


def kit(*words, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "kit.cli", *map(str, words)], capture_output=True, text=True, check=False, **kwargs
    )


def test_a_run_writes_page_notebook_json_csvs_gallery_and_manifest(small, tmp_path):
    out = tmp_path / "out"
    done = kit("run", "benchmarking", "--data", small, "--out", out, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in out.iterdir()} == {
        "benchmarking.html",
        "benchmarking.ipynb",
        "benchmarking.json",
        "benchmarking",
        "index.html",
        "manifest.json",
    }
    found = json.loads((out / "benchmarking.json").read_text(encoding="utf-8"))
    assert [f["key"] for f in found["findings"]] == [
        "cohort",
        "tier_benchmarks",
        "leaderboard",
        "typical_views",
        "hashtags",
        "share_of_voice",
    ]
    assert (out / "benchmarking" / "tier_benchmarks.csv").is_file()
    record = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"][0]
    assert record["status"] == "done"
    assert {t["table"] for t in record["tables"]} == {"videos", "creators"}
    page = (out / "benchmarking.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>0</b>" not in page


def test_the_command_in_the_foot_makes_the_same_findings_again(small, tmp_path):
    import shlex

    first = tmp_path / "first"
    assert kit("run", "benchmarking", "-p", "tier=micro", "--data", small, "--out", first, cwd=ROOT).returncode == 0
    notebook = nbformat.read(first / "benchmarking.ipynb", as_version=4)
    command = shlex.split(notebook.metadata["kit"]["command"])
    assert command[:3] == ["kit", "run", "benchmarking"]
    assert "as_of=2026-06-01" in command
    second = tmp_path / "second"
    assert kit(*command[1:], "--out", second, cwd=ROOT).returncode == 0
    one, other = (
        json.loads((d / "benchmarking.json").read_text(encoding="utf-8"))["findings"] for d in (first, second)
    )
    assert one == other


def test_a_report_that_fails_leaves_its_notebook_and_a_sentence_and_exit_code_1(small, tmp_path):
    broken = tmp_path / "notebooks"
    broken.mkdir()
    notebook = nbformat.read(ROOT / "notebooks" / "_template.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, broken / "broken.ipynb")
    done = kit("run", "broken", "--data", small, "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "division by zero" in done.stderr
    assert "Traceback" not in done.stderr
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"broken.ipynb", "index.html", "manifest.json"}
    assert "broken" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_wrong_parameter_value_found_in_the_notebook_is_one_sentence(small, tmp_path):
    done = kit("run", "benchmarking", "-p", "as_of=soon", "--data", small, "--out", tmp_path / "o", cwd=ROOT)
    assert done.returncode == 1
    assert "Parameter as_of is 'soon'; write a day as YYYY-MM-DD." in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "benchmarkin"], "There is no report 'benchmarkin'"),
        (["run", "benchmarking", "-p", "tire=nano"], "did you mean tier?"),
        (["run", "benchmarking", "--data", "nowhere"], "There is no workspace at nowhere"),
        (["run", "benchmarking", "-p", "brand"], "-p brand has no value"),
        (["run", "nothing.yaml"], "nothing.yaml is not a plan that can be read"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(words, said, tmp_path):
    done = kit(*words, "--out", tmp_path / "o", cwd=ROOT)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_two_reports_at_a_time_give_what_one_at_a_time_gives(small, tmp_path):
    runs = [Run("benchmarking", {"workspace": str(small), "tier": t}, f"b{t}") for t in ("", "micro")]
    both = run_all(runs, tmp_path / "both", jobs=2)
    assert [r["status"] for r in both] == ["done", "done"]
    run_all(runs[1:], tmp_path / "one")
    one, other = (
        json.loads((tmp_path / d / "bmicro.json").read_text(encoding="utf-8"))["findings"] for d in ("both", "one")
    )
    assert one == other


def test_plain_papermill_and_nbconvert_make_the_page_too(small, tmp_path):
    done = tmp_path / "out.ipynb"
    scripts = Path(sys.executable).parent
    subprocess.run(
        [
            scripts / "papermill",
            ROOT / "notebooks" / "benchmarking.ipynb",
            done,
            "-p",
            "workspace",
            small,
            "--no-progress-bar",
        ],
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [
            scripts / "jupyter",
            "nbconvert",
            "--to",
            "html",
            "--template",
            "kit",
            done,
            "--TemplateExporter.extra_template_basedirs",
            ROOT / "templates",
        ],
        check=True,
        capture_output=True,
    )
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "How well does each tier engage?" in page
    assert "<script" not in page


def test_the_list_names_reports_parameters_and_their_meaning():
    done = kit("list", "--json", cwd=ROOT)
    found = {r["report"]: r for r in json.loads(done.stdout)}
    assert set(found) == {"benchmarking", "tier_pricing", "post_mortem"}
    assert found["benchmarking"]["parameters"][0] | {"meaning": ""} == {
        "name": "workspace",
        "type": "str",
        "default": "sample",
        "meaning": "",
        "choices": [],
    }


def test_init_makes_a_folder_to_work_in_and_overwrites_nothing(tmp_path):
    assert kit("init", "work", cwd=tmp_path).returncode == 0
    assert (tmp_path / "work" / "notebooks" / "benchmarking.ipynb").is_file()
    assert (tmp_path / "work" / "plan.yaml").is_file()
    again = kit("init", "work", cwd=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr
