"""Shares: of voice, and those that a classifier counted."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from kit import estimate

from . import worlds as w
from .claims import BROKEN, Claim, HAIRLINE, inside, naive, near, Rng, Study, Worth


def s6() -> Iterator[Study]:
    """Five brands' shares of what creators post."""
    for creators, low, high in ((25, 0.91, 1), (80, 0.93, 0.97), (250, 0.93, 0.97)):
        claims = (
            Claim("share", "holds the share", low, high),
            naive("multinomial interval", "holds the share", 0, BROKEN),
        )
        yield Study("s6", f"{creators} creators", claims, partial(_voices, creators))


def _voices(creators: int, rng: Rng) -> list[Worth]:
    counts = w.mentions(rng, creators)
    found, total = estimate.share(counts), counts.sum()
    value = found["value"].to_numpy()
    return [inside(found, w.SHARES), near(value, 1.96 * np.sqrt(value * (1 - value) / total), w.SHARES)]


def s7() -> Iterator[Study]:
    """Negative comments counted by a classifier that is right in 70 and 88 %, corrected by hand labels."""
    claims = (
        Claim("corrected_share", "holds the share", 0.925, 1),
        Claim("corrected_share", "width ÷ labels alone", 0, 1),
        naive("classifier's share", "holds the share", 0, HAIRLINE),
    )
    for n, share, by_video in ((100, 0.15, False), (100, 0.4, False), (300, 0.05, False), (200, 0.15, True)):
        words = f"{n} labels of {share:.0%}" + (", by video" if by_video else "")
        yield Study("s7", words, claims, partial(_labels, n, share, by_video))


def _labels(n: int, share: float, by_video: bool, rng: Rng) -> list[Worth]:
    seen, real, video, chosen = w.comments(rng, n, share, by_video)
    groups, own = ((video, video[chosen]), video[chosen]) if by_video else (None, None)
    found = estimate.corrected_share(seen, seen[chosen], real[chosen], cluster=groups)
    alone = estimate.corrected_share([], seen[chosen], real[chosen], cluster=own)
    rate = seen.mean()
    wide = (found.high - found.low, alone.high - alone.low)
    return [inside(found, share), wide, near(rate, 1.96 * np.sqrt(rate * (1 - rate) / len(seen)), share)]
