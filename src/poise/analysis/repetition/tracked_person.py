"""What the engine holds about the person it follows, from one cut to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poise.analysis.measuring.body import Joints
from poise.analysis.repetition.counter import Memory, Outcome, Swing
from poise.analysis.repetition.exercise import Exercise, Level
from poise.analysis.repetition.form import Judge
from poise.analysis.repetition.gate import Gate
from poise.analysis.repetition.limb import Limb, limbs_of
from poise.analysis.repetition.trace import Trace, measures_of

# A posture may be missed by so many spreads of its measure, where the whole body tells what is done: lying bodies seen
# from oblique views read up to 30 degrees off.
_SLACK = 1.0


@dataclass(slots=True)
class TrackedPerson:
    """One person in one place, so that it can be set aside while somebody else is in the way.

    Parameters
    ----------
    memory : Memory
        Their usual range.
    limbs : list of Limb
        Their limbs on the way through repetitions.
    trace : Trace
        What was measured of late.
    judge : Judge
        Who judges it.
    gate : Gate
        Whether they took the posture.
    """

    memory: Memory
    limbs: list[Limb]
    trace: Trace
    judge: Judge
    gate: Gate

    @classmethod
    def begin(
        cls, exercise: Exercise, level: Level, joints: Joints, memory: Memory | None = None
    ) -> TrackedPerson:
        """Begin to follow somebody of whom nothing is known (but perhaps the usual range)."""
        memory = memory or Memory()
        trace = Trace(measures_of(exercise), joints)
        limbs = limbs_of(exercise, joints, memory)
        gate = Gate(exercise.posture, _SLACK if exercise.identity else 0.0)
        return cls(memory, limbs, trace, Judge(exercise, level, trace), gate)

    @property
    def indices(self) -> tuple[int, ...]:
        """The points that are looked at."""
        return tuple({*self.trace.indices, *(index for limb in self.limbs for index in limb.indices)})

    def last_swings(self) -> Iterator[tuple[Limb, Swing]]:
        """Return what would end if nothing more came."""
        for limb in self.limbs:
            swing = limb.counter.finish() if self.gate.is_armed else None
            if swing is not None:
                yield limb, swing

    def last_halves(self) -> list[Swing]:
        """Return the movements that would stay unfinished if nothing more came."""
        return [swing for _, swing in self.last_swings() if swing.outcome is Outcome.UNFINISHED]
