"""What a body rests on: feet, hands, elbows, knees, seat or back, and how its limbs reach there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray
from poise.pose.geometry import rotation_about, unit_vectors

from . import proportions as share
from .body import Body, apply

_UP = np.array([0.0, 1.0, 0.0])


class Hold(Enum):
    """How a contact binds the body."""

    LIMB = "the body moves until the limb reaches there with its joints bent as commanded"
    RIGID = "the body moves until the point is there"
    FOLLOW = "the limb bends as far as it takes"


@dataclass(frozen=True)
class Part:
    """A part of the body that can rest on something: the chain from its root to its end, and what moves along."""

    end: str
    root: str = ""
    middle: str = ""
    carried: tuple[str, ...] = ()
    thickness: float = 0.0  # of the flesh between the landmark and the support, as a share of stature


_HAND = ("pinky", "index", "thumb")
PARTS = {
    "foot": Part("ankle", "hip", "knee", ("heel", "foot_index")),
    "hand": Part("wrist", "shoulder", "elbow", _HAND, thickness=0.02),
    "forearm": Part("elbow", "shoulder", "", ("wrist", *_HAND), thickness=0.025),
    "knee": Part("knee", "hip", "", ("ankle", "heel", "foot_index"), thickness=0.03),
    "seat": Part("hip", thickness=0.06),
    "back": Part("shoulder", thickness=0.06),
}


@dataclass(frozen=True)
class Contact:
    """One contact, for example the left foot on the floor.

    Parameters
    ----------
    side : str
        ``left``, ``right``, or empty for seat and back.
    part : str
        A name of `PARTS`.
    hold : Hold
        How it binds the body.
    height : float
        Of the support above the floor, as a share of stature.
    """

    side: str
    part: str
    hold: Hold = Hold.LIMB
    height: float = 0.0

    def name_of(self, point: str) -> str:
        """Return the landmark's name on this contact's side."""
        return f"{self.side}_{point}" if self.side else point

    @property
    def end(self) -> str:
        """The landmark that is held."""
        return self.name_of(PARTS[self.part].end)

    @property
    def root(self) -> str:
        """The landmark about which the limb turns."""
        return self.name_of(PARTS[self.part].root)

    @property
    def is_foot(self) -> bool:
        """Whether it is a foot, which rests on its toes and may lift its heel."""
        return self.part == "foot"


def feet(hold: Hold = Hold.LIMB, height: float = 0.0) -> tuple[Contact, ...]:
    """Return both feet on a floor."""
    return both("foot", hold, height)


def both(part: str, hold: Hold = Hold.LIMB, height: float = 0.0) -> tuple[Contact, ...]:
    """Return a part of both sides."""
    return tuple(Contact(side, part, hold, height) for side in ("left", "right"))


def foot_points(toe: FloatArray, yaw: FloatArray, lift_deg: FloatArray, stature_m: float) -> FloatArray:
    """Return ankle, heel and tip (..., 3, 3) of a foot on its toes.

    Parameters
    ----------
    toe : (..., 3)
        The tip of the foot in metres.
    yaw : (...)
        Where it points, in degrees to the left of forward.
    lift_deg : (...)
        How far the heel is lifted.
    """
    ankle = (0.0, share.ANKLE_HEIGHT - share.SOLE, -share.TOE_AHEAD)
    local = np.array([ankle, (0.0, 0.0, -share.FOOT), (0.0, 0.0, 0.0)]) * stature_m
    turn = rotation_about(_UP, yaw) @ rotation_about(np.array([1.0, 0.0, 0.0]), lift_deg)
    return apply(turn[..., None, :, :], local) + toe[..., None, :]


def foot_yaw(body: Body, side: str) -> FloatArray:
    """Return where a foot points, in degrees to the left of forward."""
    way = body.point(f"{side}_foot_index") - body.point(f"{side}_heel")
    return np.asarray(np.degrees(np.arctan2(way[..., 0], way[..., 2])))


def reached(body: Body, contact: Contact, target: FloatArray, foot: FloatArray | None) -> Body:
    """Return the body with a limb's end brought to `target` (..., 3).

    The limb's middle joint bends by what the distance asks for, then the limb turns about its root the shortest
    way. `foot` (..., 3, 3) are the ankle, heel and tip of a foot on the ground.
    """
    part = PARTS[contact.part]
    if not part.root:
        return body
    points = body.points.copy()
    index = {name: BLAZEPOSE_33.index(contact.name_of(name)) for name in (part.root, part.end, *part.carried)}
    root = points[..., index[part.root], :]
    beyond = [index[name] for name in (part.end, *part.carried)]
    chain = list(beyond)
    if part.middle:
        middle = BLAZEPOSE_33.index(contact.name_of(part.middle))
        axis = body.hinges[contact.name_of(part.middle)]
        bend = _missing_flexion_deg(root, points[..., middle, :], points[..., index[part.end], :], target)
        _turn_points(points, beyond, points[..., middle, :].copy(), rotation_about(axis, bend))
        chain.append(middle)
    end = points[..., index[part.end], :]
    turn = _shortest_turn(end - root, target - root)
    _turn_points(points, chain, root.copy(), turn)
    if foot is not None:
        points[..., [index[name] for name in ("ankle", "heel", "foot_index")], :] = foot
    hinges = dict(body.hinges)
    if part.middle:
        name = contact.name_of(part.middle)
        hinges[name] = apply(turn, hinges[name])
    return replace(body, points=points, hinges=hinges)


def _turn_points(points: FloatArray, which: list[int], about: FloatArray, turn: FloatArray) -> None:
    centre = about[..., None, :]
    points[..., which, :] = apply(turn[..., None, :, :], points[..., which, :] - centre) + centre


def _missing_flexion_deg(
    root: FloatArray, middle: FloatArray, end: FloatArray, target: FloatArray
) -> FloatArray:
    """Return by how much more the middle joint must bend for the limb to span the way to its target."""
    upper, lower = np.linalg.norm(middle - root, axis=-1), np.linalg.norm(end - middle, axis=-1)

    def flexion(span: FloatArray) -> FloatArray:
        cosine = (upper**2 + lower**2 - span**2) / (2 * upper * lower)
        return np.asarray(180.0 - np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))

    return flexion(np.linalg.norm(target - root, axis=-1)) - flexion(np.linalg.norm(end - root, axis=-1))


def _shortest_turn(start: FloatArray, goal: FloatArray) -> FloatArray:
    """Return the matrices that turn one direction into another the shortest way."""
    one, other = unit_vectors(start), unit_vectors(goal)
    axis = np.cross(one, other)
    sine, cosine = np.linalg.norm(axis, axis=-1), np.sum(one * other, axis=-1)
    # Where both agree any axis will do: the angle is 0.
    safe = np.where((sine > 1e-12)[..., None], axis, _UP)
    return rotation_about(safe, np.degrees(np.arctan2(sine, cosine)))
