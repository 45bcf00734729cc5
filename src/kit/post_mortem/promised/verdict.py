"""Whether a goal was met, missed, or is still open, and how likely it is to be met then."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import Campaign
from kit.post_mortem.deliveries import young_sentence
from kit.post_mortem.promised.actuals import Actual, GROWING, PRICES
from kit.post_mortem.promised.ahead import ADDS_UP, Ahead, ahead
from kit.post_mortem.promised.targets import Target
from kit.selection import RIPE_DAYS
from kit.wording import percent, plural

NOT_PROJECTED = Ahead()
LEAST = 0.05  # chance from which a goal that is not met yet stays open


@dataclass(frozen=True)
class Verdict:
    """status: met, missed, open, cannot be measured; attainment: as of `Target.attainment`; why: in words; later: the
    metric at day 28, where it still grows; refused: why it was not projected though it grows."""

    status: str
    attainment: float
    why: str
    later: Ahead = NOT_PROJECTED
    refused: str = ""


def judge(data: Data, found: Actual, target: Target, campaign: Campaign) -> Verdict:
    """Met or missed once it is settled; NotShown where no verdict would be fair.

    A count that only grows is met once it is reached; so is a price after its window, once no further cost is due.
    While its window runs a goal is open, without a chance, as further videos may come.  After that it is open while
    videos younger than 28 days may still bring it: with a chance of at least `LEAST`; where no chance is known, while
    the projection lies on the target's other side or a video was last counted in its first week.
    """
    _measurable(found, target)
    met = target.met(found.value, found.lower)
    if found.lost and not met:
        raise NotShown(
            f"{plural(found.lost, 'delivered video is', 'delivered videos are')} not in the workspace, or without a "
            "posting day; import an export that has it, because without it a missed goal may have been met."
        )
    share, waiting = target.attainment(found.value, found.lower), _waiting(campaign, target.until)
    later, refused = _ahead(data, found, target, bool(waiting))
    if met and (found.metric in GROWING or (found.metric in PRICES and later.value == later.value and not waiting)):
        return Verdict("met", share, found.why, replace(later, chance=1.0) if later.value == later.value else later)
    if waiting:
        words = " ".join(part for part in (waiting, _so_far(found, later), found.why) if part)
        return Verdict("open", share, words, replace(later, chance=np.nan), refused)
    reason = _open(found, target, met, later)
    if reason:
        return Verdict("open", share, f"{reason} {found.why}", later, refused)
    rest = _other_way(found, target, met) or _still(later, met)
    return Verdict("met" if met else "missed", share, f"{found.why} {rest}".strip(), later, refused)


def _measurable(found: Actual, target: Target) -> None:
    if target.relative and (np.isnan(target.baseline) or not target.baseline):
        raise NotShown("The goal is relative, but its baseline is missing or 0; fill in baseline in the table goals.")
    if pd.isna(found.value):
        raise NotShown("Its denominator is 0 or unknown, so it has no value.")


def _waiting(campaign: Campaign, until: pd.Timestamp) -> str:
    """Why it is too early for a verdict, whatever the age of the videos; "" if it is not."""
    if pd.isna(until):
        return "Its end is unknown: fill in ends_on in goals or campaigns."
    if campaign.today is None:
        return "The day of the data is unknown: no table has capture times; set the parameter as_of."
    return "Its window has not ended." if campaign.today <= until else ""


def _ahead(data: Data, found: Actual, target: Target, running: bool) -> tuple[Ahead, str]:
    """Where the metric will stand at day 28, if it still grows; and why that is not known."""
    if not found.unripe or (running and found.metric not in ADDS_UP):
        return NOT_PROJECTED, ""
    try:
        return ahead(data, found, target.absolute), ""
    except NotShown as reason:
        return NOT_PROJECTED, str(reason)


def _so_far(found: Actual, later: Ahead) -> str:
    """What to say of the projection while the window runs."""
    if not np.isnan(later.chance):
        return f"Its videos so far alone are {likely(later.chance)} likely to meet it by day {RIPE_DAYS}."
    return "" if found.metric in ADDS_UP else "What is still to come is not projected."


def _open(found: Actual, target: Target, met: bool, later: Ahead) -> str:
    """Why a goal whose window is over is open; "" where it is settled."""
    if met and not found.unripe:
        return ""
    if found.undated and not met and np.isnan(later.chance):
        several = plural(found.undated, "video")
        return f"How old {several} {'was' if found.undated == 1 else 'were'} when last counted is not known."
    if not np.isnan(later.chance):
        return f"{likely(later.chance, True)} likely to be met." if later.chance >= LEAST and not met else ""
    if not np.isnan(later.value) and target.met(later.value, found.lower) != met:
        return f"By day {RIPE_DAYS} it is projected on the target's other side; how likely that is is not known."
    return young_sentence(found.young)


def _still(later: Ahead, met: bool) -> str:
    """The small chance of a goal that is called missed."""
    return "" if met or np.isnan(later.chance) else f"{likely(later.chance, True)} likely to be met still."


def likely(chance: float, first: bool = False) -> str:
    """ "80 %", "less than 1 %", "more than 99 %"."""
    words = "less than " if chance < 0.01 else "more than " if chance > 0.99 else ""
    words = words.capitalize() if first else words
    return words + percent(min(max(chance, 0.01), 0.99), 0)


def _other_way(found: Actual, target: Target, met: bool) -> str:
    """Whether another honest way of counting orders would turn the verdict round."""
    if target.relative:
        return ""
    ends = [target.met(end, found.lower) for end in (found.low, found.high) if pd.notna(end)]
    if all(end == met for end in ends):
        return ""
    return (
        "Counting only orders with a click trail would miss it."
        if met
        else "Counting every order with any sign of the campaign would meet it."
    )
