"""What is uncertain in a plan: its prices, its expectations, the search, and whom it reaches."""

import numpy as np

from kit.data import Data
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.fair.pricing import CARD, learn
from kit.tier_pricing.plan import boosting
from kit.tier_pricing.plan.candidates import QUOTE, rights_doubts
from kit.tier_pricing.plan.made import Made
from kit.wording import count, money, name, percent, plural

NEAR = 1e-6  # gap below which a search counts as a proof


def doubts(data: Data, plan: Made, found: boosting.Response | None) -> list[str]:
    """What in these data makes the plan uncertain."""
    chosen, told, currency = plan.chosen, [], plan.currency
    carded = int(chosen["price_from"].eq(CARD).sum())
    guessed = int((chosen["deal_id"].eq("") & ~chosen["price_from"].isin([CARD, QUOTE])).sum())
    if carded:
        what = "price of the plan is a published card's" if carded == 1 else "prices of the plan are published cards'"
        told.append(f"{carded} {what}, perhaps three times off each way.")
    if guessed:
        what = "price of the plan is a middle price" if guessed == 1 else "prices of the plan are middle prices"
        mean = money(chosen["mean_price"].sum(), currency)
        over = ", more than the budget" if chosen["mean_price"].sum() > plan.budget * (1 + 1e-9) else ""
        told.append(f"{guessed} {what}, not what was asked; at mean prices the same set would cost {mean}{over}.")
        told.append(learn(data).dated)
    told += [*rights_doubts(data, plan.terms), unquoted(plan), extrapolated(plan)]
    if not plan.known.sponsored:
        told.append("Expectations are of all videos; sponsored ones may get fewer.")
    if plan.terms.boost and not found:
        told.append(boosting.unknown(plan.terms.boost, currency))
    elif found:
        told.append(boosting.doubt(found, *boosting.booked(chosen, plan.terms.boost), currency))
    return told


def unquoted(plan: Made) -> str:
    """That the quote is no candidate's."""
    if not plan.terms.quote or plan.terms.handle in set(plan.people["creator_id"]):
        return ""
    return f"The quote is not in the plan: {name(f'@{plan.terms.handle}')} has no expectation, or cannot be booked."


def extrapolated(plan: Made) -> str:
    """On what expected orders rest, and how far the plan's bookings lie beyond that."""
    sold = plan.outcomes.sales
    if "orders" not in plan.terms.worths or sold is None:
        return ""
    beyond = int((plan.chosen["views"] > sold.deals["views"].max()).sum())
    slowly = ", among which orders grew more slowly than views" if sold.law.power < 1 else ""
    more = f"; {plural(beyond, 'booking')} of the plan would get more views than any of them" if beyond else ""
    return f"Expected orders rest on {plural(len(sold.deals), 'deal')}{slowly}{more}."


def proof(plan: Made) -> str:
    """How far the search was from proving that no set is better."""
    gap = plan.plan.gap
    said = "No set within these terms is better"
    if gap > NEAR:
        least = max(gap, 1e-4)  # what would print as nothing
        said += f" by more than {percent(least, 2 if least < 0.01 else 1)}" if np.isfinite(gap) else ", as far as seen"
    where = f" in the {DRAWS:,} scenarios drawn, and most likely by far less" if plan.terms.worst_share else ""
    return f"{said}{where if gap > NEAR else ''}."


def people_reached(plan: Made) -> str:
    """Views are not people: what is known of how audiences overlap; "" where views are no part of the objective."""
    if "views" not in plan.terms.worths:
        return ""
    if plan.terms.overlap < 0:
        return (
            "Views are not people: how far audiences overlap is not known, and who shares one brings fewer new viewers."
        )
    views = plan.chosen["views"].sum()
    return (
        f"Views are not people: with the overlap given, {percent(plan.terms.overlap, 0)}, about"
        f" {count(views * (1 - plan.terms.overlap))} of the {count(views)} expected views reach people whom no other"
        " creator of the plan reaches."
    )
