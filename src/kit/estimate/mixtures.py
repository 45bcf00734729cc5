"""Mixtures of Student's t distributions: how much of them lies below a value, and which value has how much below."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from .inputs import Numbers

NEGLIGIBLE = 1e-9  # a part with less weight moves no quantile


@dataclass(frozen=True)
class Mixture:
    """Parts with weight (sum 1), mean and scale, all with `df` degrees of freedom; mean and scale: parts × anything."""

    weight: Numbers
    mean: Numbers
    scale: Numbers
    df: int

    @property
    def centre(self) -> Any:
        return self.weight @ self.mean

    def below(self, point: Any) -> Any:
        """Share of the mixture below `point`."""
        return self.weight @ special.stdtr(self.df, (point - self.mean) / self.scale)

    def quantile(self, share: float) -> Any:
        """The value with this share below it: Newton's steps, and half of what is left where one would leave it."""
        kept = self.weight > NEGLIGIBLE
        part = Mixture(self.weight[kept] / self.weight[kept].sum(), self.mean[kept], self.scale[kept], self.df)
        low, high = (part.mean - 60 * part.scale).min(axis=0), (part.mean + 60 * part.scale).max(axis=0)
        point = part.weight @ (part.mean + special.stdtrit(self.df, share) * part.scale)
        for _ in range(60):
            gap = part.below(point) - share
            low, high = np.where(gap < 0, point, low), np.where(gap < 0, high, point)
            following = point - gap / np.maximum(part._density(point), 1e-300)
            following = np.where((low <= following) & (following <= high), following, (low + high) / 2)
            moved, point = np.abs(following - point), following
            if (moved <= 1e-9 * part.scale.min(axis=0)).all():
                break
        return point

    def _density(self, point: Any) -> Any:
        df = self.df
        top = np.exp(special.gammaln((df + 1) / 2) - special.gammaln(df / 2)) / np.sqrt(df * np.pi)
        return self.weight @ (top * (1 + ((point - self.mean) / self.scale) ** 2 / df) ** (-(df + 1) / 2) / self.scale)
