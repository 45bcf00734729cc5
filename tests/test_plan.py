"""A plan is checked whole before anything runs."""

import pytest

from kit.errors import UsageError
from kit.reports import plan


def read(tmp_path, text, **overrides):
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return plan.read(path, overrides)


def test_the_smallest_plan_is_a_list_of_names(tmp_path):
    runs = read(tmp_path, "reports: [benchmarking, tier_pricing, post_mortem]", workspace="w")
    assert [r.stem for r in runs] == ["benchmarking", "tier_pricing", "post_mortem"]
    assert all(r.parameters == {"workspace": "w"} for r in runs)


def test_defaults_reach_the_reports_that_know_them(tmp_path):
    runs = read(tmp_path, "defaults: {brand: Us, campaign: spring}\nreports: [benchmarking, post_mortem]")
    assert runs[0].parameters == {"brand": "Us"}
    assert runs[1].parameters == {"brand": "Us", "campaign": "spring"}


def test_one_report_may_be_made_twice_under_two_names(tmp_path):
    runs = read(
        tmp_path,
        "reports:\n- {report: benchmarking, name: us, parameters: {brand: Us}}\n- {report: benchmarking, name: "
        "them, parameters: {brand: Them}}",
    )
    assert [r.stem for r in runs] == ["us", "them"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reports: [benchmarkin]", "There is no report 'benchmarkin'"),
        ("reports: []", "names no reports"),
        ("report: [x]", "reports"),
        ("[", "not a plan that can be read"),
        ("reports: [benchmarking, benchmarking]", "would both be called benchmarking"),
        ("reports: [{report: benchmarking, name: ../x}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, name: index}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, parameters: {tire: x}}]", "did you mean tier?"),
        ("reports: [{report: benchmarking, parameters: {brand: [1]}}]", "give text"),
        ("reports: [{report: ../x}]", "There is no report"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(tmp_path, text, words):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)


def test_everything_wrong_is_told_at_once(tmp_path):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "reports: [nope, {report: benchmarking, parameters: {x: 1}}, post_mortem, post_mortem]")
    assert len(str(caught.value).splitlines()) == 3
