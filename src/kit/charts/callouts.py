"""Names beside dots that touch no dot, no other name and no line, and leave the axes nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import math

import numpy as np

HIGH = 16  # pixels of a line of text
NEAR, FAR = 9, (20, 34, 50, 70, 94)  # pixels from a dot to its name; from FAR on a thin line leads to it
WAYS = [(math.cos(a), math.sin(a)) for a in np.radians([0, 180, 90, 270, 30, 150, 210, 330, 60, 120, 240, 300])]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Place:
    """Where a name stands: its box, what of it is `at` which point, and the line that leads to it."""

    box: Box
    anchor: str
    at: Point
    leader: tuple[Point, Point] | None = None


def placed(
    dots: np.ndarray,
    wanted: Sequence[tuple[int, float]],
    frame: Box,
    drawn: np.ndarray | None = None,
    radius: float = 5,
) -> list[Place | None]:
    """A place within `frame` for each (dot, width of its name), in order; None where none is free.

    The nearest whose line crosses no other dot; else the one that is nearest and crosses few.  drawn: the points that
    no name may cover (default: the dots).
    """
    drawn = dots if drawn is None else drawn
    found: list[Place | None] = []
    for dot, width in wanted:
        least, best = math.inf, None
        for place in _places(float(dots[dot, 0]), float(dots[dot, 1]), width):
            if _free(place, drawn, found, frame, radius) and (cost := _cost(place, dots, dot, radius)) < least:
                least, best = cost, place
            if best and least <= FAR[-1]:
                break
        found.append(best)
    return found


def _places(x: float, y: float, width: float) -> Iterator[Place]:
    """Around a dot, the nearest first."""
    for far in (NEAR, *FAR):
        for dx, dy in WAYS:
            side, up = round(dx * 0.8), round(dy * 0.8)  # -1, 0 or 1: which side of the name faces the dot
            left, bottom = x + dx * far - width * (1 - side) / 2, y + dy * far - HIGH * (1 - up) / 2
            box = (left, bottom, left + width, bottom + HIGH)
            at = (left + width * (1 - side) / 2, bottom + HIGH / 2)
            end = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
            leader = ((x + dx * 6, y + dy * 6), end) if far > NEAR else None
            yield Place(box, ("middle", "start", "end")[side], at, leader)


def _free(place: Place, drawn: np.ndarray, others: Sequence[Place | None], frame: Box, radius: float) -> bool:
    """Whether a name there covers no point, no other name, and no line to a name."""
    left, bottom, right, top = place.box
    if left < frame[0] or bottom < frame[1] or right > frame[2] or top > frame[3]:
        return False
    if _inside(drawn, place.box, radius + 1).any():
        return False
    for other in filter(None, others):
        a, b, c, d = other.box
        if left < c + 3 and right > a - 3 and bottom < d + 1 and top > b - 1:
            return False
        if other.leader and _inside(_along(other.leader), place.box, 2).any():
            return False
        if place.leader and _inside(_along(place.leader), other.box, 2).any():
            return False
    return True


def _cost(place: Place, dots: np.ndarray, dot: int, radius: float) -> float:
    """The length of the line to the name, and FAR for each other dot that it would cross."""
    if not place.leader:
        return 0.0
    near = np.hypot(*(dots[:, None] - _along(place.leader)).transpose(2, 0, 1)).min(axis=1) < radius
    near[dot] = False
    return math.dist(*place.leader) + FAR[-1] * int(near.sum())


def _inside(at: np.ndarray, box: Box, pad: float) -> np.ndarray:
    left, bottom, right, top = box
    x, y = at[:, 0], at[:, 1]
    return (x > left - pad) & (x < right + pad) & (y > bottom - pad) & (y < top + pad)


def _along(leader: tuple[Point, Point]) -> np.ndarray:
    return np.linspace(np.array(leader[0]), np.array(leader[1]), 12)
