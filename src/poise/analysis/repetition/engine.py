"""The coach's engine: poses in, repetitions and notices out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import fmean

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.facing import Facing
from poise.analysis.measuring.sight import Sight
from poise.analysis.measuring.unseen import unseen_between
from poise.analysis.repetition.counter import Memory, Outcome, Phase, Swing
from poise.analysis.repetition.evidence import Contradiction, Evidence
from poise.analysis.repetition.exercise import Exercise, Kind, Level
from poise.analysis.repetition.form import tempo_of
from poise.analysis.repetition.gate import Continuity, JumpDetector
from poise.analysis.repetition.hold import Hold
from poise.analysis.repetition.hold_form import HoldForm
from poise.analysis.repetition.limb import Limb, move_together
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

_LOST_S = 1.0  # so long unseen is said ...
_BRIDGED_S = 1.25  # ... and so long nobody at all, or
_BRIDGED_LIMBS_S = (
    2.0  # ... so long the limbs of somebody who is there, end the movement; shorter gaps are bridged
)
_HIDDEN_S = 1.5  # so long the movement of somebody hidden by another one is kept in mind
_MAY_MISS = 1  # in a set under way a swing of the usual size may lack so many signs: views are bad at times
_MAY_MISS_BY = 1.0  # ... by so many spreads of its measure
_PATIENCE_S = 3.0  # before saying that the start position is missing
_PARTNER_S = 0.1  # a repetition waits this long for the other limb to finish the same one
_FORM_S = 1.0  # the form of a hold is the median of so long
_KEEP_S = 2.0  # measured samples are kept this long before the present movement

_PARTS = {"ankle": "feet", "heel": "feet", "foot_index": "feet", "knee": "knees", "hip": "hips",
          "wrist": "hands", "elbow": "elbows", "shoulder": "shoulders"}  # fmt: skip


@dataclass(slots=True)
class _Pending:
    """A complete swing that waits for the other limb."""

    swing: Swing
    limb: Limb
    side: str
    since_s: float
    against: Contradiction


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
        self._now = self._anew()
        self._aside: TrackedPerson | None = None  # who was hidden by somebody else a moment ago
        self._aside_s = math.nan
        self._facing, self._jumps = Facing(joints), JumpDetector(joints)
        self._hold = Hold(exercise.zone)
        self._form = HoldForm(exercise.rules, level)
        self._needed = self._now.indices
        self._sight = Sight(self._needed, self._joints)
        self._repetitions: list[Repetition] = []
        self._notices: list[Notice] = []
        self._faults: list[Fault] = []
        self._pending: list[_Pending] = []
        self._evidence = Evidence()
        self._is_chosen = is_chosen
        self._unfinished = self._others = 0
        self._time = self._seen_s = self._waiting_s = math.nan
        self._step_s = 0.0
        self._is_lost = self._is_gone = self._is_paused = False

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
        self._is_paused = False
        self._take_pose(pose, events)
        return events

    def pause(self) -> None:
        """Take it that nobody is to be looked at until the next pose, and say nothing about not seeing them."""
        self._is_paused = True

    def _take_pose(self, pose: Pose, events: list[Event]) -> None:
        self._step_s = pose.time_s - self._time if pose.time_s > self._time else 0.0
        self._time = pose.time_s
        if math.isnan(self._seen_s):
            self._seen_s = pose.time_s
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
        for limb, swing in self._now.last_swings():
            self._take(swing, limb, events)
        self._release(events, at_once=True)
        return self._summary()

    @property
    def live(self) -> Live:
        """The state of the moment, for a screen."""
        leader = max(self._now.limbs, key=_seen_progress, default=None)
        accurate = sum(repetition.is_accurate for repetition in self._repetitions)
        phase = "waiting" if not self._now.gate.is_armed else "holding" if self._hold.is_holding else "ready"
        if leader is not None and self._now.gate.is_armed:
            phase = str(leader.counter.phase)
        progress = leader.progress if leader is not None else math.nan
        return Live(phase, progress, self._band(), len(self._repetitions), accurate, self._hold.seconds)

    def _band(self) -> tuple[float, float]:
        rom = self.exercise.range_of_motion
        if rom is None:
            return 0.0, 1.0
        signal = self.exercise.signals[0]
        least = (rom.peak[self.level] - signal.rest) / (signal.peak - signal.rest)
        return least, max(1.0, least) + 0.15

    # -- one pose -----------------------------------------------------------------------------------------------

    def _sense(self, body: Body) -> bool:
        if not self._now.limbs:
            return any(body.trust[index] > 0 for index in self._needed)
        seen = [limb.sense(body) for limb in self._now.limbs]
        return any(seen)

    def _follow(self, body: Body, events: list[Event]) -> None:
        self._found(body.time_s)
        self._facing.update(body)
        self._now.trace.add(body)
        if any(limb.has_jumped for limb in self._now.limbs):
            self._start_over(events)
        was_armed = self._now.gate.is_armed
        if not self._now.gate.update(body.time_s, self._now.trace.newest):
            self._wait(body.time_s, was_armed, events)
            return
        self._waiting_s = math.nan
        if self.exercise.kind is Kind.HOLD:
            self._keep_holding(body.time_s, events)
        else:
            self._count(body.time_s, events)

    def _count(self, time_s: float, events: list[Event]) -> None:
        for limb in self._now.limbs:
            swing = limb.count(time_s)
            if swing is not None:
                self._take(swing, limb, events)
        self._release(events)
        starts = [limb.counter.start_s for limb in self._now.limbs if not math.isnan(limb.counter.start_s)]
        starts += [pending.swing.start_s for pending in self._pending]
        self._now.trace.drop_before(min(starts, default=time_s) - _KEEP_S)

    def _keep_holding(self, time_s: float, events: list[Event]) -> None:
        if self._hold.update(time_s, self._now.trace.newest):
            events.append(HoldChanged(time_s, self._hold.is_holding, round(self._hold.seconds, 3)))
        self._now.trace.drop_before(time_s - _KEEP_S)
        if self._hold.is_settled:
            self._watch_hold(time_s, events)

    def _watch_hold(self, time_s: float, events: list[Event]) -> None:
        faults = self._form.watch(time_s, self._facing.view, lambda measure: self._median(measure, time_s))
        self._faults += faults
        events += [Cue(time_s, fault.name, fault.cue, fault.parts) for fault in faults]

    def _median(self, measure: str, time_s: float) -> float:
        values = self._now.trace.over(measure, "both", time_s - _FORM_S, time_s, clear=True)
        return sorted(values)[len(values) // 2] if values else math.nan

    # -- swings -------------------------------------------------------------------------------------------------

    def _take(self, swing: Swing, limb: Limb, events: list[Event]) -> None:
        if swing.outcome is Outcome.UNFINISHED:
            self._unfinished += 1
            events.append(Unfinished(self._time, swing.start_s, swing.end_s))
            return
        against = self._now.judge.contradiction(swing, limb.side)
        may_miss = _MAY_MISS if self._now.memory.is_familiar(swing.amplitude) else 0
        if len(against.missed) <= may_miss and against.strength <= _MAY_MISS_BY:
            against = Contradiction()
        if against.missed and not self._is_chosen:
            self._others += 1
        elif not self._joins(swing, limb, against):
            self._pending.append(_Pending(swing, limb, limb.side, self._time, against))

    def _joins(self, swing: Swing, limb: Limb, against: Contradiction) -> bool:
        """Whether the swing belongs to a repetition of the other limb that waits or was just announced."""
        for pending in self._pending:
            other = pending.swing
            if pending.limb is not limb and move_together(swing, other.start_s, other.peak_s, other.end_s):
                pending.swing = replace(other, end_s=max(other.end_s, swing.end_s))
                pending.side = "both"
                pending.against = min(pending.against, against, key=lambda one: len(one.missed))
                return True
        for last in self._repetitions[-2:]:
            if last.side != limb.side and move_together(swing, last.start_s, last.peak_s, last.end_s):
                return True
        return False

    def _release(self, events: list[Event], *, at_once: bool = False) -> None:
        """Announce the swings that need not wait for the other limb any longer."""
        now_s = self._time + self._step_s / 2  # with the picture nearest to the time that is waited
        for pending in list(self._pending):
            if at_once or not self._has_partner(pending) or now_s - pending.since_s >= _PARTNER_S:
                self._pending.remove(pending)
                self._announce(pending, events)

    def _has_partner(self, pending: _Pending) -> bool:
        return any(
            limb is not pending.limb
            and limb.counter.phase is Phase.BACK
            and pending.side != "both"
            and move_together(pending.swing, limb.counter.start_s, limb.counter.peak_s, self._time)
            for limb in self._now.limbs
        )

    def _announce(self, pending: _Pending, events: list[Event]) -> None:
        repetition = self._judge(pending)
        believed = self._evidence.take(pending.swing, pending.against, repetition)
        self._others += bool(pending.against.missed) - sum(bool(one.against.missed) for one in believed)
        for one in believed:
            self._complete(one.repetition, one.swing.amplitude, events)

    def _judge(self, pending: _Pending) -> Repetition:
        tempo = tempo_of(pending.swing, pending.limb.samples, self.exercise.starts_with)
        judged = pending.limb.levelled(pending.swing)
        view = self._facing.view
        return self._now.judge.repetition(0, judged, pending.side, view, now_s=self._time, tempo=tempo)

    def _complete(self, repetition: Repetition, amplitude: float, events: list[Event]) -> None:
        self._now.memory.add(amplitude)
        repetition = replace(repetition, number=len(self._repetitions) + 1, announced_s=self._time)
        self._repetitions.append(repetition)
        events.append(Completed(self._time, repetition))
        if repetition.faults:
            first = repetition.faults[0]
            events.append(Cue(self._time, first.name, first.cue, first.parts))

    # -- interruptions ------------------------------------------------------------------------------------------

    def _abandon(self, events: list[Event], *, forget_quality: bool) -> None:
        for limb, swing in self._now.last_swings():
            self._take(swing, limb, events)
        for limb in self._now.limbs:
            limb.reset(forget_quality=forget_quality)
        self._release(events, at_once=True)
        if self._hold.leave():
            events.append(HoldChanged(self._time, False, round(self._hold.seconds, 3)))
        self._now.gate.close()

    def _start_over(self, events: list[Event]) -> None:
        self._abandon(events, forget_quality=True)
        self._now.memory.forget()

    def _set_aside(self, events: list[Event]) -> None:
        """Follow somebody else (or the same person elsewhere), and keep in mind who was there."""
        self._give_up(events)
        for limb, swing in self._now.last_swings():
            if swing.outcome is Outcome.COMPLETE:
                self._take(swing, limb, events)
                limb.reset(forget_quality=False)
        self._release(events, at_once=True)
        self._aside, self._aside_s = self._now, self._time
        self._now, self._sight = self._anew(), Sight(self._needed, self._joints)
        if self._hold.leave():
            events.append(HoldChanged(self._time, False, round(self._hold.seconds, 3)))

    def _resume(self) -> None:
        if self._aside is not None:
            self._now, self._aside, self._aside_s = self._aside, None, math.nan

    def _give_up(self, events: list[Event]) -> None:
        """Tell what stayed unfinished of somebody who did not come back; their usual range stays in mind."""
        if self._aside is not None and not math.isnan(self._aside_s):
            for half in self._aside.last_halves():
                self._unfinished += 1
                events.append(Unfinished(self._time, half.start_s, half.end_s))
            self._aside, self._aside_s = self._anew(self._aside.memory), math.nan

    def _anew(self, memory: Memory | None = None) -> TrackedPerson:
        return TrackedPerson.begin(self.exercise, self.level, self._joints, memory)

    def _wait(self, time_s: float, was_armed: bool, events: list[Event]) -> None:
        self._now.trace.drop_before(time_s - _KEEP_S)
        if was_armed:
            self._abandon(events, forget_quality=False)
        if math.isnan(self._waiting_s):
            self._waiting_s = time_s
        elif time_s - self._waiting_s >= _PATIENCE_S:
            self._waiting_s = math.inf
            self._tell("start-position", "Take the start position.", events)

    def _found(self, time_s: float) -> None:
        self._seen_s, self._is_lost, self._is_gone = time_s, False, False

    def _miss(self, body: Body, events: list[Event]) -> None:
        unseen_s = body.time_s - self._seen_s
        if not self._is_lost and unseen_s >= _LOST_S:
            self._is_lost = True
            self._tell_lost(self._missing(body), events)
        bridged_s = _BRIDGED_LIMBS_S if self._missing(body) else _BRIDGED_S
        if not self._is_gone and unseen_s >= bridged_s:
            self._is_gone, self._waiting_s = True, math.nan
            self._abandon(events, forget_quality=True)
            self._now = self._anew(self._now.memory)

    def _tell_lost(self, part: str, events: list[Event]) -> None:
        if not self._is_paused:
            text = f"Step back: I cannot see your {part}." if part else "I cannot see you."
            self._tell("lost", text, events)

    def _missing(self, body: Body) -> str:
        hidden = [i for limb in self._now.limbs for i in limb.indices if body.trust[i] <= 0]
        wanted = {i for limb in self._now.limbs for i in limb.indices}
        if len(set(hidden)) == len(wanted):
            return ""
        return _PARTS.get(self._skeleton.keypoints[hidden[-1]].split("_", 1)[1], "body") if hidden else ""

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
