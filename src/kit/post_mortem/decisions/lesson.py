"""One lesson for the next brief: what to do, on what evidence, how sure."""

from dataclasses import dataclass, field

import numpy as np

COUNTED = "counted"  # a fact of this campaign, no estimate
CLEAR = "95 % interval"
COMPARED = "99 % interval"  # of comparisons, as several are tried
LEVEL = 0.99
FEWEST_CREATORS = 5  # on each side of a comparison


@dataclass(frozen=True)
class Lesson:
    """`topic`: two or three words, for a list.  `what`: what the next brief should do, `evidence`: figures of this
    campaign that say so, both sentences.  `sure`: COUNTED, CLEAR or COMPARED.  `stake`: money in the report's currency
    that it would have concerned, NaN where that cannot be told."""

    topic: str
    what: str
    evidence: str
    sure: str
    stake: float = field(default=np.nan)
