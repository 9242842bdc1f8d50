from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from poise.analysis.measuring.regions import Region
from poise.analysis.repetition import Group, Kind, Level
from poise.catalogue import catalogue, exercise_named, load_exercise, load_folder
from poise.catalogue.own_files import MAX_FILES
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
    "bench-press",
    "bulgarian-split-squat",
    "donkey-kick",
    "fire-hydrant",
    "kettlebell-swing",
    "lat-pulldown",
    "russian-twist",
    "seated-row",
    "step-up",
    "triceps-pushdown",
    "incline-push-up",
    "decline-push-up",
    "box-squat",
    "single-leg-deadlift",
    "hip-abduction",
    "hip-extension",
    "march",
    "single-leg-calf-raise",
    "standing-leg-curl",
    "seated-knee-extension",
    "side-bend",
    "upright-row",
    "wall-slide",
    "band-pull-apart",
    "external-rotation",
    "face-pull",
    "one-arm-row",
    "chest-fly",
    "bird-dog",
    "dead-bug",
    "superman",
    "side-lying-leg-raise",
    "clamshell",
    "single-leg-glute-bridge",
    "reverse-crunch",
    "bicycle-crunch",
    "straight-leg-raise",
    "heel-slide",
    "hollow-hold",
    "boat-pose",
    "hip-flexor-stretch",
    "seated-hamstring-stretch",
    "standing-forward-fold",
    "chest-stretch",
    "calf-stretch",
    "childs-pose",
    "cobra",
    "downward-dog",
    "chair-pose",
    "warrior-iii",
    "single-leg-stance",
]
OWN = Path(__file__).parents[2] / "src" / "poise" / "catalogue" / "exercises"
SQUAT = (OWN / "squat.toml").read_text()


def test_the_catalogue_holds_every_promised_exercise() -> None:
    assert sorted(NAMES) == list(catalogue())


def test_every_exercise_of_the_catalogue_has_a_group_and_one_without_is_ones_own(tmp_path: Path) -> None:
    assert [name for name, exercise in catalogue().items() if exercise.group is Group.OWN] == []
    path = tmp_path / "squat.toml"
    path.write_text(re.sub("group = .*", "", SQUAT))
    assert load_exercise(path).group is Group.OWN


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


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ('parts = ["thighs", "shanks"]', [Region.THIGHS, Region.SHANKS]),
        ('parts = ["feet", "arms", "feet"]', [Region.FEET, Region.ARMS]),
        ("", [Region.SHANKS]),
        ("parts = []", [Region.SHANKS]),
    ],
)
def test_a_rule_speaks_of_the_parts_that_it_names_or_else_of_those_of_its_measure(
    tmp_path: Path, parts: str, found: list[Region]
) -> None:
    path = tmp_path / "squat.toml"
    path.write_text(SQUAT.replace('parts = ["thighs", "shanks"]', parts))
    rules = {rule.name: rule for rule in load_exercise(path).rules}
    assert list(rules["knees-in"].parts) == found
    assert list(rules["chest-down"].parts) == [Region.TRUNK]


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
    "unknown part": ('parts = ["trunk"]', 'parts = ["belly"]', r"rules\.1\.parts\.1: .*it says 'belly'"),
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


HOSTILE = {
    "no text": (b"\xff\xfe\x00", "not a text file"),
    "UTF-16": (SQUAT.encode("utf-16"), "not a text file"),
    "empty": (b"", "field required"),
    "nothing after the sign": (b"id = ", "not valid TOML"),
    "too large": (b"#" * 300_000, "too large"),
    "an integer of 5,000 digits": (b"x = " + b"9" * 5000, "too many digits"),
    "a hexadecimal integer of 60,000 digits": (SQUAT.replace("0.35", "0x" + "f" * 50_000, 1).encode(), "floor"),
    "nested lists": (b"x = " + b"[" * 30_000, "nested too deeply"),
    "nested tables": (b"x = " + b"{x=" * 20_000, "nested too deeply"),
    "a key of 30,000 parts": (b"a." * 30_000 + b"a = 1", "line 1: a key has more than 32 parts"),
    "a header of 30,000 parts": (b"\n[" + b"a." * 30_000 + b"a]", "line 2: a key has more than 32 parts"),
    "a quoted key of many parts": (b'"a" . ' * 9000 + b"a = 1", "more than 32 parts"),
    "four keys of many parts": (b"\n".join(b"a." * 8000 + b"b = 1" for _ in range(4)), "more than 32 parts"),
    "a key with escapes of the terminal": (SQUAT.encode() + b'"\\u001b[31m" = 1', "line"),
    "a value of 60,000 letters": (SQUAT.replace("0.35", '"' + "x" * 50_000 + '"', 1).encode(), "floor"),
    "many unknown keys": (b"\n".join(b"k%d = 1" % number for number in range(5000)), "more errors"),
}  # fmt: skip


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_file_is_refused_in_one_short_sentence(tmp_path: Path, why: str) -> None:
    content, sentence = HOSTILE[why]
    path = tmp_path / "squat.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=sentence) as caught:
        load_exercise(path)
    assert len(str(caught.value)) < 500
    assert str(caught.value).startswith("squat.toml")


SPECIAL: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a link to /dev/urandom": lambda path: path.symlink_to("/dev/urandom"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
    "broken TOML": lambda path: path.write_text("id = "),
    "another identifier": lambda path: path.write_text(SQUAT),
}


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.parametrize("why", SPECIAL)
def test_one_bad_file_is_left_out_with_a_sentence(
    tmp_path: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    SPECIAL[why](Path("bad.toml"))
    write_own(tmp_path, "sofa-squat")
    found, troubles = load_folder(tmp_path)
    assert list(found) == ["sofa-squat"]
    assert len(troubles) == 1
    assert troubles[0].startswith("bad.toml")
    assert len(catalogue(tmp_path)) == len(catalogue()) + 1


@pytest.mark.parametrize("name", ["._box.toml", ".hidden.toml", "box.toml~", "notes.txt"])
def test_what_editors_and_macos_leave_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\0\5\x16\7 not an exercise")
    write_own(tmp_path, "sofa-squat")
    found, troubles = load_folder(tmp_path)
    assert (list(found), troubles) == (["sofa-squat"], ())


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    write_own(tmp_path, "sofa-squat", encoding="utf-8-sig")
    assert load_exercise(tmp_path / "sofa-squat.toml").identifier == "sofa-squat"


def test_a_file_that_is_mended_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "sofa-squat.toml").write_text("id = ")
    assert "not valid TOML" in load_folder(tmp_path)[1][0]
    write_own(tmp_path, "sofa-squat")
    assert load_folder(tmp_path)[1] == ()


def test_of_too_many_files_the_surplus_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 5):
        (tmp_path / f"{number:04}.toml").touch()
    _, troubles = load_folder(tmp_path)
    assert f"holds {MAX_FILES + 5} files" in troubles[0]
    assert len(troubles) == 1 + MAX_FILES


def test_text_with_many_dots_is_no_deep_key(tmp_path: Path) -> None:
    words = ". ".join(["Lower your hips slowly"] * 40)
    text = SQUAT.replace('id = "squat"', f'id = "sofa-squat"  # {words}')
    (tmp_path / "sofa-squat.toml").write_text(text)
    assert load_exercise(tmp_path / "sofa-squat.toml").identifier == "sofa-squat"


def write_own(folder: Path, identifier: str, encoding: str = "utf-8") -> None:
    text = SQUAT.replace('id = "squat"', f'id = "{identifier}"')
    (folder / f"{identifier}.toml").write_text(text, encoding)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_exercise(tmp_path / "none.toml")


def test_a_folder_of_own_exercises_adds_and_replaces(tmp_path: Path) -> None:
    (tmp_path / "squat.toml").write_text(SQUAT.replace('name = "Squat"', 'name = "My squat"'))
    (tmp_path / "sofa-squat.toml").write_text(SQUAT.replace('id = "squat"', 'id = "sofa-squat"'))
    mixed = catalogue(tmp_path)
    assert mixed["squat"].name == "My squat"
    assert mixed["sofa-squat"].signals == mixed["squat"].signals
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
