"""NAME.json and the CSVs, from the executed notebook."""

import json

from nbformat.v4 import new_markdown_cell

from executed import cells_of, leaderboard, NAMES, notebook, refused, tiers, whole
from halted import halted, SECOND, SENTENCES, stock
from kit.finding import packed
from kit.reports import results


def test_results_have_report_title_parameters_made_and_findings():
    made = results.results(whole())
    assert list(made) == ["report", "title", "parameters", "made", "status", "failure", "findings"]
    assert (made["status"], made["failure"]) == ("done", None)
    assert made["report"] == "benchmarking"
    assert made["title"] == "Skincare creators on TikTok, compared like with like"
    assert made["parameters"] == {"workspace": "lotus", "brand": "Lotus 'n' <Skincare>", "as_of": "", "tier": "micro"}
    assert [f["key"] for f in made["findings"]][:2] == ["tier_benchmarks", "leaderboard"]
    json.dumps(made, allow_nan=False)


def test_a_finding_shown_twice_counts_once_and_another_with_its_key_gets_a_number():
    made = results.findings(
        notebook(
            cells_of("A?", "", tiers(), tiers(), leaderboard(3)), cells_of("B?", "", leaderboard(5), leaderboard(3))
        )
    )
    assert [f["key"] for f in made] == ["tier_benchmarks", "leaderboard", "leaderboard_2"]
    assert [len(f["rows"]) for f in made] == [5, 3, 5]


def test_text_that_a_spreadsheet_could_run_gets_a_quote_and_numbers_stay():
    finding = leaderboard(16).to_json()
    finding["rows"][0][:2] = ["\t=1+1", -0.5]
    rows = results.csv_files([finding])["leaderboard"].splitlines()
    assert rows[0].startswith("creator,rate,rate_low")
    assert rows[1].startswith("'\t=1+1,-0.5,")
    assert f"'{NAMES[12]}" in "\n".join(rows)
    for start in ("=", "+", "-", "@", "\r"):
        finding["rows"][0][0] = f"{start}x"
        assert f"'{start}x" in results.csv_files([finding])["leaderboard"]


def test_a_refusal_has_no_csv():
    assert results.csv_files([refused().to_json()]) == {}


def test_a_key_is_safe_as_a_file_name():
    nb = notebook(cells_of("A?", "", tiers()))
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            if results.FINDING in output["data"]:
                output["data"][results.FINDING]["key"] = "../../etc/passwd"
    assert [f["key"] for f in results.findings(nb)] == ["_etc_passwd"]


def test_a_notebook_from_plain_papermill_has_results_too():
    nb = whole()
    del nb.metadata["kit"]
    nb.metadata.papermill["end_time"] = "2026-10-02T10:00:00"
    nb.cells = [new_markdown_cell("text"), *nb.cells]
    made = results.results(nb)
    assert (made["report"], made["made"]) == ("report", "2026-10-02T10:00:00")
    assert made["findings"]


def test_results_of_a_failed_run_are_what_was_computed_and_why_the_rest_is_missing():
    made = results.results(halted("time_out", SECOND))
    assert (made["status"], made["failure"]["sentence"]) == ("failed", SENTENCES["time_out"])
    assert [f["key"] for f in made["findings"]] == ["tier_benchmarks"]
    assert results.results(stock(SECOND, seen=False))["failure"]["kind"] == "dead_kernel"
    json.dumps(made, allow_nan=False)


def about_of(read: list, **inputs: object) -> dict:
    tables = [
        {"table": "videos", "rows": 9, "made_up": False, "captured": ["2026-06-01", "2026-06-09"], "refused": 2},
        {"table": "deals", "rows": 5, "made_up": True, "captured": ["2026-05-01", "2026-05-02"], "refused": 1},
        {"table": "fx", "rows": 3, "made_up": False, "captured": [], "refused": 0},
        {"table": "goals", "rows": 0, "made_up": False, "captured": [], "refused": 0},
    ]
    whole_workspace = {"tables": tables, "made_up": True, "captured": ["2026-05-01", "2026-06-09"], "refused": 7}
    nb = notebook(about=whole_workspace | inputs)
    nb.metadata.kit["read"] = read
    return results.about(nb)


def of(*names: str, workspace: str = "lotus") -> dict:
    return {"workspace": workspace, "tables": dict.fromkeys(names, "digest")}


def test_the_inputs_are_those_of_the_tables_that_were_read():
    about = about_of([of("videos", "fx", "goals", "brands")])
    assert [t["table"] for t in about["tables"]] == ["videos", "fx"]
    assert (about["made_up"], about["captured"], about["refused"]) == (False, ["2026-06-01", "2026-06-09"], 2)
    assert about_of([of("deals")])["made_up"] is True
    assert about_of([of("fx")])["captured"] == []


def test_rows_refused_of_a_table_that_is_empty_or_unnamed_count_too():
    refused = {"videos": 2, "goals": 3, "deals": 1, "": 4}
    assert about_of([of("videos", "goals")], refused_by_table=refused)["refused"] == 9


def test_without_a_note_of_what_was_read_the_inputs_are_those_of_the_workspace():
    assert len(about_of([])["tables"]) == 4
    assert about_of([])["refused"] == 7


def test_where_tables_do_not_say_the_workspace_speaks():
    tables = [{"table": "videos", "rows": 9}, {"table": "deals", "rows": 5}]
    about = about_of([of("videos")], tables=tables)
    assert [t["table"] for t in about["tables"]] == ["videos"]
    assert (about["made_up"], about["refused"]) == (True, 7)


def test_of_two_workspaces_the_one_that_is_shown_counts():
    read = [of("deals", workspace="other"), of("videos"), of("fx")]
    assert [t["table"] for t in about_of(read)["tables"]] == ["videos", "fx"]
    assert [t["table"] for t in about_of([of("deals", workspace="/full/path")])["tables"]] == ["deals"]


def test_rows_that_travelled_as_one_text_are_rows_again_in_every_file(monkeypatch):
    plain = results.results(notebook(cells_of("A?", "", leaderboard(16), tiers())))
    monkeypatch.setattr("kit.finding.MANY", 10)
    nb = notebook(cells_of("A?", "", leaderboard(16), tiers()))
    kinds = [type(packed(f.to_json())["rows"]) for f in (leaderboard(16), tiers())]
    assert kinds == [str, list]
    made = results.results(nb)
    assert made["findings"] == plain["findings"]
    assert results.csv_files(made["findings"]) == results.csv_files(plain["findings"])
    assert json.loads(results.text(made)) == json.loads(results.text(plain)) == plain
    assert results.findings(nb)[0]["rows"] is made["findings"][0]["rows"], "one list, however often it is asked for"
