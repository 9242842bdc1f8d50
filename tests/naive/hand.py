"""The slow obvious twin of `poise.analysis.signing.features`: one hand, scalars, the joints by name."""

from __future__ import annotations

import math

Point = tuple[float, float, float]

_FINGERS = ("thumb", "index_finger", "middle_finger", "ring_finger", "pinky")
_JOINTS = {"thumb": ("cmc", "mcp", "ip", "tip")} | dict.fromkeys(_FINGERS[1:], ("mcp", "pip", "dip", "tip"))


def features(points: dict[str, Point], *, is_left: bool) -> list[float]:
    """Compute all features of one hand."""
    if is_left:
        points = {name: (-x, y, z) for name, (x, y, z) in points.items()}
    axes = _axes(points)
    knuckles = sorted(_length(_minus(points[f"{finger}_mcp"], points["wrist"])) for finger in _FINGERS[1:])
    size = (knuckles[1] + knuckles[2]) / 2
    local = {name: _local(point, points["wrist"], axes, size) for name, point in points.items()}
    index, middle = _upright(points, "index_finger"), _upright(points, "middle_finger")
    return [
        *_flexion(local),
        *_spread(local),
        *_distances(local),
        *_crossing(local),
        *_thumb(local),
        axes[0][1],
        axes[1][1],
        axes[2][1],
        index,
        middle,
    ]


def _axes(points: dict[str, Point]) -> tuple[Point, Point, Point]:
    along = _unit(_minus(points["middle_finger_mcp"], points["wrist"]))
    raw = _minus(points["index_finger_mcp"], points["pinky_mcp"])
    share = _dot(raw, along)
    across = _unit(_minus(raw, (share * along[0], share * along[1], share * along[2])))
    return across, along, _cross(across, along)


def _local(point: Point, wrist: Point, axes: tuple[Point, Point, Point], size: float) -> Point:
    moved = _minus(point, wrist)
    x, y, z = (_dot(moved, axis) / size for axis in axes)
    return x, y, z


def _flexion(local: dict[str, Point]) -> list[float]:
    bends = []
    for finger in _FINGERS:
        chain = [local["wrist"], *(local[f"{finger}_{joint}"] for joint in _JOINTS[finger])]
        for k in range(3):
            one, other = _minus(chain[k + 1], chain[k]), _minus(chain[k + 2], chain[k + 1])
            bends.append(math.acos(max(-1.0, min(1.0, _dot(_unit(one), _unit(other))))))
    return bends


def _spread(local: dict[str, Point]) -> list[float]:
    found = []
    for last in (1, 3):
        angles = []
        for finger in _FINGERS:
            names = [f"{finger}_{joint}" for joint in _JOINTS[finger]]
            bone = _minus(local[names[last]], local[names[0]])
            angles.append(math.atan2(bone[0], abs(bone[1]) + 0.2))
        found += [angles[k] - angles[k + 1] for k in range(4)]
    return found


def _distances(local: dict[str, Point]) -> list[float]:
    thumb = local["thumb_tip"]
    to_thumb = [
        math.dist(thumb, local[f"{finger}_{joint}"]) for finger in _FINGERS[1:] for joint in _JOINTS[finger]
    ]
    pairs = [(_FINGERS[k], _FINGERS[k + 1]) for k in range(1, 4)]
    tips = [math.dist(local[f"{a}_tip"], local[f"{b}_tip"]) for a, b in pairs]
    middles = [math.dist(local[f"{a}_pip"], local[f"{b}_pip"]) for a, b in pairs]
    return [*to_thumb, *tips, *middles, *(_length(local[f"{finger}_tip"]) for finger in _FINGERS)]


def _crossing(local: dict[str, Point]) -> list[float]:
    return [
        local[f"index_finger_{joint}"][axis] - local[f"middle_finger_{joint}"][axis]
        for axis in (0, 2)
        for joint in ("pip", "dip", "tip")
    ]


def _thumb(local: dict[str, Point]) -> list[float]:
    tip = local["thumb_tip"]
    return [value for finger in _FINGERS[1:] for value in _minus(tip, local[f"{finger}_pip"])]


def _upright(points: dict[str, Point], finger: str) -> float:
    return _unit(_minus(points[f"{finger}_tip"], points[f"{finger}_mcp"]))[1]


def _minus(a: Point, b: Point) -> Point:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Point, b: Point) -> Point:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _length(a: Point) -> float:
    return math.sqrt(_dot(a, a))


def _unit(a: Point) -> Point:
    length = _length(a)
    return (a[0] / length, a[1] / length, a[2] / length)
