"""Where a report's numbers come from."""

import pandas as pd

import kit
from kit import inputs
from kit.workspace import Workspace
from tiny import creator, data, video, workspace


def refuse(place: Workspace, name: str, text: str) -> None:
    (place.path / "refused").mkdir(exist_ok=True)
    (place.path / "refused" / name).write_text(text, encoding="utf-8")


def test_refused_rows_are_counted_for_the_table_that_they_were_meant_for(tmp_path):
    found = data(tmp_path / "w", videos=[video("1", "ann", 10, 1)])
    refuse(found.workspace, "a.csv", "reason,table,row,id\nno id,videos,3,\nno id,orders,4,\nno id,orders,5,\n")
    refuse(found.workspace, "b.csv", 'reason,table,row,note\n"a, ""b""",videos,3,"two\nlines"\n')
    refuse(found.workspace, "older.csv", "reason,row\nno id,3\n")
    about = kit.open(str(found.workspace.path)).describe()
    assert about["refused"] == 5
    assert about["refused_by_table"] == {"videos": 2, "orders": 2, "": 1}
    assert {t["table"]: t["refused"] for t in about["tables"]} == {"videos": 2}


def test_each_table_says_when_it_was_captured_and_whether_it_is_made_up(tmp_path):
    place = Workspace(workspace(tmp_path / "w", creators=[creator("ann", 5, captured_at="2026-05-02T00:00Z")]))
    place.append("videos", pd.DataFrame([video("1", "ann", 10, 1)]), source="made up: by a test")
    as_of = pd.Timestamp("2026-05-03", tz="UTC")
    found = {t["table"]: (t["rows"], t["captured"], t["made_up"]) for t in inputs.tables(place, as_of, {}, {})}
    assert found == {"creators": (1, ["2026-05-02", "2026-05-02"], False), "videos": (0, [], True)}
