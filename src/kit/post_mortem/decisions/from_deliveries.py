"""Lessons from what was promised and what came."""

from kit import estimate
from kit.data import Data
from kit.post_mortem.decisions.faults import WORDS
from kit.post_mortem.decisions.lesson import CLEAR, COUNTED, FEWEST_CREATORS, Lesson
from kit.post_mortem.promised.delivered import states
from kit.post_mortem.promised.forecast_rows import forecast_rows
from kit.wording import estimate as said
from kit.wording import join, money, number, plural

LATE = 0.1  # share of dated deals that came late, from which that alone is a lesson
CLAUSES = {
    "too_short": "its least length",
    "undisclosed": "its mark as an ad",
    "gone": "how long it stays up",
}


def terms(data: Data) -> Lesson | None:
    """Videos that were due and did not come, came late, or came otherwise than agreed."""
    rows = states(data)
    rows = rows[~rows["state"].isin(["not due", "cannot be checked"])]
    short, late = rows[rows["state"].isin(["missing", "partly"])], rows[rows["state"] == "late"]
    counts = {c: int(rows[c].astype("float64").fillna(0).sum()) for c in WORDS}
    wrong = {c: n for c, n in counts.items() if n}
    if short.empty and not wrong and (rows.empty or len(late) < LATE * len(rows)):
        return None
    stake = float(short["unearned"].sum(min_count=1)) if len(short) else float("nan")
    facts = []
    if len(short):
        paid = f" ({money(stake, data.currency)} of media cost)" if stake > 0 else ""
        facts.append(f"{len(short)} brought fewer videos than agreed{paid}")
    if len(late):
        longest = plural(int(late["days_late"].max()), "day")
        facts.append(f"{len(late)} came {'up to ' if len(late) > 1 else ''}{longest} late")
    videos = [plural(n, f"video {WORDS[c][0]}", f"videos {WORDS[c][1]}") for c, n in wrong.items()]
    of = [f"of {plural(len(rows), 'deal')} that can be checked, {join(facts)}"] if facts else []
    of += [f"of {plural(int(rows['videos_delivered'].sum()), 'delivered video')}, {join(videos)}"] if videos else []
    text = "; ".join(of)
    return Lesson(
        "terms of delivery", _clause(bool(facts), list(wrong)), f"{text[:1].upper()}{text[1:]}.", COUNTED, stake
    )


def _clause(untimely: bool, wrong: list[str]) -> str:
    """What the contract should say."""
    first = "put into the contract a posting date, and what is owed for a late or missing video" if untimely else ""
    looked = f"look at each draft, and make {join(CLAUSES[c] for c in wrong)} a condition of the fee" if wrong else ""
    text = "; ".join(filter(None, [first, looked]))
    return f"{text[:1].upper()}{text[1:]}."


def forecasts(data: Data) -> Lesson | None:
    """Forecasts that were clearly too high or too low, over creators."""
    rows = forecast_rows(data)
    rows = rows[rows["ratio"].notna()]  # a deal that brought nothing says nothing of forecasts
    found = estimate.pooled_ratio(rows["actual"], rows["forecast"], rows["creator_id"])
    if (found.clusters or 0) < FEWEST_CREATORS or not (found.low > 1 or found.high < 1):
        return None
    costs = states(data).set_index("deal_id")["media_cost"].reindex(rows["deal_id"])
    return Lesson(
        "forecasts",
        f"Multiply forecasts of views by {number(found.value, 2)} before a budget is set by them.",
        f"Over {plural(len(rows), 'deal')} with a forecast, {said(found.value, found.low, found.high, 'number')} times "
        "the views forecast came.",
        CLEAR,
        float(costs.sum() * (1 - found.value)) if found.value < 1 else float("nan"),
    )
