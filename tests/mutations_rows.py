"""Mutants of tables: their header, columns, rows and cells."""

import csv
import json
import random

from mutations import Change, kind, LONG, ODD, Origin, origins

TABLES: dict[str, Change] = {}


@kind(TABLES)
def rows_swapped(o: Origin, c: random.Random) -> str:
    rows, head = o.rows, o.head
    rest = rows[head + 1 :]
    c.shuffle(rest)
    return o.written(rows[: head + 1] + rest)


@kind(TABLES)
def rows_doubled(o: Origin, c: random.Random) -> str:
    rows = o.rows
    return o.written(rows + rows[o.head + 1 :] * c.choice((1, 5)))


@kind(TABLES)
def row_gone(o: Origin, c: random.Random) -> str:
    rows = o.rows
    del rows[c.randrange(len(rows))]
    return o.written(rows)


@kind(TABLES)
def header_among_the_rows(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for _ in range(c.choice((1, 3))):
        rows.insert(c.randint(o.head, len(rows)), rows[o.head])
    return o.written(rows)


@kind(TABLES)
def header_gone(o: Origin, c: random.Random) -> str:
    return o.written(o.rows[o.head + 1 :])


@kind(TABLES)
def only_the_header(o: Origin, c: random.Random) -> str:
    return o.written(o.rows[: o.head + 1])


@kind(TABLES)
def column_gone(o: Origin, c: random.Random) -> str:
    at = c.randrange(len(o.rows[o.head]))
    return o.written([row[:at] + row[at + 1 :] for row in o.rows])


@kind(TABLES)
def columns_gone(o: Origin, c: random.Random) -> str:
    kept = [i for i in range(len(o.rows[o.head])) if c.random() < 0.5]
    return o.written([[row[i] for i in kept if i < len(row)] for row in o.rows])


@kind(TABLES)
def column_doubled(o: Origin, c: random.Random) -> str:
    at, to = (c.randrange(len(o.rows[o.head])) for _ in "ab")
    return o.written([row[:to] + row[at : at + 1] + row[to:] for row in o.rows])


@kind(TABLES)
def column_renamed(o: Origin, c: random.Random) -> str:
    rows, at = o.rows, c.randrange(len(o.rows[o.head]))
    rows[o.head][at] = c.choice(
        ("zzz", "", rows[o.head][at] + " 2", rows[o.head][at].upper(), *ODD[:40], c.choice(rows[o.head]))
    )
    return o.written(rows)


@kind(TABLES)
def columns_swapped(o: Origin, c: random.Random) -> str:
    order = list(range(len(o.rows[o.head])))
    c.shuffle(order)
    return o.written([[row[i] for i in order if i < len(row)] if len(row) == len(order) else row for row in o.rows])


@kind(TABLES)
def cells_swapped(o: Origin, c: random.Random) -> str:
    rows = o.rows
    row = rows[c.randrange(o.head, len(rows))]
    c.shuffle(row)
    return o.written(rows)


@kind(TABLES)
def odd_cells(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for _ in range(c.choice((1, 1, 3, 20))):
        row = rows[c.randrange(o.head + 1, len(rows))] if len(rows) > o.head + 1 else rows[0]
        if row:
            row[c.randrange(len(row))] = c.choice(ODD)
    return o.written(rows)


@kind(TABLES)
def an_odd_column(o: Origin, c: random.Random) -> str:
    rows, at = o.rows, c.randrange(len(o.rows[o.head]))
    for row in rows[o.head + 1 :]:
        row[at : at + 1] = [c.choice(ODD)]
    return o.written(rows)


@kind(TABLES)
def a_very_long_cell(o: Origin, c: random.Random) -> str:
    rows = o.rows
    row = rows[c.randrange(len(rows))] or rows[o.head]
    row[c.randrange(len(row))] = c.choice((LONG, "9" * 1_000_000, "a " * 500_000, "#a" * 90_000, "é@" * 99_000))
    return o.written(rows)


@kind(TABLES)
def rows_of_other_lengths(o: Origin, c: random.Random) -> str:
    rows = o.rows
    for row in rows[o.head + 1 :]:
        if c.random() < 0.5:
            row[c.randrange(len(row) + 1) :] = [] if c.random() < 0.5 else row + ["x"] * c.choice((1, 30))
    return o.written(rows)


@kind(TABLES)
def delimiter_changed(o: Origin, c: random.Random) -> str:
    mark = c.choice(",;\t|^~ :")
    return c.choice(("", f"sep={mark}\n")) + o.written(o.rows, mark)


@kind(TABLES)
def delimiter_replaced(o: Origin, c: random.Random) -> str:
    return o.text.replace(o.mark, c.choice(";\t|, "))


@kind(TABLES)
def quote_gone(o: Origin, c: random.Random) -> str:
    text = o.written(o.rows, quoting=csv.QUOTE_ALL)
    at = c.choice([i for i, ch in enumerate(text) if ch == '"'])
    return text[:at] + text[at + 1 :]


@kind(TABLES)
def quote_added(o: Origin, c: random.Random) -> str:
    at = c.randrange(len(o.text) + 1)
    return o.text[:at] + '"' + o.text[at:]


@kind(TABLES)
def without_quotes(o: Origin, c: random.Random) -> str:
    return o.text.replace('"', "") if c.random() < 0.5 else o.written(o.rows, quoting=csv.QUOTE_NONE)


@kind(TABLES)
def titles_above(o: Origin, c: random.Random) -> str:
    return (
        c.choice(("Report,2026\n\n", "\n" * 12, "a,b,c\n1,2,3\n\n", "# note\n# note\n", ",,,\n", "x\n" * 200)) + o.text
    )


@kind(TABLES)
def under_the_header_of_another(o: Origin, c: random.Random) -> str:
    other = c.choice([x for x in origins() if x.mark])
    return o.written([other.rows[other.head], *o.rows[o.head + 1 :]])


@kind(TABLES)
def as_records(o: Origin, c: random.Random) -> str:
    head = o.rows[o.head]
    records = [dict(zip(head, row, strict=False)) for row in o.rows[o.head + 1 :]]
    return json.dumps(records) if c.random() < 0.5 else o.dumped(records)
