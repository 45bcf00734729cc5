"""What only the data can refuse is told before anything runs, beside what is wrong with the plan."""

from pathlib import Path

import pytest

from kit.errors import UsageError
from kit.reports import plan, preflight
from kit.reports.run import Run
from kit.tables import TABLES
from kit.workspace import Workspace


def test_facts_of_a_workspace_are_digests_of_all_tables_refused_rows_and_the_newest_capture(sample):
    runs = [Run("benchmarking", {"workspace": str(sample)}), Run("post_mortem", {"workspace": str(sample)}, "again")]
    facts, wrong = preflight.look(runs)
    assert wrong == {}
    (path, found), own = *facts.items(), Workspace(sample)
    assert path == str(Path(sample).resolve())
    assert found["tables"] == {name: own.digest(name) for name in TABLES}
    assert found["refused"] == {}
    assert found["newest_capture"] == f"{max(own.bounds(n, 'captured_at')[1] for n in ('videos', 'orders')):%Y-%m-%d}"


def test_a_report_with_a_day_of_its_own_does_not_look_at_the_newest_capture(sample):
    facts, _ = preflight.look([Run("benchmarking", {"workspace": str(sample), "as_of": "2026-01-01"})])
    assert "newest_capture" not in facts[str(Path(sample).resolve())]


def test_each_refusal_of_the_data_is_told_once_with_the_runs_it_is_about(sample, tmp_path):
    nobody = {"workspace": str(sample), "brand": "Nobody"}
    runs = [
        Run("benchmarking", nobody),
        Run("tier_pricing", nobody),
        Run("post_mortem", {"workspace": str(tmp_path / "x")}),
    ]
    facts, wrong = preflight.look(runs)
    assert facts == {}
    (unknown, about), (missing, other) = wrong.items()
    assert "Parameter brand is 'Nobody'" in unknown
    assert about == runs[:2]
    assert missing.startswith("There is no workspace at")
    assert other == runs[2:]
    with pytest.raises(UsageError, match=r"Nobody.*\nThere is no workspace"):
        preflight.check(runs)


def test_problems_of_plan_and_data_come_together_each_with_its_line(sample, tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(
        "reports:\n- {report: benchmarking, parameters: {brand: Nobody}}\n- tier_prising\n"
        "- {report: post_mortem, parameters: {margin: much}}\n- {report: tier_pricing, parameters: {as_of: soon}}\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as caught:
        plan.read(path, {"workspace": str(sample)}, lambda runs: preflight.look(runs)[1])
    said = [line.removeprefix(f"{path}, line ")[:60] for line in str(caught.value).splitlines()]
    assert [int(line[0]) for line in said] == [3, 4, 2, 5]
    assert [word in line for word, line in zip(("tier_prising", "margin", "Nobody", "soon"), said, strict=True)] == [
        True
    ] * 4
