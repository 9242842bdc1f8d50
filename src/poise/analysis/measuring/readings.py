"""How each measure is read from a body: makers of functions from a `Body` to a number.

"Down" is the picture's: a camera that is tilted by 10 degrees turns every inclination by up to 10 degrees, which the
tolerances of the catalogue allow for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from poise.analysis.measuring.body import Body, Joints, Point, angle_deg, length, middle, sub, trunk_ends

Reader = Callable[[Body], float]
DOWN = (0.0, 1.0, 0.0)
UP = (0.0, -1.0, 0.0)
# Which way a bend below 15 degrees goes is mostly noise: a joint's depth strays by some 3 % of the trunk.
STRAIGHT = math.sin(math.radians(15.0)) ** 2


def _plane_share(v: Point) -> float:
    """Return the squared share of a world vector that lies in the picture's plane."""
    flat = v[0] * v[0] + v[1] * v[1]
    return flat / (flat + v[2] * v[2] + 1e-12)


def _bend_share(u: Point, v: Point) -> float:
    """Return the squared share of the bend between two world vectors that the picture shows; 1 if there is none."""
    x, y = u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2]
    z = u[0] * v[1] - u[1] * v[0]
    lengths = (u[0] * u[0] + u[1] * u[1] + u[2] * u[2]) * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2])
    seen = z * z + STRAIGHT * lengths + 1e-12
    return seen / (x * x + y * y + seen)


def joint(
    first: str, centre: str, last: str, *, straight: float, sign: float, weighs_bend: bool = False
) -> Callable[[Joints, str], Reader]:
    """Build a joint angle that joins what the space and the picture say.

    In the picture an angle is exact if both its bones lie in the picture's plane and worthless if one points at the
    camera; in space it is right on average but noisy, and the model flattens extremes (a pull-up's elbow reads 85
    degrees in space and 145 in a frontal picture). The picture's angle is therefore weighted by the shares of the
    two bones that lie in its plane, to the fourth power of the cosines: about half at 24 degrees each.

    A bend towards the camera does not show in the picture however well its bones do (the arms of a push-up seen from
    the front): where `weighs_bend`, the weight is also the share of the bend that lies in the plane. Elbows and hips
    are read so. Shoulders are not, as jumping jacks on real clips then pass for raises, nor knees, which are made up
    bent in depth more than they are (2033 labelled standing poses would read 54 degrees in the median, and read 48).
    """

    def build(joints: Joints, side: str) -> Reader:
        a, b, c = (joints[name.replace("*", side)] for name in (first, centre, last))

        def compute(body: Body) -> float:
            world, image = body.world, body.image
            u, v = sub(world[a], world[b]), sub(world[c], world[b])
            in_space = angle_deg(u, v)
            p, q = sub(image[a], image[b]), sub(image[c], image[b])
            cross, dot = p[0] * q[1] - p[1] * q[0], p[0] * q[0] + p[1] * q[1]
            in_picture = math.degrees(math.atan2(abs(cross), dot))
            if math.isnan(in_space):
                return straight + sign * in_picture
            if math.isnan(in_picture):
                return straight + sign * in_space
            share = (_plane_share(u) * _plane_share(v)) ** 2
            if weighs_bend:
                share *= _bend_share(u, v)
            return straight + sign * (in_space + share * in_picture) / (1 + share)

        return compute

    return build


def inclination(start: str, end: str, zero: Point) -> Callable[[Joints, str], Reader]:
    """Build the angle between the segment start -> end and `zero`, in space."""

    def build(joints: Joints, side: str) -> Reader:
        a, b = joints[start.replace("*", side)], joints[end.replace("*", side)]
        return lambda body: angle_deg(sub(body.world[b], body.world[a]), zero)

    return build


def trunk_lean(joints: Joints, _side: str) -> Reader:
    """Read the angle of the trunk from upright."""
    ends = trunk_ends(joints)

    def compute(body: Body) -> float:
        hip, shoulder = ends(body)
        return angle_deg(sub(shoulder, hip), UP)

    return compute


def trunk_forward_lean(joints: Joints, _side: str) -> Reader:
    """Read the trunk's lean to where the body faces: positive forward, negative back."""
    ends = trunk_ends(joints)
    ls, rs, lh, rh = (joints[n] for n in ("left_shoulder", "right_shoulder", "left_hip", "right_hip"))

    def compute(body: Body) -> float:
        world = body.world
        hip, shoulder = ends(body)
        trunk = sub(shoulder, hip)
        across_x = world[lh][0] - world[rh][0] + world[ls][0] - world[rs][0]
        across_z = world[lh][2] - world[rh][2] + world[ls][2] - world[rs][2]
        width = math.hypot(across_x, across_z) + 1e-9
        forward = (trunk[0] * across_z - trunk[2] * across_x) / width
        return math.degrees(math.atan2(forward, -trunk[1]))

    return compute


def towards_camera(*names: str) -> Callable[[Joints, str], Reader]:
    """Build how far the bones of a chain are out of the picture's plane at most: 90 points at the camera."""

    def build(joints: Joints, side: str) -> Reader:
        places = [joints[name.replace("*", side)] for name in names]
        bones = tuple(pairwise(places))

        def compute(body: Body) -> float:
            world = body.world
            shares = [_plane_share(sub(world[b], world[a])) for a, b in bones]
            if any(math.isnan(share) for share in shares):
                return math.nan
            return math.degrees(math.acos(math.sqrt(min(shares))))

        return compute

    return build


def trunk_side_lean(joints: Joints, _side: str) -> Reader:
    """Read the trunk's lean along the line of the hips."""
    ends = trunk_ends(joints)
    lh, rh = joints["left_hip"], joints["right_hip"]

    def compute(body: Body) -> float:
        hip, shoulder = ends(body)
        trunk, across = sub(shoulder, hip), sub(body.world[lh], body.world[rh])
        sideways = (trunk[0] * across[0] + trunk[2] * across[2]) / (math.hypot(across[0], across[2]) + 1e-9)
        return math.degrees(math.atan2(abs(sideways), -trunk[1]))

    return compute


def hip_sag(joints: Joints, side: str) -> Reader:
    """Read the bend of the line shoulder, hip, ankle, negative if the hips are above it."""
    shoulder, hip, ankle = (joints[f"{side}_{n}"] for n in ("shoulder", "hip", "ankle"))

    def compute(body: Body) -> float:
        a, b, c = (body.world[i] for i in (shoulder, hip, ankle))
        bend = 180.0 - angle_deg(sub(a, b), sub(c, b))
        along = sub(c, a)
        share = sum(x * y for x, y in zip(sub(b, a), along, strict=True)) / (length(along) ** 2 + 1e-12)
        return bend if b[1] > a[1] + share * along[1] else -bend

    return compute


def hip_height(joints: Joints, side: str) -> Reader:
    """Read the height of the hip over the ankle as a share of the leg's length."""
    hip, knee, ankle = (joints[f"{side}_{n}"] for n in ("hip", "knee", "ankle"))

    def compute(body: Body) -> float:
        world = body.world
        leg = length(sub(world[hip], world[knee])) + length(sub(world[knee], world[ankle]))
        return (world[ankle][1] - world[hip][1]) / (leg + 1e-9)

    return compute


def above(upper: str, lower: str) -> Callable[[Joints, str], Reader]:
    """Build how far `upper` is above `lower`, as a share of the trunk's length."""

    def build(joints: Joints, side: str) -> Reader:
        a, b = joints[upper.replace("*", side)], joints[lower.replace("*", side)]
        ends = trunk_ends(joints)

        def compute(body: Body) -> float:
            return (body.world[b][1] - body.world[a][1]) / (length(sub(*ends(body))) + 1e-9)

        return compute

    return build


def hand_above(lower: str) -> Callable[[Joints, str], Reader]:
    """Build how far the wrist is above `lower`, as a share of the arm's length (hips are often cropped)."""

    def build(joints: Joints, side: str) -> Reader:
        shoulder, elbow, wrist = (joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
        base = joints[f"{side}_{lower}"]

        def compute(body: Body) -> float:
            world = body.world
            arm = length(sub(world[shoulder], world[elbow])) + length(sub(world[elbow], world[wrist]))
            return (world[base][1] - world[wrist][1]) / (arm + 1e-9)

        return compute

    return build


def knee_difference(joints: Joints, _side: str) -> Reader:
    """Read the difference of the knees' flexion."""
    knee = joint("*_hip", "*_knee", "*_ankle", straight=180.0, sign=-1.0)
    left, right = knee(joints, "left"), knee(joints, "right")
    return lambda body: abs(left(body) - right(body))


def heel_lift(joints: Joints, side: str) -> Reader:
    """Read the angle of the sole, positive with the heel up."""
    heel, toe = joints[f"{side}_heel"], joints[f"{side}_foot_index"]

    def compute(body: Body) -> float:
        foot = sub(body.world[toe], body.world[heel])
        return math.degrees(math.atan2(foot[1], math.hypot(foot[0], foot[2])))

    return compute


def knee_over_toes(joints: Joints, side: str) -> Reader:
    """Read how far the knee is ahead of the toes along the foot, as a share of the shin's length."""
    knee, ankle, heel, toe = (joints[f"{side}_{n}"] for n in ("knee", "ankle", "heel", "foot_index"))

    def compute(body: Body) -> float:
        world = body.world
        foot, ahead = sub(world[toe], world[heel]), sub(world[knee], world[toe])
        along = (foot[0] * ahead[0] + foot[2] * ahead[2]) / (math.hypot(foot[0], foot[2]) + 1e-9)
        return along / (length(sub(world[knee], world[ankle])) + 1e-9)

    return compute


def spread(point: str, *, relative_to: str) -> Callable[[Joints, str], Reader]:
    """Build the distance between the left and right `point` over that between the left and right other point."""

    def build(joints: Joints, _side: str) -> Reader:
        left, right = joints[f"left_{point}"], joints[f"right_{point}"]
        other_left, other_right = joints[f"left_{relative_to}"], joints[f"right_{relative_to}"]

        def compute(body: Body) -> float:
            world = body.world
            other = length(sub(world[other_left], world[other_right]))
            return length(sub(world[left], world[right])) / (other + 1e-9)

        return compute

    return build


def step(*, along_hips: bool) -> Callable[[Joints, str], Reader]:
    """Build how far the feet stand apart across (or along) the hips' line, as a share of the trunk's length."""

    def build(joints: Joints, _side: str) -> Reader:
        lh, rh, la, ra = (joints[n] for n in ("left_hip", "right_hip", "left_ankle", "right_ankle"))
        ends = trunk_ends(joints)

        def compute(body: Body) -> float:
            across, feet = sub(body.world[lh], body.world[rh]), sub(body.world[la], body.world[ra])
            width = math.hypot(across[0], across[2]) + 1e-9
            sideways = (feet[0] * across[0] + feet[2] * across[2]) / width
            forward = (feet[0] * across[2] - feet[2] * across[0]) / width
            return abs(sideways if along_hips else forward) / (length(sub(*ends(body))) + 1e-9)

        return compute

    return build


def hands_aside(joints: Joints, _side: str) -> Reader:
    """Read how far the hands' middle is to the person's left of the hips' middle, in trunk lengths."""
    lh, rh, lw, rw = (joints[n] for n in ("left_hip", "right_hip", "left_wrist", "right_wrist"))
    ends = trunk_ends(joints)

    def compute(body: Body) -> float:
        world = body.world
        across = sub(world[lh], world[rh])
        reach = sub(middle(world[lw], world[rw]), middle(world[lh], world[rh]))
        along = sum(a * b for a, b in zip(reach, across, strict=True)) / (length(across) + 1e-9)
        return along / (length(sub(*ends(body))) + 1e-9)

    return compute


def foot_gap(joints: Joints, _side: str) -> Reader:
    """Read how far one ankle is above the other, in trunk lengths."""
    la, ra = joints["left_ankle"], joints["right_ankle"]
    ends = trunk_ends(joints)
    return lambda body: abs(body.world[la][1] - body.world[ra][1]) / (length(sub(*ends(body))) + 1e-9)


def shoulder_tilt(joints: Joints, _side: str) -> Reader:
    """Read the tilt of the shoulders' line from level."""
    ls, rs = joints["left_shoulder"], joints["right_shoulder"]

    def compute(body: Body) -> float:
        x, y, z = sub(body.world[ls], body.world[rs])
        return math.degrees(math.atan2(abs(y), math.hypot(x, z)))

    return compute
