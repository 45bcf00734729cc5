"""What must the contracts of the plan say, and with whom is what still to be agreed?"""

from collections.abc import Sequence

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.plan.made import made
from kit.tier_pricing.plan.points import counted, Known, known, OPEN, Point, points, who
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.wording import join, plural, small

COLUMNS = (
    Column("point", "Point"),
    Column("says", "What is known"),
    Column("source", "From"),
    Column("open", "To agree with"),
    Column("each", "Creator by creator", hidden=True),
)


@question("contract_checklist", "What must the contracts say?", priority=62, videos=("views",))
def contract_checklist(data: Data, terms: Terms = FREE) -> Finding:
    """One row a point of the contracts with the chosen creators: what the plan, the open offers and the campaign say,
    what is usual in our own deals, and with whom it is still to be agreed.

    What stands nowhere is not made up.  each (CSV): the same creator by creator.
    """
    plan = made(data, terms)
    about, every = known(data, plan), points(data, plan)
    table = pd.DataFrame([row(about, point) for point in every])
    offers = int(plan.chosen["deal_id"].ne("").sum())
    return answer(
        data,
        sentence(about, every),
        table,
        COLUMNS,
        caveat=(
            "No legal advice: what the tables can fill in. What an offer names is asked, not agreed; own deals are the"
            " paid and agreed ones for videos."
        ),
        n={"contracts": len(plan.chosen), "open offers": offers, "own deals": len(about.own)},
        sources=("deals", "campaigns", "videos", "creators"),
        definitions={"Usually": "The median of own deals that name it, or what more than half of them had."},
    )


def row(about: Known, point: Point) -> dict[str, str]:
    """One point as a row of the table."""
    said, rest = point.says.dropna(), point.open
    parts = [
        (counted(about, some), where)
        for some, where in ((said, point.source), (point.nearly, point.whence))
        if len(some)
    ]
    if len(rest.difference(point.nearly.index)):
        parts.append((point.usual or OPEN, point.usually))
    each = point.says.fillna(point.nearly).fillna(point.usual or OPEN)
    return {
        "point": point.label,
        "says": "; ".join(words for words, _ in parts),
        "source": "; ".join(filter(None, dict.fromkeys(where for _, where in parts))) or "–",
        "open": who(about, list(rest)),
        "each": "; ".join(f"{creator}: {text}" for creator, text in each.items()),
    }


def sentence(about: Known, every: Sequence[Point]) -> str:
    """How many points are named for all, for how many there is something to go by, and which are set nowhere."""
    named = [p for p in every if p.open.empty]
    nowhere = [p for p in every if len(p.open.difference(p.nearly.index)) and not p.usual]
    k, some = len(about.chosen), len(every) - len(named) - len(nowhere)
    contracts = "The contract has" if k == 1 else f"The {k} contracts have"
    whom = "" if k == 1 else " for every creator"
    parts = [f"{len(named) or 'none'} {'is' if len(named) < 2 else 'are'} named{whom} so far"]
    parts += [f"for {some} there is something to go by (an offer, the plan, the campaign, our own deals)"] * bool(some)
    if nowhere:
        are, some_ = "is" if len(nowhere) == 1 else "are", "" if k == 1 else " for some or all"
        parts.append(f"{len(nowhere)} {are} set nowhere{some_}: {join(small(p.label) for p in nowhere)}")
    return f"{contracts} {plural(len(every), 'point')} to name: {'; '.join(parts)}."
