"""A line through several features, and what it would have said of each cluster had that not been there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inputs import Codes, Numbers

CUT = 1e-6  # of the largest singular value of the standardised features: below it two features say the same
SINGULAR = 1e-8
APART = 1e-6


@dataclass(frozen=True)
class Line:
    """Least squares with an intercept.

    coefficients  the intercept's first; among features that say the same, the shortest answer
    centre, width means and s.d. of the features (width 1 where a feature never varied), the scale of what follows
    inverse       (Z'Z)⁺ of the standardised features Z with a column of ones before them; span: projects on their rows
    left          y minus the line, per row
    unseen        y minus the line of all rows but those of its cluster; NaN where these say nothing of the row
    leverage      of a row in that line
    shifts        clusters × features: how far a coefficient moves when the cluster is taken out
    alone         per feature: whether they do not without some one cluster
    """

    coefficients: Numbers
    centre: Numbers
    width: Numbers
    inverse: Numbers
    span: Numbers
    left: Numbers
    unseen: Numbers
    leverage: Numbers
    shifts: Numbers
    alone: NDArray[np.bool_]
    rank: int

    @property
    def known(self) -> NDArray[np.bool_]:
        """Per feature: whether the rows tell its coefficient."""
        return np.diag(self.span)[1:] > 1 - APART

    def at(self, x: Numbers) -> tuple[Numbers, Numbers, Any]:
        """Of new rows: the line, the leverage, and whether the rows behind the line say anything about them."""
        z = np.column_stack([np.ones(len(x)), (np.nan_to_num(x) - self.centre) / self.width])
        reached = (np.abs(z - z @ self.span) <= APART * (1 + np.abs(z))).all(axis=1)
        middle = self.coefficients[0] + x @ self.coefficients[1:]
        return middle, np.einsum("ij,jk,ik->i", z, self.inverse, z), reached & ~np.isnan(x).any(axis=1)


def line(x: Numbers, y: Numbers, cluster: Codes) -> Line:
    """x: rows × features without missing values; cluster: a code a row.  Coefficients are NaN without rows.

    Left-out values are exact, by the block formulas of Cook and Weisberg 1982 (section 3.6): with the hat matrix H and
    the residuals e, a cluster c has (I - H_cc)⁻¹ e_c without it, and coefficients move by (Z'Z)⁻¹ Z_c' of that.
    """
    z, centre, width = _standardised(x)
    u, s, v = np.linalg.svd(z, full_matrices=False)
    own = s > CUT * s.max(initial=0)
    u, half = u[:, own], (v[own].T / s[own]) @ u[:, own].T
    flat = half @ y if len(y) else np.full(z.shape[1], np.nan)
    left = y - z @ flat
    unseen, leverage, shifts, alone = _without(u, half, left, cluster)
    slopes = flat[1:] / width
    return Line(
        coefficients=np.concatenate([[flat[0] - centre @ slopes], slopes]),
        centre=centre,
        width=width,
        inverse=half @ half.T,
        span=v[own].T @ v[own],
        left=left,
        unseen=unseen,
        leverage=leverage,
        shifts=shifts[:, 1:] / width,
        alone=alone[1:],
        rank=int(own.sum()),
    )


def _standardised(x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    centre = x.mean(axis=0) if len(x) else np.zeros(x.shape[1])
    width = x.std(axis=0) if len(x) else np.zeros(x.shape[1])
    varied = width > 1e-12 * np.abs(centre)
    centre, width = np.where(varied, centre, x[0] if len(x) else 0.0), np.where(varied, width, 1.0)
    return np.column_stack([np.ones(len(x)), (x - centre) / width]), centre, width


def _without(
    u: Numbers, half: Numbers, left: Numbers, cluster: Codes
) -> tuple[Numbers, Numbers, Numbers, NDArray[np.bool_]]:
    """Unseen residuals, leverages, shifts of coefficients, and which of these hang on one cluster."""
    several = np.bincount(cluster)[cluster] > 1 if len(cluster) else np.zeros(0, dtype=bool)
    own = (u**2).sum(axis=1)
    free = np.where(1 - own < SINGULAR, np.nan, 1 - own)
    unseen, leverage = left / free, own / free
    shifts = np.zeros((cluster.max(initial=-1) + 1, len(half)))
    shifts[cluster[~several]] = (half * np.nan_to_num(unseen)).T[~several]
    alone = (np.abs(half[:, ~several & np.isnan(free)]) > APART / np.sqrt(max(len(left), 1))).any(axis=1)
    for one in np.unique(cluster[several]):
        rows = np.flatnonzero(cluster == one)
        hat = u[rows] @ u[rows].T
        rest, axes = np.linalg.eigh(np.eye(len(rows)) - hat)
        fixed = rest < SINGULAR
        inverse = (axes[:, ~fixed] / rest[~fixed]) @ axes[:, ~fixed].T
        there = (np.abs(axes[:, fixed]) < APART).all(axis=1)
        moved = inverse @ left[rows]
        unseen[rows] = np.where(there, moved, np.nan)
        leverage[rows] = np.where(there, (hat * inverse).sum(axis=1), np.nan)
        shifts[one] = half[:, rows] @ moved
        alone |= (np.abs(half[:, rows] @ axes[:, fixed]) > APART / np.sqrt(max(len(left), 1))).any(axis=1)
    return unseen, leverage, shifts, alone
