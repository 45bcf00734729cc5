"""What each export is good for: by what it is known, which tables it fills, which metrics it allows and lacks.

Made from the format modules (`FILLS`) and from the parameters of `kit.metrics`; the README shows it, a test compares.
"""

from collections.abc import Mapping, Sequence
import inspect

from kit import sources
from kit.metrics import METRICS
from kit.sources import Format

Fills = Mapping[str, Sequence[str]]
ANYTHING = ("canonical", "mapped")  # these can fill every column, so nothing can be said of them
INPUTS = {  # parameter of a metric → columns that give it, any of these alternatives
    "engagements": (("videos.likes", "videos.comments", "videos.shares"),),
    "likes": (("videos.likes",),),
    "comments": (("videos.comments",),),
    "shares": (("videos.shares",),),
    "views": (("videos.views",),),
    "followers": (("videos.followers_at_capture",), ("creators.followers",)),
    "orders": (("orders.order_id",),),
    "revenue": (("orders.revenue",),),
    "clicks": (("traffic.clicks",),),
}
YOURS = {"cost", "media_cost", "loaded_cost", "margin"}  # what your own deals and campaigns say
FACTS: dict[str, dict[str, tuple[str, ...]]] = {  # what else reports ask for, and the columns that hold it
    "videos": {
        "saves": ("saves",),
        "paid and organic": ("paid_views",),
        "watch time": ("avg_watch_s", "full_watch_rate"),
        "boosted": ("is_ad",),
        "sponsored": ("is_sponsored",),
        "how it was found": ("collected_by",),
        "reach": ("reach",),
    },
    "creators": {"country": ("country",), "average views": ("avg_views",)},
    "comments": {"likes": ("likes",), "sentiment": ("sentiment_label",), "author's key": ("author_key",)},
    "orders": {"promo code": ("promo_code",), "new or known customer": ("new_customer",), "source": ("source_medium",)},
    "traffic": {"clicks": ("clicks",)},
}
TIED = {"videos": ("views", "engagements", "followers"), "orders": ("orders", "revenue"), "traffic": ("clicks",)}


def allows(fills: Fills) -> list[str]:
    """Labels of the metrics whose inputs a format has, the costs aside, which only your deals tell."""
    return [
        METRICS[name].label
        for name, inputs in _metrics().items()
        if inputs - YOURS and all(_has(fills, i) for i in inputs - YOURS)
    ]


def lacks(fills: Fills) -> list[str]:
    """Labels of the metrics of its kind that a format does not allow, and facts of its tables that it does not have."""
    allowed = allows(fills)
    near = {i for table in fills for i in TIED.get(table, ())}
    metrics = [METRICS[n].label for n, inputs in _metrics().items() if inputs - YOURS and inputs - YOURS <= near]
    facts = [
        fact
        for table, known in FACTS.items()
        if table in fills
        for fact, columns in known.items()
        if not set(columns) & set(fills[table])
    ]
    return [label for label in metrics if label not in allowed] + facts


def _metrics() -> dict[str, set[str]]:
    """Metric → its inputs."""
    return {name: set(inspect.signature(metric.function).parameters) for name, metric in METRICS.items()}


def _has(fills: Fills, name: str) -> bool:
    known = {f"{table}.{column}" for table, columns in fills.items() for column in columns}
    return any(known.issuperset(columns) for columns in INPUTS[name])


def markdown() -> str:
    """The table of formats, as the README shows it."""
    lines = ["| format (`--as`) | recognised by | fills | metrics | lacks |", "|---|---|---|---|---|"]
    lines += [_line(name, module) for name, module in _sorted()]
    return "\n".join(lines)


def _sorted() -> list[tuple[str, Format]]:
    return sorted(sources.formats().items(), key=lambda item: item[1].LABEL.lower())


def _line(name: str, module: Format) -> str:
    tables, good, bad = ", ".join(module.FILLS), ", ".join(allows(module.FILLS)), ", ".join(lacks(module.FILLS))
    if name in ANYTHING:
        tables, good, bad = "any", "any", ""
    return f"| {module.LABEL} (`{name}`) | {module.BY} | {tables} | {good or '–'} | {bad or '–'} |"
