"""`poise estimate` as its user meets it: a command with an exit status, answers and files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests import media_maker
from tests.cli.command import run_poise
from tests.media.recording.made_recordings import hands

from poise.media.recording import read_recording, write_recording

pytestmark = pytest.mark.models


def poise(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run_poise(*arguments, cwd=cwd)


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that a refused input gets."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("poise: ")
    return lines[0]


def test_a_picture_gives_named_landmarks(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "person.png")
    found = answer(poise("estimate", "person.png", "--model", "lite", "--json", cwd=tmp_path))
    assert (found["frames"], found["frames_with_people"], len(found["people"])) == (1, 1, 1)
    landmarks = found["people"][0]["landmarks"]
    assert len(landmarks) == 33
    assert landmarks["nose"]["y_px"] < landmarks["left_hip"]["y_px"] < landmarks["left_ankle"]["y_px"]
    assert landmarks["left_hip"]["x_px"] > landmarks["right_hip"]["x_px"], (
        "the person's own left is on our right"
    )


def test_a_video_gives_poses_exports_and_an_overlay(tmp_path: Path) -> None:
    media_maker.write_clip(tmp_path / "clip.mp4", frames=30)
    done = poise(
        "estimate", "clip.mp4", "-o", "out.csv", "-o", "out.poise", "--overlay", "seen.mp4",
        "--model", "lite", "--json", cwd=tmp_path,
    )  # fmt: skip
    found = answer(done)
    assert (found["frames"], found["frames_with_people"]) == (30, 30)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clip.mp4",
        "out.csv",
        "out.poise",
        "seen.mp4",
    ]
    again = answer(poise("estimate", "out.poise", "--json", cwd=tmp_path))
    assert again["frames_with_people"] == 30
    assert again["model"] == "lite"
    film = answer(poise("estimate", "seen.mp4", "--model", "lite", "--json", cwd=tmp_path))
    assert film["duration_s"] == pytest.approx(found["duration_s"], abs=0.05)


def test_a_video_looked_at_less_often_says_where(tmp_path: Path) -> None:
    media_maker.write_clip(tmp_path / "clip.mp4", frames=30)
    arguments = ("clip.mp4", "--model", "lite", "--segments", "1", "--json", "-o")
    less = answer(poise("estimate", *arguments, "less.poise", "--adaptive", cwd=tmp_path))
    every = answer(poise("estimate", *arguments, "every.poise", "--every-frame", cwd=tmp_path))
    assert every["frames_looked_at"] == every["frames"] == less["frames"] == 30
    assert less["frames_looked_at"] < 20
    kept = read_recording(tmp_path / "less.poise")
    assert kept.is_looked_at.sum() == less["frames_looked_at"]
    assert read_recording(tmp_path / "every.poise").looked_at is None
    again = answer(poise("estimate", "less.poise", "--json", cwd=tmp_path))
    assert again["frames_looked_at"] == less["frames_looked_at"]


def test_a_recording_with_hands_keeps_them_where_a_format_can_and_says_where_not(tmp_path: Path) -> None:
    write_recording(tmp_path / "set.poise", hands())
    done = poise("estimate", "set.poise", "-o", "set.json", "-o", "set.trc", "--json", cwd=tmp_path)
    (note,) = answer(done)["notices"]
    assert note.startswith("set.trc holds the body alone")
    written = json.loads((tmp_path / "set.json").read_bytes())
    assert [part["part"] for part in written["parts"]] == ["left_hand", "right_hand"]


def test_a_folder_reports_the_bad_and_goes_on_with_the_good(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes()[:200])
    media_maker.write_picture(tmp_path / "c.jpg")
    done = poise("estimate", ".", "-o", "{name}.json", "--model", "lite", "--json", cwd=tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert ["error" in each for each in found] == [False, True, False]
    assert (tmp_path / "a.json").exists()
    assert not (tmp_path / "b.json").exists()


def test_a_picture_with_nobody_is_an_answer_not_a_fault(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (320, 240), (120, 130, 140)).save(tmp_path / "wall.png")
    done = poise("estimate", "wall.png", "--model", "lite", cwd=tmp_path)
    assert done.returncode == 0
    assert "nobody was found" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["missing.mp4"], "missing.mp4"),
        (["empty-folder"], "empty-folder"),
        (["person.png", "-o", "out.xyz"], ".csv"),
        (["person.png", "-o", "nowhere/out.csv"], "nowhere"),
        (["person.png", "--overlay", "out.mp4"], ".png"),
        (["person.png", "person.png", "-o", "out.csv"], "{name}"),
        (["person.png", "--overlay", "nowhere/out.png"], "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_bad_input_gets_one_sentence_and_leaves_nothing(
    tmp_path: Path, arguments: list[str], word: str
) -> None:
    media_maker.write_picture(tmp_path / "person.png")
    (tmp_path / "empty-folder").mkdir()
    assert word in sentence(poise("estimate", *arguments, "--model", "lite", cwd=tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty-folder", "person.png"]


@pytest.mark.parametrize(
    "arguments", [["--model", "huge"], ["--people", "0"], ["--nonsense"], []], ids=" ".join
)
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: list[str]) -> None:
    media = ["person.png"] if arguments else []
    assert poise("estimate", *media, *arguments, cwd=tmp_path).returncode == 2


def test_cancelling_leaves_no_half_file_and_no_process(tmp_path: Path) -> None:
    media_maker.write_clip(tmp_path / "clip.mp4", frames=1500)
    command = [
        sys.executable,
        "-m",
        "poise",
        "estimate",
        "clip.mp4",
        "-o",
        "out.csv",
        "--overlay",
        "seen.mp4",
    ]
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 30
    while not _children(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    children = _children(process.pid)
    assert children
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.strip().splitlines() == ["poise: cancelled; nothing was left behind."]
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in listed.read_text().split()] if listed.exists() else []


@pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs root and a tmpfs")
def test_a_full_disc_gets_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    media_maker.write_clip(tmp_path / "clip.mp4", frames=40)
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", small], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disc")
    try:
        done = poise("estimate", "clip.mp4", "-o", "small/out.json", "--model", "lite", cwd=tmp_path)
        assert "full" in sentence(done).lower() or "space" in sentence(done).lower()
        done = poise("estimate", "clip.mp4", "--overlay", "small/out.mp4", "--model", "lite", cwd=tmp_path)
        assert "full" in sentence(done).lower() or "space" in sentence(done).lower()
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.reference
def test_the_squat_clip_is_seen_in_nearly_every_frame(tmp_path: Path, reference_data: Path) -> None:
    import av
    import numpy as np

    whole = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    clip = media_maker.cut_clip(whole, tmp_path / "clip.mp4", frames=150)
    found = answer(poise("estimate", clip, "-o", "out.npz", "--model", "full", "--json", cwd=tmp_path))
    assert found["frames"] == 150
    assert found["frames_with_people"] >= 0.99 * 150
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        times = sorted(
            float(packet.pts * packet.time_base)
            for packet in container.demux(stream)
            if packet.pts is not None and packet.time_base is not None
        )
    with np.load(tmp_path / "out.npz") as written:
        assert written["times_s"] == pytest.approx(times, abs=1e-6)
