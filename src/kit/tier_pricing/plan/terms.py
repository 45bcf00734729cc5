"""What a plan must keep to, as the parameters say it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Terms:
    """The plan that is asked for; what is empty or 0 is no limit.  Hashable, so that a plan is made once for all
    questions on it.

    budget: fees to spend, without tax, in the report's currency; 0: the fees of the campaign's deals, else half of
    what all candidates would cost.  boost: money for boosting on top.  objective: views, engagements, orders, or worths
    such as "views 1, engagements 20, orders 500".  videos_each: fewest and most videos of a creator, such as "1-3".
    tier_limits, category_limits: creators of each, such as "micro 2-5", "mega 0-1".  most_per_tier: at most so many
    creators of any tier.  most_share: at most this share of the budget for one creator.  must_have, never: handles.
    worst_share: 0 maximises the expected outcome, 0.2 the mean of the worst fifth of outcomes.  overlap: share of views
    that reach people whom another creator of the plan reaches already; below 0: unknown.  usage_days, exclusivity_days:
    rights that the fee must include.
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

    def __post_init__(self) -> None:
        for field in fields(self):
            if isinstance(getattr(self, field.name), list):
                object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
