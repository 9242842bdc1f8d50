"""`poise hold` as its user meets it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from tests.cli.command import run_poise
from tests.media_maker import cut_clip
from tests.studio.live.stream_maker import frames
from tests.synthetic.posing import Stay, take_poses

from poise.media.recording import Recording, encode_recording
from poise.media.video import open_video
from poise.pose import PoseSequence
from poise.studio.activities import BUILT_IN
from poise.studio.holding.captions import caption_hold
from poise.studio.holding.hold import hold
from poise.studio.holding.plan import HoldPosePlan
from poise.studio.live import LiveSession

STAYS = [Stay("mountain", 1.0), Stay("tree", 5.0), Stay("mountain", 7.0)]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "tree.poise"
    path.write_bytes(encode_recording(Recording((take_poses(STAYS),), {})))
    return path


def poise(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_poise("hold", *arguments)


def test_a_hold_is_timed_in_words_and_for_machines(film: Path) -> None:
    said = poise(film, "--pose", "tree", "--seconds", "3")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("tree.poise: Tree held 3.8 s at a stretch, 3 s reached (score 100 of 100).")
    found = json.loads(poise(film, "--pose", "tree", "--json", "--quiet").stdout)
    assert (found["kind"], found["reached"], len(found["attempts"])) == ("hold-pose", False, 1)
    assert found["hold_s"] == pytest.approx(3.8, abs=0.2)


def test_the_film_says_how_long_the_pose_is_held_and_what_to_change() -> None:
    plan = HoldPosePlan(pose="tree", seconds=3)
    captions = caption_hold(take_poses(STAYS), plan)
    assert captions.is_hold
    before, held, after = (captions.at(time_s) for time_s in (0.5, 4.0, 6.9))
    assert (before.hold_s, before.is_accurate) == (0.0, None)
    assert held.hold_s == pytest.approx(2.5, abs=0.4)
    assert held.is_accurate
    assert after.hold_s == pytest.approx(3.8, abs=0.2)
    assert after.is_accurate is None
    assert held.cue == ""
    wrong = caption_hold(take_poses([Stay("mountain", 1.0), Stay("tree", 8.0, share=0.8)]), plan)
    assert any(wrong.cues)


def test_nobody_in_the_film_is_no_fault() -> None:
    assert caption_hold(None, HoldPosePlan(pose="tree")).at(1.0).hold_s == 0.0


@pytest.mark.models
@pytest.mark.reference
def test_a_film_of_a_hold_is_drawn(reference_data: Path, tmp_path: Path) -> None:
    whole = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    clip, film = cut_clip(whole, tmp_path / "clip.mp4", frames=50), tmp_path / "held.mp4"
    said = poise(clip, "--pose", "plank", "--seconds", "1", "--model", "lite", "--overlay", film)
    assert said.returncode == 0, said.stderr
    with open_video(film) as drawn, open_video(clip) as plain:
        one, other = (next(iter(video.frames(1.0))).pixels.astype(int) for video in (drawn, plain))
    panel = np.s_[20:150, 20:150]  # the count stands in the corner
    assert np.abs(one[panel] - other[panel]).mean() > 20


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["--pose", "tree", "--overlay", "film.mp4"], 1, "holds no pictures"),
        (["--pose", "flying"], 1, "there is no pose"),
        (["--pose", "tree", "--without", "nose"], 1, "nose"),
        (["--pose", "tree", "--level", "hard"], 2, "--level"),
        (["--pose", "tree", "--mirror", "no"], 2, "--mirror"),
        ([], 2, "--pose"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    film: Path, arguments: list[str], status: int, word: str
) -> None:
    done = poise(film, *arguments)
    assert done.returncode == status
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_recorded_hold_says_what_the_same_frames_say_live(film: Path) -> None:
    held = hold(film, "tree", seconds=3)
    poses: PoseSequence = held.estimate.people[0]
    live = LiveSession(BUILT_IN.make(HoldPosePlan(pose="tree", seconds=3)), poses.image_size)
    live.take_all(frames(poses))
    assert live.finish().details == held.details
    assert tuple(one.event for one in live.events) == held.events


def test_one_s_own_pose_is_held_and_its_plan_carries_it(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from poise.catalogue.poses import library, write_own_pose

    (tmp_path / "own").mkdir()
    monkeypatch.setenv("POISE_POSES", str(tmp_path / "own"))
    (tmp_path / "own" / "my-tree.json").write_bytes(
        write_own_pose("my-tree", "My tree", "", library()["tree"].pose)
    )
    held = hold(film, "my-tree", seconds=3)
    assert held.details.hold_s == pytest.approx(3.8, abs=0.2)
    (tmp_path / "own" / "my-tree.json").unlink()
    live = LiveSession(BUILT_IN.make(held.plan), held.estimate.image_size)
    live.take_all(frames(held.estimate.people[0]))
    assert live.finish().measures["hold_s"] == pytest.approx(held.details.hold_s, abs=0.05)
