"""Where a body is in the room: what it rests on stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.pose import FloatArray
from poise.pose.angles import joint_angles_deg
from poise.pose.geometry import rotation_about
from poise.pose.skeletons import BLAZEPOSE_33

from . import proportions as share
from .body import SIDES, Body, assemble
from .contact import PARTS, Contact, Hold, foot_points, foot_yaw, reached
from .posture import ANGLES

_HEADING, _PITCH = ANGLES.index("heading"), ANGLES.index("pitch")
_STEPS = 12
_AT_REST = 1e-12  # of metres and radians: the last step that still says something
# Directions in which the contacts say less than this share of the most they say stay as they are: two feet close
# together do not tell how far to the side the pelvis is.
_RELATIVE_CUT = 0.03


@dataclass(frozen=True)
class Footing:
    """Where contacts are: for each of C contacts, over any leading shape.

    Parameters
    ----------
    places : (..., C, 3) float64
        In metres; of a foot, the tip of its toes.
    yaws_deg : (..., C) float64
        Where a foot points, to the left of forward.
    active : (..., C) bool
        Whether the part rests there.
    """

    places: FloatArray
    yaws_deg: FloatArray
    active: NDArray[np.bool_]


def place(
    vectors: FloatArray, stature_m: float, contacts: Sequence[Contact], footing: Footing, *, free_pitch: bool
) -> Body:
    """Return the bodies (T, ...) of posture vectors (T, A), standing on their footing."""
    body = assemble(vectors, stature_m)
    soles = _soles(vectors, contacts, footing, stature_m)
    ends = np.stack([footing.places[:, i] if s is None else s[:, 0] for i, s in enumerate(soles)], 1)
    binding = np.array([contact.hold is not Hold.FOLLOW for contact in contacts])
    body = _brought(body, vectors, contacts, ends, footing.active & binding, free_pitch=free_pitch)
    for number, contact in enumerate(contacts):
        active = footing.active[:, number]
        target = np.where(active[:, None], ends[:, number], body.point(contact.end))
        sole = soles[number]
        if sole is not None:
            sole = np.where(active[:, None, None], sole, _foot(body, contact.side))
        body = reached(body, contact, target, sole)
    return body


def _foot(body: Body, side: str) -> FloatArray:
    return np.stack([body.point(f"{side}_{name}") for name in ("ankle", "heel", "foot_index")], -2)


def _soles(
    vectors: FloatArray, contacts: Sequence[Contact], footing: Footing, stature_m: float
) -> list[FloatArray | None]:
    return [
        foot_points(
            footing.places[:, number], footing.yaws_deg[:, number], _lift(vectors, contact.side), stature_m
        )
        if contact.is_foot
        else None
        for number, contact in enumerate(contacts)
    ]


def _lift(vectors: FloatArray, side: str) -> FloatArray:
    lift: FloatArray = vectors[..., ANGLES.index(f"{side}_heel_lift")]
    return lift


def _brought(
    body: Body,
    vectors: FloatArray,
    contacts: Sequence[Contact],
    ends: FloatArray,
    binding: NDArray[np.bool_],
    *,
    free_pitch: bool,
) -> Body:
    """Shift (and pitch) the body until the binding contacts hold, by Gauss and Newton."""
    held = np.stack([body.point(contact.end) for contact in contacts], 1)
    weight = binding[..., None].astype(np.float64)
    shift = np.sum((ends - held) * weight, 1) / np.maximum(np.sum(weight, 1), 1.0)
    pitch = np.zeros(len(vectors))
    axis = rotation_about(np.array([0.0, 1.0, 0.0]), vectors[:, _HEADING])[..., 0]
    for _ in range(_STEPS):
        moved = body.moved(rotation_about(axis, np.degrees(pitch)), np.zeros(3), shift)
        rows = [
            _equations(moved, contact, ends[:, number], axis, shift)
            for number, contact in enumerate(contacts)
        ]
        bound = np.concatenate([np.repeat(binding[:, [i]], len(r[0][0]), 1) for i, r in enumerate(rows)], 1)
        left = np.concatenate([r for r, _ in rows], 1) * bound
        slopes = np.concatenate([j for _, j in rows], 1) * bound[..., None]
        if not free_pitch:
            slopes[..., 3] = 0.0
        step = -np.einsum("tij,tj->ti", np.linalg.pinv(slopes, rcond=_RELATIVE_CUT), left)
        shift, pitch = shift + step[:, :3], pitch + step[:, 3]
        if np.abs(step).max(initial=0.0) < _AT_REST:
            break
    return body.moved(rotation_about(axis, np.degrees(pitch)), np.zeros(3), shift)


def _equations(
    body: Body, contact: Contact, target: FloatArray, axis: FloatArray, centre: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return what is missing (T, M) and how it changes with shift and pitch (T, M, 4)."""
    if contact.hold is Hold.LIMB:
        root = body.point(contact.root)
        span = np.linalg.norm(root - body.point(contact.end), axis=-1)
        way = root - target
        distance = np.linalg.norm(way, axis=-1, keepdims=True)
        toward = way / distance
        by_pitch = np.sum(toward * np.cross(axis, root - centre), -1, keepdims=True)
        return distance - span[:, None], np.concatenate([toward, by_pitch], -1)[:, None, :]
    end = body.point(contact.end)
    by_shift = np.broadcast_to(np.eye(3), (len(end), 3, 3))
    return end - target, np.concatenate([by_shift, np.cross(axis, end - centre)[..., None]], -1)


def settle(
    vector: FloatArray,
    stature_m: float,
    contacts: Sequence[Contact],
    *,
    free_pitch: bool,
    kept: dict[int, tuple[FloatArray, float]] | None = None,
) -> tuple[FloatArray, Footing]:
    """Let one posture (A,) come to rest, and return it as it then is, with its footing.

    `kept` gives contacts that are already somewhere: their place and yaw. The others are put down where the
    posture brings them, at the height of their support. Without any kept the middle of the contacts is above the
    room's origin.
    """
    kept = kept or {}
    body = assemble(vector[None], stature_m)
    heights = np.array([_rest_height(vector, contact, stature_m) for contact in contacts])
    targets = np.full((len(contacts), 3), np.nan)
    for number, (where, yaw) in kept.items():
        contact = contacts[number]
        is_foot = contact.is_foot
        lift = _lift(vector, contact.side) if is_foot else np.zeros(())
        targets[number] = foot_points(where, np.asarray(yaw), lift, stature_m)[0] if is_foot else where
    body, pitch_deg = _settled(body, vector, contacts, heights, targets, free_pitch=free_pitch)
    if not kept:
        middle = np.mean([body.point(contact.end)[0] for contact in contacts], 0) * [1.0, 0.0, 1.0]
        body = body.moved(np.eye(3)[None], np.zeros(3), -middle)
    footing = _footing(body, vector, contacts, heights, kept)
    settled = vector.copy()
    settled[_PITCH] += pitch_deg
    placed = place(settled[None], stature_m, contacts, _one(footing), free_pitch=free_pitch)
    return _with_ankles(settled, placed, contacts), footing


def _one(footing: Footing) -> Footing:
    return Footing(footing.places[None], footing.yaws_deg[None], footing.active[None])


def _rest_height(vector: FloatArray, contact: Contact, stature_m: float) -> float:
    if contact.is_foot:
        toe = np.array([0.0, (share.SOLE + contact.height) * stature_m, 0.0])
        return float(foot_points(toe, np.zeros(()), _lift(vector, contact.side), stature_m)[0, 1])
    return (contact.height + PARTS[contact.part].thickness) * stature_m


def _settled(
    body: Body,
    vector: FloatArray,
    contacts: Sequence[Contact],
    heights: FloatArray,
    targets: FloatArray,
    *,
    free_pitch: bool,
) -> tuple[Body, float]:
    known = np.isfinite(targets)
    wanted = np.where(known, targets, 0.0)
    wanted[~known[:, 0], 1] = heights[~known[:, 0]]
    counts = known.copy()
    counts[:, 1] = True
    axis = rotation_about(np.array([0.0, 1.0, 0.0]), vector[_HEADING])[:, 0]
    shift, pitch = np.zeros(3), 0.0
    for _ in range(_STEPS):
        moved = body.moved(rotation_about(axis, np.degrees(pitch))[None], np.zeros(3), shift)
        ends = np.stack([moved.point(contact.end)[0] for contact in contacts])
        by_pitch = np.cross(axis, ends - shift)
        slopes = np.concatenate([np.broadcast_to(np.eye(3), (len(ends), 3, 3)), by_pitch[..., None]], -1)
        if not free_pitch:
            slopes[..., 3] = 0.0
        step = -np.linalg.pinv(slopes[counts], rcond=1e-3) @ (ends - wanted)[counts]
        shift, pitch = shift + step[:3], pitch + step[3]
        if np.abs(step).max() < _AT_REST:
            break
    turn = rotation_about(axis, np.degrees(pitch))[None]
    return body.moved(turn, np.zeros(3), shift), float(np.degrees(pitch))


def _footing(
    body: Body,
    vector: FloatArray,
    contacts: Sequence[Contact],
    heights: FloatArray,
    kept: dict[int, tuple[FloatArray, float]],
) -> Footing:
    places, yaws = np.zeros((len(contacts), 3)), np.zeros(len(contacts))
    for number, contact in enumerate(contacts):
        if number in kept:
            places[number], yaws[number] = kept[number]
            continue
        end = body.point(contact.end)[0]
        end = np.array([end[0], heights[number], end[2]])
        if contact.is_foot:
            yaws[number] = foot_yaw(body, contact.side)[0]
            sole = foot_points(
                np.zeros(3), np.asarray(yaws[number]), _lift(vector, contact.side), body.stature_m
            )
            end = end - sole[0]
        places[number] = end
    return Footing(places, yaws, np.ones(len(contacts), dtype=bool))


def _with_ankles(vector: FloatArray, body: Body, contacts: Sequence[Contact]) -> FloatArray:
    """Write into the posture how the ankles of grounded feet bend, so that a foot lifts off without a jerk."""
    angles = joint_angles_deg(body.points[0], BLAZEPOSE_33, [f"{side}_ankle_dorsiflexion" for side in SIDES])
    told = vector.copy()
    for contact in contacts:
        if contact.is_foot:
            name = f"{contact.side}_ankle_dorsiflexion"
            told[ANGLES.index(name)] = angles[name]
    return told
