"""Recordings of somebody who spells, drawn from the table of shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tests.analysis.signing.moving_hands import RATE_HZ, SHAPES, hold, moving

from poise.media.recording import Recording, encode_recording
from poise.media.recording.recording import PartTrack
from poise.pose import BLAZEPOSE_33, HAND_21, FloatArray, Part, Pose, PoseSequence

SIZE = (640, 480)


def write_word(path: Path, word: str, *, is_left: bool = False) -> Path:
    """Write a recording in which a hand spells a word."""
    rng = np.random.default_rng(0)
    frames: list[FloatArray] = []
    for letter in word:
        held = moving(SHAPES[letter][0].points, hold, rng, seconds=0.7)
        if frames:
            share = np.linspace(0, 1, 7)[1:-1, None, None]
            frames.append((1 - share) * frames[-1][-1] + share * held[0])
        frames.append(held)
    points = np.concatenate(frames)
    if is_left:
        points = points * [-1.0, 1.0, 1.0] + [640.0, 0.0, 0.0]
    part = Part.LEFT_HAND if is_left else Part.RIGHT_HAND
    path.write_bytes(encode_recording(_recording(points, part)))
    return path


def write_nobody(path: Path) -> Path:
    """Write a recording without a hand."""
    nothing = np.full((10, 21, 3), np.nan)
    path.write_bytes(encode_recording(_recording(nothing, Part.RIGHT_HAND)))
    return path


def _recording(points: FloatArray, part: Part) -> Recording:
    at = np.arange(len(points)) / RATE_HZ
    body = PoseSequence.from_poses([Pose.unseen(BLAZEPOSE_33, float(one), SIZE) for one in at])
    likely = np.ones(21)
    hands = [
        Pose(HAND_21, hand, np.full((21, 3), np.nan), likely, likely, float(one), SIZE)
        for hand, one in zip(points, at, strict=True)
    ]
    return Recording((body,), {}, tracks=(PartTrack(0, part, PoseSequence.from_poses(hands)),))
