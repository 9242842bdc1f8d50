from __future__ import annotations

from pathlib import Path

import pytest

from poise.analysis.repetition import Kind, Level
from poise.catalogue import catalogue, exercise_named, load_exercise
from poise.errors import CatalogueError

NAMES = [
    "squat",
    "sumo-squat",
    "split-squat",
    "forward-lunge",
    "reverse-lunge",
    "side-lunge",
    "sit-to-stand",
    "wall-sit",
    "deadlift",
    "romanian-deadlift",
    "good-morning",
    "glute-bridge",
    "hip-thrust",
    "push-up",
    "knee-push-up",
    "dip",
    "pull-up",
    "bent-over-row",
    "overhead-press",
    "lateral-raise",
    "front-raise",
    "biceps-curl",
    "alternating-biceps-curl",
    "triceps-extension",
    "sit-up",
    "crunch",
    "leg-raise",
    "mountain-climber",
    "jumping-jack",
    "high-knees",
    "burpee",
    "calf-raise",
    "plank",
    "side-plank",
    "warrior-ii",
    "tree-pose",
    "standing-knee-extension",
]
OWN = Path(__file__).parents[2] / "src" / "poise" / "catalogue" / "exercises"
SQUAT = (OWN / "squat.toml").read_text()


def test_the_catalogue_holds_every_promised_exercise() -> None:
    assert sorted(NAMES) == list(catalogue())


@pytest.mark.parametrize("name", NAMES)
def test_levels_grow_stricter(name: str) -> None:
    exercise = catalogue()[name]
    if exercise.kind is Kind.HOLD:
        return
    rom = exercise.range_of_motion
    assert rom is not None
    signal = exercise.signals[0]
    direction = 1 if signal.peak > signal.rest else -1
    peaks = [direction * rom.peak[level] for level in Level]
    rests = [-direction * rom.rest[level] for level in Level]
    assert peaks == sorted(peaks)
    assert rests == sorted(rests)
    low, high = sorted((signal.rest, signal.peak))
    assert all(low <= value <= high for value in (*rom.peak.values(), *rom.rest.values()))


@pytest.mark.parametrize("name", NAMES)
def test_rules_can_be_judged_from_a_stated_view_and_grow_stricter(name: str) -> None:
    exercise = catalogue()[name]
    for rule in exercise.rules:
        assert rule.views & set(exercise.views), rule.name
        assert len(rule.cue.split()) <= 6
        excess = [rule.excess(0.0, level) for level in Level]
        assert excess == sorted(excess), rule.name
    assert len({rule.name for rule in exercise.rules}) == len(exercise.rules)


WRONG = {
    "not TOML": ('name = "Squat"', 'name = "Squat', r"squat\.toml is not valid TOML: .*line 4"),
    "unknown key": ("floor = 0.35", "flor = 0.35", r"line \d+, counting\.(floor|flor): "),
    "unknown measure": (
        'measure = "knee_flexion"', 'measure = "knee_bend"',
        r"counting\.signals\.1\.measure: there is no measure 'knee_bend'"),
    "wrong type": ("minimum_s = 0.5", 'minimum_s = "fast"', r"counting\.minimum_s: .*it says 'fast'"),
    "cue too long": ('"Lift your chest"', '"Lift your chest up as high as possible"', r"a cue has at most 6 words"),
    "unknown view": ('"front", "back"]  #', '"front", "behind"]  #', r"views\.4: .*it says 'behind'"),
    "wrong name": ('id = "squat"', 'id = "squats"', r"line 3, id: must be 'squat'"),
    "rest is peak": ("peak = 110", "peak = 8", r"counting\.signals\.1: rest and peak must differ"),
    "a level is missing": (", strict = 105 }", " }", r"range\.peak\.strict: "),
    "no limits": ("at_most = 75\n", "", r"posture\.1: at_least or at_most must be given"),
    "no counting": ("[counting]", "[uncounting]", r"counting\.floor: field required"),
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG)
def test_a_wrong_file_is_refused_with_file_line_and_key(tmp_path: Path, why: str) -> None:
    right, wrong, message = WRONG[why]
    assert right in SQUAT
    path = tmp_path / "squat.toml"
    path.write_text(SQUAT.replace(right, wrong, 1))
    with pytest.raises(CatalogueError, match=message) as caught:
        load_exercise(path)
    assert str(caught.value).startswith("squat.toml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["floor", "minimum_s", "rest", "shallow_cue", "at_most"])
def test_the_line_is_that_of_the_key(tmp_path: Path, key: str) -> None:
    lines = SQUAT.splitlines()
    number = next(i for i, line in enumerate(lines) if line.startswith(f"{key} = "))
    lines[number] = f"{key} = []"
    path = tmp_path / "squat.toml"
    path.write_text("\n".join(lines))
    with pytest.raises(CatalogueError, match=rf"line {number + 1}, .*{key}"):
        load_exercise(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 300_000])
def test_what_is_no_text_or_too_large_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "squat.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"text file|too large"):
        load_exercise(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_exercise(tmp_path / "none.toml")


def test_a_folder_of_own_exercises_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "squat.toml").write_text(SQUAT.replace('name = "Squat"', 'name = "My squat"'))
    (tmp_path / "box-squat.toml").write_text(SQUAT.replace('id = "squat"', 'id = "box-squat"'))
    mixed = catalogue(tmp_path)
    assert mixed["squat"].name == "My squat"
    assert mixed["box-squat"].signals == mixed["squat"].signals
    assert len(mixed) == len(catalogue()) + 1
    with pytest.raises(CatalogueError, match="there is no folder"):
        catalogue(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("sqat", "did you mean squat"), ("push up", "did you mean push-up"), ("xyz", "lists all")],
)
def test_an_unknown_name_gets_a_hint(name: str, hint: str) -> None:
    with pytest.raises(CatalogueError, match=hint):
        exercise_named(name)
