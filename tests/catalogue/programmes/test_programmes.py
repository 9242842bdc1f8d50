"""Programmes: the ready ones, what a file may say, and the order in which the sets are done."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.analysis.repetition import Kind, Level
from poise.catalogue import catalogue
from poise.catalogue.own_files import MAX_FILES
from poise.catalogue.programmes import (
    Amount,
    Block,
    BlockKind,
    Programme,
    ProgrammeExercise,
    Side,
    load_programme,
    load_programmes,
    programme_named,
    programmes,
)
from poise.errors import CatalogueError

READY = [
    "after-running",
    "balance-for-older-people",
    "core",
    "desk-break",
    "full-body",
    "lower-body",
    "mobility",
    "upper-body",
]
TEXT = """\
id = "mine"
name = "Mine"
summary = "Mine alone."
sources = ["My trainer"]

[[blocks]]
kind = "warm-up"

[[blocks.exercises]]
exercise = "jumping-jack"
seconds = 30

[[blocks]]
kind = "main"
rounds = 2
rest_s = 15

[[blocks.exercises]]
exercise = "squat"
repetitions = 10

[[blocks.exercises]]
exercise = "plank"
seconds = 30
"""


def written(folder: Path, text: str = TEXT, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


# -- the ready ones ----------------------------------------------------------------------------------------------------


def test_the_ready_programmes_are_there() -> None:
    assert list(programmes()) == READY


@pytest.mark.parametrize("name", READY)
def test_a_ready_programme_names_only_exercises_of_the_catalogue_and_its_sources(name: str) -> None:
    programme = programme_named(name)
    assert set(programme.exercises) <= set(catalogue())
    assert programme.sources
    for step in programme.steps:
        assert (step.amount.seconds is not None) or catalogue()[step.exercise].kind is Kind.REPETITIONS


@pytest.mark.parametrize("name", READY)
def test_a_ready_programme_ends_with_a_cool_down_and_begins_with_a_warm_up_but_after_a_run(name: str) -> None:
    blocks = programme_named(name).blocks
    assert blocks[-1].kind is BlockKind.COOL_DOWN
    assert (blocks[0].kind is BlockKind.WARM_UP) != (name == "after-running")


def test_the_break_at_the_desk_takes_five_minutes() -> None:
    assert 4 * 60 < programme_named("desk-break").duration_s <= 5 * 60


# -- files -------------------------------------------------------------------------------------------------------------

WRONG = {
    "not TOML": ('name = "Mine"', 'name = "Mine', r"mine\.toml is not valid TOML: .*line 2"),
    "an unknown exercise": (
        'exercise = "squat"', 'exercise = "sqat"', r"line 19, blocks\.2\.exercises\.1\.exercise: there is no "
        r"exercise 'sqat'; did you mean squat"),
    "nothing like it": ('"squat"', '"zzz"', r"there is no exercise 'zzz'; `poise exercises` lists all"),
    "no amount": ("repetitions = 10\n", "", r"line 18, blocks\.2\.exercises\.1: one of repetitions, accurate"),
    "two amounts": ("repetitions = 10", "repetitions = 10\naccurate = 5", r"one of repetitions, accurate and seconds"),
    "a hold in repetitions": (
        '"plank"\nseconds = 30', '"plank"\nrepetitions = 3', r"line 22, blocks\.2\.exercises\.2: plank is held"),
    "a text for a number": ("repetitions = 10", 'repetitions = "10"', r"line 20, .*valid integer \(it says '10'\)"),
    "true for a number": ("seconds = 30", "seconds = true", r"line 11, blocks\.1\.exercises\.1\.seconds: .*number"),
    "no repetition": ("repetitions = 10", "repetitions = 0", r"line 20, .*greater than or equal to 1"),
    "too long": ("seconds = 30", "seconds = 3601", r"seconds: .*less than or equal to 3600"),
    "not a number": ("seconds = 30", "seconds = nan", r"seconds: .*finite number"),
    "endless rest": ("rest_s = 15", "rest_s = inf", r"line 16, blocks\.2\.rest_s: .*finite number"),
    "negative rest": ("rest_s = 15", "rest_s = -1", r"rest_s: .*greater than or equal to 0"),
    "an unknown side": ("repetitions = 10", 'repetitions = 10\nside = "top"', r"line 21, .*side: .*it says 'top'"),
    "an unknown level": ("repetitions = 10", 'repetitions = 10\nlevel = "hard"', r"line 21, .*level: .*it says 'hard'"),
    "an unknown key": ("repetitions = 10", "reps = 10", r"exercises\.1\.reps: extra inputs"),
    "an unknown block": ('"main"', '"middle"', r"line 14, blocks\.2\.kind: .*it says 'middle'"),
    "blocks out of order": ('"warm-up"', '"cool-down"', r"line 6, blocks: the blocks come in the order"),
    "sets and rounds": ("repetitions = 10", "repetitions = 10\nsets = 2", r"line 13, blocks\.2: .*leave sets out"),
    "rest of rounds without rounds": ("rounds = 2", "round_rest_s = 2", r"blocks\.2: round_rest_s is for a block"),
    "no exercises": (
        '[[blocks.exercises]]\nexercise = "jumping-jack"\nseconds = 30\n', "", r"line 6, blocks\.1\.exercises: field"),
    "another name": ('id = "mine"', 'id = "yours"', r"line 1, id: must be 'mine'"),
    "a name of the kind that folders have": ('id = "mine"', 'id = "../mine"', r"line 1, id: "),
    "no sources": ('sources = ["My trainer"]\n', "", r"sources: field required"),
    "a long name": ('name = "Mine"', f'name = "{"x" * 61}"', r"line 2, name: .*at most 60 characters"),
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG)
def test_a_wrong_file_is_refused_with_file_line_and_key(tmp_path: Path, why: str) -> None:
    right, wrong, message = WRONG[why]
    assert right in TEXT
    with pytest.raises(CatalogueError, match=message) as caught:
        load_programme(written(tmp_path, TEXT.replace(right, wrong, 1)))
    assert str(caught.value).startswith("mine.toml")
    assert "\n" not in str(caught.value)


def test_a_programme_of_too_many_sets_is_refused(tmp_path: Path) -> None:
    block = (
        '\n[[blocks]]\nkind = "main"\n'
        + '\n[[blocks.exercises]]\nexercise = "squat"\nsets = 20\nrepetitions = 1\n' * 12
    )
    with pytest.raises(
        CatalogueError, match=r"the whole file: it has 245 sets in all; at most 200 are possible"
    ):
        load_programme(written(tmp_path, TEXT + block))


HOSTILE = {
    "no text": (b"\xff\xfe\x00", "not a text file"),
    "empty": (b"", "field required"),
    "too large": (b"#" * 300_000, "too large"),
    "an integer of 5,000 digits": (TEXT.replace("= 10", "= " + "9" * 5000).encode(), "too many digits"),
    "a hexadecimal integer of 50,000 digits": (TEXT.replace("= 10", "= 0x" + "f" * 50_000).encode(), "repetitions"),
    "nested tables": (b"x = " + b"{x=" * 20_000, "nested too deeply"),
    "a key of 30,000 parts": (b"a." * 30_000 + b"a = 1", "more than 32 parts"),
    "a name of 50,000 letters": (TEXT.replace('"squat"', f'"{"s" * 50_000}"').encode(), "exercise"),
    "thousands of blocks": (TEXT.encode() + b'[[blocks]]\nkind = "main"\n' * 2000, "more errors|at most 12 items"),
    "blocks that are no list": (
        TEXT.split("[[", 1)[0].encode() + b"blocks = 3", "blocks: input should be a valid list"),
}  # fmt: skip


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_file_is_refused_in_one_short_sentence(tmp_path: Path, why: str) -> None:
    content, sentence = HOSTILE[why]
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=sentence) as caught:
        load_programme(path)
    assert len(str(caught.value)) < 500
    assert str(caught.value).startswith("mine.toml")


SPECIAL: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a link to /dev/zero": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "broken TOML": lambda path: path.write_text("id = "),
    "another identifier": lambda path: path.write_text(TEXT),
}


@pytest.mark.parametrize("why", SPECIAL)
def test_one_bad_file_is_left_out_with_a_sentence(tmp_path: Path, why: str) -> None:
    SPECIAL[why](tmp_path / "bad.toml") if why != "a link to itself" else (tmp_path / "bad.toml").symlink_to(
        "bad.toml"
    )
    written(tmp_path)
    found, troubles = load_programmes(tmp_path)
    assert list(found) == ["mine"]
    assert len(troubles) == 1
    assert troubles[0].startswith("bad.toml")
    assert list(programmes(tmp_path)) == sorted([*READY, "mine"])


def test_of_too_many_files_the_surplus_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 5):
        (tmp_path / f"{number:04}.toml").touch()
    assert f"holds {MAX_FILES + 5} files" in load_programmes(tmp_path)[1][0]


def test_a_file_that_is_mended_is_read_again(tmp_path: Path) -> None:
    written(tmp_path, "id = ")
    assert load_programmes(tmp_path)[1]
    written(tmp_path)
    assert load_programmes(tmp_path)[1] == ()


def test_a_programme_may_name_ones_own_exercises_as_long_as_they_are_there(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace('"squat"', '"sofa-squat"'))
    own = {**catalogue(), "sofa-squat": replace(catalogue()["squat"], identifier="sofa-squat")}
    assert "sofa-squat" in load_programme(path, own).exercises
    assert load_programmes(tmp_path, own)[1] == ()
    assert "no exercise 'sofa-squat'" in load_programmes(tmp_path)[1][0]


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert list(programmes(tmp_path / "none")) == READY


def test_ones_own_takes_the_place_of_a_ready_one(tmp_path: Path) -> None:
    written(tmp_path, TEXT.replace('"mine"', '"core"', 1), "core")
    assert programmes(tmp_path)["core"].name == "Mine"
    assert programmes()["core"].name == "Core"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("full body", "did you mean full-body"),
        ("cor", "did you mean core"),
        ("xyz", "`poise train` lists all"),
    ],
)
def test_an_unknown_name_gets_a_hint(name: str, hint: str) -> None:
    with pytest.raises(CatalogueError, match=hint):
        programme_named(name)


# -- the sets, one after the other ---------------------------------------------------------------------------------


def order(*blocks: Block) -> list[tuple[str, str, int, int, float]]:
    steps = Programme("mine", "Mine", "", blocks, ()).steps
    return [(step.exercise, step.side.value, step.number, step.of, step.rest_s) for step in steps]


TEN, HALF_MINUTE = Amount(repetitions=10), Amount(seconds=30)


def test_sets_follow_one_another_and_nothing_follows_the_last() -> None:
    squat = ProgrammeExercise("squat", TEN, sets=2, rest_s=90)
    plank = ProgrammeExercise("plank", HALF_MINUTE, rest_s=45)
    assert order(Block(BlockKind.MAIN, (squat, plank))) == [
        ("squat", "both", 1, 2, 90),
        ("squat", "both", 2, 2, 90),
        ("plank", "both", 1, 1, 0),
    ]


def test_a_superset_goes_round_and_rests_after_each_round() -> None:
    pair = (ProgrammeExercise("push-up", TEN, rest_s=15), ProgrammeExercise("bent-over-row", TEN, rest_s=15))
    last = Block(BlockKind.COOL_DOWN, (ProgrammeExercise("plank", HALF_MINUTE),))
    assert order(Block(BlockKind.MAIN, pair, rounds=2, round_rest_s=60), last) == [
        ("push-up", "both", 1, 2, 15),
        ("bent-over-row", "both", 1, 2, 60),
        ("push-up", "both", 2, 2, 15),
        ("bent-over-row", "both", 2, 2, 60),
        ("plank", "both", 1, 1, 0),
    ]


def test_each_side_is_a_set_of_its_own_with_a_short_change() -> None:
    planks = ProgrammeExercise("side-plank", HALF_MINUTE, sets=2, rest_s=40, side=Side.EACH)
    assert order(Block(BlockKind.MAIN, (planks,))) == [
        ("side-plank", "left", 1, 2, 5),
        ("side-plank", "right", 1, 2, 40),
        ("side-plank", "left", 2, 2, 5),
        ("side-plank", "right", 2, 2, 0),
    ]


def test_the_duration_is_work_getting_ready_and_rest() -> None:
    squat = ProgrammeExercise("squat", TEN, sets=2, rest_s=90)
    programme = Programme("mine", "Mine", "", (Block(BlockKind.MAIN, (squat,)),), ())
    assert programme.duration_s == 2 * (10 * 3 + 10) + 90


AMOUNTS = st.builds(Amount, repetitions=st.integers(1, 200)) | st.builds(Amount, seconds=st.floats(1, 3600))
EXERCISES = st.builds(
    ProgrammeExercise,
    exercise=st.sampled_from(["squat", "plank"]),
    amount=AMOUNTS,
    sets=st.integers(1, 4),
    rest_s=st.floats(0, 600),
    side=st.sampled_from(Side),
)
BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(BlockKind),
    exercises=st.lists(EXERCISES, min_size=1, max_size=4).map(tuple),
    rounds=st.integers(1, 3),
    round_rest_s=st.floats(0, 600),
)


@given(st.lists(BLOCKS, min_size=1, max_size=4).map(tuple))
def test_there_are_as_many_steps_as_sets_times_rounds_times_sides(blocks: tuple[Block, ...]) -> None:
    programme = Programme("mine", "Mine", "", blocks, ())
    sides = {Side.EACH: 2}
    wanted = sum(
        block.rounds * one.sets * sides.get(one.side, 1) for block in blocks for one in block.exercises
    )
    steps = programme.steps
    assert len(steps) == wanted
    assert steps[-1].rest_s == 0
    assert all(step.side is not Side.EACH and 1 <= step.number <= step.of for step in steps)
    assert programme.duration_s >= sum(step.amount.duration_s for step in steps)


def test_what_stands_in_an_exercise_goes_before_what_stands_in_its_block_and_programme(
    tmp_path: Path,
) -> None:
    text = TEXT.replace("sources", 'level = "strict"\nsources', 1)
    text = text.replace(
        "repetitions = 10", 'repetitions = 10\nlevel = "beginner"\nrest_s = 5\nnotes = "Slowly."'
    )
    steps = load_programme(written(tmp_path, text)).steps
    assert [(step.level, step.rest_s, step.notes) for step in steps[:3]] == [
        (Level.STRICT, 30.0, ""),
        (Level.BEGINNER, 5.0, "Slowly."),
        (Level.STRICT, 15.0, ""),
    ]
