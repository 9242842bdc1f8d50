"""What is told of a video that is not as it should be: one sentence each, none where nothing is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from poise.estimation.video import VideoEstimate
from poise.media.video_clock import Irregularities
from poise.media.video_frames import VideoInfo
from poise.media.video_geometry import Orientation
from poise.studio.estimating.task import video_answer

INFO = VideoInfo((320, 240), Orientation(), 0.0, 10.0, None, 10.0, "h264", has_audio=False)
SOUND = VideoEstimate((), np.arange(100) / 10, INFO, 0, 1, Irregularities())

TOLD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "damage": ({"damaged_packets": 3}, ["3 damaged parts"]),
    "frames out of order": (
        {"times": Irregularities(left_out=2)},
        ["2 frames have a time stamp out of order"],
    ),
    "frames without a time": (
        {"times": Irregularities(placed=4)},
        ["4 frames have no time stamp of their own"],
    ),
    "a clock set back": ({"times": Irregularities(restarts=1)}, ["clock of the video was set back"]),
    "sizes that change": ({"reshaped_frames": 7}, ["7 were fitted into the first size, 320 x 240"]),
    "an end that is missing": ({"times_s": np.arange(30) / 10}, ["end at 2.9 s", "length of 10.0 s"]),
    "a very slow film": ({"times_s": np.array([0.0, 5.0])}, []),
    "several things": (
        {"damaged_packets": 1, "times": Irregularities(placed=1, left_out=1)},
        ["1 damaged", "out of order", "no time stamp"],
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_is_wrong_is_told(case: str) -> None:
    changes, words = TOLD[case]
    found = replace(SOUND, **changes)
    answer = video_answer(found)
    told = " ".join(answer.notices)
    assert all(word in told for word in words)
    assert bool(told) == bool(words)
    assert answer.mistimed_frames == found.times.placed + found.times.left_out
