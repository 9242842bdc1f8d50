"""Count sets under everything that happens: ``python -m benchmarks.accuracy.repetitions.variety [FOLDER] [WORD ...]``.

With a FOLDER the labelled tracks, else the synthetic person: every counted exercise from each of its views. Each
course and each mishap by itself, then several at once by chance. A WORD chooses the disturbances whose name holds it;
``--exercise NAME`` one exercise; ``--verbose`` prints every set that was miscounted.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from tests.synthetic.camera import View as Camera
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from benchmarks.accuracy.faults.cases import YAWS_DEG
from benchmarks.accuracy.repetitions.clips import read_clips
from benchmarks.accuracy.repetitions.courses import COURSES, Course, mixed
from benchmarks.accuracy.repetitions.mishaps import MISHAPS, Mishap, noisy
from benchmarks.accuracy.repetitions.retimed import Take
from poise.analysis.repetition import Engine, SetSummary
from poise.catalogue import catalogue

_REPETITIONS = 5
_MATCH_S = 1.0
_SURROUNDINGS = ("walk_in", "pick_up", "drink", "wave", "sit_down")


Disturbance = Callable[[Take, Noise, np.random.Generator], Take]


@dataclass(frozen=True)
class Case:
    """One set to be counted: who and how, what was done to it, and the set."""

    subject: str
    disturbance: str
    make: Callable[[], Take]


def _of_person(name: str, yaw_deg: float, **options: object) -> Take:
    done = perform(name, repetitions=_REPETITIONS, **{"yaw_deg": yaw_deg, **options})  # type: ignore[arg-type]
    times = tuple((r.start_s, r.peak_s, r.end_s) for r in done.truth.repetitions)
    return Take(catalogue()[name], done.sequence, times, done.truth.count)


def _shots(yaw_deg: float) -> dict[str, dict[str, object]]:
    """Return ways to film and to surround a set that need another performance."""
    around: dict[str, dict[str, object]] = {
        f"{name} before and after": {"lead_in": ("walk_in", name), "lead_out": (name, "walk_out")}
        for name in ("pick_up", "drink", "wave", "sit_down")
    }
    return {
        "camera looks down 15 degrees": {"view": Camera(yaw_deg, tilt_deg=15.0)},
        "camera rolled 8 degrees": {"view": Camera(yaw_deg, roll_deg=8.0)},
        "near and wide": {"view": Camera(yaw_deg, fill=0.97)},
        "cropped": {"view": Camera(yaw_deg, zoom=1.3)},
        "walks in and out": {"lead_in": ("walk_in",), "lead_out": ("walk_out",)},
        **around,
    }


def _seeded(*words: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(" ".join(map(str, words)).encode()))


def disturbances() -> Mapping[str, Disturbance]:
    """Return every course and mishap, and several at once."""
    several = {f"several at once, {seed}": partial(_several, seed=seed) for seed in range(4)}
    return {
        **{name: partial(_another_course, course) for name, course in COURSES.items()},
        **{name: partial(_mishap, mishap) for name, mishap in MISHAPS.items()},
        **several,
    }


def _another_course(course: Course, take: Take, noise: Noise, random: np.random.Generator) -> Take:
    return noisy(noise)(course(take), random)


def _mishap(mishap: Mishap, take: Take, noise: Noise, random: np.random.Generator) -> Take:
    return mishap(noisy(noise)(take, random), random)


def _several(take: Take, noise: Noise, random: np.random.Generator, *, seed: int) -> Take:
    """Repetitions of all kinds, two mishaps."""
    new = noisy(noise)(mixed(take, seed), random)
    chosen = random.choice([n for n in MISHAPS if "moved" not in n and "bad" not in n], 2, replace=False)
    for name in chosen:
        new = MISHAPS[name](new, random)
    return new


def of_the_person(words: Sequence[str], exercise: str) -> Iterator[Case]:
    """Return the cases of the synthetic person."""
    for e in catalogue().values():
        if not e.signals or (exercise and e.identifier not in exercise.split(",")):
            continue
        for view in e.views:
            yaw_deg = YAWS_DEG[view][0]
            subject = f"{e.identifier} {yaw_deg:.0f}"
            base = lru_cache(1)(partial(_of_person, e.identifier, yaw_deg))
            yield from _cases(subject, base, words, Noise.typical())
            for name, options in _shots(yaw_deg).items():
                if _wanted(name, words):
                    shot = partial(_of_person, e.identifier, yaw_deg, noise=Noise.typical(), **options)
                    yield Case(subject, name, shot)


def of_tracks(folder: Path, words: Sequence[str], exercise: str) -> Iterator[Case]:
    """Return the cases of the labelled tracks."""
    for clip in read_clips(folder):
        if clip.is_strict and (not exercise or clip.exercise in exercise.split(",")):
            e = catalogue()[clip.exercise]
            take = Take(e, clip.sequence, clip.repetitions, clip.count, 15.0)
            yield from _cases(clip.name, partial(_as_filmed, take), words, Noise.none())


def _as_filmed(take: Take) -> Take:
    return take


def _cases(subject: str, base: Callable[[], Take], words: Sequence[str], noise: Noise) -> Iterator[Case]:
    for name, disturb in disturbances().items():
        if _wanted(name, words):
            yield Case(subject, name, partial(_disturbed, base, disturb, noise, (subject, name)))


def _disturbed(base: Callable[[], Take], disturb: Disturbance, noise: Noise, words: tuple[str, str]) -> Take:
    return disturb(base(), noise, _seeded(*words))


def _wanted(name: str, words: Sequence[str]) -> bool:
    return not words or any(word in name for word in words)


@dataclass(frozen=True)
class Found:
    """What the engine said of a case."""

    case: Case
    error: int
    accurate: int
    true: int
    delays_s: tuple[float, ...]


def found(case: Case) -> Found:
    """Count one case."""
    take = case.make()
    engine = Engine(take.exercise)
    for pose in take.sequence:
        engine.update(pose)
    summary = engine.finish()
    return Found(case, summary.attempted - take.count, summary.accurate, take.count, _delays(take, summary))


def _delays(take: Take, summary: SetSummary) -> tuple[float, ...]:
    if summary.attempted != len(take.repetitions) or take.count != len(take.repetitions):
        return ()
    pairs = zip(summary.repetitions, take.repetitions, strict=True)
    delays = [said.announced_s - end_s for said, (_, _, end_s) in pairs]
    return tuple(delay for delay in delays if abs(delay) <= _MATCH_S)


def report(rows: Sequence[Found], *, is_verbose: bool) -> None:
    """Print the counts by disturbance and by exercise."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for row in rows:
        groups[row.case.disturbance].append(row)
    groups["all"] = list(rows)
    for name, group in groups.items():
        errors = np.array([row.error for row in group])
        delays = np.array([delay for row in group for delay in row.delays_s] or [np.nan])
        late = (
            f"announced {np.median(delays):+.2f}, 95 % {np.percentile(delays, 95):+.2f}, {delays.max():+.2f}"
        )
        print(
            f"{name:<32}{len(group):>5} sets  exact {(errors == 0).mean():6.1%}  within one "
            f"{(abs(errors) <= 1).mean():6.1%}  MAE {abs(errors).mean():.3f}  "
            f"+{errors.clip(0).sum()} {errors.clip(None, 0).sum()}  {late}"
        )
        if is_verbose and name != "all":
            wrong = [f"{row.case.subject} {row.error:+d}" for row in group if row.error]
            print("    " + (", ".join(wrong) or "-"))
    missed = Counter(row.case.subject for row in rows if row.error)
    print("most often:", ", ".join(f"{subject} {count}" for subject, count in missed.most_common(12)))


def main() -> None:
    """Print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--exercise", default="", help="one, or several with commas")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    words = [word for word in options.words if not Path(word).is_dir()]
    folders = [Path(word) for word in options.words if Path(word).is_dir()]
    if folders:
        cases = [case for folder in folders for case in of_tracks(folder, words, options.exercise)]
    else:
        cases = list(of_the_person(words, options.exercise))
    report([found(case) for case in cases], is_verbose=options.verbose)


if __name__ == "__main__":
    main()
