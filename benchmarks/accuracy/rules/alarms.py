"""What every rule said about every repetition of a film, by the view from which it was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.accuracy.repetitions.films import Film
from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.facing import Facing
from poise.analysis.repetition import Completed, Engine, Exercise, Kind, Repetition
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33

RANGE_RULES = ("too-shallow", "not-fully-extended")
ONE_SIDED = "one-sided"


@dataclass
class Alarms:
    """How often each rule was asked, could judge, and raised a fault; keys are (exercise, rule, view)."""

    asked: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    judged: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    raised: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, exercise: Exercise, repetition: Repetition, view: str) -> None:
        """Take what was said about a repetition."""
        found = {fault.name for fault in repetition.faults}
        for rule in (*RANGE_RULES, ONE_SIDED, *(one.name for one in exercise.rules)):
            key = exercise.identifier, rule, view
            self.asked[key] += 1
            self.judged[key] += rule not in repetition.unjudged
            self.raised[key] += rule in found

    def by_rule(self) -> Alarms:
        """Return the same over all exercises."""
        pooled = Alarms()
        for own, whole in (
            (pooled.asked, self.asked),
            (pooled.judged, self.judged),
            (pooled.raised, self.raised),
        ):
            for (_, rule, view), count in whole.items():
                own["all", rule, view] += count
        return pooled


def watch(exercise: Exercise, film: Film) -> Iterator[tuple[Repetition, str]]:
    """Return the repetitions counted in a film, each with the view from which it was judged."""
    engine, facing = Engine(exercise), Facing(Joints(BLAZEPOSE_33))
    for pose in film.sequence:
        body = Body(pose, facing.indices)
        if any(body.trust[index] > 0 for index in facing.indices):
            facing.update(body)
        for event in engine.update(pose):
            if isinstance(event, Completed):
                yield event.repetition, facing.view.value
    told = engine.live.attempted
    yield from ((one, facing.view.value) for one in engine.finish().repetitions[told:])


def alarms_of(films: Sequence[Film], *, is_right_form: bool) -> Alarms:
    """Return what was said about films of right form, or about those whose form nobody judged."""
    alarms = Alarms()
    for film in films:
        exercise = catalogue().get(film.exercise)
        if exercise is None or film.is_other or exercise.kind is Kind.HOLD:
            continue
        if film.is_right_form == is_right_form and not film.wrong:
            for repetition, view in watch(exercise, film):
                alarms.add(exercise, repetition, view)
    return alarms
