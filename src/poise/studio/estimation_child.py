"""What runs inside the guarded child process: decode, estimate, draw.

Only here strangers' files are parsed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poise.estimation.models import Model
from poise.media.limits import MediaLimits
from poise.pose import PoseSequence
from poise.studio.people_arrays import people_to_arrays

if TYPE_CHECKING:
    from poise.estimation.video import VideoEstimate

# Sound may outlast the frames a little, and a very slow film shows its last frame long.
_SHORT_S, _SHORT_SHARE = 0.5, 0.02
_CUT_SHORT = "The search for small people took too long and was ended; crop the picture to who is meant."

Answer = tuple[dict[str, Any], dict[str, NDArray[Any]]]
Progress = Callable[[Mapping[str, Any]], None]


def estimate_medium(
    request: Mapping[str, Any], progress: Progress, outputs: Mapping[str, BinaryIO], limits: MediaLimits
) -> Answer:
    """Estimate the picture or video that `request` names; draw the overlay where one is asked for."""
    estimate = _estimate_picture if request["kind"] == "PICTURE" else _estimate_video
    if "overlay" in outputs:
        from poise.drawing.opencv import require_opencv

        require_opencv()
    return estimate(request, progress, outputs.get("overlay"), limits)


def _estimate_picture(
    request: Mapping[str, Any], progress: Progress, overlay: BinaryIO | None, limits: MediaLimits
) -> Answer:
    from poise.drawing import overlay_picture, write_png
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.estimation.picture import MOST_PEOPLE, estimate_picture
    from poise.isolation.processor_time import read_picture_in_time

    picture = read_picture_in_time(Path(request["media"]), limits)
    is_cut_short = False

    def may_search() -> bool:
        nonlocal is_cut_short
        is_cut_short = time.process_time() > limits.max_search_cpu_s
        return not is_cut_short

    asked = request["people"]
    with PoseEstimator(Model(request["model"]), people=asked or MOST_PEOPLE) as estimator:
        poses = estimate_picture(
            picture.pixels,
            people=asked,
            estimator=estimator,
            careful=request["careful"],
            subject_alone=request["subject_alone"],
            may_search=may_search,
        )
    if overlay is not None:
        write_png(overlay, overlay_picture(picture.pixels, poses))
    progress({"stage": "estimating", "done": 1, "total": 1})
    people = [PoseSequence.from_poses([pose]) for pose in poses]
    header = {
        "image_size": picture.image_size,
        "duration_s": 0.0,
        "damaged_packets": 0,
        "mistimed_frames": 0,
        "notices": [_CUT_SHORT] if is_cut_short else [],
    }
    return header, people_to_arrays(people, np.zeros(1))


def _estimate_video(
    request: Mapping[str, Any], progress: Progress, overlay: BinaryIO | None, limits: MediaLimits
) -> Answer:
    from poise.drawing import write_film
    from poise.estimation.video import estimate_video

    path = Path(request["media"])
    found = estimate_video(
        path,
        model=Model(request["model"]),
        people=request["people"] or 1,
        segments=request["segments"],
        limits=limits,
        on_progress=lambda done, total: progress({"stage": "estimating", "done": done, "total": total}),
    )
    if overlay is not None:
        write_film(
            path,
            found.people,
            overlay,
            limits=limits,
            on_progress=lambda done, total: progress({"stage": "drawing", "done": done, "total": total}),
        )
    return video_answer(found)


def video_answer(found: VideoEstimate) -> Answer:
    """Return the poses of a video in the form that the parent expects."""
    header = {
        "image_size": found.info.image_size,
        "duration_s": found.info.duration_s,
        "damaged_packets": found.damaged_packets,
        "mistimed_frames": found.times.placed + found.times.left_out,
        "notices": _notices(found),
    }
    return header, people_to_arrays(found.people, found.times_s)


def _notices(found: VideoEstimate) -> list[str]:
    """Say what of the video is not as it should be, one sentence each."""
    times, size = found.times, found.info.image_size
    told = [
        (
            found.damaged_packets,
            f"{found.damaged_packets} damaged parts of the video could not be read and were left out.",
        ),
        (times.left_out, f"{times.left_out} frames have a time stamp out of order and were left out."),
        (
            times.placed,
            f"{times.placed} frames have no time stamp of their own and were placed between their neighbours.",
        ),
        (
            times.restarts,
            "The clock of the video was set back on the way; times go on from the frame before.",
        ),
        (
            found.reshaped_frames,
            f"The size of the frames changes: {found.reshaped_frames} were fitted into the first size, "
            f"{size[0]} x {size[1]} pixels, without stretching.",
        ),
    ]
    return [sentence for count, sentence in told if count] + _short(found)


def _short(found: VideoEstimate) -> list[str]:
    """Say so where the frames end well before the stated length, as in a copy that broke off."""
    if not found.frames:
        return []
    steps_s = np.diff(found.times_s, append=found.times_s[-1])
    stated_s, last_s = found.info.duration_s, float(found.times_s[-1])
    if stated_s - last_s - float(steps_s.max()) <= max(_SHORT_S, _SHORT_SHARE * stated_s):
        return []
    return [f"The frames end at {last_s:.1f} s, although the video states a length of {stated_s:.1f} s."]
