"""What a plan must keep to, as the parameters say it: read, checked, and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
import math
import re
import unicodedata

from kit.errors import UsageError
from kit.wording import join

MEASURES = ("views", "engagements", "orders")
MOST_VIDEOS = 20  # of one creator in one plan
_RANGE = re.compile(r"(\d{0,4})(?:\s*[-–]\s*(\d{0,4}))?")
_WORTH = re.compile(r"([a-z]+)\s+(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Limit:
    """How many creators of one kind a plan may hold: `parameter` and `text` as given; low, high (None: no end)."""

    parameter: str
    text: str
    kind: str
    low: int | None
    high: int | None

    @property
    def words(self) -> str:
        return f"{self.parameter} {self.text}"


@dataclass(frozen=True)
class Terms:
    """The plan that is asked for; what is empty or 0 is no limit.  Hashable, so that a plan is made once for all
    questions on it.  UsageError for what cannot be read or contradicts itself.

    budget: fees to spend, without tax, in the report's currency; 0: the fees of the campaign's deals, else half of
    what all candidates would cost.  boost: money for boosting on top.  objective: views, engagements, orders, or worths
    such as "views 1, engagements 20, orders 500".  videos_each: fewest and most videos of a creator, such as "1-3".
    tier_limits, category_limits: creators of each, such as "micro 2-5", "mega 0-1".  most_per_tier: at most so many
    creators of any tier.  most_share: at most this share of the budget for one creator.  must_have, never: handles.
    worst_share: 0 maximises the expected outcome, 0.2 the mean of the worst fifth of outcomes.  overlap: share of views
    that reach people whom another creator of the plan reaches already; below 0: unknown.  usage_days, exclusivity_days:
    rights that the fee must include.  handle, quote: a creator, and what it asks for one video with these rights; this
    then is its only package (0: no quote).
    """

    budget: float = 0.0
    boost: float = 0.0
    objective: str = "views"
    videos_each: str = "1"
    tier_limits: Sequence[str] = ()
    category_limits: Sequence[str] = ()
    most_per_tier: int = 0
    most_share: float = 0.0
    must_have: Sequence[str] = ()
    never: Sequence[str] = ()
    worst_share: float = 0.0
    overlap: float = -1.0
    usage_days: int = 0
    exclusivity_days: int = 0
    handle: str = ""
    quote: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in LISTS:
                # one name given as text is one name, not a list of letters
                object.__setattr__(self, field.name, (value,) if isinstance(value, str) else tuple(value))
        for name in ("must_have", "never"):
            object.__setattr__(self, name, tuple(dict.fromkeys(map(handle, getattr(self, name)))))
        object.__setattr__(self, "handle", handle(self.handle))
        _check_amounts(self)
        _check_names(self)
        self.worths, self.pieces, self.limits  # noqa: B018 read once here, so that what is wrong is said at once

    @property
    def worths(self) -> Mapping[str, float]:
        """What one view, engagement or order is worth to the goal; only those above 0."""
        return worths(self.objective)

    @property
    def pieces(self) -> range:
        """How many videos of one creator may be booked."""
        least, high = read_range("videos_each", self.videos_each, self.videos_each)
        low = 1 if least is None else least
        if high is None or not 1 <= low <= high <= MOST_VIDEOS:
            raise UsageError(
                f"Parameter videos_each is {self.videos_each!r}; use the fewest and the most videos of one creator,"
                f' from 1 to {MOST_VIDEOS}, such as "1-3".'
            )
        return range(low, high + 1)

    @property
    def rights(self) -> tuple[str, ...]:
        """What a price must hold beside the fee, as the price model calls it."""
        days = {"rights": self.usage_days, "exclusivity": self.exclusivity_days}
        return tuple(addon for addon, wanted in days.items() if wanted)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """tier_limits and category_limits, read."""
        return tuple(
            read_limit(name, text) for name in ("tier_limits", "category_limits") for text in getattr(self, name)
        )


LISTS = ("tier_limits", "category_limits", "must_have", "never")


def handle(text: str) -> str:
    """A handle as the tables have it: without @, in lower case."""
    text = str(text).strip()
    return text if text.startswith("name:") else text.removeprefix("@").lower()


def same(text: str) -> str:
    """A tier's or category's name for comparison."""
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split())


def worths(objective: str) -> dict[str, float]:
    """ "views" → {"views": 1}; "views 1, orders 500" → {"views": 1, "orders": 500}."""
    text = " ".join(str(objective).lower().split())
    if text in MEASURES:
        return {text: 1.0}
    found: dict[str, float] = {}
    for part in text.split(","):
        read = _WORTH.fullmatch(part.strip())
        if not read or read[1] not in MEASURES or read[1] in found:
            raise UsageError(
                f"Parameter objective is {objective!r}; use views, engagements or orders, or what one of each is worth,"
                ' such as "views 1, engagements 20, orders 500".'
            )
        found[read[1]] = float(read[2])
    if not any(found.values()):
        raise UsageError(f"Parameter objective is {objective!r}; give at least one of its measures a worth above 0.")
    return {measure: found[measure] for measure in MEASURES if found.get(measure)}


def read_range(parameter: str, text: str, given: str) -> tuple[int | None, int | None]:
    """ "2-5" → (2, 5), "2-" → (2, None), "-3" → (None, 3), "2" → (2, 2)."""
    read = _RANGE.fullmatch(str(text).strip())
    if not read or not (read[1] or read[2]):
        raise UsageError(
            f"Parameter {parameter} has {given!r}; write the fewest and the most, such as 2-5, 2- (at least two), -3"
            " (at most three) or 2 (exactly two)."
        )
    low = int(read[1]) if read[1] else None
    high = low if read[2] is None else int(read[2]) if read[2] else None
    if low is not None and high is not None and low > high:
        raise UsageError(f"Parameter {parameter} has {given!r}: the fewest, {low}, are more than the most, {high}.")
    return low, high


def read_limit(parameter: str, text: str) -> Limit:
    """ "micro 2-5" as a Limit; names may hold blanks: the last word is the range."""
    kind, _, numbers = " ".join(str(text).split()).rpartition(" ")
    if not kind:
        example = "micro 2-5" if parameter == "tier_limits" else "food 1-"
        raise UsageError(
            f"Parameter {parameter} has {text!r}; write a name and how many creators, such as {example!r}."
        )
    low, high = read_range(parameter, numbers, text)
    return Limit(parameter, f"{kind} {numbers}", kind, low, high)


def _check_amounts(terms: Terms) -> None:
    for name in ("budget", "boost"):
        value = getattr(terms, name)
        if not 0 <= value < math.inf:
            raise UsageError(f"Parameter {name} is {value:g}; use an amount, or 0 for none given.")
    if not 0 <= terms.quote < math.inf or (terms.quote and not terms.handle):
        raise UsageError(
            f"Parameter quote is {terms.quote:g}; give a fee above 0 together with handle, the creator who asks it."
        )
    for name, of in (("most_per_tier", "creators"), ("usage_days", "days"), ("exclusivity_days", "days")):
        if getattr(terms, name) < 0:
            none = "no limit" if name == "most_per_tier" else "none"
            raise UsageError(f"Parameter {name} is {getattr(terms, name)}; use 0 for {none}, or a number of {of}.")
    if not 0 <= terms.most_share <= 1:
        raise UsageError(
            f"Parameter most_share is {terms.most_share:g}; use 0 for no limit, or a share of the budget up to 1 such"
            " as 0.25."
        )
    if not 0 <= terms.worst_share < 1:
        raise UsageError(
            f"Parameter worst_share is {terms.worst_share:g}; use 0 for the best expected outcome, or a share below 1"
            " such as 0.2."
        )
    if not terms.overlap < 1:
        raise UsageError(
            f"Parameter overlap is {terms.overlap:g}; use the share of views that reach people reached already, from 0"
            " to below 1, or -1 where it is not known."
        )


def _check_names(terms: Terms) -> None:
    both = [f"@{name}" for name in terms.must_have if name in terms.never]
    if both:
        raise UsageError(f"Parameters must_have and never both name {join(both)}; take {_them(both)} out of one.")
    for name in ("must_have", "never"):
        if "" in getattr(terms, name):
            raise UsageError(f"Parameter {name} has an empty handle; write handles such as @ann, or leave it empty.")


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


FREE = Terms()  # nothing asked for
