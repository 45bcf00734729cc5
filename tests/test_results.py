"""NAME.json and the CSVs, from the executed notebook."""

import json

from nbformat.v4 import new_markdown_cell

from executed import cells_of, leaderboard, NAMES, notebook, refused, tiers, whole
from kit.reports import results


def test_results_have_report_title_parameters_made_and_findings():
    made = results.results(whole())
    assert list(made) == ["report", "title", "parameters", "made", "findings"]
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
