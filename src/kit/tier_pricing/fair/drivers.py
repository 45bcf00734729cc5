"""Effects on the price as a reader can use them: times the price, for a difference that can be pictured."""

import numpy as np
import pandas as pd

from kit.tier_pricing.fair.features import rate
from kit.tier_pricing.fair.pricing import Rung
from kit.tier_pricing.fair.shape import VIEWS

TEN = np.log(10)
POINT = 0.01  # of engagement rate
COLUMNS = ["effect", "low", "high"]
BOTH = "both"  # followers and typical views


def niche_effects(rung: Rung, level: float = 0.95) -> pd.DataFrame:
    """Per niche: effect, low, high on the log price against the average niche of our deals."""
    *named, base = rung.shape.niches
    first = rung.effects(level).loc[named]
    turned = rung.shape.based_on(named[0])
    return pd.concat([first, rung.effects(level, turned).loc[[base]]])[COLUMNS]


def usual_rate(rung: Rung) -> float:
    """The median engagement rate of our deals' creators."""
    return float(rate(rung.bought["logit_engagement"].median()))


def pictured(name: str, rung: Rung) -> float:
    """How many units of a feature make the difference that its effect is told for."""
    if name == "logit_engagement":
        before = usual_rate(rung)
        after = min(before + POINT, 0.999)
        return float(np.log(after / (1 - after)) - np.log(before / (1 - before)))
    return {"log_followers": TEN, "log_typical_views": TEN, "log_pieces": np.log(2), "years": -1.0}.get(name, 1.0)


def effects(rung: Rung, level: float = 0.95) -> pd.DataFrame:
    """One row an effect, features first, then niches: effect, low, high on the log price for a pictured difference.

    The first is that of ten times the followers and the typical views together, where both are in the model.
    """
    found = rung.effects(level).loc[list(rung.shape.columns), COLUMNS]
    scaled = found.mul([pictured(name, rung) for name in found.index], axis=0)
    if VIEWS in found.index:
        scaled = pd.concat([(TEN * rung.together("log_followers", VIEWS, level)).to_frame(BOTH).T[COLUMNS], scaled])
    ends = np.sort(scaled[["low", "high"]].to_numpy(dtype=float), axis=1)
    scaled = scaled.assign(low=ends[:, 0], high=ends[:, 1], niche=False)
    if not rung.shape.niches:
        return scaled
    return pd.concat([scaled, niche_effects(rung, level).assign(niche=True)])
