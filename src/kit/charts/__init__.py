"""Eight chart forms.  Each takes a Finding (and names of its columns) and returns a Chart; none computes.

    charts.ranking(f)        who is ahead, and how sure?         name · value with interval [raw, reference]
    charts.ranges(f)         groups beside published figures     group · value with interval [q1, q3, published…]
    charts.pairs(f)          what changed within each?           name · a · b · gap with interval
    charts.timeline(f)       what changed, and when?             date · value with interval [series]
    charts.relation(f)       does one thing go with another?     x · y [fit with interval]
    charts.bands(f, x, y)    where do ranges for bands lie?      x · y, both with _low and _high [cases]
    charts.composition(f)    what is it made of?                 whole · one share a part
    charts.distribution(f)   how do single cases spread?         group · value with interval, and the cases

Columns are found by kind and name: the first text column names the rows, the first column with `_low` and `_high` is
the value.  `title`, `marks` (the line below it) and `foot` can be given in words.  A finding that is not shown, or has
no rows, gives an empty Chart.
"""

from kit.charts.bands import bands
from kit.charts.chart import Chart
from kit.charts.composition import composition
from kit.charts.distribution import distribution
from kit.charts.pairs import pairs
from kit.charts.ranges import ranges
from kit.charts.ranking import ranking
from kit.charts.relation import relation
from kit.charts.timeline import timeline

__all__ = ["Chart", "bands", "composition", "distribution", "pairs", "ranges", "ranking", "relation", "timeline"]
