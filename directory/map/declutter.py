"""Marks that would cover each other are moved apart, as little as possible."""

from __future__ import annotations

from math import cos, hypot, sin

from directory.map.projection import HEIGHT, WIDTH

Point = tuple[float, float]

ROUNDS = 150
NOTHING = 1e-6
PULL_BACK = 0.06
"""The part of its way back that a mark goes each round, so that nobody drifts off without need."""


def declutter(places: list[Point], distance: float) -> list[Point]:
    """Points at least about `distance` from each other and half of it inside the frame, near their places.

    The same places give the same points, in time that grows with the square of their number.
    Marks at one and the same place leave it in different directions.
    """
    homes = [_inside(x, y, distance) for x, y in places]
    points = [(x + cos(i) / 100, y + sin(i) / 100) for i, (x, y) in enumerate(homes)]
    for turn in range(ROUNDS):
        # In the last rounds nobody is drawn home any more: the distances settle.
        pull = PULL_BACK if turn < ROUNDS * 3 // 4 else 0
        points = [
            (x + (home_x - x) * pull, y + (home_y - y) * pull)
            for (x, y), (home_x, home_y) in zip(points, homes, strict=True)
        ]
        if not _push(points, distance) and not pull:
            break
    return points


def _push(points: list[Point], distance: float) -> bool:
    """Move each pair that is too close half of what is missing, each; whether there was any."""
    pushed = False
    for i in range(len(points)):
        for j in range(i):
            (ax, ay), (bx, by) = points[i], points[j]
            apart = hypot(ax - bx, ay - by)
            if apart < distance:
                pushed = True
                if apart < NOTHING:  # pressed onto one point at the edge: any two directions will do
                    ax, ay, apart = ax + NOTHING * cos(i), ay + NOTHING * sin(i), NOTHING
                step = (distance - apart) / 2 / apart
                dx, dy = (ax - bx) * step, (ay - by) * step
                points[i], points[j] = (
                    _inside(ax + dx, ay + dy, distance),
                    _inside(bx - dx, by - dy, distance),
                )
    return pushed


def _inside(x: float, y: float, distance: float) -> Point:
    edge = distance / 2
    return min(max(x, edge), WIDTH - edge), min(max(y, edge), HEIGHT - edge)
