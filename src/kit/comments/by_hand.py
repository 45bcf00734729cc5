"""What people read in some of the comments, and shares that it corrects."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.sentiment import LABELS
from kit.sentiment.words import label
from kit.wording import count, number, plural

ENOUGH = 100  # labels from which shares are corrected: coverage is .93–.98 in simulation
ENOUGH_IN_ONE = 30  # of one language: the same coverage, wider intervals
AGREED, FIRM = 0.667, 0.8  # Krippendorff's alpha
BOTH = 20  # comments that two people must have read before their agreement is judged


@dataclass(frozen=True)
class Hand:
    """`votes`: for each comment the share of its coders that said each of LABELS, NaN where nobody labelled it.
    `majority`: the place of the label of most, −1 where nobody or a tie.  alpha: Krippendorff's; NaN where too few
    comments were read twice.  `judged`: labelled comments that number and agreement are judged on; None: these.
    """

    votes: np.ndarray
    majority: np.ndarray
    coders: int
    alpha: float
    judged: int | None = None

    def within(self, part: np.ndarray) -> "Hand":
        """The labels of some of the comments, trusted as far as all of them are."""
        return Hand(self.votes[part], self.majority[part], self.coders, self.alpha, self.n)

    @property
    def labelled(self) -> np.ndarray:
        return ~np.isnan(self.votes[:, 0])

    @property
    def n(self) -> int:
        return int(self.labelled.sum())

    @property
    def usable(self) -> bool:
        """Unknown agreement is allowed, and said; disagreement is not."""
        enough = (self.n if self.judged is None else self.judged) >= ENOUGH and self.n >= ENOUGH_IN_ONE
        return enough and not self.alpha < AGREED

    def why_not(self, workspace: str) -> str:
        """What to say where these labels correct nothing."""
        n = self.n if self.judged is None else self.judged
        if not n:
            return f"Indicative: nobody labelled comments by hand. For a sheet to label, run kit label {workspace}."
        if n < ENOUGH:
            return f"Indicative: {plural(n, 'comment is', 'comments are')} labelled by hand; {ENOUGH} would correct it."
        if self.n < ENOUGH_IN_ONE:
            return (
                f"Indicative: of these comments {count(self.n)} {'is' if self.n == 1 else 'are'} labelled by hand; "
                f"{ENOUGH_IN_ONE} would correct it."
            )
        return (
            f"Indicative: the people who labelled comments agree too little (alpha {number(self.alpha, 2)}, "
            f"{AGREED} needed) to correct it."
        )

    def described(self) -> str:
        """ "119 comments that 2 people labelled; these agree roughly (alpha 0.77)"."""
        start = f"{plural(self.n, 'comment')} that {plural(self.coders, 'person', 'people')} labelled"
        if np.isnan(self.alpha):
            return start
        return f"{start}; these agree {'well' if self.alpha >= FIRM else 'roughly'} (alpha {number(self.alpha, 2)})"


def by_hand(data: Data, ids: pd.Series) -> Hand:
    """Labels of the field sentiment of these comments; other values than the three are left out."""
    rows = data.table("labels").query("item_kind == 'comment' and field == 'sentiment'")
    places = dict(zip(ids, range(len(ids)), strict=True))
    said = [
        (places[item], coder, LABELS.index(word))
        for item, coder, value in zip(rows["item_id"], rows["coder"], rows["value"], strict=True)
        if item in places and (word := label(value))
    ]
    counts = np.zeros((len(ids), len(LABELS)))
    coders = {coder: n for n, coder in enumerate(dict.fromkeys(coder for _, coder, _ in said))}
    items = {place: n for n, place in enumerate(dict.fromkeys(place for place, _, _ in said))}
    codes = np.full((len(coders), len(items)), np.nan)
    for place, coder, code in said:
        counts[place, code] += 1
        codes[coders[coder], items[place]] = code
    total, most = counts.sum(axis=1, keepdims=True), counts.max(axis=1, keepdims=True)
    votes = np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0)
    alone = ((counts == most).sum(axis=1) == 1) & (total[:, 0] > 0)
    alpha = estimate.agreement(codes) if (total > 1).sum() >= BOTH else float("nan")
    return Hand(votes, np.where(alone, counts.argmax(axis=1), -1), len(coders), alpha)


def corrected(labels: np.ndarray, votes: np.ndarray, videos: np.ndarray) -> dict[str, float]:
    """Share of each label over all these comments, the unread included, corrected by their hand labels (PPI++).

    labels: the reading as places in LABELS, −1 where not read (the usual share stands for it then).  votes: as in
    `Hand`: where two coders disagree, each has half.  Assumes that the labelled ones are a chance sample of all.
    """
    known = ~np.isnan(votes[:, 0])
    found: dict[str, float] = {}
    for place, name in enumerate(LABELS):
        guess = guessed(labels, place)
        got = estimate.corrected_share(guess, guess[known], votes[known, place], cluster=(videos, videos[known]))
        found |= {name: got.value, f"{name}_low": got.low, f"{name}_high": got.high}
    return found


def guessed(labels: np.ndarray, place: int) -> np.ndarray:
    """1 where read as this label, 0 where read as another, the mean of these where not read."""
    read = labels >= 0
    usual = float((labels[read] == place).mean()) if read.any() else 0.0
    return np.where(read, (labels == place).astype(float), usual)


def macro_f1(labels: np.ndarray, majority: np.ndarray) -> float:
    """Mean over LABELS of F1 = 2 × right ÷ (said by the reading + said by people).  What was not read, or tied (−1), is
    left out; NaN unless each label occurs."""
    both = (labels >= 0) & (majority >= 0)
    read, hand = labels[both], majority[both]
    totals = [(read == place).sum() + (hand == place).sum() for place in range(len(LABELS))]
    if not all(totals):
        return float("nan")
    right = [((read == place) & (hand == place)).sum() for place in range(len(LABELS))]
    return float(np.mean([2 * a / b for a, b in zip(right, totals, strict=True)]))
