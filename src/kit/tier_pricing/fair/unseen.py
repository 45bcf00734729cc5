"""What a deal would have cost by a model that has not seen its creator's deals."""

from dataclasses import replace

import numpy as np
import pandas as pd

from kit.tier_pricing.fair.features import as_rows, described
from kit.tier_pricing.fair.pricing import fit, NINE, Prices
from kit.tier_pricing.fair.shape import enough

FOLDS = 20  # of creators who are left out together, where there are more of them: a fit takes a while


def unseen(model: Prices, bought: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`fair` of some of the deals `bought`, each by a model that has not seen its creator's deals, nor where there are
    many creators those of a few others."""
    known = described(as_rows(bought, model.addons), model.features, model.day)
    deals, parts = known.loc[rows.index], []
    basis = model.fair_of(deals)["basis"]
    for name, rung in model.own.items():
        own = deals[basis == name]
        x, whose = rung.shape.matrix(rung.bought), rung.bought["creator_id"].to_numpy()
        creators = np.array(sorted(own["creator_id"].unique()), dtype=object)
        for fold in np.array_split(creators, min(FOLDS, len(creators))) if len(creators) else []:
            kept, some = ~np.isin(whose.astype(object), fold), own.index[own["creator_id"].isin(fold)]
            without = fit(x[kept], rung.bought[kept], NINE) if enough(rung.bought[kept], int((~kept).sum())) else None
            alone = {name: replace(rung, model=without)} if without else {}
            parts.append(replace(model, own=alone).fair_of(deals.loc[some]))
    return pd.concat([*parts, model.fair_of(deals[basis == ""])]).loc[rows.index]
