"""`poise compare` as its user meets it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests import media_maker
from tests.cli.command import run_poise

from poise.drawing.compared import LOOKS, Finding
from poise.estimation.drawn_person import draw_person

pytestmark = pytest.mark.models
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "squat_v1.poise"


def compare(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run_poise("compare", *arguments, "--model", "lite", cwd=cwd)


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_same_picture_twice_scores_100(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    found = answer(compare("a.png", "a.png", "--json", "-o", "both.png", cwd=tmp_path))
    assert (found["verdict"], found["score"], found["remarks"]) == ("compared", 100.0, [])
    assert found["words"] == ["Nothing to change."]
    with Image.open(tmp_path / "both.png") as drawn:
        assert drawn.height > 760  # the pictures, and what is said under them


def test_a_flipped_attempt_loses_little(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    media_maker.write_picture(tmp_path / "b.png", np.ascontiguousarray(draw_person()[:, ::-1]))
    assert answer(compare("a.png", "b.png", "--json", cwd=tmp_path))["score"] >= 97


def test_nobody_is_never_scored(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    Image.new("RGB", (320, 240), (90, 120, 140)).save(tmp_path / "wall.png")
    found = answer(compare("a.png", "wall.png", "--json", cwd=tmp_path))
    assert (found["verdict"], found["score"]) == ("cannot judge", None)
    assert found["reason"] == "nobody was found in the attempt"


def test_several_people_are_asked_about_not_guessed(tmp_path: Path) -> None:
    one = draw_person((960, 640), foot_px=(250, 600), height_px=480)
    two = draw_person(foot_px=(700, 600), height_px=470, onto=one)
    media_maker.write_picture(tmp_path / "two.png", two)
    media_maker.write_picture(tmp_path / "a.png")
    found = answer(compare("a.png", "two.png", "--json", cwd=tmp_path))
    assert found["verdict"] == "cannot judge"
    assert "--attempt-person" in found["reason"]
    chosen = answer(compare("a.png", "two.png", "--attempt-person", "2", "--json", cwd=tmp_path))
    assert chosen["verdict"] == "compared"


def test_a_folder_of_attempts_is_ranked(tmp_path: Path) -> None:
    (tmp_path / "attempts").mkdir()
    media_maker.write_picture(tmp_path / "a.png")
    media_maker.write_picture(tmp_path / "attempts" / "same.png")
    media_maker.write_picture(tmp_path / "attempts" / "wall.png", np.full((240, 320, 3), 120, np.uint8))
    found = answer(compare("a.png", "attempts", "--json", "-o", "ranking.csv", cwd=tmp_path))
    assert [Path(row["attempt"]).name for row in found] == ["same.png", "wall.png"]
    assert len((tmp_path / "ranking.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.png", "a.png"], ["The reference:", "missing.png"]),
        (["a.png", "text.png"], ["The attempt:", "text.png"]),
        (["a.png", "clip.mp4"], ["The attempt:", "video", "poise poses add"]),
        (["squat.poise", "a.png"], ["The reference:", "moments", "poise poses add"]),
        (["a.png", "a.png", "--attempt-person", "3"], ["The attempt:", "no person 3"]),
        (["a.png", "a.png", "-o", "out.jpg"], [".png"]),
    ],
    ids=" ".join,
)
def test_bad_input_names_the_picture_and_leaves_nothing(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    (tmp_path / "text.png").write_text("no picture at all")
    media_maker.write_clip(tmp_path / "clip.mp4", frames=4)
    shutil.copy(GOLDEN, tmp_path / "squat.poise")
    before = sorted(path.name for path in tmp_path.iterdir())
    done = compare(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(word in done.stderr for word in words)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("way", ["side-by-side", "ghost", "turned"])
def test_a_comparison_is_drawn_in_three_ways(tmp_path: Path, way: str) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    media_maker.write_picture(tmp_path / "b.png", np.ascontiguousarray(draw_person()[:, ::-1]))
    done = compare("a.png", "b.png", "-o", "drawn.png", "--picture", way, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "drawn.png") as drawn:
        assert min(drawn.size) > 760
        colours = {colour for _, colour in drawn.convert("RGB").getcolors(drawn.width * drawn.height) or []}
    assert LOOKS[Finding.FITS].colour in colours


@pytest.mark.parametrize("way", ["ghost", "turned"])
def test_what_cannot_be_compared_cannot_be_laid_over_each_other(tmp_path: Path, way: str) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    Image.new("RGB", (320, 240), (90, 120, 140)).save(tmp_path / "wall.png")
    done = compare("a.png", "wall.png", "-o", "drawn.png", "--picture", way, cwd=tmp_path)
    assert done.returncode == 1
    assert "nobody was found in the attempt" in done.stderr
    assert not (tmp_path / "drawn.png").exists()


@pytest.mark.parametrize("way", ["side-by-side", "ghost", "turned"])
def test_a_pose_of_the_library_is_drawn_on_paper(tmp_path: Path, way: str) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    done = compare("pose:mountain", "a.png", "-o", "drawn.png", "--picture", way, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "drawn.png").exists()
