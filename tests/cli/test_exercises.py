"""`poise exercises` as its user meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.command import run_poise
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.catalogue import catalogue
from poise.media.recording import Recording, write_recording

SQUAT = Path(__file__).resolve().parents[2] / "src" / "poise" / "catalogue" / "exercises" / "squat.toml"


def exercises(*arguments: str | Path, own: Path | None = None) -> subprocess.CompletedProcess[str]:
    if own is None:
        return run_poise("exercises", *arguments)
    return run_poise("exercises", *arguments, POISE_EXERCISES=str(own))


def test_all_exercises_are_listed() -> None:
    done = exercises("--json")
    assert [one["id"] for one in json.loads(done.stdout)] == list(catalogue())
    assert len(catalogue()) >= 32
    listed = exercises().stdout
    assert all(name in listed for name in catalogue())


def test_the_list_has_a_heading_for_each_group_and_ones_own_come_last(tmp_path: Path) -> None:
    text = re.sub("group = .*", "", SQUAT.read_text()).replace('id = "squat"', 'id = "my-squat"')
    (tmp_path / "my-squat.toml").write_text(text)
    lines = exercises(own=tmp_path).stdout.splitlines()
    headings = [line for line in lines if not line.startswith(" ")]
    assert headings == ["Legs", "Push", "Pull", "Core", "Balance", "Mobility", "Your own"]
    assert lines.index("Legs") < next(i for i, line in enumerate(lines) if line.split()[0] == "squat")
    assert lines[-1].split()[0] == "my-squat"


@pytest.mark.parametrize(
    ("filters", "there", "not_there"),
    [
        (["--muscle", "quadriceps"], "squat", "biceps-curl"),
        (["--equipment", "none"], "push-up", "biceps-curl"),
        (["--equipment", "dumbbell"], "biceps-curl", "push-up"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_filters_leave_what_fits(filters: list[str], there: str, not_there: str) -> None:
    names = [one["id"] for one in json.loads(exercises(*filters, "--json").stdout)]
    assert there in names
    assert not_there not in names


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_exercise_can_be_shown(name: str) -> None:
    from typer.testing import CliRunner

    from poise.cli.exercises import app

    done = CliRunner().invoke(app, [name])
    assert done.exit_code == 0
    exercise = catalogue()[name]
    assert all(step in done.stdout for step in exercise.instructions)
    assert all(rule.cue in done.stdout and rule.explanation in done.stdout for rule in exercise.rules)


def test_a_name_that_is_nearly_right_gets_the_nearest() -> None:
    done = exercises("sqat")
    assert done.returncode == 1
    assert "squat" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_ones_own_exercises_are_listed_and_a_wrong_file_is_told_with_line_and_key(tmp_path: Path) -> None:
    text = SQUAT.read_text().replace('id = "squat"', 'id = "my-squat"')
    (tmp_path / "my-squat.toml").write_text(text)
    assert "my-squat" in exercises(own=tmp_path).stdout
    assert "is right" in exercises("check", tmp_path / "my-squat.toml").stdout
    (tmp_path / "my-squat.toml").write_text(text.replace("floor = 0.35", 'floor = "deep"'))
    done = exercises("check", tmp_path / "my-squat.toml")
    assert done.returncode == 1
    assert "line" in done.stderr
    assert "floor" in done.stderr


@pytest.fixture
def presses(tmp_path: Path) -> Path:
    done = perform("overhead-press", repetitions=2, yaw_deg=30.0, noise=Noise.typical())
    path = tmp_path / "presses.poise"
    write_recording(path, Recording((done.sequence,), {}))
    return path


def test_an_exercise_is_learned_from_a_clip_and_told_in_words(tmp_path: Path, presses: Path) -> None:
    own = tmp_path / "own"
    done = exercises("learn", presses, "--name", "Log press", own=own)
    assert done.returncode == 0, done.stderr
    assert "learned from 2 repetitions" in done.stdout
    assert "both sides together" in done.stdout
    assert f"Written to {own / 'log-press.toml'}" in done.stdout
    assert "poise coach CLIP --exercise log-press" in done.stdout
    assert "log-press" in exercises(own=own).stdout
    assert "is right" in exercises("check", own / "log-press.toml").stdout
    again = exercises("learn", presses, "--name", "Log press", own=own)
    assert again.returncode == 1
    assert len(again.stderr.strip().splitlines()) == 1
    assert exercises("learn", presses, "--name", "Log press", "--force", "--quiet", own=own).stdout == ""


def test_what_was_learned_is_printed_for_machines(tmp_path: Path, presses: Path) -> None:
    file = tmp_path / "log-press.toml"
    done = exercises("learn", presses, "--name", "Log press", "--repetitions", "2", "-o", file, "--json")
    found = json.loads(done.stdout)
    assert found["file"] == str(file)
    assert (found["id"], found["counted"], found["doubtful"]) == ("log-press", 2, False)
    assert [one["side"] for one in found["repetitions"]] == ["both", "both"]
    assert all(one["start_s"] < one["peak_s"] < one["end_s"] for one in found["repetitions"])
    assert all(signal["rest"] != signal["peak"] for signal in found["signals"])


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["learn", "none.mp4", "--name", "Mine"], 1, "none.mp4"),
        (["learn", "CLIP", "--name", "Mine", "--repetitions", "9"], 1, "9 repetitions are said"),
        (["learn", "CLIP", "--name", "Squat"], 1, "the catalogue has an exercise squat"),
        (["learn", "CLIP"], 2, "--name"),
        (["learn", "CLIP", "--name", "Mine", "--repetitions", "0"], 2, "--repetitions"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_learned_is_told(
    arguments: list[str], code: int, word: str, tmp_path: Path, presses: Path
) -> None:
    own = tmp_path / "own"
    done = exercises(*(presses if word == "CLIP" else word for word in arguments), own=own)
    assert done.returncode == code
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not own.exists()


def test_a_wrong_file_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = ")
    (tmp_path / "._box.toml").write_bytes(b"\0\5\x16\7")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    environment = {**os.environ, "POISE_EXERCISES": str(tmp_path)}
    command = [sys.executable, "-m", "poise", "exercises", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == len(catalogue())
    warnings = done.stderr.splitlines()
    assert [line.split()[3] for line in warnings] == ["broken.toml", "pipe.toml", "zero.toml"]
    show = subprocess.run(
        [*command[:-1], "broken"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert show.returncode == 1
    assert "not valid TOML" in show.stderr
