"""Reports are run for real: papermill, a kernel, our template; pages, data, gallery and manifest come out."""

import gc
import json
from pathlib import Path
import shlex
import shutil
import subprocess
import sys

import nbformat
import pytest

from kit import cli
from kit.reports import catalog, warm
from kit.reports.batch import run_all
from kit.reports.run import Run
from running import at_hand
from tiny import creator, video, workspace

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("forks")]
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    people = [creator(f"c{i}", 20_000 + i, name=f"<b>{i}</b> សុភា") for i in range(6)]
    videos = [
        video(f"{i}{j}", f"c{i}", 1000 + 97 * i * j, 50 + i + j, 5, 5, hashtags=["glow"])
        for i in range(6)
        for j in range(7)
    ]
    return workspace(tmp_path_factory.mktemp("small") / "w", videos=videos, creators=people)


def here(*words, monkeypatch, capsys):
    """What the command would say and its exit code, without a process of its own."""
    monkeypatch.setattr(sys, "argv", ["kit", *map(str, words)])
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(warm, "start", lambda own: None)  # it would load for seconds, for nobody
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", None)  # main keeps it out of its process for good
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code, capsys.readouterr().err


def kit(*words, **kwargs):
    return subprocess.run(
        [sys.executable, "-m", "kit.cli", *map(str, words)], capture_output=True, text=True, check=False, **kwargs
    )


@pytest.fixture(scope="module")
def good(small, forks, tmp_path_factory) -> Path:
    """The folder of a report that `kit run` has made; for reading only."""
    out = tmp_path_factory.mktemp("good") / "out"
    done = at_hand("run", "benchmarking", "--data", small, "--out", out, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def again(small, forks, tmp_path_factory) -> Path:
    """The folder of a report that was made again, after one that had a table more; for reading only."""
    out = tmp_path_factory.mktemp("again")
    (out / "bmicro").mkdir()
    (out / "bmicro" / "gone.csv").write_text("old", encoding="utf-8")
    run_all([Run("benchmarking", {"workspace": str(small), "tier": "micro"}, "bmicro")], out)
    return out


def test_a_run_writes_page_notebook_json_csvs_gallery_and_manifest(good):
    out = good
    assert {p.name for p in out.iterdir() if p.name[0] != "."} == {
        "benchmarking.html",
        "benchmarking.ipynb",
        "benchmarking.json",
        "benchmarking",
        "index.html",
        "manifest.json",
    }
    found = json.loads((out / "benchmarking.json").read_text(encoding="utf-8"))
    assert [f["key"] for f in found["findings"]] == [
        *("data_check", "cohort", "own_account", "shortlist", "tier_benchmarks", "tier_differences", "leaderboard"),
        *("typical_views", "score", "audience_fit", "sponsored_gap", "content_styles", "share_of_voice"),
        *("voice_over_time", "owned_paid_earned", "brand_creators", "brand_engagement", "hashtags", "sounds"),
        *("posting_times", "comment_sentiment", "comment_voices", "worth_a_look"),
    ]
    assert (out / "benchmarking" / "tier_benchmarks.csv").is_file()
    record = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"][0]
    assert record["status"] == "done"
    assert {t["table"] for t in record["tables"] if t["rows"]} == {"videos", "creators"}
    assert record["parameters"]["as_of"] == "2026-06-01"
    assert record["command"].startswith("kit run benchmarking -p as_of=2026-06-01")
    page = (out / "benchmarking.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>0</b>" not in page
    brief = page[page.index('<ul class="brief">') :]
    assert brief.index(f'<a href="#{record["brief"]["id"]}">') < brief.index("</li>")
    assert record["brief"]["text"] in {f["takeaway"] for f in found["findings"]}
    gallery = (out / "index.html").read_text(encoding="utf-8")
    assert f'<a href="benchmarking.html#{record["brief"]["id"]}">' in gallery
    assert gallery.count("<figure>") == bool(record["sketch"])


@pytest.mark.parametrize(
    "report",
    [pytest.param(r.name, marks=[pytest.mark.long] if r.name != "post_mortem" else []) for r in catalog.reports()],
)
def test_every_report_shows_all_its_findings_on_the_sample_and_its_foot_makes_them_again(
    report, sample_reports, tmp_path
):
    first, second = sample_reports, tmp_path / "second"
    found = json.loads((first / f"{report}.json").read_text(encoding="utf-8"))["findings"]
    ours = ["worth_a_look"] if report == "benchmarking" else []  # for our own team only
    assert [f["key"] for f in found if f["status"] == "not_shown"] == ours
    command = shlex.split(nbformat.read(first / f"{report}.ipynb", as_version=4).metadata["kit"]["command"])
    assert command[:3] == ["kit", "run", report]
    assert "as_of=2026-09-30" in command
    assert kit(*command[1:], "--out", second, cwd=ROOT).returncode == 0
    assert json.loads((second / f"{report}.json").read_text(encoding="utf-8"))["findings"] == found


def test_a_report_made_again_leaves_nothing_of_the_earlier_one(again):
    assert not (again / "bmicro" / "gone.csv").exists()
    assert (again / "bmicro" / "cohort.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel reads UTF-8
    assert not list(again.rglob("*.part"))


def test_a_report_that_fails_leaves_a_page_that_says_so_and_exit_code_1(small, tmp_path):
    broken = tmp_path / "notebooks"
    broken.mkdir()
    notebook = nbformat.read(ROOT / "notebooks" / "_template.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(notebook, broken / "broken.ipynb")
    done = at_hand("run", "broken", "--data", small, "--out", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "division by zero" in done.stderr
    assert "Traceback" not in done.stderr
    page = (tmp_path / "out" / "broken.html").read_text(encoding="utf-8")
    assert "This report is not complete" in page
    assert "division by zero" in page
    record = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["reports"][0]
    assert (record["status"], record["failure"]["kind"]) == ("failed", "cell_error")
    assert json.loads((tmp_path / "out" / "broken.json").read_text(encoding="utf-8"))["status"] == "failed"
    assert "broken" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_failed_run_replaces_the_earlier_page_which_is_no_longer_true(small, good, tmp_path):
    out = shutil.copytree(good, tmp_path / "o")
    assert "not complete" not in (out / "benchmarking.html").read_text(encoding="utf-8")
    done = at_hand("run", "benchmarking", "-p", "tier=huge", "--data", small, "--out", out, cwd=ROOT)
    assert done.returncode == 1
    assert "Parameter tier is 'huge'; use one of under 1k, nano" in done.stderr
    assert "This report is not complete" in (out / "benchmarking.html").read_text(encoding="utf-8")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"][0]["status"] == "failed"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("as_of=soon", "write a day as YYYY-MM-DD"),
        ("audience=all", "use one of shared, internal"),
        ("posted_from=2026-13-01", "write a day as YYYY-MM-DD"),
        ("currency=DOLLARS", "three letters"),
    ],
)
def test_a_wrong_value_is_refused_before_anything_runs(value, said, small, tmp_path, monkeypatch, capsys):
    words = ("run", "benchmarking", "-p", value, "--data", small, "--out", tmp_path / "o")
    code, told = here(*words, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_runs_at_once_into_one_folder_lose_no_record(tmp_path):
    record = {"report": "benchmarking", "title": "T", "status": "done", "error": "", "files": [], "seconds": 1.0}
    code = (
        "import json, pathlib, sys\nfrom kit.reports.manifest import held, write_overview\n"
        "with held(pathlib.Path(sys.argv[1])):\n"
        "    write_overview(pathlib.Path(sys.argv[1]), [json.loads(sys.argv[2]) | {'name': sys.argv[3]}])"
    )
    words = [[sys.executable, "-c", code, str(tmp_path), json.dumps(record), f"r{i}"] for i in range(6)]
    running = [subprocess.Popen(w) for w in words]
    assert [process.wait() for process in running] == [0] * 6
    found = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["reports"]
    assert [r["name"] for r in found] == [f"r{i}" for i in range(6)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "benchmarkin"], "There is no report 'benchmarkin'"),
        (["run", "benchmarking", "-p", "tire=nano"], "did you mean tier?"),
        (["run", "benchmarking", "--data", "nowhere"], "There is no workspace at nowhere"),
        (["run", "benchmarking", "-p", "brand"], "-p brand has no value"),
        (["run", "benchmarking", "-p", "brand=a", "-p", "brand=b"], "-p brand is given twice; keep one of them."),
        (["run", "nothing.yaml"], "There is no plan nothing.yaml"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(words, said, tmp_path, monkeypatch, capsys):
    code, told = here(*words, "--out", tmp_path / "o", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_wrong_usage_of_the_command_is_one_sentence_and_exit_code_2_too(small, tmp_path):
    done = kit("run", "benchmarking", "-p", "as_of=soon", "--data", small, "--out", tmp_path / "o", cwd=ROOT)
    assert done.returncode == 2
    assert "write a day as YYYY-MM-DD" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "o").exists()


def test_two_reports_at_a_time_give_what_one_at_a_time_gives(small, again, tmp_path):
    runs = [Run("benchmarking", {"workspace": str(small), "tier": t}, f"b{t}") for t in ("", "micro")]
    both = run_all(runs, tmp_path / "both", jobs=2)
    assert [r["status"] for r in both] == ["done", "done"]
    one, other = (
        json.loads((out / "bmicro.json").read_text(encoding="utf-8"))["findings"] for out in (tmp_path / "both", again)
    )
    assert one == other


def test_plain_papermill_and_nbconvert_make_the_page_too(small, tmp_path):
    done = tmp_path / "out.ipynb"
    scripts = Path(sys.executable).parent
    subprocess.run(
        [
            scripts / "papermill",
            ROOT / "notebooks" / "_template.ipynb",
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
