"""Lessons from orders: which carried something that can be trusted, and which did not."""

from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import Ledger
from kit.post_mortem.decisions.lesson import COUNTED, Lesson
from kit.post_mortem.money.costs import books
from kit.wording import count, percent, plural

FEWEST = 20  # orders
LEAKED = 0.05  # share of orders with a code that looks leaked, from which it is a lesson
CLICKLESS = 0.2  # share of attributed orders without a click


def leaked_codes(data: Data) -> Lesson | None:
    """Codes that were used by others than the creators' viewers; whose code it was is not said."""
    sold = _sold(data)
    coded, suspect = int(sold.orders["has_code"].sum()), int(sold.orders["suspect"].sum())
    if coded < FEWEST or suspect < LEAKED * coded:
        return None
    return Lesson(
        "leaked codes",
        "Give out codes that work once, or with the creator's link only, and end them with the flight.",
        f"{count(suspect)} of {count(coded)} orders of the flight with a code ({percent(suspect / coded, 0)}) "
        f"{'looks' if suspect == 1 else 'look'} leaked.",
        COUNTED,
    )


def codes_without_click(data: Data) -> Lesson | None:
    """Attributed orders that nothing but a code names."""
    sold = _sold(data)
    n, trail = len(sold.attributed), len(sold.floor)
    if not sold.trails or n < FEWEST or n - trail < CLICKLESS * n:
        return None
    deals = booked_campaign(data).deals
    bare = int((deals["promo_code"].notna() & deals["referral_link"].isna()).sum())
    what = (
        "Give every code a link of its own beside it."
        if bare
        else "Have creators lead with their links, and put the code into the link, so that a click is recorded."
    )
    more = f" {plural(bare, 'deal')} had a code and no link." if bare else ""
    return Lesson(
        "orders without a click",
        what,
        f"{count(n - trail)} of {count(n)} attributed orders ({percent((n - trail) / n, 0)}) have a code and no "
        f"recorded click, so nothing but the code says where they came from.{more}",
        COUNTED,
    )


def _sold(data: Data) -> Ledger:
    """The flight's ledger; NotShown without orders or keys."""
    sold = books(data).sold
    if sold is None or sold.orders.empty:
        raise NotShown("No order of the flight can be credited to the campaign.")
    return sold
