"""A set of an exercise with everything known about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

from .body import Body
from .camera import Camera, View, camera_at
from .exercises import EXERCISES
from .movement import Fault, Movement, Tempo
from .noise import Noise, Occlusion, disturbed, uneven
from .posture import Posture
from .timeline import Key, Stage, Way
from .visibility import visibility


@dataclass(frozen=True)
class TrueRepetition:
    """One repetition as it was commanded.

    Parameters
    ----------
    start_s, peak_s, end_s : float
        When it leaves rest, reaches its peak, and is back at rest.
    side : str
        ``left``, ``right`` or ``both``.
    faults : tuple of str
        What is wrong with it, by the names of `Movement.faults`.
    """

    start_s: float
    peak_s: float
    end_s: float
    side: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Truth:
    """What a performance holds: whole repetitions, or when the zone of a hold is entered and left."""

    repetitions: tuple[TrueRepetition, ...]
    held_s: tuple[float, float] | None = None

    @property
    def count(self) -> int:
        """How many whole repetitions there are."""
        return len(self.repetitions)


@dataclass(frozen=True)
class Performance:
    """What the camera saw, and what is true."""

    sequence: PoseSequence
    truth: Truth
    body: Body


def perform(
    name: str,
    *,
    repetitions: int = 5,
    rate_hz: float = 30.0,
    tempo: Tempo | None = None,
    speed: float = 1.0,
    view: View | None = None,
    yaw_deg: float | None = None,
    noise: Noise | None = None,
    faults: Collection[str] = (),
    on_repetitions: Collection[int] | None = None,
    depth: float = 1.0,
    pause_on_the_way_s: float = 0.0,
    side: str = "left",
    half_at_start: bool = False,
    half_at_end: bool = False,
    idle_s: tuple[float, float] = (1.0, 1.0),
    hold_s: float = 10.0,
    stature_m: float = 1.75,
    occlusions: Sequence[Occlusion] = (),
    is_mirrored: bool = False,
    seed: int = 0,
) -> Performance:
    """Perform an exercise of the catalogue before a camera.

    Parameters
    ----------
    name : str
        Its identifier.
    repetitions : int
        How many whole ones; a hold is held once, for `hold_s`.
    rate_hz : float
        Pictures per second.
    tempo, speed : Tempo or None, float
        By default the movement's own; all times are divided by `speed`.
    view, yaw_deg : View or None, float or None
        Where the camera stands; `yaw_deg` alone takes a plain view from there.
    noise : Noise or None
        None is none at all.
    faults, on_repetitions : collection
        Which faults, and on which repetitions (from 0; None for all).
    depth : float
        How much of the range each repetition covers.
    pause_on_the_way_s : float
        How long each repetition stops half way to its peak.
    side : str
        The side that leads.
    half_at_start, half_at_end : bool
        Whether the recording begins at a peak, or ends at one.
    idle_s : (float, float)
        How long the body rests before and after the set.
    """
    movement = EXERCISES[name]
    script = _Script(Stage(movement, stature_m), movement, (tempo or movement.tempo).scaled(1.0 / speed))
    script.rest(idle_s[0] if not half_at_start else 0.0)
    if half_at_start:
        script.half(from_peak=True)
    for number in range(1 if movement.is_hold else repetitions):
        wrong = tuple(faults) if on_repetitions is None or number in on_repetitions else ()
        script.repeat(_side(movement, number, side), wrong, depth, pause_on_the_way_s, hold_s)
    if half_at_end:
        script.half(from_peak=False)
    else:
        script.rest(idle_s[1])
    times_s = np.arange(0.0, script.now_s, 1.0 / rate_hz)
    body = _by_side(script.stage.bodies(script.ways, times_s), _leading(script, times_s, side))
    camera = camera_at(view or View(yaw_deg=yaw_deg or 0.0), body.points)
    random = np.random.default_rng(seed)
    noise = noise or Noise.none()
    sequence = replace(filmed(body, camera, times_s), times_s=uneven(times_s, noise.jitter_share, random))
    sequence = disturbed(sequence, noise, occlusions, random)
    return Performance(sequence.mirrored() if is_mirrored else sequence, script.truth(), body)


def filmed(body: Body, camera: Camera, times_s: FloatArray) -> PoseSequence:
    """Return what a perfect estimator sees of bodies (T, ...): pixels, and metres about the hips."""
    seen = camera.seen_from(body.points)
    hips = seen[:, BLAZEPOSE_33.indices(("left_hip", "right_hip"))].mean(axis=1, keepdims=True)
    world = seen - hips
    depth = world[..., 2:] * camera.focal_px / hips[..., 2:]
    clear = visibility(seen, body.stature_m)
    image = np.concatenate([camera.project(body.points), depth], -1)
    inside = (image[..., :2] >= 0.0).all(-1) & (image[..., :2] <= camera.image_size).all(-1)
    return PoseSequence(
        skeleton=BLAZEPOSE_33,
        image=image,
        world=world,
        visibility=np.where(inside, clear, 0.05),
        presence=np.where(inside, 0.99, 0.05),
        times_s=times_s,
        image_size=camera.image_size,
    )


def _side(movement: Movement, number: int, side: str) -> str:
    if movement.limbs == "bilateral":
        return "both"
    other = {"left": "right", "right": "left"}[side]
    return other if movement.limbs == "alternating" and number % 2 else side


class _Script:
    """Writes down what happens, one thing after another. Everything is written for a leading left side."""

    def __init__(self, stage: Stage, movement: Movement, tempo: Tempo) -> None:
        self.stage, self._movement = stage, movement
        self._there_s, self._back_s = tempo.eccentric_s, tempo.concentric_s
        if movement.concentric_first:
            self._there_s, self._back_s = self._back_s, self._there_s
        self._tempo = tempo
        self.now_s = 0.0
        self.ways: list[Way] = []
        self.repetitions: list[TrueRepetition] = []
        self._rest = stage.key(movement.rest, at_peak=False)
        self._here = self._rest
        self._held_s: tuple[float, float] | None = None

    def truth(self) -> Truth:
        if self._movement.is_hold:
            return Truth((), self._held_s)
        return Truth(tuple(self.repetitions))

    def rest(self, seconds: float) -> None:
        self._go(self._here, seconds)

    def half(self, *, from_peak: bool) -> None:
        """Come back from a peak whose beginning was not filmed, or go to one and stay."""
        there = self._keys(self._rest, self._movement.peak)
        if from_peak:
            self._here = there[-1]
            self._along([*there[-2::-1], self._rest], self._back_s)
            self.rest(self._tempo.rest_s)
        else:
            self._along(there, self._there_s)

    def repeat(self, side: str, wrong: tuple[str, ...], depth: float, pause_s: float, hold_s: float) -> None:
        faults = [self._movement.fault(name) for name in wrong]
        start, peak, end = self._postures(faults, depth)
        slow = float(np.prod([fault.tempo for fault in faults]))
        rest = self.stage.key(start, at_peak=False) if faults else self._rest
        if any(fault.rest for fault in faults) and self._here is not rest:
            self._go(rest, 0.6)
        began_s = self.now_s
        there = self._keys(rest, peak)
        self._there(there, self._there_s * slow, pause_s)
        reached_s = self.now_s
        self.rest(hold_s if self._movement.is_hold else self._tempo.pause_s * slow)
        self._held_s = (reached_s, self.now_s)
        last = self.stage.key(end, at_peak=False) if faults else self._rest
        self._along([*there[-2::-1], last], self._back_s * slow)
        self.repetitions.append(TrueRepetition(began_s, reached_s, self.now_s, side, wrong))
        self.rest(self._tempo.rest_s * slow)

    def _postures(self, faults: list[Fault], depth: float) -> tuple[Posture, Posture, Posture]:
        start, peak = self._movement.rest, self._movement.peak
        for fault in faults:
            depth *= fault.depth
        peak = start.towards(peak, depth)
        for fault in faults:
            start, peak = start.plus(fault.rest), peak.plus(fault.peak)
        end = start
        for fault in faults:
            end = end.plus(fault.end)
        return start, peak, end

    def _keys(self, rest: Key, peak: Posture) -> list[Key]:
        if self._movement.linked:
            return self.stage.keys(rest, [*self._movement.via, peak])
        return [self.stage.key(peak, at_peak=True)]

    def _there(self, keys: list[Key], seconds: float, pause_s: float) -> None:
        if not pause_s:
            return self._along(keys, seconds)
        share = seconds / len(keys) / 2
        half = self.stage.between(self._here, keys[0])
        self._go(half, share)
        self.rest(pause_s)
        self._go(keys[0], share)
        return self._along(keys[1:], seconds - 2 * share)

    def _along(self, keys: list[Key], seconds: float) -> None:
        for key in keys:
            self._go(key, seconds / len(keys))

    def _go(self, key: Key, seconds: float) -> None:
        if seconds > 0.0:
            self.ways.append(Way(self.now_s, self.now_s + seconds, self._here, key))
            self.now_s += seconds
        self._here = key


def _leading(script: _Script, times_s: FloatArray, side: str) -> FloatArray:
    """Return at which instants the right side leads, (T,)."""
    leads = np.full(len(times_s), side == "right")
    for repetition in script.repetitions:
        if repetition.side != "both":
            leads[times_s >= repetition.start_s] = repetition.side == "right"
    return leads


def _by_side(body: Body, right_leads: FloatArray) -> Body:
    """Return bodies (T, ...) with left and right exchanged where the right side leads."""
    mirrored = body.points[:, BLAZEPOSE_33.mirror_indices] * np.array([-1.0, 1.0, 1.0])
    return replace(body, points=np.where(right_leads[:, None, None], mirrored, body.points))
