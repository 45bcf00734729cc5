"""What is a mean, and how sure is it?"""

from typing import Any

import numpy as np
from scipy import special

from .inputs import check_level, numbers
from .results import Estimate, NAN


def mean(values: Any, level: float = 0.95) -> Estimate:
    """Mean of independent values with Student's t interval; NaN ends with fewer than two, all NaN with none."""
    check_level(level)
    known = numbers("values", values)
    known = known[~np.isnan(known)]
    if len(known) < 2:
        return Estimate(float(known[0]) if len(known) else NAN, NAN, NAN, len(known))
    centre = float(known.mean())
    reach = float(special.stdtrit(len(known) - 1, (1 + level) / 2) * known.std(ddof=1) / np.sqrt(len(known)))
    return Estimate(centre, centre - reach, centre + reach, len(known))
