"""Measure recognition: ``python -m benchmarks.accuracy.recognition [FOLDER]``.

FOLDER has the layout of the reference data's ``exercise`` folder. The synthetic person then does every exercise that is
recognised, from every view the catalogue names; then everyday movement, one thing once or several once each, that is
none of them; then every exercise again while it and all that look like it are missing from the catalogue, so that it is
none of these.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.synthetic.noise import Noise
from tests.synthetic.performance import Performance, perform

from poise.analysis.measuring.facing import View
from poise.analysis.recognition import Recognition, recognise
from poise.analysis.recognition.recogniser import GROUPS
from poise.analysis.repetition import Exercise
from poise.catalogue import catalogue
from poise.media.tracks import read_track

_YAWS_DEG = {View.FRONT: 8.0, View.OBLIQUE: 38.0, View.SIDE: 95.0, View.BACK: 172.0}
# What the labels of the reference clips call an exercise, in the catalogue's words; empty is "none of these".
_LABELS = {
    "squat": "squat", "pushup": "push-up", "curl": "biceps-curl", "jack": "jumping-jack", "press": "overhead-press",
    "pullup": "pull-up", "legrom": "",
}  # fmt: skip
_BY_NAME = {
    "mm_split_squat": "bulgarian-split-squat",
    "mm_rdl": "romanian-deadlift",
    "juri_deadlift": "deadlift",
}

_EVERYDAY = (
    ("pick_up",), ("sit_down",), ("wave",), ("drink",), ("walk_in",), ("walk_out",), ("idle",),
    ("walk_in", "sit_down", "drink", "walk_out"), ("walk_in", "pick_up", "wave", "idle"),
    ("idle", "drink", "sit_down", "wave"), ("pick_up", "walk_out", "walk_in", "pick_up"),
)  # fmt: skip


def _tracks(folder: Path) -> Iterator[tuple[str, str, Recognition]]:
    with (folder / "manifest.csv").open() as file:
        labels = {Path(row["file"]).stem: row["exercise"] for row in csv.DictReader(file)}
    for path in sorted((folder / "tracks").glob("*.npz")):
        wanted = _BY_NAME.get(path.stem, _LABELS.get(labels[path.stem], ""))
        yield path.stem, wanted, recognise(read_track(path).people[0], catalogue())


def _performed(exercise: Exercise, view: View) -> Performance:
    return perform(
        exercise.identifier,
        repetitions=3,
        rate_hz=15.0,
        yaw_deg=_YAWS_DEG[view],
        hold_s=8.0,
        noise=Noise.typical(),
        seed=11,
    )


def _recognised() -> dict[str, Exercise]:
    return {name: one for name, one in catalogue().items() if one.is_recognised}


def _synthetic() -> Iterator[tuple[str, str, Recognition]]:
    for exercise in _recognised().values():
        for view in exercise.views:
            found = recognise(_performed(exercise, view).sequence, catalogue())
            yield f"{exercise.identifier} {view.value}", exercise.identifier, found


def _everyday() -> Iterator[tuple[str, str, Recognition]]:
    for activities in _EVERYDAY:
        for view, yaw_deg in _YAWS_DEG.items():
            done = perform(
                "squat",  # none of which is done: the person gets ready for it
                repetitions=0,
                rate_hz=15.0,
                yaw_deg=yaw_deg,
                lead_in=activities,
                noise=Noise.typical(),
                seed=3,
            )
            yield f"{', '.join(activities)} {view.value}", "", recognise(done.sequence, catalogue())


def _unknown() -> Iterator[tuple[str, str, Recognition]]:
    for exercise in _recognised().values():
        kin = _group_of(exercise.identifier)
        others = {name: one for name, one in catalogue().items() if name not in kin}
        yield exercise.identifier, "", recognise(_performed(exercise, exercise.views[0]).sequence, others)


def _group_of(name: str) -> frozenset[str]:
    return frozenset({name}).union(*(group for group in GROUPS if name in group))


def _report(title: str, results: Iterable[tuple[str, str, Recognition]]) -> Iterator[str]:
    tally: Counter[str] = Counter()
    wrong = []
    for name, wanted, found in results:
        best = [candidate.exercise for candidate in found.candidates]
        tally["all"] += 1
        tally["first"] += (found.exercise or "") == wanted
        tally["among two"] += wanted in best[:2] if wanted else found.exercise is None
        tally["group"] += (found.exercise or "") in _group_of(wanted) if wanted else found.exercise is None
        tally["none"] += found.exercise is None and bool(wanted)
        tally["false warning"] += bool(wanted) and found.contradicts(wanted)
        others = [other for other in _recognised() if wanted and other not in _group_of(wanted)]
        tally["chances"] += len(others)
        tally["warned"] += sum(found.contradicts(other) for other in others)
        if (found.exercise or "") != wanted:
            wrong.append(f"  {name:<34} {found.exercise or 'none'}  ({', '.join(best)})")
    count = tally["all"]
    yield f"{title}: {count} sets"
    yield from wrong
    for part in ("first", "among two", "group", "none", "false warning"):
        yield f"  {part:<14} {tally[part]:>4} of {count} ({tally[part] / count:.1%})"
    share = tally["warned"] / max(tally["chances"], 1)
    yield f"  warned of a wrong choice outside its group: {tally['warned']} of {tally['chances']} ({share:.1%})"


def main() -> None:
    """Print the tables."""
    reports = [_report("reference clips", _tracks(Path(sys.argv[1])))] if len(sys.argv) > 1 else []
    reports += [_report("synthetic person", _synthetic())]
    reports += [_report("everyday movement (none of these)", _everyday())]
    reports += [_report("exercises the catalogue lacks (none of these)", _unknown())]
    for report in reports:
        for line in report:
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
