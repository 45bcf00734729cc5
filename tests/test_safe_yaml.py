"""YAML is read without its traps."""

import datetime as dt

import pytest

from kit import safe_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024", 2024),
        ("0", 0),
        ("-5", -5),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("190:20:30.15", "190:20:30.15"),
        ("1.5", 1.5),
        ("1.0", 1.0),
        ("20.000", "20.000"),
        ("1e3", "1e3"),
        ("yes", True),
        ("null", None),
        ("2026-09-30", dt.date(2026, 9, 30)),
        ("2026-02-30", "2026-02-30"),
        ("2026-09-30 25:00:00", "2026-09-30 25:00:00"),
        ("9" * 5000, "9" * 5000),
        ("'010'", "010"),
        ("!!int x", "x"),
        ("{on: 1, no: 2, null: 3, 4: 5}", {"on": 1, "no": 2, "null": 3, 4: 5}),
    ],
)
def test_what_is_not_read_as_it_is_written_stays_text(written, value):
    made = safe_yaml.load(written)
    assert made == value
    assert type(made) is type(value)


def test_anchors_and_merges_work():
    text = "base: &b {brand: Lotus, tier: nano}\nrow: {<<: *b, tier: micro}\nagain: *b"
    assert safe_yaml.load(text)["row"] == {"brand": "Lotus", "tier": "micro"}


BOMB = "\n".join(["a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))])
MERGES = "\n".join(
    ["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 10))]
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "unfold to more than 200,000 values"),
        (MERGES, "unfold to more than 200,000 values"),
        ("[" * 100, "nested more than 50 levels deep"),
        ("[" * 100_000, "nest"),  # libyaml may be the first to say so
        ("a: &a [*a]", "line 1: an alias stands inside what it names"),
        ("a: *b", "line 1: found undefined alias"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "line 4: the key 'c' stands there twice"),
        ("a: !!python/object/apply:os.system ['x']", "could not determine a constructor"),
        ("a: 1\n---\nb: 2", "line 2"),
        ("a: [", "line 2"),
        ("a: \0", "cannot be parsed"),
        ("? [a]\n: b", "line 1: found unhashable key"),
    ],
)
def test_what_cannot_be_read_is_said(text, words):
    with pytest.raises(safe_yaml.Unreadable) as caught:
        safe_yaml.load(text)
    assert words in str(caught.value)


def test_every_part_knows_its_line():
    _, lines = safe_yaml.marked("a:\n  - b\n  - c:\n      d: 1\n\n      e: 2\n")
    assert lines["a",] == 1
    assert lines["a", 0] == 2
    assert lines["a", 1, "c"] == 3
    assert lines["a", 1, "c", "e"] == 6


def test_an_empty_text_is_nothing():
    assert safe_yaml.marked("# only a comment") == (None, {})
