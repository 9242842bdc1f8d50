"""`poise coach` as its user meets it."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests import media_maker
from tests.cli.command import run_poise
from tests.synthetic.joined import join
from tests.synthetic.performance import perform

import poise
from poise.analysis.repetition import Engine
from poise.media.recording import Recording, encode_recording

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "squat_v1.poise"


def coach(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run_poise("coach", *arguments, cwd=cwd)


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.reference
def test_a_track_is_counted_and_written_row_by_row(tmp_path: Path, reference_data: Path) -> None:
    track = reference_data / "exercise" / "tracks" / "juri_squat.npz"
    found = answer(coach(track, "--exercise", "squat", "--json", "-o", "rows.csv", cwd=tmp_path))
    assert (found["exercise"], found["attempted"], found["accurate"]) == ("squat", 8, 8)
    assert [repetition["number"] for repetition in found["repetitions"]] == list(range(1, 9))
    assert all(r["start_s"] < r["peak_s"] < r["end_s"] for r in found["repetitions"])
    assert set(found["repetitions"][0]["tempo_s"]) == {"eccentric", "pause", "concentric"}
    with (tmp_path / "rows.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["accurate"] for row in rows] == ["True"] * 8


def test_the_answer_begins_with_the_file_and_holds_the_set_field_by_field(tmp_path: Path) -> None:
    from poise.studio.coaching.results import SetResult

    found = answer(coach(GOLDEN, "-e", "squat", "--json", cwd=tmp_path))
    done = poise.coach(GOLDEN, exercise="squat")
    expected = {"media": str(GOLDEN), "recognised": False, **SetResult.of(done.summary).document()}
    assert found == expected
    assert list(found) == list(expected)


def test_a_recorded_set_says_what_the_same_frames_say_live() -> None:
    from poise.catalogue import exercise_named
    from poise.media.recording import read_recording
    from poise.studio.activities import BUILT_IN
    from poise.studio.coaching.plan import CoachingPlan
    from poise.studio.live import Item, LiveSession
    from poise.studio.live.playback import observations

    done = poise.coach(GOLDEN, exercise="squat")
    (person,) = read_recording(GOLDEN).people
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), person.image_size)
    live.take_all(map(Item.of, observations(person)))
    outcome = live.finish()
    assert tuple(one.event for one in live.events) == done.events
    assert outcome.measures["attempted"] == done.summary.attempted > 0
    engine = Engine(exercise_named("squat"))
    for pose in person:
        engine.update(pose)
    assert engine.finish() == done.summary


def test_a_training_is_told_set_by_set_with_the_times_of_the_film(tmp_path: Path) -> None:
    squats = perform("squat", repetitions=3, rate_hz=12.0, yaw_deg=38.0).sequence
    away = perform("squat", repetitions=0, rate_hz=12.0, lead_in=("walk_out", "walk_in", "idle")).sequence
    film, (_, _, again_s) = join([squats, away, squats])
    (tmp_path / "training.poise").write_bytes(encode_recording(Recording((film,), {})))
    arguments = ("training.poise", "-e", "squat", "--sets")
    one, other = answer(coach(*arguments, "--json", "-o", "rows.csv", cwd=tmp_path))
    assert (one["attempted"], other["attempted"]) == (3, 3)
    assert one["begin_s"] == 0.0
    assert one["end_s"] <= other["begin_s"] < again_s + 2 < other["repetitions"][0]["peak_s"] < other["end_s"]
    with (tmp_path / "rows.csv").open() as file:
        assert [(row["set"], row["exercise"]) for row in csv.DictReader(file)] == [
            (number, "squat") for number in "111222"
        ]
    shown = coach(*arguments, cwd=tmp_path).stdout
    assert shown.count("accurate 3 of 3 (Squat") == 2
    assert "training.poise, 0:00–" in shown


def test_a_film_of_one_set_is_told_as_one_set(tmp_path: Path) -> None:
    (one,) = answer(coach(GOLDEN, "-e", "squat", "--sets", "--json", cwd=tmp_path))
    alone = answer(coach(GOLDEN, "-e", "squat", "--json", cwd=tmp_path))
    assert one.items() >= alone.items()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([str(GOLDEN), "-e", "squat", "--sets", "--overlay", "film.mp4"], "--sets"),
        ([str(GOLDEN), "-e", "sqat"], "squat"),
        ([str(GOLDEN), "-e", "missing.toml"], "missing.toml"),
        ([str(GOLDEN), "-e", "squat", "--overlay", "film.mp4"], "--overlay"),
        ([str(GOLDEN), "-e", "squat", "-o", "rows.txt"], ".csv"),
        (["person.png", "-e", "squat"], "picture"),
        (["missing.mp4", "-e", "squat"], "missing.mp4"),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else value,
)
def test_bad_input_gets_one_sentence_and_leaves_nothing(
    tmp_path: Path, arguments: list[str], word: str
) -> None:
    media_maker.write_picture(tmp_path / "person.png")
    done = coach(*arguments, cwd=tmp_path)
    assert done.returncode == 1, done.stdout
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["person.png"]


def test_a_level_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    assert coach(GOLDEN, "-e", "squat", "--level", "cruel", cwd=tmp_path).returncode == 2


@pytest.mark.reference
def test_without_a_name_the_exercise_is_recognised_and_a_wrong_one_is_doubted(
    tmp_path: Path, reference_data: Path
) -> None:
    tracks = reference_data / "exercise" / "tracks"
    found = answer(coach(tracks / "juri_squat.npz", "--json", cwd=tmp_path))
    assert (found["exercise"], found["recognised"], found["attempted"]) == ("squat", True, 8)
    wrong = answer(coach(tracks / "juri_squat.npz", "-e", "push-up", "--json", cwd=tmp_path))
    assert [notice["name"] for notice in wrong["notices"]] == ["other-exercise"]
    assert wrong["notices"][0]["text"] == "This looks like the squat rather than the push-up."
    assert (wrong["recognised"], wrong["attempted"]) == (False, 0)
    right = answer(coach(tracks / "juri_squat.npz", "-e", "squat", "--json", cwd=tmp_path))
    assert right["notices"] == []
    nothing = coach(tracks / "juri_knee.npz", cwd=tmp_path)
    assert nothing.returncode == 1
    assert nothing.stderr == (
        "poise: juri_knee.npz: no exercise can be recognised; say which one it is with --exercise.\n"
    )


@pytest.mark.models
@pytest.mark.reference
def test_a_clip_gives_the_same_film_and_verdicts_by_name_as_by_object(
    tmp_path: Path, reference_data: Path
) -> None:
    from poise.studio.library.exercises import find_exercise

    clip = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    found = answer(coach(clip, "-e", "push-up", "--overlay", "named.mp4", "--json", cwd=tmp_path))
    assert found["attempted"] == 1
    exercise = find_exercise("push-up")
    done = poise.coach(clip, exercise=exercise, overlay=tmp_path / "object.mp4")
    assert done.exercise is exercise
    assert (done.summary.attempted, done.summary.accurate) == (found["attempted"], found["accurate"])
    sizes = [(tmp_path / name).stat().st_size for name in ("named.mp4", "object.mp4")]
    assert sizes[0] == sizes[1] > 100_000


@pytest.mark.models
@pytest.mark.reference
def test_a_film_is_drawn_also_of_an_exercise_that_was_recognised(
    tmp_path: Path, reference_data: Path
) -> None:
    whole = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    media_maker.cut_clip(whole, tmp_path / "clip.mp4", frames=150)
    found = answer(coach("clip.mp4", "--model", "lite", "--overlay", "film.mp4", "--json", cwd=tmp_path))
    assert found["recognised"]
    assert (tmp_path / "film.mp4").stat().st_size > 50_000


@pytest.mark.models
def test_no_film_is_left_where_nothing_can_be_recognised(tmp_path: Path) -> None:
    media_maker.write_clip(tmp_path / "clip.mp4", frames=4)
    done = coach("clip.mp4", "--overlay", "film.mp4", cwd=tmp_path)
    assert (done.returncode, "no exercise can be recognised" in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
