"""What a deal would have cost by a model that has not seen its creator's deals."""

from dataclasses import replace

import pandas as pd

from kit.tier_pricing.fair.features import as_rows, described
from kit.tier_pricing.fair.pricing import fit, NINE, Prices
from kit.tier_pricing.fair.shape import enough


def unseen(model: Prices, bought: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`fair` of some of the deals `bought`, each by a model that has not seen its creator's deals."""
    known = described(as_rows(bought, model.addons), model.features, model.day)
    deals, parts = known.loc[rows.index], []
    basis = model.fair_of(deals)["basis"]
    for name, rung in model.own.items():
        own = deals[basis == name]
        x, whose = rung.shape.matrix(rung.bought), rung.bought["creator_id"].to_numpy()
        for creator, some in own.groupby("creator_id").groups.items():
            kept = whose != creator
            without = fit(x[kept], rung.bought[kept], NINE) if enough(rung.bought[kept], int((~kept).sum())) else None
            alone = {name: replace(rung, model=without)} if without else {}
            parts.append(replace(model, own=alone).fair_of(deals.loc[some]))
    return pd.concat([*parts, model.fair_of(deals[basis == ""])]).loc[rows.index]
