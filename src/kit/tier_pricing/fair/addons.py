"""Usage rights and exclusivity: what our deals say of their price, and what people quote where ours say nothing."""

from collections.abc import Mapping

import pandas as pd

from kit.tier_pricing.fair.features import ADDON, BOUGHT
from kit.tier_pricing.fair.invoices import Share
from kit.tier_pricing.fair.pricing import Prices
from kit.wording import percent, plural, span

DAYS = {"rights": "usage_days", "exclusivity": "exclusivity_days"}  # add-on → its length, of a deal or as a parameter
QUOTED = {  # surcharges on the fee as published, grade C, read 2026-11: field notes 2.4
    "rights": "8 to 12 % of the fee for 7 days up to 35 to 55 % for 180 days (influencerfee.com), or 50 to 200 %"
    " (stackmatix)",
    "exclusivity": "20 to 50 % of the fee (stackmatix)",
}


def unpriced_addons(
    model: Prices, bought: pd.DataFrame, asked: pd.DataFrame, days: Mapping[str, int], held: bool = False
) -> list[str]:
    """What must be said of add-ons that are asked for and that our deals never had, or not for so long.

    bought: our comparable prices; asked: rows with rights, exclusivity; days: add-on → how long, as a parameter; held:
    whether prices are with the usual share of our invoices (`Prices.shares`).
    """
    wanted = [name for name in ADDON if asked[name].fillna(False).astype(bool).any()]
    said = [lacking(model, bought, name, held) for name in wanted if name not in model.addons]
    return [*said, *(longer(bought, name, days.get(name, 0)) for name in wanted if held or name in model.addons)]


def lacking(model: Prices, bought: pd.DataFrame, addon: str, held: bool = False) -> str:
    """That a price is without an add-on, or with it by our invoices, and what is known of what it costs."""
    what, share = ADDON[addon], model.shares.get(addon)
    if share:
        with_ = "with" if held else "without"
        return f"Prices are {with_} {what}: {percent(share.middle, 0)} on top, {of_invoices(share)}."
    had = int(bought[BOUGHT[addon]].sum())
    few = f"only {had} of our {plural(len(bought), 'deal')}" if had else "no deal of ours"
    return (
        f"Prices are without {what}, which {few} had, so ours cannot say what they add; people quote {QUOTED[addon]},"
        " grade C."
    )


def of_invoices(share: Share) -> str:
    """Where a share is from: "the middle of 7 of our invoices (16.6–28.7 %)"."""
    apart = percent(share.low) != percent(share.high)
    return f"the middle of {share.deals} of our invoices{f' ({span(share.low, share.high)})' * apart}"


def longer(bought: pd.DataFrame, addon: str, days: int) -> str:
    """That an add-on is asked for longer than any of our deals had it; "" where it is not, or not known."""
    ours = bought.loc[bought[BOUGHT[addon]], DAYS[addon]].dropna().astype("float64")
    if ours.empty or days <= ours.max():
        return ""
    length = f"{ours.min():.0f} to {ours.max():.0f}" if ours.min() < ours.max() else f"{ours.max():.0f}"
    return (
        f"{plural(days, 'day')} of {ADDON[addon]} are longer than any of ours ({length} days); the model knows"
        f" whether a deal had {ADDON[addon]}, not for how long."
    )
