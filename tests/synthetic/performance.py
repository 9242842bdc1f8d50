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
from .surroundings import DURATIONS_S, Stretch, after, at, before, lasting_s, stretch
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
    """What a performance holds, in seconds of the recording.

    Parameters
    ----------
    repetitions : tuple of TrueRepetition
        The whole ones.
    held_s : (float, float) or None
        When the zone of a hold is entered and left.
    unfinished_s : tuple of (float, float)
        From when to when a half repetition lasts.
    """

    repetitions: tuple[TrueRepetition, ...]
    held_s: tuple[float, float] | None = None
    unfinished_s: tuple[tuple[float, float], ...] = ()

    @property
    def count(self) -> int:
        """How many whole repetitions there are."""
        return len(self.repetitions)

    def shifted(self, by_s: float) -> Truth:
        """Return the same, later."""
        return Truth(
            tuple(
                replace(r, start_s=r.start_s + by_s, peak_s=r.peak_s + by_s, end_s=r.end_s + by_s)
                for r in self.repetitions
            ),
            None if self.held_s is None else (self.held_s[0] + by_s, self.held_s[1] + by_s),
            tuple((start_s + by_s, end_s + by_s) for start_s, end_s in self.unfinished_s),
        )

    def mirrored(self) -> Truth:
        """Return the same as a mirrored picture shows it."""
        other = {"left": "right", "right": "left", "both": "both"}
        return replace(self, repetitions=tuple(replace(r, side=other[r.side]) for r in self.repetitions))


@dataclass(frozen=True)
class Performance:
    """What the camera saw, and what is true."""

    sequence: PoseSequence
    truth: Truth
    body: Body
    camera: Camera


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
    lead_in: Sequence[str] = (),
    lead_out: Sequence[str] = (),
    variation: float = 0.0,
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
    lead_in, lead_out : sequence of str
        What is done before and after, by the names of `surroundings.DURATIONS_S`.
    variation : float
        Standard deviation of depth and pace from one repetition to the next, as a share.
    """
    random = np.random.default_rng(seed)
    movement = EXERCISES[name]
    script = _Script(Stage(movement, stature_m), movement, (tempo or movement.tempo).scaled(1.0 / speed))
    script.rest(idle_s[0] if not half_at_start else 0.0)
    if half_at_start:
        script.half(from_peak=True)
    for number in range(1 if movement.is_hold else repetitions):
        wrong = tuple(faults) if on_repetitions is None or number in on_repetitions else ()
        far, slow = 1.0 + variation * np.clip(random.normal(size=2), -2.0, 2.0)
        script.pace = float(slow)
        script.repeat(_side(movement, number, side), wrong, depth * far, pause_on_the_way_s, hold_s)
    if half_at_end:
        script.half(from_peak=False)
    else:
        script.rest(idle_s[1])
    began_s = lasting_s(lead_in)
    times_s = np.arange(0.0, began_s + script.now_s + lasting_s(lead_out), 1.0 / rate_hz)
    of_set = (times_s >= began_s) & (times_s < began_s + script.now_s)
    set_s = times_s[of_set] - began_s
    body = _by_side(script.stage.bodies(script.ways, set_s), _leading(script, set_s, side))
    view = view or View(yaw_deg=yaw_deg or 0.0)
    camera = camera_at(view, body.points)
    if lead_in or lead_out:
        body = _surrounded(body, script, (lead_in, lead_out), times_s, began_s, view.yaw_deg, side, random)
    sequence = _estimated(body, camera, times_s, noise or Noise.none(), occlusions, random)
    truth = script.truth().shifted(began_s)
    if is_mirrored:
        sequence, truth = sequence.mirrored(), truth.mirrored()
    return Performance(sequence, truth, body, camera)


def bystander(
    performance: Performance,
    *,
    activities: Sequence[str] = ("idle",),
    at_m: tuple[float, float] = (1.1, -0.4),
    yaw_deg: float = 0.0,
    stature_m: float = 1.68,
    noise: Noise | None = None,
    seed: int = 1,
) -> PoseSequence:
    """Return a second person in the same recording, who does `activities` over and over.

    Parameters
    ----------
    at_m : (float, float)
        How far to the left and in front of the first person's place.
    yaw_deg : float
        Where the camera stands, for those who walk in and out.
    """
    random = np.random.default_rng(seed)
    times_s = performance.sequence.times_s
    total_s = sum(DURATIONS_S[name] for name in activities)
    begins_s = np.cumsum([0.0, *(DURATIONS_S[name] for name in activities)])
    within_s = times_s % total_s
    points = np.zeros((len(times_s), len(BLAZEPOSE_33), 3))
    for name, start_s, end_s in zip(activities, begins_s[:-1], begins_s[1:], strict=True):
        now = (within_s >= start_s) & (within_s < end_s)
        points[now] = stretch(name, within_s[now] - start_s, yaw_deg, random).body(stature_m).points
    body = Body(points + np.array([at_m[0], 0.0, at_m[1]]), {}, stature_m)
    return _estimated(body, performance.camera, times_s, noise or Noise.none(), (), random)


def _surrounded(
    body: Body,
    script: _Script,
    activities: tuple[Sequence[str], Sequence[str]],
    times_s: FloatArray,
    began_s: float,
    yaw_deg: float,
    side: str,
    random: np.random.Generator,
) -> Body:
    """Return the bodies of a set with what is done before and after it."""
    lead_in, lead_out = activities
    stature_m, ended_s = body.stature_m, began_s + script.now_s
    first, last = (_instant(key, side, stature_m) for key in (script.ways[0].start, script.ways[-1].end))
    points = [body.points]
    if lead_in:
        now_s = times_s[times_s < began_s]
        points[:0] = [s.body(stature_m).points for s in before(lead_in, first, now_s, yaw_deg, random)]
    if lead_out:
        now_s = times_s[times_s >= ended_s] - ended_s
        points += [s.body(stature_m).points for s in after(lead_out, last, now_s, yaw_deg, random)]
    return replace(body, points=np.concatenate(points))


def _instant(key: Key, side: str, stature_m: float) -> Stretch:
    if side == "left":
        return at(key.vector, key.hips_m, stature_m)
    mirrored = Posture.of_vector(key.vector).mirrored().vector()
    return at(mirrored, key.hips_m * np.array([-1.0, 1.0, 1.0]), stature_m)


def _estimated(
    body: Body,
    camera: Camera,
    times_s: FloatArray,
    noise: Noise,
    occlusions: Sequence[Occlusion],
    random: np.random.Generator,
) -> PoseSequence:
    uneven_s = uneven(times_s, noise.jitter_share, random)
    return disturbed(replace(filmed(body, camera, times_s), times_s=uneven_s), noise, occlusions, random)


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
        self._unfinished_s: list[tuple[float, float]] = []
        self.pace = 1.0

    def truth(self) -> Truth:
        if self._movement.is_hold:
            return Truth((), self._held_s)
        return Truth(tuple(self.repetitions), unfinished_s=tuple(self._unfinished_s))

    def rest(self, seconds: float) -> None:
        self._go(self._here, seconds)

    def half(self, *, from_peak: bool) -> None:
        """Come back from a peak whose beginning was not filmed, or go to one and stay."""
        there = self._keys(self._rest, self._movement.peak)
        began_s = self.now_s
        if from_peak:
            self._here = there[-1]
            self._along([*there[-2::-1], self._rest], self._back_s)
            self._unfinished_s.append((began_s, self.now_s))
            self.rest(self._tempo.rest_s)
        else:
            self._along(there, self._there_s)
            self._unfinished_s.append((began_s, self.now_s))

    def repeat(self, side: str, wrong: tuple[str, ...], depth: float, pause_s: float, hold_s: float) -> None:
        faults = [self._movement.fault(name) for name in wrong]
        start, peak, end = self._postures(faults, depth)
        slow = self.pace * float(np.prod([fault.tempo for fault in faults]))
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
