"""A plan is checked whole before anything runs."""

from collections.abc import Callable
from pathlib import Path
import time

from hypothesis import given, HealthCheck, settings, strategies
import nbformat
import pytest

from kit.errors import UsageError
from kit.reports import catalog, plan
from kit.reports.plan import naming

TEMPLATE = Path(__file__).parents[1] / "templates" / "plan.yaml"


def read(tmp_path, text, **overrides):
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return plan.read(path, overrides)


def problems(tmp_path, text, **overrides) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text, **overrides)
    return str(caught.value).replace(f"{tmp_path}/", "").splitlines()


@pytest.fixture
def notebooks(tmp_path, monkeypatch) -> Callable[..., None]:
    """Makes notebooks with these parameter cells the reports that there are."""

    def make(**cells: str) -> None:
        (tmp_path / "notebooks").mkdir()
        for name, source in cells.items():
            cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
            nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "notebooks" / f"{name}.ipynb")
        monkeypatch.chdir(tmp_path)

    return make


def test_the_smallest_plan_is_a_list_of_names(tmp_path):
    runs = read(tmp_path, "reports: [benchmarking, tier_pricing, post_mortem]", workspace="w")
    assert [r.stem for r in runs] == ["benchmarking", "tier_pricing", "post_mortem"]
    assert all(r.parameters == {"workspace": "w"} for r in runs)
    assert {(r.time_limit, r.label) for r in runs} == {(600, "")}


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


def test_a_matrix_makes_every_combination_with_names_and_labels(tmp_path):
    runs = read(
        tmp_path,
        """
time_limit: 300
reports:
  - report: benchmarking
    matrix: {brand: [Lotus, Jasmine & co], tier: [nano, micro]}
    parameters: {currency: USD}
    label: "{brand}: {tier} creators in {currency} {{x}}"
    time_limit: 120
  - report: benchmarking
""",
    )
    assert [r.stem for r in runs] == [
        "benchmarking-Lotus-nano",
        "benchmarking-Lotus-micro",
        "benchmarking-Jasmine-co-nano",
        "benchmarking-Jasmine-co-micro",
        "benchmarking",
    ]
    assert runs[3].parameters == {"currency": "USD", "brand": "Jasmine & co", "tier": "micro"}
    assert runs[3].label == "Jasmine & co: micro creators in USD {x}"
    assert [r.time_limit for r in runs] == [120] * 4 + [300]


def test_each_line_of_a_csv_file_is_a_run_and_an_empty_cell_is_not_given(tmp_path):
    (tmp_path / "campaigns.csv").write_text(
        "\ufeffcampaign;margin;brand;label;time_limit;name\nSpring glow;0.3;;Spring;;\n\nរដូវផ្ការីក;;Them;;60;khmer\n",
        encoding="utf-8",
    )
    runs = read(
        tmp_path,
        'reports: [{report: post_mortem, rows: campaigns.csv, name: "pm-{campaign}-{margin}",'
        " parameters: {brand: Us}}]",
    )
    assert [r.stem for r in runs] == ["pm-Spring-glow-0.3", "khmer"]
    assert runs[0].parameters == {"brand": "Us", "campaign": "Spring glow", "margin": 0.3}
    assert runs[1].parameters == {"brand": "Them", "campaign": "រដូវផ្ការីក"}
    assert [(r.label, r.time_limit) for r in runs] == [("Spring", 600), ("", 60)]


def test_rows_may_stand_in_the_plan_and_meet_a_matrix(tmp_path):
    text = """
reports:
  - report: tier_pricing
    rows: [{budget: 20000, name: "small-{deliverable}"}, {budget: 90000, name: "large-{deliverable}", time_limit: 5}]
    matrix: {deliverable: [video, story]}
"""
    runs = read(tmp_path, text)
    assert [r.stem for r in runs] == ["small-video", "small-story", "large-video", "large-story"]
    assert runs[2].parameters == {"budget": 90000.0, "deliverable": "video"}
    assert [r.time_limit for r in runs] == [600, 600, 5, 5]


def test_rows_without_names_are_told_apart_by_their_values(tmp_path):
    runs = read(tmp_path, "reports: [{report: tier_pricing, rows: [{budget: 20000}, {budget: 90000, handle: ស្រី}]}]")
    assert [r.stem for r in runs] == ["tier_pricing-20000", "tier_pricing-90000-ស្រី"]


def test_a_name_may_use_what_only_the_defaults_or_the_notebook_give(tmp_path):
    runs = read(
        tmp_path,
        'defaults: {brand: "Lotus 7"}\nreports: [{report: tier_pricing, name: "{brand}_{deliverable}-{currency}"}]',
    )
    assert runs[0].stem == "Lotus-7_video"


def test_the_command_line_wins_over_all_and_a_matrix_it_fixes_is_made_once(tmp_path):
    matrix = "matrix: {brand: [B, C], tier: [mega, mid]}"
    text = f"defaults: {{brand: A, tier: nano}}\nreports: [{{report: benchmarking, {matrix}}}]"
    runs = read(tmp_path, text, brand="D", workspace="w")
    assert [r.stem for r in runs] == ["benchmarking-D-mega", "benchmarking-D-mid"]
    assert all(r.parameters["brand"] == "D" for r in runs)


def test_an_override_or_default_that_no_report_has_is_refused(tmp_path):
    assert problems(tmp_path, "reports: [benchmarking]", brnd="x") == [
        "No report of the plan has a parameter brnd; did you mean brand?"
    ]
    assert problems(tmp_path, "defaults:\n  campaign: x\nreports: [benchmarking]")[0].startswith(
        "plan.yaml, line 2: No report of the plan has a parameter campaign; they have workspace, brand"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reports: [benchmarkin]", "There is no report 'benchmarkin'"),
        ("reports: []", "names no reports"),
        ("reports:", "names no reports"),
        ("", "names no reports"),
        ("[benchmarking]", "names no reports"),
        ("report: [x]", "no such key as 'report' here; did you mean reports?"),
        ("reports: benchmarking", "reports is 'benchmarking'; write for example reports: [benchmarking]"),
        ("[", "not a plan that can be read"),
        ("reports: [*x]", "not a plan that can be read (line 1: found undefined alias)"),
        ("reports: [benchmarking]\nreports: [post_mortem]", "line 2: the key 'reports' stands there twice"),
        ("reports: [benchmarking, benchmarking]", "would both be called benchmarking"),
        ("reports: [{report: benchmarking, name: ../x}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, name: index}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, name: NUL}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, name: .x}]", "cannot be the name of a file"),
        ("reports: [{report: benchmarking, name: 2026}]", "name is 2026; give text, in quotes."),
        ("reports: [{report: benchmarking, label: no}]", "label is False; give text, in quotes."),
        ("reports: [{report: benchmarking, label: '{brnd}'}]", "did you mean {brand}?"),
        ("reports: [{report: benchmarking, parameters: {tire: x}}]", "did you mean tier?"),
        ("reports: [{report: benchmarking, parameters: {brand: [1]}}]", "give text"),
        ("reports: [{report: benchmarking, parameters: [brand]}]", "give names and values"),
        ("reports: [{report: benchmarking, parameters: {[a]: 1}}]", "not a plan that can be read"),
        (
            "reports: [{report: benchmarking, parameters: {1: 1}}]",
            "1 in parameters is not the name of a parameter; write",
        ),
        ("reports: [{report: ../x}]", "There is no report"),
        ("reports: [{name: x}]", "This entry names no report"),
        ("reports: [5]", "5 is no report; write its name, in quotes"),
        ("reports: [{report: benchmarking, matrx: {}}]", "no such key as 'matrx' here; did you mean matrix?"),
        ("reports: [{report: benchmarking, matrix: {brand: Lotus}}]", "matrix.brand is 'Lotus'; give a list"),
        ("reports: [{report: benchmarking, matrix: {brand: []}}]", "give at least one value"),
        ("reports: [{report: benchmarking, matrix: {brand: [a, a]}}]", "would both be called benchmarking-a"),
        ("reports: [{report: benchmarking, rows: 5}]", "rows is 5; give the path of a CSV file, or a list of rows"),
        ("reports: [{report: benchmarking, rows: []}]", "rows is []; give the path"),
        ("reports: [{report: benchmarking, rows: [a]}]", "write each row as names and values"),
        ("reports: [{report: benchmarking, rows: [{name: 5}]}]", "name is 5; give text, in quotes."),
        ("reports: [{report: benchmarking, rows: [{time_limit: 5m}]}]", "time_limit is '5m'; give whole seconds"),
        ("reports: [{report: benchmarking, rows: none.csv}]", "There is no file none.csv; the path of rows starts"),
        ("time_limit: 5m\nreports: [benchmarking]", "time_limit is '5m'; give whole seconds from 1 to 604800"),
        ("time_limit: 5:00\nreports: [benchmarking]", "time_limit is '5:00'; give whole seconds"),
        ("time_limit: 0\nreports: [benchmarking]", "time_limit is 0; give whole seconds"),
        ("time_limit: yes\nreports: [benchmarking]", "time_limit is True; give whole seconds"),
        (
            "reports: [{report: benchmarking, matrix: {brand: [a]}, parameters: {brand: b}}]",
            "brand stands in the matrix and in parameters; keep one of them.",
        ),
        (
            "reports: [{report: benchmarking, matrix: {brand: [a]}, rows: [{brand: b}]}]",
            "brand stands in the matrix and in rows; keep one of them.",
        ),
    ],
)
def test_what_is_wrong_with_a_plan_is_said(tmp_path, text, words):
    told = problems(tmp_path, text)
    assert words in told[0]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("no", "is False; write it in quotes"),
        ("on", "is True; write it in quotes"),
        ("null", "is None; write it in quotes"),
        ("", "is None; write it in quotes"),
        ("1.0", "is 1.0; write it in quotes"),
        (".nan", "is nan; write it in quotes"),
    ],
)
def test_a_text_that_yaml_takes_for_something_else_is_refused(tmp_path, written, words):
    told = problems(tmp_path, f"reports:\n  - report: benchmarking\n    parameters:\n      brand: {written}\n")
    assert told[0].startswith(f"plan.yaml, line 4: Parameter brand of benchmarking {words}")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("010", "010"),
        ("1_000", "1_000"),
        ("2026-09-30", "2026-09-30"),
        ("'no'", "no"),
        ("2024", "2024"),
        ("1:30", "1:30"),
    ],
)
def test_a_text_that_is_surely_known_is_taken(tmp_path, written, text):
    runs = read(tmp_path, f"reports: [{{report: benchmarking, parameters: {{brand: {written}}}}}]")
    assert runs[0].parameters == {"brand": text}


def test_everything_wrong_is_told_at_once_and_where(tmp_path):
    (tmp_path / "c.csv").write_text("budget,nam\n1000,x\nmany,x\n", encoding="utf-8")
    assert problems(
        tmp_path,
        """time_limit: soon
reports:
  - nope
  - report: benchmarking
    parameters:
      x: 1
      as_of: 1.5
  - {report: tier_pricing, rows: c.csv, name: "{bugdet}"}
  - report: post_mortem
  - post_mortem
""",
    ) == [
        "plan.yaml, line 1: time_limit is 'soon'; give whole seconds from 1 to 604800, such as 300.",
        "plan.yaml, line 3: There is no report 'nope' in " + f"{catalog.folder()}; there are "
        "benchmarking, post_mortem, tier_pricing.",
        "c.csv, line 1: tier_pricing has no parameter nam for this column; did you mean name?",
        "plan.yaml, line 6: benchmarking has no parameter x; it has workspace, brand, as_of, currency, posted_from, "
        "posted_to, audience, tier, top, weight_engagement, weight_views, weight_consistency, weight_growth, "
        "weight_activity, min_followers, max_followers, tiers, categories, account_types, countries, languages, "
        "budget, exclude_partners, target_countries, target_ages, target_genders, sentiment_model.",
        "plan.yaml, line 7: Parameter as_of of benchmarking is 1.5; write it in quotes, so that it is surely text.",
        "c.csv, line 2 and 1 more: name is '{bugdet}', which uses {bugdet}, which is no parameter of the report; did "
        "you mean {budget}?",
        "c.csv, line 3: Parameter budget of tier_pricing is 'many'; give a number.",
        "post_mortem (plan.yaml, line 9) and post_mortem (plan.yaml, line 10) would both be called post_mortem; give "
        'one of them another name, or put what differs between them into it, such as name: "{report}-{brand}".',
    ]


def test_a_problem_of_many_rows_is_told_once(tmp_path):
    (tmp_path / "c.csv").write_text("budget\n" + '"1,000"\n' * 500, encoding="utf-8")
    assert problems(tmp_path, "reports: [{report: tier_pricing, rows: c.csv}]") == [
        "c.csv, line 2 and 499 more: Parameter budget of tier_pricing is '1,000'; write it without separators and with "
        "a point before decimals, such as 1234.5."
    ]


def test_a_flood_of_problems_ends(tmp_path):
    rows = "".join(f"  - {{report: nope{n}}}\n" for n in range(300))
    told = problems(tmp_path, f"reports:\n{rows}")
    assert len(told) == 101
    assert told[-1] == "There are 200 more problems; mend these first."


def test_two_names_that_some_disk_takes_for_one_are_refused_with_both(tmp_path):
    told = problems(tmp_path, "reports: [{report: benchmarking, matrix: {brand: [Lotus, lotus, é, é, LOTUS]}}]")
    assert len(told) == 2
    assert told[0].startswith("benchmarking with brand 'Lotus' (plan.yaml, line 1) and benchmarking with brand 'lotus'")
    assert ", and 1 more, would both be called benchmarking-Lotus; give one of them another name" in told[0]


def test_values_are_typed_by_the_notebook(tmp_path, notebooks):
    notebooks(r='n: int = 1\nday = date(2026, 1, 1)\ntiers: list[Literal["nano", "micro"]] = []\non = True')
    (tmp_path / "c.csv").write_text('n,day,tiers,on\n1e3,2026-02-03,"nano, micro",no\n', encoding="utf-8")
    rows = read(tmp_path, "reports: [{report: r, rows: c.csv}]")[0]
    plain = read(
        tmp_path, "reports: [{report: r, parameters: {n: 1_000, day: 2026-02-03, tiers: [nano, micro], on: no}}]"
    )
    assert rows.parameters == plain[0].parameters
    assert rows.parameters == {"n": 1000, "day": "2026-02-03", "tiers": ["nano", "micro"], "on": False}
    assert rows.stem == "r-1000-2026-02-03-nano-micro-false"


def test_a_notebook_whose_parameters_cannot_be_read_is_told_once(tmp_path, notebooks):
    notebooks(r="a = open('x')", s="a = 1")
    told = problems(tmp_path, "reports: [r, {report: r, name: again}, s]")
    assert len(told) == 1
    assert "Parameter a of r has the default open('x')" in told[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reports: [" + "x, " * 400_000 + "]", "is larger than 1 MB; split it"),
        (
            "reports: [{report: tier_pricing, matrix: {quote: [%s], budget: [%s]}}]"
            % ((", ".join(map(str, range(101))),) * 2),
            "the plan asks for more than 10,000 reports; split it into several.",
        ),
        (
            "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 10}]\n" for n in range(20)) + "reports: []",
            "no such key",
        ),
    ],
)
def test_plans_without_end_are_refused(tmp_path, text, words):
    assert words in problems(tmp_path, text)[0]


def test_a_plan_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(UsageError, match="There is no plan"):
        plan.read(tmp_path / "none.yaml", {})
    with pytest.raises(UsageError, match="not a plan that can be read"):
        plan.read(tmp_path, {})
    (tmp_path / "plan.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="it is not text in UTF-8"):
        plan.read(tmp_path / "plan.yaml", {})


TEXTS = strategies.text(strategies.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(strategies.lists(TEXTS, min_size=1, max_size=6, unique=True))
def test_whatever_the_brands_are_called_names_are_distinct_and_fit_or_the_clash_is_told(tmp_path, brands):
    rows = [(plan.Row(report="benchmarking", name="{brand}"), {"brand": brand}, {"brand"}) for brand in brands]
    try:
        runs = plan.checked(rows, 600, "here")
    except UsageError as error:
        told = str(error).splitlines()
        assert all("would both be called" in line or "cannot be the name of a file" in line for line in told)
        return
    assert [run.parameters["brand"] for run in runs] == brands
    assert len({naming.same(run.stem) for run in runs}) == len(brands)
    assert all(naming.checked(run.stem) == run.stem for run in runs)


def test_a_single_report_is_checked_like_a_plan():
    run = plan.checked([(plan.Row(report="benchmarking"), {"tier": "nano"}, {"tier"})], 60, "the command")[0]
    assert (run.stem, run.parameters, run.time_limit) == ("benchmarking", {"tier": "nano"}, 60)
    with pytest.raises(UsageError, match=r"^benchmarking has no parameter tire; did you mean tier\?$"):
        plan.checked([(plan.Row(report="benchmarking"), {"tire": "nano"}, {"tire"})], 60, "the command")
    with pytest.raises(UsageError, match="the command names no reports"):
        plan.checked([], 60, "the command")


def test_five_hundred_runs_are_checked_in_a_second_each_notebook_read_once(tmp_path, monkeypatch):
    reads = []
    read_one = catalog.report
    monkeypatch.setattr(catalog, "report", lambda name: reads.append(name) or read_one(name))
    rows = "".join(f"  - {{report: benchmarking, name: r{n}, parameters: {{brand: B{n}}}}}\n" for n in range(500))
    started = time.process_time()
    assert len(read(tmp_path, f"reports:\n{rows}")) == 500
    assert time.process_time() - started < 1
    assert reads == ["benchmarking"]


def test_the_template_is_the_smallest_plan_and_its_comments_are_good_plans_too(tmp_path):
    assert [run.stem for run in plan.read(TEMPLATE, {})] == ["benchmarking", "tier_pricing", "post_mortem"]
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("# defaults"))
    rich = "\n".join(line[2:] for line in lines[start:] if line.startswith("# ") and "Write" not in line)
    (tmp_path / "campaigns.csv").write_text("campaign\nSpring glow\n", encoding="utf-8")
    assert [run.stem for run in read(tmp_path, rich)] == [
        "benchmarking",
        "benchmarking-Lotus-nano",
        "benchmarking-Lotus-micro",
        "benchmarking-Jasmine-nano",
        "benchmarking-Jasmine-micro",
        "pm-Spring-glow",
        "small",
        "large",
    ]
