"""Mutants of JSON: its names, values, wrappers and depth."""

from collections.abc import Iterator
from dataclasses import replace
import json
import random
from typing import Any

from mutations import Change, kind, LONG, Made, ODD, Origin, VALUES

RECORDS: dict[str, Change] = {}


def spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value that can be exchanged: what holds it, and its key."""
    for key, inner in list(
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield value, key
        yield from spots(inner)


@kind(RECORDS)
def odd_values(o: Origin, c: random.Random) -> str:
    values = o.values
    for _ in range(c.choice((1, 1, 3, 15))):
        holder, key = c.choice(list(spots(values)))
        holder[key] = c.choice((*VALUES, *ODD))
    return "\n".join(json.dumps(v, ensure_ascii=c.random() < 0.8) for v in values)


@kind(RECORDS)
def odd_values_under_a_name(o: Origin, c: random.Random) -> str:
    values = o.values
    names = [key for holder, key in spots(values) if isinstance(holder, dict)]
    name = c.choice(names)
    for holder, key in list(spots(values)):
        if key == name:
            holder[key] = c.choice((*VALUES, *ODD))
    return o.dumped(values)


@kind(RECORDS)
def names_gone(o: Origin, c: random.Random) -> str:
    values = o.values
    for holder, key in list(spots(values)):
        if isinstance(holder, dict) and c.random() < 0.15:
            holder.pop(key, None)
    return o.dumped(values)


@kind(RECORDS)
def names_changed(o: Origin, c: random.Random) -> str:
    values = o.values
    for holder, key in list(spots(values)):
        if isinstance(holder, dict) and key in holder and c.random() < 0.1:
            holder[
                c.choice(("zzz", "", "a/b", "id", "data", "\x00", "x" * 5000, "\ud800", key.upper(), f"{key}/0", "*"))
            ] = holder.pop(key)
    return "\n".join(json.dumps(value) for value in values)


@kind(RECORDS)
def names_doubled(o: Origin, c: random.Random) -> str:
    text = o.text
    at = c.choice([i for i, ch in enumerate(text) if ch == "{"])
    inner = c.choice(('"id": 1, ', '"data": [], ', '"id": {}, ', '"video_id": "x", ', '"a": 1, "a": 2, '))
    return text[: at + 1] + inner + text[at + 1 :]


@kind(RECORDS)
def records_swapped(o: Origin, c: random.Random) -> str:
    values = o.values
    for value in [values, *(h[k] for h, k in spots(values) if isinstance(h[k], list))]:
        if all(isinstance(inner, dict) for inner in value):
            c.shuffle(value)
    return o.dumped(values)


@kind(RECORDS)
def records_doubled(o: Origin, c: random.Random) -> str:
    return o.dumped(o.values * 3)


@kind(RECORDS)
def lines_as_a_list(o: Origin, c: random.Random) -> str:
    values = o.values
    return json.dumps(values if len(values) > 1 else [values], indent=c.choice((None, 1)))


@kind(RECORDS)
def wrapped(o: Origin, c: random.Random) -> str:
    values: Any = o.values
    for _ in range(c.choice((1, 2, 20))):
        values = c.choice(
            (
                {"data": values},
                [values],
                {"data": values, "error": {}},
                {"zzz": values},
                {"videos": values},
                {"id": 1, "data": values},
            )
        )
    return json.dumps(values)


@kind(RECORDS)
def deep(o: Origin, c: random.Random) -> Made:
    n = c.choice((50, 900, 1100, 100_000))
    before, after = c.choice((("[" * n, "]" * n), ('{"a":' * n, "}" * n), ('{"data":' * n, "}" * n), ("[" * n, "")))
    at = c.choice([i for i, ch in enumerate(o.text) if ch == ":"]) + 1
    text = before + "1" + after
    return Made((text if c.random() < 0.3 else o.text[:at] + text + "," + o.text[at:]).encode())


@kind(RECORDS)
def deep_inside(o: Origin, c: random.Random) -> str:
    values = o.values
    holder, key = c.choice([(h, k) for h, k in spots(values) if isinstance(h, dict)])
    n = c.choice((20, 400, 20_000))
    holder[key] = "DEEP"
    inner = c.choice(("[" * n + "]" * n, '{"a":' * n + "1" + "}" * n))
    text = o.dumped(values).replace('"DEEP"', inner)
    return text if c.random() < 0.7 else o.dumped(values).replace('"DEEP"', json.dumps(inner))


@kind(RECORDS)
def no_json(o: Origin, c: random.Random) -> str:
    text = o.text
    changed = (text.replace('"', "'"), text.replace(",", ",,", 2), text.rstrip() + ",", text.replace(":", "=", 3))
    around = ("var x = " + text, text.replace("}", ",}", 1), "// note\n" + text, text + "\nthe end\n")
    return c.choice((*changed, *around))


@kind(RECORDS)
def scalars(o: Origin, c: random.Random) -> str:
    return c.choice(
        (
            '["a", "b"]',
            "[1, 2]",
            "[[1, 2], [3]]",
            '{"a": 1}',
            "[[]]",
            "[{}, {}]",
            '[null, {"id": 1}]',
            "{}\n{}\n",
            '[{"id": 1}, 5]',
            "[[[[]]]]",
            "[{},[]]",
        )
    )


@kind(RECORDS)
def very_many_names(o: Origin, c: random.Random) -> str:
    return o.dumped([*o.values, {f"n{i}": i for i in range(6_000)}])


@kind(RECORDS)
def a_very_long_value(o: Origin, c: random.Random) -> str:
    values = o.values
    holder, key = c.choice([(h, k) for h, k in spots(values) if not isinstance(h[k], (dict, list))])
    holder[key] = c.choice((LONG, "9" * 1_000_000, "#a" * 400_000, "a@" * 400_000, ["x"] * 200_000))
    return o.dumped(values)


@kind(RECORDS)
def a_very_long_number(o: Origin, c: random.Random) -> str:
    spots_ = [i for i, ch in enumerate(o.text) if ch.isdigit()]
    at = c.choice(spots_)
    return o.text[:at] + "9" * c.choice((30, 400, 5_000, 100_000)) + o.text[at:]


@kind(RECORDS)
def as_table(o: Origin, c: random.Random) -> str:
    records = [v for v in (o.values[0] if isinstance(o.values[0], list) else o.values) if isinstance(v, dict)]
    head = list(dict.fromkeys(k for r in records for k in r))
    rows = [
        head,
        *(
            [json.dumps(r[k]) if isinstance(r.get(k), (dict, list)) else str(r.get(k, "")) for k in head]
            for r in records
        ),
    ]
    return replace(o, mark=",").written(rows)
