"""The coach's engine: poses in, repetitions and notices out."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.facing import Facing
from poise.analysis.measuring.sight import Sight
from poise.analysis.measuring.unseen import unseen_between
from poise.analysis.repetition.counter import Memory, Outcome, Swing
from poise.analysis.repetition.evidence import Contradiction, Evidence
from poise.analysis.repetition.exercise import Exercise, Kind, Level
from poise.analysis.repetition.form import tempo_of
from poise.analysis.repetition.hold import Hold
from poise.analysis.repetition.hold_form import HoldForm
from poise.analysis.repetition.limb import Limb
from poise.analysis.repetition.pairing import Pairing, Pending
from poise.analysis.repetition.presence import Absence, Continuity, JumpDetector, missing_part
from poise.analysis.repetition.record import (
    Completed,
    Cue,
    Event,
    Fault,
    HoldChanged,
    Live,
    Notice,
    Repetition,
    SetSummary,
    Unfinished,
)
from poise.analysis.repetition.summary import consistency, fatigue, rests, unjudged
from poise.analysis.repetition.tracked_person import TrackedPerson
from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, Pose, Skeleton

_HIDDEN_S = 1.5  # so long the movement of somebody hidden by another one is kept in mind
_MAY_MISS = 1  # in a set under way a swing of the usual size may lack so many signs: views are bad at times
_MAY_MISS_BY = 1.0  # ... by so many spreads of its measure
_PATIENCE_S = 3.0  # before saying that the start position is missing
_FORM_S = 1.0  # the form of a hold is the median of so long
_KEEP_S = 2.0  # measured samples are kept this long before the present movement
_BEYOND_BAND = 0.15  # the band on the gauge ends so far beyond a full repetition


class Engine:
    """Count and judge one exercise, causally: what it says depends on the poses so far and on nothing else.

    Parameters
    ----------
    exercise : Exercise
        What is to be done.
    level : Level
        How strictly it is judged.
    skeleton : Skeleton
        Of the poses that will come.
    is_chosen : bool
        Whether the person chose the exercise: swings that are alike are then believed to be it, if one has its every
        sign. Who has yet to find out what is done asks for every sign.

    Examples
    --------
    >>> from poise.catalogue import catalogue
    >>> engine = Engine(catalogue()["squat"])
    >>> engine.finish().attempted
    0
    """

    def __init__(
        self,
        exercise: Exercise,
        level: Level = Level.STANDARD,
        skeleton: Skeleton = BLAZEPOSE_33,
        *,
        is_chosen: bool = True,
    ) -> None:
        joints = Joints(skeleton)
        self.exercise, self.level, self._skeleton = exercise, level, skeleton
        self._joints = joints
        self._tracked = self._start()
        self._aside: TrackedPerson | None = None  # who was hidden by somebody else a moment ago
        self._aside_s = math.nan
        self._facing, self._jumps = Facing(joints), JumpDetector(joints)
        self._absence = Absence()
        self._hold = Hold(exercise.zone)
        self._form = HoldForm(exercise.rules, level)
        self._needed = self._tracked.indices
        self._sight = Sight(self._needed, self._joints)
        self._repetitions: list[Repetition] = []
        self._notices: list[Notice] = []
        self._faults: list[Fault] = []
        self._pairing = Pairing()
        self._evidence = Evidence()
        self._is_chosen = is_chosen
        self._unfinished = self._others = 0
        self._time = self._waiting_s = math.nan
        self._step_s = 0.0

    # -- the stream ---------------------------------------------------------------------------------------------

    def update(self, pose: Pose) -> list[Event]:
        """Take the next pose and return what happened.

        A gap before it, in which there were no poses, is the same as poses with nobody in them.

        Raises
        ------
        PoseError
            If the pose has another skeleton, or is not later than the one before.
        """
        if pose.skeleton is not self._skeleton and pose.skeleton != self._skeleton:
            raise PoseError(f"this engine judges {self._skeleton.name}, not {pose.skeleton.name}.")
        if not pose.time_s > self._time and not math.isnan(self._time):
            raise PoseError(f"poses must come in the order of time, and {pose.time_s} s is not later.")
        events: list[Event] = []
        for nobody in unseen_between(self._time, pose):
            self._take_pose(nobody, events)
        self._absence.is_paused = False
        self._take_pose(pose, events)
        return events

    def pause(self) -> None:
        """Take it that nobody is to be looked at until the next pose, and say nothing about not seeing them."""
        self._absence.is_paused = True

    def _take_pose(self, pose: Pose, events: list[Event]) -> None:
        self._step_s = pose.time_s - self._time if pose.time_s > self._time else 0.0
        self._time = pose.time_s
        self._absence.begin(pose.time_s)
        body = Body(pose, self._needed)
        self._sight.update(body)
        found = self._jumps.update(body)
        if found is Continuity.CUT:
            self._set_aside(events)
        elif found is Continuity.RETURNED:
            self._resume()
        if body.time_s - self._aside_s > _HIDDEN_S:
            self._give_up(events)
        if found is Continuity.DOUBTFUL or not self._sense(body):
            self._miss(body, events)
        else:
            self._follow(body, events)

    def finish(self) -> SetSummary:
        """End the set and return its summary; the engine must not be used afterwards."""
        events: list[Event] = []
        self._give_up(events)
        for limb, swing in self._tracked.last_swings():
            self._take(swing, limb, events)
        self._announce_all(self._pairing.release_all(), events)
        return self._summary()

    @property
    def live(self) -> Live:
        """The state of the moment, for a screen."""
        leader = max(self._tracked.limbs, key=_seen_progress, default=None)
        accurate = sum(repetition.is_accurate for repetition in self._repetitions)
        phase = (
            "waiting" if not self._tracked.gate.is_armed else "holding" if self._hold.is_holding else "ready"
        )
        if leader is not None and self._tracked.gate.is_armed:
            phase = str(leader.counter.phase)
        progress = leader.progress if leader is not None else math.nan
        return Live(phase, progress, self._band(), len(self._repetitions), accurate, self._hold.seconds)

    def _band(self) -> tuple[float, float]:
        rom = self.exercise.range_of_motion
        if rom is None:
            return 0.0, 1.0
        signal = self.exercise.signals[0]
        least = (rom.peak[self.level] - signal.rest) / (signal.peak - signal.rest)
        return least, max(1.0, least) + _BEYOND_BAND

    # -- one pose -----------------------------------------------------------------------------------------------

    def _sense(self, body: Body) -> bool:
        if not self._tracked.limbs:
            return any(body.trust[index] > 0 for index in self._needed)
        seen = [limb.sense(body) for limb in self._tracked.limbs]
        return any(seen)

    def _follow(self, body: Body, events: list[Event]) -> None:
        self._absence.end(body.time_s)
        self._facing.update(body)
        self._tracked.trace.add(body)
        if any(limb.has_jumped for limb in self._tracked.limbs):
            self._start_over(events)
        was_armed = self._tracked.gate.is_armed
        if not self._tracked.gate.update(body.time_s, self._tracked.trace.newest):
            self._wait(body.time_s, was_armed, events)
            return
        self._waiting_s = math.nan
        if self.exercise.kind is Kind.HOLD:
            self._keep_holding(body.time_s, events)
        else:
            self._count(body.time_s, events)

    def _count(self, time_s: float, events: list[Event]) -> None:
        for limb in self._tracked.limbs:
            swing = limb.count(time_s)
            if swing is not None:
                self._take(swing, limb, events)
        self._announce_all(self._pairing.release(time_s, self._step_s, self._tracked.limbs), events)
        starts = [
            limb.counter.start_s for limb in self._tracked.limbs if not math.isnan(limb.counter.start_s)
        ]
        starts += self._pairing.starts_s
        self._tracked.trace.drop_before(min(starts, default=time_s) - _KEEP_S)

    def _keep_holding(self, time_s: float, events: list[Event]) -> None:
        if self._hold.update(time_s, self._tracked.trace.newest):
            events.append(HoldChanged(time_s, self._hold.is_holding, round(self._hold.seconds, 3)))
        self._tracked.trace.drop_before(time_s - _KEEP_S)
        if self._hold.is_settled:
            self._watch_hold(time_s, events)

    def _watch_hold(self, time_s: float, events: list[Event]) -> None:
        faults = self._form.watch(time_s, self._facing.view, lambda measure: self._median(measure, time_s))
        self._faults += faults
        events += [Cue(time_s, fault.name, fault.cue, fault.parts) for fault in faults]

    def _median(self, measure: str, time_s: float) -> float:
        values = self._tracked.trace.over(measure, "both", time_s - _FORM_S, time_s, clear=True)
        return sorted(values)[len(values) // 2] if values else math.nan

    # -- swings -------------------------------------------------------------------------------------------------

    def _take(self, swing: Swing, limb: Limb, events: list[Event]) -> None:
        if swing.outcome is Outcome.UNFINISHED:
            self._unfinished += 1
            events.append(Unfinished(self._time, swing.start_s, swing.end_s))
            return
        against = self._tracked.judge.contradiction(swing, limb.side)
        may_miss = _MAY_MISS if self._tracked.memory.is_familiar(swing.amplitude) else 0
        if len(against.missed) <= may_miss and against.strength <= _MAY_MISS_BY:
            against = Contradiction(resemblance=against.resemblance)
        if not against.is_none and not self._is_chosen:
            self._others += 1
        else:
            self._pairing.take(swing, limb, against, self._time, self._repetitions)

    def _announce_all(self, due: list[Pending], events: list[Event]) -> None:
        for pending in due:
            self._announce(pending, events)

    def _announce(self, pending: Pending, events: list[Event]) -> None:
        repetition = self._judge(pending)
        believed = self._evidence.take(pending.swing, pending.against, repetition)
        self._others += (not pending.against.is_none) - sum(not one.against.is_none for one in believed)
        for one in believed:
            self._complete(one.repetition, one.swing.amplitude, events)

    def _judge(self, pending: Pending) -> Repetition:
        tempo = tempo_of(pending.swing, pending.limb.samples, self.exercise.starts_with)
        judged = pending.limb.levelled(pending.swing)
        view = self._facing.view
        return self._tracked.judge.repetition(0, judged, pending.side, view, now_s=self._time, tempo=tempo)

    def _complete(self, repetition: Repetition, amplitude: float, events: list[Event]) -> None:
        self._tracked.memory.add(amplitude)
        repetition = replace(repetition, number=len(self._repetitions) + 1, announced_s=self._time)
        self._repetitions.append(repetition)
        events.append(Completed(self._time, repetition))
        if repetition.faults:
            first = repetition.faults[0]
            events.append(Cue(self._time, first.name, first.cue, first.parts))

    # -- interruptions ------------------------------------------------------------------------------------------

    def _abandon(self, events: list[Event], *, forget_quality: bool) -> None:
        for limb, swing in self._tracked.last_swings():
            self._take(swing, limb, events)
        for limb in self._tracked.limbs:
            limb.reset(forget_quality=forget_quality)
        self._announce_all(self._pairing.release_all(), events)
        if self._hold.leave():
            events.append(HoldChanged(self._time, False, round(self._hold.seconds, 3)))
        self._tracked.gate.close()

    def _start_over(self, events: list[Event]) -> None:
        self._abandon(events, forget_quality=True)
        self._tracked.memory.forget()

    def _set_aside(self, events: list[Event]) -> None:
        """Follow somebody else (or the same person elsewhere), and keep in mind who was there."""
        self._give_up(events)
        for limb, swing in self._tracked.last_swings():
            if swing.outcome is Outcome.COMPLETE:
                self._take(swing, limb, events)
                limb.reset(forget_quality=False)
        self._announce_all(self._pairing.release_all(), events)
        self._aside, self._aside_s = self._tracked, self._time
        self._tracked, self._sight = self._start(), Sight(self._needed, self._joints)
        if self._hold.leave():
            events.append(HoldChanged(self._time, False, round(self._hold.seconds, 3)))

    def _resume(self) -> None:
        if self._aside is not None:
            self._tracked, self._aside, self._aside_s = self._aside, None, math.nan

    def _give_up(self, events: list[Event]) -> None:
        """Tell what stayed unfinished of somebody who did not come back; their usual range stays in mind."""
        if self._aside is not None and not math.isnan(self._aside_s):
            for half in self._aside.last_halves():
                self._unfinished += 1
                events.append(Unfinished(self._time, half.start_s, half.end_s))
            self._aside, self._aside_s = self._start(self._aside.memory), math.nan

    def _start(self, memory: Memory | None = None) -> TrackedPerson:
        return TrackedPerson.begin(self.exercise, self.level, self._joints, memory)

    def _wait(self, time_s: float, was_armed: bool, events: list[Event]) -> None:
        self._tracked.trace.drop_before(time_s - _KEEP_S)
        if was_armed:
            self._abandon(events, forget_quality=False)
        if math.isnan(self._waiting_s):
            self._waiting_s = time_s
        elif time_s - self._waiting_s >= _PATIENCE_S:
            self._waiting_s = math.inf
            self._tell("start-position", "Take the start position.", events)

    def _miss(self, body: Body, events: list[Event]) -> None:
        needed = [index for limb in self._tracked.limbs for index in limb.indices]
        part = missing_part(body, needed, self._skeleton)
        if self._absence.is_to_be_told(body.time_s):
            self._tell(
                "lost", f"Step back: I cannot see your {part}." if part else "I cannot see you.", events
            )
        if self._absence.ends_movement(body.time_s, is_anybody_there=bool(part)):
            self._waiting_s = math.nan
            self._abandon(events, forget_quality=True)
            self._tracked = self._start(self._tracked.memory)

    def _tell(self, code: str, text: str, events: list[Event]) -> None:
        notice = Notice(self._time, code, text)
        self._notices.append(notice)
        events.append(notice)

    # -- the end ------------------------------------------------------------------------------------------------

    def _summary(self) -> SetSummary:
        done = self._repetitions
        return SetSummary(
            exercise=self.exercise.identifier,
            level=self.level,
            attempted=len(done),
            accurate=sum(repetition.is_accurate for repetition in done),
            unfinished=self._unfinished,
            other_movements=self._others,
            hold_s=round(self._hold.seconds, 3),
            score=round(fmean(repetition.score for repetition in done), 1) if done else self._form.score,
            consistency=consistency(done),
            fatigue=fatigue(done),
            rests_s=rests(done),
            repetitions=tuple(done),
            faults=tuple(self._faults),
            unjudged=unjudged(done),
            notices=tuple(self._notices),
        )


def _seen_progress(limb: Limb) -> float:
    return -math.inf if math.isnan(limb.progress) else limb.progress
