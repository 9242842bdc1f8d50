"""What is counted although it is not there: with a wrong exercise chosen, in other movement, in holds and talk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.accuracy.repetitions.films import Film
from poise.analysis.recognition.recogniser import look_alikes
from poise.analysis.repetition import Engine, Exercise, Kind


@dataclass
class Tally:
    """How often something was counted that is not there.

    Parameters
    ----------
    choices : int
        How many films were watched with an exercise that they do not show.
    wrong_choices : int
        How many of these counted anything.
    counted : int
        All that was counted.
    pairs : dict of (str, str) to int
        The same by what was done and what was chosen.
    """

    choices: int = 0
    wrong_choices: int = 0
    counted: int = 0
    pairs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, done: str, chosen: str, counted: int) -> None:
        """Take what an exercise counted in a film that does not show it."""
        self.choices += 1
        self.wrong_choices += counted > 0
        self.counted += counted
        if counted:
            self.pairs[done, chosen] += counted

    def __str__(self) -> str:
        return f"{self.counted:>5} counted falsely by {self.wrong_choices} of {self.choices} choices"


def count_false(films: Sequence[Film], exercises: Mapping[str, Exercise]) -> dict[str, Tally]:
    """Choose every exercise for every film that does not show it, and count.

    Returns
    -------
    dict of str to Tally
        ``unrelated`` and ``look-alike`` for films of an exercise, ``other movement`` for what was not in the
        catalogue when it was labelled, ``holds`` where nothing repeats.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    for film in films:
        for name, group in _wrong_choices(film, exercises):
            tallies[group].add(film.exercise or film.label, name, count(exercises[name], film))
    return dict(tallies)


def count(exercise: Exercise, film: Film) -> int:
    """Return how many repetitions are counted in a film."""
    engine = Engine(exercise)
    for pose in film.sequence:
        engine.update(pose)
    return engine.finish().attempted


def _wrong_choices(film: Film, exercises: Mapping[str, Exercise]) -> Iterator[tuple[str, str]]:
    alike = look_alikes(film.exercise) if film.exercise else ()
    for name, exercise in exercises.items():
        if exercise.kind is Kind.HOLD or name == film.exercise:
            continue
        if film.is_other:
            if name not in alike:
                yield name, "other movement"
        elif film.exercise and film.count:
            yield name, "look-alike" if name in alike else "unrelated"
        elif not film.count:
            yield name, "holds"
