"""One instant of a body in plain floats.

The engine looks at about twenty numbers per picture. On arrays that small numpy spends its time on call
overhead (a measured 1 us per operation against 0.05 us for plain floats), so poses are unpacked once here
and everything behind works on floats; tests/naive holds the numpy twin of every measure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from poise.pose import Pose, Skeleton

NAN = math.nan
Point = Sequence[float]

# Points farther outside the picture than this share of its size are invented by the model (DESIGN 3.9).
OUTSIDE_SHARE = 0.10
_CLEAR = 0.5  # form is judged on points that are more likely seen than not


class Body:
    """The points of one pose, unpacked.

    Parameters
    ----------
    pose : Pose
        The pose.
    needed : tuple of int
        The points whose visibility is asked for later.

    Attributes
    ----------
    pose : Pose
        The pose itself.
    time_s : float
        Time of the pose.
    world, image : list of [float, float, float]
        Points in metres and in pixels, see `poise.pose.Pose`.
    trust : list of float
        For the needed points, how far counting may rely on them: the visibility (1 where the estimator gives
        none), and 0 for points that are missing or far outside the picture.
    is_clear : list of bool
        For the needed points, whether form may be judged on them: inside the picture and likely seen.
    """

    __slots__ = ("image", "is_clear", "pose", "time_s", "trust", "world")

    def __init__(self, pose: Pose, needed: tuple[int, ...]) -> None:
        self.pose, self.time_s = pose, pose.time_s
        self.world: list[list[float]] = pose.world.tolist()
        self.image: list[list[float]] = pose.image.tolist()
        self.trust = [0.0] * len(self.world)
        self.is_clear = [False] * len(self.world)
        self._assess(pose, needed)

    def _assess(self, pose: Pose, needed: tuple[int, ...]) -> None:
        width, height = pose.image_size
        left, top = -OUTSIDE_SHARE * width, -OUTSIDE_SHARE * height
        visibility: list[float] = pose.visibility.tolist()
        for index in needed:
            x, y, _ = self.image[index]
            if x < left or x > width - left or y < top or y > height - top:
                continue
            if math.isnan(x) and math.isnan(self.world[index][0]):
                continue
            likely = visibility[index]
            self.trust[index] = likely = likely if not math.isnan(likely) else 1.0
            is_outside = x < 0 or x > width or y < 0 or y > height
            self.is_clear[index] = likely >= _CLEAR and not is_outside


class Joints:
    """The places of the named keypoints that measures need, looked up once."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton

    def __getitem__(self, name: str) -> int:
        """Return the place of a keypoint; raises `PoseError` for one that the skeleton lacks."""
        return self._skeleton.index(name)


def sub(a: Point, b: Point) -> tuple[float, float, float]:
    """Return a - b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def middle(a: Point, b: Point) -> tuple[float, float, float]:
    """Return the point half way between a and b."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2


def length(v: Point) -> float:
    """Return the length of a vector."""
    return math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2])


def angle_deg(u: Point, v: Point) -> float:
    """Return the angle between two vectors of three numbers in degrees, by atan2 (exact near 0 and 180)."""
    x = u[1] * v[2] - u[2] * v[1]
    y = u[2] * v[0] - u[0] * v[2]
    z = u[0] * v[1] - u[1] * v[0]
    dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
    return math.degrees(math.atan2(math.sqrt(x * x + y * y + z * z), dot))


def trunk_ends(joints: Joints) -> Callable[[Body], tuple[Point, Point]]:
    """Return what reads the middle of the hips and that of the shoulders in the world."""
    ls, rs, lh, rh = (joints[n] for n in ("left_shoulder", "right_shoulder", "left_hip", "right_hip"))

    def ends(body: Body) -> tuple[Point, Point]:
        world = body.world
        return middle(world[lh], world[rh]), middle(world[ls], world[rs])

    return ends
