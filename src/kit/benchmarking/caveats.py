"""What several questions say of the same videos: how old they are, and how they were found."""

import pandas as pd

from kit import tiers
from kit.selection import SELECTED
from kit.wording import join, percent

FEW_SELECTED = 0.05  # share of videos found by hashtag or search that moves no tier much


def age_caveat(videos: pd.DataFrame) -> str:
    """What to say where it is not known how old videos were at capture; "" where it is."""
    unknown, least = videos["age_days"].isna(), videos["age_at_least"].notna()
    if not unknown.any():
        return ""
    which = "these videos" if unknown.all() else "some of these videos"
    if (unknown & least).any():
        return (
            f"When {which} were captured is unknown: their age is counted to the newest one of their file, and those "
            "of the week before it are left out."
        )
    return f"The age of {which} is unknown; young ones still gain views, and their rates still read high."


def selection_caveat(videos: pd.DataFrame) -> str:
    """What to say of videos found by hashtag or search; "" if there are none.  A tier all of whose videos were is
    named; of less than 5 % everywhere else little is said."""
    chosen = videos["collected_by"].isin(SELECTED)
    share = float(chosen.mean()) if len(videos) else 0.0
    if not share:
        return ""
    if share == 1:
        return (
            "All videos were found by hashtag or search, which brings up the popular ones: rates and views "
            "here are higher than a creator's usual."
        )
    tier = videos["tier"].astype(str) if "tier" in videos else pd.Series("", index=videos.index)
    each = chosen.groupby(tier).mean()
    whole, rest = each.index[each == 1], chosen[~tier.isin(each.index[each == 1])]
    if max(each.drop(whole).max(), rest.mean()) >= FEW_SELECTED:
        return (
            f"{percent(share, 0)} of the videos were found by hashtag or search, which brings up the popular ones: "
            "what they are part of runs high."
        )
    others = f"{percent(rest.mean())} of the {'other ' if len(whole) else ''}videos"
    if not len(whole):
        return f"{others} were found by hashtag or search, fewer than {percent(FEW_SELECTED, 0)} in any tier."
    order = videos["tier"].astype("category").cat.categories
    who = join(_of(str(t)) for t in order if t in whole)
    return (
        f"All videos of creators {who} were found by hashtag or search, which brings up the popular ones: their "
        f"figures run high{f' ({others} were, too)' if rest.any() else ''}."
    )


def _of(tier: str) -> str:
    """ "in nano", "under 1k", "of unknown size"."""
    return f"in {tier}" if tiers.is_band(tier) else "of unknown size" if tier == tiers.UNKNOWN else tier
